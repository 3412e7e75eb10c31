//! The operands by which calls name System V objects.

use serde::{Deserialize, Serialize};

use crate::engine::forms::{Operand, Put, Take};
use crate::engine::isolate::Made;
use crate::engine::{Draw, Hands, ids};

/// The kinds of objects.
pub const KINDS: usize = 3;
pub const SETS: usize = 0;
pub const QUEUES: usize = 1;
pub const SEGMENTS: usize = 2;

const NOUNS: [&str; KINDS] = ["set", "queue", "segment"];
const MADE: [Made; KINDS] = [Made::Semaphores, Made::MessageQueue, Made::Segment];

/// The object of a call, of one kind: by its number in the script, whether it still exists or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which<const KIND: usize> {
    Nth(u8),
    /// An id that no object has had.
    Never,
    Negative,
}

/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// `IPC_PRIVATE`.
    Private,
    Nth(u8),
}

/// Keys of a script.
pub const KEYS: u8 = 3;

impl<const KIND: usize> Which<KIND> {
    /// As the word of an operand.
    pub fn word(self) -> u64 {
        match self {
            Self::Nth(number) => number.into(),
            Self::Never => 0x100,
            Self::Negative => 0x200,
        }
    }

    /// The id that a call is made with: of an object that was not made yet it is nobody's.
    pub fn id(self, hands: &Hands) -> i32 {
        const NEVER: i32 = i32::MAX;
        match self {
            Self::Nth(number) => ids::id(MADE[KIND], number, hands).unwrap_or(NEVER),
            Self::Never => NEVER,
            Self::Negative => -1,
        }
    }
}

impl Key {
    /// The number: where the namespace is not ours, one that nobody else is likely to use.
    pub fn number(self, hands: &Hands) -> i32 {
        let Self::Nth(nth) = self else { return libc::IPC_PRIVATE };
        let hash = hands
            .tag()
            .bytes()
            .fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        (hash & 0x3fff_ff00 | 0x4000_0000).cast_signed() + i32::from(nth % KEYS)
    }

    /// Its place among the keys of a script.
    pub fn place(self) -> Option<u8> {
        match self {
            Self::Private => None,
            Self::Nth(nth) => Some(nth % KEYS),
        }
    }
}

impl<const KIND: usize> Operand for Which<KIND> {
    fn put(self, words: &mut Put) {
        words.word(self.word());
    }

    fn take(words: &mut Take<'_>) -> Self {
        match words.word() {
            number @ ..=0xff => Self::Nth(number as u8),
            0x100 => Self::Never,
            _ => Self::Negative,
        }
    }

    fn show(self) -> String {
        let noun = NOUNS[KIND];
        match self {
            Self::Nth(number) => format!("{noun}{number}"),
            Self::Never => format!("a {noun} that never was"),
            Self::Negative => format!("{noun} -1"),
        }
    }

    fn c(self) -> String {
        match self {
            Self::Nth(number) => format!("id_of({number})"),
            Self::Never => "INT_MAX".into(),
            Self::Negative => "-1".into(),
        }
    }

    fn simpler(self) -> Vec<Self> {
        match self {
            Self::Nth(number) => (0..number).map(Self::Nth).collect(),
            Self::Never | Self::Negative => vec![],
        }
    }

    fn class(self) -> u32 {
        match self {
            Self::Nth(_) => 0,
            Self::Never => 1,
            Self::Negative => 2,
        }
    }

    fn draw(_draw: &mut Draw<'_>) -> Option<Self> {
        Some(Self::Nth(0))
    }
}

impl Operand for Key {
    fn put(self, words: &mut Put) {
        words.word(self.place().map_or(0, |place| 1 + u64::from(place)));
    }

    fn take(words: &mut Take<'_>) -> Self {
        words.word().checked_sub(1).map_or(Self::Private, |place| Self::Nth(place as u8))
    }

    fn show(self) -> String {
        self.place().map_or_else(|| "IPC_PRIVATE".into(), |place| format!("key{place}"))
    }

    fn c(self) -> String {
        self.place().map_or_else(|| "IPC_PRIVATE".into(), |place| format!("7000 + {place}"))
    }

    fn simpler(self) -> Vec<Self> {
        if self == Self::Nth(0) { vec![] } else { vec![Self::Nth(0)] }
    }

    fn class(self) -> u32 {
        u32::from(self == Self::Private)
    }

    fn draw(draw: &mut Draw<'_>) -> Option<Self> {
        let private = draw.percent(25);
        Some(if private { Self::Private } else { Self::Nth(draw.below(KEYS.into()) as u8) })
    }
}
