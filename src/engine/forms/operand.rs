//! The types of operands: what the engine can do with the words of one.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use smallvec::SmallVec;

use crate::engine::shrink::smaller;
use crate::engine::{Access, Actor, Draw, Limit, Pick};

/// Most words of one call.
pub const WORDS_MAX: usize = 10;

/// The words of one operand.
pub type Words = SmallVec<[u64; 2]>;

/// What an operand is resolved against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    /// A descriptor of the caller.
    Pick,
    /// A value that means the same everywhere.
    Plain,
}

/// No value, where there need not be one: as a person reads it, and as C.
pub const NONE: [&str; 2] = ["none", "NULL"];

/// A type of operands. It is read and written as words, and in a script as what serde makes of it.
pub trait Operand: Copy + PartialEq + Serialize + DeserializeOwned + 'static {
    /// What it is resolved against.
    const IS: Is = Is::Plain;
    /// No value of this type: as a person reads it, and as C.
    const NONE: [&'static str; 2] = NONE;

    fn put(self, words: &mut Put);

    fn take(words: &mut Take<'_>) -> Self;

    /// As a person reads it.
    fn show(self) -> String;

    /// As C.
    fn c(self) -> String {
        self.show()
    }

    /// Simpler values, the simplest first, for the shrinker.
    fn simpler(self) -> Vec<Self> {
        vec![]
    }

    /// A coarse class, for steering around a confirmed deviation.
    fn class(self) -> u32 {
        0
    }

    /// Draws a value where the table lists none.
    fn draw(_draw: &mut Draw<'_>) -> Option<Self> {
        None
    }
}

/// Draws the words of an operand.
pub type Draws = fn(&mut Draw<'_>) -> Option<Words>;

/// A type of operands without its type.
#[derive(Debug)]
pub struct OperandType {
    pub is: Is,
    pub show: fn(&mut Take<'_>) -> String,
    pub c: fn(&mut Take<'_>) -> String,
    pub simpler: fn(&mut Take<'_>) -> Vec<Words>,
    pub class: fn(&mut Take<'_>) -> u32,
    pub to_json: fn(&mut Take<'_>) -> Value,
    pub of_json: fn(&Value) -> Result<Words, String>,
    pub draw: Draws,
    pub skip: fn(&mut Take<'_>),
}

impl OperandType {
    pub const fn of<T: Operand>() -> Self {
        Self {
            is: T::IS,
            show: |words| T::take(words).show(),
            c: |words| T::take(words).c(),
            simpler: |words| T::take(words).simpler().into_iter().map(words_of).collect(),
            class: |words| T::take(words).class(),
            to_json: |words| {
                serde_json::to_value(T::take(words)).expect("an operand is plain data")
            },
            of_json: |value| {
                let operand: T =
                    serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
                Ok(words_of(operand))
            },
            draw: |draw| T::draw(draw).map(words_of),
            skip: |words| {
                let _ = T::take(words);
            },
        }
    }
}

/// The words of a value.
pub fn words_of<T: Operand>(operand: T) -> Words {
    let mut put = Put::default();
    operand.put(&mut put);
    put.written().into()
}

/// Writes words, one after the other.
#[derive(Debug, Clone, Copy, Default)]
pub struct Put {
    words: [u64; WORDS_MAX],
    used: usize,
}

impl Put {
    #[inline]
    pub fn word(&mut self, word: u64) {
        self.words[self.used] = word;
        self.used += 1;
    }

    pub(super) fn all(&self) -> [u64; WORDS_MAX] {
        self.words
    }

    fn written(&self) -> &[u64] {
        &self.words[..self.used]
    }
}

/// Reads words, one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Take<'w> {
    pub(super) words: &'w [u64],
}

impl Take<'_> {
    #[inline]
    pub fn word(&mut self) -> u64 {
        let (first, rest) = self.words.split_first().expect("a form says how many words it has");
        self.words = rest;
        *first
    }
}

macro_rules! number {
    ($($number:ty)+) => {$(
        impl Operand for $number {
            #[inline]
            fn put(self, words: &mut Put) {
                words.word(self as u64);
            }

            #[inline]
            fn take(words: &mut Take<'_>) -> Self {
                words.word() as Self
            }

            fn show(self) -> String {
                self.to_string()
            }

            fn simpler(self) -> Vec<Self> {
                let nearer = u32::try_from(self).into_iter().flat_map(smaller);
                let nearer = nearer.map(|less| less as Self);
                let halves = [0, 1, self / 2, self - self / 4, self.saturating_sub(1)];
                // Nearer to zero, so that no chain comes back to where it began.
                let size = |value: Self| i128::from(value).abs();
                halves.into_iter().chain(nearer).filter(|less| size(*less) < size(self)).collect()
            }
        }
    )+};
}

number! { u8 u16 u32 u64 i16 i32 i64 }

impl Operand for bool {
    fn put(self, words: &mut Put) {
        words.word(self.into());
    }

    fn take(words: &mut Take<'_>) -> Self {
        words.word() != 0
    }

    fn show(self) -> String {
        if self { "on" } else { "off" }.into()
    }

    fn c(self) -> String {
        u8::from(self).to_string()
    }

    fn simpler(self) -> Vec<Self> {
        if self { vec![false] } else { vec![] }
    }

    fn draw(draw: &mut Draw<'_>) -> Option<Self> {
        Some(draw.percent(50))
    }
}

impl Operand for Pick {
    const IS: Is = Is::Pick;

    #[inline]
    fn put(self, words: &mut Put) {
        words.word(self.0.into());
    }

    #[inline]
    fn take(words: &mut Take<'_>) -> Self {
        Self(words.word() as u8)
    }

    fn show(self) -> String {
        self.to_string()
    }

    fn c(self) -> String {
        self.0.to_string()
    }
}

impl Operand for Actor {
    fn put(self, words: &mut Put) {
        words.word(self.0.into());
    }

    fn take(words: &mut Take<'_>) -> Self {
        Self(words.word() as u8)
    }

    fn show(self) -> String {
        self.to_string()
    }

    fn c(self) -> String {
        self.0.to_string()
    }
}

impl Access {
    /// As open takes it.
    pub fn bits(self) -> i32 {
        match self {
            Self::Read => libc::O_RDONLY,
            Self::Write => libc::O_WRONLY,
            Self::Both => libc::O_RDWR,
        }
    }
}

impl Operand for Access {
    fn put(self, words: &mut Put) {
        words.word(self as u64);
    }

    fn take(words: &mut Take<'_>) -> Self {
        match words.word() {
            0 => Self::Read,
            1 => Self::Write,
            _ => Self::Both,
        }
    }

    fn show(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    fn c(self) -> String {
        match self {
            Self::Read => "O_RDONLY",
            Self::Write => "O_WRONLY",
            Self::Both => "O_RDWR",
        }
        .into()
    }

    fn simpler(self) -> Vec<Self> {
        if self == Self::Both { vec![] } else { vec![Self::Both] }
    }

    fn class(self) -> u32 {
        self as u32
    }

    fn draw(draw: &mut Draw<'_>) -> Option<Self> {
        Some(*draw.one_of(&[Self::Read, Self::Write, Self::Both]))
    }
}

impl Operand for Limit {
    fn put(self, words: &mut Put) {
        words.word(self as u64);
    }

    fn take(words: &mut Take<'_>) -> Self {
        let word = words.word();
        let limit = Self::ALL.iter().find(|limit| **limit as u64 == word);
        *limit.expect("the word of a limit")
    }

    fn show(self) -> String {
        self.name()
    }

    /// Its path under /proc/sys.
    fn c(self) -> String {
        self.sysctl().unwrap_or_default().into()
    }
}

/// A value, or none.
impl<T: Operand> Operand for Option<T> {
    fn put(self, words: &mut Put) {
        words.word(self.is_some().into());
        if let Some(value) = self {
            return value.put(words);
        }
        // As many words as a value takes.
        let zeros = [0; WORDS_MAX];
        let mut none = Take { words: &zeros };
        (OperandType::of::<T>().skip)(&mut none);
        for _ in none.words.len()..WORDS_MAX {
            words.word(0);
        }
    }

    fn take(words: &mut Take<'_>) -> Self {
        let is_some = words.word() != 0;
        let value = T::take(words);
        is_some.then_some(value)
    }

    fn show(self) -> String {
        self.map_or_else(|| T::NONE[0].into(), Operand::show)
    }

    fn c(self) -> String {
        self.map_or_else(|| T::NONE[1].into(), Operand::c)
    }

    fn simpler(self) -> Vec<Self> {
        let Some(value) = self else { return vec![] };
        std::iter::once(None).chain(value.simpler().into_iter().map(Some)).collect()
    }

    fn class(self) -> u32 {
        self.map_or(0, |value| 1 + value.class())
    }

    /// Mostly a value.
    fn draw(draw: &mut Draw<'_>) -> Option<Self> {
        let value = T::draw(draw)?;
        Some((!draw.percent(20)).then_some(value))
    }
}
