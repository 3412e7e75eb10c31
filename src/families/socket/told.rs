//! What is told of a socket, and what pairs that a call makes for itself show.

use std::os::fd::RawFd;

use serde::{Deserialize, Serialize};

use crate::engine::Errno;
use crate::engine::forms::Choice;
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

/// What came into a buffer of which a part is not memory: the bytes, whether the descriptor beside
/// them came, and whether the far end of what it refers to hung up once all were closed.
#[derive(Debug, Clone, Copy)]
pub struct Partly {
    pub bytes: u64,
    pub came: bool,
    pub gone: bool,
}

/// A byte out of band, sent or received; how many bytes that was.
pub fn out_of_band(fd: RawFd, receives: bool) -> Result<usize, Errno> {
    let flags = libc::MSG_OOB | libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
    if receives {
        sys::recv(fd, (&mut [0u8][..]).into(), flags)
    } else {
        sys::send(fd, [b'o'][..].into(), flags)
    }
}

/// A new pair of this type, which is closed again.
pub fn with_pair<T>(
    kind: i32,
    run: impl FnOnce([RawFd; 2]) -> Result<T, Errno>,
) -> Result<T, Errno> {
    let mut ends = [-1; 2];
    sys::socketpair(libc::AF_UNIX, kind | libc::SOCK_CLOEXEC, 0, Some(&mut ends))?;
    let done = run(ends);
    for end in ends {
        sys::close(end)?;
    }
    done
}

/// A byte and a descriptor are received into a buffer whose second half is not memory.
pub fn partly_mapped(kind: i32) -> Result<Partly, Errno> {
    with_pair(kind, |[sends, receives]| {
        let [reads, writes] = sys::pipe2(libc::O_CLOEXEC | libc::O_NONBLOCK)?;
        let sent = sys::send_descriptor(sends, writes);
        sys::close(writes)?;
        let received = sent.and_then(|_| sys::receive_before_nothing(receives, &mut [0u8]));
        if let Ok((_, Some(came))) = received {
            sys::close(came)?;
        }
        let gone = sys::poll_now(reads).is_ok_and(|ready| ready.hangup);
        sys::close(reads)?;
        let (bytes, came) = received?;
        Ok(Partly { bytes: bytes as u64, came: came.is_some(), gone })
    })
}

/// Whether a receive finds an empty message that was read before.
pub fn read_leaves_empty(kind: i32) -> Result<bool, Errno> {
    with_pair(kind, |[sends, receives]| {
        let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
        sys::send(sends, [][..].into(), flags)?;
        sys::read(receives, (&mut [0u8][..]).into())?;
        match sys::recv(receives, (&mut [0u8][..]).into(), flags) {
            Ok(_) => Ok(true),
            Err(Errno::EAGAIN) => Ok(false),
            Err(errno) => Err(errno),
        }
    })
}

/// A message that is longer than the send buffer; how much of it was sent.
pub fn too_long(kind: i32) -> Result<usize, Errno> {
    with_pair(kind, |[sends, _]| {
        let buffer_bytes = sys::socket_option(sends, libc::SO_SNDBUF)? as usize;
        let message = vec![b'm'; buffer_bytes + 1];
        sys::send(sends, message[..].into(), libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL)
    })
}

/// Whether, of a socket whose send buffer is set to so many bytes, a message that is 32 bytes
/// shorter than the buffer is then said to be goes, and one that is a byte longer is refused.
pub fn largest(kind: i32, buffer_bytes: i32) -> Result<[bool; 2], Errno> {
    const OVERHEAD: usize = 32;
    with_pair(kind, |[sends, receives]| {
        sys::set_socket_option(sends, libc::SO_SNDBUF, buffer_bytes)?;
        let most = sys::socket_option(sends, libc::SO_SNDBUF)? as usize - OVERHEAD;
        let message = vec![b'm'; most + 1];
        let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
        let goes = sys::send(sends, message[..most].into(), flags) == Ok(most);
        let _ = sys::recv(receives, (&mut [0u8][..]).into(), flags);
        let longer = sys::send(sends, message[..].into(), flags);
        Ok([goes, longer == Err(Errno::EMSGSIZE)])
    })
}
