//! Objects that have names in a flat space, such as message queues, and which users may open or
//! unlink one. It does not say with which error a call fails.

use crate::claim::Capability;
use crate::engine::forms::{Mode, NAMES, Name};
use crate::engine::{Access, Actor, World};

/// The owner of a file is not asked for permission to remove it.
const FOWNER: Capability = Capability { name: "CAP_FOWNER", number: 3 };

/// What names refer to: objects, by their numbers in a room's model.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Names([Bound; NAMES]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
enum Bound {
    #[default]
    Never,
    To(u8),
    /// It was unlinked from that object.
    Unlinked(u8),
}

impl Names {
    /// The object that has this name.
    pub fn get<const LONGEST: usize>(&self, name: Name<LONGEST>) -> Option<u8> {
        match self.0[name.place()?] {
            Bound::To(object) => Some(object),
            _ => None,
        }
    }

    /// The object from which this name was unlinked last, where none has it now.
    pub fn before<const LONGEST: usize>(&self, name: Name<LONGEST>) -> Option<u8> {
        match self.0[name.place()?] {
            Bound::Unlinked(object) => Some(object),
            _ => None,
        }
    }

    /// Gives a name that an object can have.
    ///
    /// # Panics
    /// If none can have it.
    pub fn give<const LONGEST: usize>(&mut self, name: Name<LONGEST>, object: u8) {
        self.0[name.place().expect("an object can have it")] = Bound::To(object);
    }

    /// Takes a name off its object, and says which that was.
    pub fn unlink<const LONGEST: usize>(&mut self, name: Name<LONGEST>) -> Option<u8> {
        let object = self.get(name)?;
        self.0[name.place()?] = Bound::Unlinked(object);
        Some(object)
    }
}

/// Whose an object is, and whom its permissions admit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Owned {
    pub mode: u32,
    /// The other user owns it.
    pub by_other: bool,
}

impl Owned {
    /// What an actor makes with this mode.
    pub fn new(by: Actor, mode: Mode, world: &World) -> Self {
        let process = world.process(by);
        Self { mode: mode.0 & !process.umask, by_other: process.other_uid }
    }

    /// Whether the actor's user owns it.
    pub fn is_of(self, by: Actor, world: &World) -> bool {
        self.by_other == world.process(by).other_uid
    }

    /// Whether its permissions grant the actor this access.
    pub fn grants(self, by: Actor, access: Access, world: &World) -> bool {
        let shift = if self.is_of(by, world) { 6 } else { 0 };
        let needed = u32::from(access.reads()) << 2 | u32::from(access.writes()) << 1;
        holds(by, Capability::DAC_OVERRIDE, world) || self.mode >> shift & needed == needed
    }

    /// Whether the actor may unlink it from a sticky directory.
    pub fn is_removable(self, by: Actor, world: &World) -> bool {
        self.is_of(by, world) || holds(by, FOWNER, world)
    }
}

/// Whether the actor has this capability.
pub fn holds(by: Actor, capability: Capability, world: &World) -> bool {
    world.process(by).capabilities >> capability.number & 1 == 1
}
