//! What a call reports where it does not fail: of each descriptor, of the timeout, of the mask.
//!
//! What a rule expects may speak of some of it only; so two reports are equal where they agree on
//! what both speak of.

use std::cmp::Ordering;

use super::ENTRIES;
use super::operands::{Asked, Events, Sets, Which};
use crate::engine::forms::{Flags, Operand, Part, Parts, TakeParts};

/// A report, as it came or as it must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Report {
    /// In sets rather than an array.
    pub select: bool,
    /// What the call returned.
    pub count: i64,
    pub entries: [Told; ENTRIES],
    /// How many of them there are.
    pub used: usize,
    /// What may have become of the timeout, a bit each.
    pub left: u8,
    /// It came back before its timeout had passed; none if that does not matter.
    pub early: Option<bool>,
    /// The signal mask is as it was before; none if that does not matter.
    pub restored: Option<bool>,
    /// The count must be just this; else it must be that of what is reported.
    pub exact: bool,
    /// Some of this is reported, not all need be: the call looks at one descriptor after the other,
    /// and what ended its sleep may go on meanwhile.
    pub partly: bool,
    /// Of which claims the rule names besides the first, a bit for each aspect; and which aspect
    /// the first is about, if it is about one.
    pub cited: u16,
    pub first: Option<Aspect>,
}

/// What is told of one descriptor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    pub asked: Asked,
    /// The events that are reported, or the sets in which it is left.
    pub bits: u16,
    /// The bits that are spoken of.
    pub spoken: u16,
    /// It is open for reading alone, and its own room does not say what that is for output.
    pub reads_only: bool,
}

/// What a claim may speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// Events that were asked for; of select, the set of those to be read.
    Asked,
    /// `POLLRDNORM`; of select, the set of those to be written.
    Other,
    /// `POLLWRNORM`.
    Third,
    /// Events that were not asked for.
    Unasked,
    /// Errors and hang-ups.
    Trouble,
    /// A descriptor that is not open.
    Closed,
    /// A negative descriptor.
    Negative,
    Count,
    Left,
    Early,
    Restored,
    /// Output of what cannot be written.
    Impossible,
}

impl Aspect {
    pub const ALL: [Self; 12] = [
        Self::Asked,
        Self::Other,
        Self::Third,
        Self::Unasked,
        Self::Trouble,
        Self::Closed,
        Self::Negative,
        Self::Count,
        Self::Left,
        Self::Early,
        Self::Restored,
        Self::Impossible,
    ];

    pub const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// What became of the timeout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Nothing is left of it.
    Zero = 1,
    /// Less is left than was given.
    Less = 1 << 1,
    /// As much as was given, or none was.
    Whole = 1 << 2,
    More = 1 << 3,
}

impl Left {
    pub const ANY: u8 = 0b1111;
    /// It is not as it was given.
    pub const CHANGED: u8 = Self::ANY & !(Self::Whole as u8);

    /// What became of it; anything, where none was given that could pass.
    pub fn of(given: Option<[i64; 2]>, now: Option<[i64; 2]>) -> u8 {
        let Some((given, now)) = given.zip(now).filter(|(given, _)| *given != [0, 0]) else {
            return Self::ANY;
        };
        let left = match now.cmp(&given) {
            Ordering::Less if now == [0, 0] => Self::Zero,
            Ordering::Less => Self::Less,
            Ordering::Equal => Self::Whole,
            Ordering::Greater => Self::More,
        };
        left as u8
    }
}

/// The two sides of every such thing, for lies: bits that can be told in either way.
pub const SIDES: [i16; 6] = [
    libc::POLLIN,
    libc::POLLOUT,
    libc::POLLRDNORM,
    libc::POLLWRNORM,
    libc::POLLPRI,
    libc::POLLRDHUP,
];

const OUTPUT: i16 = libc::POLLOUT | libc::POLLWRNORM;

impl Told {
    /// Which aspect a bit of it is.
    pub fn aspect(&self, select: bool, bit: u16) -> Aspect {
        let event = bit as i16;
        match self.asked.which {
            _ if select && i32::from(bit) == Sets::READS => Aspect::Asked,
            _ if select => Aspect::Other,
            Which::Closed => Aspect::Closed,
            Which::Negative => Aspect::Negative,
            Which::Open if event == libc::POLLERR || event == libc::POLLHUP => Aspect::Trouble,
            Which::Open if self.asked.bits & bit == 0 => Aspect::Unasked,
            Which::Open if self.reads_only && event & OUTPUT != 0 => Aspect::Impossible,
            Which::Open if event == libc::POLLRDNORM => Aspect::Other,
            Which::Open if event == libc::POLLWRNORM => Aspect::Third,
            Which::Open => Aspect::Asked,
        }
    }

    /// The aspects of the bits that are spoken of.
    pub fn aspects(&self, select: bool) -> u16 {
        let of = |bit: u16| self.aspect(select, bit).bit();
        let bits = (0..16).map(|place| 1 << place).filter(|bit| self.spoken & bit != 0);
        bits.fold(0, |all, bit| all | of(bit))
    }
}

impl Report {
    /// How many the count must count.
    pub fn counted(&self) -> i64 {
        let of = |told: &Told| {
            if self.select { i64::from(told.bits.count_ones()) } else { i64::from(told.bits != 0) }
        };
        self.entries.iter().map(of).sum()
    }

    pub fn equals(&self, other: &Self) -> bool {
        self.first_difference(other).is_none()
    }

    /// In what they differ first.
    fn first_difference(&self, seen: &Self) -> Option<Aspect> {
        if seen.partly && !self.partly {
            return seen.first_difference(self);
        }
        for (told, seen) in self.entries.iter().zip(&seen.entries) {
            let missing = if self.partly { told.bits & !seen.bits } else { 0 };
            let differs = (told.bits ^ seen.bits) & told.spoken & seen.spoken & !missing;
            if differs != 0 {
                return Some(told.aspect(self.select, 1 << differs.trailing_zeros()));
            }
        }
        let differs = |one: Option<bool>, other: Option<bool>| {
            one.zip(other).is_some_and(|(one, other)| one != other)
        };
        let miscounted = if self.exact && seen.exact {
            self.count != seen.count
        } else {
            self.count - self.counted() != seen.count - seen.counted()
        };
        let others = [
            (self.partly && seen.counted() == 0, Aspect::Asked),
            (differs(self.early, seen.early), Aspect::Early),
            (self.left & seen.left == 0, Aspect::Left),
            (differs(self.restored, seen.restored), Aspect::Restored),
            (miscounted, Aspect::Count),
        ];
        others.into_iter().find(|(differs, _)| *differs).map(|(_, aspect)| aspect)
    }

    /// The place of the claim that another report breaks.
    pub fn differs(&self, seen: &Self) -> usize {
        match self.first_difference(seen) {
            Some(aspect) if self.cited & aspect.bit() != 0 => {
                1 + (self.cited & (aspect.bit() - 1)).count_ones() as usize
            }
            _ => 0,
        }
    }

    /// Another report, in just what the claim in that place speaks of.
    pub fn lie(&self, part: usize) -> Option<Self> {
        let aspect = match part.checked_sub(1) {
            None => self.first?,
            Some(nth) => {
                *Aspect::ALL.iter().filter(|aspect| self.cited & aspect.bit() != 0).nth(nth)?
            }
        };
        let mut lie = *self;
        match aspect {
            Aspect::Count => lie.count += 1,
            Aspect::Left => lie.left = Left::ANY & !self.left,
            Aspect::Early => lie.early = Some(!self.early?),
            Aspect::Restored => lie.restored = Some(!self.restored?),
            _ => {
                let (place, bit) = self.bit_of(aspect)?;
                lie.entries[place].bits ^= bit;
                lie.count += lie.counted() - self.counted();
            }
        }
        Some(lie)
    }

    /// A bit that is spoken of and is of that aspect, by the place of its entry.
    fn bit_of(&self, aspect: Aspect) -> Option<(usize, u16)> {
        const OTHERS: [i16; 3] = [libc::POLLNVAL, libc::POLLERR, libc::POLLHUP];
        let bits = SIDES.iter().chain(&OTHERS).map(|event| *event as u16);
        let bits: Vec<u16> = if self.select { vec![1, 2] } else { bits.collect() };
        let entries = self.entries.iter().enumerate().take(self.used);
        let of = |(place, told): (usize, &Told)| {
            let is =
                |bit: &&u16| told.spoken & **bit != 0 && told.aspect(self.select, **bit) == aspect;
            // Where a bit must be set, that it is not; else one more.
            let set = |bit: &&u16| is(bit) && told.bits & **bit != 0;
            let more = |bit: &&u16| is(bit) && told.bits & **bit == 0;
            let fewer = bits.iter().find(set).filter(|_| !self.partly);
            fewer.or_else(|| bits.iter().find(more)).map(|bit| (place, *bit))
        };
        entries.map(of).find_map(|found| found)
    }

    pub fn shown(&self) -> String {
        let names = |told: &Told| {
            let bits = i32::from(told.bits & told.spoken);
            let mut names = if self.select {
                Flags::<Sets>::of(bits).c()
            } else {
                events(told.bits & told.spoken)
            };
            if told.spoken & told.asked.bits != told.asked.bits {
                names += "?";
            }
            names
        };
        let told: Vec<_> = self.entries.iter().take(self.used).map(names).collect();
        let partly = if self.partly { "some of " } else { "" };
        let mut text = format!("{partly}{} ready", self.count);
        if !told.is_empty() {
            text = format!("{text}: {}", told.join(", "));
        }
        let more = [
            (self.early == Some(true) && self.count == 0, ", early"),
            (self.restored == Some(false), ", another signal mask"),
            (self.left == Left::Zero as u8, ", nothing left of the timeout"),
            (self.left == Left::Less as u8, ", less left of the timeout"),
            (self.left == Left::CHANGED, ", another timeout left"),
            (self.left == Left::Whole as u8, ", the timeout as given"),
            (self.left == Left::More as u8, ", a longer timeout"),
        ];
        more.iter().filter(|(holds, _)| *holds).for_each(|(_, words)| text += words);
        text
    }
}

/// The events of a report by their names.
fn events(bits: u16) -> String {
    let nval = bits & libc::POLLNVAL as u16 != 0;
    let others = Flags::<Events>::of(i32::from(bits)).c();
    match (nval, &others[..]) {
        (true, "0") => "POLLNVAL".into(),
        (true, _) => format!("{others}|POLLNVAL"),
        _ => others,
    }
}

fn of_option(value: Option<bool>) -> u64 {
    value.map_or(2, u64::from)
}

fn to_option(word: u64) -> Option<bool> {
    (word < 2).then_some(word == 1)
}

impl Part for Report {
    fn put(self, parts: &mut Parts) {
        parts.word(self.count as u64);
        let flags = u64::from(self.select) | u64::from(self.exact) << 1;
        let flags = flags | u64::from(self.partly) << 6;
        let options = of_option(self.early) << 2 | of_option(self.restored) << 4;
        let first = self.first.map_or(15, |first| first as u64);
        let rest = u64::from(self.left) << 8 | (self.used as u64) << 16 | first << 20;
        parts.word(flags | options | rest | u64::from(self.cited) << 32);
        for Told { asked, bits, spoken, reads_only } in self.entries {
            let bits = u64::from(bits) | u64::from(spoken) << 16 | u64::from(reads_only) << 56;
            parts.word(bits | u64::from(asked.bits) << 32 | (asked.which as u64) << 48);
        }
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        let count = parts.word() as i64;
        let word = parts.word();
        let entries = std::array::from_fn(|_| {
            let word = parts.word();
            Told {
                asked: Asked::of_word(word >> 32),
                bits: word as u16,
                spoken: (word >> 16) as u16,
                reads_only: word >> 56 & 1 != 0,
            }
        });
        Self {
            select: word & 1 != 0,
            exact: word & 2 != 0,
            partly: word >> 6 & 1 != 0,
            early: to_option(word >> 2 & 3),
            restored: to_option(word >> 4 & 3),
            left: (word >> 8) as u8,
            used: (word >> 16 & 15) as usize,
            first: Aspect::ALL.get((word >> 20 & 15) as usize).copied(),
            cited: (word >> 32) as u16,
            count,
            entries,
        }
    }

    fn show(&self) -> String {
        self.shown()
    }

    fn lie(&self) -> Option<Self> {
        Self::lie(self, 0)
    }
}
