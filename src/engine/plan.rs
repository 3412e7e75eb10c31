//! The plan of a check: what is to be run, from which seed, within which budget.

mod budget;
mod course;
mod jobs;
mod running;
mod together;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::Facility;
use crate::claim::{Claim, Version};
pub use course::{PlanError, Progress, RoomResult, RunResult, carry_out};
pub use together::{Measuring, measure};

/// Everything that a check needs to know, resolved: no pattern, no variable, no default is left.
#[derive(Debug, Clone)]
pub struct CheckPlan {
    /// In the order of the facilities; never empty.
    pub rooms: Vec<Selected>,
    /// Facilities that were asked for together: then every script is of one such mixture.
    pub mixtures: Vec<Vec<&'static str>>,
    pub seed: u64,
    /// Scripts per room; none is as many as the time allows.
    pub cases: Option<u64>,
    /// Steps per script, at most.
    pub steps: Option<u32>,
    /// For all rooms together.
    pub time: Option<Duration>,
    /// Workers, each pinned to a processor; at least 1.
    pub jobs: usize,
    /// Broken claims after which the check stops.
    pub max_fail: Option<u32>,
    pub partition: Option<Partition>,
    pub assume_kernel: Option<Version>,
    pub no_isolation: bool,
    /// Where each deviation's script is put.
    pub artefacts: Option<PathBuf>,
    /// A deviation seen once counts.
    pub strict: bool,
    /// Deviations that the ledger knows, and that bind here.
    pub expectations: Vec<Expectation>,
}

/// A room, and which of its claims were asked for.
#[derive(Debug, Clone)]
pub struct Selected {
    pub facility: Facility,
    /// None is all.
    pub claims: Option<Vec<&'static Claim>>,
}

impl CheckPlan {
    /// The claims that were asked for.
    pub fn claims(&self) -> impl Iterator<Item = &'static Claim> {
        self.rooms.iter().flat_map(|room| {
            let wanted = |claim: &&'static Claim| {
                let among = |claims: &Vec<&'static Claim>| {
                    claims.iter().any(|one| one.index() == claim.index())
                };
                room.claims.as_ref().is_none_or(among)
            };
            room.facility.all_claims().filter(wanted)
        })
    }
}

/// A claim that is known to be broken, and the script that alone decides whether it still is.
#[derive(Debug, Clone)]
pub struct Expectation {
    pub claim: &'static Claim,
    pub script: Option<serde_json::Value>,
}

/// Which scripts of each room this run draws: one part of several that are merged afterwards. Where
/// no number of cases is given, each part counts for itself what was hit least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    pub by: By,
    /// Counted from 1.
    pub part: u32,
    pub of: u32,
}

/// How scripts are dealt to the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// In turn.
    Slice,
    /// By a hash of the room and the number of the script: parts of one room differ from another's.
    Hash,
}

impl Selected {
    pub fn selects(&self, claim: &Claim) -> bool {
        self.claims.as_ref().is_none_or(|claims| claims.contains(&claim))
    }
}

impl Partition {
    /// Whether script `case` of the room is this part's to run.
    pub fn takes(self, facility: &str, case: u64) -> bool {
        let number = match self.by {
            By::Slice => case,
            By::Hash => hash(facility, case),
        };
        number % u64::from(self.of) == u64::from(self.part - 1)
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = match self.by {
            By::Slice => "slice",
            By::Hash => "hash",
        };
        write!(f, "{by}:{}/{}", self.part, self.of)
    }
}

/// FNV-1a, with the high half folded in, since its low bits alone are poor.
fn hash(facility: &str, case: u64) -> u64 {
    let bytes = facility.bytes().chain(case.to_le_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash ^ hash >> 32
}

#[cfg(test)]
mod tests {
    use super::{By, Partition};

    #[test]
    fn every_script_belongs_to_exactly_one_part() {
        for by in [By::Slice, By::Hash] {
            for case in 0..1_000 {
                let takers = (1..=4)
                    .filter(|&part| Partition { by, part, of: 4 }.takes("pipe", case))
                    .count();
                assert_eq!(takers, 1, "script {case} by {by:?}");
            }
        }
    }

    #[test]
    fn parts_by_hash_are_about_as_large() {
        let part = Partition { by: By::Hash, part: 1, of: 2 };
        let taken = (0..1_000).filter(|&case| part.takes("pipe", case)).count();
        assert!((400..600).contains(&taken), "{taken} of 1000");
    }
}
