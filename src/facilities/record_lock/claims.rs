//! What fcntl_locking(2), lockf(3) and proc_locks(5) say of record locks.

mod left_out;

use crate::claim::Need;
use crate::claims;
pub use left_out::LEFT_OUT;

const PROC: &[Need] = &[Need::Proc];

/// What is locked, as it stands in the way of others.
pub const HELD: u32 = 1;
/// Which bytes are locked, in which way, and by what: as the kernel tells.
pub const TOLD: u32 = 1 << 1;
/// What is not locked, as others can lock it.
pub const FREE: u32 = 1 << 2;
/// Which descriptions have a lock of flock.
pub const FLOCKS: u32 = 1 << 3;

claims! { "record_lock":
    /// Opening a file gives a descriptor of it, with the access asked for.
    OPEN_OPENS: Semantics, OPEN_2, "DESCRIPTION";
    /// A process with no descriptor left under RLIMIT_NOFILE cannot open a file: EMFILE.
    OPEN_EMFILE: Limit, OPEN_2, "ERRORS";
    /// ftruncate gives a file the length asked for, longer or shorter.
    RESIZES: Semantics, TRUNCATE_2, "DESCRIPTION";

    // How a lock is acquired.

    /// A lock on a range that no other process has locked is acquired at once.
    LOCK_FREE_RANGE: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// F_SETLKW of a range that no other process has locked acquires it like F_SETLK.
    SETLKW_AT_ONCE: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// Locks of two processes on ranges of one file that have no byte in common do not conflict.
    DISJOINT_RANGES: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// Several processes may hold read locks on the same bytes.
    READ_LOCKS_SHARE: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// A process's own read lock does not stand in the way of its write lock on the same bytes.
    UPGRADES: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// A process's own write lock does not stand in the way of its read lock on the same bytes.
    DOWNGRADES: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// A process may lock again what it has locked in the same way.
    RELOCKS: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// A thread may lock, in either way, what another thread of its process has locked.
    THREADS_SHARE: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// A range beyond the end of the file can be locked.
    PAST_END: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);

    // How a lock is lost.

    /// Unlocking a range succeeds, whether or not the process had locked all of it.
    UNLOCK_SUCCEEDS: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// What a process has unlocked, another can lock.
    UNLOCK_FREES: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// Once a process has converted its write lock to a read lock, others can lock for reading.
    DOWNGRADE_ADMITS: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// The locks of a process are gone when it has ended.
    ENDED_RELEASES: Persistence, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// Closing the descriptor through which a process locked releases its locks on the file.
    CLOSE_RELEASES: Persistence, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// Closing one of several descriptors of a description releases the process's locks on the
    /// file, though others of them stay open.
    CLOSE_DUPLICATE_RELEASES: Inheritance, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// Closing a descriptor that was opened apart from the one through which a process locked
    /// releases the process's locks on that file all the same.
    CLOSE_OTHER_RELEASES: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// A child does not have the locks of its parent: they stand in its way like a stranger's.
    FORK_INHERITS_NONE: Inheritance, FCNTL_LOCKING_2, "Advisory record locking", of(HELD);
    /// The locks of a process stay across execve.
    EXEC_KEEPS_LOCKS: Inheritance, FCNTL_LOCKING_2, "Advisory record locking", of(HELD);
    /// The locks of a process stay also where one of several threads calls execve, and the others
    /// end.
    EXEC_BY_THREAD_KEEPS_LOCKS: Inheritance, FCNTL_LOCKING_2, "Advisory record locking", of(HELD);

    // What conflicts.

    /// F_SETLK of a range on which several locks of others conflict with it fails with EAGAIN or
    /// EACCES.
    SETLK_CONFLICT: Error, FCNTL_LOCKING_2, "Advisory record locking", of(HELD);
    /// Where one process has a write lock, F_SETLK of another's write lock fails with EAGAIN or
    /// EACCES.
    WRITE_EXCLUDES_WRITE: Error, FCNTL_LOCKING_2, "Advisory record locking", of(HELD);
    /// Where one process has a write lock, F_SETLK of another's read lock fails with EAGAIN or
    /// EACCES.
    WRITE_EXCLUDES_READ: Error, FCNTL_LOCKING_2, "Advisory record locking", of(HELD);
    /// Where one process has a read lock, F_SETLK of another's write lock fails with EAGAIN or
    /// EACCES.
    READ_EXCLUDES_WRITE: Error, FCNTL_LOCKING_2, "Advisory record locking", of(HELD);
    /// A range with l_len 0 covers also what the file has grown by since it was locked.
    LENGTH_ZERO_GROWS: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(HELD);

    // What waits.

    /// F_SETLKW of a range on which another process has a conflicting lock sleeps until it is gone.
    SETLKW_WAITS: Semantics, FCNTL_LOCKING_2, "Advisory record locking", can_wait(),
        of(HELD | FREE);
    /// A sleeping F_SETLKW acquires its lock once nothing conflicts with it any more.
    SETLKW_ACQUIRES: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// A caught signal whose handler has no SA_RESTART makes a sleeping F_SETLKW fail with EINTR.
    SETLKW_EINTR: Error, FCNTL_LOCKING_2, "Advisory record locking";
    /// After a handler with SA_RESTART, a sleeping F_SETLKW goes on sleeping.
    SETLKW_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", can_wait();
    /// An F_SETLKW after which two processes would wait for each other fails with EDEADLK.
    DEADLOCK_DETECTED: Error, FCNTL_LOCKING_2, "Advisory record locking", of(HELD);
    /// An F_SETLKW after which three or more processes would wait for each other in a circle fails
    /// with EDEADLK.
    DEADLOCK_OF_MANY: Error, FCNTL_LOCKING_2, "Advisory record locking", of(HELD);
    /// EDEADLK may be told where there is no deadlock, if what seems to wait in a circle are
    /// processes or threads that share a descriptor table.
    DEADLOCK_FALSELY: Error, FCNTL_LOCKING_2, "BUGS", permits();

    // What F_GETLK tells.

    /// F_GETLK of a lock that could be placed sets l_type to F_UNLCK.
    GETLK_FREE: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// F_GETLK of a lock that could be placed leaves all fields but l_type as they were.
    GETLK_FREE_LEAVES_REST: Semantics, FCNTL_LOCKING_2, "Advisory record locking";
    /// F_GETLK does not tell of the caller's own locks.
    GETLK_IGNORES_OWN: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// F_GETLK of a read lock does not tell of the read locks of others.
    GETLK_IGNORES_SHARED: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// What F_GETLK found free is not locked by that: another process can lock it.
    GETLK_PLACES_NOTHING: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(FREE);
    /// F_GETLK of a lock that could not be placed tells the type of one that stands in the way.
    GETLK_TYPE: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(TOLD);
    /// F_GETLK tells where the lock begins that stands in the way.
    GETLK_START: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(TOLD);
    /// F_GETLK tells how many bytes the lock covers that stands in the way.
    GETLK_LENGTH: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(TOLD);
    /// F_GETLK tells the process that holds the record lock that stands in the way.
    GETLK_HOLDER: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(TOLD);
    /// F_GETLK tells process -1 where a lock of an open file description stands in the way.
    GETLK_HOLDER_OFD: Semantics, FCNTL_LOCKING_2, "Advisory record locking", since(3, 15, 0),
        of(TOLD);
    /// A process has one type of lock on a byte: the one that it asked for last.
    CONVERTS: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(TOLD);
    /// Unlocking or converting the middle of a lock leaves the parts on both sides.
    SPLITS: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(TOLD);
    /// Unlocking or converting one end of a lock leaves the other.
    SHRINKS: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(TOLD);
    /// A lock that overlaps one of the same process and type becomes one with it.
    MERGES: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(TOLD);
    /// A lock that begins where one of the same process and type ends becomes one with it.
    JOINS: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(TOLD);
    /// A range with l_len 0 has no last byte.
    LENGTH_ZERO: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(TOLD);
    /// A range with a negative l_len ends just before l_start.
    LENGTH_NEGATIVE: Semantics, FCNTL_LOCKING_2, "Advisory record locking", since(2, 4, 21),
        of(TOLD);
    /// With SEEK_CUR, l_start counts from the file offset.
    WHENCE_CURRENT: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(TOLD);
    /// With SEEK_END, l_start counts from the end that the file has when the lock is placed.
    WHENCE_END: Semantics, FCNTL_LOCKING_2, "Advisory record locking", of(TOLD);

    // What is refused.

    /// A range that begins before the beginning of the file is refused.
    BEFORE_START: Error, FCNTL_LOCKING_2, "Advisory record locking";
    /// A read lock through a descriptor that is not open for reading fails with EBADF.
    READ_LOCK_NEEDS_READ: Error, FCNTL_LOCKING_2, "ERRORS";
    /// A write lock through a descriptor that is not open for writing fails with EBADF.
    WRITE_LOCK_NEEDS_WRITE: Error, FCNTL_LOCKING_2, "ERRORS";
    /// F_SETLK and F_SETLKW with a struct flock that is not the caller's memory fail with EFAULT.
    SETLK_EFAULT: Error, FCNTL_LOCKING_2, "ERRORS";
    /// F_GETLK with a struct flock that is not the caller's memory fails with EFAULT.
    GETLK_EFAULT: Error, FCNTL_LOCKING_2, "ERRORS";
    /// F_SETLK, F_SETLKW and F_GETLK of what is not an open descriptor fail with EBADF.
    NOT_OPEN: Error, FCNTL_2, "ERRORS";
    /// fcntl with a command that the kernel does not know fails with EINVAL.
    COMMAND_UNKNOWN: Error, FCNTL_2, "ERRORS";

    // Of whom they take no notice, and who takes no notice of them.

    /// A lock does not keep another process from writing to what is locked.
    ADVISORY: Semantics, FCNTL_LOCKING_2, "Mandatory locking";
    /// A lock does not keep another process from writing to a file that has the set-group-ID bit
    /// and no group execute permission.
    MANDATORY_GONE: Configuration, FCNTL_LOCKING_2, "Mandatory locking", since(5, 15, 0);
    /// flock is granted whatever record locks there are on the file.
    FLOCK_APART: Semantics, FCNTL_LOCKING_2, "NOTES", of(FLOCKS);
    /// A record lock is granted on a file that another process has locked with flock.
    APART_FROM_FLOCK: Semantics, FCNTL_LOCKING_2, "NOTES", of(FREE);
    /// A lock of an open file description is acquired where no other lock stands in its way.
    OFD_LOCKS: Semantics, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(FREE);
    /// A record lock and a lock of an open file description conflict.
    OFD_CONFLICT: Error, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(HELD);
    /// A record lock and a lock of an open file description conflict also within one process.
    OFD_CONFLICT_OWN: Error, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(HELD);
    /// Locks of two open file descriptions conflict with each other.
    OFD_CONFLICT_OFD: Error, FCNTL_LOCKING_2,
        "Open file description locks (non-POSIX)", since(3, 15, 0), of(HELD);

    // What /proc/locks shows.

    /// /proc/locks lists each record lock as POSIX, and none that is not held.
    PROC_LISTS: Descriptor, PROC_LOCKS_5, "DESCRIPTION", needs(PROC), of(TOLD);
    /// /proc/locks calls locks that do not bind others ADVISORY.
    PROC_ADVISORY: Descriptor, PROC_LOCKS_5, "DESCRIPTION", needs(PROC);
    /// /proc/locks shows a read lock as READ and a write lock as WRITE.
    PROC_TYPE: Descriptor, PROC_LOCKS_5, "DESCRIPTION", needs(PROC), of(TOLD);
    /// /proc/locks shows which process holds a record lock.
    PROC_HOLDER: Descriptor, PROC_LOCKS_5, "DESCRIPTION", needs(PROC), of(TOLD);
    /// /proc/locks shows the first byte of a lock.
    PROC_FIRST: Descriptor, PROC_LOCKS_5, "DESCRIPTION", needs(PROC), of(TOLD);
    /// /proc/locks shows the last byte of a lock.
    PROC_LAST: Descriptor, PROC_LOCKS_5, "DESCRIPTION", needs(PROC), of(TOLD);
    /// /proc/locks shows EOF for the last byte of a lock with l_len 0.
    PROC_EOF: Descriptor, PROC_LOCKS_5, "DESCRIPTION", needs(PROC), of(TOLD);
    /// /proc/locks lists each lock of an open file description as OFDLCK.
    PROC_OFD: Descriptor, PROC_LOCKS_5, "DESCRIPTION", since(3, 15, 0), needs(PROC), of(TOLD);
    /// /proc/locks shows process -1 for a lock of an open file description.
    PROC_OFD_HOLDER: Descriptor, PROC_LOCKS_5, "DESCRIPTION", since(4, 14, 0), needs(PROC);
    /// /proc/locks lists each lock of flock as FLOCK, from byte 0 to EOF.
    PROC_FLOCK: Descriptor, PROC_LOCKS_5, "DESCRIPTION", needs(PROC), of(FLOCKS);

    // lockf, the C library's.

    /// lockf's F_LOCK of a range that no other process has locked acquires it at once.
    LOCKF_LOCKS: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(FREE);
    /// lockf's F_TLOCK of a range that no other process has locked acquires it.
    LOCKF_TLOCK_LOCKS: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(FREE);
    /// lockf can lock what lies beyond the end of the file.
    LOCKF_PAST_END: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(FREE);
    /// lockf's F_ULOCK of a range succeeds.
    LOCKF_UNLOCKS: Semantics, LOCKF_3, "DESCRIPTION", glibc();
    /// With a positive size, lockf locks that many bytes from the file offset on.
    LOCKF_FROM_OFFSET: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(TOLD);
    /// With a negative size, lockf locks that many bytes before the file offset.
    LOCKF_NEGATIVE: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(TOLD);
    /// With size 0, what lockf locks has no last byte.
    LOCKF_ZERO: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(TOLD);
    /// A lockf range that overlaps one that the process has locked becomes one with it.
    LOCKF_MERGES: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(TOLD);
    /// lockf's F_ULOCK of the middle of a lock leaves the parts on both sides.
    LOCKF_SPLITS: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(TOLD);
    /// F_GETLK tells of a lock that lockf has placed as of a write lock.
    LOCKF_IS_WRITE_LOCK: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(TOLD);
    /// A lock that lockf has placed stands in the way of another process's F_SETLK.
    LOCKF_BINDS_FCNTL: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(HELD);
    /// A lock that fcntl has placed stands in the way of another process's F_TLOCK.
    FCNTL_BINDS_LOCKF: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(HELD);
    /// lockf's F_LOCK sleeps while another process has locked a part of the range.
    LOCKF_LOCK_WAITS: Semantics, LOCKF_3, "DESCRIPTION", glibc(), can_wait(), of(HELD | FREE);
    /// A sleeping F_LOCK acquires its lock once nothing of the range is locked any more.
    LOCKF_LOCK_ACQUIRES: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(FREE);
    /// A caught signal makes a sleeping F_LOCK fail with EINTR, unless its handler has SA_RESTART.
    LOCKF_EINTR: Error, LOCKF_3, "ERRORS", glibc();
    /// After a handler with SA_RESTART, a sleeping F_LOCK goes on sleeping.
    LOCKF_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers",
        glibc(), can_wait();
    /// lockf's F_TLOCK fails with EAGAIN or EACCES where another process has locked a part.
    LOCKF_TLOCK_CONFLICT: Error, LOCKF_3, "ERRORS", glibc(), of(HELD);
    /// What a parent has locked with lockf stands in the way of its child's F_TLOCK.
    LOCKF_FORK_INHERITS_NONE: Inheritance, LOCKF_3, "DESCRIPTION", glibc(), of(HELD);
    /// What a process has locked with lockf is free once it has closed any descriptor of the file.
    LOCKF_CLOSE_RELEASES: Persistence, LOCKF_3, "DESCRIPTION", glibc(), of(FREE);
    /// lockf's F_TEST succeeds where nothing is locked.
    LOCKF_TEST_FREE: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(FREE);
    /// lockf's F_TEST succeeds where only this process has locked something.
    LOCKF_TEST_OWN: Semantics, LOCKF_3, "DESCRIPTION", glibc(), of(FREE);
    /// lockf's F_TEST fails with EAGAIN where another process has a write lock on a part.
    LOCKF_TEST_OTHER: Error, LOCKF_3, "DESCRIPTION", glibc(), of(HELD);
    /// lockf's F_TEST fails also where what another process has is a read lock.
    LOCKF_TEST_OTHER_READ: Error, LOCKF_3, "DESCRIPTION", glibc(), of(HELD);
    /// lockf's F_LOCK and F_TLOCK through a descriptor not open for writing fail with EBADF.
    LOCKF_NEEDS_WRITE: Error, LOCKF_3, "ERRORS", glibc();
    /// lockf of what is not an open descriptor fails with EBADF.
    LOCKF_NOT_OPEN: Error, LOCKF_3, "ERRORS", glibc();
    /// An F_LOCK that would make processes wait for each other in a circle fails with EDEADLK.
    LOCKF_DEADLOCK: Error, LOCKF_3, "ERRORS", glibc(), of(HELD);
    /// lockf with an operation that it does not know fails with EINVAL.
    LOCKF_UNKNOWN: Error, LOCKF_3, "ERRORS", glibc();
}
