//! The course that a script takes by the book: what is allowed of each step, and which of it the
//! steps after it take for granted.

use std::time::Duration;

use super::Fake;
use crate::engine::deed::{self, Deed, Told};
use crate::engine::draw::NEUTRAL;
use crate::engine::history::Fate;
use crate::engine::run::{Fixed, Ran, Under, run};
use crate::engine::script::{Lane, Script, Step};
use crate::engine::stage::{Raced, Settled, Stage, Trouble};
use crate::engine::tally::Tally;
use crate::engine::world::World;
use crate::engine::{Actor, Answer, Call, Draw, Happens, Op, Pick};
use crate::kernel::Facts;

/// One step of a course.
#[derive(Debug, Clone)]
pub struct Foreseen {
    /// Its descriptors are named by their slots.
    pub step: Step,
    pub allowed: Allowed,
    /// How it and the calls that waited before it stand after it, where the book says.
    pub settled: Settled,
}

/// What is allowed of a step.
#[derive(Debug, Clone)]
pub enum Allowed {
    Call(Vec<Happens>),
    /// Nothing where no claim speaks of it; else what the deed may give back.
    Deed(Vec<Happens<Told>>, Answer<Told>),
    /// The manual is silent, or the calls overlap: what comes is not foreseen, nor what follows.
    Anything,
}

/// Follows a script by the book, step by step.
///
/// # Errors
/// If the script cannot be followed.
pub fn foresee(facts: &Facts, script: &Script) -> Result<Vec<Foreseen>, Trouble> {
    let weights = |_: &'static str| NEUTRAL;
    let answers = Draw::new(0, script.room().facility.name, 0, &weights);
    let fake = Fake { follows_first: true, ..Fake::new(facts, answers, None) };
    let mut course = Course { fake, steps: vec![] };
    let mut tally = Tally::default();
    let source = &mut Fixed { steps: script.steps.iter() };
    let under = &mut Under { facts, tally: &mut tally, liar: None, patience: Duration::ZERO };
    let header = Script { solo: false, ..script.clone() };
    let Ran { .. } = run(&mut course, &header, source, under)?;
    Ok(course.steps)
}

/// A fake kernel, of which is written down what it does.
struct Course<'f> {
    fake: Fake<'f>,
    steps: Vec<Foreseen>,
}

impl Course<'_> {
    /// What the book allows of a call that begins now.
    fn allowed(&self, by: Actor, op: &Op) -> Allowed {
        let ruling = self.fake.judge().ruled(&self.fake.config(), &Call::new(by, op, 0, false));
        if ruling.silent.is_some() || ruling.clauses.is_empty() {
            return Allowed::Anything;
        }
        Allowed::Call(ruling.clauses.into_iter().map(|clause| clause.happens).collect())
    }

    fn settled(&mut self, settled: &Settled) {
        if let Some(step) = self.steps.last_mut() {
            for (actor, fate) in settled {
                step.settled.retain(|(other, _)| other != actor);
                step.settled.push((*actor, fate.clone()));
            }
        }
    }
}

/// The slot that a pick means now, as a pick.
fn slot_of(world: &World, by: Actor, pick: Pick) -> Pick {
    world.resolve(by, pick).map_or(Pick::NONE, |slot| Pick(slot as u8))
}

impl Stage for Course<'_> {
    fn begin(&mut self, script: &Script) -> Result<(), Trouble> {
        self.fake.begin(script)
    }

    fn call(&mut self, by: Actor, op: &Op) -> Result<Settled, Trouble> {
        let mut named = *op;
        let world = &self.fake.judge().world;
        named.resolve(|pick| Some(slot_of(world, by, pick)));
        let mut allowed = self.allowed(by, op);
        let mut settled = self.fake.call(by, op)?;
        // With who died of it go the descriptors, and that may wake others.
        if settled.iter().any(|(actor, fate)| *actor == by && matches!(fate, Fate::Died(_))) {
            let woken = self.fake.settle()?;
            settled.retain(|(actor, _)| woken.iter().all(|(other, _)| other != actor));
            settled.extend(woken);
        }
        if self.fake.silent {
            allowed = Allowed::Anything;
        }
        let step = Step::Call { by, op: named };
        self.steps.push(Foreseen { step, allowed, settled: settled.clone() });
        Ok(settled)
    }

    fn deed(&mut self, by: Actor, deed: &Deed) -> Result<Answer<Told>, Trouble> {
        let mut named = deed.clone();
        let judge = self.fake.judge();
        if let Some(pick) = named.pick_mut() {
            *pick = slot_of(&judge.world, by, *pick);
        }
        let ruling = deed::rule(deed, by, &judge.world, judge.view(0).states);
        let clauses = ruling.into_iter().flat_map(|ruling| ruling.clauses);
        let allowed: Vec<_> = clauses.map(|clause| clause.happens).collect();
        let answer = self.fake.deed(by, deed)?;
        let allowed = Allowed::Deed(allowed, answer.clone());
        self.steps.push(Foreseen {
            step: Step::Deed { by, deed: named },
            allowed,
            settled: vec![],
        });
        Ok(answer)
    }

    fn settle(&mut self) -> Result<Settled, Trouble> {
        let settled = self.fake.settle()?;
        self.settled(&settled);
        Ok(settled)
    }

    fn outlast(&mut self, patience: Duration) -> Result<Settled, Trouble> {
        self.fake.outlast(patience)
    }

    fn race(&mut self, lanes: &[Lane]) -> Result<Raced, Trouble> {
        let world = &self.fake.judge().world;
        let mut windows = lanes.to_vec();
        for lane in &mut windows {
            for op in &mut lane.calls {
                op.resolve(|pick| Some(slot_of(world, lane.by, pick)));
            }
        }
        let step = Step::Race { windows };
        self.steps.push(Foreseen { step, allowed: Allowed::Anything, settled: vec![] });
        self.fake.race(lanes)
    }

    fn end(&mut self) -> Result<(), Trouble> {
        self.fake.end()
    }
}

/// Whether this is what a clause lets happen, for one who takes the likeliest: success before a
/// failure, and what returns before what waits.
pub(super) fn rank(happens: &Happens) -> u8 {
    use crate::engine::Expect;
    match happens {
        Happens::Returns(Expect::Is(_) | Expect::Between(_)) => 0,
        Happens::Advances(_) => 1,
        Happens::Waits(_) => 2,
        Happens::Returns(_) => 3,
        Happens::Dies(_) => 4,
    }
}
