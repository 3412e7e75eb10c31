//! A call, as data: which of a room's calls, and its operands.

use std::fmt;
use std::hash::{Hash, Hasher};

use smallvec::SmallVec;

use super::operand::{Is, Operand, OperandType, Put, Take, WORDS_MAX, Words};
use super::row::Row;
use super::template::expand;
use crate::claim::Need;
use crate::engine::{Draw, Pick, Room};

/// One call. Copying it copies a pointer and a few words.
#[derive(Clone, Copy)]
pub struct Op {
    form: &'static Form,
    words: [u64; WORDS_MAX],
}

/// A row of a room's table of calls.
#[derive(Debug)]
pub struct Form {
    pub room: &'static Room,
    /// Its place in the table.
    pub index: u8,
    /// As the table names it.
    pub variant: &'static str,
    pub operands: &'static [Spec],
    /// The system call or function, for coverage and patterns: `read`, `mq_open`.
    pub kind: &'static str,
    row: Row,
}

/// An operand of a form: its name, its type, and its boundary values.
#[derive(Debug)]
pub struct Spec {
    pub name: &'static str,
    pub is: OperandType,
    /// Drawn from, the first oftenest; where there are none, the type draws.
    pub values: &'static [u64],
}

impl Form {
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
        operands: &'static [Spec],
        row: Row,
    ) -> Self {
        Self { room, index: 0, variant, operands, kind: row.kind, row }
    }

    /// How scripts name it: each name within the one before.
    pub fn path(&self) -> Vec<String> {
        match self.row.path {
            Some(path) => path.iter().map(ToString::to_string).collect(),
            None => vec![super::code::snake(self.variant)],
        }
    }

    /// Whether scripts write its only operand without its name.
    pub fn is_bare(&self) -> bool {
        self.row.bare
    }

    pub fn opens(&self) -> u8 {
        self.row.opens
    }

    /// Whether one of its operands is a descriptor.
    pub fn takes_descriptor(&self) -> bool {
        self.operands.iter().any(|operand| operand.is.is == Is::Pick)
    }

    pub fn weight(&self) -> u32 {
        self.row.weight
    }

    /// Draws the operands from the table: a descriptor among `picks`, a listed value, or what the
    /// type draws.
    pub fn draw(&'static self, picks: super::super::world::Picks, draw: &mut Draw<'_>) -> Op {
        let mut put = Put::default();
        for spec in self.operands {
            let words: Words = if spec.is.is == Is::Pick {
                let pick = draw.pick(picks).unwrap_or(Pick::NONE);
                super::operand::words_of(pick)
            } else if !spec.values.is_empty() {
                // Half of the draws take the first value.
                let first = draw.percent(50);
                let value = if first { spec.values[0] } else { *draw.one_of(spec.values) };
                smallvec::smallvec![value]
            } else {
                (spec.is.draw)(draw).expect("a type that draws, or a row that lists values")
            };
            words.iter().for_each(|word| put.word(*word));
        }
        Op { form: self, words: put.all() }
    }
}

impl Op {
    /// Of this form, with these words.
    #[inline]
    pub fn new(form: &'static Form, put: Put) -> Self {
        Self { form, words: put.all() }
    }

    pub fn form(&self) -> &'static Form {
        self.form
    }

    pub fn room(&self) -> &'static Room {
        self.form.room
    }

    /// The words, to be read one after the other.
    #[inline]
    pub fn take(&self) -> Take<'_> {
        Take { words: &self.words }
    }

    /// The system call or function, for coverage and patterns.
    pub fn kind(&self) -> &'static str {
        self.form.row.kinds.map_or(self.form.kind, |kinds| kinds(self))
    }

    /// The system call that it stands or falls with, by which several kinds may be made.
    pub fn call(&self) -> &'static str {
        self.form.row.call.unwrap_or_else(|| self.kind())
    }

    /// A coarse class of the arguments, for steering around a confirmed deviation.
    pub fn class(&self) -> u32 {
        if let Some(class) = self.form.row.class {
            return class(self);
        }
        let mut words = self.take();
        self.form.operands.iter().fold(0, |class, spec| {
            let listed = spec.values.iter().position(|value| *value == words.words[0]);
            let own = (spec.is.class)(&mut words);
            let own = if spec.values.is_empty() { own } else { listed.map_or(7, |at| at as u32) };
            class << 3 | own
        })
    }

    /// What the machine must have for it; without, the step is left out.
    pub fn needs(&self) -> &'static [Need] {
        self.form.row.needs
    }

    /// How many descriptors a success adds to its caller's table.
    pub fn opens(&self) -> usize {
        self.form.row.opens.into()
    }

    /// Whether it may be made in a race: what changes the world may not, nor what changes a
    /// setting for everybody.
    pub fn may_race(&self) -> bool {
        self.form.row.races.unwrap_or(self.form.row.opens == 0)
    }

    /// Whether it looks at several descriptors of other rooms, one after the other.
    pub fn looks_at_several(&self) -> bool {
        let several = || self.picks().iter().filter(|pick| **pick != Pick::NONE).count() > 1;
        self.room().watches && (!self.may_race() || several())
    }

    /// The descriptor operands.
    pub fn picks(&self) -> SmallVec<[Pick; 2]> {
        let mut picks = SmallVec::new();
        self.each_pick(|_, pick| picks.push(pick));
        picks
    }

    /// Replaces each descriptor operand by what `resolve` makes of it; false if that is nothing.
    pub fn resolve(&mut self, mut resolve: impl FnMut(Pick) -> Option<Pick>) -> bool {
        let mut words = self.words;
        let mut all = true;
        self.each_pick(|place, pick| match resolve(pick) {
            Some(pick) => words[place] = pick.0.into(),
            None => all = false,
        });
        self.words = words;
        all
    }

    fn each_pick(&self, mut each: impl FnMut(usize, Pick)) {
        let mut words = self.take();
        for spec in self.form.operands {
            let place = WORDS_MAX - words.words.len();
            if spec.is.is == Is::Pick {
                each(place, Pick::take(&mut words));
            } else {
                (spec.is.skip)(&mut words);
            }
        }
    }

    /// Simpler variants of this call, most simple first, for the shrinker: one operand at a time.
    /// Of a listed value the simpler ones are those before it in the list, so that no chain of
    /// simpler values comes back to where it began.
    pub fn simpler(&self) -> Vec<Self> {
        let mut simpler = vec![];
        let mut words = self.take();
        for spec in self.form.operands {
            let place = WORDS_MAX - words.words.len();
            let word = self.words[place];
            let listed = spec.values.iter().take_while(|value| **value != word);
            let typed = (spec.is.simpler)(&mut words);
            let is_listed = spec.values.contains(&word);
            let typed = typed.into_iter().filter(|_| !is_listed);
            for operand in listed.map(|value| smallvec::smallvec![*value]).chain(typed) {
                let mut other = *self;
                other.words[place..][..operand.len()].copy_from_slice(&operand);
                if other != *self {
                    simpler.push(other);
                }
            }
        }
        simpler
    }

    /// As a person would write it: `write 4097 (#3) to fd0`.
    pub fn show(&self) -> String {
        self.form.row.shown.map_or_else(
            || expand(self.form.row.words, |name| self.operand(name, |is| is.show)),
            |shown| shown(self),
        )
    }

    /// As C, with `fd[N]` for slot N.
    pub fn c(&self) -> String {
        self.form.row.written.map_or_else(
            || expand(self.form.row.c, |name| self.operand(name, |is| is.c)),
            |written| written(self),
        )
    }

    /// The same call with another value of the operand of that name, which takes one word.
    pub fn with_operand(&self, name: &str, alter: impl FnOnce(u64) -> u64) -> Option<Self> {
        let mut words = self.take();
        for spec in self.form.operands {
            if spec.name == name {
                let mut other = *self;
                let place = WORDS_MAX - words.words.len();
                other.words[place] = alter(other.words[place]);
                return Some(other);
            }
            (spec.is.skip)(&mut words);
        }
        None
    }

    fn operand(
        &self,
        name: &str,
        how: fn(&OperandType) -> fn(&mut Take<'_>) -> String,
    ) -> Option<(String, u64)> {
        let mut words = self.take();
        for spec in self.form.operands {
            if spec.name == name {
                let first = words.words.first().copied().unwrap_or_default();
                return Some((how(&spec.is)(&mut words), first));
            }
            (spec.is.skip)(&mut words);
        }
        None
    }

    pub(super) fn words(&self) -> &[u64; WORDS_MAX] {
        &self.words
    }
}

impl PartialEq for Op {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.form, other.form) && self.words == other.words
    }
}

impl Eq for Op {}

impl Hash for Op {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.form.index.hash(state);
        self.words.hash(state);
    }
}

impl fmt::Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.show())
    }
}
