//! The size of an object, its mappings, and what is in its memory.

use super::super::calls::{OFFSETS, Seen};
use super::super::claims::*;
use super::{Mapped, Object, Objects};
use crate::engine::forms::Tag;
use crate::engine::{Access, Actor, Allow, Errno, File, Ruling, World};

pub const NO_DESCRIPTOR: &str = "a call without a descriptor of an object";
const NO_MAPPING: &str = "there is no mapping in that place";
const DONE: Seen = Seen::Done { returned: 0 };
/// The page has both for a descriptor that is not open for writing.
const READ_ONLY: &[Errno] = &[Errno::EBADF, Errno::EINVAL];

pub fn rule_truncate(file: Option<&File>) -> Ruling {
    match file {
        None => Ruling::silent(NO_DESCRIPTOR),
        Some(file) if file.access == Access::Read => TRUNCATE_READ_ONLY.refused(READ_ONLY),
        Some(_) => [&TRUNCATE_RETURNS_ZERO; 2].returns(DONE),
    }
}

impl Objects {
    pub(super) fn rule_status(&self, file: &File, by: Actor, world: &World) -> Ruling {
        let Object { size, size_by, owned, mode_by, .. } = *self.of(file);
        let is_owned = owned.is_of(by, world);
        [size_by, mode_by, &NEW_OWNER, &NEW_GROUP].returns(Seen::Status {
            size,
            mode: owned.mode,
            owned: is_owned,
            grouped: is_owned,
        })
    }

    pub(super) fn rule_change_mode(&self, file: Option<&File>, by: Actor, world: &World) -> Ruling {
        match file {
            None => Ruling::silent(NO_DESCRIPTOR),
            Some(file) if self.of(file).owned.is_of(by, world) => [&MODE_CHANGED; 2].returns(DONE),
            Some(_) => Ruling::silent("fchmod of an object of another user"),
        }
    }

    pub(super) fn rule_map(
        &self,
        place: u8,
        file: Option<&File>,
        write: bool,
        by: Actor,
        world: &World,
    ) -> Ruling {
        let Some(file) = file else { return Ruling::silent(NO_DESCRIPTOR) };
        if self.mapped(place, by, world).is_some() {
            return Ruling::silent("the address of a mapping is lost");
        }
        match (file.access, write) {
            (Access::Read, true) => MAP_READ_ONLY_WRITE.fails(Errno::EACCES),
            (Access::Read, false) => MAP_READ_ONLY.returns(Seen::Mapped),
            _ => MAP_BOTH.returns(Seen::Mapped),
        }
    }

    pub(super) fn rule_unmap(&self, place: u8, by: Actor, world: &World) -> Ruling {
        if self.mapped(place, by, world).is_some() {
            [&UNMAP_RETURNS_ZERO; 2].returns(DONE)
        } else {
            Ruling::silent(NO_MAPPING)
        }
    }

    /// The mapping, if the byte can be reached by it; else the situation.
    pub fn reached(
        &self,
        place: u8,
        at: u8,
        by: Actor,
        world: &World,
    ) -> Result<Mapped, &'static str> {
        let mapped = self.mapped(place, by, world).ok_or(NO_MAPPING)?;
        let offset = OFFSETS[usize::from(at) % OFFSETS.len()];
        if offset as i64 >= self.numbered(mapped.number).size {
            return Err("a byte of a mapping that is past the end of the object");
        }
        Ok(mapped)
    }

    pub(super) fn rule_store(&self, place: u8, at: u8, by: Actor, world: &World) -> Ruling {
        match self.reached(place, at, by, world) {
            Err(situation) => Ruling::silent(situation),
            Ok(Mapped { write: false, .. }) => {
                Ruling::silent("a store in a mapping that is to be read")
            }
            Ok(_) => STORED.returns(Seen::Stored),
        }
    }

    pub(super) fn follow_store(
        &mut self,
        place: u8,
        at: u8,
        Tag(tag): Tag,
        by: Actor,
        world: &World,
    ) {
        let Some(mapped) = self.mapped(place, by, world) else { return };
        let process = world.process_of(by);
        let bytes = &mut self.objects[usize::from(mapped.number)].bytes;
        bytes[usize::from(at) % OFFSETS.len()] =
            super::Byte { value: tag as u8, by: Some(process) };
    }

    pub(super) fn rule_load(&self, place: u8, at: u8, by: Actor, world: &World) -> Ruling {
        let mapped = match self.reached(place, at, by, world) {
            Err(situation) => return Ruling::silent(situation),
            Ok(mapped) => mapped,
        };
        let object = self.numbered(mapped.number);
        let byte = object.bytes[usize::from(at) % OFFSETS.len()];
        let process = world.process_of(by);
        let has_descriptor = world
            .slots(by)
            .any(|(_, slot)| world.description(slot.file).object.number == mapped.number);
        let claim = match byte.by {
            None => &NEW_BYTES_ZERO,
            Some(_) if !object.linked => &UNLINK_KEEPS_MEMORY,
            Some(other) if other != process => &PROCESSES_SHARE,
            Some(_) if !has_descriptor => &CLOSE_KEEPS_MAPPING,
            Some(_) => &STORED,
        };
        claim.returns(Seen::Loaded { value: byte.value })
    }
}
