//! Where a script is performed: in this process, by a crew, or by a fake kernel in tests.

use std::time::{Duration, Instant};

use smallvec::SmallVec;

use super::crew::{Crew, CrewError, HandsOn, LEGS_MAX, Race};
use super::deed::{Deed, Told};
use super::hands::Hands;
use super::history::{Fate, Timed};
use super::isolate::Pulse;
use super::run::Prediction;
use super::script::Step;
use super::world::{Actor, Rooms};
use super::{Answer, Op, Room, Script, perform};
use crate::engine::script::Lane;

/// The calls that were open, and how each stands now that everything has settled.
pub type Settled = Vec<(Actor, Fate)>;

/// The harness or the machine failed, not the kernel's conduct: never a verdict.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

/// Performs a script, step by step.
pub trait Stage {
    /// Prepares an empty world for this script: its actors, its limits.
    fn begin(&mut self, script: &Script) -> Result<(), Trouble>;

    /// Makes the call, and settles.
    fn call(&mut self, by: Actor, op: &Op) -> Result<Settled, Trouble>;

    /// Does the deed; open calls may not have settled after it.
    fn deed(&mut self, by: Actor, deed: &Deed) -> Result<Answer<Told>, Trouble>;

    /// Waits until every open call has returned or is observed waiting.
    fn settle(&mut self) -> Result<Settled, Trouble>;

    /// Goes on until another open call returns, or patience ends.
    fn outlast(&mut self, patience: Duration) -> Result<Settled, Trouble>;

    /// Calls that overlap; then settles. The flag says whether any two calls did overlap.
    fn race(&mut self, lanes: &[Lane]) -> Result<Raced, Trouble>;

    /// Makes the call at once in this process; none where that is not what the stage does.
    fn call_here(&mut self, _op: &Op) -> Option<Fate> {
        None
    }

    /// Most steps of a relay; none where the stage performs no relays.
    fn relay_max(&self) -> usize {
        0
    }

    /// Performs steps one after the other as long as each comes out as predicted; then settles.
    fn relay(&mut self, _steps: &[Step], _predictions: &[Prediction]) -> Result<Relayed, Trouble> {
        Err(Trouble("a relay needs more than one process".into()))
    }

    /// Leaves nothing of this script behind.
    fn end(&mut self) -> Result<(), Trouble>;

    /// Has a deed liar of the room stand in for the kernel, or nobody.
    fn stand_in(&mut self, _liar: Option<(&'static Room, usize)>) {}
}

/// How a relay went.
#[derive(Debug)]
pub struct Relayed {
    /// Of each step that came out as predicted, which of its answers came.
    pub came: SmallVec<[u8; LEGS_MAX]>,
    pub then: Then,
}

/// What there was after the steps of a relay that came out as predicted.
#[derive(Debug)]
pub enum Then {
    /// How the open calls stand; if not all steps came out as predicted, the call of the next is
    /// among them.
    Settled(Settled),
    /// A deed that did not.
    Answered(Answer<Told>),
}

/// What a race showed.
#[derive(Debug)]
pub struct Raced {
    pub calls: Vec<Timed>,
    pub overlapped: bool,
}

/// The worker itself: one actor, nothing that may wait.
pub struct Solo<'e> {
    pub hands: Hands,
    pub pulse: &'e Pulse,
    /// Of the script under way.
    pub rooms: Rooms,
}

impl Stage for Solo<'_> {
    fn begin(&mut self, script: &Script) -> Result<(), Trouble> {
        self.rooms.clone_from(&script.rooms);
        Ok(())
    }

    fn call(&mut self, by: Actor, op: &Op) -> Result<Settled, Trouble> {
        Ok(vec![(by, perform::call_alone(op, &mut self.hands, self.pulse))])
    }

    fn call_here(&mut self, op: &Op) -> Option<Fate> {
        Some(perform::call_alone(op, &mut self.hands, self.pulse))
    }

    fn deed(&mut self, _by: Actor, deed: &Deed) -> Result<Answer<Told>, Trouble> {
        if deed.kind().needs_actor() {
            return Err(Trouble(format!("{deed} needs a script of several actors")));
        }
        Ok(perform::deed(deed, &mut self.hands))
    }

    fn settle(&mut self) -> Result<Settled, Trouble> {
        Ok(vec![])
    }

    fn outlast(&mut self, _patience: Duration) -> Result<Settled, Trouble> {
        Ok(vec![])
    }

    fn race(&mut self, _lanes: &[Lane]) -> Result<Raced, Trouble> {
        Err(Trouble("a race needs more than one process".into()))
    }

    fn end(&mut self) -> Result<(), Trouble> {
        self.hands.close_all();
        self.rooms.iter().for_each(|room| (room.clean)(&mut self.hands));
        self.hands.close_all();
        Ok(())
    }
}

/// Several actors, driven step by step.
pub struct Troupe {
    pub crew: Crew,
    /// Races begin with delays that differ from race to race; which does not belong to the script.
    pub races: u32,
    /// Wall nanoseconds of settling, and of resets.
    pub spent: (u64, u64),
}

impl Troupe {
    pub fn new(crew: Crew) -> Self {
        Self { crew, races: 0, spent: (0, 0) }
    }
}

/// Longest delay of an actor in a race, in turns of a loop.
const DELAY_MAX: u32 = 200;

impl Stage for Troupe {
    fn begin(&mut self, script: &Script) -> Result<(), Trouble> {
        Ok(self.crew.begin(&script.rooms, script.actors, &script.limits)?)
    }

    fn call(&mut self, by: Actor, op: &Op) -> Result<Settled, Trouble> {
        self.crew.post(by, op)?;
        self.settle()
    }

    fn deed(&mut self, by: Actor, deed: &Deed) -> Result<Answer<Told>, Trouble> {
        Ok(self.crew.deed(by, deed)?)
    }

    fn settle(&mut self) -> Result<Settled, Trouble> {
        let begun = Instant::now();
        let settled = self.crew.settle()?;
        self.spent.0 += begun.elapsed().as_nanos() as u64;
        Ok(settled)
    }

    fn outlast(&mut self, patience: Duration) -> Result<Settled, Trouble> {
        Ok(self.crew.outlast(patience)?)
    }

    fn relay_max(&self) -> usize {
        // A step may be two legs: one sends a descriptor, another receives it. And there may be one
        // more, of which nothing is predicted.
        LEGS_MAX / 2 - 1
    }

    fn relay(&mut self, steps: &[Step], predictions: &[Prediction]) -> Result<Relayed, Trouble> {
        self.crew.new_relay();
        let mut first_legs: SmallVec<[usize; LEGS_MAX]> = SmallVec::new();
        for (step, predicted) in steps.iter().zip(predictions) {
            first_legs.push(self.crew.legs());
            match (step, predicted) {
                (Step::Call { by, op }, Prediction::Call(answers)) => {
                    self.crew.add_call(*by, op, answers, HandsOn::IfPredicted)?;
                }
                (Step::Deed { by, deed }, Prediction::Deed(answer)) => {
                    let answers = std::slice::from_ref(answer);
                    self.crew.add_deed(*by, deed, answers, HandsOn::IfPredicted)?;
                }
                (Step::Call { by, op }, Prediction::Nothing { may_wait }) => {
                    let hands_on = if *may_wait { HandsOn::Open } else { HandsOn::IfPredicted };
                    self.crew.add_call(*by, op, &[], hands_on)?;
                }
                _ => return Err(Trouble(format!("{} cannot be predicted", step.kind()))),
            }
        }
        let done = self.crew.run_relay()?;
        // A step is past with its last leg: it may have two.
        let ends = first_legs.iter().copied().skip(1).chain([self.crew.legs()]);
        let past = ends.filter(|end| *end <= done).count();
        let came = first_legs[..past].iter().map(|leg| self.crew.came(*leg) as u8).collect();
        if let Some(Prediction::Deed(_)) = predictions.get(past) {
            let answer = self.crew.answer_of_leg(done)?;
            return Ok(Relayed { came, then: Then::Answered(answer) });
        }
        let settled = if self.crew.anybody_waits() { self.settle()? } else { vec![] };
        Ok(Relayed { came, then: Then::Settled(settled) })
    }

    fn race(&mut self, lanes: &[Lane]) -> Result<Raced, Trouble> {
        let delays: Vec<u32> = lanes
            .iter()
            .map(|_| {
                self.races = self.races.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (self.races >> 8) % DELAY_MAX
            })
            .collect();
        let Race { calls, overlapped } = self.crew.race(lanes, &delays)?;
        Ok(Raced { calls, overlapped })
    }

    fn end(&mut self) -> Result<(), Trouble> {
        let begun = Instant::now();
        self.crew.end()?;
        self.spent.1 += begun.elapsed().as_nanos() as u64;
        Ok(())
    }

    fn stand_in(&mut self, liar: Option<(&'static Room, usize)>) {
        self.crew.stand_in(liar);
    }
}

impl From<CrewError> for Trouble {
    fn from(error: CrewError) -> Self {
        Self(format!("failed to {error}"))
    }
}
