//! Choices: operands, and parts of outcomes, that are one of a few values.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::operand::{NONE, Operand, Put, Take};
use super::part::{Part, Parts, TakeParts};
use crate::engine::Draw;

/// A choice among a few values.
pub trait Choice: Copy + PartialEq + 'static {
    /// Every value, the simplest first: as a person reads it, and as C.
    const TABLE: &'static [(Self, &'static str, &'static str)];

    /// No value, where there need not be one: as a person reads it, and as C.
    const NONE: [&'static str; 2] = NONE;
}

fn place<T: Choice>(value: T) -> usize {
    let place = T::TABLE.iter().position(|(other, ..)| *other == value);
    place.expect("the table of a choice has every value")
}

impl<T: Choice + Serialize + DeserializeOwned> Operand for T {
    const NONE: [&'static str; 2] = T::NONE;

    fn put(self, words: &mut Put) {
        words.word(place(self) as u64);
    }

    fn take(words: &mut Take<'_>) -> Self {
        T::TABLE[words.word() as usize].0
    }

    fn show(self) -> String {
        T::TABLE[place(self)].1.into()
    }

    fn c(self) -> String {
        T::TABLE[place(self)].2.into()
    }

    fn simpler(self) -> Vec<Self> {
        T::TABLE[..place(self)].iter().map(|(value, ..)| *value).collect()
    }

    fn class(self) -> u32 {
        place(self) as u32
    }

    fn draw(draw: &mut Draw<'_>) -> Option<Self> {
        Some(draw.one_of(T::TABLE).0)
    }
}

impl<T: Choice> Part for T {
    fn put(self, parts: &mut Parts) {
        parts.word(place(self) as u64);
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        T::TABLE[parts.word() as usize].0
    }

    fn show(&self) -> String {
        T::TABLE[place(*self)].1.into()
    }

    /// The next one.
    fn lie(&self) -> Option<Self> {
        (T::TABLE.len() > 1).then(|| T::TABLE[(place(*self) + 1) % T::TABLE.len()].0)
    }
}
