//! The model by the book, against a kernel that conforms and against some that do not.

use crate::claim::Claim;
use crate::engine::fake::{judged, trial};
use crate::engine::history::Fate;
use crate::engine::judge::Verdict;
use crate::engine::{Answer, Errno, Op};
use crate::facilities::futex::FUTEX;
use crate::facilities::futex::calls::{Call, Change, Fault, Operation, Seen, Span, Test, Word};
use crate::facilities::futex::claims::*;
use crate::facilities::tests::facts;

const WORD: Word = Word::Shared(0);
const OTHER: Word = Word::Shared(1);

fn blamed(calls: Vec<(Op, Answer)>) -> Option<&'static Claim> {
    match judged(&FUTEX, &facts(), calls) {
        Verdict::Deviation(blame) => Some(blame.claim),
        Verdict::Allowed => None,
        other => panic!("neither allowed nor a deviation: {other:?}"),
    }
}

fn stored(value: u32) -> (Op, Answer) {
    (Call::Store { word: WORD, value }.into(), Seen::Stored.answer())
}

fn loaded(word: Word, value: u32) -> (Op, Answer) {
    (Call::Load { word }.into(), Seen::Loaded { value }.answer())
}

fn waited(expected: u32, answer: Answer) -> (Op, Answer) {
    let within = Span::Zero;
    (Call::WaitFor { word: WORD, expected, private: false, within }.into(), answer)
}

#[test]
fn a_wait_compares_before_it_sleeps() {
    let expired = || Seen::TimedOut { early: false }.answer();
    assert_eq!(blamed(vec![stored(1), waited(1, expired())]), None);
    assert_eq!(blamed(vec![stored(1), waited(0, Err(Errno::EAGAIN))]), None);
    assert_eq!(blamed(vec![stored(1), waited(0, expired())]), Some(&WAIT_DIFFERS));
}

#[test]
fn a_word_is_one_at_both_addresses() {
    assert_eq!(blamed(vec![stored(5), loaded(Word::Again(0), 5)]), None);
    assert_eq!(blamed(vec![stored(5), loaded(Word::Again(0), 0)]), Some(&MEMORY_IS_ONE));
}

#[test]
fn a_wake_up_changes_the_second_word() {
    let op = |change, operand, shift| {
        let call = Call::WakeOp {
            word: OTHER,
            most: 1,
            target: WORD,
            also: 1,
            change,
            operand,
            shift,
            test: Test::Equal,
            compared: 0,
            private: false,
        };
        (call.into(), Seen::Woken { count: 0 }.answer())
    };
    let all = |last| {
        vec![
            stored(6),
            op(Change::AndNot, 2, false),
            op(Change::Xor, 1, false),
            op(Change::Or, 4, true),
            op(Change::Add, 3, false),
            loaded(WORD, last),
        ]
    };
    assert_eq!(blamed(all(24)), None);
    assert_eq!(blamed(all(25)), Some(&OP_ADDS));
}

#[test]
fn what_is_wrong_is_refused() {
    let refused = |operation, fault, errno| {
        let call = Call::Refused { operation, fault, private: false };
        blamed(vec![(call.into(), Err(errno))])
    };
    assert_eq!(refused(Operation::Wait, Fault::Misaligned, Errno::EINVAL), None);
    let blame = refused(Operation::Wake, Fault::Forbidden, Errno::EFAULT);
    assert_eq!(blame, Some(&FORBIDDEN));
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&FUTEX, &facts(), 2_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 5_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_miscounts_is_rejected() {
    let miscounts = |op: &Op, fate: &mut Fate| {
        if let (Call::Wake { .. }, Fate::Returned(Ok(outcome))) = (Call::of(op), fate) {
            *outcome = Seen::Woken { count: 7 }.into();
        }
    };
    let (_, broken) = trial(&FUTEX, &facts(), 2_000, Some(miscounts));
    assert_eq!(broken, Some("WAKE_RETURNS"));
}
