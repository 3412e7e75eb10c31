//! What the manual pages say of signals.

mod left_out;

use crate::claim::{Capability, Need};
use crate::claims;
pub use left_out::LEFT_OUT;

/// What happens at signals.
pub const ACTION: u32 = 1;
/// Which signals are blocked.
pub const MASK: u32 = 1 << 1;
/// Which signals are pending, and in which order.
pub const PENDING: u32 = 1 << 2;
/// What handlers were told.
pub const CAUGHT: u32 = 1 << 3;
/// Who may send to whom.
pub const WHO: u32 = 1 << 4;
/// Whose signals they are, and what goes with them.
pub const TOLD: u32 = 1 << 5;

const OTHER_UID: &[Need] = &[Need::OtherUid];
const PRIVILEGED: &[Need] = &[Need::OtherUid, Need::Has(Capability::KILL)];

claims! { "signal":
    /// kill of a process by one of the same user succeeds.
    KILL_SAME_USER: Access, KILL_2, "DESCRIPTION", of(ACTION | MASK | WHO);
    /// With CAP_KILL, kill of another user's process succeeds.
    KILL_PRIVILEGED: Access, KILL_2, "DESCRIPTION", needs(PRIVILEGED), of(WHO);
    /// Without CAP_KILL, kill of another user's process fails with EPERM.
    KILL_EPERM: Access, KILL_2, "ERRORS", needs(OTHER_UID), of(WHO);
    /// kill of a pid that no process has fails with ESRCH.
    KILL_ESRCH: Error, KILL_2, "ERRORS";
    /// kill with a number that is no signal fails with EINVAL.
    KILL_EINVAL: Error, KILL_2, "ERRORS";
    /// kill with signal 0, of a process that may be sent signals, succeeds and sends nothing.
    KILL_NULL: Semantics, KILL_2, "DESCRIPTION", of(WHO);
    /// tgkill of a thread in a process of the same user succeeds.
    TGKILL_SAME_USER: Access, TKILL_2, "ERRORS", of(ACTION | MASK | WHO);
    /// tgkill needs the permission that kill needs: with CAP_KILL it reaches another user's thread.
    TGKILL_PRIVILEGED: Access, TKILL_2, "ERRORS", needs(PRIVILEGED), of(WHO);
    /// Without CAP_KILL, tgkill of another user's thread fails with EPERM.
    TGKILL_EPERM: Access, TKILL_2, "ERRORS", needs(OTHER_UID), of(WHO);
    /// tgkill of numbers that no thread has fails with ESRCH.
    TGKILL_ESRCH: Error, TKILL_2, "ERRORS";
    /// tgkill with a number that is no signal fails with EINVAL.
    TGKILL_EINVAL: Error, TKILL_2, "ERRORS";
    /// sigqueue to a process of the same user succeeds.
    QUEUE_SAME_USER: Access, SIGQUEUE_3, "DESCRIPTION", of(ACTION | MASK | WHO);
    /// sigqueue needs the permission that kill needs: with CAP_KILL it reaches another user's
    /// process.
    QUEUE_PRIVILEGED: Access, SIGQUEUE_3, "DESCRIPTION", needs(PRIVILEGED), of(WHO);
    /// Without CAP_KILL, sigqueue to another user's process fails with EPERM.
    QUEUE_EPERM: Access, SIGQUEUE_3, "ERRORS", needs(OTHER_UID), of(WHO);
    /// sigqueue to a pid that no process has fails with ESRCH.
    QUEUE_ESRCH: Error, SIGQUEUE_3, "ERRORS";
    /// sigqueue with a number that is no signal fails with EINVAL.
    QUEUE_EINVAL: Error, SIGQUEUE_3, "ERRORS";
    /// sigqueue with signal 0 succeeds where the process is there and may be sent signals.
    QUEUE_NULL: Semantics, SIGQUEUE_3, "DESCRIPTION", of(WHO);

    /// SIGHUP and SIGUSR2 end the process for which their action is the default.
    DEFAULT_ENDS: Semantics, SIGNAL_7, "Standard signals", of(ACTION | MASK | PENDING);
    /// The default action of SIGURG does nothing to a process.
    DEFAULT_IGNORES: Semantics, SIGNAL_7, "Standard signals", of(ACTION | MASK);
    /// A real-time signal ends the process for which its action is the default.
    REAL_TIME_ENDS: Semantics, SIGNAL_7, "Real-time signals", of(ACTION | MASK | PENDING);
    /// A process does not notice a signal that it ignores and that is not blocked.
    IGNORE_IGNORES: Semantics, SIGNAL_7, "Signal dispositions", of(ACTION | MASK);
    /// SIGKILL ends a process.
    KILL_ENDS: Semantics, SIGNAL_7, "Standard signals";

    /// sigaction with a null act tells the action that was set last.
    ACTION_TOLD: Semantics, SIGACTION_2, "DESCRIPTION", of(ACTION);
    /// The flags told by sigaction are those with which the handler was established.
    FLAGS_TOLD: Semantics, SIGACTION_2, "DESCRIPTION", of(ACTION);
    /// A bit of sa_flags that the kernel does not know is set without error, and told as clear.
    UNKNOWN_CLEARED: Semantics, SIGACTION_2, "Dynamically probing for flag bit support",
        since(5, 11, 0), of(ACTION);
    /// A bit of sa_flags that the kernel does not know is set without error, and told as set.
    UNKNOWN_KEPT: Semantics, SIGACTION_2, "Dynamically probing for flag bit support",
        until(5, 11, 0), of(ACTION);
    /// sigaction succeeds for each signal whose action can be changed.
    ACTION_SETS: Semantics, SIGACTION_2, "DESCRIPTION";
    /// sigaction with a number that is no signal fails with EINVAL.
    ACTION_EINVAL: Error, SIGACTION_2, "ERRORS";
    /// sigaction that would change the action of SIGKILL or SIGSTOP fails with EINVAL.
    ACTION_UNSTOPPABLE: Error, SIGACTION_2, "ERRORS";
    /// sigaction with a null act tells the default action of SIGKILL and SIGSTOP.
    QUERY_UNSTOPPABLE: Semantics, SIGACTION_2, "DESCRIPTION";
    /// At the entry of a handler with SA_RESETHAND, the action becomes the default.
    RESETHAND_RESETS: Semantics, SIGACTION_2, "DESCRIPTION", of(ACTION);
    /// A child begins with the actions of its parent.
    FORK_ACTIONS: Inheritance, SIGNAL_7, "Signal dispositions", of(ACTION);
    /// execve puts the action of a caught signal back to the default.
    EXEC_RESETS: Inheritance, SIGNAL_7, "Signal dispositions", of(ACTION);
    /// execve leaves a signal ignored that was ignored.
    EXEC_IGNORES: Inheritance, SIGNAL_7, "Signal dispositions", of(ACTION);

    /// SIG_BLOCK adds the signals of the set to those that are blocked.
    BLOCK_ADDS: Semantics, SIGPROCMASK_2, "DESCRIPTION", of(MASK);
    /// SIG_UNBLOCK takes the signals of the set from those that are blocked.
    UNBLOCK_TAKES: Semantics, SIGPROCMASK_2, "DESCRIPTION", of(MASK);
    /// SIG_SETMASK has just the signals of the set blocked.
    SETMASK_REPLACES: Semantics, SIGPROCMASK_2, "DESCRIPTION", of(MASK);
    /// sigprocmask tells the mask as it was before the call.
    MASK_TOLD: Semantics, SIGPROCMASK_2, "DESCRIPTION", of(MASK);
    /// With a null set, sigprocmask tells the mask whatever how is.
    NULL_SET: Semantics, SIGPROCMASK_2, "DESCRIPTION", of(MASK);
    /// sigprocmask with a set and a how that is none of the three fails with EINVAL.
    BAD_HOW: Error, SIGPROCMASK_2, "ERRORS";
    /// SIGKILL and SIGSTOP in a set are not blocked, and there is no error.
    MASK_UNSTOPPABLE: Semantics, SIGPROCMASK_2, "NOTES", of(MASK);
    /// A child begins with the mask of its parent.
    FORK_MASK: Inheritance, SIGNAL_7, "Signal mask and pending signals", of(MASK);
    /// execve leaves the mask as it is.
    EXEC_MASK: Inheritance, SIGNAL_7, "Signal mask and pending signals", of(MASK);
    /// After a handler has returned, the mask is what it was before.
    MASK_RESTORED: Semantics, SIGNAL_7, "Execution of signal handlers", of(MASK);

    /// sigpending tells the signals that were sent while they were blocked.
    PENDING_TOLD: Semantics, SIGPENDING_2, "DESCRIPTION", of(PENDING | MASK | ACTION);
    /// A signal that is both blocked and ignored does not become pending.
    IGNORED_NOT_PENDING: Semantics, SIGPENDING_2, "NOTES", of(PENDING);
    /// A child begins with no pending signal.
    FORK_PENDING: Inheritance, SIGNAL_7, "Signal mask and pending signals", of(PENDING);
    /// execve leaves what is pending pending.
    EXEC_PENDING: Inheritance, SIGNAL_7, "Signal mask and pending signals", of(PENDING);
    /// A signal whose handler was entered is pending no longer.
    CAUGHT_NOT_PENDING: Semantics, SIGNAL_7, "Execution of signal handlers",
        of(PENDING | MASK | ACTION);
    /// A signal that sigwaitinfo returned is pending no longer.
    ACCEPTED_NOT_PENDING: Semantics, SIGWAITINFO_2, "DESCRIPTION", of(PENDING);

    /// A caught signal of another process that is not blocked enters its handler.
    CAUGHT_ENTERS: Semantics, SIGNAL_7, "Signal dispositions", of(ACTION | MASK | PENDING | CAUGHT);
    /// A caught signal that a process sends itself, and does not block, has entered its handler
    /// before the call returns.
    SELF_BEFORE_RETURN: Semantics, KILL_2, "NOTES", of(ACTION | MASK | PENDING | CAUGHT);
    /// A pending signal enters its handler when it is no longer blocked.
    UNBLOCKED_ENTERS: Semantics, SIGNAL_7, "Signal mask and pending signals",
        of(ACTION | MASK | PENDING | CAUGHT);
    /// A blocked signal enters no handler.
    BLOCKED_WAITS: Semantics, SIGNAL_7, "Signal mask and pending signals",
        of(ACTION | MASK | PENDING | CAUGHT);
    /// One delivered signal enters its handler once, for it is removed from the pending ones.
    ENTERS_ONCE: Semantics, SIGNAL_7, "Execution of signal handlers",
        of(ACTION | MASK | PENDING | CAUGHT);
    /// A standard signal that was sent several times while it was blocked is delivered once.
    STANDARD_ONCE: Semantics, SIGNAL_7, "Queueing and delivery semantics for standard signals",
        of(PENDING | CAUGHT | MASK | ACTION);
    /// The siginfo of a standard signal that was sent again while it was pending is that of the
    /// first.
    STANDARD_FIRST: Semantics, SIGNAL_7, "Queueing and delivery semantics for standard signals",
        of(TOLD | PENDING);
    /// Real-time signals of one number that were sent while it was blocked are all delivered.
    REAL_TIME_QUEUES: Semantics, SIGNAL_7, "Real-time signals", of(PENDING | CAUGHT);
    /// Real-time signals of one number are delivered in the order in which they were sent.
    REAL_TIME_ORDER: Semantics, SIGNAL_7, "Real-time signals", of(PENDING | TOLD);
    /// Of pending real-time signals, the one with the lowest number is delivered first.
    LOWEST_FIRST: Semantics, SIGNAL_7, "Real-time signals", of(PENDING | CAUGHT);
    /// Linux delivers pending standard signals before pending real-time signals.
    STANDARD_BEFORE: Semantics, SIGNAL_7, "Real-time signals", of(PENDING | CAUGHT);

    /// The si_code of a signal sent by kill is SI_USER.
    KILL_CODE: Semantics, SIGACTION_2, "The si_code field", of(TOLD);
    /// The si_pid of a signal sent by kill is its sender's pid.
    KILL_PID: Semantics, SIGACTION_2, "The siginfo_t argument to a SA_SIGINFO handler", of(TOLD);
    /// The si_uid of a signal sent by kill is its sender's real user.
    KILL_UID: Semantics, SIGACTION_2, "The siginfo_t argument to a SA_SIGINFO handler", of(TOLD);
    /// The si_code of a signal sent by sigqueue is SI_QUEUE.
    QUEUE_CODE: Semantics, SIGQUEUE_3, "DESCRIPTION", of(TOLD);
    /// The si_value of a signal sent by sigqueue is the value that was given.
    QUEUE_VALUE: Semantics, SIGQUEUE_3, "DESCRIPTION", of(TOLD);
    /// The si_pid of a signal sent by sigqueue is its sender's pid.
    QUEUE_PID: Semantics, SIGNAL_7, "Real-time signals", of(TOLD);
    /// The si_uid of a signal sent by sigqueue is its sender's real user.
    QUEUE_UID: Semantics, SIGNAL_7, "Real-time signals", of(TOLD);
    /// The si_code of a signal sent by tgkill is SI_TKILL.
    TGKILL_CODE: Semantics, SIGACTION_2, "The si_code field", of(TOLD);

    /// While a handler runs, the signal that entered it is blocked.
    OWN_BLOCKED: Semantics, SIGACTION_2, "DESCRIPTION", of(MASK);
    /// With SA_NODEFER, the signal that entered a handler is not blocked by that.
    NODEFER: Semantics, SIGACTION_2, "DESCRIPTION", of(MASK);
    /// While a handler runs, the signals of its sa_mask are blocked besides.
    SA_MASK_BLOCKED: Semantics, SIGACTION_2, "DESCRIPTION", of(MASK);

    /// sigsuspend sleeps until a signal is delivered that is caught or ends the process.
    SUSPEND_WAITS: Semantics, SIGSUSPEND_2, "DESCRIPTION", can_wait(),
        of(MASK | ACTION | PENDING);
    /// sigsuspend with a mask that lets a pending caught signal through returns after its handler,
    /// and fails with EINTR.
    SUSPEND_AT_ONCE: Semantics, SIGSUSPEND_2, "DESCRIPTION", of(MASK | ACTION | PENDING);
    /// sigsuspend fails with EINTR when a handler has run, also with SA_RESTART.
    SUSPEND_EINTR: Error, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers",
        of(MASK | ACTION | PENDING);
    /// After sigsuspend, the mask is what it was before.
    SUSPEND_RESTORES: Semantics, SIGSUSPEND_2, "DESCRIPTION", of(MASK);

    /// sigwaitinfo of a pending signal returns it at once.
    ACCEPT_PENDING: Semantics, SIGWAITINFO_2, "DESCRIPTION", of(PENDING | MASK | ACTION);
    /// sigwaitinfo, which has no timeout, sleeps until a signal of its set is pending.
    ACCEPT_WAITS: Semantics, SIGWAITINFO_2, "DESCRIPTION", can_wait(),
        of(PENDING | MASK | ACTION);
    /// sigtimedwait whose time has not passed sleeps until a signal of its set is pending.
    ACCEPT_TIMED: Semantics, SIGWAITINFO_2, "DESCRIPTION", can_wait(),
        of(PENDING | MASK | ACTION);
    /// sigtimedwait fails with EAGAIN when no signal of its set has come in its time.
    ACCEPT_EAGAIN: Error, SIGWAITINFO_2, "ERRORS", of(PENDING | MASK | ACTION);
    /// sigtimedwait does not give up before its time has passed.
    ACCEPT_NOT_EARLY: Semantics, SIGWAITINFO_2, "DESCRIPTION";
    /// sigtimedwait with a timeout of zero fails with EAGAIN at once where no signal of its set is
    /// pending.
    ACCEPT_POLL: Semantics, SIGWAITINFO_2, "DESCRIPTION", of(PENDING | MASK | ACTION);
    /// sigtimedwait with a timeout that is no time fails with EINVAL.
    ACCEPT_EINVAL: Error, SIGWAITINFO_2, "ERRORS";
    /// sigwaitinfo fails with EINTR when a handler has run for a signal that is not in its set.
    ACCEPT_EINTR: Error, SIGWAITINFO_2, "ERRORS", of(PENDING | MASK | ACTION);
    /// sigwaitinfo fails with EINTR when a handler has run, also with SA_RESTART.
    ACCEPT_NOT_RESTARTED: Error, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers",
        of(PENDING | MASK | ACTION);
}
