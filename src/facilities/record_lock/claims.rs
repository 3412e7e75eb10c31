//! What fcntl_locking(2), lockf(3) and proc_locks(5) say of record locks.

use crate::claim::{Aspect, LeftOut, pages};
use crate::claims;

claims! { "record_lock":
    /// Opening a file gives a descriptor of it, with the access asked for.
    OPEN_OPENS: Semantics, OPEN_2, "DESCRIPTION";
    /// A process with no descriptor left under RLIMIT_NOFILE cannot open a file: EMFILE.
    OPEN_EMFILE: Limit, OPEN_2, "ERRORS";
    /// A lock on a range that no other process has locked is acquired at once.
    LOCK_FREE_RANGE: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// Locks of two processes on ranges of one file that have no byte in common do not conflict.
    DISJOINT_RANGES: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// Several processes may hold read locks on the same bytes.
    READ_LOCKS_SHARE: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// A process's own locks never stand in its way: a new lock converts what it overlaps, to
    /// reading or to writing.
    OWN_LOCKS_CONVERT: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// Unlocking a range succeeds, whether or not the process had locked all of it.
    UNLOCK_SUCCEEDS: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// F_SETLK of a range on which another process has a conflicting lock fails with EAGAIN or
    /// EACCES.
    SETLK_CONFLICT: Error, FCNTL_LOCKING_2, "Advisory record locking";
    /// F_SETLKW of a range on which another process has a conflicting lock sleeps until it is gone.
    SETLKW_WAITS: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// A caught signal whose handler has no SA_RESTART makes a sleeping F_SETLKW fail with EINTR.
    SETLKW_EINTR: Error, FCNTL_LOCKING_2, "Advisory record locking";
    /// After a handler with SA_RESTART, a sleeping F_SETLKW goes on sleeping.
    SETLKW_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers";
    /// An F_SETLKW that would make processes wait for each other in a circle fails with EDEADLK.
    DEADLOCK_DETECTED: Error, FCNTL_LOCKING_2, "Advisory record locking";
    /// F_GETLK of a lock that could be placed sets l_type to F_UNLCK.
    GETLK_FREE: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// F_GETLK of a lock that could be placed leaves all fields but l_type as they were.
    GETLK_FREE_LEAVES_REST: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// F_GETLK of a lock that could not be placed tells the type of one that stands in the way.
    GETLK_TYPE: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// F_GETLK tells the range of the lock that stands in the way, from the beginning of the file.
    GETLK_RANGE: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// F_GETLK tells the process that holds the record lock that stands in the way.
    GETLK_HOLDER: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// F_GETLK tells process -1 where a lock of an open file description stands in the way.
    GETLK_HOLDER_OFD: Semantics, FCNTL_LOCKING_2, "Advisory record locking", since(3, 15, 0);
    /// A lock of an open file description is acquired where no other lock stands in its way.
    OFD_LOCKS: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0);
    /// A record lock and a lock of an open file description conflict, also within one process.
    OFD_CONFLICT: Error, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0);
    /// What is left after a lock was unlocked or converted in its middle is two locks; same locks
    /// that touch are one.
    SPLIT_AND_MERGE: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// A range with l_len 0 reaches to the end of the file, however far the file grows.
    LENGTH_ZERO: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// A range with a negative l_len ends just before l_start.
    LENGTH_NEGATIVE: Semantics, FCNTL_LOCKING_2, "Advisory record locking", since(2, 4, 21);
    /// With SEEK_CUR, l_start counts from the file offset.
    WHENCE_CURRENT: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// With SEEK_END, l_start counts from the end of the file.
    WHENCE_END: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// A range that begins before the beginning of the file is refused with EINVAL.
    BEFORE_START: Error, FCNTL_LOCKING_2, "Advisory record locking";
    /// A range beyond the end of the file can be locked.
    PAST_END: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// A read lock through a descriptor that is not open for reading fails with EBADF.
    READ_LOCK_NEEDS_READ: Error, FCNTL_LOCKING_2, "Advisory record locking";
    /// A write lock through a descriptor that is not open for writing fails with EBADF.
    WRITE_LOCK_NEEDS_WRITE: Error, FCNTL_LOCKING_2, "Advisory record locking";
    /// The locks of a process are gone when it has ended.
    ENDED_RELEASES: Persistence, FCNTL_LOCKING_2, "Advisory record locking";
    /// Closing any descriptor of a file releases all locks that the process has on that file.
    CLOSE_RELEASES_ALL: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// A child does not have the locks of its parent: they stand in its way like a stranger's.
    FORK_INHERITS_NONE: Inheritance, FCNTL_LOCKING_2, "Advisory record locking";
    /// The locks of a process stay across execve.
    EXEC_KEEPS_LOCKS: Inheritance, FCNTL_LOCKING_2, "Advisory record locking";
    /// A struct flock that is not the caller's memory makes the call fail with EFAULT.
    LOCK_EFAULT: Error, FCNTL_LOCKING_2, "ERRORS";
    /// /proc/locks lists each record lock with its type, process and range.
    PROC_LISTS_RECORD_LOCKS: Descriptor, PROC_LOCKS_5, "DESCRIPTION";
    /// /proc/locks lists each lock of an open file description, with process -1.
    PROC_LISTS_OFD_LOCKS: Descriptor, PROC_LOCKS_5, "DESCRIPTION", since(3, 15, 0);
    /// lockf's F_LOCK and F_TLOCK of a range that no other process has locked succeed at once.
    LOCKF_LOCKS: Semantics, LOCKF_3, "DESCRIPTION", glibc();
    /// lockf's F_ULOCK of a range succeeds.
    LOCKF_UNLOCKS: Semantics, LOCKF_3, "DESCRIPTION", glibc();
    /// lockf's F_LOCK sleeps while another process has locked a part of the range.
    LOCKF_LOCK_WAITS: Semantics, LOCKF_3, "DESCRIPTION", glibc();
    /// A caught signal makes a sleeping F_LOCK fail with EINTR, unless its handler has SA_RESTART.
    LOCKF_EINTR: Error, LOCKF_3, "ERRORS", glibc();
    /// After a handler with SA_RESTART, a sleeping F_LOCK goes on sleeping.
    LOCKF_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", glibc();
    /// lockf's F_TLOCK fails with EAGAIN or EACCES where another process has locked a part.
    LOCKF_TLOCK_CONFLICT: Error, LOCKF_3, "ERRORS", glibc();
    /// lockf's F_TEST succeeds where the range is unlocked or locked by this process.
    LOCKF_TEST_OWN: Semantics, LOCKF_3, "DESCRIPTION", glibc();
    /// lockf's F_TEST fails with EAGAIN where another process has a write lock on a part.
    LOCKF_TEST_OTHER: Error, LOCKF_3, "DESCRIPTION", glibc();
    /// lockf's F_TEST fails also where what another process has is a read lock.
    LOCKF_TEST_OTHER_READ: Error, LOCKF_3, "DESCRIPTION", glibc();
    /// lockf's F_LOCK and F_TLOCK through a descriptor not open for writing fail with EBADF.
    LOCKF_NEEDS_WRITE: Error, LOCKF_3, "ERRORS", glibc();
    /// An F_LOCK that would make processes wait for each other in a circle fails with EDEADLK.
    LOCKF_DEADLOCK: Error, LOCKF_3, "ERRORS", glibc();
    /// lockf with an operation that it does not know fails with EINVAL.
    LOCKF_UNKNOWN: Error, LOCKF_3, "ERRORS", glibc();
}

const fn out(
    name: &'static str,
    aspect: Aspect,
    page: &'static pages::Page,
    heading: &'static str,
    why: &'static str,
) -> LeftOut {
    LeftOut::new(name, aspect, page, heading, why)
}

const LOCKING: &pages::Page = &pages::FCNTL_LOCKING_2;

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    out(
        "enolck",
        Aspect::Limit,
        LOCKING,
        "ERRORS",
        "the kernel's memory for locks would have to be exhausted",
    ),
    out(
        "mandatory_locking",
        Aspect::Configuration,
        LOCKING,
        "Mandatory locking",
        "it needs a mount option and a kernel option that are gone since Linux 5.15",
    ),
    out(
        "threads_share",
        Aspect::Semantics,
        LOCKING,
        "Advisory record locking",
        "actors are processes yet, not threads",
    ),
    out(
        "deadlock_depth",
        Aspect::Limit,
        LOCKING,
        "BUGS",
        "a circle of more than ten needs more actors than a script has",
    ),
    out(
        "getlk_remote",
        Aspect::Semantics,
        LOCKING,
        "Advisory record locking",
        "a holder on another machine needs a network file system",
    ),
    out(
        "proc_namespaces",
        Aspect::Access,
        &pages::PROC_LOCKS_5,
        "DESCRIPTION",
        "all actors of a script are in one PID namespace",
    ),
    out(
        "proc_flock",
        Aspect::Descriptor,
        &pages::PROC_LOCKS_5,
        "DESCRIPTION",
        "flock's locks belong to a room of their own",
    ),
];
