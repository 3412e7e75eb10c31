//! What a lock that the kernel tells of is said to belong to.

use crate::engine::Actor;
use crate::engine::forms::{Part, Parts, TakeParts};

/// What a lock is said to belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    Actor(Actor),
    /// Process -1.
    Nobody,
    /// A process that is no actor.
    Stranger,
}

impl Holder {
    /// As a part of an outcome has it.
    pub fn word(self) -> u64 {
        match self {
            Self::Actor(Actor(place)) => place.into(),
            Self::Nobody => 1 << 8,
            Self::Stranger => 1 << 9,
        }
    }
}

impl Part for Holder {
    fn put(self, parts: &mut Parts) {
        parts.word(self.word());
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        match parts.word() {
            place @ ..=0xff => Self::Actor(Actor(place as u8)),
            word if word == Self::Nobody.word() => Self::Nobody,
            _ => Self::Stranger,
        }
    }

    fn show(&self) -> String {
        match self {
            Self::Actor(actor) => actor.to_string(),
            Self::Nobody => "process -1".into(),
            Self::Stranger => "a process that is no actor".into(),
        }
    }

    fn lie(&self) -> Option<Self> {
        Some(Self::Stranger)
    }
}
