//! The parts of outcomes: what the engine can do with one.

use smallvec::SmallVec;

use crate::engine::content::Content;
use crate::engine::{Access, Actor, Errno};

/// A part of an outcome.
pub trait Part: Clone + PartialEq + 'static {
    /// Whether it is the outcome's content, which is no word.
    const IS_CONTENT: bool = false;

    fn put(self, parts: &mut Parts);

    fn take(parts: &mut TakeParts<'_>) -> Self;

    /// As a person reads it.
    fn show(&self) -> String;

    /// Another value, to lie with.
    fn lie(&self) -> Option<Self>;
}

/// A type of parts without its type.
#[derive(Debug)]
pub struct PartType {
    pub is_content: bool,
    pub show: fn(&mut TakeParts<'_>) -> String,
    /// Writes a lie about it, or what it is; whether it was a lie.
    pub lie: fn(&mut TakeParts<'_>, &mut Parts) -> bool,
    pub skip: fn(&mut TakeParts<'_>),
}

impl PartType {
    pub const fn of<T: Part>() -> Self {
        Self {
            is_content: T::IS_CONTENT,
            show: |parts| T::take(parts).show(),
            lie: |parts, to| {
                let truth = T::take(parts);
                let lie = truth.lie();
                let lies = lie.is_some();
                lie.unwrap_or(truth).put(to);
                lies
            },
            skip: |parts| drop(T::take(parts)),
        }
    }
}

/// A part of an outcome's form: its name and its type.
#[derive(Debug)]
pub struct PartSpec {
    pub name: &'static str,
    pub is: PartType,
}

/// Writes parts, one after the other.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    pub(super) words: SmallVec<[u64; 4]>,
    pub(super) content: Content,
}

impl Parts {
    #[inline]
    pub fn word(&mut self, word: u64) {
        self.words.push(word);
    }

    pub fn content(&mut self, content: Content) {
        self.content = content;
    }
}

/// Reads parts, one after the other.
#[derive(Debug, Clone, Copy)]
pub struct TakeParts<'o> {
    pub(super) words: &'o [u64],
    pub(super) content: &'o Content,
}

impl TakeParts<'_> {
    #[inline]
    pub fn word(&mut self) -> u64 {
        let (first, rest) = self.words.split_first().expect("a form says how many words it has");
        self.words = rest;
        *first
    }

    pub fn content(&mut self) -> Content {
        self.content.clone()
    }

    /// Whether words are left.
    pub fn is_over(&self) -> bool {
        self.words.is_empty()
    }
}

macro_rules! number {
    ($($number:ty)+) => {$(
        impl Part for $number {
            #[inline]
            fn put(self, parts: &mut Parts) {
                parts.word(self as u64);
            }

            #[inline]
            fn take(parts: &mut TakeParts<'_>) -> Self {
                parts.word() as Self
            }

            fn show(&self) -> String {
                self.to_string()
            }

            fn lie(&self) -> Option<Self> {
                Some(self.wrapping_add(1))
            }
        }
    )+};
}

number! { u8 u16 u32 u64 i32 i64 }

impl Part for bool {
    fn put(self, parts: &mut Parts) {
        parts.word(self.into());
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        parts.word() != 0
    }

    fn show(&self) -> String {
        if *self { "yes" } else { "no" }.into()
    }

    fn lie(&self) -> Option<Self> {
        Some(!self)
    }
}

impl Part for Actor {
    fn put(self, parts: &mut Parts) {
        parts.word(self.0.into());
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        Self(parts.word() as u8)
    }

    fn show(&self) -> String {
        self.to_string()
    }

    fn lie(&self) -> Option<Self> {
        Some(Self(self.0 ^ 1))
    }
}

impl Part for Errno {
    fn put(self, parts: &mut Parts) {
        parts.word(self.0 as u64);
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        Self(parts.word() as i32)
    }

    fn show(&self) -> String {
        self.to_string()
    }

    fn lie(&self) -> Option<Self> {
        Some(Self::EIO)
    }
}

impl Part for Access {
    fn put(self, parts: &mut Parts) {
        parts.word(self as u64);
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        match parts.word() {
            0 => Self::Read,
            1 => Self::Write,
            _ => Self::Both,
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }

    fn lie(&self) -> Option<Self> {
        Some(if *self == Self::Both { Self::Read } else { Self::Both })
    }
}

impl Part for Content {
    const IS_CONTENT: bool = true;

    fn put(self, parts: &mut Parts) {
        parts.content(self);
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        parts.content()
    }

    fn show(&self) -> String {
        self.to_string()
    }

    fn lie(&self) -> Option<Self> {
        self.reversed()
    }
}

impl<T: Part, const N: usize> Part for [T; N] {
    fn put(self, parts: &mut Parts) {
        for part in self {
            part.put(parts);
        }
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        std::array::from_fn(|_| T::take(parts))
    }

    fn show(&self) -> String {
        self.iter().map(Part::show).collect::<Vec<_>>().join(", ")
    }

    fn lie(&self) -> Option<Self> {
        let mut lie = self.clone();
        let last = lie.last_mut()?;
        *last = last.lie()?;
        Some(lie)
    }
}

/// As many parts as there are: the last of a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rest<T>(pub Vec<T>);

impl<T: Part> Part for Rest<T> {
    fn put(self, parts: &mut Parts) {
        self.0.into_iter().for_each(|part| part.put(parts));
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        let mut all = vec![];
        while !parts.is_over() {
            all.push(T::take(parts));
        }
        Self(all)
    }

    fn show(&self) -> String {
        self.0.iter().map(Part::show).collect::<Vec<_>>().join("; ")
    }

    fn lie(&self) -> Option<Self> {
        let (first, rest) = self.0.split_first()?;
        Some(Self(std::iter::once(first.lie()?).chain(rest.iter().cloned()).collect()))
    }
}
