//! What must come next: where one state and one outcome are left, the outcome is known before the
//! call is made, and so is the state after it.
//!
//! It allows nothing that the search would not allow, and credits what the search would credit; it
//! only does so without a search. Whatever is not foreseen is judged as ever.

use super::Judge;
use crate::engine::deed::{self, Deed, Told};
use crate::engine::ruling::Ruling;
use crate::engine::search::Config;
use crate::engine::tally::Tally;
use crate::engine::{
    Actor, Answer, Call, Effect, Effects, Event, Expect, Happens, How, Model, Room, Taken, World,
};

/// What a call must return, and the state after it.
pub struct Foreseen<R: Room> {
    pub answer: Answer<R::Seen>,
    by: Actor,
    model: R::Model,
    effects: Effects<R::Object>,
    claims: Claims,
}

/// What a deed must return.
pub struct ForeseenDeed {
    pub answer: Answer<Told>,
    claims: Claims,
}

/// The claims that allow what is foreseen, by their place in the tally: they are ruled and kept.
pub type Claims = smallvec::SmallVec<[u16; 4]>;

/// A judge's state, to come back to.
pub struct Mark<R: Room> {
    world: World<R::Object>,
    configs: Vec<Config<R>>,
    step: u16,
}

impl<R: Room> Judge<'_, R> {
    /// What a call must return now, if that is a single thing, and nobody who waits may go on.
    pub fn foresee(&self, by: Actor, op: &R::Op) -> Option<Foreseen<R>> {
        let [config] = &self.configs[..] else { return None };
        if !self.all_sleep() {
            return None;
        }
        self.foresee_by(by, op, config.model.rule(&call(by, op), &self.world))
    }

    /// The same, with the ruling on the call in the only state.
    pub fn foresee_by(
        &self,
        by: Actor,
        op: &R::Op,
        ruling: Ruling<R::Seen>,
    ) -> Option<Foreseen<R>> {
        let [config] = &self.configs[..] else { return None };
        let mut ruling = ruling.for_kernel(self.facts.version);
        let clause = ruling.clauses.pop().filter(|_| ruling.clauses.is_empty())?;
        if ruling.silent.is_some() {
            return None;
        }
        let answer = match clause.happens {
            Happens::Returns(Expect::Is(seen)) => Ok(seen),
            Happens::Returns(Expect::Fails(errno)) => Err(errno),
            _ => return None,
        };
        let took = Taken { mark: clause.mark, how: How::Returned(&answer) };
        let mut next = config.model.follow(&call(by, op), &took, &self.world).0;
        let (model, effects) = next.pop().filter(|_| next.is_empty())?;
        if !self.all_sleep_in(&model, &config.done) {
            return None;
        }
        let claims = clause.claims.iter().map(|claim| claim.index() as u16).collect();
        Some(Foreseen { answer, by, model, effects, claims })
    }

    /// What was foreseen came: goes on from there. The claims are to be credited.
    pub fn go_on(&mut self, foreseen: Foreseen<R>) -> Claims {
        let Foreseen { answer, by, model, effects, claims } = foreseen;
        self.configs[0].model = model;
        for effect in effects.into_iter().filter(|_| answer.is_ok()) {
            match effect {
                Effect::Opens(file) => drop(self.world.open(by, file)),
                Effect::Changes(id, file) => *self.world.description_mut(id) = file,
            }
        }
        self.settle();
        self.look();
        claims
    }

    /// Everybody has settled, or will before anything else is done.
    fn settle(&mut self) {
        if R::WAITING_SHOWS {
            let before = (!self.open.is_empty()).then(|| self.configs.clone());
            self.tell(&Event::Settled);
            self.stirs |= before.is_some_and(|before| before != self.configs);
        }
    }

    /// Whether what was foreseen since this was last asked lets somebody look again who waits, and
    /// the model knows of it: then everybody must settle before the next step.
    pub fn has_stirred(&mut self) -> bool {
        std::mem::take(&mut self.stirs)
    }

    /// What a deed must return now, if that is a single thing.
    pub fn foresee_deed(&self, by: Actor, deed: &Deed) -> Option<ForeseenDeed> {
        let [config] = &self.configs[..] else { return None };
        if !self.all_sleep() {
            return None;
        }
        let Some(mut ruling) = deed::rule::<R>(deed, by, &self.world, &config.model) else {
            return Some(ForeseenDeed { answer: Ok(Told::Done), claims: Claims::new() });
        };
        let clause = ruling.clauses.pop().filter(|_| ruling.clauses.is_empty())?;
        let answer = match clause.happens {
            Happens::Returns(Expect::Is(told)) => Ok(told),
            Happens::Returns(Expect::Fails(errno)) => Err(errno),
            _ => return None,
        };
        let claims = clause.claims.iter().map(|claim| claim.index() as u16).collect();
        Some(ForeseenDeed { answer, claims })
    }

    /// What was foreseen of a deed came. None, and nothing is changed, if somebody who waits may
    /// then go on.
    pub fn go_on_after(
        &mut self,
        by: Actor,
        deed: &Deed,
        foreseen: &ForeseenDeed,
    ) -> Option<Claims> {
        let before = (!self.open.is_empty()).then(|| self.mark());
        if foreseen.answer.is_ok() {
            self.apply(by, deed);
        }
        if let Some(before) = before {
            if !self.all_sleep() {
                self.come_back(&before);
                return None;
            }
            self.settle();
        }
        Some(foreseen.claims.clone())
    }

    /// Remembers this state. Who waits does not change between here and [`Self::come_back`].
    pub fn mark(&self) -> Mark<R> {
        Mark { world: self.world.clone(), configs: self.configs.clone(), step: self.step }
    }

    pub fn come_back(&mut self, mark: &Mark<R>) {
        self.world.clone_from(&mark.world);
        self.configs.clone_from(&mark.configs);
        self.step = mark.step;
    }

    /// Whether every call that waits must go on waiting, in every state.
    fn all_sleep(&self) -> bool {
        let all = |config: &Config<R>| self.all_sleep_in(&config.model, &config.done);
        self.open.is_empty() || self.configs.iter().all(all)
    }

    fn all_sleep_in(&self, model: &R::Model, done: &[u64]) -> bool {
        self.open.iter().zip(done).all(|(open, done)| {
            let call = Call { by: open.by, op: &open.op, done: *done, waited: true };
            let ruling = model.rule(&call, &self.world).for_kernel(self.facts.version);
            let waits = |happens: &Happens<R::Seen>| matches!(happens, Happens::Waits(_));
            open.interrupted.is_none()
                && ruling.silent.is_none()
                && matches!(&ruling.clauses[..], [clause] if waits(&clause.happens))
        })
    }
}

fn call<R: Room>(by: Actor, op: &R::Op) -> Call<'_, R> {
    Call { by, op, done: 0, waited: false }
}

impl Tally {
    /// Credits what came as foreseen.
    pub fn credit_foreseen(&mut self, claims: &[u16]) {
        let all = || claims.iter().map(|claim| usize::from(*claim));
        self.credit_each(all(), all());
    }
}
