//! Calls that script nothing further: options, bytes out of band, half a buffer, no socket.

use std::os::fd::RawFd;

use serde::{Deserialize, Serialize};

use super::Seen;
use crate::engine::forms::Choice;
use crate::engine::{Answer, Errno};
use crate::sys;

/// An option that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    Type,
    Domain,
    Protocol,
    Listens,
    Error,
}

impl Told {
    pub fn option(self) -> i32 {
        match self {
            Self::Type => libc::SO_TYPE,
            Self::Domain => libc::SO_DOMAIN,
            Self::Protocol => libc::SO_PROTOCOL,
            Self::Listens => libc::SO_ACCEPTCONN,
            Self::Error => libc::SO_ERROR,
        }
    }
}

impl Choice for Told {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Type, "the type", "SO_TYPE"),
        (Self::Domain, "the domain", "SO_DOMAIN"),
        (Self::Protocol, "the protocol", "SO_PROTOCOL"),
        (Self::Listens, "whether it listens", "SO_ACCEPTCONN"),
        (Self::Error, "the pending error", "SO_ERROR"),
    ];
}

/// A call of sockets that is made on an eventfd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Elsewhere {
    Send,
    Recv,
    Shutdown,
    Getsockopt,
    Getsockname,
    Getpeername,
}

impl Choice for Elsewhere {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Send, "send", "send(eventfd(0, 0), buffer, 1, 0)"),
        (Self::Recv, "recv", "recv(eventfd(0, 0), buffer, 1, 0)"),
        (Self::Shutdown, "shutdown", "shutdown(eventfd(0, 0), SHUT_WR)"),
        (
            Self::Getsockopt,
            "getsockopt",
            "getsockopt(eventfd(0, 0), SOL_SOCKET, SO_TYPE, &n, &size)",
        ),
        (Self::Getsockname, "getsockname", "getsockname(eventfd(0, 0), &name, &size)"),
        (Self::Getpeername, "getpeername", "getpeername(eventfd(0, 0), &name, &size)"),
    ];
}

impl Elsewhere {
    pub fn made(self) -> Answer {
        let fd = sys::eventfd2(0, libc::EFD_CLOEXEC)?;
        let done = match self {
            Self::Send => sys::send(fd, [0u8][..].into(), 0),
            Self::Recv => sys::recv(fd, (&mut [0u8][..]).into(), 0),
            Self::Shutdown => sys::shutdown(fd, libc::SHUT_WR),
            Self::Getsockopt => sys::socket_option(fd, libc::SO_TYPE).map(|_| 0),
            Self::Getsockname => sys::name_bytes(fd, false),
            Self::Getpeername => sys::name_bytes(fd, true),
        };
        sys::close(fd)?;
        done.map(|_| Seen::Done.into())
    }
}

/// A byte out of band; it is taken back where it could be sent.
pub fn out_of_band(fd: RawFd, receives: bool) -> Answer {
    let flags = libc::MSG_OOB | libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
    let bytes = if receives {
        sys::recv(fd, (&mut [0u8][..]).into(), flags)
    } else {
        sys::send(fd, [b'o'][..].into(), flags)
    };
    Seen::Sent { bytes: bytes? as u64 }.answer()
}

/// Whether poll or epoll reports that the other end sends nothing more.
pub fn read_hangup(fd: RawFd, by_epoll: bool) -> Answer {
    let told = if by_epoll {
        let epoll = sys::Epoll::new()?;
        epoll.add(fd, libc::EPOLLRDHUP)?;
        epoll.reports_read_hangup()?
    } else {
        sys::has_read_hangup(fd)?
    };
    Seen::Hangup { told }.answer()
}

/// A new pair, which the call closes again.
fn with_pair(run: impl FnOnce([RawFd; 2]) -> Answer) -> Answer {
    let mut ends = [-1; 2];
    let kind = libc::SOCK_STREAM | libc::SOCK_CLOEXEC;
    sys::socketpair(libc::AF_UNIX, kind, 0, Some(&mut ends))?;
    let answer = run(ends);
    for end in ends {
        sys::close(end)?;
    }
    answer
}

pub fn peek_past_oob() -> Answer {
    with_pair(|[sends, receives]| {
        let flags = libc::MSG_NOSIGNAL | libc::MSG_DONTWAIT;
        match sys::send(sends, [b'a'][..].into(), flags | libc::MSG_OOB) {
            Ok(_) | Err(Errno::EOPNOTSUPP) => {}
            Err(errno) => return Err(errno),
        }
        sys::send(sends, [b'b'][..].into(), flags)?;
        let mut seen = [0u8];
        let flags = libc::MSG_PEEK | libc::MSG_DONTWAIT;
        let bytes = sys::recv(receives, (&mut seen[..]).into(), flags)?;
        Seen::Peeked { plain: bytes == 1 && seen == *b"b" }.answer()
    })
}

pub fn partly_mapped() -> Answer {
    with_pair(|[sends, receives]| {
        let [reads, writes] = sys::pipe2(libc::O_CLOEXEC | libc::O_NONBLOCK)?;
        let sent = sys::send_descriptor(sends, writes);
        sys::close(writes)?;
        let received = sent.and_then(|_| sys::receive_before_nothing(receives, &mut [0u8]));
        let came = received.as_ref().ok().and_then(|(_, came)| *came);
        if let Some(came) = came {
            sys::close(came)?;
        }
        let gone = sys::poll_now(reads).is_ok_and(|ready| ready.hangup);
        sys::close(reads)?;
        let (bytes, came) = received?;
        Seen::Partly { bytes: bytes as u64, came: came.is_some(), gone }.answer()
    })
}
