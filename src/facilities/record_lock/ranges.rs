//! Byte ranges as callers give them, and as the kernel keeps them.

use serde::{Deserialize, Serialize};

/// The size of a file of this room when it is made.
pub const FILE_BYTES: u8 = 100;
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
    pub fn plain(start: i16, length: i16) -> Self {
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

    pub fn show(self) -> String {
        let Self { whence, start, length } = self;
        let from = match whence {
            Whence::Set => format!("{start}"),
            Whence::Current(offset) => format!("SEEK_CUR({offset}){start:+}"),
            Whence::End => format!("SEEK_END{start:+}"),
        };
        format!("{from}, {length}")
    }

    pub fn whence_c(self) -> &'static str {
        match self.whence {
            Whence::Set => "SEEK_SET",
            Whence::Current(_) => "SEEK_CUR",
            Whence::End => "SEEK_END",
        }
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
