//! The manual pages of futexes, executable.

mod refused;
mod state;
#[cfg(test)]
mod tests;
mod waits;
mod wakes;
mod writes;

use smallvec::SmallVec;

use super::calls::{Call, Seen, WORDS, Word};
use super::claims::*;
use crate::engine::world::ACTORS_MAX;
use crate::engine::{self, Actor, Allow, Errno, Event, How, Model, Next, Ruling, Taken, World};
pub use state::{By, Key, Meets, Sleep, Story, Value, Waiter};
use waits::Asked;
use wakes::Waking;
use writes::Written;

/// The words of a case, and what waits on them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Futexes {
    shared: [Value; WORDS as usize],
    /// The word in the memory of each process, by its first actor.
    own: [u32; ACTORS_MAX],
    waiters: SmallVec<[Waiter; 3]>,
}

impl Futexes {
    /// What a word is.
    pub fn value(&self, at: Word, by: Actor, world: &World) -> u32 {
        match at {
            Word::Shared(nth) | Word::Again(nth) => self.shared[usize::from(nth % WORDS)].number,
            Word::Own => self.own[usize::from(world.process_of(by).0)],
        }
    }

    fn set(&mut self, at: Word, value: Value, by: Actor, world: &World) {
        match at {
            Word::Shared(nth) | Word::Again(nth) => {
                self.shared[usize::from(nth % WORDS)] = value;
            }
            Word::Own => self.own[usize::from(world.process_of(by).0)] = value.number,
        }
    }

    /// What waits.
    pub fn waiters(&self) -> &[Waiter] {
        &self.waiters
    }

    /// How many sleep on a futex.
    pub fn count(&self, key: Key) -> usize {
        let meets = |waiter: &&Waiter| waiter.is_asleep() && key.meets(waiter.key) == Meets::One;
        self.waiters.iter().filter(meets).count()
    }

    /// Whether it is clear which waiters a call of this futex is about.
    pub fn is_clear(&self, key: Key) -> bool {
        let unclear = |waiter: &Waiter| key.meets(waiter.key) == Meets::Unclear;
        !self.waiters.iter().any(|waiter| waiter.is_asleep() && unclear(waiter))
    }

    fn rule_load(&self, word: Word) -> Ruling {
        match word {
            Word::Shared(nth) | Word::Again(nth) => {
                let Value { number, by } = self.shared[usize::from(nth % WORDS)];
                by.returns(Seen::Loaded { value: number })
            }
            Word::Own => Ruling::silent("a load of memory that no other process has"),
        }
    }
}

impl Model for Futexes {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        let by = call.by;
        let op = Call::of(call.op);
        if let Some(asked) = Asked::of(op, by, world) {
            return self.rule_wait(&asked, call, world);
        }
        match op {
            Call::Load { word } => self.rule_load(word),
            Call::Store { .. } => MEMORY_IS_ONE.returns(Seen::Stored),
            Call::WaitRealtime { .. } => WAIT_REALTIME.returns(Seen::TimedOut { early: false }),
            Call::Refused { operation, fault, private } => refused::rule(operation, fault, private),
            Call::Unknown { .. } => UNKNOWN.fails(Errno::ENOSYS),
            Call::WakeOp { .. } => match Written::of(op, by, world) {
                Some(written) => self.rule_write(&written, by, world),
                None => Ruling::silent("a call without a rule"),
            },
            _ => match Waking::of(op, by, world) {
                Some(waking) => self.rule_wake(&waking, by, world),
                None => Ruling::silent("a call without a rule"),
            },
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        let by = call.by;
        let op = Call::of(call.op);
        if let Some(asked) = Asked::of(op, by, world) {
            self.waiters.retain(|waiter| waiter.actor != by);
            if let How::Waited = took.how {
                self.waiters.push(asked.waiter(by));
            }
            return Next::here();
        }
        let How::Returned(Ok(_)) = took.how else { return Next::here() };
        if let Call::Store { word, value } = op {
            self.set(word, Value { number: value, by: &MEMORY_IS_ONE }, by, world);
        }
        let states = if let Some(written) = Written::of(op, by, world) {
            self.after_write(&written, by, world)
        } else if let Some(waking) = Waking::of(op, by, world) {
            self.after_wake(&waking)
        } else {
            return Next::here();
        };
        let mut states = states.into_iter();
        if let Some(first) = states.next() {
            *self = first;
        }
        Next::or(states)
    }

    fn event(&mut self, event: &Event, world: &World) -> Next {
        match *event {
            Event::Forked { parent, child } => {
                self.own[usize::from(child.0)] = self.own[usize::from(parent.0)];
            }
            Event::Executed(process) => {
                self.own[usize::from(process.0)] = 0;
                self.waiters.retain(|waiter| waiter.key.process != process);
            }
            Event::Ended(process) => {
                self.own[usize::from(process.0)] = 0;
                self.waiters.retain(|waiter| waiter.key.process != process);
            }
            Event::Left(actor) => self.waiters.retain(|waiter| waiter.actor != actor),
            Event::Closed { .. } | Event::LimitSet(..) | Event::Settled => {}
        }
        self.waiters.retain(|waiter| world.exists(waiter.actor));
        Next::here()
    }
}
