//! One file: its names, its permissions, its bytes; and the offsets into it.

use smallvec::SmallVec;

use crate::engine::{Actor, FileId};
use crate::families::names::Owned;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegularFile {
    pub owned: Owned,
    pub maker: Actor,
    pub links: u8,
    pub bytes: SmallVec<[u8; 64]>,
    /// Bytes in holes, and bytes that were appended, a bit each.
    holes: u128,
    appended: u128,
    /// The process that wrote last.
    pub writer: Option<Actor>,
}

/// The offset of one description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Offset {
    pub id: FileId,
    pub at: usize,
    /// The process that moved it last.
    pub moved_by: Option<Actor>,
    /// pread or pwrite was the last to use the description.
    pub passed_over: bool,
}

fn mask(from: usize, to: usize) -> u128 {
    let below = |end: usize| if end >= 128 { u128::MAX } else { (1 << end) - 1 };
    below(to) & !below(from)
}

impl RegularFile {
    pub fn new(owned: Owned, maker: Actor, links: u8) -> Self {
        let bytes = SmallVec::new();
        Self { owned, maker, links, bytes, holes: 0, appended: 0, writer: None }
    }

    /// What lies in that range.
    pub fn slice(&self, at: usize, bytes: usize) -> &[u8] {
        let size = self.bytes.len();
        &self.bytes[at.min(size)..(at + bytes).min(size)]
    }

    pub fn has_hole(&self, at: usize, bytes: usize) -> bool {
        self.holes & mask(at, at + bytes) != 0
    }

    pub fn has_appended(&self, at: usize, bytes: usize) -> bool {
        self.appended & mask(at, at + bytes) != 0
    }

    pub fn resize(&mut self, size: usize) {
        let before = self.bytes.len();
        self.bytes.resize(size, 0);
        self.holes = (self.holes | mask(before, size)) & mask(0, size);
        self.appended &= mask(0, size);
    }

    pub fn write(&mut self, at: usize, bytes: usize, value: u8, append: bool, by: Actor) {
        if bytes == 0 {
            return;
        }
        if at + bytes > self.bytes.len() {
            self.resize(at + bytes);
        }
        self.bytes[at..at + bytes].fill(value);
        let range = mask(at, at + bytes);
        self.holes &= !range;
        self.appended = if append { self.appended | range } else { self.appended & !range };
        self.writer = Some(by);
    }
}
