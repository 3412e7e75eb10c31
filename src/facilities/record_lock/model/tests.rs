//! The model by the book, against a kernel that conforms and against some that do not.

use super::super::lost::Why;
use super::*;
use crate::engine::fake::trial;
use crate::engine::history::Fate;
use crate::engine::job::trial::patience_after;
use crate::engine::run::{PATIENCE, PATIENCE_AGAIN};
use crate::engine::{Answer, Errno, Room};
use crate::facilities::record_lock::claims::DEADLOCK_DETECTED;
use crate::facilities::record_lock::ranges::FILE_BYTES;

/// Scripts of a trial.
const SCRIPTS: u64 = 2_000;

fn facts() -> Facts {
    crate::facilities::tests::facts()
}

fn is_lock(op: &Op) -> bool {
    matches!(op, Op::Set { wait: false, kind: Some(_), .. })
}

#[test]
fn what_a_process_loses_by_closing_is_free_for_others() {
    let mut files = Files::new(&facts(), &Limits::default());
    let (range, holder, other) = (Range::plain(0, 10), Actor(0), Actor(1));
    let bytes = range.bytes(FILE_BYTES).expect("it begins in the file");
    let manner =
        Manner { range, file_bytes: FILE_BYTES, through: 1, placer: Actor(0), by_lockf: false };
    let owner = Owner::Process(holder);
    files.files[0].table.set(owner, Some(Kind::Write), bytes, &manner);
    let stranger = Owner::Process(other);
    assert_eq!(files.file(0).table.conflicts(stranger, Kind::Read, bytes).len(), 1);
    files.release(holder, 0, |_| Why::Closed);
    assert!(files.file(0).table.conflicts(stranger, Kind::Write, bytes).is_empty());
    let why: Vec<Why> = files.file(0).lost.to_others(other, bytes).map(|lost| lost.why).collect();
    assert_eq!(why, [Why::Closed]);
    assert_eq!(files.file(0).lost.to_others(holder, bytes).count(), 0);
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial::<RecordLock>(&facts(), SCRIPTS, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_grants_what_conflicts_is_rejected() {
    let grants = |op: &Op, fate: &mut Fate<Saw>| {
        let conflict = matches!(fate, Fate::Returned(Err(Errno::EAGAIN | Errno::EACCES)));
        if is_lock(op) && conflict {
            *fate = Fate::Returned(Ok(Saw::Done));
        }
    };
    let (_, broken) = trial::<RecordLock>(&facts(), SCRIPTS, Some(grants));
    let refusals = [
        "SETLK_CONFLICT",
        "WRITE_EXCLUDES_WRITE",
        "WRITE_EXCLUDES_READ",
        "READ_EXCLUDES_WRITE",
        "LENGTH_ZERO_GROWS",
        "LOCKF_BINDS_FCNTL",
        "OFD_CONFLICT",
        "OFD_CONFLICT_OWN",
        "FORK_INHERITS_NONE",
        "EXEC_KEEPS_LOCKS",
    ];
    assert!(broken.is_some_and(|claim| refusals.contains(&claim)), "{broken:?}");
}

/// As a kernel would that forgets to split: F_GETLK tells of no lock but whole ones.
#[test]
fn a_kernel_that_tells_other_ranges_is_rejected() {
    let shifts = |_: &Op, fate: &mut Fate<Saw>| {
        if let Fate::Returned(Ok(Saw::Held { start, .. })) = fate {
            *start += 1;
        }
    };
    let (_, broken) = trial::<RecordLock>(&facts(), SCRIPTS, Some(shifts));
    assert!(broken.is_some(), "a shifted range was taken for a right one");
}

#[test]
fn a_kernel_that_has_no_deadlock_detection_is_rejected() {
    let (_, broken) = trial::<RecordLock>(&facts(), 4 * SCRIPTS, Some(sleeps));
    let circles = ["DEADLOCK_DETECTED", "DEADLOCK_OF_MANY", "LOCKF_DEADLOCK"];
    assert!(broken.is_some_and(|claim| circles.contains(&claim)), "{broken:?}");
}

/// Else each of them would cost the time of many scripts, and hide what these would show.
#[test]
fn what_is_known_never_to_return_is_not_waited_for_long() {
    let patience = |breaks| {
        let circle = RecordLock::scenes().swap_remove(0);
        patience_after::<RecordLock>(&facts(), &DEADLOCK_DETECTED, circle, breaks)
    };
    assert_eq!(patience(Some(sleeps)), PATIENCE_AGAIN);
    assert_eq!(patience(None), PATIENCE);
}

/// As a kernel does that finds no circle of waiters.
fn sleeps(_: &Op, fate: &mut Fate<Saw>) {
    let deadlock: Answer<Saw> = Err(Errno::EDEADLK);
    if *fate == Fate::Returned(deadlock) {
        *fate = Fate::Waits;
    }
}
