//! The flags of calls on sockets.

use serde::{Deserialize, Serialize};

use crate::engine::forms::{Choice, FlagSet, FlagSpec, flag};

/// The flags in the type of a new socket, and one bit that it does not know.
#[derive(Debug, Clone, Copy)]
pub struct Making;

pub const CLOEXEC: i32 = libc::SOCK_CLOEXEC;
pub const NONBLOCK: i32 = libc::SOCK_NONBLOCK;
pub const UNKNOWN: i32 = 1 << 8;

impl FlagSet for Making {
    const TABLE: &'static [FlagSpec] = &[
        flag("cloexec", "SOCK_CLOEXEC", CLOEXEC).percent(25),
        flag("nonblock", "SOCK_NONBLOCK", NONBLOCK).percent(45),
        flag("unknown", "1 << 8", UNKNOWN).percent(3).tells(),
    ];
}

/// The flags of send.
#[derive(Debug, Clone, Copy)]
pub struct Sending;

pub const DONTWAIT: i32 = libc::MSG_DONTWAIT;
pub const NOSIGNAL: i32 = libc::MSG_NOSIGNAL;
pub const MORE: i32 = libc::MSG_MORE;

impl FlagSet for Sending {
    const TABLE: &'static [FlagSpec] = &[
        flag("dontwait", "MSG_DONTWAIT", DONTWAIT).percent(25),
        flag("nosignal", "MSG_NOSIGNAL", NOSIGNAL).percent(25),
        flag("more", "MSG_MORE", MORE).percent(10).tells(),
    ];
}

/// The flags of recv.
#[derive(Debug, Clone, Copy)]
pub struct Receiving;

pub const PEEK: i32 = libc::MSG_PEEK;
pub const WAITALL: i32 = libc::MSG_WAITALL;
pub const TRUNC: i32 = libc::MSG_TRUNC;

impl FlagSet for Receiving {
    const TABLE: &'static [FlagSpec] = &[
        flag("peek", "MSG_PEEK", PEEK).percent(18).tells(),
        flag("dontwait", "MSG_DONTWAIT", DONTWAIT).percent(25),
        flag("waitall", "MSG_WAITALL", WAITALL).percent(15).tells(),
        flag("trunc", "MSG_TRUNC", TRUNC).percent(15).tells(),
    ];
}

/// Which half of a connection is shut down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Write,
    Read,
    Both,
    /// A value that shutdown does not know.
    Unknown,
}

impl How {
    /// As the call takes it.
    pub fn bits(self) -> i32 {
        match self {
            Self::Write => libc::SHUT_WR,
            Self::Read => libc::SHUT_RD,
            Self::Both => libc::SHUT_RDWR,
            Self::Unknown => 7,
        }
    }

    pub fn reads(self) -> bool {
        matches!(self, Self::Read | Self::Both)
    }

    pub fn writes(self) -> bool {
        matches!(self, Self::Write | Self::Both)
    }
}

impl Choice for How {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Write, "writing", "SHUT_WR"),
        (Self::Read, "reading", "SHUT_RD"),
        (Self::Both, "both ways", "SHUT_RDWR"),
        (Self::Unknown, "an unknown way", "7"),
    ];
}
