//! Reads of a stream: what they find where there is nothing to give.

use super::{Blocked, Held};
use crate::claim::Claim;
use crate::engine::content::Content;
use crate::engine::{Allow, Outcome, Ruling};

/// The claims of a room on reads.
#[derive(Debug, Clone, Copy)]
pub struct Reads {
    /// A read that asks for no bytes.
    pub of_nothing: &'static Claim,
    /// A read of an empty stream that nobody can write to.
    pub end_of_file: &'static Claim,
    /// A read of an empty stream that somebody can write to.
    pub of_empty: Blocked,
    /// The outcome of a read that gives this.
    pub gives: fn(Content) -> Outcome,
}

impl Reads {
    /// A read of so many bytes; what is there, `front` rules.
    pub fn rule<K: Copy + Eq>(
        &self,
        held: &Held<K>,
        bytes: u32,
        nonblocking: bool,
        has_writer: impl FnOnce() -> bool,
        front: impl FnOnce() -> Ruling,
    ) -> Ruling {
        let nothing = || (self.gives)(Content::default());
        if bytes == 0 {
            return self.of_nothing.returns(nothing());
        }
        if !held.is_empty() {
            return front();
        }
        if has_writer() {
            self.of_empty.rule(nonblocking)
        } else {
            self.end_of_file.returns(nothing())
        }
    }
}
