//! The calls of futexes, and what comes back.

mod operands;

use super::FUTEX;
use crate::engine::forms::{OutcomeRow, Row};
use crate::{calls, outcomes};
pub use operands::{Change, Fault, Operation, SOON, Span, Test, WORDS, Word};

/// As many waiters as there may be.
pub const ALL: u32 = i32::MAX as u32;
/// A bit mask that has a bit in common with any.
pub const ANY: u32 = u32::MAX;
/// The largest operand of FUTEX_WAKE_OP that has no sign in 12 bits.
pub const OPERAND_MOST: u16 = 0x7ff;

calls! { Call of FUTEX:
    Load { word: Word },
        Row::of("load of a word").weight(12).words("load {word}").c("load({word});");
    Store { word: Word, value: u32 = [0, 1, 2, u32::MAX] },
        Row::of("store of a word").weight(12)
            .words("store {value} in {word}").c("store({word}, {value}u);");
    Wait { word: Word, expected: u32 = [0, 1, 2], private: bool },
        Row::of("FUTEX_WAIT").call("futex").weight(34)
            .words("FUTEX_WAIT on {word} while it is {expected}{private?, private|}")
            .c("futex({word}, FUTEX_WAIT | private({private}), {expected}u, NULL, NULL, 0);");
    /// With a timeout.
    WaitFor {
        word: Word, expected: u32 = [0, 1, 2], private: bool,
        within: Span = [1, 1, 0, 2, 2, 3, 4, 5],
    },
        Row::of("FUTEX_WAIT with a timeout").call("futex").weight(12).races(false)
            .words("FUTEX_WAIT on {word} while it is {expected}, for {within}{private?, private|}")
            .c("futex({word}, FUTEX_WAIT | private({private}), {expected}u, {within}, NULL, 0);");
    /// With `FUTEX_CLOCK_REALTIME`, and a timeout of a millisecond.
    WaitRealtime { word: Word },
        Row::of("FUTEX_WAIT with FUTEX_CLOCK_REALTIME").races(false)
            .words("FUTEX_WAIT on {word} as it is, for 1 ms of CLOCK_REALTIME")
            .c("futex({word}, FUTEX_WAIT | FUTEX_CLOCK_REALTIME, load({word}), \
                &(struct timespec){0, 1000000}, NULL, 0);");
    WaitBits {
        word: Word, expected: u32 = [0, 1, 2], bits: u32 = [1, 2, 3, ANY, 0], private: bool,
    },
        Row::of("FUTEX_WAIT_BITSET").call("futex").weight(20)
            .words("FUTEX_WAIT_BITSET {bits} on {word} while it is {expected}{private?, private|}")
            .c("futex({word}, FUTEX_WAIT_BITSET | private({private}), {expected}u, NULL, NULL, \
                {bits}u);");
    /// With a timeout, which is a time of one clock or the other.
    WaitBitsUntil {
        word: Word, expected: u32 = [0, 1, 2], bits: u32 = [1, 2, 3, ANY, 0], realtime: bool,
        until: Span = [1, 1, 0, 2, 2, 3, 4, 5],
    },
        Row::of("FUTEX_WAIT_BITSET with a timeout").call("futex").weight(12).races(false)
            .words("FUTEX_WAIT_BITSET {bits} on {word} while it is {expected}, until {until} of \
                    {realtime?CLOCK_REALTIME|CLOCK_MONOTONIC}")
            .c("futex({word}, FUTEX_WAIT_BITSET | realtime({realtime}), {expected}u, \
                at({until}), NULL, {bits}u);");
    Wake { word: Word, most: u32 = [1, ALL, 2, 0], private: bool },
        Row::of("FUTEX_WAKE").call("futex").weight(30)
            .words("FUTEX_WAKE {most} on {word}{private?, private|}")
            .c("futex({word}, FUTEX_WAKE | private({private}), {most}u, NULL, NULL, 0);");
    WakeBits { word: Word, most: u32 = [1, ALL, 2], bits: u32 = [1, 2, 3, ANY, 0], private: bool },
        Row::of("FUTEX_WAKE_BITSET").call("futex").weight(18)
            .words("FUTEX_WAKE_BITSET {bits} of {most} on {word}{private?, private|}")
            .c("futex({word}, FUTEX_WAKE_BITSET | private({private}), {most}u, NULL, NULL, \
                {bits}u);");
    Requeue {
        word: Word, most: u32 = [1, 0, 2, ALL], target: Word, moved: u32 = [0, 0, 0, 1],
        private: bool,
    },
        Row::of("FUTEX_REQUEUE").call("futex").weight(6)
            .words("FUTEX_REQUEUE {most} awake and {moved} to {target} from {word}\
                    {private?, private|}")
            .c("futex({word}, FUTEX_REQUEUE | private({private}), {most}u, (void *){moved}ul, \
                {target}, 0);");
    CompareRequeue {
        word: Word, expected: u32 = [0, 1, 2], most: u32 = [0, 1, 2, ALL], target: Word,
        moved: u32 = [1, ALL, 2, 0], private: bool,
    },
        Row::of("FUTEX_CMP_REQUEUE").call("futex").weight(18)
            .words("FUTEX_CMP_REQUEUE {most} awake and {moved} to {target} from {word} while it is \
                    {expected}{private?, private|}")
            .c("futex({word}, FUTEX_CMP_REQUEUE | private({private}), {most}u, \
                (void *){moved}ul, {target}, {expected}u);");
    WakeOp {
        word: Word, most: u32 = [1, 2, ALL], target: Word, also: u32 = [1, 2, ALL],
        change: Change, operand: u16 = [1, 0, 2, 3, 5, OPERAND_MOST], shift: bool, test: Test,
        compared: u16 = [0, 1, 2, OPERAND_MOST], private: bool,
    },
        Row::of("FUTEX_WAKE_OP").call("futex").weight(16)
            .words("FUTEX_WAKE_OP: {target} {change} {shift?1 << |}{operand}, wake {most} on \
                    {word}, and {also} on the other if that was {test} {compared}\
                    {private?, private|}")
            .c("futex({word}, FUTEX_WAKE_OP | private({private}), {most}u, (void *){also}ul, \
                {target}, FUTEX_OP({change} | shift({shift}), {operand}, {test}, {compared}));");
    /// Of a word that no other call is made with.
    Refused { operation: Operation, fault: Fault, private: bool },
        Row::of("futex of what is wrong").call("futex").weight(8).races(false)
            .words("{operation} with {fault}{private?, private|}")
            .c("futex_with({fault}, {operation} | private({private}));");
    Unknown { operation: u8 = [14, 99, 127] },
        Row::of("futex of no operation").call("futex").races(false)
            .words("futex of operation {operation}")
            .c("futex(&spare, {operation}, 0, NULL, NULL, 0);");
}

outcomes! { Seen of FUTEX:
    Loaded { value: u32 }, OutcomeRow::of("{value}");
    Stored, OutcomeRow::of("stored");
    /// A wait that succeeds, and what it returned.
    Done { returned: i64 }, OutcomeRow::of("returned {returned}").after_success();
    TimedOut { early: bool },
        OutcomeRow::of("ETIMEDOUT{early? before the time was over|}").after_success();
    Woken { count: i64 }, OutcomeRow::of("{count}");
}
