//! What a socket without another one does, and what sockets of a call's own show.

use std::os::fd::RawFd;

use serde::{Deserialize, Serialize};

use super::told::with_pair;
use crate::engine::Errno;
use crate::engine::forms::Choice;
use crate::sys;

/// A call on a socket that is not connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alone {
    /// Without a target.
    Send,
    Shutdown,
    PeerName,
    Listen,
    Accept,
}

impl Choice for Alone {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Send, "send", "send(alone, buffer, 1, MSG_DONTWAIT|MSG_NOSIGNAL)"),
        (Self::Shutdown, "shutdown", "shutdown(alone, SHUT_RDWR)"),
        (Self::PeerName, "getpeername", "getpeername(alone, (struct sockaddr *)&name, &size)"),
        (Self::Listen, "listen", "listen(alone, 1)"),
        (Self::Accept, "accept", "accept(alone, NULL, NULL)"),
    ];
}

impl Alone {
    /// Makes the call on a new socket of this type, which is non-blocking and closed again.
    pub fn run(self, kind: i32) -> Result<(), Errno> {
        let fd = sys::socket(libc::AF_UNIX, kind | libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK)?;
        let done = match self {
            Self::Send => sys::send(fd, [b'm'][..].into(), libc::MSG_NOSIGNAL).map(drop),
            Self::Shutdown => sys::shutdown(fd, libc::SHUT_RDWR).map(drop),
            Self::PeerName => sys::name_bytes(fd, true).map(drop),
            Self::Listen => sys::listen(fd, 1).map(drop),
            Self::Accept => sys::accept(fd).and_then(sys::close).map(drop),
        };
        sys::close(fd)?;
        done
    }
}

/// Whether a descriptor comes that is sent without any bytes.
pub fn rights_alone(kind: i32) -> Result<bool, Errno> {
    with_pair(kind, |[sends, receives]| {
        sys::send_descriptor_alone(sends, sends)?;
        match sys::receive_descriptor(receives) {
            Ok(came) => sys::close(came).map(|_| true),
            Err(_) => Ok(false),
        }
    })
}

/// Whether a message that came from a socket which was closed then is received after a send to that
/// socket has failed.
pub fn unread_survives(kind: i32) -> Result<bool, Errno> {
    let mut ends: [RawFd; 2] = [-1; 2];
    sys::socketpair(libc::AF_UNIX, kind | libc::SOCK_CLOEXEC, 0, Some(&mut ends))?;
    let [closed, receives] = ends;
    let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
    let came = sys::send(closed, [b'm'][..].into(), flags);
    sys::close(closed)?;
    let failed = sys::send(receives, [b'm'][..].into(), flags).is_err();
    let survives = sys::recv(receives, (&mut [0u8][..]).into(), flags).is_ok();
    sys::close(receives)?;
    came.map(|_| survives || !failed)
}
