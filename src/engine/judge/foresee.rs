//! What must come next: where one state and one outcome are left, the outcome is known before the
//! call is made, and so is the state after it.
//!
//! It allows nothing that the search would not allow, and credits what the search would credit; it
//! only does so without a search. Whatever is not foreseen is judged as ever.

use smallvec::{SmallVec, smallvec};

use super::Judge;
use crate::claim::Claim;
use crate::engine::crew::Answers;
use crate::engine::deed::{self, Deed, Told};
use crate::engine::ruling::Ruling;
use crate::engine::search::Config;
use crate::engine::tally::Tally;
use crate::engine::{
    Actor, Answer, Call, Clause, Effect, Event, Expect, Happens, How, Model, Next, Room, Taken,
    World,
};

/// What a call must return: mostly one answer; where the manual does not say which, several, after
/// which the state is the same.
pub struct Foreseen<S> {
    answers: Answers<Answer<S>>,
    credit: Credit,
    mark: u8,
}

/// The claims that allow each of the answers that are foreseen.
#[derive(Debug, Clone)]
pub struct Credit(SmallVec<[Claims; 1]>);

/// What a deed must return.
pub struct ForeseenDeed {
    pub answer: Answer<Told>,
    pub claims: Claims,
}

/// The claims that allow what is foreseen: they are ruled and kept.
pub type Claims = SmallVec<[&'static Claim; 2]>;

/// A judge's state, to come back to.
pub struct Mark<R: Room> {
    world: World<R::Object>,
    configs: Vec<Config<R>>,
    step: u16,
}

impl<R: Room> Judge<'_, R> {
    /// What a call must return now, if that is a single thing, or one of several errors.
    pub fn foresee(&self, by: Actor, op: &R::Op) -> Option<Foreseen<R::Seen>> {
        let [config] = &self.configs[..] else { return None };
        if !self.asleep && !self.all_sleep() {
            return None;
        }
        let mut ruling = config.model.rule(&call(by, op), &self.world);
        ruling.restrict(self.facts.version);
        if ruling.silent.is_some() {
            return None;
        }
        let several = ruling.clauses.len() > 1;
        let mut foreseen = Foreseen {
            answers: SmallVec::new(),
            credit: Credit(SmallVec::new()),
            mark: ruling.clauses.first()?.mark,
        };
        for Clause { claims, happens, mark } in ruling.clauses {
            let answer = match happens {
                Happens::Returns(Expect::Is(seen)) if !several => Ok(seen),
                Happens::Returns(Expect::Fails(errno)) => Err(errno),
                _ => return None,
            };
            if mark != foreseen.mark || foreseen.answers.contains(&answer) {
                return None;
            }
            foreseen.answers.push(answer);
            foreseen.credit.0.push(claims);
        }
        Some(foreseen)
    }

    /// Goes on from an answer, where there is one state, nobody waits, and just one clause of the
    /// ruling allows it; false, and nothing is changed, where it is to be judged as ever.
    pub fn accept(
        &mut self,
        by: Actor,
        op: &R::Op,
        ruling: &Ruling<R::Seen>,
        answer: &Answer<R::Seen>,
        tally: &mut Tally,
    ) -> bool {
        let mut allowing = ruling.clauses.iter().filter(|clause| clause.returns(answer));
        let Some(clause) = allowing.next().filter(|_| ruling.silent.is_none()) else {
            return false;
        };
        if allowing.next().is_some() {
            return false;
        }
        let took = Taken { mark: clause.mark, how: How::Returned(answer) };
        let next = self.configs[0].model.follow(&call(by, op), &took, &self.world);
        self.arrive(by, next, answer.is_ok());
        tally.credit_each(
            ruling.clauses.iter().flat_map(|clause| &clause.claims).map(|claim| claim.index()),
            clause.claims.iter().map(|claim| claim.index()),
        );
        true
    }

    /// What was foreseen came, or will come: goes on from there; it gives back what that is, and
    /// the claims that are to be credited. None, and nothing is changed, if somebody waits and may
    /// then go on, or that leads to several states, or one of several errors changes anything.
    pub fn go_on(
        &mut self,
        by: Actor,
        op: &R::Op,
        foreseen: Foreseen<R::Seen>,
    ) -> Option<(Answers<Answer<R::Seen>>, Credit)> {
        let Foreseen { answers, credit, mark } = foreseen;
        let several = answers.len() > 1;
        let before = (several || !self.open.is_empty()).then(|| self.configs[0].model.clone());
        let took = |answer| Taken { mark, how: How::Returned(answer) };
        let mut next = Next::here();
        for answer in &answers {
            next = self.configs[0].model.follow(&call(by, op), &took(answer), &self.world);
            let Some(before) = &before else { continue };
            let Config { model, done } = &self.configs[0];
            let changes = several && (model != before || !next.is_here());
            if changes || !next.others.is_empty() || !self.all_sleep_in(model, done) {
                self.configs[0].model.clone_from(before);
                self.asleep = true;
                return None;
            }
        }
        self.arrive(by, next, answers[0].is_ok());
        self.settle();
        self.asleep = true;
        Some((answers, credit))
    }

    /// The model is after a call: so are the world, and the other states in which we may be.
    fn arrive(&mut self, by: Actor, next: Next<R>, succeeded: bool) {
        for (model, _) in next.others {
            let config = Config { model, done: self.configs[0].done.clone() };
            if !self.configs.contains(&config) {
                self.configs.push(config);
            }
        }
        for effect in next.effects.into_iter().filter(|_| succeeded) {
            match effect {
                Effect::Opens(file) => drop(self.world.open(by, file)),
                Effect::Changes(id, file) => *self.world.description_mut(id) = file,
            }
        }
        self.look();
    }

    /// Everybody has settled, or will before anything else is done.
    fn settle(&mut self) {
        if R::WAITING_SHOWS && !self.open.is_empty() {
            let before = self.configs.clone();
            self.tell(&Event::Settled);
            self.stirs |= before != self.configs;
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
        if !self.asleep && !self.all_sleep() {
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
        Some(ForeseenDeed { answer, claims: clause.claims })
    }

    /// What was foreseen of a deed came. None, and nothing is changed, if somebody who waits may
    /// then go on.
    pub fn go_on_after(
        &mut self,
        by: Actor,
        deed: &Deed,
        foreseen: &ForeseenDeed,
    ) -> Option<Credit> {
        let credit = || Credit(smallvec![foreseen.claims.clone()]);
        if deed.only_looks() {
            return Some(credit());
        }
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
        self.asleep = true;
        Some(credit())
    }

    /// Remembers this state. Who waits does not change between here and [`Self::come_back`].
    pub fn mark(&self) -> Mark<R> {
        Mark { world: self.world.clone(), configs: self.configs.clone(), step: self.step }
    }

    pub fn come_back(&mut self, mark: &Mark<R>) {
        self.world.clone_from(&mark.world);
        self.configs.clone_from(&mark.configs);
        self.step = mark.step;
        self.asleep = false;
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
            open.interrupted.is_none() && ruling.must_wait()
        })
    }
}

fn call<R: Room>(by: Actor, op: &R::Op) -> Call<'_, R> {
    Call { by, op, done: 0, waited: false }
}

impl Tally {
    /// Credits what came as foreseen: which of the answers it was.
    pub fn credit_foreseen(&mut self, Credit(claims): &Credit, came: usize) {
        for claim in claims.iter().flatten() {
            self.claims[claim.index()].ruled += 1;
        }
        for claim in &claims[came] {
            self.claims[claim.index()].kept += 1;
        }
    }
}
