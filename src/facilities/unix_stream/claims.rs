//! What unix(7), socket(7) and the pages of the calls say of stream sockets.

mod left_out;

use crate::claim::{FLAGS, Need, READY};
use crate::claims;
pub use left_out::LEFT_OUT;

/// What is on its way to a socket, and what there is room for.
pub const BYTES: u32 = 1;
/// Whether the other socket is open, and which ways are shut down.
pub const ENDS: u32 = 1 << 1;
/// Whether a description is blocking, which also shows in that a call slept that ought to have
/// failed, and in a call that begins anew after a handler.
pub const BLOCKING: u32 = 1 << 2 | FLAGS;
/// All that other bytes on their way may show by.
pub const HELD: u32 = BYTES | READY;

claims! { "unix_stream":
    /// SOCK_CLOEXEC sets close-on-exec on both descriptors of a new pair; without it both are
    /// clear.
    PAIR_CLOEXEC: Descriptor, SOCKET_2, "DESCRIPTION", since(2, 6, 27);
    /// SOCK_NONBLOCK makes both sockets of a new pair non-blocking; without it neither is.
    PAIR_NONBLOCK: Descriptor, SOCKET_2, "DESCRIPTION", since(2, 6, 27);
    /// An unknown flag in the type makes socketpair fail with EINVAL.
    PAIR_UNKNOWN_FLAG: Error, SOCKET_2, "ERRORS";
    /// socketpair with an array that is not the caller's memory fails with EFAULT.
    PAIR_EFAULT: Error, SOCKETPAIR_2, "ERRORS";
    /// socketpair of a family that there is not fails with EAFNOSUPPORT.
    PAIR_FAMILY: Error, SOCKETPAIR_2, "ERRORS";
    /// socketpair of the Internet family, which has no pairs, fails with EOPNOTSUPP.
    PAIR_INET: Error, SOCKETPAIR_2, "ERRORS";
    /// socketpair with a protocol that is neither 0 nor AF_UNIX fails with EPROTONOSUPPORT.
    PAIR_PROTOCOL: Error, UNIX_7, "ERRORS";
    /// socketpair of a type that the family has not fails with ESOCKTNOSUPPORT.
    PAIR_TYPE: Error, UNIX_7, "ERRORS";
    /// With fewer than two descriptors left under RLIMIT_NOFILE, socketpair fails with EMFILE.
    PAIR_EMFILE: Limit, SOCKETPAIR_2, "ERRORS";
    /// A socketpair that fails leaves the caller's array as it was.
    PAIR_FAILURE_LEAVES_ARRAY: Semantics, SOCKETPAIR_2, "RETURN VALUE";
    /// The address of a socket of a pair is unnamed: it is as long as the family alone, 2 bytes.
    PAIR_UNNAMED: Semantics, UNIX_7, "Address format";
    /// getpeername of a socket of a pair gives an unnamed address, of 2 bytes.
    PAIR_PEER_UNNAMED: Semantics, UNIX_7, "Address format";
    /// SO_PEERCRED of a socket of a pair gives the process, the user and the group that made the
    /// pair, as they were then.
    PEER_CREDENTIALS: Access, UNIX_7, "Socket options";
    /// SO_TYPE gives SOCK_STREAM.
    OPTION_TYPE: Descriptor, SOCKET_7, "Socket options";
    /// SO_DOMAIN gives AF_UNIX.
    OPTION_DOMAIN: Descriptor, SOCKET_7, "Socket options", since(2, 6, 32);
    /// SO_PROTOCOL gives the protocol 0 with which the socket was made.
    OPTION_PROTOCOL: Descriptor, SOCKET_7, "Socket options", since(2, 6, 32);
    /// SO_ACCEPTCONN gives 0 for a socket that does not listen.
    OPTION_LISTENS_NOT: Descriptor, SOCKET_7, "Socket options";
    /// SO_ERROR gives 0 where no error is pending.
    OPTION_NO_ERROR: Descriptor, SOCKET_7, "Socket options";
    /// A receive gives the bytes that were sent on the other socket, none lost and none twice, in
    /// the order of sending.
    RECV_IN_ORDER: Semantics, SOCKET_2, "DESCRIPTION", of(BYTES | BLOCKING);
    /// A receive gives all that has come, up to the bytes asked for, and does not wait for more.
    RECV_TAKES_AVAILABLE: Semantics, RECV_2, "DESCRIPTION", of(BYTES | BLOCKING);
    /// A receive takes bytes of several sends at once: a stream keeps no boundaries.
    RECV_ACROSS_SENDS: Semantics, SOCKET_2, "DESCRIPTION", of(BYTES | BLOCKING);
    /// read gives what recv without flags gives.
    READ_AS_RECV: Semantics, RECV_2, "DESCRIPTION", of(BYTES | BLOCKING);
    /// A blocking receive from a connection on which nothing has come sleeps until something does.
    RECV_WAITS: Semantics, RECV_2, "DESCRIPTION", can_wait(), of(BYTES | ENDS | BLOCKING);
    /// A receive from a non-blocking socket on which nothing has come fails with EAGAIN.
    RECV_EAGAIN: Error, RECV_2, "ERRORS", of(BYTES | ENDS | BLOCKING);
    /// MSG_DONTWAIT makes a receive that would sleep fail with EAGAIN.
    RECV_DONTWAIT: Error, RECV_2, "The flags argument", of(BYTES | ENDS | BLOCKING);
    /// A receive returns 0 once all is received that came before the other socket was closed.
    RECV_END_CLOSED: Semantics, POLL_2, "DESCRIPTION", of(BYTES | ENDS);
    /// A receive returns 0 once all is received that came before the other end was shut down for
    /// writing.
    RECV_END_SHUT: Semantics, RECV_2, "RETURN VALUE", of(BYTES | ENDS);
    /// After SHUT_RD a receive that finds nothing does not wait for more: it returns 0.
    RECV_DISALLOWED: Semantics, SHUTDOWN_2, "DESCRIPTION", of(BYTES | ENDS);
    /// A caught signal whose handler has no SA_RESTART makes a sleeping receive fail with EINTR.
    RECV_EINTR: Error, RECV_2, "ERRORS";
    /// After a handler with SA_RESTART, a sleeping receive goes on sleeping.
    RECV_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", can_wait(),
        of(BLOCKING);
    /// recv of no bytes may return 0.
    RECV_OF_NOTHING: Semantics, RECV_2, "RETURN VALUE", permits();
    /// A read that asks for no bytes returns 0 and takes nothing.
    READ_OF_NOTHING: Semantics, READ_2, "DESCRIPTION";
    /// A receive from a connection, or a send on it, may fail with ECONNRESET when the other socket
    /// was closed before it had received all.
    RESET: Error, UNIX_7, "ERRORS", permits();
    /// With MSG_PEEK, a receive gives the first bytes that have come.
    PEEK_FIRST: Semantics, RECV_2, "The flags argument", of(BYTES | BLOCKING);
    /// What was received with MSG_PEEK the next receive gives again.
    PEEK_LEAVES: Semantics, RECV_2, "The flags argument", of(BYTES | BLOCKING);
    /// MSG_PEEK gives the first byte of the plain data behind a byte that was sent out of band and
    /// not received.
    PEEK_PAST_OOB: Semantics, RECV_2, "The flags argument";
    /// With MSG_WAITALL, a blocking receive that has less than it asked for sleeps.
    WAITALL_WAITS: Semantics, RECV_2, "The flags argument", can_wait(),
        of(BYTES | ENDS | BLOCKING);
    /// With MSG_WAITALL, a blocking receive gives all that it asked for.
    WAITALL_COMPLETES: Semantics, RECV_2, "The flags argument", of(BYTES | BLOCKING);
    /// With MSG_WAITALL, a caught signal may make a receive return what it has.
    WAITALL_CUT_SHORT: Semantics, RECV_2, "The flags argument", permits();
    /// With MSG_WAITALL, the end of the connection makes a receive return what it has.
    WAITALL_ENDS: Semantics, RECV_2, "The flags argument", of(BYTES | ENDS);
    /// A receive into a buffer whose end is not the caller's memory gives what comes, where that
    /// fits into its beginning.
    RECV_PARTLY_MAPPED: Semantics, RECV_2, "DESCRIPTION";
    /// A descriptor sent with SCM_RIGHTS comes with the bytes beside it, and what it refers to is
    /// closed with it.
    RIGHTS_COME: Descriptor, UNIX_7, "Ancillary messages";
    /// A send for whose bytes there is room sends all of them, and returns their number.
    SEND_WHOLE: Semantics, SEND_2, "RETURN VALUE", of(BYTES | BLOCKING);
    /// write sends what send without flags sends.
    WRITE_AS_SEND: Semantics, SEND_2, "DESCRIPTION", of(BYTES | BLOCKING);
    /// MSG_MORE makes no difference to a send.
    SEND_MORE: Semantics, UNIX_7, "Sockets API", of(BYTES | BLOCKING);
    /// A non-blocking send for not all of whose bytes there is room sends some, and returns how
    /// many.
    SEND_PARTIAL: Semantics, WRITE_2, "DESCRIPTION", of(BYTES | BLOCKING);
    /// A blocking send returns when it has sent all of its bytes.
    SEND_COMPLETES: Semantics, SEND_2, "DESCRIPTION", of(BYTES | BLOCKING);
    /// A blocking send for which the buffer has no room sleeps.
    SEND_WAITS: Semantics, SEND_2, "DESCRIPTION", can_wait(), of(BYTES | ENDS | BLOCKING);
    /// A send on a non-blocking socket for which the buffer has no room fails with EAGAIN.
    SEND_EAGAIN: Error, SEND_2, "ERRORS", of(BYTES | ENDS | BLOCKING);
    /// MSG_DONTWAIT makes a send for which the buffer has no room fail with EAGAIN.
    SEND_DONTWAIT: Error, SEND_2, "The flags argument", of(BYTES | ENDS | BLOCKING);
    /// A caught signal whose handler has no SA_RESTART makes a sleeping send that has sent nothing
    /// fail with EINTR.
    SEND_EINTR: Error, SEND_2, "ERRORS", of(BYTES);
    /// After a handler with SA_RESTART, a sleeping send that has sent nothing goes on sleeping.
    SEND_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", can_wait(),
        of(BYTES | BLOCKING);
    /// A send after the other socket was closed fails with EPIPE where SIGPIPE is ignored.
    SEND_EPIPE: Error, UNIX_7, "ERRORS", of(ENDS);
    /// A send after the other socket was closed kills a sender that leaves SIGPIPE at its default.
    SEND_SIGPIPE: Semantics, UNIX_7, "ERRORS", of(ENDS);
    /// MSG_NOSIGNAL makes a send after the other socket was closed fail with EPIPE, and raises no
    /// SIGPIPE.
    SEND_NOSIGNAL: Semantics, SEND_2, "The flags argument", of(ENDS);
    /// A send on a socket that was shut down for writing fails with EPIPE where SIGPIPE is ignored.
    SHUT_EPIPE: Error, SEND_2, "ERRORS", of(ENDS);
    /// A send on a socket that was shut down for writing kills a sender that leaves SIGPIPE at its
    /// default.
    SHUT_SIGPIPE: Semantics, SEND_2, "ERRORS", of(ENDS);
    /// MSG_NOSIGNAL makes a send on a socket that was shut down for writing fail with EPIPE, and
    /// raises no SIGPIPE.
    SHUT_NOSIGNAL: Semantics, SEND_2, "ERRORS", of(ENDS);
    /// shutdown of a connected socket succeeds.
    SHUT_SUCCEEDS: Semantics, SHUTDOWN_2, "RETURN VALUE";
    /// shutdown in a way that there is not fails with EINVAL.
    SHUT_EINVAL: Error, SHUTDOWN_2, "ERRORS", since(3, 7, 0);
    /// A send with MSG_OOB fails with EOPNOTSUPP.
    OOB_SEND: Error, UNIX_7, "ERRORS";
    /// A receive with MSG_OOB fails with EOPNOTSUPP.
    OOB_RECV: Error, UNIX_7, "ERRORS";
    /// FIONREAD tells how many bytes have come and were not received.
    FIONREAD_COUNTS: Descriptor, UNIX_7, "Ioctls", of(BYTES);
    /// lseek of a socket fails with ESPIPE.
    LSEEK_ESPIPE: Error, LSEEK_2, "ERRORS";
    /// The link of a socket in /proc/PID/fd names its type, and its inode in brackets.
    FD_LINK: Descriptor, PROC_PID_FD_5, "DESCRIPTION", needs(&[Need::Proc]);
    /// send on a descriptor that is not a socket's fails with ENOTSOCK.
    SEND_ENOTSOCK: Error, SEND_2, "ERRORS";
    /// recv on a descriptor that is not a socket's fails with ENOTSOCK.
    RECV_ENOTSOCK: Error, RECV_2, "ERRORS";
    /// shutdown of a descriptor that is not a socket's fails with ENOTSOCK.
    SHUT_ENOTSOCK: Error, SHUTDOWN_2, "ERRORS";
    /// getsockopt of a descriptor that is not a socket's fails with ENOTSOCK.
    OPTION_ENOTSOCK: Error, GETSOCKOPT_2, "ERRORS";
    /// getsockname of a descriptor that is not a socket's fails with ENOTSOCK.
    NAME_ENOTSOCK: Error, GETSOCKNAME_2, "ERRORS";
    /// getpeername of a descriptor that is not a socket's fails with ENOTSOCK.
    PEER_ENOTSOCK: Error, GETPEERNAME_2, "ERRORS";
    /// poll reports input on a socket on which something has come, and not on a connection on which
    /// nothing has.
    POLL_INPUT: Descriptor, POLL_2, "DESCRIPTION", of(BYTES | ENDS);
    /// poll reports output on a socket all of whose bytes were received, and not on one on which a
    /// send has just failed for want of room.
    POLL_OUTPUT: Descriptor, SOCKET_7, "Socket-layer functions", of(BYTES);
    /// poll reports a hang-up on a socket whose other one was closed, and not on a connection of
    /// which nothing was shut down.
    POLL_HANGUP: Descriptor, POLL_2, "DESCRIPTION", of(ENDS);
    /// poll reports POLLRDHUP, where it is asked for that, exactly on a socket whose other one was
    /// closed or shut down for writing.
    POLL_RDHUP: Descriptor, POLL_2, "DESCRIPTION", since(2, 6, 17), of(ENDS);
    /// epoll reports EPOLLRDHUP, where it is asked for that, exactly on a socket whose other one
    /// was closed or shut down for writing.
    EPOLL_RDHUP: Descriptor, EPOLL_CTL_2, "DESCRIPTION", since(2, 6, 17), of(ENDS);
    /// poll reports a hang-up on a socket whose other end was shut down one way.
    POLL_HANGUP_SHUT: Descriptor, SOCKET_7, "Socket-layer functions", of(ENDS);
}
