//! Receives of messages: one at a time, as far as it is asked for.

use super::inbox::{Before, Inbox};
use crate::claim::Claim;
use crate::engine::content::Content;
use crate::engine::forms::Flags;
use crate::engine::{Allow, Outcome, Ruling};
use crate::families::socket::{PEEK, Receiving, TRUNC};

/// What a receive, or a read, asks for.
#[derive(Debug, Clone, Copy)]
pub struct Receive {
    pub bytes: u32,
    pub is_read: bool,
    pub peeks: bool,
    /// The real length is asked for.
    pub truncs: bool,
}

impl Receive {
    /// What a receive with these flags asks for.
    pub fn of(bytes: u32, is_read: bool, flags: Flags<Receiving>) -> Self {
        Self { bytes, is_read, peeks: flags.has(PEEK), truncs: flags.has(TRUNC) }
    }
}

/// The claims of a room on receives. The first claim of a clause speaks of which message is given,
/// the second of how much of it.
#[derive(Debug, Clone, Copy)]
pub struct Receives {
    pub in_order: &'static Claim,
    pub read_as_recv: &'static Claim,
    pub peek_first: &'static Claim,
    pub peek_leaves: &'static Claim,
    /// A receive gives one message.
    pub one: &'static Claim,
    /// What is not asked for is discarded.
    pub discards: &'static Claim,
    /// An empty message is received as 0.
    pub empty: &'static Claim,
    /// MSG_TRUNC gives the real length; none where no page says so.
    pub real_length: Option<&'static Claim>,
    /// A read that asks for no bytes.
    pub read_of_nothing: &'static Claim,
    /// The outcome of a receive that returns this number and gives this.
    pub gives: fn(u64, Content) -> Outcome,
}

impl Receives {
    /// A receive; what happens where nothing has come, `otherwise` rules.
    pub fn rule(
        &self,
        inbox: &Inbox,
        asked: Receive,
        otherwise: impl FnOnce() -> Ruling,
    ) -> Ruling {
        let nothing = || (self.gives)(0, Content::default());
        if asked.is_read && asked.bytes == 0 {
            return self.read_of_nothing.returns(nothing());
        }
        let Some(first) = inbox.first() else { return otherwise() };
        if asked.is_read && first.bytes == 0 {
            return Ruling::silent("a read of an empty message, in a script");
        }
        let which = match inbox.before {
            _ if asked.peeks => self.peek_first,
            Before::Peeked => self.peek_leaves,
            Before::Cut => self.discards,
            Before::Nothing if asked.is_read => self.read_as_recv,
            Before::Nothing => self.in_order,
        };
        let is_cut = first.bytes > asked.bytes;
        let (length, how_much) = match (asked.truncs, self.real_length) {
            (true, None) => return Ruling::silent("MSG_TRUNC of a type of which no page says it"),
            (true, Some(real)) => (first.bytes, real),
            (false, _) if is_cut => (asked.bytes, self.discards),
            (false, _) if first.bytes == 0 => (0, self.empty),
            (false, _) => (first.bytes, self.one),
        };
        let given = first.split(asked.bytes.min(first.bytes)).0;
        let content = std::iter::once(given).collect();
        [which, how_much].returns((self.gives)(length.into(), content))
    }

    /// What a receive that returned did.
    pub fn took(inbox: &mut Inbox, asked: Receive) {
        match asked {
            Receive { is_read: true, bytes: 0, .. } => {}
            Receive { peeks: true, .. } => inbox.before = Before::Peeked,
            Receive { bytes, .. } => inbox.take(bytes),
        }
    }
}
