//! Sends of messages: whole, or not at all.

use super::inbox::Inbox;
use crate::claim::Claim;
use crate::engine::{Allow, Errno, Interrupted, Outcome, Ruling};

/// What a send, or a write, asks for.
#[derive(Debug, Clone, Copy)]
pub struct Send {
    pub bytes: u32,
    /// The description is non-blocking.
    pub nonblocking: bool,
    /// MSG_DONTWAIT is given.
    pub dontwait: bool,
    /// The claim on its success.
    pub whole: &'static Claim,
}

/// The claims of a room on sends for which there may be no room.
#[derive(Debug, Clone, Copy)]
pub struct Sends {
    pub waits: &'static Claim,
    pub eagain: &'static Claim,
    pub dontwait: &'static Claim,
    pub eintr: &'static Claim,
    pub restarts: &'static Claim,
    /// The outcome of a send of so many bytes.
    pub sent: fn(u64) -> Outcome,
}

impl Sends {
    /// A send to a socket that can receive.
    pub fn rule(&self, to: &Inbox, asked: Send) -> Ruling {
        if to.full {
            return self.blocked(asked);
        }
        let whole = asked.whole.returns((self.sent)(asked.bytes.into()));
        if to.fits(asked.bytes) || to.is_empty() { whole } else { whole | self.blocked(asked) }
    }

    /// A send that may find no room.
    pub fn may_block(&self, asked: Send) -> Ruling {
        asked.whole.returns((self.sent)(asked.bytes.into())) | self.blocked(asked)
    }

    fn blocked(&self, asked: Send) -> Ruling {
        match asked {
            Send { nonblocking: true, .. } => self.eagain.fails(Errno::EAGAIN),
            Send { dontwait: true, .. } => self.dontwait.fails(Errno::EAGAIN),
            _ => self.waits.waits(Interrupted::Restarts(self.eintr, self.restarts)),
        }
    }
}
