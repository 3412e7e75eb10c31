//! The manual pages of semaphores, executable.

mod names;
mod state;
#[cfg(test)]
mod tests;
mod values;

use smallvec::SmallVec;

use super::calls::{Call, Name, PLACES, Seen, Sem, UNNAMED};
use super::claims::*;
use crate::engine::world::ACTORS_MAX;
use crate::engine::{self, Actor, Allow, Errno, Event, How, Model, Next, Ruling, Taken, World};
use crate::families::names::Names;
pub use state::{By, Kind, Semaphore};

const NO_ADDRESS: &str = "no address of a semaphore is in that place";
const NO_SEMAPHORE: &str = "no semaphore is initialized there";
const INHERITED: &str = "a named semaphore that a child has from its parent";

/// The semaphores of a case, by number; one that is gone keeps its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Semaphores {
    semaphores: SmallVec<[Semaphore; 4]>,
    names: Names,
    /// Those in shared memory.
    shared: [Option<u8>; UNNAMED as usize],
    /// Places of shared memory in which a semaphore was destroyed last.
    destroyed: [bool; UNNAMED as usize],
    /// By the first actor of each.
    processes: [Process; ACTORS_MAX],
}

/// What a process has of semaphores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Process {
    places: [Option<Held>; PLACES as usize],
    private: [Option<u8>; UNNAMED as usize],
    /// It is another's child, made in this case.
    forked: bool,
    /// Semaphores that it had open when it executed a new program, a bit each.
    left: u32,
}

/// A semaphore that a process has open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Held {
    number: u8,
    /// Its parent has opened it.
    inherited: bool,
}

impl Semaphores {
    fn process(&self, by: Actor, world: &World) -> &Process {
        &self.processes[usize::from(world.process_of(by).0)]
    }

    fn process_mut(&mut self, by: Actor, world: &World) -> &mut Process {
        &mut self.processes[usize::from(world.process_of(by).0)]
    }

    /// The number of the semaphore that a call is made with, or the situation that there is none.
    fn number(&self, sem: Sem, by: Actor, world: &World) -> Result<u8, &'static str> {
        let process = self.process(by, world);
        match sem {
            Sem::Named(place) => match process.places[usize::from(place % PLACES)] {
                Some(Held { inherited: true, .. }) => Err(INHERITED),
                Some(Held { number, .. }) => Ok(number),
                None => Err(NO_ADDRESS),
            },
            Sem::Shared(nth) => self.shared[usize::from(nth % UNNAMED)].ok_or(NO_SEMAPHORE),
            Sem::Private(nth) => process.private[usize::from(nth % UNNAMED)].ok_or(NO_SEMAPHORE),
        }
    }

    /// The semaphore that a call can be made with.
    pub fn usable(&self, sem: Sem, by: Actor, world: &World) -> Option<&Semaphore> {
        Some(&self.semaphores[usize::from(self.number(sem, by, world).ok()?)])
    }

    /// Every semaphore that an actor can make a call with.
    pub fn all_usable(&self, by: Actor, world: &World) -> SmallVec<[Sem; 10]> {
        let unnamed = (0..UNNAMED).flat_map(|nth| [Sem::Shared(nth), Sem::Private(nth)]);
        let all = (0..PLACES).map(Sem::Named).chain(unnamed);
        all.filter(|sem| self.number(*sem, by, world).is_ok()).collect()
    }

    /// The semaphore that has the name.
    pub fn named(&self, name: Name) -> Option<&Semaphore> {
        self.names.get(name).map(|number| &self.semaphores[usize::from(number)])
    }

    /// Whether a semaphore had the name last, and was unlinked.
    pub fn was_unlinked(&self, name: Name) -> bool {
        self.names.before(name).is_some()
    }

    /// Whether the process had the semaphore of that name open when it executed a new program.
    pub fn left_by_exec(&self, name: Name, by: Actor, world: &World) -> bool {
        let left = self.process(by, world).left;
        self.names.get(name).is_some_and(|number| left >> number & 1 == 1)
    }

    /// A place in which the process has no address.
    pub fn free_place(&self, by: Actor, world: &World) -> Option<u8> {
        (0..PLACES).find(|place| self.is_free(*place, by, world))
    }

    pub fn is_free(&self, place: u8, by: Actor, world: &World) -> bool {
        self.process(by, world).places[usize::from(place % PLACES)].is_none()
    }

    /// Whether the process has it open in more than one place.
    pub fn is_twice(&self, place: u8, by: Actor, world: &World) -> bool {
        let places = &self.process(by, world).places;
        let Some(held) = places[usize::from(place % PLACES)] else { return false };
        places.iter().flatten().filter(|other| other.number == held.number).count() > 1
    }

    fn in_use(&self, number: u8) -> bool {
        let places = self.processes.iter().flat_map(|process| &process.places);
        places.flatten().any(|held| held.number == number)
    }

    fn add(&mut self, semaphore: Semaphore) -> u8 {
        self.semaphores.push(semaphore);
        (self.semaphores.len() - 1) as u8
    }

    fn rule_init(&self, sem: Sem, value: u32, by: Actor, world: &World) -> Ruling {
        let nth = match sem {
            Sem::Named(_) => return Ruling::silent("sem_init at the address of a named semaphore"),
            Sem::Shared(nth) | Sem::Private(nth) => nth,
        };
        if self.number(sem, by, world).is_ok() {
            return Ruling::silent("sem_init of a semaphore that is initialized");
        }
        if value > super::calls::MOST {
            return INIT_PAST_MOST.fails(Errno::EINVAL);
        }
        let again = matches!(sem, Sem::Shared(_)) && self.destroyed[usize::from(nth % UNNAMED)];
        let claim = match value {
            super::calls::MOST => &INIT_MOST,
            _ if again => &DESTROY_INIT_AGAIN,
            _ => &INIT_RETURNS_ZERO,
        };
        [claim, &INIT_RETURNS_ZERO].returns(Seen::Done { returned: 0 })
    }

    fn follow_init(&mut self, sem: Sem, value: u32, by: Actor, world: &World) {
        match sem {
            Sem::Named(_) => {}
            Sem::Shared(nth) => {
                let maker = world.process_of(by);
                let number = self.add(Semaphore::unnamed(Kind::Shared, maker, value));
                self.shared[usize::from(nth % UNNAMED)] = Some(number);
            }
            Sem::Private(nth) => {
                let number = self.add(Semaphore::unnamed(Kind::Private, by, value));
                self.process_mut(by, world).private[usize::from(nth % UNNAMED)] = Some(number);
            }
        }
    }

    fn rule_destroy(&self, sem: Sem, by: Actor, world: &World) -> Ruling {
        match self.number(sem, by, world) {
            Err(situation) => Ruling::silent(situation),
            Ok(_) if matches!(sem, Sem::Named(_)) => {
                Ruling::silent("sem_destroy of a named semaphore")
            }
            Ok(number) if !self.semaphores[usize::from(number)].sleepers.is_empty() => {
                Ruling::silent("sem_destroy of a semaphore on which callers are blocked")
            }
            Ok(_) => [&DESTROY_RETURNS_ZERO; 2].returns(Seen::Done { returned: 0 }),
        }
    }

    fn follow_destroy(&mut self, sem: Sem, by: Actor, world: &World) {
        match sem {
            Sem::Named(_) => {}
            Sem::Shared(nth) => {
                self.shared[usize::from(nth % UNNAMED)] = None;
                self.destroyed[usize::from(nth % UNNAMED)] = true;
            }
            Sem::Private(nth) => {
                self.process_mut(by, world).private[usize::from(nth % UNNAMED)] = None;
            }
        }
    }

    fn wakes(&mut self, actor: Actor) {
        for semaphore in &mut self.semaphores {
            semaphore.sleepers.retain(|sleeper| *sleeper != actor);
        }
    }

    /// A process is as no process is at first.
    fn ended(&mut self, process: Actor) {
        self.wakes(process);
        self.processes[usize::from(process.0)] = Process::default();
    }

    fn executed(&mut self, process: Actor) {
        self.wakes(process);
        let before = self.processes[usize::from(process.0)];
        let held = before.places.iter().flatten().fold(0, |bits, held| bits | 1 << held.number);
        let left = before.left | held;
        self.processes[usize::from(process.0)] = Process { left, ..Process::default() };
    }

    fn forked(&mut self, parent: Actor, child: Actor) {
        let Process { mut places, .. } = self.processes[usize::from(parent.0)];
        for held in places.iter_mut().flatten() {
            held.inherited = true;
        }
        let forked = Process { places, forked: true, ..Process::default() };
        self.processes[usize::from(child.0)] = forked;
    }
}

impl Model for Semaphores {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        let by = call.by;
        match Call::of(call.op) {
            Call::Open { place, name, flags, mode, value } => {
                self.rule_open(&names::Asked { place, name, flags, mode, value, by, world })
            }
            Call::OpenEndless { .. } if world.is_full(by) => Ruling::silent(names::FULL),
            Call::OpenEndless { .. } => NAME_ENDLESS.fails(Errno::ENAMETOOLONG),
            Call::Close { sem } => self.rule_close(sem, by, world),
            Call::Unlink { name } => self.rule_unlink(name, by, world),
            Call::UnlinkEndless => UNLINK_NAME_ENDLESS.fails(Errno::ENAMETOOLONG),
            Call::Init { sem, value } => self.rule_init(sem, value, by, world),
            Call::Destroy { sem } => self.rule_destroy(sem, by, world),
            Call::Status { name } => self.rule_status(name, by, world),
            Call::Mapped { name } => self.rule_mapped(name, by, world),
            Call::Compare { .. } => {
                Ruling::silent("the address of a semaphore that is opened a second time")
            }
            value => self.rule_value(value, call, world),
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        let by = call.by;
        match (Call::of(call.op), &took.how) {
            (Call::Open { place, name, flags, mode, value }, How::Returned(Ok(_))) => {
                self.follow_open(&names::Asked { place, name, flags, mode, value, by, world });
            }
            (Call::Close { sem: Sem::Named(place) }, How::Returned(Ok(_))) => {
                self.process_mut(by, world).places[usize::from(place % PLACES)] = None;
            }
            (Call::Unlink { name }, How::Returned(Ok(_))) => self.follow_unlink(name),
            (Call::Init { sem, value }, How::Returned(Ok(_))) => {
                self.follow_init(sem, value, by, world);
            }
            (Call::Destroy { sem }, How::Returned(Ok(_))) => self.follow_destroy(sem, by, world),
            (value, how) => self.follow_value(value, how, call, world),
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        match *event {
            Event::Forked { parent, child } => self.forked(parent, child),
            Event::Executed(process) => self.executed(process),
            Event::Ended(process) => self.ended(process),
            Event::Left(actor) => self.wakes(actor),
            Event::Closed { .. } | Event::LimitSet(..) | Event::Settled => {}
        }
        Next::here()
    }
}
