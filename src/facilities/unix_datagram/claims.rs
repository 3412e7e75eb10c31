//! What unix(7), socket(7) and the pages of the calls say of datagram sockets.

mod left_out;

use crate::claim::{FLAGS, READY};
use crate::claims;
pub use left_out::LEFT_OUT;

/// What is on its way to a socket, and what there is room for.
pub const BYTES: u32 = 1;
/// Whether the other socket is open, and which ways are shut down.
pub const ENDS: u32 = 1 << 1;
/// Whether a description is blocking, which also shows in that a call slept that ought to have
/// failed, and in a call that begins anew after a handler.
pub const BLOCKING: u32 = 1 << 2 | FLAGS;
/// What names sockets have, and which are connected to which.
pub const NAMES: u32 = 1 << 3;
/// All that other bytes on their way may show by.
pub const HELD: u32 = BYTES | READY;

claims! { "unix_datagram":
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
    /// SOCK_CLOEXEC sets close-on-exec on the descriptor of a new socket; without it that is clear.
    SOCKET_CLOEXEC: Descriptor, SOCKET_2, "DESCRIPTION", since(2, 6, 27);
    /// SOCK_NONBLOCK makes a new socket non-blocking; without it a new socket is blocking.
    SOCKET_NONBLOCK: Descriptor, SOCKET_2, "DESCRIPTION", since(2, 6, 27);
    /// With no descriptor left under RLIMIT_NOFILE, socket fails with EMFILE.
    SOCKET_EMFILE: Limit, SOCKET_2, "ERRORS";
    /// bind gives a socket that has no name one that is free.
    BIND_NAMES: Semantics, BIND_2, "DESCRIPTION", of(NAMES);
    /// bind of a socket that has a name fails with EINVAL.
    BIND_TWICE: Error, BIND_2, "ERRORS", of(NAMES);
    /// bind to the name of an open socket fails with EADDRINUSE.
    BIND_IN_USE: Error, UNIX_7, "ERRORS", of(NAMES);
    /// A path remains when its socket is closed: bind to it fails with EADDRINUSE.
    NAME_STAYS: Persistence, UNIX_7, "NOTES", of(NAMES);
    /// An abstract name is free again once the last descriptor of its socket is closed.
    ABSTRACT_VANISHES: Persistence, UNIX_7, "Abstract sockets", of(NAMES);
    /// The path of a socket can be unlinked, open or closed.
    UNLINK_ANY_TIME: Persistence, UNIX_7, "NOTES", of(NAMES);
    /// The path of a socket that was unlinked, open or closed, can be bound again.
    UNLINK_FREES: Persistence, UNLINK_2, "DESCRIPTION", of(NAMES);
    /// bind of a socket that has no name to an address of the family alone succeeds: the kernel
    /// chooses an abstract name for it.
    AUTOBIND: Semantics, UNIX_7, "Autobind feature", of(NAMES);
    /// The name that the kernel chooses for a socket, where bind is told the family alone, is a
    /// null byte and five lower-case hexadecimal digits.
    AUTOBIND_TOLD: Semantics, UNIX_7, "Autobind feature", of(NAMES);
    /// The address of an abstract socket is told with all bytes of its name, null bytes too, and is
    /// as long as the family and these.
    ABSTRACT_TOLD: Semantics, UNIX_7, "Address format", of(NAMES);
    /// The address of a socket that has a path is told with the path, and is as long as the family,
    /// the path and its null byte.
    PATHNAME_TOLD: Semantics, UNIX_7, "Address format", of(NAMES);
    /// connect gives a datagram socket the address to which a send goes that names none.
    CONNECT_NAMES: Semantics, CONNECT_2, "DESCRIPTION", of(NAMES);
    /// A datagram socket that is connected may be connected again.
    CONNECT_AGAIN: Semantics, CONNECT_2, "DESCRIPTION", of(NAMES);
    /// connect of a connected datagram socket to an address of AF_UNSPEC ends its connection.
    CONNECT_DISSOLVES: Semantics, CONNECT_2, "DESCRIPTION", of(NAMES);
    /// connect to an abstract name that no socket has, or to a path whose socket was closed, fails
    /// with ECONNREFUSED.
    CONNECT_REFUSED: Error, UNIX_7, "ERRORS", of(NAMES);
    /// connect to a path that there is not fails with ENOENT.
    CONNECT_NO_PATH: Error, UNIX_7, "ERRORS", of(NAMES);
    /// A connect or a send to a path that the caller may not write to fails with EACCES.
    PATH_WRITE: Access, UNIX_7, "Pathname socket ownership and permissions", of(NAMES);
    /// bind makes a path with all permissions but those that the umask takes away: whoever may
    /// write to it may connect and send to it.
    PATH_UMASK: Access, UNIX_7, "Pathname socket ownership and permissions", of(NAMES);
    /// A socket that has an abstract name may be sent to by every user.
    ABSTRACT_ANYONE: Access, UNIX_7, "Abstract sockets", of(BYTES | BLOCKING | NAMES);
    /// connect of a datagram socket to the path of a stream socket fails with EPROTOTYPE.
    OTHER_TYPE: Error, UNIX_7, "ERRORS";
    /// connect of a datagram socket to the abstract name of a stream socket fails with EPROTOTYPE.
    OTHER_TYPE_ABSTRACT: Error, UNIX_7, "ERRORS";
    /// FIONREAD tells how many bytes the datagram has that is to be received first, and 0 where
    /// there is none to be received.
    NEXT_BYTES: Descriptor, UDP_7, "Ioctls", of(BYTES);
    /// SO_TYPE gives SOCK_DGRAM.
    OPTION_TYPE: Descriptor, SOCKET_7, "Socket options";
    /// SO_DOMAIN gives AF_UNIX.
    OPTION_DOMAIN: Descriptor, SOCKET_7, "Socket options", since(2, 6, 32);
    /// SO_PROTOCOL gives the protocol 0 with which the socket was made.
    OPTION_PROTOCOL: Descriptor, SOCKET_7, "Socket options", since(2, 6, 32);
    /// SO_ACCEPTCONN gives 0 for a socket that does not listen.
    OPTION_LISTENS_NOT: Descriptor, SOCKET_7, "Socket options";
    /// SO_ERROR gives 0 where no error is pending.
    OPTION_NO_ERROR: Descriptor, SOCKET_7, "Socket options";
    /// A receive gives the datagram that was sent first of those on their way: none is lost, and
    /// none comes twice.
    RECV_IN_ORDER: Semantics, UNIX_7, "DESCRIPTION", of(BYTES | BLOCKING);
    /// A receive gives one datagram, however much more is asked for and has come.
    RECV_ONE_MESSAGE: Semantics, UNIX_7, "DESCRIPTION", of(BYTES | BLOCKING);
    /// A receive of less than a datagram gives the beginning of that, and the rest is discarded.
    RECV_DISCARDS_EXCESS: Semantics, RECV_2, "recvmsg()", of(BYTES | BLOCKING);
    /// The flags of a received datagram have MSG_TRUNC where a part of it was discarded, and only
    /// there.
    RECV_TRUNC_FLAG: Semantics, RECV_2, "recvmsg()", of(BYTES | BLOCKING);
    /// MSG_TRUNC makes a receive return the length of the whole datagram, even where it gives only
    /// the beginning of that.
    RECV_REAL_LENGTH: Semantics, RECV_2, "The flags argument", since(3, 4, 0),
        of(BYTES | BLOCKING);
    /// A receive that asks for the source is told the address of the socket that sent the datagram.
    SOURCE: Semantics, RECV_2, "recvfrom()", of(BYTES | BLOCKING | NAMES);
    /// The source of a datagram from a socket of a pair, which has no name, is as long as the
    /// family alone, 2 bytes.
    SOURCE_UNNAMED: Semantics, UNIX_7, "Address format";
    /// MSG_WAITALL makes no difference to a receive of a datagram.
    RECV_WAITALL: Semantics, RECV_2, "The flags argument", of(BYTES | BLOCKING);
    /// A receive of an empty datagram returns 0.
    RECV_EMPTY: Semantics, RECV_2, "RETURN VALUE", of(BYTES | BLOCKING);
    /// A read that finds an empty datagram leaves that where it is.
    READ_LEAVES_EMPTY: Semantics, RECV_2, "NOTES";
    /// read gives what recv without flags gives, but where the datagram is empty.
    READ_AS_RECV: Semantics, RECV_2, "DESCRIPTION", of(BYTES | BLOCKING);
    /// A blocking receive from a socket to which nothing has come sleeps until something does.
    RECV_WAITS: Semantics, RECV_2, "DESCRIPTION", can_wait(), of(BYTES | ENDS | BLOCKING);
    /// A receive from a non-blocking socket on which nothing has come fails with EAGAIN.
    RECV_EAGAIN: Error, RECV_2, "ERRORS", of(BYTES | ENDS | BLOCKING);
    /// MSG_DONTWAIT makes a receive that would sleep fail with EAGAIN.
    RECV_DONTWAIT: Error, RECV_2, "The flags argument", of(BYTES | ENDS | BLOCKING);
    /// After SHUT_RD a receive that finds nothing does not wait for more.
    RECV_DISALLOWED: Semantics, SHUTDOWN_2, "DESCRIPTION", of(BYTES | ENDS);
    /// A caught signal whose handler has no SA_RESTART makes a sleeping receive fail with EINTR.
    RECV_EINTR: Error, RECV_2, "ERRORS";
    /// After a handler with SA_RESTART, a sleeping receive goes on sleeping.
    RECV_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", can_wait(),
        of(BLOCKING);
    /// A read that asks for no bytes returns 0 and takes nothing.
    READ_OF_NOTHING: Semantics, READ_2, "DESCRIPTION";
    /// With MSG_PEEK, a receive gives the datagram that comes first.
    PEEK_FIRST: Semantics, RECV_2, "The flags argument", of(BYTES | BLOCKING);
    /// What was received with MSG_PEEK the next receive gives again.
    PEEK_LEAVES: Semantics, RECV_2, "The flags argument", of(BYTES | BLOCKING);
    /// A receive into a buffer whose end is not the caller's memory gives what comes, where that
    /// fits into its beginning.
    RECV_PARTLY_MAPPED: Semantics, RECV_2, "DESCRIPTION";
    /// A descriptor sent with SCM_RIGHTS comes with the bytes beside it, and what it refers to is
    /// closed with it.
    RIGHTS_COME: Descriptor, UNIX_7, "Ancillary messages";
    /// A descriptor can be sent in a datagram that has no bytes.
    RIGHTS_ALONE: Descriptor, UNIX_7, "Ancillary messages";
    /// A send of a datagram for which there is room returns its length.
    SEND_WHOLE: Semantics, SEND_2, "RETURN VALUE", of(BYTES | BLOCKING);
    /// write sends what send without flags sends.
    WRITE_AS_SEND: Semantics, SEND_2, "DESCRIPTION", of(BYTES | BLOCKING);
    /// MSG_MORE makes no difference to a send.
    SEND_MORE: Semantics, UNIX_7, "Sockets API", of(BYTES | BLOCKING);
    /// A blocking send for which the buffer has no room sleeps.
    SEND_WAITS: Semantics, SEND_2, "DESCRIPTION", can_wait(), of(BYTES | ENDS | BLOCKING);
    /// A send on a non-blocking socket for which the buffer has no room fails with EAGAIN.
    SEND_EAGAIN: Error, SEND_2, "ERRORS", of(BYTES | ENDS | BLOCKING);
    /// MSG_DONTWAIT makes a send for which the buffer has no room fail with EAGAIN.
    SEND_DONTWAIT: Error, SEND_2, "The flags argument", of(BYTES | ENDS | BLOCKING);
    /// A caught signal whose handler has no SA_RESTART makes a sleeping send fail with EINTR.
    SEND_EINTR: Error, SEND_2, "ERRORS", of(BYTES);
    /// After a handler with SA_RESTART, a sleeping send goes on sleeping.
    SEND_RESTARTS: Semantics, SIGNAL_7,
        "Interruption of system calls and library functions by signal handlers", can_wait(),
        of(BYTES | BLOCKING);
    /// A send to a socket that was closed fails.
    SEND_GONE: Error, UNIX_7, "ERRORS", of(BYTES | ENDS);
    /// What came before the other socket was closed is received, even where a send to that other
    /// socket has failed since.
    UNREAD_SURVIVES: Semantics, UNIX_7, "DESCRIPTION";
    /// A send without a target on a socket that is not connected fails, with ENOTCONN or
    /// EDESTADDRREQ.
    SEND_UNCONNECTED: Error, SEND_2, "ERRORS", of(NAMES);
    /// A send to a name goes to the socket that has it.
    SEND_TO: Semantics, SEND_2, "DESCRIPTION", of(BYTES | BLOCKING | NAMES);
    /// A send to a name that no open socket has fails.
    SEND_NOBODY: Error, UNIX_7, "ERRORS", of(NAMES);
    /// A send to a socket that is connected to another one fails, since it would not be received.
    FILTERED: Error, CONNECT_2, "DESCRIPTION", of(NAMES);
    /// A send to an address on a socket that is connected fails with EISCONN.
    TARGET_OF_CONNECTED: Error, UNIX_7, "ERRORS";
    /// A datagram goes that is 32 bytes shorter than the value that getsockopt gives of SO_SNDBUF,
    /// which is twice what was set.
    SEND_LARGEST: Limit, UNIX_7, "Sockets API";
    /// A send of a datagram fails with EMSGSIZE that is longer than the value that getsockopt gives
    /// of SO_SNDBUF, less 32 bytes.
    SEND_TOO_LONG: Limit, UNIX_7, "Sockets API";
    /// A send on a socket that was shut down for writing fails.
    SHUT_DISALLOWS_SENDS: Semantics, SHUTDOWN_2, "DESCRIPTION", of(BYTES | ENDS);
    /// shutdown of a socket that is connected to an open one succeeds.
    SHUT_SUCCEEDS: Semantics, SHUTDOWN_2, "RETURN VALUE";
    /// shutdown in a way that there is not fails with EINVAL.
    SHUT_EINVAL: Error, SHUTDOWN_2, "ERRORS", since(3, 7, 0);
    /// shutdown of a socket that is not connected fails with ENOTCONN.
    SHUT_UNCONNECTED: Error, SHUTDOWN_2, "ERRORS";
    /// getpeername of a socket that is not connected fails with ENOTCONN.
    PEER_UNCONNECTED: Error, GETPEERNAME_2, "ERRORS", of(NAMES);
    /// A datagram socket cannot listen: listen fails with EOPNOTSUPP.
    LISTEN_NOT: Error, LISTEN_2, "ERRORS";
    /// accept on a datagram socket fails with EOPNOTSUPP.
    ACCEPT_NOT: Error, ACCEPT_2, "ERRORS";
    /// A send with MSG_OOB fails with EOPNOTSUPP.
    OOB_SEND: Error, UNIX_7, "ERRORS";
    /// A receive with MSG_OOB fails with EOPNOTSUPP.
    OOB_RECV: Error, UNIX_7, "ERRORS";
    /// poll reports input on a socket to which something has come, and not on one to which nothing
    /// has.
    POLL_INPUT: Descriptor, POLL_2, "DESCRIPTION", of(BYTES | ENDS);
    /// poll reports output on a socket all of whose bytes were received, and not on one on which a
    /// send has just failed for want of room.
    POLL_OUTPUT: Descriptor, SOCKET_7, "Socket-layer functions", of(BYTES);
}
