//! What fifo(7), mkfifo(3), open(2) and pipe(7) say of FIFOs.

mod left_out;

use crate::claim::{FLAGS, Need, READY};
use crate::claims;
pub use left_out::LEFT_OUT;

/// What a FIFO holds, and what it has room for. A signal shows how much of a sleeping write it had
/// room for already.
pub const BYTES: u32 = 1;
/// Whether anybody has the other end.
pub const ENDS: u32 = 1 << 1;
/// Whether a description is blocking, which also shows in that a call slept that ought to have
/// failed, and in a call that begins anew after a handler.
pub const BLOCKING: u32 = 1 << 2 | FLAGS;
/// Which FIFO a name refers to, and what its permissions are.
pub const NAMED: u32 = 1 << 3;
/// All that other bytes in a FIFO may show by.
pub const HELD: u32 = BYTES | READY;

const OTHER_UID: &[Need] = &[Need::OtherUid];

claims! { "fifo":
    // Names.

    /// mkfifo gives a name that is free to a new FIFO.
    MAKES: Semantics, MKFIFO_3, "DESCRIPTION", glibc(), of(NAMED);
    /// mknod with S_IFIFO gives a name that is free to a new FIFO.
    MKNOD_MAKES: Semantics, MKNOD_2, "DESCRIPTION", of(NAMED);
    /// mknod with S_IFIFO asks for no privilege.
    MKNOD_UNPRIVILEGED: Access, MKNOD_2, "ERRORS", needs(OTHER_UID), of(NAMED);
    /// What mkfifo made is of the type FIFO.
    IS_FIFO: Semantics, MKFIFO_3, "DESCRIPTION", of(NAMED);
    /// The permissions of a new FIFO are the mode that was asked for, without the bits of the
    /// umask.
    MAKE_MODE: Access, MKFIFO_3, "DESCRIPTION", of(NAMED);
    /// A new FIFO belongs to the effective user of its maker.
    MAKE_OWNER: Access, MKNOD_2, "DESCRIPTION", of(NAMED);
    /// Whatever its pipe holds, the entry of a FIFO in the file system has no contents: its size is
    /// 0.
    HAS_NO_CONTENTS: Persistence, FIFO_7, "DESCRIPTION";
    /// A FIFO outlasts the process that made it.
    PERSISTS: Persistence, MKFIFO_3, "DESCRIPTION", of(NAMED);
    /// mkfifo of a name that there is fails with EEXIST.
    MAKE_EXISTING: Error, MKFIFO_3, "ERRORS", glibc(), of(NAMED);
    /// mknod of a name that there is fails with EEXIST.
    MKNOD_EXISTING: Error, MKNOD_2, "ERRORS", of(NAMED);
    /// mkfifo of the name of a symbolic link that leads nowhere fails with EEXIST.
    MAKE_OVER_LINK: Error, MKFIFO_3, "ERRORS", glibc();
    /// mkfifo in a directory that does not exist fails with ENOENT.
    MAKE_WITHOUT_DIRECTORY: Error, MKFIFO_3, "ERRORS", glibc();
    /// mkfifo with a file where the path has a directory fails with ENOTDIR.
    MAKE_UNDER_FILE: Error, MKFIFO_3, "ERRORS", glibc();
    /// mkfifo of a name longer than NAME_MAX fails with ENAMETOOLONG.
    MAKE_TOO_LONG: Limit, MKFIFO_3, "ERRORS", glibc();
    /// mkfifoat of a relative path fails with EBADF if the directory is no valid descriptor.
    MAKE_AT_BAD_DIRECTORY: Error, MKFIFO_3, "ERRORS", glibc();
    /// mkfifo in a directory that the caller may not search fails with EACCES.
    MAKE_UNSEARCHABLE: Access, MKFIFO_3, "ERRORS", glibc(), needs(OTHER_UID);
    /// unlink of the name of a FIFO succeeds.
    UNLINKS: Semantics, UNLINK_2, "DESCRIPTION", of(NAMED);
    /// The name of a FIFO is gone once it was unlinked.
    UNLINK_REMOVES: Persistence, UNLINK_2, "DESCRIPTION", of(NAMED);
    /// unlink of a name that there is not fails with ENOENT.
    UNLINK_MISSING: Error, UNLINK_2, "ERRORS", of(NAMED);
    /// Where its name was unlinked, those who have a FIFO open go on writing to it.
    UNLINK_LEAVES_OPEN: Persistence, UNLINK_2, "DESCRIPTION", of(BYTES | BLOCKING);

    // Opening.

    /// A blocking open for reading sleeps until the other end is opened.
    OPEN_READ_WAITS: Semantics, FIFO_7, "DESCRIPTION", can_wait(), of(ENDS | NAMED | BLOCKING);
    /// A blocking open for writing sleeps until the other end is opened.
    OPEN_WRITE_WAITS: Semantics, FIFO_7, "DESCRIPTION", can_wait(), of(ENDS | NAMED | BLOCKING);
    /// An open that sleeps succeeds when the other end is opened.
    OPEN_WOKEN: Semantics, FIFO_7, "DESCRIPTION", of(ENDS | NAMED);
    /// A blocking open of one end succeeds at once where the other is open, or another process
    /// sleeps in its open of that.
    OPEN_AT_ONCE: Semantics, FIFO_7, "DESCRIPTION", of(ENDS | NAMED);
    /// A non-blocking open for reading succeeds where nobody has opened the other end.
    OPEN_READ_NONBLOCK: Semantics, FIFO_7, "DESCRIPTION", of(NAMED);
    /// A non-blocking open for writing fails with ENXIO where nobody has the FIFO open for reading.
    OPEN_WRITE_ENXIO: Error, OPEN_2, "ERRORS", of(ENDS | NAMED);
    /// A non-blocking open for writing succeeds where the other end is open.
    OPEN_WRITE_NONBLOCK: Semantics, FIFO_7, "DESCRIPTION", of(ENDS | NAMED);
    /// An open for reading and writing succeeds at once, blocking or not, whoever else has the FIFO
    /// open.
    OPEN_BOTH: Semantics, FIFO_7, "DESCRIPTION", of(NAMED);
    /// A caught signal whose handler has no SA_RESTART makes an open that sleeps fail with EINTR.
    OPEN_EINTR: Error, OPEN_2, "ERRORS", of(ENDS | NAMED);
    /// After a handler with SA_RESTART, an open goes on sleeping.
    OPEN_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", can_wait(),
        of(ENDS | NAMED);
    /// O_CLOEXEC sets close-on-exec on the new descriptor; without it that is clear.
    OPEN_CLOEXEC: Descriptor, OPEN_2, "DESCRIPTION", since(2, 6, 23);
    /// O_TRUNC does not keep a FIFO from being opened.
    OPEN_TRUNCATES_NOTHING: Descriptor, OPEN_2, "DESCRIPTION", of(ENDS | NAMED);
    /// O_TRUNC asks for no permission to write a FIFO that is opened for reading.
    OPEN_TRUNCATE_ASKS_NOTHING: Access, OPEN_2, "DESCRIPTION", needs(OTHER_UID), of(NAMED);
    /// Any process can open a FIFO whose maker has ended.
    OPEN_AFTER_MAKER: Persistence, MKFIFO_3, "DESCRIPTION", of(ENDS | NAMED);
    /// Another user opens a FIFO where the permissions admit that.
    OPEN_GRANTED: Access, OPEN_2, "ERRORS", needs(OTHER_UID), of(ENDS | NAMED);
    /// Opening the read end without permission to read fails with EACCES.
    OPEN_READ_DENIED: Access, OPEN_2, "ERRORS", needs(OTHER_UID), of(NAMED);
    /// Opening the write end without permission to write fails with EACCES.
    OPEN_WRITE_DENIED: Access, OPEN_2, "ERRORS", needs(OTHER_UID), of(NAMED);
    /// open without O_CREAT of a name that there is not fails with ENOENT.
    OPEN_MISSING: Error, OPEN_2, "ERRORS", of(NAMED);
    /// With no descriptor left under RLIMIT_NOFILE, open fails with EMFILE.
    OPEN_EMFILE: Limit, OPEN_2, "ERRORS";

    // The byte stream.

    /// All that have a FIFO open use one pipe: a read gives what was written, in order, however
    /// many have opened it for reading.
    ONE_PIPE: Semantics, FIFO_7, "DESCRIPTION", of(BYTES | BLOCKING | NAMED);
    /// A read gives the bytes that were written, unmodified, in the order of writing, without
    /// regard to where one write ended and the next began.
    READ_IN_ORDER: Semantics, PIPE_7, "I/O on pipes and FIFOs", of(BYTES | BLOCKING | NAMED);
    /// A read of fewer bytes than asked for gives all that the FIFO holds.
    READ_TAKES_AVAILABLE: Semantics, READ_2, "DESCRIPTION", of(BYTES | BLOCKING | NAMED);
    /// A blocking read of an empty FIFO that has a writer sleeps until there is data.
    READ_OF_EMPTY_WAITS: Semantics, PIPE_7, "I/O on pipes and FIFOs", can_wait(),
        of(BYTES | BLOCKING | ENDS | NAMED);
    /// A non-blocking read of an empty FIFO that has a writer fails with EAGAIN.
    READ_OF_EMPTY_EAGAIN: Error, READ_2, "ERRORS", of(BYTES | BLOCKING | ENDS | NAMED);
    /// A read of an empty FIFO that nobody has open for writing returns 0.
    READ_END_OF_FILE: Semantics, PIPE_7, "I/O on pipes and FIFOs", of(BYTES | ENDS | NAMED);
    /// A read of a description that was opened for writing only fails with EBADF.
    READ_OF_WRITE_END: Error, READ_2, "ERRORS";
    /// A write to a description that was opened for reading only fails with EBADF.
    WRITE_TO_READ_END: Error, WRITE_2, "ERRORS";
    /// A read that asks for no bytes returns 0 and takes nothing.
    READ_OF_NOTHING: Semantics, READ_2, "DESCRIPTION";
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
    WRITE_SMALL_WHOLE: Atomicity, PIPE_7, "PIPE_BUF", of(BYTES | BLOCKING | NAMED);
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
    /// A non-blocking write of more than PIPE_BUF bytes to a FIFO that is not full writes from 1 to
    /// all of them.
    WRITE_LARGE_PARTIAL: Semantics, PIPE_7, "PIPE_BUF", of(BYTES | BLOCKING);
    /// A non-blocking write of more than PIPE_BUF bytes to a full FIFO fails with EAGAIN.
    WRITE_LARGE_EAGAIN: Error, PIPE_7, "PIPE_BUF", of(BYTES | BLOCKING);
    /// The bytes of a write of more than PIPE_BUF bytes may be separated by those of other writes.
    WRITE_LARGE_INTERLEAVES: Atomicity, PIPE_7, "PIPE_BUF", permits();
    /// The writes to a FIFO may fill it before its capacity in bytes is reached.
    FULL_BEFORE_CAPACITY: Limit, F_GETPIPE_SZ_2CONST, "DESCRIPTION", permits(), can_wait();
    /// A write to a FIFO that nobody has open for reading fails with EPIPE where SIGPIPE is
    /// ignored.
    WRITE_EPIPE: Error, PIPE_7, "I/O on pipes and FIFOs", of(ENDS | NAMED);
    /// A write to a FIFO that nobody has open for reading kills a writer that leaves SIGPIPE at its
    /// default.
    WRITE_SIGPIPE: Semantics, FIFO_7, "NOTES", of(ENDS | NAMED);
    /// FIONREAD, on either end, tells how many bytes are unread.
    FIONREAD_COUNTS: Descriptor, PIPE_7, "Pipe capacity", of(BYTES | NAMED);
    /// lseek of either end fails with ESPIPE.
    LSEEK_ESPIPE: Error, PIPE_7, "I/O on pipes and FIFOs";

    // Watching.

    /// poll reports input where a FIFO that is open for reading holds data, and not where it is
    /// empty.
    POLL_INPUT: Descriptor, POLL_2, "DESCRIPTION", of(BYTES | NAMED);
    /// poll reports output where a FIFO that is open for writing has room, and not where it is
    /// full.
    POLL_OUTPUT: Descriptor, POLL_2, "DESCRIPTION", of(BYTES);
    /// poll reports a hang-up on the read end of a FIFO whose last writer has closed it, and not
    /// while there is one.
    POLL_HANGUP: Descriptor, POLL_2, "DESCRIPTION", of(ENDS | NAMED);
    /// poll reports an error on a write end exactly when nobody has the FIFO open for reading.
    POLL_ERROR: Descriptor, POLL_2, "DESCRIPTION", of(ENDS | NAMED);
}
