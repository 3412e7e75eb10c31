//! Silences that were met for the first time are met again: what a kernel did once says little.

use super::{Job, Message, Stages};
use crate::engine::run::{Fixed, Ran};
use crate::engine::stage::Trouble;

/// How often the script that met a new silence is performed again.
const AGAIN: usize = 2;

impl Job<'_> {
    /// How many silences this job has met. Lies are no conduct of a kernel, and of a number of
    /// scripts that was asked for no more are performed: then none is met again.
    pub(super) fn silences(&self) -> Option<usize> {
        let met = self.report.tally.silences.len();
        (self.liar.is_none() && self.spec.cases.is_none()).then_some(met)
    }

    /// Performs the script again if it met a silence that was not among those `before`.
    pub(super) fn meet_again(
        &mut self,
        ran: Option<&Ran>,
        before: Option<usize>,
        stages: &mut dyn Stages,
        tell: &mut dyn FnMut(Message),
    ) -> Result<(), Trouble> {
        let (Some(ran), Some(before)) = (ran, before) else { return Ok(()) };
        if self.report.tally.silences.len() == before {
            return Ok(());
        }
        let script = ran.script.clone();
        for _ in 0..AGAIN {
            let mut source = Fixed { steps: script.steps.iter() };
            let ran = self.perform(&script, &mut source, stages)?;
            self.conclude(ran, stages, tell)?;
        }
        Ok(())
    }
}
