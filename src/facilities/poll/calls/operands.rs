//! The operands: which descriptor, what it is looked at for, and how long.

use serde::{Deserialize, Serialize};

use crate::engine::Pick;
use crate::engine::forms::{Choice, FlagSet, FlagSpec, Flags, Operand, Put, Take, flag};

/// The events of poll.
#[derive(Debug, Clone, Copy)]
pub struct Events;

impl FlagSet for Events {
    const TABLE: &'static [FlagSpec] = &[
        flag("in", "POLLIN", libc::POLLIN as i32),
        flag("pri", "POLLPRI", libc::POLLPRI as i32),
        flag("out", "POLLOUT", libc::POLLOUT as i32),
        flag("err", "POLLERR", libc::POLLERR as i32),
        flag("hup", "POLLHUP", libc::POLLHUP as i32),
        flag("rdnorm", "POLLRDNORM", libc::POLLRDNORM as i32),
        flag("wrnorm", "POLLWRNORM", libc::POLLWRNORM as i32),
        flag("rdhup", "POLLRDHUP", libc::POLLRDHUP as i32),
    ];
}

/// The sets of select.
#[derive(Debug, Clone, Copy)]
pub struct Sets;

impl Sets {
    pub const READS: i32 = 1;
    pub const WRITES: i32 = 1 << 1;
    pub const EXCEPTS: i32 = 1 << 2;
}

impl FlagSet for Sets {
    const TABLE: &'static [FlagSpec] = &[
        flag("reads", "r", Self::READS),
        flag("writes", "w", Self::WRITES),
        flag("excepts", "e", Self::EXCEPTS),
    ];
}

/// Which number stands for the descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Its own.
    Open,
    /// Its complement.
    Negative,
    /// The lowest that is not open.
    Closed,
}

impl Which {
    const ALL: [Self; 3] = [Self::Open, Self::Negative, Self::Closed];
}

/// What a descriptor is looked at for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub which: Which,
    /// Events of poll, or sets of select.
    pub bits: u16,
}

/// An entry of poll's array, but for its descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub which: Which,
    pub events: Flags<Events>,
}

/// The sets in which a descriptor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    pub which: Which,
    pub sets: Flags<Sets>,
}

/// An open descriptor, looked at for these events.
pub const fn for_poll(events: i16) -> Entry {
    Entry { which: Which::Open, events: Flags::of(events as i32) }
}

impl Entry {
    pub fn asked(self) -> Asked {
        Asked { which: self.which, bits: self.events.bits() as u16 }
    }
}

impl Watch {
    pub fn asked(self) -> Asked {
        Asked { which: self.which, bits: self.sets.bits() as u16 }
    }
}

impl Asked {
    fn word(self) -> u64 {
        (self.which as u64) << 16 | u64::from(self.bits)
    }

    pub(super) fn of_word(word: u64) -> Self {
        Self { which: Which::ALL[(word >> 16 & 3) as usize % 3], bits: word as u16 }
    }

    fn number(self, pick: Pick) -> String {
        match self.which {
            _ if pick == Pick::NONE && self.which != Which::Closed => "-1".into(),
            Which::Open => format!("fd[{}]", pick.0),
            Which::Negative => format!("~fd[{}]", pick.0),
            Which::Closed => "closed_fd()".into(),
        }
    }

    pub fn shown(self, pick: Pick, select: bool) -> String {
        let number = match self.which {
            Which::Open => pick.to_string(),
            Which::Negative => format!("~{pick}"),
            Which::Closed => "a closed fd".into(),
        };
        format!("{number} {}", self.names(select))
    }

    fn names(self, select: bool) -> String {
        let bits = i32::from(self.bits);
        if select { Flags::<Sets>::of(bits).c() } else { Flags::<Events>::of(bits).c() }
    }

    /// As an entry of an array.
    pub fn written(self, pick: Pick) -> String {
        format!("{{{}, {}}}", self.number(pick), self.names(false))
    }

    /// As what puts it into its sets.
    pub fn set(self, pick: Pick) -> String {
        let number = self.number(pick);
        let names = [(Sets::READS, "r"), (Sets::WRITES, "w"), (Sets::EXCEPTS, "e")];
        let sets = names.iter().filter(|(set, _)| i32::from(self.bits) & set != 0);
        let puts: Vec<_> =
            sets.map(|(_, name)| format!("n = put({number}, &{name}, n); ")).collect();
        puts.concat()
    }
}

macro_rules! in_one_word {
    ($type:ty, $part:ident, $set:ty) => {
        impl Operand for $type {
            fn put(self, words: &mut Put) {
                words.word(self.asked().word());
            }

            fn take(words: &mut Take<'_>) -> Self {
                let Asked { which, bits } = Asked::of_word(words.word());
                Self { which, $part: Flags::<$set>::of(bits.into()) }
            }

            fn show(self) -> String {
                self.$part.c()
            }

            fn simpler(self) -> Vec<Self> {
                let open = Self { which: Which::Open, ..self };
                let fewer = self.$part.simpler().into_iter();
                let fewer = fewer.map(|$part| Self { $part, ..self });
                std::iter::once(open).chain(fewer).filter(|other| *other != self).collect()
            }
        }
    };
}

in_one_word! { Entry, events, Events }
in_one_word! { Watch, sets, Sets }

/// How poll's array is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Array {
    Plain,
    /// One more than `RLIMIT_NOFILE` are said to be in it.
    PastLimit,
    /// At an address at which nothing is mapped.
    Bad,
}

impl Choice for Array {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Plain, "", ""),
        (Self::PastLimit, ", more than RLIMIT_NOFILE", ""),
        (Self::Bad, ", at a bad address", ""),
    ];
}

/// The number that select is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Numbers {
    /// One more than the highest in the sets.
    Right,
    Zero,
    /// One more than the first descriptor: those above it are not looked at.
    First,
    Negative,
    /// One more than `RLIMIT_NOFILE`.
    PastLimit,
}

impl Choice for Numbers {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Right, "", "n"),
        (Self::Zero, ", nfds 0", "0"),
        (Self::First, ", up to the first", "fd[0] + 1"),
        (Self::Negative, ", nfds -1", "-1"),
        (Self::PastLimit, ", nfds past RLIMIT_NOFILE", "past_limit()"),
    ];
}
