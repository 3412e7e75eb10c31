//! The engine: everything that all facilities share, and the interface that a room implements.
//!
//! # How a verdict comes about
//!
//! A *room* proposes an operation from the state it believes in; the *crew* performs it against the
//! kernel; the *judge* asks the room's *model* what the documentation allows, as a [`Ruling`] whose
//! every clause names a claim, and compares. What no clause allows is a *deviation*: the script
//! ends there, is confirmed, shrunk, and reported with the first claim that should have held.
//!
//! A model never does I/O and never sees the clock. Operations never decide what is right. They
//! meet only in [`judge`]. The engine owns the world (processes, descriptor tables, open file
//! descriptions, credentials, signals) and does fork, exec, exit, kill, dup, close, poll, passing,
//! credentials and limits for every room alike; a room owns its objects and does only their calls.
//! The engine knows no facility by name.

pub mod bench;
pub mod content;
pub mod crew;
pub mod deed;
pub mod draw;
pub mod fake;
pub mod finds;
pub mod flight;
pub mod found;
pub mod hands;
pub mod history;
pub mod hits;
pub mod isolate;
pub mod job;
pub mod judge;
pub mod liar;
pub mod limits;
pub mod perform;
pub mod plan;
pub mod propose;
pub mod ruling;
pub mod run;
pub mod scope;
pub mod script;
pub mod search;
pub mod shared_claims;
pub mod shell;
pub mod shrink;
pub mod stage;
pub mod steer;
pub mod tally;
pub mod waiting;
pub mod world;

use std::fmt::{Debug, Display};
use std::hash::Hash;

use serde::Serialize;
use serde::de::DeserializeOwned;
use smallvec::{SmallVec, smallvec};

use crate::claim::{Claim, LeftOut, Need};
use crate::kernel::Facts;
pub use crate::sys::Errno;
pub use deed::{Deed, DeedKind};
pub use draw::Draw;
pub use hands::Hands;
pub use liar::deed::DeedLiar;
pub use liar::shared::Here;
pub use limits::{Limit, LimitSpec, Limits};
pub use ruling::{Allow, Clause, Expect, Happens, Interrupted, Ruling};
pub use script::{Lane, Script, Step};
pub use shared_claims::SharedClaims;
pub use world::{Access, Actor, File, FileId, Pick, World};

/// What a call gave back: a value in symbols, or an error.
pub type Answer<S> = Result<S, Errno>;

/// One facility: its operations, its model, and nothing of processes or descriptors.
pub trait Room: Copy + Debug + 'static {
    type Op: Operation;
    type Seen: Seen;
    type Object: Object;
    type Model: Model<Self>;

    const FACILITY: Facility;
    /// The engine's own deeds that say something about this facility, with their weights.
    const DEEDS: &'static [(DeedKind, u32)];
    /// The limits that a case may draw.
    const LIMITS: &'static [LimitSpec] = &[];

    /// What departs from the book in one way each: the deed liars of `selfcheck`.
    const LIARS: &'static [DeedLiar<Self>] = &[];
    /// What is its own of the deed liars that every room has for the templates.
    const SHARED_LIARS: &'static [Here] = &[];

    /// Of a hundred steps of several actors, how many pass a descriptor to somebody who has none of
    /// its object: a room whose objects have names needs few.
    const PASSES_PERCENT: u32 = 40;
    /// Whether the model remembers which calls wait: then it matters when a call of a race began
    /// to.
    const WAITING_SHOWS: bool = false;

    /// The same, within limits.
    fn scenes_within() -> Vec<SceneWithin<Self::Op>> {
        vec![]
    }

    /// Draws one operation for `by`, from the state that the models believe in.
    fn propose(state: &State<'_, Self>, by: Actor, draw: &mut Draw<'_>) -> Self::Op;

    /// Representative operations, the first `.1` of which create: all short sequences of them are
    /// tried before anything random.
    fn small_scope() -> (Vec<Self::Op>, usize);

    /// Situations of several actors that chance reaches too rarely: their number, and the steps.
    fn scenes() -> Vec<(u8, Vec<Step<Self::Op>>)> {
        vec![]
    }

    /// Makes the call, raw. It decides nothing.
    fn perform(op: &Self::Op, hands: &mut Hands) -> Answer<Self::Seen>;

    /// How many descriptors a successful `op` adds to its caller's table.
    fn opens(op: &Self::Op) -> usize;

    /// Whether `op` may be made in a race: what changes the world may not, nor what changes a
    /// setting for everybody.
    fn may_race(op: &Self::Op) -> bool {
        Self::opens(op) == 0
    }

    /// Removes what outlives descriptors (names), after a case. Called where the case ran.
    fn clean(_hands: &mut Hands) {}
}

/// A scene: the number of its actors, the limits in force, its steps.
pub type SceneWithin<Op> = (u8, Limits, Vec<Step<Op>>);

/// What a proposal may look at: the world, one of the surviving models, and who waits.
pub struct State<'a, R: Room> {
    pub world: &'a World<R::Object>,
    pub model: &'a R::Model,
    /// Actors with a call that has not returned.
    pub waiting: &'a [Actor],
    pub facts: &'a Facts,
    /// Steps of this script so far: makes tags unique.
    pub step: u16,
    /// The call will overlap with others: not one that the manual does not promise to be atomic.
    pub racing: bool,
}

/// One call with its arguments, as data.
pub trait Operation: Clone + PartialEq + Debug + Serialize + DeserializeOwned {
    /// The system call or function, for coverage and patterns: `read`, `mq_open`.
    fn kind(&self) -> &'static str;
    /// The system call that it stands or falls with, by which several kinds may be made.
    fn call(&self) -> &'static str {
        self.kind()
    }
    /// A coarse class of the arguments, for steering around a confirmed deviation.
    fn class(&self) -> u32 {
        0
    }
    /// What the machine must have for it; without, the step is left out.
    fn needs(&self) -> &'static [Need] {
        &[]
    }
    /// The descriptor operands, to be replaced by what they resolve to.
    fn picks(&mut self) -> SmallVec<[&mut Pick; 2]>;
    /// Simpler variants of this operation, most simple first, for the shrinker.
    fn simpler(&self) -> Vec<Self>;
    /// As a person would write it: `write(p0, 4097 bytes)`.
    fn show(&self) -> String;
    /// As C, with `fd[N]` for slot N.
    fn c(&self) -> String;
}

/// What came out of a call, in symbols: no pid, no descriptor, no time.
pub trait Seen:
    Clone + PartialEq + PartialOrd + Debug + Display + Serialize + DeserializeOwned
{
    /// Which of a clause's claims is broken when `seen` came instead of `self`.
    fn differs_at(&self, _seen: &Self) -> usize {
        0
    }
    /// In how much of it `seen` is as this one: of several that were allowed, the likest should
    /// have come.
    fn likeness(&self, _seen: &Self) -> usize {
        0
    }
    /// A value that differs from this one in just the part that claim `part` of a clause speaks of.
    fn lie(&self, _part: usize) -> Option<Self> {
        None
    }
}

/// The name of an object in the model: which queue, pipe, inode.
pub trait Object: Copy + Ord + Hash + Debug {}
impl<T: Copy + Ord + Hash + Debug> Object for T {}

/// What a call looks like to a model.
#[derive(Debug)]
pub struct Call<'a, R: Room> {
    pub by: Actor,
    pub op: &'a R::Op,
    /// How much of it has taken effect already (bytes), if it takes effect in parts.
    pub done: u64,
    /// It was seen waiting.
    pub waited: bool,
}

/// What the judge takes a call to have done, handed to [`Model::follow`].
#[derive(Debug)]
pub struct Taken<'a, S> {
    /// The mark of the clause that allowed it.
    pub mark: u8,
    pub how: How<'a, S>,
}

/// In which way a clause took effect.
#[derive(Debug)]
pub enum How<'a, S> {
    Returned(&'a Answer<S>),
    /// Took effect in part.
    Advanced(u64),
    /// Began to wait.
    Waited,
    Died,
}

/// The documentation of one facility, executable. It never does I/O and never sees the clock.
pub trait Model<R: Room<Model = Self>>: Clone + Eq + Hash + Debug {
    fn new(facts: &Facts, limits: &Limits) -> Self;

    /// What may happen to this call now; asked again whenever it is pending.
    fn rule(&self, call: &Call<'_, R>, world: &World<R::Object>) -> Ruling<R::Seen>;

    /// Goes to the state after that clause, in place: most steps change little, and a copy of all
    /// the rest would cost more than the call itself. If the choice is hidden, this is one of the
    /// states in which we may be, and the others are given back.
    fn follow(
        &mut self,
        call: &Call<'_, R>,
        took: &Taken<'_, R::Seen>,
        world: &World<R::Object>,
    ) -> Next<R>;

    /// The engine's own steps, told to the room. The world is already as it is after them.
    fn event(&mut self, _event: &Event<R::Object>, _world: &World<R::Object>) -> Next<R> {
        Next::here()
    }

    /// What poll says of a description of this object.
    fn ready(&self, _file: &File<R::Object>, _world: &World<R::Object>) -> Readiness {
        Readiness::UNRULED
    }
}

/// What the engine did to the world, told to every model. A process is named by the first of its
/// actors: see [`World::process_of`].
#[derive(Debug, Clone)]
pub enum Event<O> {
    Forked {
        parent: Actor,
        child: Actor,
    },
    Executed(Actor),
    /// A process has ended.
    Ended(Actor),
    /// A thread is no more, with its process or without it.
    Left(Actor),
    /// A descriptor was closed, by close, exec or the end of its process.
    Closed {
        by: Actor,
        file: File<O>,
        last_of_description: bool,
    },
    Passed {
        from: Actor,
        to: Actor,
        object: O,
    },
    LimitSet(Actor, Limit, u64),
    /// Nobody runs any more: what was woken has looked again. Told only where
    /// [`Room::WAITING_SHOWS`], and while somebody waits.
    Settled,
}

/// What a step does to the world, besides what it did to the model in place.
#[derive(Debug)]
pub struct Next<R: Room> {
    pub effects: Effects<R::Object>,
    /// The other states in which we may be, each with what the step to it does to the world.
    pub others: Vec<After<R>>,
}

/// A state, and what the step to it does to the world.
pub type After<R> = (<R as Room>::Model, Effects<<R as Room>::Object>);

/// What a step does to the world, in order.
pub type Effects<O> = SmallVec<[Effect<O>; 2]>;

/// One thing that a step does to the world.
#[derive(Debug, Clone, Copy)]
pub enum Effect<O> {
    /// Puts a new description into the caller's lowest free slot.
    Opens(File<O>),
    /// A description is now so; what it refers to and how it was opened stay.
    Changes(FileId, File<O>),
}

impl<R: Room> Next<R> {
    /// No effect on the world.
    pub fn here() -> Self {
        Self { effects: Effects::new(), others: vec![] }
    }

    /// The call opened these descriptions.
    pub fn opening(files: impl IntoIterator<Item = File<R::Object>>) -> Self {
        Self { effects: files.into_iter().map(Effect::Opens).collect(), others: vec![] }
    }

    /// The call changed a description.
    pub fn changing(id: FileId, file: File<R::Object>) -> Self {
        Self { effects: smallvec![Effect::Changes(id, file)], others: vec![] }
    }

    /// We may as well be in one of these states; none has an effect on the world.
    pub fn or(models: impl IntoIterator<Item = R::Model>) -> Self {
        let others = models.into_iter().map(|model| (model, Effects::new())).collect();
        Self { effects: Effects::new(), others }
    }

    /// Whether it has no effect on the world, and leads to one state only.
    pub fn is_here(&self) -> bool {
        self.effects.is_empty() && self.others.is_empty()
    }

    /// Every state after the step, `model` being the one that was changed in place.
    pub fn states(self, model: R::Model) -> impl Iterator<Item = After<R>> {
        std::iter::once((model, self.effects)).chain(self.others)
    }
}

/// What a model says of poll: for each event whether it must, must not, or is not spoken of.
#[derive(Debug, Clone, Copy)]
pub struct Readiness {
    pub input: Ready,
    pub output: Ready,
    pub hangup: Ready,
    pub error: Ready,
}

/// One event of poll: must it be reported, and which claim says so.
#[derive(Debug, Clone, Copy)]
pub enum Ready {
    Unruled,
    Yes(&'static Claim),
    No(&'static Claim),
}

impl Readiness {
    pub const UNRULED: Self = Self {
        input: Ready::Unruled,
        output: Ready::Unruled,
        hangup: Ready::Unruled,
        error: Ready::Unruled,
    };
}

impl Ready {
    /// The event is reported exactly when `holds`.
    pub fn iff(claim: &'static Claim, holds: bool) -> Self {
        if holds { Self::Yes(claim) } else { Self::No(claim) }
    }
}

/// The plain data of a room.
#[derive(Debug, Clone, Copy)]
pub struct Facility {
    pub name: &'static str,
    /// One sentence: what it is.
    pub summary: &'static str,
    pub claims: &'static [&'static Claim],
    pub left_out: &'static [LeftOut],
    /// The engine's template claims as this facility states them.
    pub shared: &'static SharedClaims,
    pub needs: &'static [Need],
    /// The actors of its scripts, fewest and most.
    pub actors: (u8, u8),
}

impl Facility {
    /// Every claim of the room: its own, then the templates that it takes part in.
    pub fn all_claims(&self) -> impl Iterator<Item = &'static Claim> {
        self.claims.iter().copied().chain(self.shared.in_use())
    }
}
