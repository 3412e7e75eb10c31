//! What fcntl_locking(2) says of locks that open file descriptions own.

use crate::claim::{Aspect, LeftOut, pages};
use crate::claims;

/// What is locked, as it stands in the way of others.
pub const HELD: u32 = 1;
/// Which bytes are locked, in which way, and by what: as the kernel tells.
pub const TOLD: u32 = 1 << 1;
/// What is not locked, as others can lock it.
pub const FREE: u32 = 1 << 2;

claims! { "ofd_lock":
    /// Opening a file gives a descriptor of it, with the access asked for.
    OPEN_OPENS: Semantics, OPEN_2, "DESCRIPTION";
    /// A process with no descriptor left under RLIMIT_NOFILE cannot open a file: EMFILE.
    OPEN_EMFILE: Limit, OPEN_2, "ERRORS";

    // How a lock is acquired.

    /// F_OFD_SETLK of a range that nothing else has locked acquires the lock.
    LOCKS_FREE: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// F_OFD_SETLKW of a range that nothing else has locked acquires the lock at once.
    SETLKW_AT_ONCE: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// Locks of two descriptions on ranges without a byte in common do not conflict.
    DISJOINT_RANGES: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// Several descriptions may have read locks on the same bytes.
    READ_LOCKS_SHARE: Semantics, FCNTL_LOCKING_2,
        "Advisory record locking", since(3, 15, 0), of(FREE);
    /// A description's own read lock does not stand in the way of its write lock.
    UPGRADES: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// A description's own write lock does not stand in the way of its read lock.
    DOWNGRADES: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// A description may lock again what it has locked in the same way.
    RELOCKS: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// A process may lock, by a description that another process shares with it, what that one has
    /// locked.
    SHARED_BY_PROCESSES: Inheritance, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);

    // How a lock is lost.

    /// Unlocking a range with F_OFD_SETLK succeeds.
    UNLOCK_SUCCEEDS: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0);
    /// What a description has unlocked, another can lock.
    UNLOCK_FREES: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// Once a description has converted its write lock to a read lock, others can lock for reading.
    DOWNGRADE_ADMITS: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// The locks of a description are gone when its last descriptor is closed.
    LAST_CLOSE_FREES: Persistence, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// The locks of a description stay while only some of its descriptors are closed, by close,
    /// exec or the end of a process.
    CLOSE_OF_ONE_KEEPS: Persistence, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(HELD);

    // What conflicts.

    /// Where one description has a write lock, F_OFD_SETLK of another's write lock fails with
    /// EAGAIN.
    WRITE_EXCLUDES_WRITE: Error, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(HELD);
    /// Where one description has a write lock, F_OFD_SETLK of another's read lock fails with
    /// EAGAIN.
    WRITE_EXCLUDES_READ: Error, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(HELD);
    /// Where one description has a read lock, F_OFD_SETLK of another's write lock fails with
    /// EAGAIN.
    READ_EXCLUDES_WRITE: Error, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(HELD);
    /// F_OFD_SETLK of a range on which several locks conflict with it fails with EAGAIN.
    SEVERAL_EXCLUDE: Error, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(HELD);
    /// Locks by two descriptions conflict also where one process has opened both.
    OPENS_CONFLICT: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(HELD);
    /// Where another process has a record lock, F_OFD_SETLK of a lock that conflicts with it fails
    /// with EAGAIN.
    RECORD_EXCLUDES: Error, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(HELD);
    /// A process's own record lock keeps out a lock of a description that conflicts with it, be it
    /// by the same descriptor.
    OWN_RECORD_EXCLUDES: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(HELD);
    /// A lock of a description keeps out a record lock that conflicts with it, with EAGAIN or
    /// EACCES.
    EXCLUDES_RECORD: Error, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(HELD);
    /// A lock of a description keeps out a record lock that its own process asks for by the same
    /// descriptor.
    EXCLUDES_OWN_RECORD: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(HELD);
    /// A record lock is acquired where no lock of a description conflicts with it.
    RECORD_FREE: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);

    // What waits.

    /// F_OFD_SETLKW of a range on which a conflicting lock is held sleeps until that is gone.
    SETLKW_WAITS: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), can_wait(),
        of(HELD | FREE);
    /// A sleeping F_OFD_SETLKW acquires its lock once nothing conflicts with it any more.
    SETLKW_ACQUIRES: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// F_OFD_SETLKW sleeps also where descriptions would then wait for each other in a circle: a
    /// deadlock is not detected.
    DEADLOCK_NOT_DETECTED: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), can_wait(),
        of(HELD | FREE);
    /// A caught signal whose handler has no SA_RESTART makes a sleeping F_OFD_SETLKW fail with
    /// EINTR.
    SETLKW_EINTR: Error, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0);
    /// After a handler with SA_RESTART, a sleeping F_OFD_SETLKW goes on sleeping.
    SETLKW_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers",
        since(3, 15, 0),
        can_wait();

    // What F_OFD_GETLK tells.

    /// F_OFD_GETLK of a lock that could be placed sets l_type to F_UNLCK.
    GETLK_FREE: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// F_OFD_GETLK of a lock that could be placed leaves all fields but l_type as they were.
    GETLK_FREE_LEAVES_REST: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0);
    /// F_OFD_GETLK does not tell of the description's own locks.
    GETLK_IGNORES_OWN: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// F_OFD_GETLK of a read lock does not tell of the read locks of others.
    GETLK_IGNORES_SHARED: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// F_OFD_GETLK of a lock that could not be placed tells the type of one that stands in the way.
    GETLK_TYPE: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(TOLD);
    /// F_OFD_GETLK tells where the lock begins that stands in the way.
    GETLK_START: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(TOLD);
    /// F_OFD_GETLK tells how many bytes the lock covers that stands in the way.
    GETLK_LENGTH: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(TOLD);
    /// F_OFD_GETLK tells process -1 where a lock of another description stands in the way.
    GETLK_HOLDER_OFD: Semantics, FCNTL_LOCKING_2,
        "Advisory record locking", since(3, 15, 0), of(TOLD);
    /// F_OFD_GETLK tells the process whose record lock stands in the way.
    GETLK_HOLDER_PROCESS: Semantics, FCNTL_LOCKING_2,
        "Advisory record locking", since(3, 15, 0), of(TOLD);
    /// A description has one type of lock on a byte: the one that was asked for last.
    CONVERTS: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(TOLD);
    /// Unlocking or converting a part of a description's lock leaves the rest of it.
    SPLITS: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(TOLD);
    /// A lock that overlaps or touches one of the same description and type becomes one with it.
    COALESCES: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(TOLD);
    /// A range of a description's lock with l_len 0 has no last byte.
    LENGTH_ZERO: Semantics, FCNTL_LOCKING_2, "Advisory record locking", since(3, 15, 0), of(TOLD);
    /// A range of a description's lock with a negative l_len ends just before l_start.
    LENGTH_NEGATIVE: Semantics, FCNTL_LOCKING_2,
        "Advisory record locking", since(3, 15, 0), of(TOLD);

    // What is refused.

    /// F_OFD_SETLK with an l_pid that is not zero fails with EINVAL.
    SET_PID_EINVAL: Error, FCNTL_LOCKING_2, "ERRORS", since(3, 15, 0);
    /// F_OFD_SETLKW with an l_pid that is not zero fails with EINVAL.
    SETW_PID_EINVAL: Error, FCNTL_LOCKING_2, "ERRORS", since(3, 15, 0);
    /// F_OFD_GETLK with an l_pid that is not zero fails with EINVAL.
    GET_PID_EINVAL: Error, FCNTL_LOCKING_2, "ERRORS", since(3, 15, 0);
    /// F_OFD_SETLK and F_OFD_SETLKW with a struct flock that is not the caller's memory fail with
    /// EFAULT.
    SETLK_EFAULT: Error, FCNTL_LOCKING_2, "ERRORS", since(3, 15, 0);
    /// F_OFD_GETLK with a struct flock that is not the caller's memory fails with EFAULT.
    GETLK_EFAULT: Error, FCNTL_LOCKING_2, "ERRORS", since(3, 15, 0);
    /// F_OFD_SETLK, F_OFD_SETLKW and F_OFD_GETLK of what is not an open descriptor fail with EBADF.
    NOT_OPEN: Error, FCNTL_2, "ERRORS", since(3, 15, 0);
    /// A description not open for reading can have no read lock.
    READ_LOCK_NEEDS_READ: Error, FCNTL_LOCKING_2, "Advisory record locking", since(3, 15, 0);
    /// A description not open for writing can have no write lock.
    WRITE_LOCK_NEEDS_WRITE: Error, FCNTL_LOCKING_2, "Advisory record locking", since(3, 15, 0);
    /// A lock of a description on bytes before the beginning of the file is refused.
    BEFORE_START: Error, FCNTL_LOCKING_2, "Advisory record locking", since(3, 15, 0);
    /// A description's lock does not keep others from writing to what is locked.
    ADVISORY: Semantics, FCNTL_LOCKING_2, "Mandatory locking", since(3, 15, 0);
}

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    LeftOut::new(
        "enolck",
        Aspect::Limit,
        &pages::FCNTL_LOCKING_2,
        "ERRORS",
        "the kernel's memory for locks would have to be exhausted",
    ),
    LeftOut::new(
        "setlk_eintr",
        Aspect::Error,
        &pages::FCNTL_LOCKING_2,
        "ERRORS",
        "that F_OFD_SETLK and F_OFD_GETLK can be interrupted shows on network file systems",
    ),
    LeftOut::new(
        "whence",
        Aspect::Semantics,
        &pages::FCNTL_LOCKING_2,
        "Advisory record locking",
        "from where a range is counted is looked at in the room of record locks",
    ),
];
