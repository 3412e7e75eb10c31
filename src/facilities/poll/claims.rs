//! What poll(2) and select(2) say, and signal(7) of both.

use crate::claim::{Aspect, LeftOut, pages};
use crate::claims;

/// What is reported of the descriptors, and by how many.
pub const REPORTED: u32 = 1;
/// Whether a call sleeps, and until when.
pub const SLEEP: u32 = 1 << 1;
/// Which signals are blocked while it does.
pub const MASKS: u32 = 1 << 2;
/// Which arguments are refused.
pub const REFUSALS: u32 = 1 << 3;
/// What becomes of a timeout.
pub const TIME: u32 = 1 << 4;

claims! { "poll":
    /// poll returns without sleeping where an event that it asks for has occurred already.
    READY_AT_ONCE: Semantics, POLL_2, "DESCRIPTION", of(REPORTED | SLEEP);
    /// poll sleeps while no event that it asks for has occurred and there is no error.
    WAITS: Semantics, POLL_2, "DESCRIPTION", can_wait(), of(SLEEP);
    /// A poll that sleeps returns once one of the events that it asks for occurs.
    WAKES: Semantics, POLL_2, "DESCRIPTION", of(REPORTED | SLEEP);
    /// poll sleeps without limit where its timeout is negative.
    INFINITE: Semantics, POLL_2, "DESCRIPTION", can_wait(), of(SLEEP);
    /// ppoll sleeps without limit where it is given no timeout.
    PPOLL_INFINITE: Semantics, POLL_2, "ppoll()", since(2, 6, 16), can_wait(), of(SLEEP);
    /// poll with a timeout of zero returns at once, though no descriptor is ready.
    ZERO_RETURNS: Semantics, POLL_2, "DESCRIPTION", of(SLEEP);
    /// poll returns 0 where its timeout passes before any descriptor is ready.
    TIMES_OUT: Semantics, POLL_2, "RETURN VALUE", of(SLEEP);
    /// The timeout of poll is rounded up to what the clock can tell, never down: poll does not give
    /// up before it has passed.
    NOT_EARLY: Semantics, POLL_2, "DESCRIPTION", of(TIME | SLEEP);
    /// poll returns the number of entries of which it reports something, an event or an error.
    COUNT: Semantics, POLL_2, "RETURN VALUE", of(REPORTED);
    /// Of the events that are asked for, poll reports those that have occurred.
    REPORTS: Semantics, POLL_2, "DESCRIPTION", of(REPORTED);
    /// poll reports no event that was not asked for, but for an error, a hang-up and an invalid
    /// descriptor.
    ONLY_REQUESTED: Semantics, POLL_2, "DESCRIPTION", of(REPORTED);
    /// poll reports POLLOUT only where writing is possible: not of a descriptor that is open for
    /// reading alone.
    OUTPUT_IS_POSSIBLE: Semantics, POLL_2, "DESCRIPTION", can_wait(), of(REPORTED | SLEEP);
    /// poll reports POLLERR and POLLHUP exactly where their condition holds, asked for or not.
    TROUBLE_UNASKED: Semantics, POLL_2, "DESCRIPTION", of(REPORTED);
    /// Where no event is asked for, poll does not return for input or output.
    NOTHING_ASKED: Semantics, POLL_2, "DESCRIPTION", can_wait(), of(SLEEP);
    /// POLLERR, POLLHUP and POLLNVAL mean nothing among the events that are asked for: poll
    /// does not sleep less, nor return for another event, because of them.
    TROUBLE_ASKED: Semantics, POLL_2, "DESCRIPTION", can_wait(), of(SLEEP);
    /// POLLRDNORM is the same as POLLIN.
    RDNORM_IS_IN: Semantics, POLL_2, "DESCRIPTION", of(REPORTED);
    /// POLLWRNORM is the same as POLLOUT.
    WRNORM_IS_OUT: Semantics, POLL_2, "DESCRIPTION", of(REPORTED);
    /// poll passes over an entry whose descriptor is negative, and reports nothing of it.
    NEGATIVE_IGNORED: Semantics, POLL_2, "DESCRIPTION", can_wait(), of(REPORTED | SLEEP);
    /// poll reports POLLNVAL of a descriptor that is not open.
    CLOSED_IS_INVALID: Error, POLL_2, "DESCRIPTION", of(REPORTED | SLEEP);
    /// O_NONBLOCK does not keep poll from sleeping.
    NONBLOCK_UNHEEDED: Descriptor, POLL_2, "NOTES", can_wait(), of(SLEEP);
    /// poll of more entries than RLIMIT_NOFILE fails with EINVAL.
    ENTRIES_PAST_LIMIT: Limit, POLL_2, "ERRORS", of(REFUSALS);
    /// poll of an array outside of the caller's memory fails with EFAULT.
    BAD_ADDRESS: Error, POLL_2, "ERRORS", of(REFUSALS);
    /// A signal that is caught before any event makes poll fail with EINTR.
    CAUGHT: Error, POLL_2, "ERRORS", of(SLEEP | MASKS);
    /// poll, ppoll, select and pselect fail with EINTR when a signal handler interrupts them, and
    /// are not restarted, though it was installed with SA_RESTART.
    NEVER_RESTARTED: Error, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers",
        of(SLEEP | MASKS);
    /// ppoll with a timeout of less than zero fails with EINVAL.
    PPOLL_NEGATIVE: Error, POLL_2, "ERRORS", since(2, 6, 16), of(REFUSALS | SLEEP);
    /// A signal that the mask of ppoll blocks does not interrupt it.
    PPOLL_BLOCKS: Semantics, POLL_2, "ppoll()", since(2, 6, 16), can_wait(),
        of(MASKS);
    /// ppoll that would sleep fails with EINTR where a signal with a handler was pending that its
    /// mask lets through.
    PPOLL_LETS_THROUGH: Semantics, POLL_2, "ppoll()", since(2, 6, 16), of(MASKS);
    /// When ppoll returns, the signal mask is as it was before.
    PPOLL_RESTORES: Semantics, POLL_2, "ppoll()", since(2, 6, 16), of(MASKS);
    /// The system call ppoll, once it has slept, has changed the timeout that it was given.
    PPOLL_LEFT: Semantics, POLL_2, "C library/kernel differences", since(2, 6, 16),
        of(TIME | SLEEP);
    /// select returns without sleeping where one of its descriptors is ready already.
    SELECT_READY_AT_ONCE: Semantics, SELECT_2, "DESCRIPTION", of(REPORTED | SLEEP);
    /// select sleeps while none of its descriptors is ready.
    SELECT_WAITS: Semantics, SELECT_2, "Arguments", can_wait(), of(SLEEP);
    /// A select that sleeps returns once one of its descriptors is ready.
    SELECT_WAKES: Semantics, SELECT_2, "Arguments", of(REPORTED | SLEEP);
    /// select sleeps without limit where it is given no timeout.
    SELECT_INFINITE: Semantics, SELECT_2, "Arguments", can_wait(), of(SLEEP);
    /// select with a timeout of zero returns at once.
    SELECT_ZERO_RETURNS: Semantics, SELECT_2, "Arguments", of(SLEEP);
    /// select returns 0 where its timeout passes before any descriptor is ready.
    SELECT_TIMES_OUT: Semantics, SELECT_2, "RETURN VALUE", of(SLEEP);
    /// The timeout of select is rounded up to what the clock can tell, never down: select does not
    /// give up before it has passed.
    SELECT_NOT_EARLY: Semantics, SELECT_2, "Arguments", of(TIME | SLEEP);
    /// select without any descriptor sleeps until its timeout has passed.
    SELECT_AS_SLEEP: Semantics, SELECT_2, "Emulating usleep(3)", of(TIME | SLEEP);
    /// select returns how many descriptors are left in its three sets; one that is in several is
    /// counted in each.
    SELECT_COUNT: Semantics, SELECT_2, "RETURN VALUE", of(REPORTED);
    /// In the set of descriptors to be read, select leaves just those that are ready for reading.
    SELECT_READS: Semantics, SELECT_2, "Arguments", of(REPORTED);
    /// In the set of descriptors to be written, select leaves just those that are ready for
    /// writing.
    SELECT_WRITES: Semantics, SELECT_2, "Arguments", of(REPORTED);
    /// select looks only at descriptors below the number that it is given.
    SELECT_BELOW_NUMBER: Semantics, SELECT_2, "Arguments", can_wait(), of(REPORTED | SLEEP);
    /// O_NONBLOCK does not keep select from sleeping.
    SELECT_NONBLOCK_UNHEEDED: Descriptor, SELECT_2, "NOTES", can_wait(), of(SLEEP);
    /// select fails with EBADF where one of its sets has a descriptor that is not open, unless its
    /// number is above every open one.
    SELECT_CLOSED: Error, SELECT_2, "ERRORS", of(REFUSALS | SLEEP);
    /// select of a negative number of descriptors fails with EINVAL.
    SELECT_NEGATIVE_NUMBER: Error, SELECT_2, "ERRORS", of(REFUSALS | SLEEP);
    /// select of a number of descriptors past RLIMIT_NOFILE fails with EINVAL.
    SELECT_NUMBER_PAST_LIMIT: Limit, SELECT_2, "ERRORS", of(REFUSALS | SLEEP);
    /// select with an invalid timeout, as one of less than zero is, fails with EINVAL.
    SELECT_TIMEOUT_INVALID: Error, SELECT_2, "ERRORS", of(REFUSALS | SLEEP);
    /// A signal that is caught makes a select that sleeps fail with EINTR.
    SELECT_CAUGHT: Error, SELECT_2, "ERRORS", of(SLEEP | MASKS);
    /// select that succeeds leaves in its timeout the time that it has not slept: less than before
    /// where it slept, and nothing where all of it has passed.
    SELECT_LEFT: Semantics, SELECT_2, "The timeout", of(TIME | SLEEP);
    /// The system call pselect6, once it has slept, has changed the timeout that it was given.
    PSELECT_LEFT: Semantics, SELECT_2, "C library/kernel differences", since(2, 6, 16),
        of(TIME | SLEEP);
    /// A signal that the mask of pselect blocks does not interrupt it.
    PSELECT_BLOCKS: Semantics, SELECT_2, "pselect()", since(2, 6, 16), can_wait(),
        of(MASKS);
    /// pselect that would sleep fails with EINTR where a signal with a handler was pending that
    /// its mask lets through.
    PSELECT_LETS_THROUGH: Semantics, SELECT_2, "pselect()", since(2, 6, 16), of(MASKS);
    /// When pselect returns, the signal mask is as it was before.
    PSELECT_RESTORES: Semantics, SELECT_2, "pselect()", since(2, 6, 16), of(MASKS);
}

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    LeftOut::new(
        "library_keeps_timeout",
        Aspect::Semantics,
        &pages::SELECT_2,
        "C library/kernel differences",
        "that the C library hides the changed timeout is its own: the calls here are the kernel's",
    ),
    LeftOut::new(
        "error_leaves_sets",
        Aspect::Error,
        &pages::SELECT_2,
        "RETURN VALUE",
        "a call that fails is told by its error alone, not by what it left in its sets",
    ),
    LeftOut::new(
        "exceptions",
        Aspect::Semantics,
        &pages::SELECT_2,
        "Arguments",
        "no room so far says when a descriptor has an exceptional condition",
    ),
    LeftOut::new(
        "peer_closed",
        Aspect::Semantics,
        &pages::POLL_2,
        "DESCRIPTION",
        "POLLRDHUP is of stream sockets, and no room so far has any",
    ),
    LeftOut::new(
        "closed_in_thread",
        Aspect::Semantics,
        &pages::SELECT_2,
        "Multithreaded applications",
        "what becomes of a call whose descriptor another thread closes is unspecified",
    ),
    LeftOut::new(
        "spurious",
        Aspect::Semantics,
        &pages::SELECT_2,
        "BUGS",
        "that readiness may be told spuriously is said of circumstances that are not named",
    ),
    LeftOut::new(
        "enomem",
        Aspect::Error,
        &pages::POLL_2,
        "ERRORS",
        "the kernel's memory would have to be used up",
    ),
];
