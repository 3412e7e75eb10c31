//! The names that sockets of a script are bound to, and the addresses that calls tell.

use std::os::fd::RawFd;

use serde::{Deserialize, Serialize};

use crate::engine::forms::Choice;
use crate::engine::isolate::Made;
use crate::engine::{Errno, Hands};
use crate::sys;

/// A name that a socket of a case may be bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    Abstract,
    /// The same up to a null byte.
    OtherAbstract,
    Path,
    OtherPath,
    /// Of a stream, for a moment.
    Stream,
}

/// How many names there are.
pub const NAMES: usize = 5;

impl Choice for Name {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Abstract, "@a", "abstract_a"),
        (Self::OtherAbstract, "@b", "abstract_b"),
        (Self::Path, "/a", "path_a"),
        (Self::OtherPath, "/b", "path_b"),
    ];
}

impl Name {
    pub const PATHS: [Self; 3] = [Self::Path, Self::OtherPath, Self::Stream];

    pub fn is_path(self) -> bool {
        Self::PATHS.contains(&self)
    }

    /// As calls take it, without the family.
    pub fn bytes(self, hands: &Hands) -> Vec<u8> {
        let (tag, directory) = (hands.tag(), hands.directory().to_string_lossy());
        match self {
            Self::Abstract => format!("\0{tag}\0a"),
            Self::OtherAbstract => format!("\0{tag}\0b"),
            Self::Path => format!("{directory}/a\0"),
            Self::OtherPath => format!("{directory}/b\0"),
            Self::Stream => format!("{directory}/stream\0"),
        }
        .into_bytes()
    }

    /// The same, before it is bound to a socket: a path outlives that.
    pub fn noted(self, hands: &Hands) -> Vec<u8> {
        let bytes = self.bytes(hands);
        if self.is_path() {
            let path = String::from_utf8_lossy(&bytes);
            hands.note(Made::File, path.trim_end_matches('\0'));
        }
        bytes
    }

    /// Removes a path.
    pub fn unlink(self, hands: &Hands) -> Result<usize, Errno> {
        let bytes = self.bytes(hands);
        let path = std::ffi::CStr::from_bytes_with_nul(&bytes).map_err(|_| Errno::EINVAL)?;
        sys::unlinkat(path.into(), 0)
    }
}

/// An address as a call tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    Unnamed,
    /// Abstract, of five hexadecimal digits.
    Auto,
    Of(Name),
    Strange,
}

impl Choice for Address {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Unnamed, "no name", ""),
        (Self::Auto, "a name of the kernel's", ""),
        (Self::Of(Name::Abstract), "@a", ""),
        (Self::Of(Name::OtherAbstract), "@b", ""),
        (Self::Of(Name::Path), "/a", ""),
        (Self::Of(Name::OtherPath), "/b", ""),
        (Self::Strange, "another name", ""),
    ];
}

impl Address {
    /// Bytes of the family, which every address has.
    pub const FAMILY_BYTES: u64 = 2;
    const AUTO_DIGITS: usize = 5;

    /// What these bytes say, which are without the family.
    pub fn told(bytes: &[u8], hands: &Hands) -> Self {
        let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        match bytes {
            [] => Self::Unnamed,
            [0, digits @ ..]
                if digits.len() == Self::AUTO_DIGITS && digits.iter().all(is_digit) =>
            {
                Self::Auto
            }
            _ => {
                let mut names = Name::TABLE.iter().map(|(name, ..)| *name);
                let name = names.find(|name| name.bytes(hands) == bytes);
                name.map_or(Self::Strange, Self::Of)
            }
        }
    }

    /// Whether the length that was told with it is that of the family and the name.
    pub fn is_as_long(self, bytes: u64, hands: &Hands) -> bool {
        let name = match self {
            Self::Unnamed => 0,
            Self::Auto => 1 + Self::AUTO_DIGITS,
            Self::Of(name) => name.bytes(hands).len(),
            Self::Strange => return false,
        };
        bytes == Self::FAMILY_BYTES + name as u64
    }
}

/// How many bytes the address of the sender of a datagram has, where that is a socket of a pair.
pub fn source_of_pair(kind: i32) -> Result<u64, Errno> {
    super::with_pair(kind, |[sends, receives]| {
        sys::send(sends, [b'm'][..].into(), libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL)?;
        sys::receive_from(receives, &mut [0u8]).map(|(_, bytes)| bytes as u64)
    })
}

/// A socket of a pair sends to the address of a third one: how many bytes.
pub fn target_of_connected(kind: i32) -> Result<usize, Errno> {
    super::with_pair(kind, |[sends, _]| {
        beside(kind, &[], |_, name| sys::send_to(sends, b"m", libc::MSG_DONTWAIT, name))
    })
}

/// Connects a socket of this type to that of a stream, which has this name or an abstract one.
pub fn to_other_type(kind: i32, name: &[u8]) -> Result<usize, Errno> {
    let ours = sys::socket(libc::AF_UNIX, kind | libc::SOCK_CLOEXEC)?;
    let done = beside(libc::SOCK_STREAM, name, |listens, name| {
        sys::listen(listens, 1)?;
        sys::connect(ours, name)
    });
    sys::close(ours)?;
    done
}

/// Does something with another socket, which has this name, or one of the kernel's.
fn beside(
    kind: i32,
    name: &[u8],
    run: impl FnOnce(RawFd, &[u8]) -> Result<usize, Errno>,
) -> Result<usize, Errno> {
    let other = sys::socket(libc::AF_UNIX, kind | libc::SOCK_CLOEXEC)?;
    let bound = sys::bind(other, name).and_then(|_| sys::socket_name(other, false));
    let done = bound.and_then(|(name, _)| run(other, &name));
    sys::close(other)?;
    done
}
