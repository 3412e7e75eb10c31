//! What a job makes of a deviation that is known, against a fake kernel: for the tests of rooms.

use std::time::{Duration, Instant};

use super::{Job, JobSpec, STEPS_MAX, Stages, Task};
use crate::claim::Claim;
use crate::engine::draw::{Draw, NEUTRAL};
use crate::engine::fake::{Breaks, Fake};
use crate::engine::stage::{Stage, Trouble};
use crate::engine::world::Rooms;
use crate::engine::{Room, Step};
use crate::kernel::Facts;

/// How long a job waits for a call that must return, once these steps were run as ones that are
/// known to break the claim.
pub fn patience_after(
    facts: &Facts,
    room: &'static Room,
    claim: &'static Claim,
    (actors, steps): (u8, Vec<Step>),
    breaks: Option<Breaks>,
) -> Duration {
    let script = super::Script { actors, solo: false, steps, ..crate::engine::scope::empty(room) };
    let script = script.to_json();
    let spec = JobSpec {
        rooms: Rooms::from_slice(&[room]),
        stream: 0,
        seed: 1,
        cases: None,
        time: None,
        steps_max: STEPS_MAX,
        partition: None,
        partners: Rooms::new(),
        known_of_partners: vec![],
        known: vec![(claim.index(), script)],
        task: Task::Check,
    };
    let weights = |_: &'static str| NEUTRAL;
    let draw = Draw::new(spec.seed, room.facility.name, 0, &weights);
    let mut job = Job::new(&spec, facts, Instant::now());
    job.known(&mut Only(Fake::new(facts, draw, breaks))).expect("the fake performs anything");
    job.patience()
}

/// One stage for all.
struct Only<'f>(Fake<'f>);

impl Stages for Only<'_> {
    fn stage(&mut self, _solo: bool) -> Result<&mut dyn Stage, Trouble> {
        Ok(&mut self.0)
    }

    fn dismiss(&mut self) {}
}
