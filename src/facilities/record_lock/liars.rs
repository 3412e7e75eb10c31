//! Stand-ins for kernels whose record locks are not by the book, each with the claims that it
//! breaks.

use super::claims::*;
use super::operations::{Command, Op};
use super::perform::perform;
use super::ranges::Range;
use super::seen::Saw;
use super::table::Kind;
use super::{RecordLock, SHARED};
use crate::claim::Claim;
use crate::engine::liar::deed::DeedLiar;
use crate::engine::liar::shared;
use crate::engine::shared_claims::Shared;
use crate::engine::{Answer, Errno, Hands};
use crate::sys;

const SETLK: &str = "fcntl(F_SETLK)";
const SETLKW: &str = "fcntl(F_SETLKW)";

/// The claims by which a lock shows that is held: it stands in the way, and is told of.
static HELD: &[&Claim] = &[
    &FORK_INHERITS_NONE,
    &EXEC_KEEPS_LOCKS,
    &SETLK_CONFLICT,
    &WRITE_EXCLUDES_WRITE,
    &WRITE_EXCLUDES_READ,
    &READ_EXCLUDES_WRITE,
    &LENGTH_ZERO_GROWS,
    &SETLKW_WAITS,
    &DEADLOCK_DETECTED,
    &DEADLOCK_OF_MANY,
    &OFD_CONFLICT,
    &OFD_CONFLICT_OWN,
    &OFD_CONFLICT_OFD,
    &LOCKF_BINDS_FCNTL,
    &FCNTL_BINDS_LOCKF,
    &LOCKF_LOCK_WAITS,
    &LOCKF_TLOCK_CONFLICT,
    &LOCKF_FORK_INHERITS_NONE,
    &LOCKF_TEST_OTHER,
    &LOCKF_TEST_OTHER_READ,
    &LOCKF_DEADLOCK,
];
/// The claims by which it shows where a lock is, of what type, and whose.
static TOLD: &[&Claim] = &[
    &GETLK_TYPE,
    &GETLK_START,
    &GETLK_LENGTH,
    &GETLK_HOLDER,
    &GETLK_HOLDER_OFD,
    &CONVERTS,
    &SPLITS,
    &SHRINKS,
    &MERGES,
    &JOINS,
    &LENGTH_ZERO,
    &LENGTH_NEGATIVE,
    &WHENCE_CURRENT,
    &WHENCE_END,
    &LOCKF_FROM_OFFSET,
    &LOCKF_NEGATIVE,
    &LOCKF_ZERO,
    &LOCKF_MERGES,
    &LOCKF_SPLITS,
    &LOCKF_IS_WRITE_LOCK,
    &PROC_LISTS,
    &PROC_TYPE,
    &PROC_HOLDER,
    &PROC_FIRST,
    &PROC_LAST,
    &PROC_EOF,
    &PROC_OFD,
];
/// The claims by which it shows that nothing is held.
static FREE: &[&Claim] = &[
    &LOCK_FREE_RANGE,
    &SETLKW_AT_ONCE,
    &DISJOINT_RANGES,
    &READ_LOCKS_SHARE,
    &UPGRADES,
    &DOWNGRADES,
    &RELOCKS,
    &PAST_END,
    &UNLOCK_FREES,
    &DOWNGRADE_ADMITS,
    &ENDED_RELEASES,
    &CLOSE_RELEASES,
    &CLOSE_DUPLICATE_RELEASES,
    &CLOSE_OTHER_RELEASES,
    &SETLKW_ACQUIRES,
    &GETLK_FREE,
    &GETLK_IGNORES_OWN,
    &GETLK_IGNORES_SHARED,
    &GETLK_PLACES_NOTHING,
    &APART_FROM_FLOCK,
    &OFD_LOCKS,
    &LOCKF_LOCKS,
    &LOCKF_TLOCK_LOCKS,
    &LOCKF_PAST_END,
    &LOCKF_LOCK_ACQUIRES,
    &LOCKF_CLOSE_RELEASES,
    &LOCKF_TEST_FREE,
    &LOCKF_TEST_OWN,
];

pub static LIARS: &[DeedLiar<RecordLock>] = &[
    DeedLiar::of_calls(
        "lock_skipped",
        &[SETLK, SETLKW],
        "a lock that is free is told to be acquired, and is not placed",
        lock_skipped,
    )
    .breaks(&[&LOCK_FREE_RANGE, &SETLKW_AT_ONCE])
    .shows(&[HELD, TOLD]),
    DeedLiar::of_calls(
        "unlock_skipped",
        &[SETLK, SETLKW],
        "F_UNLCK tells success and unlocks nothing",
        unlock_skipped,
    )
    .breaks(&[&UNLOCK_SUCCEEDS, &UNLOCK_FREES])
    .shows(&[FREE, TOLD]),
    DeedLiar::of_calls(
        "unlock_all",
        &[SETLK, SETLKW],
        "F_UNLCK of a range unlocks the whole file",
        unlock_all,
    )
    .breaks(&[&SPLITS, &SHRINKS])
    .shows(&[HELD, TOLD]),
    DeedLiar::of_calls(
        "range_one_longer",
        &[SETLK, SETLKW],
        "a lock covers one byte more than was asked for",
        range_one_longer,
    )
    .breaks(&[&GETLK_LENGTH, &PROC_LAST, &DISJOINT_RANGES])
    .shows(&[HELD, TOLD, FREE]),
    DeedLiar::of_calls(
        "range_one_later",
        &[SETLK, SETLKW],
        "a lock begins one byte later than was asked for",
        range_one_later,
    )
    .breaks(&[&GETLK_START, &PROC_FIRST])
    .shows(&[HELD, TOLD, FREE]),
    DeedLiar::of_calls(
        "read_for_write",
        &[SETLK, SETLKW],
        "a read lock is placed where a write lock was asked for",
        read_for_write,
    )
    .breaks(&[&GETLK_TYPE, &PROC_TYPE, &WRITE_EXCLUDES_READ])
    .shows(&[HELD, TOLD]),
    DeedLiar::of_calls(
        "write_for_read",
        &[SETLK, SETLKW],
        "a write lock is placed where a read lock was asked for",
        write_for_read,
    )
    .breaks(&[&READ_LOCKS_SHARE, &DOWNGRADE_ADMITS, &GETLK_IGNORES_SHARED])
    .shows(&[FREE, TOLD]),
    DeedLiar::of_calls(
        "upgrade_in_two",
        &[SETLK],
        "what a process holds stands in the way of its own lock",
        own_conflicts,
    )
    .breaks(&[&UPGRADES, &DOWNGRADES, &RELOCKS])
    .shows(&[FREE]),
    DeedLiar::of_calls(
        "lock_of_description",
        &[SETLK, SETLKW],
        "a lock of the open file description is placed instead",
        lock_of_description,
    )
    .breaks(&[&CLOSE_OTHER_RELEASES, &CLOSE_DUPLICATE_RELEASES, &FORK_INHERITS_NONE])
    .shows(&[HELD, TOLD, FREE]),
    DeedLiar::of_calls(
        "getlk_places",
        &["fcntl(F_GETLK)"],
        "F_GETLK places the lock that it asks about",
        getlk_places,
    )
    .breaks(&[&GETLK_PLACES_NOTHING])
    .shows(&[FREE, TOLD]),
    DeedLiar::of_calls(
        "setlkw_gives_up",
        &[SETLKW],
        "F_SETLKW fails at once where it would have to wait",
        setlkw_gives_up,
    )
    .breaks(&[&SETLKW_WAITS]),
    DeedLiar::of_calls(
        "flock_is_record_lock",
        &["flock"],
        "flock also places a record lock on the whole file",
        flock_is_record_lock,
    )
    .breaks(&[&FLOCK_APART, &APART_FROM_FLOCK])
    .shows(&[FREE, TOLD]),
    DeedLiar::of_calls(
        "locks_are_mandatory",
        &["write"],
        "a write fails where another process has a lock",
        locks_are_mandatory,
    )
    .breaks(&[&ADVISORY, &MANDATORY_GONE]),
    DeedLiar::of_calls(
        "resize_skipped",
        &["ftruncate"],
        "ftruncate tells success and leaves the file as it was",
        |_, _| Some(Ok(Saw::Done)),
    )
    .breaks(&[&RESIZES])
    .shows(&[HELD, TOLD, FREE, &[&UNLOCK_SUCCEEDS, &BEFORE_START]]),
    DeedLiar::of_calls(
        "ofd_lock_skipped",
        &["fcntl(F_OFD_SETLK)"],
        "a lock of a description that is free is told to be acquired, and is not placed",
        ofd_lock_skipped,
    )
    .breaks(&[&OFD_LOCKS])
    .shows(&[HELD, TOLD]),
    DeedLiar::of_calls(
        "ofd_lock_is_the_process's",
        &["fcntl(F_OFD_SETLK)"],
        "a lock of the process is placed instead of the description's",
        ofd_lock_is_the_process_s,
    )
    .breaks(&[&OFD_CONFLICT_OWN, &PROC_OFD])
    .shows(&[HELD, TOLD, FREE]),
    DeedLiar::of_calls(
        "lockf_skipped",
        &["lockf"],
        "F_LOCK and F_TLOCK of a free range tell success and lock nothing",
        lockf_skipped,
    )
    .breaks(&[&LOCKF_LOCKS, &LOCKF_TLOCK_LOCKS])
    .shows(&[HELD, TOLD]),
    DeedLiar::of_calls(
        "lockf_unlock_skipped",
        &["lockf"],
        "F_ULOCK tells success and unlocks nothing",
        lockf_unlock_skipped,
    )
    .breaks(&[&LOCKF_UNLOCKS])
    .shows(&[FREE, TOLD]),
    DeedLiar::of_calls(
        "lockf_test_locks",
        &["lockf"],
        "F_TEST of a free range locks it",
        lockf_test_locks,
    )
    .breaks(&[&LOCKF_TEST_FREE])
    .shows(&[FREE, TOLD]),
    DeedLiar::of_calls(
        "lockf_one_shorter",
        &["lockf"],
        "lockf locks one byte less than was asked for",
        lockf_one_shorter,
    )
    .breaks(&[&LOCKF_FROM_OFFSET, &LOCKF_NEGATIVE])
    .shows(&[HELD, TOLD, FREE]),
    DeedLiar::of_deeds(
        "close_skipped",
        &["close"],
        "close tells success and closes nothing",
        shared::close_skipped,
    )
    .breaks(&[
        &CLOSE_RELEASES,
        &CLOSE_DUPLICATE_RELEASES,
        &CLOSE_OTHER_RELEASES,
        &LOCKF_CLOSE_RELEASES,
        SHARED.claim(Shared::CloseFrees),
    ])
    .shows(&[FREE, TOLD]),
    DeedLiar::of_deeds(
        "dup_opens_anew",
        &["dup"],
        "dup gives a descriptor of another description of the file",
        shared::opened_anew,
    )
    .breaks(&[SHARED.claim(Shared::DupRefers)])
    .shows(&[HELD, TOLD, FREE, &[&FLOCK_APART, &PROC_FLOCK]]),
    DeedLiar::of_deeds(
        "pass_opens_anew",
        &["sendmsg(SCM_RIGHTS)"],
        "a passed descriptor is of another description of the file",
        shared::opened_anew,
    )
    .breaks(&[SHARED.claim(Shared::PassRefers)])
    .shows(&[HELD, TOLD, FREE, &[&FLOCK_APART, &PROC_FLOCK]]),
    DeedLiar::of_deeds(
        "cloexec_skipped",
        &["fcntl(F_SETFD)"],
        "F_SETFD tells that it set close-on-exec, and does not",
        shared::skipped,
    )
    .breaks(&[SHARED.claim(Shared::CloexecAsSet)])
    .shows(&[&[SHARED.claim(Shared::ExecCloses)]]),
    DeedLiar::of_deeds(
        "fork_loses_last",
        &["fork"],
        "a child does not have its parent's last descriptor",
        shared::fork_loses_last,
    )
    .breaks(&[SHARED.claim(Shared::ForkCopies)]),
];

/// Whether a lock could be placed now.
fn is_free(op: &Op, hands: &mut Hands) -> bool {
    let &Op::Set { fd, kind: Some(kind), range, .. } = op else { return false };
    matches!(perform(&Op::Get { fd, kind, range }, hands), Ok(Saw::Free { .. }))
}

fn lock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let answer = is_free(op, hands).then_some(Ok(Saw::Done))?;
    // Only if it would have been: the descriptor may be open for the wrong side.
    let placed = perform(op, hands);
    let &Op::Set { fd, range, .. } = op else { return None };
    if placed.is_ok() {
        let _ = perform(&Op::Set { fd, wait: false, kind: None, range }, hands);
        return Some(answer);
    }
    Some(placed)
}

fn unlock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: None, range, .. } = op else { return None };
    // The same is refused of both.
    let asked = perform(&Op::Get { fd, kind: Kind::Read, range }, hands);
    Some(asked.map(|_| Saw::Done))
}

fn unlock_all(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: None, wait, range } = op else { return None };
    range.bytes(0)?;
    let range = Range::plain(0, 0);
    Some(perform(&Op::Set { fd, kind: None, wait, range }, hands))
}

fn range_one_longer(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: kind @ Some(_), wait, range } = op else { return None };
    let range = Range { length: (range.length > 0).then_some(range.length + 1)?, ..range };
    Some(perform(&Op::Set { fd, kind, wait, range }, hands))
}

fn range_one_later(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: kind @ Some(_), wait, range } = op else { return None };
    let range = Range {
        start: (range.start >= 0).then_some(range.start + 1)?,
        length: if range.length > 1 { range.length - 1 } else { range.length },
        ..range
    };
    Some(perform(&Op::Set { fd, kind, wait, range }, hands))
}

fn read_for_write(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: Some(Kind::Write), wait, range } = op else { return None };
    // Where the write lock would not be granted, nor is this one.
    let waits = perform(&Op::Get { fd, kind: Kind::Write, range }, hands);
    if !matches!(waits, Ok(Saw::Free { .. })) {
        return None;
    }
    let read = perform(&Op::Set { fd, kind: Some(Kind::Read), wait, range }, hands);
    if read.is_err() { None } else { Some(read) }
}

fn write_for_read(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: Some(Kind::Read), wait, range } = op else { return None };
    // Open for both, or one of the two is refused.
    let flags = sys::fcntl(hands.fd(fd), libc::F_GETFL, 0).ok()? as i32;
    let both = flags & libc::O_ACCMODE == libc::O_RDWR;
    both.then(|| perform(&Op::Set { fd, kind: Some(Kind::Write), wait, range }, hands))
}

fn own_conflicts(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: Some(kind), wait: false, range } = op else { return None };
    let listed = perform(&Op::ProcLocks { fd }, hands);
    let Ok(Saw::Listed(lines)) = listed else { return None };
    let bytes = range.bytes(0)?;
    let _ = kind;
    let meets = lines.iter().any(|line| line.first <= bytes.last && bytes.first <= line.last);
    (meets && is_free(op, hands)).then_some(Err(Errno::EAGAIN))
}

fn lock_of_description(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind, wait: false, range } = op else { return None };
    Some(perform(&Op::SetOfDescription { fd, kind, range }, hands))
}

fn getlk_places(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Get { fd, kind, range } = op else { return None };
    let answer = perform(op, hands);
    if matches!(answer, Ok(Saw::Free { .. })) {
        let _ = perform(&Op::Set { fd, kind: Some(kind), wait: false, range }, hands);
    }
    Some(answer)
}

fn setlkw_gives_up(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind, wait: true, range } = op else { return None };
    Some(perform(&Op::Set { fd, kind, wait: false, range }, hands))
}

fn flock_is_record_lock(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Flock { fd, kind } = op else { return None };
    let range = Range::plain(0, 0);
    let placed = perform(&Op::Set { fd, kind, wait: false, range }, hands);
    Some(placed.and_then(|_| perform(op, hands)))
}

fn locks_are_mandatory(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Write { fd } = op else { return None };
    let first = Op::Get { fd, kind: Kind::Write, range: Range::plain(0, 1) };
    matches!(perform(&first, hands), Ok(Saw::Held { .. })).then_some(Err(Errno::EAGAIN))
}

fn ofd_lock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::SetOfDescription { fd, kind: Some(_), range } = op else { return None };
    let answer = perform(op, hands);
    if answer.is_ok() {
        let _ = perform(&Op::SetOfDescription { fd, kind: None, range }, hands);
    }
    Some(answer)
}

fn ofd_lock_is_the_process_s(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::SetOfDescription { fd, kind, range } = op else { return None };
    Some(perform(&Op::Set { fd, kind, wait: false, range }, hands))
}

fn lockf_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Lockf { fd, command: Command::Lock | Command::TryLock, offset, length } = op else {
        return None;
    };
    let lockf = |command| Op::Lockf { fd, command, offset, length };
    // F_LOCK would wait; where F_TLOCK does not get it, it is not free.
    if perform(&lockf(Command::TryLock), hands).is_err() {
        return None;
    }
    let _ = perform(&lockf(Command::Unlock), hands);
    Some(Ok(Saw::Done))
}

fn lockf_unlock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Lockf { fd, command: Command::Unlock, offset, length } = op else { return None };
    let asked = Op::Get { fd, kind: Kind::Read, range: Range::of_lockf(offset, length) };
    Some(perform(&asked, hands).map(|_| Saw::Done))
}

fn lockf_test_locks(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Lockf { fd, command: Command::Test, offset, length } = op else { return None };
    let answer = perform(op, hands);
    if answer.is_ok() {
        let _ = perform(&Op::Lockf { fd, command: Command::TryLock, offset, length }, hands);
    }
    Some(answer)
}

fn lockf_one_shorter(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Lockf { fd, command: command @ (Command::Lock | Command::TryLock), offset, length } =
        op
    else {
        return None;
    };
    let length = match length {
        2.. => length - 1,
        ..=-2 => length + 1,
        _ => return None,
    };
    Some(perform(&Op::Lockf { fd, command, offset, length }, hands))
}
