//! A crew as the stage of scripts.

use std::time::Duration;

use super::{Crew, CrewError, Race};
use crate::engine::deed::Told;
use crate::engine::script::Lane;
use crate::engine::stage::{Raced, Settled, Stage, Trouble};
use crate::engine::{Actor, Answer, Deed, Room, Script};

/// Cases after which the crew is renewed: what no reset reaches does not pile up.
const CASES_MAX: u32 = 1000;
/// Most turns that an actor is held back before its first call in a race.
const DELAY_TURNS: u32 = 256;

impl<R: Room> Stage<R> for Crew<R> {
    fn begin(&mut self, script: &Script<R::Op>) -> Result<(), Trouble> {
        self.cases += 1;
        if self.cases.is_multiple_of(CASES_MAX) {
            self.renew()?;
        }
        Ok(Self::begin(self, script.actors, &script.limits)?)
    }

    fn call(&mut self, by: Actor, op: &R::Op) -> Result<Settled<R::Seen>, Trouble> {
        self.post(by, op)?;
        Ok(Self::settle(self)?)
    }

    fn deed(&mut self, by: Actor, deed: &Deed) -> Result<Answer<Told>, Trouble> {
        Ok(Self::deed(self, by, deed)?)
    }

    fn settle(&mut self) -> Result<Settled<R::Seen>, Trouble> {
        Ok(Self::settle(self)?)
    }

    fn outlast(&mut self, patience: Duration) -> Result<Settled<R::Seen>, Trouble> {
        Ok(Self::outlast(self, patience)?)
    }

    fn race(&mut self, lanes: &[Lane<R::Op>]) -> Result<Raced<R::Seen>, Trouble> {
        // Interleavings are not repeatable anyway; what matters is that they vary.
        let delays: Vec<u32> = lanes.iter().map(|_| self.next_delay()).collect();
        let Race { calls, overlapped } = Self::race(self, lanes, &delays)?;
        Ok(Raced { calls, overlapped })
    }

    fn end(&mut self) -> Result<(), Trouble> {
        Ok(Self::end(self)?)
    }
}

impl<R: Room> Crew<R> {
    /// Half of them none, the others spread.
    fn next_delay(&mut self) -> u32 {
        self.delay = self.delay.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let turns = (self.delay >> 16) % (2 * DELAY_TURNS);
        turns.saturating_sub(DELAY_TURNS)
    }
}

impl From<CrewError> for Trouble {
    fn from(error: CrewError) -> Self {
        Self(format!("failed to {error}"))
    }
}
