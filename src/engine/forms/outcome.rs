//! An outcome, as data: which of a room's outcomes came, and its parts. No pid, no descriptor
//! number, no time is among them.

use std::cmp::Ordering;
use std::fmt;

use smallvec::SmallVec;

use super::part::{PartSpec, Parts, TakeParts};
use super::template::expand;
use crate::engine::content::{Content, Piece};
use crate::engine::{Errno, Room};

/// What a call gave back where it did not fail.
#[derive(Clone)]
pub struct Outcome {
    form: &'static OutcomeForm,
    words: SmallVec<[u64; 4]>,
    content: Content,
}

/// A row of a room's table of outcomes.
#[derive(Debug)]
pub struct OutcomeForm {
    pub room: &'static Room,
    /// Its place in the table.
    pub index: u8,
    /// As the table names it.
    pub variant: &'static str,
    pub parts: &'static [PartSpec],
    row: OutcomeRow,
}

/// What a row says besides its parts; what it does not say stays as it is here.
#[derive(Debug, Clone, Copy)]
pub struct OutcomeRow {
    text: &'static str,
    shown: Option<fn(&Outcome) -> String>,
    first: usize,
    weighs: &'static [usize],
    differs: Option<fn(&Outcome, &Outcome) -> usize>,
    lie: Option<fn(&Outcome, usize) -> Option<Outcome>>,
    equals: Option<fn(&Outcome, &Outcome) -> bool>,
    errno: Option<Errno>,
}

impl OutcomeRow {
    /// As a person reads it, with `{part}` where one stands.
    pub const fn of(text: &'static str) -> Self {
        let (shown, weighs): (_, &[usize]) = (None, &[]);
        let (differs, lie, equals, errno) = (None, None, None, None);
        Self { text, shown, first: 0, weighs, differs, lie, equals, errno }
    }

    /// As a person reads it, where a template cannot say it.
    pub const fn shown(shown: fn(&Outcome) -> String) -> Self {
        Self { shown: Some(shown), ..Self::of("") }
    }

    /// The call fails with this error, of which the parts say more.
    #[must_use]
    pub const fn failure(mut self, errno: Errno) -> Self {
        self.errno = Some(errno);
        self
    }

    /// The first claim of a clause with it speaks of the call's success, the second of the first
    /// part.
    #[must_use]
    pub const fn after_success(mut self) -> Self {
        self.first = 1;
        self
    }

    /// How much each part says of which of several outcomes of this form was meant; one, where
    /// this does not say.
    #[must_use]
    pub const fn weighs(mut self, weighs: &'static [usize]) -> Self {
        self.weighs = weighs;
        self
    }

    /// Which claim of a clause another outcome of this form breaks, where that is not the one in
    /// the place of the first part that differs.
    #[must_use]
    pub const fn differs(mut self, differs: fn(&Outcome, &Outcome) -> usize) -> Self {
        self.differs = Some(differs);
        self
    }

    /// What differs in just the part that this claim of a clause speaks of, where the type of the
    /// part cannot say it.
    #[must_use]
    pub const fn lie(mut self, lie: fn(&Outcome, usize) -> Option<Outcome>) -> Self {
        self.lie = Some(lie);
        self
    }

    /// Whether two outcomes of this form are equal, where one may speak of some of its parts only.
    #[must_use]
    pub const fn equals(mut self, equals: fn(&Outcome, &Outcome) -> bool) -> Self {
        self.equals = Some(equals);
        self
    }
}

impl OutcomeForm {
    /// The rows of a table, each with its place in it.
    pub const fn numbered<const N: usize>(mut rows: [Self; N]) -> [Self; N] {
        let mut place = 0;
        while place < N {
            rows[place].index = place as u8;
            place += 1;
        }
        rows
    }

    pub const fn new(
        room: &'static Room,
        variant: &'static str,
        parts: &'static [PartSpec],
        row: OutcomeRow,
    ) -> Self {
        Self { room, index: 0, variant, parts, row }
    }
}

impl OutcomeForm {
    /// The outcome of a form without parts.
    pub fn bare(&'static self) -> Outcome {
        Outcome::new(self, Parts::default())
    }
}

impl Outcome {
    /// Of this form, with these parts.
    pub fn new(form: &'static OutcomeForm, parts: Parts) -> Self {
        Self { form, words: parts.words, content: parts.content }
    }

    pub fn form(&self) -> &'static OutcomeForm {
        self.form
    }

    /// The parts, to be read one after the other.
    #[inline]
    pub fn take(&self) -> TakeParts<'_> {
        TakeParts { words: &self.words, content: &self.content }
    }

    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    /// The error with which the call fails, if this outcome is a failure that says more.
    pub fn errno(&self) -> Option<Errno> {
        let first = self.form.parts.first();
        let told = first.filter(|part| part.name == "errno").map(|_| Errno(self.words[0] as i32));
        told.or(self.form.row.errno)
    }

    /// The parts that are numbers or flags, in order.
    pub fn numbers(&self) -> &[u64] {
        &self.words
    }

    /// The pieces of its content, if it has no other.
    pub fn pieces(&self) -> Option<Vec<Piece>> {
        self.content.pieces()
    }

    pub(super) fn content(&self) -> &Content {
        &self.content
    }

    fn is_of(&self, other: &Self) -> bool {
        std::ptr::eq(self.form, other.form)
    }

    /// For each part, whether it is the same in both.
    fn same<'o>(&'o self, other: &'o Self) -> impl Iterator<Item = bool> + 'o {
        let (mut left, mut right) = (self.take(), other.take());
        self.form.parts.iter().map(move |part| {
            if part.is.is_content {
                return self.content == other.content;
            }
            let (before, seen) = (left.words, right.words);
            (part.is.skip)(&mut left);
            (part.is.skip)(&mut right);
            let read = |words: &'o [u64], left: &[u64]| &words[..words.len() - left.len()];
            read(before, left.words) == read(seen, right.words)
        })
    }
}

impl crate::engine::Seen for Outcome {
    fn differs_at(&self, seen: &Self) -> usize {
        if !self.is_of(seen) {
            return 0;
        }
        if let Some(differs) = self.form.row.differs {
            return differs(self, seen);
        }
        self.form.row.first + self.same(seen).position(|same| !same).unwrap_or_default()
    }

    fn likeness(&self, seen: &Self) -> usize {
        if !self.is_of(seen) {
            return 0;
        }
        let weight = |part: usize| self.form.row.weighs.get(part).copied().unwrap_or(1);
        self.same(seen).enumerate().filter(|(_, same)| *same).map(|(part, _)| weight(part)).sum()
    }

    fn lie(&self, part: usize) -> Option<Self> {
        if let Some(lie) = self.form.row.lie {
            return lie(self, part);
        }
        let part = part.checked_sub(self.form.row.first)?;
        self.form.parts.get(part)?;
        let (mut from, mut to) = (self.take(), Parts::default());
        to.content = self.content.clone();
        let mut lies = false;
        for (place, spec) in self.form.parts.iter().enumerate() {
            if place == part {
                lies = (spec.is.lie)(&mut from, &mut to);
                continue;
            }
            let before = from.words;
            (spec.is.skip)(&mut from);
            to.words.extend_from_slice(&before[..before.len() - from.words.len()]);
        }
        lies.then(|| Self::new(self.form, to))
    }
}

impl PartialEq for Outcome {
    fn eq(&self, other: &Self) -> bool {
        if let Some(equals) = self.form.row.equals.filter(|_| self.is_of(other)) {
            return equals(self, other);
        }
        self.is_of(other) && self.words == other.words && self.content == other.content
    }
}

/// Outcomes of one form compare by their parts, in order.
impl PartialOrd for Outcome {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if !self.is_of(other) {
            return None;
        }
        match self.words.cmp(&other.words) {
            Ordering::Equal => self.content.partial_cmp(&other.content),
            order => Some(order),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(shown) = self.form.row.shown {
            return f.write_str(&shown(self));
        }
        f.write_str(&expand(self.form.row.text, |name| {
            let mut parts = self.take();
            for spec in self.form.parts {
                if spec.name == name {
                    let first = parts.words.first().copied().unwrap_or_default();
                    return Some(((spec.is.show)(&mut parts), first));
                }
                (spec.is.skip)(&mut parts);
            }
            None
        }))
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
