//! Whose socket is at the other end.

use std::os::fd::RawFd;

use crate::engine::forms::{Part, Parts, TakeParts};
use crate::engine::{Actor, Errno, Hands};
use crate::sys;

/// The process and the user at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Peer {
    /// A process of the script; whether it was the other user then.
    Process {
        first: Actor,
        other: bool,
    },
    Stranger,
}

impl Peer {
    /// What `SO_PEERCRED` tells of a socket.
    pub fn of(fd: RawFd, hands: &Hands) -> Result<Self, Errno> {
        let told = sys::peer_credentials(fd)?;
        let [us, others] = hands.users()?;
        Ok(match (hands.actor_of(told.pid), [told.uid, told.gid]) {
            (Some(first), user) if user == us => Self::Process { first, other: false },
            (Some(first), user) if user == others => Self::Process { first, other: true },
            _ => Self::Stranger,
        })
    }
}

impl Part for Peer {
    fn put(self, parts: &mut Parts) {
        parts.word(match self {
            Self::Stranger => 0,
            Self::Process { first: Actor(place), other } => {
                1 + 2 * u64::from(place) + u64::from(other)
            }
        });
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        let Some(word) = parts.word().checked_sub(1) else { return Self::Stranger };
        Self::Process { first: Actor((word / 2) as u8), other: word % 2 == 1 }
    }

    fn show(&self) -> String {
        match self {
            Self::Stranger => "a stranger".into(),
            Self::Process { first, other: false } => first.to_string(),
            Self::Process { first, other: true } => format!("{first}, as the other user"),
        }
    }

    fn lie(&self) -> Option<Self> {
        Some(Self::Stranger)
    }
}
