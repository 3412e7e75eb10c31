//! What eventfd(2) says.

use crate::claim::{Aspect, FLAGS, LeftOut, Need, READY, pages};
use crate::claims;

/// The value of a counter, which is also what it is ready for.
pub const VALUE: u32 = 1 | READY;
/// Whether a description blocks, which also shows in that a call slept that ought to have failed.
pub const BLOCKING: u32 = 1 << 1 | FLAGS;

claims! { "eventfd":
    /// The counter of a new eventfd holds the 32-bit value given.
    CREATE_INITIAL: Semantics, EVENTFD_2, "DESCRIPTION", of(VALUE);
    /// A bit of flags that is not one of the three named makes eventfd2 fail with EINVAL.
    CREATE_UNKNOWN_FLAG: Error, EVENTFD_2, "ERRORS", since(2, 6, 27);
    /// A process with no descriptor left under RLIMIT_NOFILE cannot make another: EMFILE.
    CREATE_EMFILE: Limit, EVENTFD_2, "ERRORS";
    /// Without EFD_SEMAPHORE, a read of a counter that is not zero returns its value and leaves 0.
    READ_TAKES_ALL: Semantics, EVENTFD_2, "DESCRIPTION", of(VALUE | BLOCKING);
    /// With EFD_SEMAPHORE, a read of a counter that is not zero returns 1 and takes 1 from it.
    READ_TAKES_ONE: Semantics, EVENTFD_2, "DESCRIPTION", since(2, 6, 30), of(VALUE | BLOCKING);
    /// The value read is in the machine's own byte order.
    READ_HOST_ORDER: Semantics, EVENTFD_2, "DESCRIPTION";
    /// A successful read gives 8 bytes, also into a larger buffer.
    READ_EIGHT_BYTES: Semantics, EVENTFD_2, "DESCRIPTION";
    /// A read into fewer than 8 bytes fails with EINVAL.
    READ_SHORT: Error, EVENTFD_2, "DESCRIPTION";
    /// A blocking read of a counter at zero sleeps until it is no longer zero.
    READ_OF_ZERO_WAITS: Semantics, EVENTFD_2, "DESCRIPTION", can_wait(), of(VALUE | BLOCKING);
    /// A non-blocking read of a counter at zero fails with EAGAIN.
    READ_OF_ZERO_EAGAIN: Error, EVENTFD_2, "DESCRIPTION", of(VALUE | BLOCKING);
    /// A write adds its value to the counter.
    WRITE_ADDS: Semantics, EVENTFD_2, "DESCRIPTION", of(VALUE | BLOCKING);
    /// A write of fewer than 8 bytes fails with EINVAL.
    WRITE_SHORT: Error, EVENTFD_2, "DESCRIPTION";
    /// A write of 2^64 - 1 fails with EINVAL.
    WRITE_ALL_ONES: Error, EVENTFD_2, "DESCRIPTION";
    /// A non-blocking write that would take the counter past 2^64 - 2 fails with EAGAIN.
    WRITE_PAST_MAXIMUM: Limit, EVENTFD_2, "DESCRIPTION", of(VALUE | BLOCKING);
    /// A blocking write that would take the counter past 2^64 - 2 sleeps until a read makes room.
    WRITE_PAST_MAXIMUM_WAITS: Limit, EVENTFD_2, "DESCRIPTION", can_wait(), of(VALUE | BLOCKING);
    /// poll reports input exactly when the counter is above zero.
    POLL_INPUT: Descriptor, EVENTFD_2, "DESCRIPTION", of(VALUE);
    /// poll reports output exactly when 1 could be added without sleeping.
    POLL_OUTPUT: Descriptor, EVENTFD_2, "DESCRIPTION", of(VALUE);
    /// poll reports an error only after an overflow, which no write can cause.
    POLL_NO_ERROR: Descriptor, EVENTFD_2, "DESCRIPTION";
    /// The fdinfo file of the descriptor shows the counter in hexadecimal.
    FDINFO_COUNT: Descriptor, EVENTFD_2, "NOTES", since(3, 8, 0), needs(&[Need::Proc]), of(VALUE);
    /// The link of the descriptor in /proc/PID/fd begins with anon_inode and a colon, for there is
    /// no inode to name.
    FD_LINK: Descriptor, PROC_PID_FD_5, "DESCRIPTION", needs(&[Need::Proc]);
}

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    LeftOut::new(
        "overflow",
        Aspect::Descriptor,
        &pages::EVENTFD_2,
        "DESCRIPTION",
        "an overflow takes 2^64 posts by the kernel's asynchronous I/O",
    ),
    LeftOut::new(
        "freed",
        Aspect::Persistence,
        &pages::EVENTFD_2,
        "DESCRIPTION",
        "that the kernel frees the object with its last descriptor cannot be seen from outside",
    ),
    LeftOut::new(
        "enfile",
        Aspect::Error,
        &pages::EVENTFD_2,
        "ERRORS",
        "the system-wide limit on open files binds every process of the machine",
    ),
];
