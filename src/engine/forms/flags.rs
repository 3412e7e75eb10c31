//! Sets of flags: a table of names and bits, written once for each call's flags.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::operand::{Operand, Put, Take};
use crate::engine::Draw;

/// One flag.
#[derive(Debug, Clone, Copy)]
pub struct FlagSpec {
    /// As scripts write it.
    pub name: &'static str,
    pub c: &'static str,
    pub bits: u64,
    /// How many of a hundred draws set it.
    pub percent: u32,
    /// Steering tells calls with it from those without.
    pub tells: bool,
}

/// A flag, as a table states it.
pub const fn flag(name: &'static str, c: &'static str, bits: i32) -> FlagSpec {
    FlagSpec { name, c, bits: bits as u32 as u64, percent: 0, tells: false }
}

impl FlagSpec {
    /// So many of a hundred draws set it.
    #[must_use]
    pub const fn percent(mut self, percent: u32) -> Self {
        self.percent = percent;
        self
    }

    /// Steering tells calls with it from those without.
    #[must_use]
    pub const fn tells(mut self) -> Self {
        self.tells = true;
        self
    }
}

/// A table of flags.
pub trait FlagSet: Copy + 'static {
    const TABLE: &'static [FlagSpec];
}

/// Some flags of a table.
pub struct Flags<S>(u64, PhantomData<S>);

impl<S> Flags<S> {
    pub const NONE: Self = Self::of(0);

    pub const fn of(bits: i32) -> Self {
        Self(bits as u32 as u64, PhantomData)
    }

    pub const fn has(self, bits: i32) -> bool
    where
        S: Copy,
    {
        self.0 & bits as u32 as u64 != 0
    }

    /// As the call takes them.
    pub const fn bits(self) -> i32
    where
        S: Copy,
    {
        self.0 as i32
    }

    #[must_use]
    pub const fn with(self, bits: i32) -> Self
    where
        S: Copy,
    {
        Self(self.0 | bits as u32 as u64, PhantomData)
    }

    #[must_use]
    pub const fn without(self, bits: i32) -> Self
    where
        S: Copy,
    {
        Self(self.0 & !(bits as u32 as u64), PhantomData)
    }
}

// Derived, they would ask the table for as much as the flags.
#[expect(clippy::expl_impl_clone_on_copy, reason = "the flags are copied, not their table")]
impl<S: Copy> Clone for Flags<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Copy> Copy for Flags<S> {}

impl<S> Default for Flags<S> {
    fn default() -> Self {
        Self::NONE
    }
}

impl<S> PartialEq for Flags<S> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<S> Eq for Flags<S> {}

impl<S: FlagSet> Flags<S> {
    fn set(self) -> impl Iterator<Item = &'static FlagSpec> {
        S::TABLE.iter().filter(move |flag| self.0 & flag.bits != 0)
    }
}

impl<S: FlagSet> fmt::Debug for Flags<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&(*self).c())
    }
}

/// In a script, every flag of the table by name, on or off; what is not named is off.
impl<S: FlagSet> Serialize for Flags<S> {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        serializer.collect_map(S::TABLE.iter().map(|flag| (flag.name, self.0 & flag.bits != 0)))
    }
}

impl<'de, S: FlagSet> Deserialize<'de> for Flags<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = BTreeMap::<String, bool>::deserialize(deserializer)?;
        let mut bits = 0;
        for (name, on) in named {
            let flag = S::TABLE.iter().find(|flag| flag.name == name).ok_or_else(|| {
                serde::de::Error::custom(format!("there is no flag `{name}` of this call"))
            })?;
            bits |= if on { flag.bits } else { 0 };
        }
        Ok(Self(bits, PhantomData))
    }
}

impl<S: FlagSet> Operand for Flags<S> {
    fn put(self, words: &mut Put) {
        words.word(self.0);
    }

    fn take(words: &mut Take<'_>) -> Self {
        Self(words.word(), PhantomData)
    }

    fn show(self) -> String {
        self.c()
    }

    fn c(self) -> String {
        let set: Vec<_> = self.set().map(|flag| flag.c).collect();
        if set.is_empty() { "0".into() } else { set.join("|") }
    }

    /// None, and one less.
    fn simpler(self) -> Vec<Self> {
        let fewer = self.set().map(|flag| Self(self.0 & !flag.bits, PhantomData));
        std::iter::once(Self::NONE).chain(fewer).filter(|simpler| *simpler != self).collect()
    }

    fn class(self) -> u32 {
        let tells = S::TABLE.iter().filter(|flag| flag.tells);
        (0..)
            .zip(tells)
            .fold(0, |class, (bit, flag)| class | u32::from(self.0 & flag.bits != 0) << bit)
    }

    fn draw(draw: &mut Draw<'_>) -> Option<Self> {
        let bits =
            S::TABLE.iter().map(|flag| if draw.percent(flag.percent) { flag.bits } else { 0 });
        Some(Self(bits.fold(0, |all, bit| all | bit), PhantomData))
    }
}
