//! What a room writes of its model, and what the engine holds: the one file of the engine that is
//! compiled again for each room.

use std::any::Any;
use std::fmt::Debug;
use std::hash::{BuildHasher, Hash, Hasher};
use std::rc::Rc;

use smallvec::{SmallVec, smallvec};

use super::room::Room;
use super::world::Picks;
use super::{Actor, Answer, DeedKind, File, FileId, Limit, Object, Op, Ruling, World};
use crate::claim::Claim;
use crate::kernel::Facts;

/// The documentation of one facility, executable. It never does I/O and never sees the clock.
pub trait Model: Clone + Eq + Hash + Debug + 'static {
    /// What may happen to this call now; asked again whenever it is pending.
    fn rule(&self, call: &Call<'_>, world: &World) -> Ruling;

    /// Goes to the state after that clause, in place: most steps change little, and a copy of all
    /// the rest would cost more than the call itself. If the choice is hidden, this is one of the
    /// states in which we may be, and the others are given back.
    fn follow(&mut self, call: &Call<'_>, took: &Taken<'_>, world: &World) -> Next;

    /// The engine's own steps, told to the room. The world is already as it is after them.
    fn event(&mut self, _event: &Event, _world: &World) -> Next {
        Next::here()
    }

    /// What poll says of a description of this object.
    fn ready(&self, _file: &File, _world: &World) -> Readiness {
        Readiness::UNRULED
    }

    /// Looks at the other rooms' models after a step, where the room [watches](Room::watches).
    fn observe(&mut self, _siblings: &[State], _world: &World) {}
}

/// What a call looks like to a model.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    pub by: Actor,
    pub op: &'a Op,
    /// How much of it has taken effect already (bytes), if it takes effect in parts.
    pub done: u64,
    /// It was seen waiting.
    pub waited: bool,
    /// The models of the script's rooms, for a room whose calls are about descriptors of others:
    /// see [`Room::watches`].
    siblings: &'a [State],
}

impl<'a> Call<'a> {
    pub fn new(by: Actor, op: &'a Op, done: u64, waited: bool) -> Self {
        Self { by, op, done, waited, siblings: &[] }
    }

    /// The same, with what the other rooms are ready for.
    #[must_use]
    pub fn beside(self, siblings: &'a [State]) -> Self {
        Self { siblings, ..self }
    }

    /// What the model of a description's room says of poll.
    pub fn ready(&self, file: &File, world: &World) -> Readiness {
        let model = self.siblings.get(usize::from(file.object.room));
        model.map_or(Readiness::UNRULED, |model| model.ready(file, world))
    }
}

/// What the judge takes a call to have done, handed to [`Model::follow`].
#[derive(Debug)]
pub struct Taken<'a> {
    /// The mark of the clause that allowed it.
    pub mark: u8,
    pub how: How<'a>,
}

/// In which way a clause took effect.
#[derive(Debug)]
pub enum How<'a> {
    Returned(&'a Answer),
    /// Took effect in part.
    Advanced(u64),
    /// Began to wait.
    Waited,
    Died,
}

/// What the engine did to the world, told to every model of a script; what concerns one description
/// is told to the model of its room. A process is named by the first of its actors: see
/// [`World::process_of`].
#[derive(Debug, Clone)]
pub enum Event {
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
        id: FileId,
        file: File,
        last_of_description: bool,
    },
    LimitSet(Actor, Limit, u64),
    /// No process runs any more: what was woken has looked again. Told only where
    /// [`Room::waiting_shows`], and while a call waits.
    Settled,
}

impl Event {
    /// The description that it concerns, if it concerns only one.
    pub fn file(&self) -> Option<&File> {
        match self {
            Self::Closed { file, .. } => Some(file),
            _ => None,
        }
    }
}

/// What a step does to the world, besides what it did to the model in place.
#[derive(Debug)]
pub struct Next {
    pub effects: Effects,
    /// The other states in which we may be, each with what the step to it does to the world.
    pub others: Vec<After>,
}

/// A state, and what the step to it does to the world.
pub type After = (State, Effects);

/// What a step does to the world, in order.
pub type Effects = SmallVec<[Effect; 2]>;

/// One thing that a step does to the world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Effect {
    /// Puts a new description into the caller's lowest free slot.
    Opens(File),
    /// A description is now so; what it refers to and how it was opened stay.
    Changes(FileId, File),
}

impl Next {
    /// No effect on the world.
    pub fn here() -> Self {
        Self { effects: Effects::new(), others: vec![] }
    }

    /// The call opened these descriptions.
    pub fn opening(files: impl IntoIterator<Item = File>) -> Self {
        Self { effects: files.into_iter().map(Effect::Opens).collect(), others: vec![] }
    }

    /// The call changed a description.
    pub fn changing(id: FileId, file: File) -> Self {
        Self { effects: smallvec![Effect::Changes(id, file)], others: vec![] }
    }

    /// We may as well be in one of these states; none has an effect on the world.
    pub fn or(models: impl IntoIterator<Item = impl Model>) -> Self {
        let others = models.into_iter().map(|model| (State::of(model), Effects::new())).collect();
        Self { effects: Effects::new(), others }
    }

    /// Whether it has no effect on the world, and leads to one state only.
    pub fn is_here(&self) -> bool {
        self.effects.is_empty() && self.others.is_empty()
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

/// A model without its type.
trait AnyModel: Debug {
    fn copy(&self) -> Rc<dyn AnyModel>;
    fn same(&self, other: &dyn Any) -> bool;
    /// Hashed inside, with a concrete hasher: no call through a pointer for each field.
    fn digest(&self) -> u64;
    fn rule(&self, call: &Call<'_>, world: &World) -> Ruling;
    fn follow(&mut self, call: &Call<'_>, took: &Taken<'_>, world: &World) -> Next;
    fn event(&mut self, event: &Event, world: &World) -> Next;
    fn ready(&self, file: &File, world: &World) -> Readiness;
    fn observe(&mut self, siblings: &[State], world: &World);
    fn as_any(&self) -> &dyn Any;
}

impl<M: Model> AnyModel for M {
    fn copy(&self) -> Rc<dyn AnyModel> {
        Rc::new(self.clone())
    }

    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<M>() == Some(self)
    }

    fn digest(&self) -> u64 {
        foldhash::fast::FixedState::default().hash_one(self)
    }

    fn rule(&self, call: &Call<'_>, world: &World) -> Ruling {
        Model::rule(self, call, world)
    }

    fn follow(&mut self, call: &Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        Model::follow(self, call, took, world)
    }

    fn event(&mut self, event: &Event, world: &World) -> Next {
        Model::event(self, event, world)
    }

    fn ready(&self, file: &File, world: &World) -> Readiness {
        Model::ready(self, file, world)
    }

    fn observe(&mut self, siblings: &[State], world: &World) {
        Model::observe(self, siblings, world);
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// One state in which the kernel may be. Cloning counts; changing copies if it is shared.
#[derive(Debug, Clone)]
pub struct State(Rc<dyn AnyModel>);

impl State {
    pub fn of(model: impl Model) -> Self {
        Self(Rc::new(model))
    }

    pub fn rule(&self, call: &Call<'_>, world: &World) -> Ruling {
        self.0.rule(call, world)
    }

    pub fn follow(&mut self, call: &Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        self.own().follow(call, took, world)
    }

    pub fn event(&mut self, event: &Event, world: &World) -> Next {
        self.own().event(event, world)
    }

    pub fn ready(&self, file: &File, world: &World) -> Readiness {
        self.0.ready(file, world)
    }

    pub fn observe(&mut self, siblings: &[Self], world: &World) {
        self.own().observe(siblings, world);
    }

    fn own(&mut self) -> &mut dyn AnyModel {
        if Rc::get_mut(&mut self.0).is_none() {
            self.0 = self.0.copy();
        }
        Rc::get_mut(&mut self.0).expect("a copy is shared with nobody")
    }

    fn model<M: Model>(&self) -> Option<&M> {
        self.0.as_any().downcast_ref()
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || self.0.same(other.0.as_any())
    }
}

impl Eq for State {}

impl Hash for State {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.digest());
    }
}

/// The models of a script, one for each of its rooms, in their order.
pub type States = SmallVec<[State; 1]>;

/// What a proposal may look at: the world, one of the surviving states, and which calls wait.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The rooms of the script, and the place of the one that proposes.
    pub rooms: &'a [&'static Room],
    pub place: usize,
    pub world: &'a World,
    pub states: &'a States,
    /// Actors with a call that has not returned.
    pub waiting: &'a [Actor],
    pub facts: &'a Facts,
    /// Steps of this script so far: makes tags unique.
    pub step: u16,
    /// The call will overlap with others: not one that the manual does not promise to be atomic.
    pub racing: bool,
}

impl<'a> View<'a> {
    /// The room that proposes.
    pub fn room(&self) -> &'static Room {
        self.rooms[self.place]
    }

    /// Whether a deed of this kind says something about every facility of the script that has
    /// objects of its own.
    pub fn all_have(&self, kind: DeedKind) -> bool {
        self.rooms.iter().filter(|room| !room.watches).all(|room| room.has(kind))
    }

    /// The model of the room that proposes.
    ///
    /// # Panics
    /// If the room has a model of another type.
    pub fn model<M: Model>(&self) -> &'a M {
        self.states[self.place].model().expect("a room asks for its own model")
    }

    /// The descriptors of an actor that refer to the room's objects (to any, where the room
    /// watches) and satisfy `want`.
    pub fn picks(&self, actor: Actor, want: impl Fn(&File) -> bool) -> Picks {
        let (place, watches) = (self.place as u8, self.room().watches);
        self.world.picks(actor, |file| (watches || file.object.room == place) && want(file))
    }

    /// The description that a pick means now.
    pub fn file(&self, actor: Actor, pick: super::Pick) -> Option<&'a File> {
        self.world.file(actor, pick)
    }

    /// The number of an object of the room, by a descriptor of it.
    pub fn object(&self, actor: Actor, pick: super::Pick) -> Option<Object> {
        self.file(actor, pick).map(|file| file.object)
    }
}
