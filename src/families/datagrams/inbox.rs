//! The messages that have come to a socket.

use smallvec::SmallVec;

use crate::engine::content::Piece;

/// No page says how many messages a socket has room for. A few short ones fit, or nothing could be
/// sent at all: so many bytes,
const FITS_BYTES: u32 = 4096;
/// in so many messages.
const FITS_MESSAGES: usize = 4;

/// The messages that were sent to a socket and not received, in the order of sending.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Inbox {
    messages: SmallVec<[Piece; 4]>,
    /// The last send to it found no room, and nothing was received since.
    pub full: bool,
    pub before: Before,
}

/// What the last receive did that shows in the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Before {
    #[default]
    Nothing,
    /// It left the message where it was.
    Peeked,
    /// It gave a part of a message.
    Cut,
}

impl Inbox {
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    pub fn len(&self) -> usize {
        self.messages.len()
    }

    pub fn first(&self) -> Option<Piece> {
        self.messages.first().copied()
    }

    pub fn bytes(&self) -> u32 {
        self.messages.iter().map(|message| message.bytes).sum()
    }

    /// Whether a message of so many bytes is sure to fit.
    pub fn fits(&self, bytes: u32) -> bool {
        self.bytes() + bytes <= FITS_BYTES && self.messages.len() < FITS_MESSAGES
    }

    pub fn put(&mut self, message: Piece) {
        self.messages.push(message);
    }

    /// Takes the first message, of which a receive of so many bytes gives a part.
    pub fn take(&mut self, bytes: u32) {
        let Some(first) = self.first() else { return };
        self.messages.remove(0);
        self.full = false;
        self.before = if first.bytes > bytes { Before::Cut } else { Before::Nothing };
    }
}
