//! What an actor watches with an epoll instance that it keeps, edge-triggered: what became ready
//! since it asked last must be told, once.

use super::{Actor, FileId, World};

/// A description in the interest list of an epoll instance that its actor keeps. Events have a bit
/// each, as in a report.
#[derive(Debug, Clone, Copy)]
pub struct Watched {
    by: Actor,
    /// None once all its descriptors are closed.
    file: Option<FileId>,
    /// Events that were not ready at some time since it was asked last.
    low: u8,
    /// Events that may have been ready after the last step.
    before: u8,
    /// How often since then anything became ready.
    rises: u8,
    /// It was asked just now.
    fresh: bool,
}

impl Watched {
    fn new(by: Actor, file: FileId) -> Self {
        Self { by, file: Some(file), low: 0, before: 0, rises: 0, fresh: true }
    }

    pub fn file(&self) -> Option<FileId> {
        self.file
    }

    /// Events that were not ready at some time since it was asked last.
    pub fn was_low(&self) -> u8 {
        self.low
    }

    /// How often since then anything became ready.
    pub fn rises(&self) -> u8 {
        self.rises
    }

    /// After a step: the events that may be ready now, and those that must be.
    pub fn see(&mut self, may: u8, must: u8) {
        if self.fresh {
            (self.low, self.rises, self.fresh) = (0, 0, false);
        } else if must & !self.before != 0 {
            self.rises = self.rises.saturating_add(1);
        }
        self.low |= !may;
        self.before = may;
    }

    pub(super) fn forget(&mut self, file: FileId) {
        if self.file == Some(file) {
            self.file = None;
        }
    }
}

impl World {
    /// The actor's process has one more descriptor: the epoll instance, in place of the one that
    /// this actor kept before.
    pub fn watch(&mut self, by: Actor, file: FileId) {
        self.stop_watching(by);
        if let Some(room) = &mut self.process_mut(by).nofile_room {
            *room = room.saturating_sub(1);
        }
        self.watched.push(Watched::new(by, file));
    }

    /// The actor has asked.
    pub fn ask_again(&mut self, by: Actor) {
        for watched in self.watched.iter_mut().filter(|watched| watched.by == by) {
            watched.fresh = true;
        }
    }

    pub fn stop_watching(&mut self, by: Actor) {
        if self.watched_by(by).is_none() {
            return;
        }
        self.watched.retain(|watched| watched.by != by);
        if let Some(room) = &mut self.process_mut(by).nofile_room {
            *room += 1;
        }
    }

    pub fn watched_by(&self, actor: Actor) -> Option<&Watched> {
        self.watched.iter().find(|watched| watched.by == actor)
    }

    pub fn watched(&self) -> &[Watched] {
        &self.watched
    }

    pub fn watched_mut(&mut self) -> &mut [Watched] {
        &mut self.watched
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::world::{Access, File, Object, Rooms};

    const INPUT: u8 = 1;

    fn file() -> File {
        let access = Access::Read;
        File { object: Object::of(0), access, nonblocking: false, cloexec: false, note: 0 }
    }

    #[test]
    fn what_fell_and_rose_twice_rose_twice() {
        let mut watched = Watched::new(Actor(0), 0);
        for bits in [0, INPUT, 0, INPUT] {
            watched.see(bits, bits);
        }
        assert_eq!((watched.was_low() & INPUT, watched.rises()), (INPUT, 2));
    }

    #[test]
    fn what_may_have_been_ready_all_along_is_not_due() {
        let mut watched = Watched::new(Actor(0), 0);
        watched.see(INPUT, 0);
        watched.see(INPUT, INPUT);
        assert_eq!((watched.was_low() & INPUT, watched.rises()), (0, 0));
    }

    #[test]
    fn the_instance_counts_as_a_descriptor_and_forgets_what_is_closed() {
        let by = Actor(0);
        let mut world = World::new(Rooms::new(), 1, 0);
        world.process_mut(by).nofile_room = Some(2);
        let slot = world.open(by, file());
        world.watch(by, 0);
        assert_eq!(world.process(by).nofile_room, Some(0));
        world.close(by, slot);
        assert_eq!(world.watched_by(by).and_then(Watched::file), None);
        world.stop_watching(by);
        assert_eq!(world.process(by).nofile_room, Some(2));
    }
}
