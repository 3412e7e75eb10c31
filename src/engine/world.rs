//! The world as the engine knows it: processes, their descriptor tables, and the open file
//! descriptions behind them. It follows from what was observed, so there is one, never a set.

mod file;
mod pick;
mod watched;

pub use file::{Access, File, FileId, Object};
use pick::nth_in_use;
pub use pick::{Bits, Pick, Picks, resolve};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
pub use watched::Watched;

use super::{Op, Room};

/// A process that performs operations, or a thread of one, by its place in the script.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Actor(pub u8);

/// Most actors of one script.
pub const ACTORS_MAX: usize = 6;
/// Most descriptors that one process of a script holds.
pub const SLOTS_MAX: usize = 16;
/// Most actors of one race.
pub const RACERS_MAX: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub file: FileId,
    pub cloexec: bool,
}

/// What happens to a process at the engine's own signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Handler {
    /// A handler installed with `SA_RESTART`.
    Restarting,
    /// A handler installed without it.
    Interrupting,
}

/// One process.
#[derive(Debug, Clone)]
pub struct Process {
    pub alive: bool,
    pub slots: [Option<Slot>; SLOTS_MAX],
    /// Which slots are in use, a bit each.
    used: u32,
    pub handler: Handler,
    pub ignores_sigpipe: bool,
    /// It runs as the other uid, without capabilities.
    pub other_uid: bool,
    /// Effective capabilities, a bit each.
    pub capabilities: u64,
    pub umask: u32,
    /// Descriptors that it may still open before `RLIMIT_NOFILE`; none for no limit of the
    /// script's.
    pub nofile_room: Option<u32>,
}

/// One actor: its process, by place, and whether it can act.
#[derive(Debug, Clone, Copy)]
struct Member {
    process: u8,
    alive: bool,
}

/// The rooms of a script, in its order.
pub type Rooms = SmallVec<[&'static Room; 2]>;

/// All processes and descriptions of a case.
#[derive(Debug)]
pub struct World {
    pub rooms: Rooms,
    pub processes: Vec<Process>,
    actors: Vec<Member>,
    files: Vec<Option<(File, u16)>>,
    /// What actors watch over several steps, one each at most.
    watched: SmallVec<[Watched; 2]>,
}

impl Clone for World {
    fn clone(&self) -> Self {
        let Self { rooms, processes, actors, files, watched } = self;
        Self {
            rooms: rooms.clone(),
            processes: processes.clone(),
            actors: actors.clone(),
            files: files.clone(),
            watched: watched.clone(),
        }
    }

    /// Into the same memory: a state is kept at every step while somebody waits.
    fn clone_from(&mut self, other: &Self) {
        self.rooms.clone_from(&other.rooms);
        self.processes.clone_from(&other.processes);
        self.actors.clone_from(&other.actors);
        self.files.clone_from(&other.files);
        self.watched.clone_from(&other.watched);
    }
}

impl World {
    pub fn new(rooms: Rooms, actors: u8, capabilities: u64) -> Self {
        let process = Process {
            alive: true,
            slots: [None; SLOTS_MAX],
            used: 0,
            handler: Handler::Restarting,
            ignores_sigpipe: true,
            other_uid: false,
            capabilities,
            umask: DEFAULT_UMASK,
            nofile_room: None,
        };
        Self {
            rooms,
            processes: vec![process; usize::from(actors)],
            actors: (0..actors).map(|process| Member { process, alive: true }).collect(),
            files: Vec::new(),
            watched: SmallVec::new(),
        }
    }

    /// The place of a call's room among those of the script.
    #[inline]
    pub fn place_of(&self, op: &Op) -> usize {
        if self.rooms.len() == 1 {
            return 0;
        }
        let place = self.rooms.iter().position(|room| room.is(op.room()));
        place.expect("a script names the rooms of its calls")
    }

    /// The room of a description's object.
    pub fn room_of(&self, file: &File) -> &'static Room {
        self.rooms[usize::from(file.object.room)]
    }

    fn place(&self, actor: Actor) -> usize {
        usize::from(self.actors[usize::from(actor.0)].process)
    }

    /// The process of this actor.
    pub fn process(&self, actor: Actor) -> &Process {
        &self.processes[self.place(actor)]
    }

    pub fn process_mut(&mut self, actor: Actor) -> &mut Process {
        let place = self.place(actor);
        &mut self.processes[place]
    }

    /// The first actor of this actor's process: what all its threads are known by.
    pub fn process_of(&self, actor: Actor) -> Actor {
        let place = self.place(actor);
        let first = self.actors.iter().position(|member| usize::from(member.process) == place);
        Actor(first.unwrap_or_default() as u8)
    }

    /// The live actors of this actor's process, itself among them.
    pub fn threads(&self, actor: Actor) -> impl Iterator<Item = Actor> {
        let place = self.place(actor);
        self.actors().filter(move |other| self.place(*other) == place)
    }

    /// Whether the process has more than one thread.
    pub fn is_threaded(&self, actor: Actor) -> bool {
        self.threads(actor).nth(1).is_some()
    }

    /// How many actors there have been.
    pub fn actors_ever(&self) -> usize {
        self.actors.len()
    }

    pub fn exists(&self, actor: Actor) -> bool {
        self.actors.get(usize::from(actor.0)).is_some_and(|member| member.alive)
    }

    /// The live actors, in order.
    pub fn actors(&self) -> impl Iterator<Item = Actor> {
        self.actors
            .iter()
            .enumerate()
            .filter(|(_, member)| member.alive)
            .map(|(index, _)| Actor(index as u8))
    }

    /// The actor can act no more: its process has ended, or goes on without this thread.
    pub fn leave(&mut self, actor: Actor) {
        self.stop_watching(actor);
        self.actors[usize::from(actor.0)].alive = false;
    }

    /// One more thread of this actor's process.
    pub fn start_thread(&mut self, by: Actor) -> Actor {
        let process = self.place(by) as u8;
        self.enter(process)
    }

    fn enter(&mut self, process: u8) -> Actor {
        self.actors.push(Member { process, alive: true });
        Actor((self.actors.len() - 1) as u8)
    }

    /// The slots in use, in order: what picks count.
    pub fn slots(&self, actor: Actor) -> impl Iterator<Item = (usize, Slot)> {
        let Process { slots, used, .. } = self.process(actor);
        Bits(*used).map(|index| (index, slots[index].expect("a slot in use")))
    }

    /// The slot that a pick means now.
    pub fn resolve(&self, actor: Actor, pick: Pick) -> Option<usize> {
        if pick == Pick::NONE {
            return None;
        }
        nth_in_use(self.process(actor).used, pick)
    }

    /// The pick that means this slot now.
    pub fn pick_of(&self, actor: Actor, slot: usize) -> Pick {
        let before = self.process(actor).used & ((1 << slot) - 1);
        Pick(before.count_ones() as u8)
    }

    /// The description that a pick means now.
    pub fn file(&self, actor: Actor, pick: Pick) -> Option<&File> {
        let slot = self.process(actor).slots[self.resolve(actor, pick)?]?;
        Some(self.description(slot.file))
    }

    pub fn slot(&self, actor: Actor, pick: Pick) -> Option<Slot> {
        self.process(actor).slots[self.resolve(actor, pick)?]
    }

    /// Descriptions of this actor that satisfy `want`, as picks.
    pub fn picks(&self, actor: Actor, want: impl Fn(&File) -> bool) -> Picks {
        let wanted = |(_, slot): (usize, Slot)| want(self.description(slot.file));
        let wanted = self.slots(actor).map(wanted);
        Picks((0..).zip(wanted).fold(0, |mask, (nth, wanted)| mask | u32::from(wanted) << nth))
    }

    pub fn description(&self, file: FileId) -> &File {
        &self.files[usize::from(file)].as_ref().expect("a slot refers to an open description").0
    }

    /// Whether a description is still open.
    pub fn is_open(&self, file: FileId) -> bool {
        self.files.get(usize::from(file)).is_some_and(Option::is_some)
    }

    pub fn description_mut(&mut self, file: FileId) -> &mut File {
        &mut self.files[usize::from(file)].as_mut().expect("a slot refers to an open description").0
    }

    /// All open descriptions, each once, with how many descriptors refer to it.
    pub fn descriptions(&self) -> impl Iterator<Item = (&File, u16)> {
        self.files.iter().flatten().map(|(file, count)| (file, *count))
    }

    pub fn free_slots(&self, actor: Actor) -> usize {
        SLOTS_MAX - self.in_use(actor)
    }

    /// How many descriptors the actor has.
    pub fn in_use(&self, actor: Actor) -> usize {
        self.process(actor).used.count_ones() as usize
    }

    /// Whether the process may open no further descriptor under `RLIMIT_NOFILE`.
    pub fn is_full(&self, actor: Actor) -> bool {
        self.process(actor).nofile_room == Some(0)
    }

    /// Puts a new description into the lowest free slot.
    pub fn open(&mut self, actor: Actor, file: File) -> usize {
        let id = self.files.len() as FileId;
        self.files.push(Some((file, 0)));
        self.install(actor, id, file.cloexec)
    }

    /// Puts another descriptor of a description into the lowest free slot.
    pub fn install(&mut self, actor: Actor, file: FileId, cloexec: bool) -> usize {
        let process = self.process_mut(actor);
        let slot = process.used.trailing_ones() as usize;
        process.slots[slot] = Some(Slot { file, cloexec });
        process.used |= 1 << slot;
        if let Some(room) = &mut process.nofile_room {
            *room = room.saturating_sub(1);
        }
        self.files[usize::from(file)].as_mut().expect("the description is open").1 += 1;
        slot
    }

    /// Empties a slot; says what it referred to, and whether that was the last descriptor of it.
    pub fn close(&mut self, actor: Actor, slot: usize) -> Option<(FileId, File, bool)> {
        let process = self.process_mut(actor);
        let closed = process.slots[slot].take()?;
        process.used &= !(1 << slot);
        if let Some(room) = &mut process.nofile_room {
            *room += 1;
        }
        let entry = &mut self.files[usize::from(closed.file)];
        let (file, count) = entry.as_mut()?;
        *count -= 1;
        let (file, last) = (*file, *count == 0);
        if last {
            *entry = None;
            self.watched.iter_mut().for_each(|watched| watched.forget(closed.file));
        }
        Some((closed.file, file, last))
    }

    /// A child with a copy of the parent's table and attributes.
    pub fn fork(&mut self, parent: Actor) -> Actor {
        let mut child = self.process(parent).clone();
        // It does not keep the epoll instance of its parent.
        if let (Some(room), Some(_)) = (&mut child.nofile_room, self.watched_by(parent)) {
            *room += 1;
        }
        for slot in child.slots.iter().flatten() {
            self.files[usize::from(slot.file)].as_mut().expect("the description is open").1 += 1;
        }
        self.processes.push(child);
        let process = (self.processes.len() - 1) as u8;
        self.enter(process)
    }
}

/// The umask with which every actor starts.
pub const DEFAULT_UMASK: u32 = 0o022;

impl std::fmt::Display for Actor {
    /// A letter, as in the picture of a script.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", char::from(b'A' + self.0))
    }
}
