//! Which semaphore a call is made with, and the names of semaphores.

use serde::{Deserialize, Serialize};

use crate::claim::Need;
use crate::engine::Draw;
use crate::engine::forms::{self, Operand, Put, Take};

/// The longest name by the book has 251 characters, its slash counted.
pub type Name = forms::Name<251>;

pub const PROC: &[Need] = &[Need::Proc];

/// Places of a process for the addresses that sem_open gave.
pub const PLACES: u8 = 6;
/// Semaphores without a name: so many that processes share, and so many of each process.
pub const UNNAMED: u8 = 2;

/// A semaphore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sem {
    /// Opened by its name: the address in that place.
    Named(u8),
    /// Without a name, in memory that processes share.
    Shared(u8),
    /// Without a name, in memory of the caller's process.
    Private(u8),
}

const SHARED: u64 = 0x100;
const PRIVATE: u64 = 0x200;

impl Sem {
    /// As the word of an operand.
    pub fn word(self) -> u64 {
        match self {
            Self::Named(place) => place.into(),
            Self::Shared(nth) => SHARED | u64::from(nth),
            Self::Private(nth) => PRIVATE | u64::from(nth),
        }
    }
}

impl Operand for Sem {
    fn put(self, words: &mut Put) {
        words.word(self.word());
    }

    fn take(words: &mut Take<'_>) -> Self {
        let word = words.word();
        match word & !0xff {
            SHARED => Self::Shared(word as u8),
            PRIVATE => Self::Private(word as u8),
            _ => Self::Named(word as u8),
        }
    }

    fn show(self) -> String {
        match self {
            Self::Named(place) => format!("sem{place}"),
            Self::Shared(nth) => format!("shared{nth}"),
            Self::Private(nth) => format!("private{nth}"),
        }
    }

    fn c(self) -> String {
        match self {
            Self::Named(place) => format!("sem[{place}]"),
            Self::Shared(nth) => format!("&shared[{nth}]"),
            Self::Private(nth) => format!("&private[{nth}]"),
        }
    }

    fn simpler(self) -> Vec<Self> {
        vec![]
    }

    fn class(self) -> u32 {
        match self {
            Self::Named(_) => 0,
            Self::Shared(_) => 1,
            Self::Private(_) => 2,
        }
    }

    fn draw(_draw: &mut Draw<'_>) -> Option<Self> {
        Some(Self::Named(0))
    }
}
