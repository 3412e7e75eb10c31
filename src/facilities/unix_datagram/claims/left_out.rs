//! What was left out of the room, and why.

use crate::claim::pages::{self, Page};
use crate::claim::{Aspect, LeftOut};

const fn out(
    name: &'static str,
    aspect: Aspect,
    page: &'static Page,
    heading: &'static str,
    why: &'static str,
) -> LeftOut {
    LeftOut::new(name, aspect, page, heading, why)
}

const NAMES: &str = "the room's paths are short so far, and in one directory of one user";
const ANCILLARY: &str = "the room's sends carry bytes only so far";
const BUFFERS: &str = "no page says how much of a buffer a message takes up";
const RECORD: &str = "that MSG_EOR is generally used with this type does not say that it comes";
const SIGPIPE: &str = "the page speaks of the SIGPIPE of stream sockets";
const STREAMS: &str = "the page says it of stream sockets";
const CONNECTIONS: &str = "the page speaks of sockets that are connection-oriented";
const HANGUP: &str = "two datagram sockets have no connection that could be broken";
const OPTIONS: &str = "the room sets no options of sockets so far";

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    out("pathname_length", Aspect::Limit, &pages::UNIX_7, "Address format", NAMES),
    out("nul_appended", Aspect::Semantics, &pages::UNIX_7, "BUGS", NAMES),
    out(
        "directory_permission",
        Aspect::Access,
        &pages::UNIX_7,
        "Pathname socket ownership and permissions",
        NAMES,
    ),
    out(
        "socket_chmod",
        Aspect::Access,
        &pages::UNIX_7,
        "Pathname socket ownership and permissions",
        NAMES,
    ),
    out(
        "autobind_maximum",
        Aspect::Limit,
        &pages::UNIX_7,
        "Autobind feature",
        "a million bound sockets are more than a process may open",
    ),
    out("peercred_listener", Aspect::Access, &pages::UNIX_7, "Socket options", CONNECTIONS),
    out("backlog", Aspect::Limit, &pages::LISTEN_2, "DESCRIPTION", CONNECTIONS),
    out("somaxconn", Aspect::Limit, &pages::LISTEN_2, "DESCRIPTION", CONNECTIONS),
    out("fionread_listener", Aspect::Error, &pages::UNIX_7, "Ioctls", CONNECTIONS),
    out("accept_oldest", Aspect::Semantics, &pages::ACCEPT_2, "DESCRIPTION", CONNECTIONS),
    out("accept_flags", Aspect::Descriptor, &pages::ACCEPT_2, "DESCRIPTION", CONNECTIONS),
    out("accept_errors", Aspect::Error, &pages::ACCEPT_2, "ERRORS", CONNECTIONS),
    out("connect_nonblocking", Aspect::Error, &pages::CONNECT_2, "ERRORS", CONNECTIONS),
    out("pass_credentials", Aspect::Descriptor, &pages::UNIX_7, "Socket options", ANCILLARY),
    out(
        "pass_security",
        Aspect::Descriptor,
        &pages::UNIX_7,
        "Socket options",
        "no security module labels our sockets",
    ),
    out("rights_truncated", Aspect::Semantics, &pages::UNIX_7, "Ancillary messages", ANCILLARY),
    out("rights_nofile", Aspect::Semantics, &pages::UNIX_7, "Ancillary messages", ANCILLARY),
    out("rights_maximum", Aspect::Limit, &pages::UNIX_7, "Ancillary messages", ANCILLARY),
    out("rights_bad", Aspect::Error, &pages::UNIX_7, "ERRORS", ANCILLARY),
    out("rights_in_flight", Aspect::Limit, &pages::UNIX_7, "ERRORS", ANCILLARY),
    out("rights_cloexec", Aspect::Descriptor, &pages::RECV_2, "The flags argument", ANCILLARY),
    out("credentials_own", Aspect::Access, &pages::UNIX_7, "Ancillary messages", ANCILLARY),
    out("credentials_no_process", Aspect::Error, &pages::UNIX_7, "ERRORS", ANCILLARY),
    out("one_of_each", Aspect::Semantics, &pages::UNIX_7, "Ancillary messages", ANCILLARY),
    out("barrier", Aspect::Semantics, &pages::UNIX_7, "Ancillary messages", STREAMS),
    out(
        "queue_length",
        Aspect::Limit,
        &pages::UNIX_7,
        "Sockets API",
        "no page speaks of max_dgram_qlen",
    ),
    out("needs_a_byte", Aspect::Semantics, &pages::UNIX_7, "Ancillary messages", STREAMS),
    out("end_of_record", Aspect::Semantics, &pages::RECV_2, "recvmsg()", RECORD),
    out("sigpipe_closed", Aspect::Semantics, &pages::UNIX_7, "ERRORS", SIGPIPE),
    out("hangup", Aspect::Descriptor, &pages::SOCKET_7, "Socket-layer functions", HANGUP),
    out("control_maximum", Aspect::Limit, &pages::SEND_2, "sendmsg()", ANCILLARY),
    out("buffer_sizes", Aspect::Limit, &pages::SOCKET_7, "Socket options", BUFFERS),
    out("receive_buffer", Aspect::Configuration, &pages::UNIX_7, "Sockets API", BUFFERS),
    out("low_water", Aspect::Semantics, &pages::SOCKET_7, "Socket options", OPTIONS),
    out("timeouts", Aspect::Error, &pages::SOCKET_7, "Socket options", OPTIONS),
    out("peek_offset", Aspect::Descriptor, &pages::SOCKET_7, "Socket options", OPTIONS),
    out(
        "linger",
        Aspect::Semantics,
        &pages::SOCKET_7,
        "Socket options",
        "SO_LINGER is of what a network has yet to deliver",
    ),
    out(
        "mark",
        Aspect::Access,
        &pages::SOCKET_7,
        "Socket options",
        "a mark is for the routing of packets",
    ),
    out(
        "reuse_port",
        Aspect::Semantics,
        &pages::SOCKET_7,
        "Socket options",
        "ports are of the Internet families",
    ),
    out(
        "urgent",
        Aspect::Descriptor,
        &pages::SOCKET_7,
        "Socket-layer functions",
        "the pages say that this family has no urgent data",
    ),
    out(
        "sigio",
        Aspect::Descriptor,
        &pages::SOCKET_7,
        "Signals",
        "the room has no word for asynchronous input of a connection",
    ),
    out(
        "pread",
        Aspect::Error,
        &pages::SOCKET_7,
        "Socket-layer functions",
        "that it is not supported does not say how it fails",
    ),
    out(
        "flag_unsuitable",
        Aspect::Error,
        &pages::SEND_2,
        "ERRORS",
        "no page says which flags are unsuitable for this type, but for MSG_OOB",
    ),
    out(
        "enfile",
        Aspect::Error,
        &pages::SOCKETPAIR_2,
        "ERRORS",
        "a machine that can open no more files cannot run us either",
    ),
];
