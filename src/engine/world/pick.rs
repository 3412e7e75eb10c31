//! Descriptor operands: which of those alive is meant.

use serde::{Deserialize, Serialize};

/// A descriptor operand: the n-th of those alive, modulo their number. So every sub-sequence of a
/// script is a legal script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Pick(pub u8);

impl Pick {
    /// Never a descriptor: the call is made with -1.
    pub const NONE: Self = Self(u8::MAX);
}

impl std::fmt::Display for Pick {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Self::NONE { f.write_str("fd -1") } else { write!(f, "fd{}", self.0) }
    }
}

/// Some descriptors of one process: a bit for each of those alive, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picks(pub(super) u32);

impl Picks {
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// One of them, by its place among them.
    pub fn nth(self, place: usize) -> Option<Pick> {
        Bits(self.0).nth(place).map(|bit| Pick(bit as u8))
    }
}

impl IntoIterator for Picks {
    type Item = Pick;
    type IntoIter = std::iter::Map<Bits, fn(usize) -> Pick>;

    fn into_iter(self) -> Self::IntoIter {
        Bits(self.0).map(|bit| Pick(bit as u8))
    }
}

/// The `pick`-th of those in use, modulo their number: the one rule, on both sides.
pub fn resolve(in_use: impl Iterator<Item = bool>, pick: Pick) -> Option<usize> {
    let mask = (0..).zip(in_use).fold(0u32, |mask, (bit, used)| mask | u32::from(used) << bit);
    nth_in_use(mask, pick)
}

/// The same, of those whose bit is set.
pub(super) fn nth_in_use(mut mask: u32, pick: Pick) -> Option<usize> {
    if mask == 0 {
        return None;
    }
    for _ in 0..u32::from(pick.0) % mask.count_ones() {
        mask &= mask - 1;
    }
    Some(mask.trailing_zeros() as usize)
}

/// The places of the bits that are set, in order.
#[derive(Debug, Clone)]
pub struct Bits(pub(super) u32);

impl Iterator for Bits {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let place = (self.0 != 0).then(|| self.0.trailing_zeros() as usize);
        self.0 &= self.0.wrapping_sub(1);
        place
    }
}
