//! One queue: its messages, the calls that sleep at it, and the process that is registered.

use smallvec::SmallVec;

use super::bounds::charge;
use crate::engine::content::Piece;
use crate::engine::forms::Tag;
use crate::engine::{Actor, World};
use crate::facilities::posix_mq::calls::Request;
use crate::families::names::Owned;

/// A queue that exists.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Queue {
    pub messages_max: u32,
    pub message_bytes_max: u32,
    /// Attributes were not given.
    pub by_default: bool,
    /// Junk was given in `mq_curmsgs`, and nothing was sent yet.
    pub junk_count: bool,
    /// mq_setattr was called, with other values in the fields that it does not look at.
    pub set: bool,
    /// In the order of delivery.
    pub messages: SmallVec<[Message; 4]>,
    pub owned: Owned,
    pub linked: bool,
    /// How many open descriptions refer to it.
    pub descriptions: u16,
    /// A receive failed for its small buffer, and nothing was received since.
    pub spared: bool,
    pub registration: Option<Registration>,
    /// How the last registration came to be gone, and whose it was.
    pub freed: Option<(Freed, Actor)>,
    /// The calls that sleep at it: of which actor, and whether it receives.
    pub sleepers: SmallVec<[(Actor, bool); 2]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Message {
    pub priority: u32,
    pub piece: Piece,
    /// At some time since it was sent, nobody had the queue open.
    pub survived: bool,
}

/// A registration for a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Registration {
    pub by: Actor,
    /// For this signal; none for no notice.
    pub signal: Option<i32>,
    pub tag: Tag,
    /// The slot of the descriptor by which it was made.
    pub slot: usize,
    /// Messages were there when it was made.
    pub before_empty: bool,
    pub kept: Kept,
    /// The situation, where the manual does not say what became of it.
    pub doubt: Option<&'static str>,
}

/// What a registration has outlasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kept {
    Nothing,
    /// An arrival for which somebody waited.
    Receiver,
    /// The closing of another descriptor of the queue.
    OtherClosed,
}

/// How a registration came to be gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Freed {
    Delivered,
    GivenUp,
    Closed,
    Ended,
    Executed,
}

impl Queue {
    /// What `RLIMIT_MSGQUEUE` counts of it.
    pub fn charge(&self) -> u64 {
        charge(self.messages_max.into(), self.message_bytes_max.into())
    }

    /// Whether no call sleeps at it.
    pub fn is_quiet(&self) -> bool {
        self.sleepers.is_empty()
    }

    /// Whether a call sleeps at it that receives.
    pub fn is_awaited(&self) -> bool {
        self.sleepers.iter().any(|(_, receives)| *receives)
    }

    pub fn is_full(&self) -> bool {
        self.messages.len() >= self.messages_max as usize
    }

    /// Bytes in all messages.
    pub fn bytes(&self) -> u64 {
        self.messages.iter().map(|message| u64::from(message.piece.bytes)).sum()
    }

    /// Puts a message behind those of its priority.
    pub fn put(&mut self, priority: u32, piece: Piece) {
        let place = self.messages.iter().take_while(|other| other.priority >= priority).count();
        self.messages.insert(place, Message { priority, piece, survived: false });
        self.junk_count = false;
    }

    pub fn begins_to_sleep(&mut self, by: Actor, receives: bool) {
        self.wakes(by);
        self.sleepers.push((by, receives));
    }

    /// No call of the actor sleeps at it any more.
    pub fn wakes(&mut self, actor: Actor) {
        self.sleepers.retain(|(waiting, _)| *waiting != actor);
    }

    /// Nobody has it open any more.
    pub fn left_alone(&mut self) {
        for message in &mut self.messages {
            message.survived = true;
        }
    }

    /// An actor closed a descriptor of this queue.
    pub fn descriptor_closed(&mut self, by: Actor, world: &World) {
        let Some(registration) = self.registration.as_mut().filter(|held| held.by == by) else {
            return;
        };
        if world.process(by).slots[registration.slot].is_none() {
            self.renounce(by, Freed::Closed);
        } else {
            registration.kept = Kept::OtherClosed;
        }
    }

    /// An actor's registration is gone; if it is gone already, the later reason is as good.
    pub fn renounce(&mut self, by: Actor, how: Freed) {
        if self.registration.is_some_and(|held| held.by == by) {
            self.registration = None;
            self.freed = Some((how, by));
        } else if self.freed == Some((Freed::Closed, by)) {
            self.freed = Some((how, by));
        }
    }

    /// An actor runs a new program.
    pub fn executed(&mut self, by: Actor) {
        match self.registration.as_mut().filter(|held| held.by == by) {
            Some(held) => held.doubt = Some("a registration by a descriptor that stays at execve"),
            None => self.renounce(by, Freed::Executed),
        }
    }

    pub fn register(&mut self, by: Actor, request: Request, tag: Tag, slot: usize) {
        let Some((method, signal)) = request.parts() else {
            self.registration = None;
            self.freed = Some((Freed::GivenUp, by));
            return;
        };
        self.registration = Some(Registration {
            by,
            signal: (method == libc::SIGEV_SIGNAL).then_some(signal),
            tag,
            slot,
            before_empty: !self.messages.is_empty(),
            kept: Kept::Nothing,
            doubt: None,
        });
    }
}
