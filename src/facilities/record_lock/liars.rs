//! Stand-ins for kernels whose record locks are not by the book, each with the claims that it
//! breaks.

mod acts;

use super::calls::{SETLK, SETLKW, Seen};
use super::claims::*;
use crate::engine::liar::deed::{DeedLiar, InsteadOfCall, OtherCall, Stock, lie};
use crate::engine::liar::shared::Here;

const SETS: &[&str] = &[SETLK, SETLKW];
const OFD: &[&str] = &["fcntl(F_OFD_SETLK)"];
const LOCKF: &[&str] = &["lockf"];

pub static LIARS: &[DeedLiar] = &[
    of(SETS, "lock_skipped", "a lock that is free is not placed", acts::lock_skipped)
        .breaks(&[&LOCK_FREE_RANGE, &SETLKW_AT_ONCE])
        .disturbs(HELD | TOLD),
    of(SETS, "unlock_skipped", "F_UNLCK unlocks nothing", acts::unlock_skipped)
        .breaks(&[&UNLOCK_SUCCEEDS, &UNLOCK_FREES])
        .disturbs(FREE | TOLD),
    other(SETS, "unlock_all", "F_UNLCK of a range unlocks the whole file", acts::unlock_all)
        .breaks(&[&SPLITS, &SHRINKS])
        .disturbs(HELD | TOLD),
    other(SETS, "range_one_longer", "a lock covers one byte too many", acts::range_one_longer)
        .breaks(&[&GETLK_LENGTH, &PROC_LAST, &DISJOINT_RANGES])
        .disturbs(HELD | TOLD | FREE),
    other(SETS, "range_one_later", "a lock begins one byte too late", acts::range_one_later)
        .breaks(&[&GETLK_START, &PROC_FIRST])
        .disturbs(HELD | TOLD | FREE),
    of(SETS, "read_for_write", "a write lock is placed as a read lock", acts::read_for_write)
        .breaks(&[&GETLK_TYPE, &PROC_TYPE, &WRITE_EXCLUDES_READ, &WRITE_LOCK_NEEDS_WRITE])
        .disturbs(HELD | TOLD),
    of(SETS, "write_for_read", "a read lock is placed as a write lock", acts::write_for_read)
        .breaks(&[&READ_LOCKS_SHARE, &DOWNGRADE_ADMITS, &GETLK_IGNORES_SHARED])
        .disturbs(FREE | TOLD),
    of(&[SETLK], "upgrade_in_two", "a process's own lock stands in its way", acts::own_conflicts)
        .breaks(&[&UPGRADES, &DOWNGRADES, &RELOCKS])
        .disturbs(FREE),
    other(SETS, "lock_of_description", "the description holds the lock", acts::of_description)
        .breaks(&[
            &CLOSE_OTHER_RELEASES,
            &CLOSE_DUPLICATE_RELEASES,
            &ENDED_RELEASES,
            &FORK_INHERITS_NONE,
        ])
        .disturbs(HELD | TOLD | FREE),
    of(
        &["fcntl(F_GETLK)"],
        "getlk_places",
        "F_GETLK places the lock that it asks about",
        acts::getlk_places,
    )
    .breaks(&[&GETLK_PLACES_NOTHING])
    .disturbs(FREE | TOLD),
    lie("setlkw_gives_up", &[SETLKW], "F_SETLKW is made as F_SETLK", Stock::Is("wait", 0))
        .breaks(&[&SETLKW_WAITS]),
    of(&["flock"], "flock_is_record_lock", "flock places a record lock too", acts::flock_locks)
        .breaks(&[&FLOCK_APART, &APART_FROM_FLOCK])
        .disturbs(HELD | FREE | TOLD),
    of(
        &["write"],
        "locks_are_mandatory",
        "a write fails where another process has a lock",
        acts::locks_are_mandatory,
    )
    .breaks(&[&ADVISORY, &MANDATORY_GONE]),
    of(&["ftruncate"], "resize_skipped", "ftruncate leaves the file as it was", |_, _| {
        Some(Seen::Done.answer())
    })
    .breaks(&[&RESIZES])
    .disturbs(HELD | TOLD | FREE)
    .shows(&[&[&UNLOCK_SUCCEEDS, &BEFORE_START]]),
    of(OFD, "ofd_lock_skipped", "a description's lock is not placed", acts::ofd_lock_skipped)
        .breaks(&[&OFD_LOCKS])
        .disturbs(HELD | TOLD),
    other(OFD, "ofd_lock_is_the_process's", "the process holds the lock", acts::of_process)
        .breaks(&[&OFD_CONFLICT_OWN, &PROC_OFD])
        .disturbs(HELD | TOLD | FREE),
    of(LOCKF, "lockf_skipped", "F_LOCK and F_TLOCK lock nothing", acts::lockf_skipped)
        .breaks(&[&LOCKF_LOCKS, &LOCKF_TLOCK_LOCKS])
        .disturbs(HELD | TOLD),
    of(LOCKF, "lockf_unlock_skipped", "F_ULOCK unlocks nothing", acts::lockf_unlock_skipped)
        .breaks(&[&LOCKF_UNLOCKS])
        .disturbs(FREE | TOLD),
    of(LOCKF, "lockf_test_locks", "F_TEST of a free range locks it", acts::lockf_test_locks)
        .breaks(&[&LOCKF_TEST_FREE])
        .disturbs(FREE | TOLD),
    of(
        LOCKF,
        "lockf_test_minds_own",
        "F_TEST fails also where it is the process itself that has locked something",
        acts::lockf_test_minds_own,
    )
    .breaks(&[&LOCKF_TEST_OWN])
    .shows(&[&[&LOCKF_TEST_FREE]]),
    of(SETS, "past_end_refused", "what is past the end is not locked", acts::past_end_refused)
        .breaks(&[&PAST_END])
        .disturbs(FREE),
    of(
        LOCKF,
        "lockf_past_end_refused",
        "lockf of a range beyond the end of the file fails",
        acts::lockf_past_end_refused,
    )
    .breaks(&[&LOCKF_PAST_END])
    .disturbs(FREE),
    other(LOCKF, "lockf_one_shorter", "lockf locks one byte too few", acts::lockf_one_shorter)
        .breaks(&[&LOCKF_FROM_OFFSET, &LOCKF_NEGATIVE])
        .disturbs(HELD | TOLD | FREE),
    DeedLiar::of_deeds(
        "exec_unlocks",
        &["execveat"],
        "execve unlocks what its process has locked",
        acts::exec_unlocks,
    )
    .breaks(&[&EXEC_KEEPS_LOCKS, &EXEC_BY_THREAD_KEEPS_LOCKS])
    .disturbs(HELD | TOLD),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::of("close_skipped")
        .breaks(&[
            &CLOSE_RELEASES,
            &CLOSE_DUPLICATE_RELEASES,
            &CLOSE_OTHER_RELEASES,
            &LOCKF_CLOSE_RELEASES,
        ])
        .disturbs(FREE | TOLD | FLOCKS),
    // Opening a file takes a descriptor, and so does asking /proc/locks; and what is not closed
    // keeps its locks.
    Here::of("close_leaks").breaks(&[&OPEN_OPENS]).disturbs(FREE | TOLD | FLOCKS),
    // A lock goes with a descriptor that execve closes.
    Here::of("exec_closes_none").disturbs(HELD | TOLD),
    Here::of("dup_opens_anew").disturbs(HELD | TOLD | FREE | FLOCKS),
    Here::of("pass_opens_anew").disturbs(HELD | TOLD | FREE | FLOCKS),
];

type Kinds = &'static [&'static str];

/// One that does something else instead of calls of these kinds.
const fn of(
    kinds: Kinds,
    name: &'static str,
    does: &'static str,
    instead: InsteadOfCall,
) -> DeedLiar {
    DeedLiar::of_calls(name, kinds, does, instead)
}

/// One that makes other calls instead.
const fn other(
    kinds: Kinds,
    name: &'static str,
    does: &'static str,
    instead: OtherCall,
) -> DeedLiar {
    DeedLiar::of_other_calls(name, kinds, does, instead)
}
