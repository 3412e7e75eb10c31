//! What signalfd(2) says, and what of signals shows in it.

use crate::claim::{Aspect, FLAGS, LeftOut, Need, READY, pages};
use crate::claims;

/// Which signals are pending where, which is also what a descriptor is ready for.
pub const PENDING: u32 = 1 | READY;
/// The set of a description.
pub const SET: u32 = 1 << 1 | READY;
/// Whether a description blocks.
pub const BLOCKING: u32 = 1 << 2 | FLAGS;
/// What goes with a signal.
pub const TOLD: u32 = 1 << 3;

claims! { "signalfd":
    /// signalfd with -1 for its descriptor makes a new one.
    CREATE_NEW: Semantics, SIGNALFD_2, "DESCRIPTION";
    /// A bit of flags that is none of the two named makes signalfd fail with EINVAL.
    UNKNOWN_FLAG: Error, SIGNALFD_2, "ERRORS", since(2, 6, 27);
    /// A process with no descriptor left under RLIMIT_NOFILE cannot make a signalfd: EMFILE.
    CREATE_EMFILE: Limit, SIGNALFD_2, "ERRORS";
    /// SIGKILL and SIGSTOP in a set are left out of it, and there is no error.
    UNSTOPPABLE_LEFT_OUT: Semantics, SIGNALFD_2, "DESCRIPTION", needs(&[Need::Proc]), of(SET);
    /// signalfd of a signalfd replaces its set.
    CHANGE_REPLACES: Semantics, SIGNALFD_2, "DESCRIPTION", of(SET);
    /// signalfd of a signalfd returns the number of that descriptor.
    CHANGE_SAME_NUMBER: Semantics, SIGNALFD_2, "RETURN VALUE";
    /// signalfd of a number that is no descriptor, and is not -1, fails with EBADF.
    CHANGE_EBADF: Error, SIGNALFD_2, "ERRORS";
    /// signalfd of a descriptor that is no signalfd fails with EINVAL.
    CHANGE_EINVAL: Error, SIGNALFD_2, "ERRORS";

    /// A read gives 128 bytes for each signal.
    READ_WHOLE: Descriptor, SIGNALFD_2, "DESCRIPTION";
    /// A read of a signalfd gives the pending signals of its set.
    READ_TAKES: Semantics, SIGNALFD_2, "DESCRIPTION", of(PENDING | SET | BLOCKING);
    /// One read gives as many pending signals as there are and as fit.
    READ_MANY: Semantics, SIGNALFD_2, "DESCRIPTION", of(PENDING | SET | BLOCKING);
    /// A read of a signalfd gives no signal that is not in its set.
    READ_ONLY_SET: Semantics, SIGNALFD_2, "DESCRIPTION", of(PENDING | SET | BLOCKING);
    /// A read into fewer than 128 bytes fails with EINVAL.
    READ_SHORT: Error, SIGNALFD_2, "DESCRIPTION";
    /// A blocking read sleeps until a signal of the set is sent to the process.
    READ_WAITS: Semantics, SIGNALFD_2, "DESCRIPTION", can_wait(), of(PENDING | SET | BLOCKING);
    /// A non-blocking read with no signal of the set pending fails with EAGAIN.
    READ_EAGAIN: Error, SIGNALFD_2, "DESCRIPTION", of(PENDING | SET | BLOCKING);
    /// A signal that was read is pending no longer.
    READ_CONSUMES: Semantics, SIGNALFD_2, "DESCRIPTION", of(PENDING);
    /// A signal in the sets of several descriptors can be read once, from any of them.
    READ_ONCE: Semantics, SIGNALFD_2, "NOTES", of(PENDING | SET | BLOCKING);
    /// The ssi_code of a signal sent by kill is SI_USER.
    KILL_CODE: Semantics, SIGACTION_2, "The si_code field", of(TOLD);
    /// The ssi_code of a signal sent by sigqueue is SI_QUEUE.
    QUEUE_CODE: Semantics, SIGACTION_2, "The si_code field", of(TOLD);
    /// The ssi_int of a signal sent by sigqueue is the value that was given.
    READ_VALUE: Semantics, SIGNALFD_2, "DESCRIPTION", since(2, 6, 25), of(TOLD);
    /// The ssi_pid of a signal is its sender's pid.
    READ_PID: Semantics, SIGNALFD_2, "DESCRIPTION", of(TOLD);
    /// The ssi_uid of a signal is its sender's real user.
    READ_UID: Semantics, SIGNALFD_2, "DESCRIPTION", of(TOLD);
    /// Of pending real-time signals, a read gives the one with the lowest number first.
    READ_LOWEST_FIRST: Semantics, SIGNAL_7, "Real-time signals", of(PENDING | SET | BLOCKING);
    /// Real-time signals of one number are read in the order in which they were sent.
    READ_ORDER: Semantics, SIGNAL_7, "Real-time signals", of(PENDING | TOLD | SET | BLOCKING);
    /// On Linux, a read gives pending standard signals before pending real-time signals.
    READ_STANDARD_FIRST: Semantics, SIGNAL_7, "Real-time signals", of(PENDING | SET | BLOCKING);

    /// A child that reads the descriptor of its parent reads its own signals.
    FORK_OWN: Inheritance, SIGNALFD_2, "fork(2) semantics", of(PENDING | SET | BLOCKING);
    /// A process that reads a descriptor which was passed to it reads its own signals.
    PASS_OWN: Descriptor, SIGNALFD_2, "Semantics of file descriptor passing",
        of(PENDING | SET | BLOCKING);
    /// Signals that could be read before execve can be read after it.
    EXEC_READABLE: Inheritance, SIGNALFD_2, "execve(2) semantics", of(PENDING | SET | BLOCKING);
    /// poll reports input exactly when a signal of the set is pending for the process.
    POLL_INPUT: Descriptor, SIGNALFD_2, "DESCRIPTION", of(PENDING | SET);
    /// The fdinfo file of the descriptor shows the set as a number in hexadecimal.
    FDINFO_SET: Descriptor, PROC_PID_FDINFO_5, "DESCRIPTION", since(3, 8, 0), needs(&[Need::Proc]),
        of(SET);

    /// kill of a process of the same user succeeds.
    KILL_SENDS: Semantics, KILL_2, "RETURN VALUE", of(PENDING);
    /// sigqueue to a process of the same user succeeds.
    QUEUE_SENDS: Semantics, SIGQUEUE_3, "RETURN VALUE", of(PENDING);
    /// kill of a pid that no process has fails with ESRCH.
    KILL_ESRCH: Error, KILL_2, "ERRORS";
    /// sigqueue to a pid that no process has fails with ESRCH.
    QUEUE_ESRCH: Error, SIGQUEUE_3, "ERRORS";
    /// sigprocmask of a set succeeds.
    BLOCK_SUCCEEDS: Semantics, SIGPROCMASK_2, "RETURN VALUE";
    /// sigpending tells the signals that were sent while they were blocked.
    PENDING_TOLD: Semantics, SIGPENDING_2, "DESCRIPTION", of(PENDING);
    /// sigtimedwait takes a pending signal also where a signalfd could read it.
    ACCEPT_TAKES: Semantics, SIGWAITINFO_2, "DESCRIPTION", of(PENDING);
    /// sigtimedwait with a timeout of zero fails with EAGAIN where nothing is pending.
    ACCEPT_NOTHING: Error, SIGWAITINFO_2, "DESCRIPTION", of(PENDING);
    /// A signal that sigtimedwait took cannot be read.
    ACCEPTED_NOT_READ: Semantics, SIGWAITINFO_2, "DESCRIPTION", of(PENDING | SET | BLOCKING);
}

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    LeftOut::new(
        "synchronous",
        Aspect::Semantics,
        &pages::SIGNALFD_2,
        "NOTES",
        "a fault of the calling process would end it, blocked or not",
    ),
    LeftOut::new(
        "enfile",
        Aspect::Error,
        &pages::SIGNALFD_2,
        "ERRORS",
        "the system-wide limit on open files binds every process of the machine",
    ),
];
