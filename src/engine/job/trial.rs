//! What a job makes of a deviation that is known, against a fake kernel: for the tests of rooms.

use std::time::{Duration, Instant};

use super::{Job, JobSpec, STEPS_MAX, Stages, Task};
use crate::claim::Claim;
use crate::engine::draw::{Draw, NEUTRAL};
use crate::engine::fake::{Breaks, Fake};
use crate::engine::stage::{Stage, Trouble};
use crate::engine::{Room, Step};
use crate::kernel::Facts;

/// How long a job waits for a call that must return, once these steps were run as ones that are
/// known to break the claim.
pub fn patience_after<R: Room>(
    facts: &Facts,
    claim: &'static Claim,
    (actors, steps): (u8, Vec<Step<R::Op>>),
    breaks: Option<Breaks<R>>,
) -> Duration {
    let script = super::Script { actors, solo: false, steps, ..crate::engine::scope::empty::<R>() };
    let script = serde_json::to_value(script).expect("a script is plain data");
    let spec = JobSpec {
        facility: 0,
        stream: 0,
        seed: 1,
        cases: None,
        time: None,
        steps_max: STEPS_MAX,
        partition: None,
        known: vec![(claim.index(), script)],
        task: Task::Check,
    };
    let weights = |_: &'static str| NEUTRAL;
    let draw = Draw::new(spec.seed, R::FACILITY.name, 0, &weights);
    let mut job = Job::<R>::new(&spec, facts, Instant::now());
    job.known(&mut Only(Fake::new(facts, draw, breaks))).expect("the fake performs anything");
    job.patience()
}

/// One stage for all.
struct Only<'f, R: Room>(Fake<'f, R>);

impl<R: Room> Stages<R> for Only<'_, R> {
    fn stage(&mut self, _solo: bool) -> Result<&mut dyn Stage<R>, Trouble> {
        Ok(&mut self.0)
    }

    fn dismiss(&mut self) {}
}
