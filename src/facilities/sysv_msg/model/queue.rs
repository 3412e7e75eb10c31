//! One queue: its messages, what happened to them last, and which calls sleep at it.

use smallvec::SmallVec;

use super::super::calls::{COPY, EXCEPT, Take};
use super::super::claims::*;
use crate::claim::Claim;
use crate::engine::Actor;
use crate::engine::content::Piece;
use crate::engine::forms::Flags;
use crate::families::sysv::{Key, Owned};

/// What made something what it is, or left it as it was.
pub type By = &'static Claim;

/// A queue that exists, or that was removed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Queue {
    pub exists: bool,
    pub key: Key,
    pub owned: Owned,
    /// Its msg_qbytes, and what that is by.
    pub most: u64,
    pub most_by: By,
    pub messages: SmallVec<[Message; 4]>,
    /// What msg_qnum is by.
    pub count_by: By,
    pub sender: Option<Actor>,
    pub receiver: Option<Actor>,
    /// A copy was given since the last message was received.
    pub copied: bool,
    /// What set msg_ctime.
    pub changed: By,
    /// What the mode is by, once IPC_SET has set it.
    pub set: Option<By>,
    /// What left the messages as they are, until one was received.
    pub spared: Option<By>,
    pub sleepers: SmallVec<[Actor; 2]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Message {
    pub kind: i64,
    pub piece: Piece,
}

impl Queue {
    pub fn new(key: Key, owned: Owned, most: u64) -> Self {
        Self {
            exists: true,
            key,
            owned,
            most,
            most_by: &NEW_QBYTES,
            messages: SmallVec::new(),
            count_by: &NEW_QNUM_ZERO,
            sender: None,
            receiver: None,
            copied: false,
            changed: &NEW_CTIME,
            set: None,
            spared: None,
            sleepers: SmallVec::new(),
        }
    }

    /// Bytes in all messages.
    pub fn bytes(&self) -> u64 {
        self.messages.iter().map(|message| u64::from(message.piece.bytes)).sum()
    }

    /// The message that msgrcv takes, or copies.
    pub fn chosen(&self, wanted: i64, flags: Flags<Take>) -> Option<(usize, Message)> {
        let messages = &self.messages;
        let place = if flags.has(COPY) {
            usize::try_from(wanted).ok().filter(|place| *place < messages.len())
        } else if wanted == 0 {
            (!messages.is_empty()).then_some(0)
        } else if wanted > 0 {
            let except = flags.has(EXCEPT);
            messages.iter().position(|message| (message.kind == wanted) != except)
        } else {
            let most = wanted.checked_neg().unwrap_or(i64::MAX);
            let kinds = messages.iter().map(|message| message.kind);
            let lowest = kinds.filter(|kind| *kind <= most).min();
            lowest.and_then(|kind| messages.iter().position(|message| message.kind == kind))
        }?;
        Some((place, messages[place]))
    }

    pub fn sleeps(&mut self, by: Actor) {
        self.wakes(by);
        self.sleepers.push(by);
    }

    /// No call of the actor sleeps at it any more.
    pub fn wakes(&mut self, by: Actor) {
        self.sleepers.retain(|sleeper| *sleeper != by);
    }
}
