//! The model by the book, against a library that conforms and against some that do not.

use crate::claim::Claim;
use crate::engine::fake::{judged, trial};
use crate::engine::forms::{Flags, PRIVATE, Until};
use crate::engine::history::Fate;
use crate::engine::judge::Verdict;
use crate::engine::{Answer, Errno, Op};
use crate::facilities::posix_sem::POSIX_SEM;
use crate::facilities::posix_sem::calls::{CREATE, Call, Name, Seen, Sem};
use crate::facilities::posix_sem::claims::*;
use crate::facilities::tests::facts;

const NAME: Name = Name::Plain(0);
const SEM: Sem = Sem::Named(0);

fn open(flags: i32, value: u32, answer: Result<(), Errno>) -> (Op, Answer) {
    let call = Call::Open { place: 0, name: NAME, flags: Flags::of(flags), mode: PRIVATE, value };
    (call.into(), answer.map(|()| Seen::Opened.into()))
}

fn done(call: Call) -> (Op, Answer) {
    (call.into(), Seen::Done { returned: 0 }.answer())
}

fn value(value: i64) -> (Op, Answer) {
    (Call::GetValue { sem: SEM }.into(), Seen::Value { returned: 0, value }.answer())
}

fn blamed(calls: Vec<(Op, Answer)>) -> Option<&'static Claim> {
    match judged(&POSIX_SEM, &facts(), calls) {
        Verdict::Deviation(blame) => Some(blame.claim),
        Verdict::Allowed => None,
        other => panic!("neither allowed nor a deviation: {other:?}"),
    }
}

#[test]
fn a_value_is_what_was_given_and_posted_and_taken() {
    let steps = |last| {
        vec![
            open(CREATE, 1, Ok(())),
            done(Call::Post { sem: SEM }),
            done(Call::TryWait { sem: SEM }),
            done(Call::Wait { sem: SEM }),
            value(last),
        ]
    };
    assert_eq!(blamed(steps(0)), None);
    assert_eq!(blamed(steps(1)), Some(&WAIT_TAKES));
}

#[test]
fn an_unlinked_semaphore_is_found_by_no_name_and_goes_on() {
    let unlinked = || {
        vec![
            open(CREATE, 1, Ok(())),
            done(Call::Unlink { name: NAME }),
            done(Call::Post { sem: SEM }),
            value(2),
            done(Call::Close { sem: SEM }),
        ]
    };
    let with = |last| [unlinked(), vec![last]].concat();
    assert_eq!(blamed(with(open(0, 0, Err(Errno::ENOENT)))), None);
    assert_eq!(blamed(with(open(0, 0, Ok(())))), Some(&UNLINK_NAME_GONE));
}

#[test]
fn a_time_is_checked_only_where_the_call_would_block() {
    let timed = |initial, until, answer| {
        let call = Call::TimedWait { sem: SEM, until };
        blamed(vec![open(CREATE, initial, Ok(())), (call.into(), answer)])
    };
    let taken = || Seen::Done { returned: 0 }.answer();
    assert_eq!(timed(1, Until::ThousandMillion, taken()), None);
    assert_eq!(timed(0, Until::ThousandMillion, Err(Errno::EINVAL)), None);
    let checked = timed(1, Until::ThousandMillion, Err(Errno::EINVAL));
    assert_eq!(checked, Some(&TIMED_NOT_VALIDATED));
    assert_eq!(timed(1, Until::Past, Err(Errno::ETIMEDOUT)), Some(&TIMED_PAST_UNUSED));
}

#[test]
fn a_library_that_conforms_is_accepted() {
    let (tally, broken) = trial(&POSIX_SEM, &facts(), 2_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 5_000, "{} operations", tally.operations);
}

#[test]
fn a_library_that_loses_a_post_is_rejected() {
    let loses = |op: &Op, fate: &mut Fate| {
        if let (Call::GetValue { .. }, Fate::Returned(Ok(outcome))) = (Call::of(op), fate)
            && let Seen::Value { returned, value: value @ 2.. } = Seen::of(outcome)
        {
            *outcome = Seen::Value { returned, value: value - 1 }.into();
        }
    };
    let (_, broken) = trial(&POSIX_SEM, &facts(), 2_000, Some(loses));
    assert!(broken.is_some());
}
