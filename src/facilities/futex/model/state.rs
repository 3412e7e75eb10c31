//! A word, what waits on it, and by what.

use super::super::calls::{WORDS, Word};
use super::super::claims::*;
use crate::claim::Claim;
use crate::engine::{Actor, World};

/// What made something what it is, or left it as it was.
pub type By = &'static Claim;

/// A word in shared memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Value {
    pub number: u32,
    pub by: By,
}

impl Default for Value {
    fn default() -> Self {
        Self { number: 0, by: &MEMORY_IS_ONE }
    }
}

/// A futex as a call names it: a word at an address, by a process, its own or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    pub word: Word,
    /// Of whom calls it, by the first actor.
    pub process: Actor,
    pub private: bool,
}

/// How two calls stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meets {
    /// They are of one futex.
    One,
    /// They are of two words.
    Apart,
    /// One of them is private, and of another process.
    Confined,
    /// They are of one word and process, and the page does not say whether of one futex.
    Unclear,
}

impl Key {
    pub fn new(at: Word, private: bool, by: Actor, world: &World) -> Self {
        let process = world.process_of(by);
        match at {
            Word::Shared(nth) => Self { word: Word::Shared(nth % WORDS), process, private },
            Word::Again(nth) => Self { word: Word::Again(nth % WORDS), process, private },
            Word::Own => Self { word: Word::Own, process, private },
        }
    }

    /// Its place in shared memory.
    fn nth(self) -> Option<u8> {
        match self.word {
            Word::Shared(nth) | Word::Again(nth) => Some(nth),
            Word::Own => None,
        }
    }

    pub fn meets(self, other: Self) -> Meets {
        let ours = self.process == other.process;
        if self.nth() != other.nth() || (self.word == Word::Own && !ours) {
            return Meets::Apart;
        }
        match (self.private, other.private) {
            (false, false) => Meets::One,
            _ if !ours => Meets::Confined,
            (true, true) if self.word == other.word => Meets::One,
            _ => Meets::Unclear,
        }
    }
}

/// Where a waiter has come to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Story {
    Began,
    /// FUTEX_CMP_REQUEUE requeued it, and it waited there before.
    Moved(Key),
    /// FUTEX_REQUEUE did.
    Requeued,
    /// Others were requeued, and it stayed.
    Stayed,
}

/// Whether a waiter sleeps, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sleep {
    Asleep(By),
    Woken(By),
}

/// A call that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Waiter {
    pub actor: Actor,
    pub key: Key,
    /// None where it is FUTEX_WAIT.
    pub bits: Option<u32>,
    pub timed: bool,
    pub story: Story,
    pub sleep: Sleep,
}

impl Waiter {
    pub fn is_asleep(&self) -> bool {
        matches!(self.sleep, Sleep::Asleep(_))
    }
}
