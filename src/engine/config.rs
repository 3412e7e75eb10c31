//! One state in which the kernel may be: a model of each room of the script, which follow calls and
//! events together.

use smallvec::SmallVec;

use super::{Actor, Call, Effect, Effects, Ruling, State, States, Taken, World};

/// One state in which the kernel may be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Config {
    /// The models of the script's rooms.
    pub states: States,
    /// Bytes that each open call has done so far, in the order of the open calls.
    pub done: SmallVec<[u64; 4]>,
}

/// What steps of calls do to the world, each by its caller, in order.
pub type Changes = SmallVec<[(Actor, Effect); 2]>;

/// What following a call came to: what it does to the world, and the other states in which we may
/// be, each with what the step to it does.
pub struct Followed {
    pub changes: Changes,
    pub others: Vec<(Config, Changes)>,
}

impl Config {
    /// What the model of the call's room allows.
    pub fn rule(&self, call: &Call<'_>, world: &World) -> Ruling {
        let state = &self.states[world.place_of(call.op)];
        if call.op.room().watches {
            return state.rule(&call.beside(&self.states), world);
        }
        state.rule(call, world)
    }

    /// Has the model of the call's room go to the state after that clause, in place.
    pub fn follow(&mut self, call: &Call<'_>, took: &Taken<'_>, world: &World) -> Followed {
        let place = world.place_of(call.op);
        let next = if call.op.room().watches {
            let siblings = self.states.clone();
            self.states[place].follow(&call.beside(&siblings), took, world)
        } else {
            self.states[place].follow(call, took, world)
        };
        self.observe(world);
        if next.is_here() {
            return Followed { changes: Changes::new(), others: vec![] };
        }
        let by_caller = |mut effect: Effect| {
            if let Effect::Opens(file) = &mut effect {
                file.object.room = place as u8;
            }
            (call.by, effect)
        };
        let other = |(state, effects): (State, Effects)| {
            let changes = effects.into_iter().map(by_caller).collect();
            let mut other = self.with(place, state);
            other.observe(world);
            (other, changes)
        };
        let others = next.others.into_iter().map(other).collect();
        Followed { changes: next.effects.into_iter().map(by_caller).collect(), others }
    }

    /// The same with another state of one room.
    #[must_use]
    pub fn with(&self, place: usize, state: State) -> Self {
        let mut other = self.clone();
        other.states[place] = state;
        other
    }

    /// After a step, rooms that watch look at what the others are ready for.
    pub fn observe(&mut self, world: &World) {
        for (place, room) in world.rooms.iter().enumerate().filter(|(_, room)| room.watches) {
            debug_assert!(room.watches);
            let siblings = self.states.clone();
            self.states[place].observe(&siblings, world);
        }
    }
}

impl Followed {
    /// Whether it has no effect on the world, and leads to one state only.
    pub fn is_here(&self) -> bool {
        self.changes.is_empty() && self.others.is_empty()
    }

    /// Every state after the step, `config` being the one that was changed in place.
    pub fn states(self, config: Config) -> impl Iterator<Item = (Config, Changes)> {
        std::iter::once((config, self.changes)).chain(self.others)
    }
}
