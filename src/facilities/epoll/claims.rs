//! What epoll(7), epoll_create(2), epoll_ctl(2) and epoll_wait(2) say, and signal(7) of the last.

use crate::claim::{Aspect, LeftOut, Need, pages};
use crate::claims;

/// What is reported, and with which data.
pub const REPORTED: u32 = 1;
/// Whether a call sleeps, and until when.
pub const SLEEP: u32 = 1 << 1;
/// What is on the list, and how.
pub const LIST: u32 = 1 << 2;
/// Which arguments are refused.
pub const REFUSALS: u32 = 1 << 3;
/// Which signals are blocked.
pub const MASKS: u32 = 1 << 4;

claims! { "epoll":
    /// epoll_create1 makes an epoll instance of which nothing is watched, and returns a new
    /// descriptor of it.
    CREATES: Semantics, EPOLL_CREATE_2, "DESCRIPTION", since(2, 6, 27), of(LIST);
    /// epoll_create1 with a flag that it does not know fails with EINVAL.
    CREATE_UNKNOWN_FLAG: Error, EPOLL_CREATE_2, "ERRORS", since(2, 6, 27), of(REFUSALS);
    /// epoll_create makes an epoll instance whatever its size, if that is more than zero.
    CREATE_SIZE_IGNORED: Semantics, EPOLL_CREATE_2, "DESCRIPTION", since(2, 6, 8), of(LIST);
    /// epoll_create of a size that is not more than zero fails with EINVAL.
    CREATE_SIZE_NOT_POSITIVE: Error, EPOLL_CREATE_2, "ERRORS", of(REFUSALS);
    /// epoll_create and epoll_create1 fail with EMFILE where the process may open no further
    /// descriptor.
    CREATE_EMFILE: Limit, EPOLL_CREATE_2, "ERRORS", of(REFUSALS);
    /// EPOLL_CTL_ADD puts a descriptor on the interest list of an epoll instance.
    ADDS: Semantics, EPOLL_CTL_2, "DESCRIPTION", of(LIST);
    /// EPOLL_CTL_MOD gives a descriptor on an epoll instance's list other events and other data.
    MODIFIES: Semantics, EPOLL_CTL_2, "DESCRIPTION", of(LIST);
    /// EPOLL_CTL_DEL takes a descriptor from an epoll instance's list, and nothing is reported of
    /// it then.
    REMOVES: Semantics, EPOLL_CTL_2, "DESCRIPTION", of(LIST | REPORTED);
    /// EPOLL_CTL_ADD of a descriptor that is on the instance's list already fails with EEXIST.
    ADD_TWICE: Error, EPOLL_CTL_2, "ERRORS", of(REFUSALS | LIST);
    /// A duplicate of a descriptor on an epoll instance's list can be added besides.
    ADD_DUPLICATE: Semantics, EPOLL_7, "Questions and answers", of(LIST);
    /// EPOLL_CTL_MOD and EPOLL_CTL_DEL of a descriptor that is not on the instance's list fail with
    /// ENOENT.
    NOT_LISTED: Error, EPOLL_CTL_2, "ERRORS", of(REFUSALS | LIST);
    /// epoll_ctl fails with EBADF where the instance or the target is no open descriptor.
    CTL_CLOSED: Error, EPOLL_CTL_2, "ERRORS", of(REFUSALS);
    /// epoll_ctl on a descriptor that is not of an epoll instance fails with EINVAL.
    CTL_OF_OTHER: Error, EPOLL_CTL_2, "ERRORS", of(REFUSALS);
    /// epoll_ctl whose target is the instance's own descriptor fails with EINVAL.
    CTL_OF_SELF: Error, EPOLL_CTL_2, "ERRORS", of(REFUSALS);
    /// epoll_ctl with an operation that there is not fails with EINVAL.
    CTL_UNKNOWN: Error, EPOLL_CTL_2, "ERRORS", of(REFUSALS);
    /// EPOLL_CTL_ADD of an epoll instance that would close a circle of instances fails with ELOOP.
    CIRCLE: Error, EPOLL_CTL_2, "ERRORS", of(REFUSALS | LIST);
    /// EPOLL_CTL_ADD that would make a nest of more than five instances fails with ELOOP.
    DEPTH: Error, EPOLL_CTL_2, "ERRORS", of(REFUSALS | LIST);
    /// EPOLLEXCLUSIVE with an event that may not be given beside it fails with EINVAL.
    EXCLUSIVE_WITH_OTHER: Error, EPOLL_CTL_2, "ERRORS", since(4, 5, 0), of(REFUSALS);
    /// EPOLL_CTL_MOD with EPOLLEXCLUSIVE fails with EINVAL.
    EXCLUSIVE_LATE: Error, EPOLL_CTL_2, "ERRORS", since(4, 5, 0), of(REFUSALS);
    /// EPOLL_CTL_MOD of a descriptor that was added with EPOLLEXCLUSIVE fails with EINVAL.
    EXCLUSIVE_STAYS: Error, EPOLL_CTL_2, "ERRORS", since(4, 5, 0), of(REFUSALS | LIST);
    /// EPOLLEXCLUSIVE with an epoll instance as the target fails with EINVAL.
    EXCLUSIVE_OF_EPOLL: Error, EPOLL_CTL_2, "ERRORS", since(4, 5, 0), of(REFUSALS);
    /// epoll_wait returns without sleeping where a descriptor on its list has something to report.
    READY_AT_ONCE: Semantics, EPOLL_WAIT_2, "DESCRIPTION", of(REPORTED | SLEEP);
    /// epoll_wait sleeps while no descriptor on its list has anything to report.
    WAITS: Semantics, EPOLL_WAIT_2, "DESCRIPTION", can_wait(), of(SLEEP);
    /// An epoll_wait that sleeps returns once a descriptor on its list has something to report.
    WAKES: Semantics, EPOLL_WAIT_2, "DESCRIPTION", of(REPORTED | SLEEP);
    /// epoll_wait with a timeout of -1 sleeps without limit.
    INFINITE: Semantics, EPOLL_WAIT_2, "DESCRIPTION", can_wait(), of(SLEEP);
    /// epoll_pwait2 without a timeout sleeps without limit.
    PWAIT2_INFINITE: Semantics, EPOLL_WAIT_2, "epoll_pwait2()", since(5, 11, 0), can_wait(),
        of(SLEEP);
    /// epoll_wait with a timeout of zero returns at once, though there is nothing to report.
    ZERO_RETURNS: Semantics, EPOLL_WAIT_2, "DESCRIPTION", of(SLEEP);
    /// epoll_wait returns zero where its timeout passes and there is nothing to report.
    TIMES_OUT: Semantics, EPOLL_WAIT_2, "RETURN VALUE", of(SLEEP);
    /// The timeout of epoll_wait is rounded up to what the clock can tell: it does not give up
    /// before that has passed.
    NOT_EARLY: Semantics, EPOLL_WAIT_2, "DESCRIPTION", of(SLEEP);
    /// epoll_wait on an empty list sleeps.
    EMPTY_WAITS: Semantics, EPOLL_WAIT_2, "NOTES", can_wait(), of(SLEEP);
    /// A descriptor that is added while another process or thread sleeps in epoll_wait wakes it
    /// once it is ready.
    ADDED_WAKES: Semantics, EPOLL_WAIT_2, "NOTES", of(REPORTED | SLEEP | LIST);
    /// epoll_wait reports no more than it was given room for.
    MOST: Semantics, EPOLL_WAIT_2, "DESCRIPTION", of(REPORTED);
    /// What epoll_wait could not report for lack of room, the next epoll_wait reports before what
    /// it has reported already.
    ROUND_ROBIN: Semantics, EPOLL_WAIT_2, "NOTES", of(REPORTED);
    /// epoll_wait reports each descriptor with the 64 bits of data that it was given last.
    DATA: Semantics, EPOLL_WAIT_2, "DESCRIPTION", of(REPORTED | LIST);
    /// Of the events that a descriptor was added or changed with, epoll_wait reports those that
    /// have occurred, and of others none but EPOLLERR and EPOLLHUP.
    REQUESTED: Semantics, EPOLL_WAIT_2, "DESCRIPTION", of(REPORTED | LIST);
    /// Events of one descriptor that occur between two calls of epoll_wait come in one report.
    COMBINED: Semantics, EPOLL_7, "Questions and answers", of(REPORTED);
    /// epoll_wait reports EPOLLERR and EPOLLHUP where their condition holds, asked for or not.
    TROUBLE_UNASKED: Semantics, EPOLL_CTL_2, "DESCRIPTION", of(REPORTED);
    /// Level-triggered, a descriptor is reported by each epoll_wait while it is ready.
    LEVEL: Semantics, EPOLL_7, "Level-triggered and edge-triggered", of(REPORTED | LIST);
    /// Edge-triggered, a descriptor that stays ready is not reported again while nothing happens to
    /// it.
    EDGE_ONCE: Semantics, EPOLL_7, "Level-triggered and edge-triggered", can_wait(),
        of(REPORTED | SLEEP | LIST);
    /// Edge-triggered, a descriptor is reported again once it was not ready and has become so.
    EDGE_ANEW: Semantics, EPOLL_7, "Level-triggered and edge-triggered",
        of(REPORTED | SLEEP | LIST);
    /// A descriptor that becomes ready, edge-triggered, wakes just one of the calls of epoll_wait
    /// that sleep on an instance.
    EDGE_WAKES_ONE: Semantics, EPOLL_7, "Level-triggered and edge-triggered", can_wait(),
        of(REPORTED | SLEEP | LIST);
    /// EPOLL_CTL_MOD looks anew at what is ready: edge-triggered, that is reported again.
    MODIFY_REREADS: Semantics, EPOLL_7, "Questions and answers", of(REPORTED | SLEEP | LIST);
    /// With EPOLLONESHOT, a descriptor that was reported is reported no more, until it is changed
    /// with EPOLL_CTL_MOD.
    ONESHOT: Semantics, EPOLL_CTL_2, "DESCRIPTION", can_wait(), of(REPORTED | SLEEP | LIST);
    /// EPOLL_CTL_MOD arms a descriptor anew that EPOLLONESHOT has disabled.
    ONESHOT_REARMED: Semantics, EPOLL_CTL_2, "DESCRIPTION", of(REPORTED | SLEEP | LIST);
    /// epoll reports nothing of a descriptor once all descriptors of its description are closed.
    FORGETS: Semantics, EPOLL_7, "Questions and answers", of(REPORTED | LIST);
    /// epoll reports a closed descriptor as before while another of its description is open.
    OUTLIVES: Semantics, EPOLL_7, "Questions and answers", of(REPORTED | LIST);
    /// A descriptor on the lists of two epoll instances is reported by both.
    BOTH: Semantics, EPOLL_7, "Questions and answers", of(REPORTED | SLEEP | LIST);
    /// An instance that watches a descriptor without EPOLLEXCLUSIVE is told of it, though others
    /// watch it with EPOLLEXCLUSIVE.
    BESIDE_EXCLUSIVE: Semantics, EPOLL_CTL_2, "DESCRIPTION", since(4, 5, 0),
        of(REPORTED | SLEEP | LIST);
    /// The fdinfo of an instance has a line for each descriptor on its list, with the events that
    /// are asked for and the data.
    FDINFO: Descriptor, PROC_PID_FDINFO_5, "DESCRIPTION", since(3, 8, 0), needs(&[Need::Proc]),
        of(LIST);
    /// An epoll instance on the list of another is ready for reading where it has something to
    /// report.
    NESTED: Semantics, EPOLL_7, "Questions and answers", of(REPORTED | SLEEP);
    /// epoll_wait fails with EBADF where it is given no open descriptor.
    WAIT_CLOSED: Error, EPOLL_WAIT_2, "ERRORS", of(REFUSALS);
    /// epoll_wait on a descriptor that is not of an epoll instance fails with EINVAL.
    WAIT_OF_OTHER: Error, EPOLL_WAIT_2, "ERRORS", of(REFUSALS);
    /// epoll_wait with room for no event, or for a negative number of them, fails with EINVAL.
    WAIT_FOR_NONE: Error, EPOLL_WAIT_2, "ERRORS", of(REFUSALS);
    /// epoll_wait to memory that the caller may not write fails with EFAULT.
    WAIT_OUTSIDE: Error, EPOLL_WAIT_2, "ERRORS", of(REFUSALS);
    /// A signal that is caught before any event, and before the timeout, makes epoll_wait fail with
    /// EINTR.
    CAUGHT: Error, EPOLL_WAIT_2, "ERRORS", of(SLEEP | MASKS);
    /// epoll_wait, epoll_pwait and epoll_pwait2 fail with EINTR when a signal handler interrupts
    /// them, and are not restarted, though it was installed with SA_RESTART.
    NEVER_RESTARTED: Error, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers",
        of(SLEEP | MASKS);
    /// A signal that the mask of epoll_pwait blocks does not interrupt it.
    PWAIT_BLOCKS: Semantics, EPOLL_WAIT_2, "epoll_pwait()", since(2, 6, 19), can_wait(),
        of(SLEEP | MASKS);
    /// epoll_pwait that would sleep fails with EINTR where a signal with a handler was pending that
    /// its mask lets through.
    PWAIT_LETS_THROUGH: Semantics, EPOLL_WAIT_2, "epoll_pwait()", since(2, 6, 19),
        of(SLEEP | MASKS);
    /// When epoll_pwait returns, the signal mask is as it was before.
    PWAIT_RESTORES: Semantics, EPOLL_WAIT_2, "epoll_pwait()", since(2, 6, 19), of(MASKS);
}

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    LeftOut::new(
        "refused",
        Aspect::Error,
        &pages::EPOLL_CTL_2,
        "ERRORS",
        "of what epoll does not take, the rooms of such descriptors say it by a template",
    ),
    LeftOut::new(
        "watches_max",
        Aspect::Limit,
        &pages::EPOLL_CTL_2,
        "ERRORS",
        "what a user watches in other processes counts as well",
    ),
    LeftOut::new(
        "exclusive_wakes_one",
        Aspect::Semantics,
        &pages::EPOLL_CTL_2,
        "DESCRIPTION",
        "of several sleepers at least one is woken: a call by itself can show no breach of that",
    ),
    LeftOut::new(
        "peer_closed",
        Aspect::Semantics,
        &pages::EPOLL_CTL_2,
        "DESCRIPTION",
        "EPOLLRDHUP is of stream sockets: their own room says when their peer has gone",
    ),
    LeftOut::new(
        "exceptions",
        Aspect::Semantics,
        &pages::EPOLL_CTL_2,
        "DESCRIPTION",
        "no room so far says when a descriptor has an exceptional condition",
    ),
    LeftOut::new(
        "wakeup",
        Aspect::Semantics,
        &pages::EPOLL_CTL_2,
        "DESCRIPTION",
        "EPOLLWAKEUP keeps a machine awake, and the harness with it",
    ),
    LeftOut::new(
        "nanoseconds",
        Aspect::Semantics,
        &pages::EPOLL_WAIT_2,
        "epoll_pwait2()",
        "how soon a call returns is not checked",
    ),
];
