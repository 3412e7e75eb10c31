//! What a wait reports where it does not fail, as it came or as it must be.
//!
//! What a rule expects names each descriptor on the list once: whether it must be among what is
//! reported, and with which events. What came names those that were reported, in any order.

use smallvec::SmallVec;

use super::{ERR, Events, HUP, IN, OUT, PRI};
use crate::engine::forms::{Flags, Operand, Part, Parts, TakeParts};

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// It came from a kernel; else it is what a rule expects.
    pub came: bool,
    pub items: SmallVec<[Item; 4]>,
    /// There was room for so many.
    pub most: u8,
    /// What ended the sleep may be reported alone, while the rest still happens.
    pub partly: bool,
    /// It came back before its timeout had passed; none if that does not matter.
    pub early: Option<bool>,
    /// The signal mask is as it was before; none if that does not matter.
    pub restored: Option<bool>,
    /// Of which claims the rule names besides the first, a bit for each aspect; and which aspect
    /// the first is about, if it is about one.
    pub cited: u32,
    pub first: Option<Aspect>,
}

/// One descriptor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    pub data: u64,
    /// The events that are reported.
    pub bits: u16,
    /// Those that are spoken of, and those that were asked for.
    pub spoken: u16,
    pub asked: u16,
    pub must: Must,
    /// What that claim is about which says so.
    pub by: Aspect,
    /// How often it was reported already while there was no room for all.
    pub turns: u8,
}

/// Whether it is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Must {
    Be,
    /// Nothing is said of it.
    Perhaps,
    NotBe,
}

/// What a claim may speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    Level,
    EdgeOnce,
    EdgeAnew,
    Reread,
    Oneshot,
    Rearmed,
    Nested,
    Outlives,
    /// It was added while the call slept.
    Added,
    /// It has nothing to report.
    Requested,
    Trouble,
    Removed,
    Forgotten,
    Data,
    Most,
    RoundRobin,
    Early,
    Restored,
}

impl Aspect {
    pub const ALL: [Self; 18] = [
        Self::Level,
        Self::EdgeOnce,
        Self::EdgeAnew,
        Self::Reread,
        Self::Oneshot,
        Self::Rearmed,
        Self::Nested,
        Self::Outlives,
        Self::Added,
        Self::Requested,
        Self::Trouble,
        Self::Removed,
        Self::Forgotten,
        Self::Data,
        Self::Most,
        Self::RoundRobin,
        Self::Early,
        Self::Restored,
    ];

    pub const fn bit(self) -> u32 {
        1 << self as u32
    }
}

const TROUBLE: u16 = (ERR | HUP) as u16;

impl Report {
    /// Those that must be reported.
    pub fn due(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.must == Must::Be)
    }

    /// What is about the descriptors, as far as a claim speaks of it.
    pub fn aspects(&self) -> u32 {
        let of = |item: &Item| match item.must {
            Must::Be => item.by.bit() | Aspect::Requested.bit() | Aspect::Data.bit(),
            Must::Perhaps => 0,
            Must::NotBe => item.by.bit(),
        };
        let trouble = |item: &Item| {
            let due = item.must == Must::Be && item.spoken & TROUBLE != 0;
            if due { Aspect::Trouble.bit() } else { 0 }
        };
        let all = self.items.iter().fold(0, |all, item| all | of(item) | trouble(item));
        let due = self.due().count();
        let many = if due > usize::from(self.most) { Aspect::Most.bit() } else { 0 };
        let turns = |item: &Item| item.turns > 0;
        let robin = many != 0 && self.due().any(turns) && !self.due().all(turns);
        all | many | if robin { Aspect::RoundRobin.bit() } else { 0 }
    }

    pub fn equals(&self, other: &Self) -> bool {
        if self.came == other.came {
            return self.items == other.items;
        }
        let (expected, seen) = if other.came { (self, other) } else { (other, self) };
        expected.first_difference(seen).is_none()
    }

    /// In what the report that came differs first.
    fn first_difference(&self, seen: &Self) -> Option<Aspect> {
        let differs = |one: Option<bool>, other: Option<bool>| {
            one.zip(other).is_some_and(|(one, other)| one != other)
        };
        for (place, item) in seen.items.iter().enumerate() {
            let twice = seen.items[..place].iter().any(|other| other.data == item.data);
            let slot = self.items.iter().find(|slot| slot.data == item.data);
            let Some(slot) = slot.filter(|_| !twice) else { return Some(Aspect::Data) };
            if slot.must == Must::NotBe {
                return Some(slot.by);
            }
            let missing = if self.partly { slot.bits & !item.bits } else { 0 };
            let bits = (slot.bits ^ item.bits) & slot.spoken & !missing;
            if bits != 0 {
                return Some(if bits & TROUBLE != 0 { Aspect::Trouble } else { Aspect::Requested });
            }
        }
        if seen.items.len() > usize::from(self.most) {
            return Some(Aspect::Most);
        }
        self.missing(seen).or_else(|| {
            let others = [
                (differs(self.early, seen.early), Aspect::Early),
                (differs(self.restored, seen.restored), Aspect::Restored),
            ];
            others.into_iter().find(|(differs, _)| *differs).map(|(_, aspect)| aspect)
        })
    }

    /// Of what must be reported, something is not.
    fn missing(&self, seen: &Self) -> Option<Aspect> {
        let is_told = |slot: &Item| seen.items.iter().any(|item| item.data == slot.data);
        let first = self.due().find(|slot| !is_told(slot))?;
        if seen.items.len() >= usize::from(self.most) {
            let told = self.due().filter(|slot| is_told(slot)).map(|slot| slot.turns).max();
            let left = self.due().filter(|slot| !is_told(slot)).map(|slot| slot.turns).min();
            return (told > left).then_some(Aspect::RoundRobin);
        }
        (!self.partly || seen.items.is_empty()).then_some(first.by)
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

    /// Whether that one is among what is reported.
    pub fn tells(&self, data: u64) -> bool {
        if !self.came {
            return self.conforming().tells(data);
        }
        self.items.iter().any(|item| item.data == data)
    }

    /// Such a report as conforms.
    fn conforming(&self) -> Self {
        let mut due: SmallVec<[Item; 4]> = self.due().copied().collect();
        due.sort_by_key(|item| item.turns);
        due.truncate(self.most.into());
        Self { came: true, items: due, ..self.clone() }
    }

    /// Another report, in just what the claim in that place speaks of.
    pub fn lie(&self, part: usize) -> Option<Self> {
        let aspect = match part.checked_sub(1) {
            None => self.first?,
            Some(nth) => {
                *Aspect::ALL.iter().filter(|aspect| self.cited & aspect.bit() != 0).nth(nth)?
            }
        };
        let mut lie = self.conforming();
        let of = |must: Must| self.items.iter().find(|item| item.must == must && item.by == aspect);
        match aspect {
            Aspect::Most => lie.items = self.due().copied().collect(),
            Aspect::RoundRobin => {
                lie.items = self.due().copied().collect();
                lie.items.sort_by_key(|item| std::cmp::Reverse(item.turns));
                lie.items.truncate(self.most.into());
            }
            Aspect::Early => lie.early = Some(!self.early?),
            Aspect::Restored => lie.restored = Some(!self.restored?),
            Aspect::Data => lie.items.first_mut()?.data ^= 1 << 40,
            Aspect::Trouble => {
                let spoken = |item: &&mut Item| item.spoken & TROUBLE != 0;
                let item = lie.items.iter_mut().find(spoken)?;
                let bit = 1 << (item.spoken & TROUBLE).trailing_zeros();
                item.bits ^= bit;
            }
            // Something was asked for: one more than that is reported.
            Aspect::Requested if of(Must::NotBe).is_none() => {
                let item = lie.items.first_mut()?;
                let more = [PRI, OUT, IN].map(|bit| bit as u16).into_iter();
                let is_more = |bit: &u16| item.spoken & *bit != 0 && item.asked & *bit == 0;
                item.bits |= more.clone().find(is_more)?;
            }
            _ if of(Must::NotBe).is_some() => {
                let item = *of(Must::NotBe)?;
                lie.items.truncate(usize::from(self.most).saturating_sub(1));
                lie.items.push(Item { bits: IN as u16, ..item });
            }
            _ if self.due().count() <= usize::from(self.most) && !self.partly => {
                let gone = of(Must::Be)?.data;
                lie.items.retain(|item| item.data != gone);
            }
            _ => return None,
        }
        Some(lie)
    }

    pub fn shown(&self) -> String {
        let name = |bits: u16| Flags::<Events>::of(bits.into()).c();
        let item = |item: &Item| match item.must {
            _ if self.came => name(item.bits),
            Must::NotBe => "-".into(),
            Must::Perhaps => format!("perhaps {}", name(item.bits)),
            Must::Be if item.asked & !item.spoken != 0 => format!("{}?", name(item.bits)),
            Must::Be => name(item.bits),
        };
        let mut items: Vec<String> = self.items.iter().map(item).filter(|one| one != "-").collect();
        if self.came {
            items.sort();
        }
        let mut text = if items.is_empty() { "nothing".into() } else { items.join(", ") };
        if self.partly && items.len() > 1 {
            text = format!("some of {text}");
        }
        if self.early == Some(true) && self.items.is_empty() {
            text += ", early";
        }
        if self.restored == Some(false) {
            text += ", another signal mask";
        }
        text
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
        let flags = u64::from(self.came) | u64::from(self.partly) << 1;
        let options = of_option(self.early) << 2 | of_option(self.restored) << 4;
        let first = self.first.map_or(31, |first| first as u64);
        let counts = u64::from(self.most) << 8 | (self.items.len() as u64) << 16;
        parts.word(flags | options | counts | first << 24 | u64::from(self.cited) << 32);
        for item in self.items {
            parts.word(item.data);
            let bits = u64::from(item.bits) | u64::from(item.spoken) << 16;
            let rest = (item.by as u64) << 50 | u64::from(item.turns & 15) << 56;
            parts.word(bits | u64::from(item.asked) << 32 | (item.must as u64) << 48 | rest);
        }
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        let word = parts.word();
        let aspect = |number: u64| Aspect::ALL.get((number & 31) as usize).copied();
        let item = |parts: &mut TakeParts<'_>| {
            let (data, word) = (parts.word(), parts.word());
            Item {
                data,
                bits: word as u16,
                spoken: (word >> 16) as u16,
                asked: (word >> 32) as u16,
                must: [Must::Be, Must::Perhaps, Must::NotBe][(word >> 48 & 3) as usize % 3],
                by: aspect(word >> 50).unwrap_or(Aspect::Level),
                turns: (word >> 56 & 15) as u8,
            }
        };
        Self {
            came: word & 1 != 0,
            partly: word & 2 != 0,
            early: to_option(word >> 2 & 3),
            restored: to_option(word >> 4 & 3),
            most: (word >> 8) as u8,
            first: aspect(word >> 24),
            cited: (word >> 32) as u32,
            items: (0..word >> 16 & 255).map(|_| item(parts)).collect(),
        }
    }

    fn show(&self) -> String {
        self.shown()
    }

    fn lie(&self) -> Option<Self> {
        Self::lie(self, 0)
    }
}
