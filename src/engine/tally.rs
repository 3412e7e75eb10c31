//! The counts per claim, and what else a job says of its run. Tallies of jobs add up.

mod sheet;
mod wake;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::search::ClaimSet;
pub use sheet::Sheet;
pub use wake::{Wake, Wakes};

/// How often a claim was ruled, kept, broken or left undecided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub ruled: u64,
    pub kept: u64,
    pub broken: u64,
    pub ambiguous: u64,
    /// Calls that were seen waiting by it.
    pub waited: u64,
    /// Of these, the ones that went on since something let them: not for a signal, nor their end.
    pub woken: u64,
}

impl Counts {
    fn add(&mut self, more: &Self) {
        self.ruled += more.ruled;
        self.kept += more.kept;
        self.broken += more.broken;
        self.ambiguous += more.ambiguous;
        self.waited += more.waited;
        self.woken += more.woken;
    }
}

/// A situation of which the manual is silent, and what the kernel did in it.
pub type Silences = BTreeMap<String, BTreeMap<String, u64>>;

/// All counts of one job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// By [`crate::claim::Claim::index`].
    pub claims: Sheet,
    pub silences: Silences,
    #[serde(default)]
    pub wakes: Wakes,
    pub scripts: u64,
    pub operations: u64,
    pub races: u64,
    pub races_overlapped: u64,
    pub inconclusive: u64,
    /// Calls of the harness's own that the kernel does not have.
    #[serde(default)]
    pub absent: BTreeSet<String>,
    /// Set-up calls that failed, by what they were.
    pub failures: BTreeMap<String, u64>,
}

/// Most different outcomes kept of one silent situation.
const OUTCOMES_MAX: usize = 16;

impl Tally {
    /// Credits what a window showed: what every explanation names is kept, what only some of them
    /// name is ambiguous.
    pub fn credit(&mut self, ruled: &ClaimSet, kept: &ClaimSet, perhaps: &ClaimSet) {
        for claim in ruled {
            self.claims[usize::from(*claim)].ruled += 1;
        }
        for claim in perhaps {
            let counts = &mut self.claims[usize::from(*claim)];
            let certain = kept.binary_search(claim).is_ok();
            *(if certain { &mut counts.kept } else { &mut counts.ambiguous }) += 1;
        }
    }

    /// Credits one outcome, explained in one way only.
    pub fn credit_each(
        &mut self,
        ruled: impl Iterator<Item = usize>,
        kept: impl Iterator<Item = usize>,
    ) {
        for claim in ruled {
            self.claims[claim].ruled += 1;
        }
        for claim in kept {
            self.claims[claim].kept += 1;
        }
    }

    pub fn break_claim(&mut self, claim: usize) {
        self.claims[claim].ruled += 1;
        self.claims[claim].broken += 1;
    }

    pub fn silence(&mut self, situation: &str, outcome: String) {
        let outcomes = self.silences.entry(situation.to_owned()).or_default();
        if outcomes.len() < OUTCOMES_MAX || outcomes.contains_key(&outcome) {
            *outcomes.entry(outcome).or_default() += 1;
        }
    }

    pub fn wake(&mut self, wake: &Wake<'_>) {
        self.wakes.count(wake, 1);
    }

    pub fn failure(&mut self, what: &str) {
        *self.failures.entry(what.to_owned()).or_default() += 1;
    }

    /// Takes over another's counts of these claims, and its silences of their facility's calls.
    pub fn add_claims(&mut self, other: &mut Self, are: impl Fn(usize) -> bool) {
        let theirs: Vec<usize> =
            other.claims.counted().map(|(claim, _)| claim).filter(|claim| are(*claim)).collect();
        for claim in theirs {
            let counts = std::mem::take(&mut other.claims[claim]);
            self.claims[claim].add(&counts);
        }
    }

    /// Adds another job's counts to these.
    pub fn add(&mut self, other: &Self) {
        for (claim, more) in other.claims.counted() {
            self.claims[claim].add(more);
        }
        for (situation, outcomes) in &other.silences {
            for (outcome, count) in outcomes {
                let known = self.silences.entry(situation.clone()).or_default();
                *known.entry(outcome.clone()).or_default() += count;
            }
        }
        self.wakes.add(&other.wakes);
        for (what, count) in &other.failures {
            *self.failures.entry(what.clone()).or_default() += count;
        }
        self.absent.extend(other.absent.iter().cloned());
        self.scripts += other.scripts;
        self.operations += other.operations;
        self.races += other.races;
        self.races_overlapped += other.races_overlapped;
        self.inconclusive += other.inconclusive;
    }
}
