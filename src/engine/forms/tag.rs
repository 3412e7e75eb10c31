//! Tags: which content a call writes, or which notice is of which registration.

use serde::{Deserialize, Serialize};

use super::operand::{Operand, Put, Take};
use crate::engine::Draw;
use crate::engine::content::Piece;

/// The tag of what a call writes. No two calls of a script have the same, so no tag is simpler
/// than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(pub u16);

impl Tag {
    /// The content of that many bytes.
    pub fn piece(self, bytes: u32) -> Piece {
        Piece::of(self.0, bytes)
    }
}

impl Operand for Tag {
    fn put(self, words: &mut Put) {
        words.word(self.0.into());
    }

    fn take(words: &mut Take<'_>) -> Self {
        Self(words.word() as u16)
    }

    fn show(self) -> String {
        self.0.to_string()
    }

    /// The room gives the call the tag of its step.
    fn draw(_draw: &mut Draw<'_>) -> Option<Self> {
        Some(Self(0))
    }
}
