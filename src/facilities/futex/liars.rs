//! Stand-ins for kernels whose futexes are not by the book, each with the claims that it breaks.

use super::calls::{ALL, ANY, Call, Seen, Span, Word};
use super::claims::*;
use super::perform::{lose, perform, seen};
use crate::engine::liar::deed::{DeedLiar, Stock, lie};
use crate::engine::{Answer, Hands, Op};

const WAIT: &[&str] = &["FUTEX_WAIT"];
const WAKE: &[&str] = &["FUTEX_WAKE"];
const WAIT_BITS: &[&str] = &["FUTEX_WAIT_BITSET"];
const WAKE_BITS: &[&str] = &["FUTEX_WAKE_BITSET"];
const COMPARE: &[&str] = &["FUTEX_CMP_REQUEUE"];
const OP: &[&str] = &["FUTEX_WAKE_OP"];
const TIMED: &[&str] = &["FUTEX_WAIT with a timeout"];
const WITH_PRIVATE: &[&str] = &["FUTEX_WAIT", "FUTEX_WAKE"];

pub static LIARS: &[DeedLiar] = &[
    DeedLiar::of_calls("store_skipped", &["store of a word"], "a store does nothing", skipped)
        .breaks(&[&MEMORY_IS_ONE])
        .disturbs(VALUE | SLEEP),
    DeedLiar::of_calls("compared_with_itself", WAIT, "FUTEX_WAIT does not compare", sleeps_always)
        .breaks(&[&WAIT_DIFFERS])
        .disturbs(VALUE | SLEEP),
    DeedLiar::of_calls("wakes_fewer", WAKE, "FUTEX_WAKE wakes one, and counts all", wakes_one)
        .breaks(&[&WAKE_ALL])
        .disturbs(SLEEP),
    DeedLiar::of_calls("wakes_none", WAKE, "FUTEX_WAKE counts and wakes none", wakes_none)
        .breaks(&[&WAKE_WAKES, &PROCESSES_SHARE])
        .disturbs(SLEEP),
    lie("wakes_one_more", WAKE, "FUTEX_WAKE wakes one more", Stock::Adds("most", 1))
        .breaks(&[&WAKE_RETURNS])
        .disturbs(SLEEP),
    lie(
        "private_always",
        WITH_PRIVATE,
        "every futex is private to a process",
        Stock::Is("private", 1),
    )
    .breaks(&[&PROCESSES_SHARE, &ADDRESSES_DIFFER])
    .disturbs(SLEEP),
    lie("private_never", WITH_PRIVATE, "no futex is private", Stock::Is("private", 0))
        .breaks(&[&PRIVATE_CONFINED])
        .disturbs(SLEEP),
    lie("waits_for_all_bits", WAIT_BITS, "a wait has all bits", Stock::Is("bits", ANY as u64))
        .breaks(&[&BITSET_OF_NONE])
        .disturbs(SLEEP | VALUE),
    lie("wakes_all_bits", WAKE_BITS, "a wake-up has all bits", Stock::Is("bits", ANY as u64))
        .breaks(&[&BITS_OF_NONE])
        .disturbs(SLEEP),
    DeedLiar::of_calls(
        "requeue_unchecked",
        COMPARE,
        "FUTEX_CMP_REQUEUE does not compare",
        unchecked,
    )
    .breaks(&[&COMPARE_DIFFERS])
    .disturbs(SLEEP | VALUE),
    lie("requeues_none", COMPARE, "FUTEX_CMP_REQUEUE requeues none", Stock::Is("moved", 0))
        .breaks(&[&COMPARE_RETURNS])
        .disturbs(SLEEP),
    lie("requeues_one_more", COMPARE, "it requeues one more", Stock::Adds("moved", 1))
        .breaks(&[&COMPARE_RETURNS])
        .disturbs(SLEEP),
    lie("adds_one_more", OP, "the operand of FUTEX_WAKE_OP is one more", Stock::Adds("operand", 1))
        .breaks(&[&OP_ADDS, &OP_SETS])
        .disturbs(VALUE | SLEEP),
    lie("tests_for_equality", OP, "each test is for equality", Stock::Is("test", 0))
        .breaks(&[&OP_RETURNS])
        .disturbs(SLEEP),
    lie("never_shifts", OP, "FUTEX_OP_ARG_SHIFT is not looked at", Stock::Is("shift", 0))
        .breaks(&[&OP_SHIFTS])
        .disturbs(VALUE | SLEEP),
    DeedLiar::of_other_calls("time_never_comes", TIMED, "no timeout ends FUTEX_WAIT", never_comes)
        .breaks(&[&WAIT_TIMES_OUT])
        .disturbs(SLEEP | VALUE),
];

fn skipped(op: &Op, _hands: &mut Hands) -> Option<Answer> {
    let Call::Store { .. } = Call::of(op) else { return None };
    Some(Seen::Stored.answer())
}

fn value(word: Word, hands: &Hands) -> Option<u32> {
    match seen(Call::Load { word }, hands) {
        Ok(Seen::Loaded { value }) => Some(value),
        _ => None,
    }
}

fn sleeps_always(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Wait { word, private, .. } = Call::of(op) else { return None };
    let expected = value(word, hands)?;
    Some(perform(&Call::Wait { word, expected, private }.into(), hands))
}

fn unchecked(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::CompareRequeue { word, most, target, moved, private, .. } = Call::of(op) else {
        return None;
    };
    let expected = value(word, hands)?;
    let other = Call::CompareRequeue { word, expected, most, target, moved, private };
    Some(perform(&other.into(), hands))
}

/// Requeues what it should wake to a word that nobody knows, and so counts it.
fn counts(op: &Op, wakes: u32, hands: &mut Hands) -> Option<Answer> {
    let Call::Wake { word, most, private } = Call::of(op) else { return None };
    let (wakes, moved) = (wakes.min(most), most.saturating_sub(wakes).min(ALL));
    Some(lose(word, wakes, moved, private, hands).and_then(|count| Seen::Woken { count }.answer()))
}

fn wakes_one(op: &Op, hands: &mut Hands) -> Option<Answer> {
    counts(op, 1, hands)
}

fn wakes_none(op: &Op, hands: &mut Hands) -> Option<Answer> {
    counts(op, 0, hands)
}

fn never_comes(op: &Op) -> Option<Op> {
    let Call::WaitFor { word, expected, private, within: Span::Soon | Span::Zero } = Call::of(op)
    else {
        return None;
    };
    Some(Call::Wait { word, expected, private }.into())
}
