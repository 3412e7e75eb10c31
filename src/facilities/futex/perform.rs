//! Makes the calls, raw. It decides nothing.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::calls::{Call, Change, Fault, Operation, SOON, Seen, Span, Test, Word};
use super::memory;
use crate::engine::{Answer, Errno, Hands, Op};
use crate::sys::{self, FutexAddress, FutexCall, FutexFourth};

const PRIVATE: i32 = libc::FUTEX_PRIVATE_FLAG;
const REALTIME: i32 = libc::FUTEX_CLOCK_REALTIME;

/// Longer than any script, in seconds.
const AGES: i64 = 1 << 32;

pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    seen(Call::of(op), hands).map(Into::into)
}

/// Makes a call, and says what came back as the room's own code reads it.
pub fn seen(call: Call, hands: &Hands) -> Answer<Seen> {
    match call {
        Call::Load { word } => {
            Ok(Seen::Loaded { value: memory::word(word, hands)?.load(Ordering::SeqCst) })
        }
        Call::Store { word, value } => {
            memory::word(word, hands)?.store(value, Ordering::SeqCst);
            Ok(Seen::Stored)
        }
        Call::Wait { word, expected, private } => {
            done(plain(libc::FUTEX_WAIT, private, memory::word(word, hands)?, expected))
        }
        Call::WaitFor { word, expected, private, within } => {
            let call = plain(libc::FUTEX_WAIT, private, memory::word(word, hands)?, expected);
            timed(call, within, None)
        }
        Call::WaitRealtime { word } => {
            let word = memory::word(word, hands)?;
            let call = plain(libc::FUTEX_WAIT, false, word, word.load(Ordering::SeqCst));
            let operation = call.operation | REALTIME;
            timed(FutexCall { operation, ..call }, Span::Soon, None)
        }
        Call::WaitBits { word, expected, bits, private } => {
            let word = memory::word(word, hands)?;
            let call = plain(libc::FUTEX_WAIT_BITSET, private, word, expected);
            done(FutexCall { third: Some(bits), ..call })
        }
        Call::WaitBitsUntil { word, expected, bits, realtime, until } => {
            let word = memory::word(word, hands)?;
            let call = plain(libc::FUTEX_WAIT_BITSET, false, word, expected);
            let operation = call.operation | if realtime { REALTIME } else { 0 };
            timed(FutexCall { operation, third: Some(bits), ..call }, until, Some(realtime))
        }
        Call::Refused { operation, fault, private } => refused(operation, fault, private, hands),
        Call::Unknown { operation } => {
            woken(plain(operation.into(), false, memory::spare(hands)?, 0))
        }
        waking => woken(waker(waking, hands)?),
    }
}

/// The arguments of what wakes.
fn waker(call: Call, hands: &Hands) -> Result<FutexCall<'static>, Errno> {
    let at = |word| memory::word(word, hands);
    Ok(match call {
        Call::Wake { word, most, private } => plain(libc::FUTEX_WAKE, private, at(word)?, most),
        Call::WakeBits { word, most, bits, private } => {
            let call = plain(libc::FUTEX_WAKE_BITSET, private, at(word)?, most);
            FutexCall { third: Some(bits), ..call }
        }
        Call::Requeue { word, most, target, moved, private } => {
            let call = plain(libc::FUTEX_REQUEUE, private, at(word)?, most);
            let (fourth, second) = (FutexFourth::Count(moved), FutexAddress::Of(at(target)?));
            FutexCall { fourth, second, ..call }
        }
        Call::CompareRequeue { word, expected, most, target, moved, private } => {
            let call = plain(libc::FUTEX_CMP_REQUEUE, private, at(word)?, most);
            let (fourth, second) = (FutexFourth::Count(moved), FutexAddress::Of(at(target)?));
            FutexCall { fourth, second, third: Some(expected), ..call }
        }
        Call::WakeOp {
            word,
            most,
            target,
            also,
            change,
            operand,
            shift,
            test,
            compared,
            private,
        } => {
            let call = plain(libc::FUTEX_WAKE_OP, private, at(word)?, most);
            let (fourth, second) = (FutexFourth::Count(also), FutexAddress::Of(at(target)?));
            let third = Some(encoded(change, operand, shift, test, compared));
            FutexCall { fourth, second, third, ..call }
        }
        _ => return Err(Errno::EIO),
    })
}

fn plain(operation: i32, private: bool, word: &AtomicU32, value: u32) -> FutexCall<'_> {
    FutexCall {
        first: FutexAddress::Of(word),
        operation: operation | if private { PRIVATE } else { 0 },
        value,
        fourth: FutexFourth::Null,
        second: FutexAddress::Null,
        third: None,
    }
}

/// `FUTEX_OP`.
fn encoded(change: Change, operand: u16, shift: bool, test: Test, compared: u16) -> u32 {
    let change = change as u32 | if shift { 8 } else { 0 };
    let low = |number: u16| u32::from(number) & 0xfff;
    change << 28 | (test as u32) << 24 | low(operand) << 12 | low(compared)
}

fn done(call: FutexCall<'_>) -> Answer<Seen> {
    Ok(Seen::Done { returned: sys::futex(&call)? })
}

fn woken(call: FutexCall<'_>) -> Answer<Seen> {
    Ok(Seen::Woken { count: sys::futex(&call)? })
}

/// A wait with a timeout; where that is a time, of which clock it is one.
fn timed(call: FutexCall<'_>, span: Span, absolute: Option<bool>) -> Answer<Seen> {
    let realtime = absolute.unwrap_or_default();
    let now = sys::futex_clock(realtime);
    let from = if absolute.is_some() { now } else { Duration::ZERO };
    let time = |span: Duration| FutexFourth::Time {
        seconds: (from + span).as_secs().cast_signed(),
        nanoseconds: (from + span).subsec_nanos().into(),
    };
    let fourth = match span {
        Span::Zero => FutexFourth::Time { seconds: 0, nanoseconds: 0 },
        Span::Soon => time(SOON),
        Span::Far => FutexFourth::Time { seconds: AGES, nanoseconds: 0 },
        Span::Negative => FutexFourth::Time { seconds: -1, nanoseconds: 0 },
        Span::ThousandMillion => FutexFourth::Time { seconds: 1, nanoseconds: 1_000_000_000 },
        Span::Unmapped => FutexFourth::Unmapped,
    };
    match sys::futex(&FutexCall { fourth, ..call }) {
        Ok(returned) => Ok(Seen::Done { returned }),
        Err(Errno::ETIMEDOUT) => {
            let early = span == Span::Soon && sys::futex_clock(realtime) < now + SOON;
            Ok(Seen::TimedOut { early })
        }
        Err(errno) => Err(errno),
    }
}

/// A call that something is wrong with. It would not sleep, nor change anything.
fn refused(operation: Operation, fault: Fault, private: bool, hands: &Hands) -> Answer<Seen> {
    let spare = memory::spare(hands)?;
    let number = match operation {
        Operation::Wake => libc::FUTEX_WAKE,
        Operation::Wait => libc::FUTEX_WAIT,
        Operation::WaitBitset => libc::FUTEX_WAIT_BITSET,
        Operation::WakeBitset => libc::FUTEX_WAKE_BITSET,
        Operation::Requeue => libc::FUTEX_REQUEUE,
        Operation::CompareRequeue => libc::FUTEX_CMP_REQUEUE,
        Operation::WakeOp => libc::FUTEX_WAKE_OP,
    };
    let call = plain(number, private, spare, 0);
    let first = match fault {
        Fault::Misaligned => FutexAddress::Misaligned(spare),
        Fault::Unmapped => FutexAddress::Unmapped,
        Fault::Forbidden => FutexAddress::Forbidden,
        _ => FutexAddress::Of(spare),
    };
    let second = match fault {
        Fault::MisalignedSecond => FutexAddress::Misaligned(spare),
        Fault::UnmappedSecond => FutexAddress::Unmapped,
        _ => FutexAddress::Of(spare),
    };
    let fourth = if operation.waits() {
        FutexFourth::Time { seconds: 0, nanoseconds: 0 }
    } else {
        FutexFourth::Count(0)
    };
    let third = Some(match operation {
        Operation::WaitBitset | Operation::WakeBitset => 1,
        // It adds nothing.
        Operation::WakeOp => encoded(Change::Add, 0, false, Test::Equal, 1),
        _ => 0,
    });
    let operation = call.operation | if fault == Fault::Realtime { REALTIME } else { 0 };
    woken(FutexCall { first, operation, fourth, second, third, ..call })
}

/// Wakes some that wait on a word, and requeues others to one that no call is made with: how many
/// both are.
pub fn lose(word: Word, wakes: u32, lost: u32, private: bool, hands: &Hands) -> Result<i64, Errno> {
    let call = plain(libc::FUTEX_REQUEUE, private, memory::word(word, hands)?, wakes);
    let second = FutexAddress::Of(memory::spare(hands)?);
    sys::futex(&FutexCall { fourth: FutexFourth::Count(lost), second, ..call })
}

/// Every word is 0 again.
pub fn clean(hands: &mut Hands) {
    memory::clear(hands);
}
