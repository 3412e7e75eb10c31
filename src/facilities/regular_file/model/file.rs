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
    /// The bytes that came in each of these ways, a bit each.
    came: [u128; 4],
    /// The process that wrote last.
    pub writer: Option<Actor>,
}

/// How bytes came to be what they are, where that was not by a plain write.
#[derive(Debug, Clone, Copy)]
pub enum Came {
    /// They lie between the end and a write past it.
    Hole,
    /// By ftruncate.
    Added,
    Appended,
    /// By pwrite with O_APPEND.
    AppendedByPwrite,
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
        Self { owned, maker, links, bytes, came: [0; 4], writer: None }
    }

    /// What lies in that range.
    pub fn slice(&self, at: usize, bytes: usize) -> &[u8] {
        let size = self.bytes.len();
        &self.bytes[at.min(size)..(at + bytes).min(size)]
    }

    /// Whether some byte of that range came in this way.
    pub fn has(&self, came: Came, at: usize, bytes: usize) -> bool {
        self.came[came as usize] & mask(at, at + bytes) != 0
    }

    fn mark(&mut self, range: u128, came: Option<Came>) {
        for bits in &mut self.came {
            *bits &= !range;
        }
        if let Some(came) = came {
            self.came[came as usize] |= range;
        }
    }

    /// The zeros that this adds came in this way.
    pub fn resize(&mut self, size: usize, came: Came) {
        let before = self.bytes.len();
        self.bytes.resize(size, 0);
        self.mark(!mask(0, size), None);
        self.mark(mask(before, size), Some(came));
    }

    pub fn write(&mut self, at: usize, bytes: usize, value: u8, came: Option<Came>, by: Actor) {
        if bytes == 0 {
            return;
        }
        if at + bytes > self.bytes.len() {
            self.resize(at + bytes, Came::Hole);
        }
        self.bytes[at..at + bytes].fill(value);
        self.mark(mask(at, at + bytes), came);
        self.writer = Some(by);
    }
}
