//! Byte ranges as callers give them, and as the kernel keeps them.

use serde::{Deserialize, Serialize};

use crate::engine::Draw;
use crate::engine::forms::{Operand, Put, Take};

/// The last byte of a range that reaches to infinity.
pub const INFINITY: i64 = i64::MAX;

/// From where a range is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whence {
    Set,
    /// From the file offset, which the operation sets to this first.
    Current(u8),
    End,
}

/// A range as a caller gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    pub whence: Whence,
    pub start: i16,
    pub length: i16,
}

/// The bytes from `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Bytes {
    pub first: i64,
    pub last: i64,
}

impl Range {
    pub const fn plain(start: i16, length: i16) -> Self {
        Self { whence: Whence::Set, start, length }
    }

    /// As lockf has it: from the file offset, which is set first.
    pub fn of_lockf(offset: u8, length: i16) -> Self {
        Self { whence: Whence::Current(offset), start: 0, length }
    }

    /// The bytes meant in a file of that size; none if the range begins before the file.
    pub fn bytes(self, file_bytes: u8) -> Option<Bytes> {
        let base = match self.whence {
            Whence::Set => 0,
            Whence::Current(offset) => i64::from(offset),
            Whence::End => i64::from(file_bytes),
        };
        let start = base + i64::from(self.start);
        let length = i64::from(self.length);
        let bytes = match length {
            0 => Bytes { first: start, last: INFINITY },
            1.. => Bytes { first: start, last: start + length - 1 },
            _ => Bytes { first: start + length, last: start - 1 },
        };
        (start >= 0 && bytes.first >= 0).then_some(bytes)
    }

    fn whence_c(self) -> &'static str {
        match self.whence {
            Whence::Set => "SEEK_SET",
            Whence::Current(_) => "SEEK_CUR",
            Whence::End => "SEEK_END",
        }
    }
}

impl Operand for Range {
    fn put(self, words: &mut Put) {
        let (whence, offset) = match self.whence {
            Whence::Set => (0, 0),
            Whence::Current(offset) => (1, offset),
            Whence::End => (2, 0),
        };
        words.word(whence);
        offset.put(words);
        self.start.put(words);
        self.length.put(words);
    }

    fn take(words: &mut Take<'_>) -> Self {
        let (whence, offset) = (words.word(), u8::take(words));
        let whence = match whence {
            0 => Whence::Set,
            1 => Whence::Current(offset),
            _ => Whence::End,
        };
        Self { whence, start: i16::take(words), length: i16::take(words) }
    }

    fn show(self) -> String {
        let Self { whence, start, length } = self;
        let from = match whence {
            Whence::Set => format!("{start}"),
            Whence::Current(offset) => format!("SEEK_CUR({offset}){start:+}"),
            Whence::End => format!("SEEK_END{start:+}"),
        };
        format!("{from}, {length}")
    }

    /// Whence, start, length, and the file offset to set first, or -1.
    fn c(self) -> String {
        let Self { whence, start, length } = self;
        let offset = if let Whence::Current(offset) = whence { offset.into() } else { -1 };
        format!("{}, {start}, {length}, {offset}", self.whence_c())
    }

    /// Nearer to all of the file, so that no chain of them comes back to where it began.
    fn simpler(self) -> Vec<Self> {
        let Self { start, length, .. } = self;
        let plain = [Self::plain(0, 0), Self::plain(0, 1), Self::plain(start, length)];
        let size = |range: &Self| {
            let Self { whence, start, length } = *range;
            (whence != Whence::Set, start.unsigned_abs(), length.unsigned_abs())
        };
        let all = plain.into_iter().chain([Self { start: 0, ..self }]);
        all.filter(|simpler| size(simpler) < size(&self)).collect()
    }

    fn draw(draw: &mut Draw<'_>) -> Option<Self> {
        const PLACES: [i16; 4] = [0, 1, 10, 100];
        Some(Self::plain(*draw.one_of(&PLACES), *draw.one_of(&PLACES)))
    }
}

impl Bytes {
    pub fn meets(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// The two have no byte between them.
    pub fn touches(self, other: Self) -> bool {
        self.meets(other)
            || self.last.checked_add(1) == Some(other.first)
            || other.last.checked_add(1) == Some(self.first)
    }

    /// The bytes of both, where the two meet.
    pub fn common(self, other: Self) -> Option<Self> {
        self.meets(other)
            .then(|| Self { first: self.first.max(other.first), last: self.last.min(other.last) })
    }

    /// As `l_len` has it: 0 is infinity.
    pub fn length(self) -> i64 {
        if self.last == INFINITY { 0 } else { self.last - self.first + 1 }
    }
}
