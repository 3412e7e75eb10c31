//! What flock(2) says.

use crate::claim::{Aspect, LeftOut, Need, pages};
use crate::claims;

const PROC: &[Need] = &[Need::Proc];

/// What is locked, as it stands in the way of others.
pub const HELD: u32 = 1;
/// What is not locked, as others can lock it.
pub const FREE: u32 = 1 << 1;
/// Which locks there are, as /proc/locks shows.
pub const TOLD: u32 = 1 << 2;
/// Which record locks there are.
pub const RECORDS: u32 = 1 << 3;

claims! { "flock":
    /// Opening a file gives a descriptor of it, with the access asked for.
    OPEN_OPENS: Semantics, OPEN_2, "DESCRIPTION";
    /// A process with no descriptor left under RLIMIT_NOFILE cannot open a file: EMFILE.
    OPEN_EMFILE: Limit, OPEN_2, "ERRORS";

    // How a lock is acquired.

    /// flock of a file that no other description has locked places the lock at once.
    LOCKS_FREE: Semantics, FLOCK_2, "DESCRIPTION", of(FREE);
    /// Several descriptions may have a shared lock on one file.
    SHARED_MANY: Semantics, FLOCK_2, "DESCRIPTION", of(FREE);
    /// LOCK_EX can be placed by a descriptor open only for reading, and LOCK_SH by one open only
    /// for writing.
    LOCKS_IN_ANY_MODE: Access, FLOCK_2, "DESCRIPTION", of(FREE);
    /// flock in the mode that the descriptor's lock already has succeeds.
    RELOCKS: Semantics, FLOCK_2, "DESCRIPTION", of(FREE);
    /// LOCK_EX converts the shared lock of its descriptor where no other description has a lock.
    UPGRADES: Semantics, FLOCK_2, "DESCRIPTION", of(FREE);
    /// LOCK_SH converts the exclusive lock of its descriptor.
    DOWNGRADES: Semantics, FLOCK_2, "DESCRIPTION", of(FREE);
    /// A lock that was placed by one descriptor does not stand in the way of its duplicates, made
    /// by dup, fork or passing.
    DUPLICATES_SHARE: Inheritance, FLOCK_2, "DESCRIPTION", of(FREE);
    /// A lock that was placed by one descriptor may be converted by a duplicate.
    DUPLICATES_CONVERT: Inheritance, FLOCK_2, "DESCRIPTION", of(FREE);

    // How a lock is lost.

    /// LOCK_UN of a file that the description has locked succeeds.
    UNLOCKS: Semantics, FLOCK_2, "DESCRIPTION";
    /// What was unlocked by LOCK_UN, another description can lock.
    UNLOCK_FREES: Semantics, FLOCK_2, "DESCRIPTION", of(FREE);
    /// LOCK_UN by a duplicate releases the lock that another descriptor placed.
    UNLOCK_BY_DUPLICATE_FREES: Inheritance, FLOCK_2, "DESCRIPTION", of(FREE);
    /// Once a description's exclusive lock has become shared, others can have shared locks.
    DOWNGRADE_ADMITS: Semantics, FLOCK_2, "DESCRIPTION", of(FREE);
    /// Closing the last descriptor of a description releases its lock.
    LAST_CLOSE_FREES: Persistence, FLOCK_2, "DESCRIPTION", of(FREE);
    /// When the process ends that has the last descriptor of a description, the lock is released.
    END_FREES: Persistence, FLOCK_2, "DESCRIPTION", of(FREE);
    /// A conversion first removes the existing lock: after one that was refused, the description
    /// has no lock, and others can have theirs.
    CONVERSION_REMOVES_FIRST: Semantics, FLOCK_2, "NOTES", of(FREE);
    /// Between the two steps of a conversion, another's request may be granted; then the conversion
    /// blocks, or fails with LOCK_NB.
    CONVERSION_NOT_ATOMIC: Atomicity, FLOCK_2, "NOTES", permits();

    // What conflicts.

    /// Where another description has an exclusive lock, LOCK_EX with LOCK_NB fails with
    /// EWOULDBLOCK.
    EXCLUSIVE_EXCLUDES_EXCLUSIVE: Error, FLOCK_2, "ERRORS", of(HELD);
    /// Where another description has an exclusive lock, LOCK_SH with LOCK_NB fails with
    /// EWOULDBLOCK.
    EXCLUSIVE_EXCLUDES_SHARED: Error, FLOCK_2, "ERRORS", of(HELD);
    /// Where another description has a shared lock, LOCK_EX with LOCK_NB fails with EWOULDBLOCK.
    SHARED_EXCLUDES_EXCLUSIVE: Error, FLOCK_2, "ERRORS", of(HELD);
    /// LOCK_EX with LOCK_NB by a description that has a shared lock fails with EWOULDBLOCK where
    /// another has one too.
    UPGRADE_REFUSED: Error, FLOCK_2, "ERRORS", of(HELD);
    /// Two descriptors of a file that one process has opened apart lock against each other.
    OPENS_ARE_APART: Semantics, FLOCK_2, "DESCRIPTION", of(HELD);
    /// A lock that became exclusive keeps shared locks out.
    UPGRADED_EXCLUDES: Semantics, FLOCK_2, "DESCRIPTION", of(HELD);
    /// A lock stays while one of several descriptors of its description is closed.
    CLOSE_OF_ONE_KEEPS: Persistence, FLOCK_2, "DESCRIPTION", of(HELD);
    /// A lock stays when a process ends, while another has a descriptor of its description.
    END_OF_ONE_KEEPS: Persistence, FLOCK_2, "DESCRIPTION", of(HELD);
    /// A lock stays across execve.
    EXEC_KEEPS_LOCK: Inheritance, FLOCK_2, "DESCRIPTION", of(HELD);

    // What waits.

    /// LOCK_EX sleeps while another description has a lock.
    EXCLUSIVE_WAITS: Semantics, FLOCK_2, "DESCRIPTION", can_wait(), of(HELD | FREE);
    /// LOCK_SH sleeps while another description has an exclusive lock.
    SHARED_WAITS: Semantics, FLOCK_2, "DESCRIPTION", can_wait(), of(HELD | FREE);
    /// A sleeping flock places its lock once no other lock stands in its way.
    SLEEPER_ACQUIRES: Semantics, FLOCK_2, "DESCRIPTION", of(FREE);
    /// flock sleeps also where whoever could unlock sleeps for it in turn: a deadlock is not
    /// detected.
    DEADLOCK_NOT_DETECTED: Semantics, FLOCK_2, "VERSIONS", can_wait(), of(HELD | FREE);
    /// A caught signal whose handler has no SA_RESTART makes a sleeping flock fail with EINTR.
    EINTR: Error, FLOCK_2, "ERRORS";
    /// After a handler with SA_RESTART, a sleeping flock goes on sleeping.
    RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", can_wait();

    // What is refused.

    /// flock of what is not an open descriptor fails with EBADF.
    NOT_OPEN: Error, FLOCK_2, "ERRORS";
    /// flock of a descriptor opened with O_PATH fails with EBADF.
    PATH_EBADF: Error, OPEN_2, "DESCRIPTION", since(2, 6, 39), needs(PROC);
    /// An operation that does not name just one of LOCK_SH, LOCK_EX and LOCK_UN, or has a bit that
    /// is unknown, fails with EINVAL.
    OPERATION_INVALID: Error, FLOCK_2, "ERRORS";

    // Of whom they take no notice, and who takes no notice of them.

    /// A lock does not keep a process from writing to the file by another description.
    WRITE_IGNORES_LOCKS: Semantics, FLOCK_2, "NOTES";
    /// A lock does not keep a process from reading the file by another description.
    READ_IGNORES_LOCKS: Semantics, FLOCK_2, "NOTES";
    /// flock is granted on a file of which another process has a conflicting record lock.
    APART_FROM_FCNTL: Semantics, FLOCK_2, "VERSIONS", of(FREE);
    /// A record lock of fcntl is placed and removed whatever locks of flock there are on the file.
    FCNTL_APART: Semantics, FLOCK_2, "VERSIONS", of(RECORDS);

    // What /proc/locks shows.

    /// /proc/locks lists each shared lock of flock as FLOCK and READ, from byte 0 to EOF.
    PROC_SHARED: Descriptor, PROC_LOCKS_5, "DESCRIPTION", needs(PROC), of(TOLD);
    /// /proc/locks lists each exclusive lock of flock as FLOCK and WRITE, from byte 0 to EOF.
    PROC_EXCLUSIVE: Descriptor, PROC_LOCKS_5, "DESCRIPTION", needs(PROC), of(TOLD);
}

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    LeftOut::new(
        "enolck",
        Aspect::Limit,
        &pages::FLOCK_2,
        "ERRORS",
        "the kernel's memory for locks would have to be exhausted",
    ),
    LeftOut::new(
        "release_before_close_done",
        Aspect::Atomicity,
        &pages::FLOCK_2,
        "NOTES",
        "what still seems open after the release shows to execve of a program and to umount, which \
         no script does to its own files",
    ),
    LeftOut::new(
        "proc_holder",
        Aspect::Descriptor,
        &pages::PROC_LOCKS_5,
        "DESCRIPTION",
        "which of several processes with the description owns a lock of flock, no page says",
    ),
];
