//! The crew: processes that perform what they are told, and a driver in the worker that tells them,
//! waits until everything has settled, and sees who waits in a call.
//!
//! Actors are forked once and reused over many cases, on the processor of their driver: a hand-off
//! there costs a twentieth of one across processors, and a fork as much as hundreds of operations.
//! What an actor was changed into beyond repair (another user, another program) ends with the case.
//!
//! The crew decides nothing about what is right, and knows no facility.

mod actor;
mod deeds;
pub mod exec;
mod legs;
mod mailbox;
mod members;
mod probe;
mod race;
mod racer;
mod relay;
mod runner;
mod settle;
mod soak;
mod thread;
mod trials;

use std::ffi::{CStr, CString};
use std::io;

use super::hands::Hands;
use super::isolate::{Environment, Got, Part, out_of_the_way, remount_mqueue};
use super::world::{ACTORS_MAX, Rooms};
use super::{Actor, Answer, Limit, Limits, Op, Room};
use crate::engine::deed::Told;
use crate::engine::liar::{deed as lies, shared};
use crate::kernel::write_limit;
use crate::sys::{self, Errno};
use actor::{Order, RESOURCES};
use exec::Control;
use legs::Relay;
pub use legs::{Answers, HandsOn, LEGS_MAX};
pub use mailbox::RACE_CALLS_MAX;
use mailbox::{Board, Common, LETTER_BYTES, SEATS, Word};
use members::{Member, PANIC_STATUS};
pub use probe::Detection;
pub use race::Race;
pub use settle::Fates;
pub use soak::Soak;

/// Why the crew could not do what it was told. Never the kernel's conduct under test.
#[derive(Debug, thiserror::Error)]
pub enum CrewError {
    #[error("share memory with actors: {0}")]
    Memory(Errno),
    #[error("fork an actor: {0}")]
    Fork(Errno),
    #[error("set {0}: {1}; run where the IPC namespace is ours, or leave this limit out")]
    Limit(String, io::Error),
    #[error("set the limits of actor {0}: {1}")]
    ActorLimit(Actor, Errno),
    #[error("use actor {0}, which is still in a call")]
    Busy(Actor),
    #[error("use actor {0}, which has ended")]
    Gone(Actor),
    #[error("find a place for another actor: all {SEATS} are taken")]
    Full,
    #[error("get an answer from actor {0}: it neither answers nor waits nor ends ({1})")]
    Stuck(Actor, String),
    #[error("get an answer from actor {0}: it ended by itself with status {1}")]
    Lost(Actor, i32),
    #[error("get an answer from actor {0}: it was killed by signal {1}")]
    Killed(Actor, i32),
    #[error("write or read a letter to an actor: {0}; operations must serialise with postcard")]
    Letter(#[from] postcard::Error),
    #[error("race more than {RACE_CALLS_MAX} calls of one actor, or one actor twice")]
    RaceTooLong,
    #[error("tell whether a process waits: {0}")]
    Detector(String),
}

/// Cases after which the crew is renewed: what no reset reaches does not pile up.
const CASES_MAX: u32 = 1000;

/// The processes of a job, and their driver.
pub struct Crew {
    board: Board,
    /// By seat.
    members: [Option<Member>; SEATS],
    /// The seat of each actor of this case.
    cast: Vec<usize>,
    size: usize,
    detection: Detection,
    /// What the worker itself cleans up with.
    hands: Hands,
    control: Control,
    /// Settings of this case, with the values that they had.
    settings: Vec<(Limit, u64)>,
    surroundings: Surroundings,
    limits: [u64; 2],
    epoch: u32,
    /// Cases since the crew was new.
    cases: u32,
    letter: Vec<u8>,
    relay: Relay,
    /// Of the case under way.
    rooms: Rooms,
}

/// What of the environment outlasts the start.
struct Surroundings {
    cpu: Option<usize>,
    cpus: Vec<usize>,
    own_ipc: bool,
    mqueue_directory: Option<String>,
}

impl Crew {
    /// Forks the actors and proves the detector of waiting.
    pub fn start(size: u8, environment: &Environment) -> Result<Self, CrewError> {
        let mut board = Board::new().map_err(CrewError::Memory)?;
        if let Some(fd) = board.0.fd() {
            board.0.moved_to(out_of_the_way(fd));
        }
        let journal = environment.journal.as_ref().and_then(|journal| journal.share().ok());
        let control = Control {
            board: board.0.fd(),
            sockets: sys::socket_pair().ok().map(|ends| ends.map(out_of_the_way)),
            journal: journal.as_ref().map(super::isolate::Journal::fd),
            program: program(),
        };
        let hands =
            Hands::new(&environment.tag, &environment.scratch_directory).with_journal(journal);
        let mut crew = Self {
            board,
            members: [const { None }; SEATS],
            cast: Vec::new(),
            size: usize::from(size).clamp(1, ACTORS_MAX),
            detection: Detection::default(),
            hands,
            control,
            settings: Vec::new(),
            surroundings: Surroundings {
                cpu: environment.cpu,
                cpus: environment.cpus.clone(),
                own_ipc: environment.isolation.0.get(&Part::Ipc) == Some(&Got::Ours),
                mqueue_directory: environment.mqueue_directory.clone(),
            },
            limits: RESOURCES
                .map(|resource| sys::rlimit(resource).map_or(u64::MAX, |(soft, _)| soft)),
            epoch: 0,
            cases: 0,
            letter: Vec::with_capacity(LETTER_BYTES),
            relay: Relay::default(),
            rooms: Rooms::new(),
        };
        crew.fill()?;
        crew.detection = crew.prove_detector()?;
        Ok(crew)
    }

    /// How waiting is observed here, and how that fared in its self-test.
    pub fn detection(&self) -> &Detection {
        &self.detection
    }

    /// Begins a case: every actor has an empty table and the attributes that the world assumes.
    pub fn begin(
        &mut self,
        rooms: &[&'static Room],
        actors: u8,
        limits: &Limits,
    ) -> Result<(), CrewError> {
        self.rooms = Rooms::from_slice(rooms);
        let liar = shared::numbered(self.board.common(Common::Liar));
        let limits = &liar.map_or_else(|| limits.clone(), |liar| lies::limits(&liar, limits));
        let actors = usize::from(actors);
        if actors > self.size {
            return Err(CrewError::Full);
        }
        self.cases += 1;
        if self.cases > CASES_MAX {
            self.renew()?;
        }
        self.fill()?;
        self.cast = (0..actors).collect();
        for seat in 0..SEATS {
            let place = if seat < actors { seat as u32 + 1 } else { 0 };
            self.board.set(seat, Word::Place, place);
        }
        for (limit, value) in &limits.0 {
            if limit.sysctl().is_some() {
                let before = write_limit(*limit, *value)
                    .map_err(|error| CrewError::Limit(limit.name(), error))?;
                self.settings.push((*limit, before));
            }
        }
        if limits.0.iter().any(|(limit, _)| limit.sysctl().is_none()) {
            for actor in (0..actors).map(|actor| Actor(actor as u8)) {
                let answer: Answer<Told> = self.ask(actor, &Order::Begin(limits.clone()))?;
                answer.map_err(|errno| CrewError::ActorLimit(actor, errno))?;
            }
        }
        Ok(())
    }

    /// Has an actor begin a call. [`Self::settle`] tells what came of it.
    pub fn post(&mut self, by: Actor, op: &Op) -> Result<(), CrewError> {
        let seat = self.ready_seat(by)?;
        self.send(seat, &Order::Call(*op), 1)
    }

    /// From now on this deed liar of a room stands in for the kernel, or none.
    pub fn stand_in(&self, liar: Option<(&'static Room, usize)>) {
        let number = liar.map_or(0, |(room, place)| shared::number_of(room, place));
        self.board.set_common(Common::Liar, number);
    }

    /// Whether the actor is in a call that has not been told as returned.
    pub fn is_open(&self, actor: Actor) -> bool {
        self.member(actor).is_some_and(|member| member.open.is_some())
    }

    /// The processes of the crew.
    pub fn pids(&self) -> Vec<i32> {
        self.members.iter().flatten().map(|member| member.pid).collect()
    }

    /// Whether some actor is in a call.
    pub fn anybody_waits(&self) -> bool {
        self.members.iter().flatten().any(|member| member.open.is_some())
    }

    /// Ends a case: frees who is stuck, closes all descriptors, puts the settings back, and has the
    /// room clean up.
    pub fn end(&mut self) -> Result<(), CrewError> {
        self.release_stuck();
        for seat in 0..SEATS {
            let Some(member) = &self.members[seat] else { continue };
            if !member.alive || member.spoiled || seat >= self.size {
                self.dismiss(seat);
            }
        }
        self.reset()?;
        self.cast.clear();
        self.put_settings_back()?;
        self.hands.close_all();
        for room in &self.rooms {
            (room.clean)(&mut self.hands);
        }
        self.hands.close_all();
        Ok(())
    }

    /// New actors, in a new IPC namespace where that is ours: nothing of earlier cases is left.
    pub fn renew(&mut self) -> Result<(), CrewError> {
        for seat in 0..SEATS {
            self.dismiss(seat);
        }
        self.cases = 0;
        self.cast.clear();
        self.put_settings_back()?;
        self.hands.close_all();
        let flag = nix::sched::CloneFlags::CLONE_NEWIPC;
        if self.surroundings.own_ipc
            && nix::sched::unshare(flag).is_ok()
            && let Some(place) = &self.surroundings.mqueue_directory
        {
            remount_mqueue(place);
        }
        self.fill()
    }

    fn put_settings_back(&mut self) -> Result<(), CrewError> {
        for (limit, before) in std::mem::take(&mut self.settings).into_iter().rev() {
            write_limit(limit, before).map_err(|error| CrewError::Limit(limit.name(), error))?;
        }
        Ok(())
    }

    /// Posts an order and waits for its answer.
    fn ask<T: serde::de::DeserializeOwned>(
        &mut self,
        by: Actor,
        order: &Order,
    ) -> Result<T, CrewError> {
        let seat = self.ready_seat(by)?;
        self.send(seat, order, 1)?;
        self.answer_of(seat)
    }

    /// Posts an order to a seat, taking `epochs` of the numbers for its calls.
    fn send(&mut self, seat: usize, order: &Order, epochs: u32) -> Result<(), CrewError> {
        let mut letter = std::mem::take(&mut self.letter);
        letter.clear();
        self.letter = postcard::to_extend(order, letter)?;
        if self.letter.len() > LETTER_BYTES {
            return Err(postcard::Error::SerializeBufferFull.into());
        }
        let epoch = self.epoch + 1;
        self.epoch += epochs;
        let member = self.members[seat].as_mut().expect("orders go to seats that are taken");
        member.begin_call(epoch, epochs);
        self.board.post(seat, epoch, &self.letter);
        Ok(())
    }

    /// Reads the whole answer of a seat.
    fn read<T: serde::de::DeserializeOwned>(&mut self, seat: usize) -> Result<T, CrewError> {
        let end = self.board.get(seat, Word::AnswerBytes) as usize;
        self.read_part(seat, 0, end)
    }

    fn read_part<T: serde::de::DeserializeOwned>(
        &mut self,
        seat: usize,
        from: usize,
        to: usize,
    ) -> Result<T, CrewError> {
        self.board.read_answer(seat, from, to, &mut self.letter);
        Ok(postcard::from_bytes(&self.letter)?)
    }

    fn member(&self, actor: Actor) -> Option<&Member> {
        self.members[*self.cast.get(usize::from(actor.0))?].as_ref()
    }

    /// The seat of an actor that can be told something.
    fn ready_seat(&self, actor: Actor) -> Result<usize, CrewError> {
        let member = self.member(actor).filter(|member| member.alive);
        let member = member.ok_or(CrewError::Gone(actor))?;
        if member.open.is_some() {
            return Err(CrewError::Busy(actor));
        }
        Ok(self.cast[usize::from(actor.0)])
    }

    /// The actor in a seat, for messages.
    fn actor_in(&self, seat: usize) -> Actor {
        let actor = self.cast.iter().position(|taken| *taken == seat).unwrap_or(seat);
        Actor(actor as u8)
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        for seat in 0..SEATS {
            self.dismiss(seat);
        }
    }
}

/// Our own binary, held open: by then its path may lead elsewhere. Without /proc it is where we
/// were called by, if that is a path.
fn program() -> Option<i32> {
    let open =
        |path: &CStr| sys::openat(sys::Text::Of(path), libc::O_RDONLY | libc::O_CLOEXEC, 0).ok();
    let called = || {
        let path = std::env::args_os().next()?.into_encoded_bytes();
        let path = CString::new(path).ok().filter(|path| path.as_bytes().contains(&b'/'))?;
        open(&path)
    };
    open(c"/proc/self/exe").or_else(called).map(out_of_the_way)
}
