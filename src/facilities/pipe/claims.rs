//! What pipe(2), pipe(7) and the fcntl pages say of pipes.

use crate::claim::{Aspect, Capability, FLAGS, LeftOut, Need, READY, pages};
use crate::claims;

/// What a pipe holds, and what it has room for. A signal shows how much of a sleeping write it had
/// room for already.
pub const BYTES: u32 = 1;
/// Whether anybody has the other end.
pub const ENDS: u32 = 1 << 1;
/// Where one packet ends.
pub const PACKETS: u32 = 1 << 2;
/// Whether a description is blocking, which also shows in that a call slept that ought to have
/// failed, and in a call that begins anew after a handler.
pub const BLOCKING: u32 = 1 << 3 | FLAGS;
/// All that other bytes in a pipe may show by.
pub const HELD: u32 = BYTES | PACKETS | READY;

claims! { "pipe":
    /// Of the two descriptors of a new pipe, the first is the read end and the second the write
    /// end.
    READ_END_FIRST: Semantics, PIPE_2, "DESCRIPTION";
    /// O_CLOEXEC sets close-on-exec on both descriptors of a new pipe; without it both are clear.
    CREATE_CLOEXEC: Descriptor, PIPE_2, "DESCRIPTION", since(2, 6, 27);
    /// O_NONBLOCK makes both descriptions of a new pipe non-blocking; without it neither is.
    CREATE_NONBLOCK: Descriptor, PIPE_2, "DESCRIPTION", since(2, 6, 27);
    /// With flags 0, pipe2 makes what pipe makes: blocking at both ends, neither close-on-exec.
    CREATE_FLAGS_0: Semantics, PIPE_2, "DESCRIPTION", since(2, 6, 27);
    /// pipe2 with a flag that it does not know fails with EINVAL.
    CREATE_UNKNOWN_FLAG: Error, PIPE_2, "ERRORS";
    /// pipe2 with an array that is not the caller's memory fails with EFAULT.
    CREATE_EFAULT: Error, PIPE_2, "ERRORS";
    /// With fewer than two descriptors left under RLIMIT_NOFILE, pipe2 fails with EMFILE.
    CREATE_EMFILE: Limit, PIPE_2, "ERRORS";
    /// A pipe2 that fails leaves the caller's array as it was.
    FAILURE_LEAVES_ARRAY: Semantics, PIPE_2, "RETURN VALUE";
    /// A read gives the bytes that were written, unmodified, in the order of writing, without
    /// regard to where one write ended and the next began.
    READ_IN_ORDER: Semantics, PIPE_7, "I/O on pipes and FIFOs", of(BYTES | BLOCKING);
    /// A read of fewer bytes than asked for gives all that the pipe holds.
    READ_TAKES_AVAILABLE: Semantics, READ_2, "DESCRIPTION", of(BYTES | BLOCKING);
    /// A blocking read of an empty pipe that has a writer sleeps until there is data.
    READ_OF_EMPTY_WAITS: Semantics, PIPE_7, "I/O on pipes and FIFOs", can_wait(),
        of(BYTES | BLOCKING);
    /// A non-blocking read of an empty pipe that has a writer fails with EAGAIN.
    READ_OF_EMPTY_EAGAIN: Error, READ_2, "ERRORS", of(BYTES | BLOCKING);
    /// A read of an empty pipe returns 0 when no descriptor of its write end is left anywhere.
    READ_END_OF_FILE: Semantics, PIPE_7, "I/O on pipes and FIFOs", of(BYTES | ENDS);
    /// A write end that another process has keeps an empty pipe from its end of file, also for a
    /// reader that has closed its own: a non-blocking read still fails with EAGAIN.
    READ_END_NEEDS_ALL: Semantics, PIPE_7, "I/O on pipes and FIFOs", of(BYTES | BLOCKING);
    /// A read of a descriptor of the write end fails with EBADF.
    READ_OF_WRITE_END: Error, READ_2, "ERRORS";
    /// A write to a descriptor of the read end fails with EBADF.
    WRITE_TO_READ_END: Error, WRITE_2, "ERRORS";
    /// A caught signal whose handler has no SA_RESTART makes a sleeping read fail with EINTR.
    READ_EINTR: Error, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers";
    /// After a handler with SA_RESTART, a sleeping read goes on sleeping.
    READ_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", can_wait(),
        of(BLOCKING);
    /// A caught signal whose handler has no SA_RESTART makes a sleeping write that has written
    /// nothing fail with EINTR.
    WRITE_EINTR: Error, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", of(BYTES);
    /// After a handler with SA_RESTART, a sleeping write that has written nothing goes on sleeping.
    WRITE_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", can_wait(),
        of(BYTES | BLOCKING);
    /// A caught signal makes a sleeping write that has written something return how much.
    WRITE_CUT_SHORT: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", of(BYTES);
    /// A write of at most PIPE_BUF bytes for which there is room writes all of them at once.
    WRITE_SMALL_WHOLE: Atomicity, PIPE_7, "PIPE_BUF", of(BYTES | BLOCKING);
    /// The bytes of a write of at most PIPE_BUF bytes are never separated by those of another
    /// write.
    WRITE_SMALL_ATOMIC: Atomicity, PIPE_7, "PIPE_BUF", of(BYTES);
    /// A blocking write of at most PIPE_BUF bytes sleeps, having written nothing, until there is
    /// room for all of them.
    WRITE_SMALL_WAITS: Atomicity, PIPE_7, "PIPE_BUF", can_wait(), of(BYTES | BLOCKING);
    /// A non-blocking write of at most PIPE_BUF bytes for which there is not room fails with
    /// EAGAIN, having written nothing.
    WRITE_SMALL_EAGAIN: Atomicity, PIPE_7, "PIPE_BUF", of(BYTES | BLOCKING);
    /// A blocking write of more than PIPE_BUF bytes returns only when all of them are written.
    WRITE_LARGE_COMPLETES: Semantics, PIPE_7, "PIPE_BUF", of(BYTES | BLOCKING);
    /// A blocking write of more than PIPE_BUF bytes writes what there is room for, and sleeps.
    WRITE_LARGE_WAITS: Semantics, PIPE_7, "PIPE_BUF", can_wait(), of(BYTES | BLOCKING);
    /// A non-blocking write of more than PIPE_BUF bytes to a pipe that is not full writes from 1 to
    /// all of them.
    WRITE_LARGE_PARTIAL: Semantics, PIPE_7, "PIPE_BUF", of(BYTES | BLOCKING);
    /// A non-blocking write of more than PIPE_BUF bytes to a full pipe fails with EAGAIN.
    WRITE_LARGE_EAGAIN: Error, PIPE_7, "PIPE_BUF", of(BYTES | BLOCKING);
    /// The bytes of a write of more than PIPE_BUF bytes may be separated by those of other writes.
    WRITE_LARGE_INTERLEAVES: Atomicity, PIPE_7, "PIPE_BUF", permits();
    /// A write to a pipe without a read end fails with EPIPE where SIGPIPE is ignored.
    WRITE_EPIPE: Error, PIPE_7, "I/O on pipes and FIFOs", of(ENDS);
    /// A write to a pipe without a read end kills a writer that leaves SIGPIPE at its default.
    WRITE_SIGPIPE: Semantics, PIPE_7, "I/O on pipes and FIFOs", of(ENDS);
    /// The writes of a pipe may fill it before its capacity in bytes is reached.
    FULL_BEFORE_CAPACITY: Limit, F_GETPIPE_SZ_2CONST, "DESCRIPTION", permits(), can_wait();
    /// A new pipe has a capacity of 16 pages.
    CAPACITY_DEFAULT: Limit, PIPE_7, "Pipe capacity", since(2, 6, 35);
    /// F_GETPIPE_SZ reports the capacity last set, on either end.
    CAPACITY_REPORTED: Configuration, PIPE_7, "Pipe capacity", since(2, 6, 35);
    /// F_SETPIPE_SZ returns the capacity that it set: the power of two of pages next above what was
    /// asked for.
    CAPACITY_SET: Configuration, F_GETPIPE_SZ_2CONST, "DESCRIPTION", since(2, 6, 35), of(BYTES);
    /// F_SETPIPE_SZ to less than a page sets one page.
    CAPACITY_AT_LEAST_A_PAGE: Configuration, F_GETPIPE_SZ_2CONST, "DESCRIPTION", since(2, 6, 35),
        of(BYTES);
    /// F_SETPIPE_SZ above pipe-max-size fails with EPERM without CAP_SYS_RESOURCE.
    CAPACITY_ABOVE_MAXIMUM: Limit, F_GETPIPE_SZ_2CONST, "DESCRIPTION",
        needs(&[Need::Lacks(Capability::SYS_RESOURCE)]);
    /// With CAP_SYS_RESOURCE, F_SETPIPE_SZ may exceed pipe-max-size.
    CAPACITY_PRIVILEGED: Access, F_GETPIPE_SZ_2CONST, "DESCRIPTION",
        needs(&[Need::Has(Capability::SYS_RESOURCE)]), of(BYTES);
    /// F_SETPIPE_SZ to less than the pipe holds fails with EBUSY.
    CAPACITY_BUSY: Error, F_GETPIPE_SZ_2CONST, "DESCRIPTION", of(BYTES);
    /// F_GETPIPE_SZ of a descriptor that is not a pipe's fails with EBADF.
    CAPACITY_OF_OTHER: Error, F_GETPIPE_SZ_2CONST, "ERRORS";
    /// FIONREAD, on either end, tells how many bytes are unread.
    FIONREAD_COUNTS: Descriptor, PIPE_7, "Pipe capacity", of(BYTES);
    /// With O_ASYNC on the read end and F_SETOWN, new input raises SIGIO at the owner.
    ASYNC_SIGNAL: Descriptor, PIPE_7, "Open file status flags", since(2, 6, 0);
    /// Without O_ASYNC, new input raises no signal at the owner.
    ASYNC_OFF: Descriptor, PIPE_7, "Open file status flags", since(2, 6, 0);
    /// F_SETSIG has new input raise another signal, whose si_fd is the descriptor.
    ASYNC_SIGNAL_CHOSEN: Descriptor, F_GETSIG_2CONST, "DESCRIPTION", since(2, 6, 0);
    /// lseek of either end fails with ESPIPE.
    LSEEK_ESPIPE: Error, PIPE_7, "I/O on pipes and FIFOs";
    /// fpathconf of either end for _PC_PIPE_BUF gives 4096.
    PIPE_BUF_4096: Limit, PIPE_7, "PIPE_BUF", glibc();
    /// A read that asks for no bytes returns 0 and takes nothing.
    READ_OF_NOTHING: Semantics, PIPE_2, "DESCRIPTION";
    /// In packet mode, a read takes one packet: the bytes of one write of at most PIPE_BUF bytes.
    PACKET_IS_ONE_READ: Semantics, PIPE_2, "DESCRIPTION", since(3, 4, 0), of(PACKETS);
    /// In packet mode, what a packet holds beyond the bytes asked for is discarded.
    PACKET_EXCESS_DISCARDED: Semantics, PIPE_2, "DESCRIPTION", since(3, 4, 0), of(PACKETS);
    /// In packet mode, a write of more than PIPE_BUF bytes becomes several packets.
    PACKET_SPLIT: Semantics, PIPE_2, "DESCRIPTION", since(3, 4, 0), of(PACKETS | BLOCKING);
    /// F_SETFL switches packet mode on and off.
    PACKET_SWITCHES: Descriptor, PIPE_2, "DESCRIPTION", since(4, 5, 0), of(PACKETS);
    /// poll reports input on a read end whose pipe holds data, and not on one whose pipe is empty.
    POLL_INPUT: Descriptor, POLL_2, "DESCRIPTION", of(BYTES);
    /// poll reports output on a write end whose pipe has room, and not on one whose pipe is full.
    POLL_OUTPUT: Descriptor, POLL_2, "DESCRIPTION", of(BYTES);
    /// poll reports a hang-up on a read end exactly when the pipe has no write end left.
    POLL_HANGUP: Descriptor, POLL_2, "DESCRIPTION", of(ENDS);
    /// poll reports an error on a write end exactly when the pipe has no read end left.
    POLL_ERROR: Descriptor, POLL_2, "DESCRIPTION", of(ENDS);
    /// splice from pipe to pipe takes from the front of the one, in order, no more bytes than asked
    /// for, appends them to the other, and returns their number.
    SPLICE_MOVES: Semantics, SPLICE_2, "DESCRIPTION", since(2, 6, 31), of(BYTES | BLOCKING);
    /// splice of a pipe returns 0 when that is empty and has no writer.
    SPLICE_END_OF_INPUT: Semantics, SPLICE_2, "RETURN VALUE", of(BYTES | ENDS);
    /// splice of an empty pipe that has a writer sleeps until there is data.
    SPLICE_OF_EMPTY_WAITS: Semantics, SPLICE_2, "RETURN VALUE", can_wait(), of(BYTES | BLOCKING);
    /// splice of an empty pipe that has a writer fails with EAGAIN, with SPLICE_F_NONBLOCK or
    /// O_NONBLOCK on either side.
    SPLICE_OF_EMPTY_EAGAIN: Error, SPLICE_2, "ERRORS", of(BYTES | BLOCKING);
    /// splice to a full pipe sleeps until there is room.
    SPLICE_TO_FULL_WAITS: Semantics, SPLICE_2, "ERRORS", can_wait(), of(BYTES | BLOCKING);
    /// splice to a full pipe fails with EAGAIN, with SPLICE_F_NONBLOCK or O_NONBLOCK on either
    /// side.
    SPLICE_TO_FULL_EAGAIN: Error, SPLICE_2, "ERRORS", of(BYTES | BLOCKING);
    /// Without an offset, splice between a pipe and a file begins at the file's own and moves that
    /// on by the bytes that it moved.
    SPLICE_OFFSET_OWN: Descriptor, SPLICE_2, "DESCRIPTION", of(BYTES);
    /// With an offset, splice between a pipe and a file begins there, moves it on, and leaves the
    /// file's own as it was.
    SPLICE_OFFSET_POINTED: Descriptor, SPLICE_2, "DESCRIPTION", of(BYTES);
    /// splice of a write end, or to a read end, fails with EBADF.
    SPLICE_WRONG_MODE: Error, SPLICE_2, "ERRORS";
    /// splice from a pipe to itself fails with EINVAL.
    SPLICE_SAME_PIPE: Error, SPLICE_2, "ERRORS";
    /// splice from file to file, with a pipe on neither side, fails with EINVAL.
    SPLICE_WITHOUT_PIPE: Error, SPLICE_2, "ERRORS";
    /// splice with an offset for the side that is a pipe fails with ESPIPE.
    SPLICE_PIPE_OFFSET: Error, SPLICE_2, "ERRORS";
    /// splice to a file with O_APPEND fails with EINVAL.
    SPLICE_TO_APPENDING: Error, SPLICE_2, "ERRORS";
    /// tee appends a copy of the front of one pipe to another, no more bytes than asked for, leaves
    /// the first as it was, and returns their number.
    TEE_COPIES: Semantics, TEE_2, "DESCRIPTION", of(BYTES | BLOCKING);
    /// tee returns 0 when its first pipe is empty and has no writer.
    TEE_END_OF_INPUT: Semantics, TEE_2, "RETURN VALUE", of(BYTES | ENDS);
    /// tee of an empty pipe that has a writer sleeps until there is data.
    TEE_OF_EMPTY_WAITS: Semantics, TEE_2, "RETURN VALUE", can_wait(), of(BYTES | BLOCKING);
    /// tee of an empty pipe that has a writer fails with EAGAIN, with SPLICE_F_NONBLOCK or
    /// O_NONBLOCK on either side.
    TEE_OF_EMPTY_EAGAIN: Error, TEE_2, "ERRORS", of(BYTES | BLOCKING);
    /// tee to a full pipe sleeps until there is room.
    TEE_TO_FULL_WAITS: Semantics, TEE_2, "ERRORS", can_wait(), of(BYTES | BLOCKING);
    /// tee to a full pipe fails with EAGAIN, with SPLICE_F_NONBLOCK or O_NONBLOCK on either side.
    TEE_TO_FULL_EAGAIN: Error, TEE_2, "ERRORS", of(BYTES | BLOCKING);
    /// tee from a pipe to itself fails with EINVAL.
    TEE_SAME_PIPE: Error, TEE_2, "ERRORS";
    /// tee with a descriptor that is not a pipe's fails with EINVAL.
    TEE_OF_OTHER: Error, TEE_2, "ERRORS";
    /// vmsplice to a write end appends the caller's memory to the pipe, and returns how many bytes
    /// of it.
    VMSPLICE_MAPS: Semantics, VMSPLICE_2, "DESCRIPTION", of(BYTES);
    /// vmsplice of a read end fills the caller's memory with what is at the front of the pipe, and
    /// takes it.
    VMSPLICE_COPIES: Semantics, VMSPLICE_2, "DESCRIPTION", of(BYTES);
    /// vmsplice to a full pipe sleeps until there is room.
    VMSPLICE_TO_FULL_WAITS: Semantics, VMSPLICE_2, "ERRORS", can_wait(), of(BYTES);
    /// vmsplice to a full pipe with SPLICE_F_NONBLOCK fails with EAGAIN.
    VMSPLICE_TO_FULL_EAGAIN: Error, VMSPLICE_2, "ERRORS", of(BYTES);
    /// vmsplice of an empty pipe that has a writer sleeps until there is data.
    VMSPLICE_OF_EMPTY_WAITS: Semantics, VMSPLICE_2, "ERRORS", can_wait(), of(BYTES);
    /// vmsplice of an empty pipe that has a writer, with SPLICE_F_NONBLOCK, fails with EAGAIN.
    VMSPLICE_OF_EMPTY_EAGAIN: Error, VMSPLICE_2, "ERRORS", of(BYTES);
    /// vmsplice of a descriptor that is not a pipe's fails with EBADF.
    VMSPLICE_OF_OTHER: Error, VMSPLICE_2, "ERRORS";
    /// vmsplice of more than IOV_MAX segments, which are 1024, fails with EINVAL.
    VMSPLICE_SEGMENTS: Limit, VMSPLICE_2, "ERRORS";
    /// vmsplice with SPLICE_F_GIFT of memory that is not whole pages fails with EINVAL.
    VMSPLICE_GIFT_UNALIGNED: Error, VMSPLICE_2, "ERRORS";
    /// The link of either end in /proc/PID/fd names its type, and its inode in brackets.
    FD_LINK: Descriptor, PROC_PID_FD_5, "DESCRIPTION", needs(&[Need::Proc]);
    /// pipe-max-size is 1048576 where nobody has set it.
    MAX_SIZE_IS_1_MIB: Configuration, PIPE_7, "/proc files", since(2, 6, 35),
        needs(&[Need::OwnMachine]);
    /// What is written to pipe-max-size is read back as it is, or rounded up.
    MAX_SIZE_ROUNDED: Configuration, PIPE_7, "/proc files", since(2, 6, 35),
        needs(&[Need::OwnMachine]);
    /// What is less than a page pipe-max-size refuses with EINVAL.
    MAX_SIZE_LEAST: Configuration, PIPE_7, "/proc files", since(2, 6, 35),
        needs(&[Need::OwnMachine]);
    /// A new pipe of a user without CAP_SYS_RESOURCE has no more than pipe-max-size.
    CAPACITY_CAPPED: Limit, PIPE_7, "/proc files", since(4, 9, 0), needs(OTHER_USER);
    /// pipe-user-pages-soft is 16384 where nobody has set it.
    SOFT_IS_16384: Configuration, PIPE_7, "/proc files", since(4, 5, 0),
        needs(&[Need::OwnMachine]);
    /// A new pipe of a user who has as many pages of pipes as pipe-user-pages-soft has one page.
    SOFT_LEAVES_ONE_PAGE: Limit, PIPE_7, "/proc files", since(4, 5, 0), until(5, 14, 0),
        needs(OTHER_USER), permits();
    /// A new pipe of a user who has as many pages of pipes as pipe-user-pages-soft has two pages.
    SOFT_LEAVES_TWO_PAGES: Limit, PIPE_7, "/proc files", since(4, 5, 0), needs(OTHER_USER);
    /// F_SETPIPE_SZ to more fails with EPERM for a user who has as many pages of pipes as
    /// pipe-user-pages-soft.
    SOFT_DENIES_GROWTH: Limit, PIPE_7, "/proc files", since(4, 5, 0), needs(OTHER_USER);
    /// A pipe-user-pages-soft of 0 makes no pipe small.
    SOFT_OF_0_IS_OFF: Limit, PIPE_7, "/proc files", since(4, 5, 0), needs(OTHER_USER);
    /// pipe-user-pages-hard is 0 where nobody has set it.
    HARD_IS_0: Configuration, PIPE_7, "/proc files", since(4, 5, 0), needs(&[Need::OwnMachine]);
    /// pipe2 fails with ENFILE for a user who has as many pages of pipes as pipe-user-pages-hard.
    HARD_DENIES_CREATION: Limit, PIPE_2, "ERRORS", since(4, 5, 0), needs(OTHER_USER);
    /// F_SETPIPE_SZ to more fails with EPERM for a user who has as many pages of pipes as
    /// pipe-user-pages-hard.
    HARD_DENIES_GROWTH: Limit, PIPE_7, "/proc files", since(4, 5, 0), needs(OTHER_USER);
    /// A pipe-user-pages-hard of 0 denies no pipe.
    HARD_OF_0_IS_OFF: Limit, PIPE_7, "/proc files", since(4, 5, 0), needs(OTHER_USER);
    /// pipe2 counts the pages of the new pipe as well: it fails with ENFILE if they take the user
    /// past pipe-user-pages-hard.
    CREATION_COUNTED: Limit, PIPE_7, "BUGS", since(4, 9, 0), needs(OTHER_USER);
    /// F_SETPIPE_SZ counts the pages asked for as well: it fails with EPERM if they take the user
    /// past a limit.
    GROWTH_COUNTED: Limit, PIPE_7, "BUGS", since(4, 9, 0), needs(OTHER_USER);
    /// F_SETPIPE_SZ to less succeeds for a user who is at a limit.
    SHRINKING_ALLOWED: Limit, PIPE_7, "BUGS", since(4, 9, 0), needs(OTHER_USER);
    /// With CAP_SYS_RESOURCE or CAP_SYS_ADMIN, pipe2 makes pipes whatever pages the user has.
    LIMITS_EXEMPT: Access, PIPE_7, "/proc files", since(4, 5, 0), needs(&[Need::OwnMachine]);
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

/// Another user, in a machine whose settings are ours.
const OTHER_USER: &[Need] = &[Need::OwnMachine, Need::OtherUid];

const FULL: &str = "a machine that can open no more files cannot run us either";
const AT_ONCE: &str = "two creators would have to be between the same two steps of one call";
const POPEN: &str = "popen starts a shell, which neither a VM nor a sandbox of ours has";

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    out("user_pages_at_once", Aspect::Limit, &pages::PIPE_7, "BUGS", AT_ONCE),
    out("enfile", Aspect::Error, &pages::PIPE_2, "ERRORS", FULL),
    out(
        "other_flags",
        Aspect::Descriptor,
        &pages::PIPE_7,
        "Open file status flags",
        "that the other status flags mean nothing to a pipe does not say what setting one does",
    ),
    out(
        "splice_unseekable",
        Aspect::Error,
        &pages::SPLICE_2,
        "ERRORS",
        "the page gives both EINVAL and ESPIPE to the offset of a pipe; of the two it is ESPIPE \
         that names the pipe",
    ),
    out(
        "splice_unsupported",
        Aspect::Error,
        &pages::SPLICE_2,
        "ERRORS",
        "which file systems support splicing no page says",
    ),
    out(
        "splice_no_memory",
        Aspect::Error,
        &pages::SPLICE_2,
        "ERRORS",
        "memory cannot be exhausted without harm to others",
    ),
    out(
        "packet_of_nothing",
        Aspect::Semantics,
        &pages::PIPE_2,
        "DESCRIPTION",
        "that there are no packets of no bytes does not say what a write of none returns, nor does \
         write(2)",
    ),
    out("popen", Aspect::Semantics, &pages::PIPE_7, "DESCRIPTION", POPEN),
    out(
        "no_device_io",
        Aspect::Semantics,
        &pages::PIPE_7,
        "DESCRIPTION",
        "that no device is touched cannot be seen by the processes that use the FIFO",
    ),
    out(
        "notification_pipe",
        Aspect::Configuration,
        &pages::PIPE_2,
        "ERRORS",
        "watch queues carry the kernel's notifications, not messages between processes",
    ),
];
