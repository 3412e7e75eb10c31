//! The bytes of a file: which claim says that each is what it is.

use super::file::Came;
use super::{By, Memfds};
use crate::engine::{Actor, Allow, File, Object, Ruling, World};
use crate::facilities::memfd::calls::{Seen, offset, place};
use crate::facilities::memfd::claims::*;

impl Memfds {
    pub(super) fn rule_read(&self, file: &File, at: u8, by: Actor, world: &World) -> Ruling {
        if !file.access.reads() {
            return Ruling::silent("a read by a descriptor that is not open for reading");
        }
        if offset(at) as i64 >= self.of(file).size {
            return Ruling::silent("a read past the end of a file");
        }
        self.rule_byte(file.object, at, by, world)
    }

    /// What the byte is, and why.
    pub(super) fn rule_byte(&self, object: Object, at: u8, by: Actor, world: &World) -> Ruling {
        let byte = self.file(object).bytes[place(at)];
        let process = world.process_of(by);
        let is_open = || {
            let mut files = world.slots(by).map(|(_, slot)| world.description(slot.file));
            files.any(|file| file.object == object)
        };
        let claim: By = match (byte.came, byte.by) {
            _ if byte.covered => &PRIVATE_APART,
            (Came::Added, _) => &ADDED_ZEROS,
            (Came::Punched, _) => &HOLE_ZEROS,
            (_, Some(writer)) if !world.exists(writer) => &LASTS,
            _ if !is_open() => &LASTS,
            (Came::StoredSealed, _) => &FUTURE_STORES,
            (_, Some(writer)) if writer != process => &SHARED_BY_PROCESSES,
            (Came::Stored, _) => &STORED,
            (Came::Written, _) => &WRITTEN,
        };
        claim.returns(Seen::Byte { value: byte.value })
    }
}
