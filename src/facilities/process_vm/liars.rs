//! Stand-ins for kernels whose transfers are not by the book, each with the claims that it breaks.

use super::calls::{Call, Seen, Span};
use super::claims::*;
use super::perform::perform;
use crate::engine::liar::deed::DeedLiar;
use crate::engine::{Answer, Errno, Hands, Op};

const READ: &[&str] = &["process_vm_readv"];
const WRITE: &[&str] = &["process_vm_writev"];
const BOTH: &[&str] = &["process_vm_readv", "process_vm_writev"];

pub static LIARS: &[DeedLiar] = &[
    DeedLiar::of_other_calls("read_elsewhere", READ, "8 bytes on are read", read_elsewhere)
        .breaks(&[&READS, &READ_LOCAL_ORDER]),
    DeedLiar::of_other_calls("read_reversed", READ, "remote ranges are read in reverse", reversed)
        .breaks(&[&READ_REMOTE_ORDER, &READ_LENGTHS_DIFFER])
        .disturbs(AREAS),
    DeedLiar::of_other_calls("write_elsewhere", WRITE, "8 bytes on are written", write_elsewhere)
        .breaks(&[&WRITES, &WRITE_LOCAL_ORDER])
        .disturbs(CONTENT),
    DeedLiar::of_other_calls(
        "write_reversed",
        WRITE,
        "remote ranges are written in reverse",
        reversed,
    )
    .breaks(&[&WRITE_REMOTE_ORDER, &WRITE_LENGTHS_DIFFER])
    .disturbs(CONTENT | AREAS),
    DeedLiar::of_calls("write_lost", WRITE, "a write is told and not done", write_lost)
        .breaks(&[&WRITES])
        .disturbs(CONTENT),
    DeedLiar::of_calls("all_or_nothing", BOTH, "what is moved in part fails", all_or_nothing)
        .breaks(&[&READ_PARTIAL, &READ_PAGES, &READ_STOPS, &WRITE_PARTIAL, &WRITE_PAGES])
        .disturbs(CONTENT),
    DeedLiar::of_other_calls("goes_on", BOTH, "a range that is not there is passed over", goes_on)
        .breaks(&[&READ_STOPS, &WRITE_STOPS])
        .disturbs(CONTENT),
];

fn read_elsewhere(op: &Op) -> Option<Op> {
    let Call::Read { target, first: Span::First, second: None, third: None, split } = Call::of(op)
    else {
        return None;
    };
    Some(Call::Read { target, first: Span::Second, second: None, third: None, split }.into())
}

fn write_elsewhere(op: &Op) -> Option<Op> {
    let Call::Write { target, first: Span::First, second: None, third: None, split, tag } =
        Call::of(op)
    else {
        return None;
    };
    let first = Span::Second;
    Some(Call::Write { target, first, second: None, third: None, split, tag }.into())
}

fn reversed(op: &Op) -> Option<Op> {
    let is_there = |span| !matches!(span, Span::PastEnd | Span::Behind);
    match Call::of(op) {
        Call::Read { target, first, second: Some(second), third: None, split }
            if is_there(first) && is_there(second) =>
        {
            let (first, second) = (second, Some(first));
            Some(Call::Read { target, first, second, third: None, split }.into())
        }
        Call::Write { target, first, second: Some(second), third: None, split, tag }
            if is_there(first) && is_there(second) =>
        {
            let (first, second) = (second, Some(first));
            Some(Call::Write { target, first, second, third: None, split, tag }.into())
        }
        _ => None,
    }
}

/// What is read instead is thrown away.
fn write_lost(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Write { target, first, second, third, split, .. } = Call::of(op) else {
        return None;
    };
    let read = Call::Read { target, first, second, third, split };
    Some(perform(&read.into(), hands).map(|outcome| match Seen::of(&outcome) {
        Seen::Moved { bytes, .. } => Seen::Wrote { bytes }.into(),
        _ => outcome,
    }))
}

fn all_or_nothing(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let (Call::Read { first, second, third, .. } | Call::Write { first, second, third, .. }) =
        Call::of(op)
    else {
        return None;
    };
    let all: usize =
        [Some(first), second, third].into_iter().flatten().map(|span| span.range().1).sum();
    let answer = perform(op, hands);
    let moved = match answer.as_ref().map(Seen::of) {
        Ok(Seen::Moved { bytes, .. } | Seen::Wrote { bytes }) => usize::from(bytes),
        _ => return Some(answer),
    };
    Some(if moved < all { Err(Errno::EFAULT) } else { answer })
}

fn goes_on(op: &Op) -> Option<Op> {
    match Call::of(op) {
        Call::Read { target, first, second: Some(Span::Behind), third: third @ Some(_), split } => {
            Some(Call::Read { target, first, second: third, third: None, split }.into())
        }
        Call::Write {
            target,
            first,
            second: Some(Span::Behind),
            third: third @ Some(_),
            split,
            tag,
        } => Some(Call::Write { target, first, second: third, third: None, split, tag }.into()),
        _ => None,
    }
}
