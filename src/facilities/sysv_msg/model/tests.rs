//! The model: rules by the book, accepts a kernel that conforms, rejects one that does not.

use super::super::SYSV_MSG;
use super::super::calls::{CREATE, Call, NOWAIT, Seen, Which};
use super::super::claims::*;
use crate::engine::content::Piece;
use crate::engine::fake::{judged, trial};
use crate::engine::forms::{Flags, Mode, Tag};
use crate::engine::history::Fate;
use crate::engine::judge::Verdict;
use crate::engine::{Answer, Op};
use crate::facilities::tests::facts;
use crate::families::sysv::Key;

const QUEUE: Which = Which::Nth(0);

fn make() -> (Op, Answer) {
    let call = Call::Get { key: Key::Nth(0), mode: Mode(0o600), flags: Flags::of(CREATE) };
    (call.into(), Seen::Id { queue: 0, negative: false }.answer())
}

fn send(tag: u16, kind: i64) -> (Op, Answer) {
    let (queue, tag) = (QUEUE, Tag(tag));
    let call = Call::Send { queue, tag, bytes: 8, kind, nowait: true, bad: false };
    (call.into(), Seen::Done { returned: 0 }.answer())
}

fn receive(wanted: i64, kind: i64, tag: u16) -> (Op, Answer) {
    let (queue, flags) = (QUEUE, Flags::of(NOWAIT));
    let call = Call::Receive { queue, bytes: 8, wanted, flags, bad: false };
    let content = std::iter::once(Piece::of(tag, 8)).collect();
    (call.into(), Seen::Received { kind, content }.answer())
}

#[test]
fn the_lowest_type_comes_first_and_of_one_type_the_first() {
    let sent = || vec![make(), send(1, 2), send(2, 1), send(3, 1)];
    let judged = |last| {
        let mut calls = sent();
        calls.push(last);
        judged(&SYSV_MSG, &facts(), calls)
    };
    assert!(matches!(judged(receive(-2, 1, 2)), Verdict::Allowed));
    let Verdict::Deviation(blame) = judged(receive(-2, 2, 1)) else {
        panic!("a higher type is not by the book");
    };
    assert_eq!(blame.claim, &TYPE_LOWEST);
    let Verdict::Deviation(blame) = judged(receive(1, 1, 3)) else {
        panic!("the last of a type is not by the book");
    };
    assert_eq!(blame.claim, &TYPE_FIRST);
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&SYSV_MSG, &facts(), 3_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_tells_another_type_is_rejected() {
    let more = |op: &Op, fate: &mut Fate| {
        if let (Call::Receive { .. }, Fate::Returned(Ok(outcome))) = (Call::of(op), fate)
            && let Seen::Received { kind, content } = Seen::of(outcome)
        {
            *outcome = Seen::Received { kind: kind ^ 1, content }.into();
        }
    };
    let (_, broken) = trial(&SYSV_MSG, &facts(), 3_000, Some(more));
    let types = ["TYPE_ANY", "TYPE_EXACT", "TYPE_EXCEPT", "TYPE_LOWEST", "COPY_GIVES"];
    assert!(types.contains(&broken.unwrap_or_default()), "{broken:?}");
}
