//! The wake matrix: which call slept, how many slept beside it, and what step it was that ended its
//! sleep.

use smallvec::SmallVec;

use crate::engine::judge::Judge;
use crate::engine::tally::{Tally, Wake};
use crate::engine::{Actor, Op, Script};

/// Those who slept before a step.
pub struct Sleepers(SmallVec<[(Actor, &'static str, &'static str); 4]>);

impl Sleepers {
    pub fn of(judge: &Judge<'_>) -> Self {
        let slept = |(by, op): (Actor, &Op)| (by, op.room().facility.name, op.kind());
        Self(judge.sleepers().map(slept).collect())
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn include(&self, actor: Actor) -> bool {
        self.0.iter().any(|(by, ..)| *by == actor)
    }

    /// Counts those who sleep no longer, now that the script's last step was made; whether there
    /// are any.
    pub fn woken_by(&self, script: &Script, judge: &Judge<'_>, tally: &mut Tally) -> bool {
        let Some(step) = script.steps.last() else { return false };
        let mut woke = false;
        let beside = self.0.len().saturating_sub(1).min(usize::from(BESIDE_MAX)) as u8;
        for (actor, facility, call) in &self.0 {
            if judge.is_waiting(*actor) {
                continue;
            }
            tally.wake(&Wake { facility, call, beside, by: step.kind() });
            woke = true;
        }
        woke
    }
}

/// More sleepers than these make no cell of their own.
const BESIDE_MAX: u8 = 2;
