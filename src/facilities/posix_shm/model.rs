//! The manual pages of shared memory, executable.

mod memory;
mod names;
#[cfg(test)]
mod tests;

use smallvec::SmallVec;

use super::calls::{Call, Name, OFFSETS, PLACES};
use super::claims::*;
use crate::claim::Claim;
use crate::engine::world::ACTORS_MAX;
use crate::engine::{
    self, Actor, Allow, Errno, Event, File, How, Model, Next, Ruling, Taken, World,
};
use crate::families::names::{Names, Owned};

/// What made something what it is.
type By = &'static Claim;

/// The objects of a case, by number; one that is gone keeps its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Objects {
    objects: SmallVec<[Object; 4]>,
    names: Names,
    /// The mappings of each process, by its first actor.
    mappings: [[Option<Mapped>; PLACES as usize]; ACTORS_MAX],
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Object {
    pub size: i64,
    size_by: By,
    bytes: [Byte; OFFSETS.len()],
    pub owned: Owned,
    mode_by: By,
    linked: bool,
    /// Descriptions that are open.
    descriptions: u16,
}

/// A byte that is looked at, and which process stored it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Byte {
    value: u8,
    by: Option<Actor>,
}

/// A mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mapped {
    pub number: u8,
    pub write: bool,
    /// A child has it from its parent.
    pub inherited: bool,
}

impl Objects {
    pub fn of(&self, file: &File) -> &Object {
        &self.objects[file.object.index()]
    }

    fn of_mut(&mut self, file: &File) -> &mut Object {
        &mut self.objects[file.object.index()]
    }

    pub fn numbered(&self, number: u8) -> &Object {
        &self.objects[usize::from(number)]
    }

    /// The object that has the name.
    pub fn named(&self, name: Name) -> Option<&Object> {
        self.names.get(name).map(|number| self.numbered(number))
    }

    pub fn mappings(&self, by: Actor, world: &World) -> &[Option<Mapped>; PLACES as usize] {
        &self.mappings[usize::from(world.process_of(by).0)]
    }

    pub fn mapped(&self, place: u8, by: Actor, world: &World) -> Option<Mapped> {
        self.mappings(by, world)[usize::from(place % PLACES)]
    }

    fn mapped_mut(&mut self, place: u8, by: Actor, world: &World) -> &mut Option<Mapped> {
        let process = usize::from(world.process_of(by).0);
        &mut self.mappings[process][usize::from(place % PLACES)]
    }

    /// Whether a process has it open or mapped.
    fn in_use(&self, number: u8) -> bool {
        let mut mapped = self.mappings.iter().flatten().flatten();
        self.numbered(number).descriptions > 0 || mapped.any(|mapped| mapped.number == number)
    }
}

impl Object {
    fn resize(&mut self, size: i64, by: By) {
        (self.size, self.size_by) = (size, by);
        for (byte, offset) in self.bytes.iter_mut().zip(OFFSETS) {
            if offset as i64 >= size {
                *byte = Byte::default();
            }
        }
    }
}

impl Model for Objects {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        let by = call.by;
        match Call::of(call.op) {
            Call::Open { name, access, flags, mode } => {
                self.rule_open(&names::Asked { name, access, flags, mode, by, world })
            }
            Call::OpenEndless if world.is_full(by) => Ruling::silent(names::FULL),
            Call::OpenEndless => NAME_ENDLESS.fails(Errno::ENAMETOOLONG),
            Call::Unlink { name } => self.rule_unlink(name, by, world),
            Call::UnlinkEndless => {
                Ruling::silent("shm_unlink of a name that is longer than PATH_MAX")
            }
            Call::Truncate { fd, .. } => memory::rule_truncate(world.file(by, fd)),
            Call::Status { fd } => match world.file(by, fd) {
                Some(file) => self.rule_status(file, by, world),
                None => Ruling::silent(memory::NO_DESCRIPTOR),
            },
            Call::ChangeMode { fd, .. } => self.rule_change_mode(world.file(by, fd), by, world),
            Call::Look { name } => self.rule_look(name),
            Call::Map { place, fd, write } => {
                self.rule_map(place, world.file(by, fd), write, by, world)
            }
            Call::Unmap { place } => self.rule_unmap(place, by, world),
            Call::Store { place, at, .. } => self.rule_store(place, at, by, world),
            Call::Load { place, at } => self.rule_load(place, at, by, world),
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        let by = call.by;
        let How::Returned(Ok(_)) = took.how else { return Next::here() };
        match Call::of(call.op) {
            Call::Open { name, access, flags, mode } => {
                return self.follow_open(&names::Asked { name, access, flags, mode, by, world });
            }
            Call::Unlink { name } => self.follow_unlink(name),
            Call::Truncate { fd, bytes } => {
                if let Some(file) = world.file(by, fd) {
                    self.of_mut(file).resize(bytes, &TRUNCATE_SETS_SIZE);
                }
            }
            Call::Status { fd } => {
                if let Some(file) = world.file(by, fd) {
                    self.of_mut(file).size_by = &STATUS_SIZE;
                }
            }
            Call::ChangeMode { fd, mode } => {
                if let Some(file) = world.file(by, fd) {
                    let object = self.of_mut(file);
                    (object.owned.mode, object.mode_by) = (mode.0, &MODE_CHANGED);
                }
            }
            Call::Map { place, fd, write } => {
                if let Some(number) = world.file(by, fd).map(|file| file.object.number) {
                    let mapped = Mapped { number, write, inherited: false };
                    *self.mapped_mut(place, by, world) = Some(mapped);
                }
            }
            Call::Unmap { place } => *self.mapped_mut(place, by, world) = None,
            Call::Store { place, at, tag } => self.follow_store(place, at, tag, by, world),
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        match event {
            Event::Closed { file, last_of_description, .. } => {
                self.of_mut(file).descriptions -= u16::from(*last_of_description);
            }
            Event::Ended(process) | Event::Executed(process) => {
                self.mappings[usize::from(process.0)] = Default::default();
            }
            Event::Forked { parent, child } => {
                let mut copies = self.mappings[usize::from(parent.0)];
                for mapped in copies.iter_mut().flatten() {
                    mapped.inherited = true;
                }
                self.mappings[usize::from(child.0)] = copies;
            }
            Event::Left(_) | Event::LimitSet(..) | Event::Settled => {}
        }
        Next::here()
    }
}
