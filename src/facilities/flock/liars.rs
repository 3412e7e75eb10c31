//! Stand-ins for kernels whose locks of flock are not by the book, each with the claims that it
//! breaks.

use super::calls::{Call, Mode, Seen};
use super::claims::*;
use super::perform::perform;
use crate::engine::liar::deed::{Altered, DeedLiar, Stock, lie};
use crate::engine::liar::shared::Here;
use crate::engine::{Answer, Deed, Errno, Hands, Op, Pick};
use crate::families::ranges::Kind;
use crate::sys;

const FLOCK: &[&str] = &["flock"];

pub static LIARS: &[DeedLiar] = &[
    DeedLiar::of_calls("lock_skipped", FLOCK, "a lock is not placed", lock_skipped)
        .breaks(&[&LOCKS_FREE])
        .disturbs(HELD | TOLD),
    DeedLiar::of_calls("unlock_skipped", FLOCK, "LOCK_UN unlocks nothing", |op, hands| {
        let Call::Lock { fd, mode: None, .. } = Call::of(op) else { return None };
        (hands.fd(fd) >= 0).then(|| Seen::Done.answer())
    })
    .breaks(&[&UNLOCK_FREES, &UNLOCK_BY_DUPLICATE_FREES])
    .disturbs(FREE | TOLD),
    DeedLiar::of_other_calls("shared_is_exclusive", FLOCK, "LOCK_SH is made as LOCK_EX", |op| {
        in_mode(op, Mode::Shared, Mode::Exclusive)
    })
    .breaks(&[&SHARED_MANY, &DOWNGRADE_ADMITS])
    .disturbs(FREE | TOLD),
    DeedLiar::of_other_calls("exclusive_is_shared", FLOCK, "LOCK_EX is made as LOCK_SH", |op| {
        in_mode(op, Mode::Exclusive, Mode::Shared)
    })
    .breaks(&[
        &EXCLUSIVE_EXCLUDES_EXCLUSIVE,
        &EXCLUSIVE_EXCLUDES_SHARED,
        &SHARED_EXCLUDES_EXCLUSIVE,
        &UPGRADED_EXCLUDES,
    ])
    .disturbs(HELD | TOLD),
    DeedLiar::of_calls(
        "refused_upgrade_keeps",
        FLOCK,
        "an upgrade that is refused leaves the shared lock",
        |op, hands| remade(op, hands, Mode::Exclusive, |answer| answer == Err(Errno::EAGAIN)),
    )
    .breaks(&[&CONVERSION_REMOVES_FIRST])
    .disturbs(FREE | TOLD),
    DeedLiar::of_calls(
        "upgrade_skipped",
        FLOCK,
        "LOCK_EX of what the description has locked leaves the lock shared",
        |op, hands| remade(op, hands, Mode::Exclusive, |answer| answer.is_ok()),
    )
    .breaks(&[&UPGRADED_EXCLUDES])
    .disturbs(HELD | TOLD),
    DeedLiar::of_calls(
        "downgrade_skipped",
        FLOCK,
        "LOCK_SH of what the description has locked leaves the lock exclusive",
        |op, hands| remade(op, hands, Mode::Shared, |answer| answer.is_ok()),
    )
    .breaks(&[&DOWNGRADE_ADMITS])
    .disturbs(FREE | TOLD),
    DeedLiar::of_other_calls(
        "by_fcntl",
        FLOCK,
        "flock with LOCK_NB places a record lock, as systems do that have no flock",
        by_fcntl,
    )
    .breaks(&[&OPENS_ARE_APART, &LOCKS_IN_ANY_MODE, &APART_FROM_FCNTL, &DUPLICATES_SHARE])
    .disturbs(HELD | FREE | TOLD | RECORDS)
    .shows(&[&[&UNLOCKS]]),
    lie("gives_up", FLOCK, "flock is made with LOCK_NB", Stock::Is("nonblocking", 1)).breaks(&[
        &EXCLUSIVE_WAITS,
        &SHARED_WAITS,
        &DEADLOCK_NOT_DETECTED,
    ]),
    lie("sleeps", FLOCK, "LOCK_NB is not looked at", Stock::Is("nonblocking", 0))
        .breaks(&[&EXCLUSIVE_EXCLUDES_EXCLUSIVE, &SHARED_EXCLUDES_EXCLUSIVE, &UPGRADE_REFUSED])
        .disturbs(HELD),
    DeedLiar::of_calls(
        "locks_are_mandatory",
        &["pwrite or pread"],
        "a file with an exclusive lock cannot be read or written",
        |op, hands| {
            let Call::Touch { fd, .. } = Call::of(op) else { return None };
            (listed(fd, hands)?.1 > 0).then_some(Err(Errno::EAGAIN))
        },
    )
    .breaks(&[&WRITE_IGNORES_LOCKS, &READ_IGNORES_LOCKS]),
    DeedLiar::of_calls(
        "fcntl_minds_flock",
        &["fcntl(F_SETLK)"],
        "a record lock is refused where there is an exclusive lock of flock",
        |op, hands| {
            let Call::Record { fd, .. } = Call::of(op) else { return None };
            (listed(fd, hands)?.1 > 0).then_some(Err(Errno::EAGAIN))
        },
    )
    .breaks(&[&FCNTL_APART]),
    DeedLiar::of_deeds("exec_unlocks", &["execveat"], "execve unlocks", unlock_all)
        .breaks(&[&EXEC_KEEPS_LOCK])
        .disturbs(HELD | TOLD),
    DeedLiar::of_deeds("end_unlocks", &["_exit"], "a process that ends unlocks", unlock_all)
        .breaks(&[&END_OF_ONE_KEEPS])
        .disturbs(HELD | TOLD),
    DeedLiar::of_deeds(
        "close_unlocks",
        &["close"],
        "closing any descriptor of a description releases its lock",
        |deed, hands| {
            if let Deed::Close { fd } = deed {
                let _ = sys::flock(hands.fd(*fd), libc::LOCK_UN);
            }
            Altered::Done
        },
    )
    .breaks(&[&CLOSE_OF_ONE_KEEPS])
    .disturbs(HELD | TOLD),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::of("close_skipped").breaks(&[&LAST_CLOSE_FREES]).disturbs(FREE | TOLD | RECORDS),
    // Opening a file takes a descriptor, also with O_PATH, and so does asking /proc/locks; and what
    // is not closed keeps its locks.
    Here::of("close_leaks")
        .breaks(&[&OPEN_OPENS])
        .disturbs(FREE | TOLD | RECORDS)
        .shows(&[&[&PATH_EBADF]]),
    // A lock goes with the last descriptor.
    Here::of("cloexec_skipped").disturbs(HELD | FREE | TOLD | RECORDS),
    Here::of("dup_copies_cloexec").disturbs(HELD | FREE | TOLD | RECORDS),
    Here::of("exec_closes_none").disturbs(HELD | FREE | TOLD | RECORDS),
    Here::of("exec_closes_all").disturbs(HELD | FREE | TOLD | RECORDS),
    Here::of("fork_loses_last").disturbs(HELD | FREE | TOLD | RECORDS),
    Here::of("dup_opens_anew").disturbs(HELD | FREE | TOLD | RECORDS),
    Here::of("pass_opens_anew").disturbs(HELD | FREE | TOLD | RECORDS),
];

fn lock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Lock { fd, mode: Some(_), .. } = Call::of(op) else { return None };
    let answer = perform(op, hands);
    if answer.is_ok() {
        let _ = sys::flock(hands.fd(fd), libc::LOCK_UN);
    }
    Some(answer)
}

fn in_mode(op: &Op, asked: Mode, placed: Mode) -> Option<Op> {
    let Call::Lock { fd, mode, nonblocking } = Call::of(op) else { return None };
    (mode == Some(asked)).then(|| Call::Lock { fd, mode: Some(placed), nonblocking }.into())
}

/// How many locks /proc/locks lists of the file: shared, and exclusive.
fn listed(fd: Pick, hands: &mut Hands) -> Option<(u64, u64)> {
    match Seen::of(&perform(&Call::ProcLocks { fd }.into(), hands).ok()?) {
        Seen::Listed { shared, exclusive } => Some((shared, exclusive)),
        _ => None,
    }
}

/// A conversion to this mode is undone afterwards, if its answer is such a one: of a lock that was
/// converted or lost, one less is listed in the mode that it had.
fn remade(op: &Op, hands: &mut Hands, to: Mode, of: fn(Answer) -> bool) -> Option<Answer> {
    let Call::Lock { fd, mode, nonblocking: true } = Call::of(op) else { return None };
    let before = listed(fd, hands).filter(|_| mode == Some(to))?;
    let answer = perform(op, hands);
    let after = listed(fd, hands)?;
    let (fewer, back) = match to {
        Mode::Exclusive => (after.0 < before.0, Mode::Shared),
        Mode::Shared => (after.1 < before.1, Mode::Exclusive),
    };
    if fewer && of(answer.clone()) {
        let _ = perform(&Call::Lock { fd, mode: Some(back), nonblocking: true }.into(), hands);
    }
    Some(answer)
}

fn by_fcntl(op: &Op) -> Option<Op> {
    let Call::Lock { fd, mode, nonblocking: true } = Call::of(op) else { return None };
    let kind = mode.map(|mode| match mode {
        Mode::Shared => Kind::Read,
        Mode::Exclusive => Kind::Write,
    });
    Some(Call::Record { fd, kind }.into())
}

fn unlock_all(_deed: &Deed, hands: &mut Hands) -> Altered {
    for fd in hands.slots().iter().filter(|fd| **fd >= 0) {
        let _ = sys::flock(*fd, libc::LOCK_UN);
    }
    Altered::Done
}
