//! What must come next: where one state and one outcome are left, the outcome is known before the
//! call is made, and so is the state after it.
//!
//! It allows nothing that the search would not allow, and credits what the search would credit; it
//! only does so without a search. Whatever is not predicted is judged as ever.

use smallvec::{SmallVec, smallvec};

use super::Judge;
use crate::claim::Claim;
use crate::engine::config::{Config, Followed};
use crate::engine::crew::Answers;
use crate::engine::deed::{self, Deed, Told};
use crate::engine::ruling::Ruling;
use crate::engine::tally::Tally;
use crate::engine::{
    Actor, Answer, Call, Clause, Event, Expect, Happens, How, Op, Taken, View, World,
};

/// What a call must return: mostly one answer; where the manual does not say which, several, after
/// which the state is the same.
pub struct Predicted {
    answers: Answers<Answer>,
    credit: Credit,
    mark: u8,
}

/// The claims that allow each of the answers that are predicted.
#[derive(Debug, Clone)]
pub struct Credit(SmallVec<[Claims; 1]>);

/// What a deed must return.
pub struct PredictedDeed {
    pub answer: Answer<Told>,
    pub claims: Claims,
}

/// The claims that allow what is predicted: they are ruled and kept.
pub type Claims = SmallVec<[&'static Claim; 2]>;

/// A judge's state, to come back to.
pub struct Checkpoint {
    world: World,
    configs: Vec<Config>,
    step: u16,
}

impl Judge<'_> {
    /// Whether a call must not be made now, by itself or in a race, in one of the states.
    pub fn refuses(&self, by: Actor, op: &Op, racing: bool) -> bool {
        let place = self.world.place_of(op);
        self.configs.iter().any(|config| {
            let view = View { states: &config.states, racing, ..self.view(place) };
            (op.room().refuses)(&view, by, op)
        })
    }

    /// What a call must return now, if that is a single thing, or one of several errors.
    pub fn predict(&self, by: Actor, op: &Op) -> Option<Predicted> {
        let [config] = &self.configs[..] else { return None };
        if !self.asleep && !self.all_sleep() {
            return None;
        }
        let mut ruling = config.rule(&call(by, op), &self.world);
        ruling.restrict(self.facts.version);
        if ruling.silent.is_some() {
            return None;
        }
        let several = ruling.clauses.len() > 1;
        let mut predicted = Predicted {
            answers: SmallVec::new(),
            credit: Credit(SmallVec::new()),
            mark: ruling.clauses.first()?.mark,
        };
        for clause in ruling.clauses {
            let claims = clause.credited().collect();
            let answer = match clause.happens {
                Happens::Returns(Expect::Is(seen)) if !several => Ok(seen),
                Happens::Returns(Expect::Fails(errno)) => Err(errno),
                _ => return None,
            };
            if clause.mark != predicted.mark || predicted.answers.contains(&answer) {
                return None;
            }
            predicted.answers.push(answer);
            predicted.credit.0.push(claims);
        }
        Some(predicted)
    }

    /// Goes on from an answer, where there is one state, nobody waits, and just one clause of the
    /// ruling allows it; false, and nothing is changed, where it is to be judged as ever.
    pub fn advance(
        &mut self,
        by: Actor,
        op: &Op,
        ruling: &Ruling,
        answer: &Answer,
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
        let next = self.configs[0].follow(&call(by, op), &took, &self.world);
        self.apply_effects(next);
        tally.credit_each(
            ruling.clauses.iter().flat_map(Clause::credited).map(Claim::index),
            clause.credited().map(Claim::index),
        );
        true
    }

    /// What was predicted came, or will come: goes on from there; it gives back what that is, and
    /// the claims that are to be credited. None, and nothing is changed, if somebody waits and may
    /// then go on, or that leads to several states, or one of several errors changes anything.
    pub fn advance_predicted(
        &mut self,
        by: Actor,
        op: &Op,
        predicted: Predicted,
    ) -> Option<(Answers<Answer>, Credit)> {
        let Predicted { answers, credit, mark } = predicted;
        let several = answers.len() > 1;
        let before = (several || !self.open.is_empty()).then(|| self.configs[0].states.clone());
        let took = |answer| Taken { mark, how: How::Returned(answer) };
        let mut next = Followed { changes: SmallVec::new(), others: vec![] };
        for answer in &answers {
            next = self.configs[0].follow(&call(by, op), &took(answer), &self.world);
            let Some(before) = &before else { continue };
            let changes = several && (self.configs[0].states != *before || !next.is_here());
            if changes || !next.others.is_empty() || !self.all_sleep_in(&self.configs[0]) {
                self.configs[0].states.clone_from(before);
                self.asleep = true;
                return None;
            }
        }
        self.apply_effects(next);
        self.settle();
        self.asleep = true;
        Some((answers, credit))
    }

    /// The model is after a call: so are the world, and the other states in which we may be.
    fn apply_effects(&mut self, next: Followed) {
        for (config, _) in next.others {
            if !self.configs.contains(&config) {
                self.configs.push(config);
            }
        }
        self.change(next.changes);
        self.look();
    }

    /// Everybody has settled, or will before anything else is done.
    fn settle(&mut self) {
        if self.waiting_shows() && !self.open.is_empty() {
            let before = self.configs.clone();
            self.tell(&Event::Settled);
            self.may_wake |= before != self.configs;
        }
    }

    /// Whether what was predicted since this was last asked lets somebody look again who waits, and
    /// the model knows of it: then everybody must settle before the next step.
    pub fn may_have_woken(&mut self) -> bool {
        std::mem::take(&mut self.may_wake)
    }

    /// What a deed must return now, if that is a single thing.
    pub fn predict_deed(&self, by: Actor, deed: &Deed) -> Option<PredictedDeed> {
        let [config] = &self.configs[..] else { return None };
        if !self.asleep && !self.all_sleep() {
            return None;
        }
        let Some(mut ruling) = deed::rule(deed, by, &self.world, &config.states) else {
            return Some(PredictedDeed { answer: Ok(Told::Done), claims: Claims::new() });
        };
        let clause = ruling.clauses.pop().filter(|_| ruling.clauses.is_empty())?;
        let claims = clause.credited().collect();
        let answer = match clause.happens {
            Happens::Returns(Expect::Is(told)) => Ok(told),
            Happens::Returns(Expect::Fails(errno)) => Err(errno),
            _ => return None,
        };
        Some(PredictedDeed { answer, claims })
    }

    /// What was predicted of a deed came. None, and nothing is changed, if somebody who waits may
    /// then go on.
    pub fn advance_after_deed(
        &mut self,
        by: Actor,
        deed: &Deed,
        predicted: &PredictedDeed,
    ) -> Option<Credit> {
        let credit = || Credit(smallvec![predicted.claims.clone()]);
        if deed.only_looks() {
            return Some(credit());
        }
        let before = (!self.open.is_empty()).then(|| self.checkpoint());
        if predicted.answer.is_ok() {
            self.apply(by, deed);
        }
        if let Some(before) = before {
            if !self.all_sleep() {
                self.rewind(&before);
                return None;
            }
            self.settle();
        }
        self.asleep = true;
        Some(credit())
    }

    /// Remembers this state. Who waits does not change between here and [`Self::rewind`].
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint { world: self.world.clone(), configs: self.configs.clone(), step: self.step }
    }

    pub fn rewind(&mut self, mark: &Checkpoint) {
        self.world.clone_from(&mark.world);
        self.configs.clone_from(&mark.configs);
        self.step = mark.step;
        self.asleep = false;
    }

    /// Whether every call that waits must go on waiting, in every state.
    fn all_sleep(&self) -> bool {
        self.open.is_empty() || self.configs.iter().all(|config| self.all_sleep_in(config))
    }

    fn all_sleep_in(&self, config: &Config) -> bool {
        self.open.iter().zip(&config.done).all(|(open, done)| {
            let call = Call::new(open.by, &open.op, *done, true);
            let ruling = config.rule(&call, &self.world).for_kernel(self.facts.version);
            // That it goes on waiting by another claim is for the search to credit.
            let is_known = |claim: &&Claim| open.waits_by.contains(&(claim.index() as u16));
            let mut claims = ruling.clauses.iter().flat_map(|clause| &clause.claims).copied();
            open.interrupted.is_none() && ruling.must_wait() && claims.all(|claim| is_known(&claim))
        })
    }
}

fn call(by: Actor, op: &Op) -> Call<'_> {
    Call::new(by, op, 0, false)
}

impl Tally {
    /// Credits what came as predicted: which of the answers it was.
    pub fn credit_predicted(&mut self, Credit(claims): &Credit, came: usize) {
        for claim in claims.iter().flatten() {
            self.claims[claim.index()].ruled += 1;
        }
        for claim in &claims[came] {
            self.claims[claim.index()].kept += 1;
        }
    }
}
