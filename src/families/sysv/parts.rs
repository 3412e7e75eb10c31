//! What is told of a System V object: users, times, modes, processes.

use crate::engine::Actor;
use crate::engine::forms::{Choice, Part, Parts, TakeParts};

/// A user or group: that of the first actor, the other one, or none of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum User {
    First,
    Other,
    Stranger,
}

/// A time that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    Never,
    /// At most a minute ago.
    Now,
    Else,
}

/// The bits of a mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bits(pub u32);

/// The process of a pid that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Nobody,
    Stranger,
    Actor(Actor),
}

impl User {
    pub fn of(other: bool) -> Self {
        if other { Self::Other } else { Self::First }
    }
}

impl Choice for User {
    const TABLE: &'static [(Self, &'static str, &'static str)] =
        &[(Self::First, "user0", ""), (Self::Other, "user1", ""), (Self::Stranger, "user9", "")];
}

impl Choice for Time {
    const TABLE: &'static [(Self, &'static str, &'static str)] =
        &[(Self::Never, "never", ""), (Self::Now, "just now", ""), (Self::Else, "long ago", "")];
}

impl Part for Whose {
    fn put(self, parts: &mut Parts) {
        parts.word(match self {
            Self::Nobody => 0,
            Self::Stranger => 1,
            Self::Actor(Actor(place)) => 2 + u64::from(place),
        });
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        match parts.word() {
            0 => Self::Nobody,
            1 => Self::Stranger,
            place => Self::Actor(Actor(place as u8 - 2)),
        }
    }

    fn show(&self) -> String {
        match self {
            Self::Nobody => "nobody".into(),
            Self::Stranger => "a stranger".into(),
            Self::Actor(actor) => actor.to_string(),
        }
    }

    fn lie(&self) -> Option<Self> {
        Some(Self::Stranger)
    }
}

impl Part for Bits {
    fn put(self, parts: &mut Parts) {
        parts.word(self.0.into());
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        Self(parts.word() as u32)
    }

    fn show(&self) -> String {
        format!("{:04o}", self.0)
    }

    fn lie(&self) -> Option<Self> {
        Some(Self(self.0 ^ 0o200))
    }
}
