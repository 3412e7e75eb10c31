//! Stand-ins for kernels whose record locks are not by the book, each with the claims that it
//! breaks.

mod acts;
mod shows;

use super::RecordLock;
use super::claims::*;
use super::seen::Saw;
use crate::engine::liar::deed::DeedLiar;
use crate::engine::liar::shared::Here;
use acts::{
    exec_unlocks, flock_is_record_lock, getlk_places, lock_of_description, lock_skipped,
    lockf_one_shorter, lockf_past_end_refused, lockf_skipped, lockf_test_locks,
    lockf_test_minds_own, lockf_unlock_skipped, locks_are_mandatory, ofd_lock_is_the_process_s,
    ofd_lock_skipped, own_conflicts, past_end_refused, range_one_later, range_one_longer,
    read_for_write, setlkw_gives_up, unlock_all, unlock_skipped, write_for_read,
};
use shows::{FLOCKS, FREE, HELD, TOLD};

const SETLK: &str = "fcntl(F_SETLK)";
const SETLKW: &str = "fcntl(F_SETLKW)";

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
    .breaks(&[&GETLK_TYPE, &PROC_TYPE, &WRITE_EXCLUDES_READ, &WRITE_LOCK_NEEDS_WRITE])
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
    .breaks(&[
        &CLOSE_OTHER_RELEASES,
        &CLOSE_DUPLICATE_RELEASES,
        &ENDED_RELEASES,
        &FORK_INHERITS_NONE,
    ])
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
    .shows(&[HELD, FREE, TOLD]),
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
        "lockf_test_minds_own",
        &["lockf"],
        "F_TEST fails also where it is the process itself that has locked something",
        lockf_test_minds_own,
    )
    .breaks(&[&LOCKF_TEST_OWN])
    .shows(&[&[&LOCKF_TEST_FREE]]),
    DeedLiar::of_calls(
        "past_end_refused",
        &[SETLK, SETLKW],
        "a range beyond the end of the file cannot be locked",
        past_end_refused,
    )
    .breaks(&[&PAST_END])
    .shows(&[FREE]),
    DeedLiar::of_calls(
        "lockf_past_end_refused",
        &["lockf"],
        "lockf of a range beyond the end of the file fails",
        lockf_past_end_refused,
    )
    .breaks(&[&LOCKF_PAST_END])
    .shows(&[FREE]),
    DeedLiar::of_calls(
        "lockf_one_shorter",
        &["lockf"],
        "lockf locks one byte less than was asked for",
        lockf_one_shorter,
    )
    .breaks(&[&LOCKF_FROM_OFFSET, &LOCKF_NEGATIVE])
    .shows(&[HELD, TOLD, FREE]),
    DeedLiar::of_deeds(
        "exec_unlocks",
        &["execveat"],
        "execve unlocks what its process has locked",
        exec_unlocks,
    )
    .breaks(&[&EXEC_KEEPS_LOCKS, &EXEC_BY_THREAD_KEEPS_LOCKS])
    .shows(&[HELD, TOLD]),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::of("close_skipped")
        .breaks(&[
            &CLOSE_RELEASES,
            &CLOSE_DUPLICATE_RELEASES,
            &CLOSE_OTHER_RELEASES,
            &LOCKF_CLOSE_RELEASES,
        ])
        .shows(&[FREE, TOLD, FLOCKS]),
    // Opening a file takes a descriptor, and so does asking /proc/locks; and what is not closed
    // keeps its locks.
    Here::of("close_leaks").breaks(&[&OPEN_OPENS]).shows(&[FREE, TOLD, FLOCKS]),
    // A lock goes with a descriptor that execve closes.
    Here::of("exec_closes_none").shows(&[HELD, TOLD]),
    Here::of("dup_opens_anew").shows(&[HELD, TOLD, FREE, FLOCKS]),
    Here::of("pass_opens_anew").shows(&[HELD, TOLD, FREE, FLOCKS]),
];
