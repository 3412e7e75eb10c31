//! The model: rules by the book, accepts a kernel that conforms, rejects one that does not.

use super::super::SYSV_SEM;
use super::super::calls::{CREATE, Call, Seen};
use super::super::claims::*;
use super::super::operands::{Array, Asked, Element, Until, Which};
use crate::engine::fake::{judged, trial};
use crate::engine::forms::{Flags, Mode};
use crate::engine::history::Fate;
use crate::engine::judge::Verdict;
use crate::engine::{Answer, Errno, Op};
use crate::facilities::tests::facts;
use crate::families::sysv::Key;

const SET: Which = Which::Nth(0);

fn make() -> (Op, Answer) {
    let flags = Flags::of(CREATE);
    let call = Call::Get { key: Key::Nth(0), size: 2, mode: Mode(0o600), flags };
    (call.into(), Seen::Id { set: 0, negative: false }.answer())
}

fn operate(elements: &[Element], done: Result<(), Errno>) -> (Op, Answer) {
    let array = Array::of(elements);
    let call = Call::Operate { set: SET, array, until: Until::Semop, bad: false };
    (call.into(), done.map(|()| Seen::Done { returned: 0 }.into()))
}

fn value(number: i32, value: u64) -> (Op, Answer) {
    let call = Call::Ask { set: SET, number, asked: Asked::Value };
    (call.into(), Seen::Value { value }.answer())
}

#[test]
fn an_array_is_performed_as_a_whole_or_not_at_all() {
    let both = [Element::of(0, 2), Element::of(1, -1).nowait()];
    let refused = || operate(&both, Err(Errno::EAGAIN));
    let judged = |calls| judged(&SYSV_SEM, &facts(), calls);
    let calls = vec![make(), refused(), value(0, 0), value(1, 0)];
    assert!(matches!(judged(calls), Verdict::Allowed));
    let Verdict::Deviation(blame) = judged(vec![make(), refused(), value(0, 2)]) else {
        panic!("half an array is not by the book");
    };
    assert_eq!(blame.claim, &NOWAIT_PERFORMS_NONE);
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&SYSV_SEM, &facts(), 3_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_whose_values_are_too_large_is_rejected() {
    let more = |op: &Op, fate: &mut Fate| {
        if let (
            Call::SetValue { .. } | Call::Ask { asked: Asked::Value, .. },
            Fate::Returned(Ok(outcome)),
        ) = (Call::of(op), fate)
            && let Seen::Value { value: value @ 2.. } = Seen::of(outcome)
        {
            *outcome = Seen::Value { value: value + 1 }.into();
        }
    };
    let (_, broken) = trial(&SYSV_SEM, &facts(), 3_000, Some(more));
    assert!(
        ["ADD", "SETVAL", "SETALL", "ARRAY_WHOLE"].contains(&broken.unwrap_or_default()),
        "{broken:?}"
    );
}
