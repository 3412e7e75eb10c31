//! One file: its size, its seals, its mode, and the bytes that are looked at.

use super::By;
use crate::engine::forms::{Flags, Tag};
use crate::engine::{Actor, FileId};
use crate::facilities::memfd::calls::{
    EXEC, FUTURE, GROW, Mfd, Name, OFFSETS, SEAL, SEALING, SHRINK, Seals, Space, WRITE, offset,
    place,
};
use crate::facilities::memfd::claims::*;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Memfd {
    pub name: Name,
    pub size: i64,
    pub size_by: By,
    pub bytes: [Byte; OFFSETS.len()],
    pub seals: i32,
    /// How often seals were added that were not there.
    pub added: u8,
    /// The description by which that was done last.
    pub added_by: Option<FileId>,
    /// What fchmod set.
    pub mode: Option<u32>,
    /// F_SEAL_EXEC was added to a file that nobody may execute, or whose mode is not known.
    pub unsure: bool,
    /// A shared mapping to be written was unmapped.
    pub was_mapped: bool,
    /// Descriptions that are open.
    pub descriptions: u16,
}

/// A byte that is looked at, and how it came to be what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Byte {
    pub value: u8,
    pub came: Came,
    /// The process that put it there.
    pub by: Option<Actor>,
    /// Another value was stored for it in a private mapping since.
    pub covered: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Came {
    #[default]
    Added,
    Punched,
    Written,
    Stored,
    /// In a mapping that is older than F_SEAL_FUTURE_WRITE.
    StoredSealed,
}

/// What F_SEAL_EXEC adds.
const IMPLIED: i32 = SHRINK | GROW | WRITE | FUTURE;

impl Memfd {
    pub fn new(name: Name, flags: Flags<Mfd>) -> Self {
        Self {
            name,
            size: 0,
            size_by: &NEW_EMPTY,
            bytes: Default::default(),
            seals: if flags.has(SEALING) { 0 } else { SEAL },
            added: 0,
            added_by: None,
            mode: None,
            unsure: false,
            was_mapped: false,
            descriptions: 0,
        }
    }

    /// Whether all of these are set.
    pub fn has(&self, seals: i32) -> bool {
        self.seals & seals == seals
    }

    pub fn has_exec_seal(&self) -> bool {
        self.has(EXEC)
    }

    /// Whether the file may be executed, as far as that is known.
    pub fn can_be_executed(&self) -> Option<bool> {
        self.mode.map(|mode| mode & 0o111 != 0)
    }

    /// Whether F_SEAL_SHRINK is set; none where that is not sure.
    pub fn refuses_to_shrink(&self) -> Option<bool> {
        (!self.unsure).then(|| self.has(SHRINK))
    }

    pub fn seal(&mut self, seals: Flags<Seals>, by: FileId) {
        let mut seals = seals.bits();
        if seals & EXEC != 0 {
            self.unsure |= self.can_be_executed() != Some(true) && !self.has(IMPLIED);
            seals |= IMPLIED;
        }
        if !self.has(seals) {
            self.seals |= seals;
            self.added = self.added.saturating_add(1);
            self.added_by = Some(by);
        }
    }

    pub fn resize(&mut self, size: i64, by: By) {
        (self.size, self.size_by) = (size, by);
        for (byte, offset) in self.bytes.iter_mut().zip(OFFSETS) {
            if offset as i64 >= size {
                *byte = Byte::default();
            }
        }
    }

    pub fn written(&mut self, at: u8, bytes: u8, Tag(tag): Tag, by: Actor) {
        let end = offset(at) as i64 + i64::from(bytes);
        if end > self.size {
            self.resize(end, &WRITE_EXTENDS);
        }
        let byte = Byte { value: tag as u8, came: Came::Written, by: Some(by), covered: false };
        self.bytes[place(at)] = byte;
    }

    pub fn stored(&mut self, at: u8, Tag(tag): Tag, by: Actor) {
        let came = if self.has(FUTURE) { Came::StoredSealed } else { Came::Stored };
        self.bytes[place(at)] = Byte { value: tag as u8, came, by: Some(by), covered: false };
    }

    pub fn allocated(&mut self, space: Space, at: i64, bytes: i64) {
        let end = at + bytes;
        match space {
            Space::Allocated if end > self.size => self.resize(end, &ALLOCATE_EXTENDS),
            Space::KeepingSize if end > self.size => self.size_by = &ALLOCATE_KEEPS_SIZE,
            Space::Allocated | Space::KeepingSize => {}
            Space::Punched => {
                for (byte, offset) in self.bytes.iter_mut().zip(OFFSETS) {
                    if (at..end.min(self.size)).contains(&(offset as i64)) {
                        *byte = Byte { came: Came::Punched, ..Byte::default() };
                    }
                }
            }
        }
    }
}
