//! Calls that script nothing further: options, bytes out of band, half a buffer, no socket.

use std::os::fd::RawFd;

use serde::{Deserialize, Serialize};

use super::Seen;
use crate::engine::forms::Choice;
use crate::engine::{Answer, Errno};
use crate::families::socket;
use crate::sys;

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
        (Self::Send, "send", "took(send(eventfd(0, 0), buffer, 1, 0))"),
        (Self::Recv, "recv", "took(recv(eventfd(0, 0), buffer, 1, 0))"),
        (Self::Shutdown, "shutdown", "took(shutdown(eventfd(0, 0), SHUT_WR))"),
        (Self::Getsockopt, "getsockopt", "told_option(eventfd(0, 0), SO_TYPE)"),
        (Self::Getsockname, "getsockname", "told_name(eventfd(0, 0), 0)"),
        (Self::Getpeername, "getpeername", "told_name(eventfd(0, 0), 1)"),
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

pub fn peek_past_oob() -> Answer {
    socket::with_pair(libc::SOCK_STREAM, |[sends, receives]| {
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

pub fn too_large() -> Answer {
    socket::with_pair(libc::SOCK_STREAM, |[sends, _]| {
        let size = 4 * sys::socket_option(sends, libc::SO_SNDBUF)? as usize;
        let flags = libc::MSG_NOSIGNAL | libc::MSG_DONTWAIT;
        let bytes = sys::send(sends, vec![0; size].as_slice().into(), flags)?;
        Seen::Sent { bytes: bytes as u64 }.answer()
    })
}

pub fn partly_mapped() -> Answer {
    let socket::Partly { bytes, came, gone } = socket::partly_mapped(libc::SOCK_STREAM)?;
    Seen::Partly { bytes, came, gone }.answer()
}
