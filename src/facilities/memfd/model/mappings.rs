//! Mappings of files: which there are, which are allowed, and stores in them.

use super::seals::{UNSURE, refuses_writes};
use super::{By, Memfds};
use crate::engine::forms::Tag;
use crate::engine::{Access, Actor, Allow, Errno, File, Object, Ruling, World};
use crate::facilities::memfd::calls::{
    FUTURE, Kind, OFFSETS, PLACES, Seen, WRITE, offset, place as place_of,
};
use crate::facilities::memfd::claims::*;

const NO_MAPPING: &str = "there is no mapping in that place";

/// A mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mapped {
    pub object: Object,
    pub kind: Kind,
    /// The descriptor by which it was made may write.
    pub may_write: bool,
    /// What was stored in a private one.
    pub own: [Option<u8>; OFFSETS.len()],
}

impl Mapped {
    pub fn new(file: &File, kind: Kind) -> Self {
        let (object, may_write) = (file.object, file.access.writes());
        Self { object, kind, may_write, own: Default::default() }
    }
}

impl Memfds {
    pub fn mappings(&self, by: Actor, world: &World) -> &[Option<Mapped>; PLACES as usize] {
        &self.mappings[usize::from(world.process_of(by).0)]
    }

    pub fn mapped(&self, place: u8, by: Actor, world: &World) -> Option<Mapped> {
        self.mappings(by, world)[usize::from(place % PLACES)]
    }

    pub(super) fn mapped_mut(
        &mut self,
        place: u8,
        by: Actor,
        world: &World,
    ) -> &mut Option<Mapped> {
        let process = usize::from(world.process_of(by).0);
        &mut self.mappings[process][usize::from(place % PLACES)]
    }

    /// Whether some process has such a mapping of a file, by a descriptor that may write.
    pub fn is_mapped(&self, object: Object, kind: Kind) -> bool {
        let mut all = self.mappings.iter().flatten().flatten();
        all.any(|mapped| mapped.object == object && mapped.kind == kind && mapped.may_write)
    }

    /// Sets the size of a file. No page says what a private mapping shows of what was cut off.
    pub(super) fn resize(&mut self, file: &File, size: i64, by: By) {
        self.of_mut(file).resize(size, by);
        let all = self.mappings.iter_mut().flatten().flatten();
        for mapped in all.filter(|mapped| mapped.object == file.object) {
            for (own, offset) in mapped.own.iter_mut().zip(OFFSETS) {
                if offset as i64 >= size {
                    *own = None;
                }
            }
        }
    }

    pub(super) fn rule_map(
        &self,
        file: &File,
        place: u8,
        kind: Kind,
        by: Actor,
        world: &World,
    ) -> Ruling {
        if self.mapped(place, by, world).is_some() {
            return Ruling::silent("the address of a mapping is lost");
        }
        let memfd = self.of(file);
        if memfd.unsure && kind != Kind::Read {
            return Ruling::silent(UNSURE);
        }
        let sealed = memfd.has(WRITE);
        match kind {
            // The manual does not rank the errors.
            Kind::Written => (MAP_READ_ONLY.fails_if(file.access == Access::Read, Errno::EACCES)
                | refuses_writes(memfd, &WRITE_MAP, &FUTURE_MAP))
            .or_else(|| MAPS.returns(Seen::Done)),
            Kind::Private if memfd.has(FUTURE) => FUTURE_MAP_PRIVATE.fails(Errno::EPERM),
            Kind::Private if sealed => WRITE_MAP_PRIVATE.returns(Seen::Done),
            Kind::Read if sealed => WRITE_MAP_TO_READ.returns(Seen::Done),
            Kind::Private | Kind::Read => MAPS.returns(Seen::Done),
        }
    }

    pub(super) fn rule_unmap(&self, place: u8, by: Actor, world: &World) -> Ruling {
        if self.mapped(place, by, world).is_some() {
            UNMAPS.returns(Seen::Done)
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
        if offset(at) as i64 >= self.file(mapped.object).size {
            return Err("a byte of a mapping that is past the end of the file");
        }
        Ok(mapped)
    }

    pub(super) fn rule_store(&self, place: u8, at: u8, by: Actor, world: &World) -> Ruling {
        match self.reached(place, at, by, world) {
            Err(situation) => Ruling::silent(situation),
            Ok(Mapped { kind: Kind::Read, .. }) => {
                Ruling::silent("a store in a mapping that is to be read")
            }
            Ok(Mapped { kind: Kind::Private, .. }) => PRIVATE_APART.returns(Seen::Done),
            Ok(mapped) => {
                let sealed = self.file(mapped.object).has(FUTURE);
                (if sealed { &FUTURE_STORES } else { &STORED }).returns(Seen::Done)
            }
        }
    }

    pub(super) fn follow_store(
        &mut self,
        (place, at, tag): (u8, u8, Tag),
        by: Actor,
        world: &World,
    ) {
        let Some(mapped) = self.mapped_mut(place, by, world) else { return };
        let number = mapped.object.index();
        if mapped.kind == Kind::Private {
            mapped.own[place_of(at)] = Some(tag.0 as u8);
            self.files[number].bytes[place_of(at)].covered = true;
        } else {
            self.files[number].stored(at, tag, world.process_of(by));
        }
    }

    pub(super) fn rule_load(&self, place: u8, at: u8, by: Actor, world: &World) -> Ruling {
        match self.reached(place, at, by, world) {
            Err(situation) => Ruling::silent(situation),
            Ok(Mapped { kind: Kind::Private, own, .. }) => match own[place_of(at)] {
                Some(value) => PRIVATE_APART.returns(Seen::Byte { value }),
                None => Ruling::silent("a byte of a private mapping in which it was not stored"),
            },
            Ok(mapped) => self.rule_byte(mapped.object, at, by, world),
        }
    }
}
