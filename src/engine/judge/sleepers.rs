//! Who waits after a window, by which claims, and who was woken in it.

use super::Judge;
use crate::engine::Call;
use crate::engine::history::Fate;
use crate::engine::search::{ClaimSet, Open, interrupt};
use crate::engine::tally::Tally;

impl Judge<'_> {
    /// Of the calls of a window, those that wait stay open. The states are already as they are
    /// after it.
    pub(super) fn stays_open(&mut self, calls: Vec<Open>, tally: &mut Tally) {
        // A signal does not count as what lets a call go on.
        let woken = |call: &&Open| call.fate != Fate::Waits && call.interrupted.is_none();
        for call in calls.iter().filter(woken) {
            for claim in &call.waits_by {
                tally.claims[usize::from(*claim)].woken += 1;
            }
        }
        self.open = calls.into_iter().filter(|call| call.fate == Fate::Waits).collect();
        for index in 0..self.open.len() {
            let begins = !self.open[index].waited || self.open[index].interrupted.is_some();
            for claim in self.waits_by(index) {
                let is_new = !self.open[index].waits_by.contains(&claim);
                if begins || is_new {
                    tally.claims[usize::from(claim)].waited += 1;
                }
                if is_new {
                    self.open[index].waits_by.push(claim);
                }
            }
            (self.open[index].waited, self.open[index].interrupted) = (true, None);
        }
        self.waiting = self.open.iter().map(|open| open.by).collect();
    }

    /// The claims that let an open call wait in every state.
    fn waits_by(&self, index: usize) -> ClaimSet {
        let open = &self.open[index];
        let mut states = self.configs.iter().map(|config| {
            let done = config.done[index];
            let call = Call::new(open.by, &open.op, done, true);
            let ruling = interrupt(config.rule(&call, &self.world), open.interrupted);
            let ruling = ruling.for_kernel(self.facts.version);
            let clause = ruling.waits().map(|(clause, _)| clause);
            let claims = clause.into_iter().flat_map(|clause| &clause.claims);
            claims.map(|claim| claim.index() as u16).collect()
        });
        let mut claims: ClaimSet = states.next().unwrap_or_default();
        for other in states {
            claims.retain(|claim| other.contains(claim));
        }
        claims
    }
}
