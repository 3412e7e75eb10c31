//! The model by the book, against a kernel that conforms and against some that do not.

use super::*;
use crate::engine::fake::{judged, trial};
use crate::engine::history::Fate;
use crate::engine::judge::Verdict;
use crate::engine::{Access, Answer, Op, Pick};
use crate::facilities::flock::FLOCK;
use crate::facilities::flock::calls::Seen;
use crate::facilities::flock::claims::CONVERSION_REMOVES_FIRST;
use crate::facilities::tests::facts;

/// Scripts of a trial.
const SCRIPTS: u64 = 2_000;

fn open() -> (Op, Answer) {
    (Call::Open { file: 0, access: Access::Both }.into(), Seen::Opened.answer())
}

fn flock(fd: u8, mode: Option<Mode>, answer: Result<(), Errno>) -> (Op, Answer) {
    let call = Call::Lock { fd: Pick(fd), mode, nonblocking: true };
    (call.into(), answer.map(|()| Seen::Done.into()))
}

/// Two have shared locks, of which the upgrade of one is refused, and the other is unlocked; then a
/// third asks for the file, and is answered so.
fn after_a_refused_upgrade(answer: Result<(), Errno>) -> Verdict {
    let (shared, exclusive) = (Some(Mode::Shared), Some(Mode::Exclusive));
    judged(
        &FLOCK,
        &facts(),
        vec![
            open(),
            open(),
            open(),
            flock(0, shared, Ok(())),
            flock(1, shared, Ok(())),
            flock(0, exclusive, Err(Errno::EAGAIN)),
            flock(1, None, Ok(())),
            flock(2, exclusive, answer),
        ],
    )
}

#[test]
fn a_refused_upgrade_leaves_no_lock() {
    assert!(matches!(after_a_refused_upgrade(Ok(())), Verdict::Allowed));
    let Verdict::Deviation(blame) = after_a_refused_upgrade(Err(Errno::EAGAIN)) else {
        panic!("a conversion that removes nothing is not by the book");
    };
    assert_eq!(blame.claim, &CONVERSION_REMOVES_FIRST);
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&FLOCK, &facts(), SCRIPTS, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 8_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_grants_what_conflicts_is_rejected() {
    let grants = |op: &Op, fate: &mut Fate| {
        let locks = matches!(Call::of(op), Call::Lock { mode: Some(_), .. });
        if locks && *fate == Fate::Returned(Err(Errno::EAGAIN)) {
            *fate = Fate::Returned(Seen::Done.answer());
        }
    };
    let (_, broken) = trial(&FLOCK, &facts(), SCRIPTS, Some(grants));
    let refusals = [
        "EXCLUSIVE_EXCLUDES_EXCLUSIVE",
        "EXCLUSIVE_EXCLUDES_SHARED",
        "SHARED_EXCLUDES_EXCLUSIVE",
        "UPGRADE_REFUSED",
        "UPGRADED_EXCLUDES",
        "OPENS_ARE_APART",
    ];
    assert!(broken.is_some_and(|claim| refusals.contains(&claim)), "{broken:?}");
}
