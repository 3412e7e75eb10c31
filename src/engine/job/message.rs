//! What a job says to the harness.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::bench::Measured;
use crate::engine::found::Found;
use crate::engine::isolate::Isolation;
use crate::engine::tally::Tally;
use crate::kernel::Facts;

/// What a job says, one JSON line each.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Message {
    /// Where the job runs.
    Setting(Box<Setting>),
    Progress(HowFar),
    Done(Box<JobReport>),
    /// The harness or the machine failed.
    Trouble(String),
}

/// How far a job is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct HowFar {
    pub scripts: u64,
    pub operations: u64,
    pub deviations: u64,
    /// Claims that were ruled on, by their place in the tally.
    pub reached: Vec<usize>,
}

/// Where a job runs, for the record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Setting {
    pub facts: Facts,
    pub isolation: Isolation,
    pub scratch_directory: String,
    pub scratch_file_system: String,
    pub detector: String,
}

/// What a job found out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct JobReport {
    pub tally: Tally,
    pub found: Vec<Found>,
    /// Of the scripts drawn: the sum of their hashes, so that parts of a run add up.
    pub digest: u128,
    /// Which known deviations, by their place in [`super::JobSpec::known`], still deviate.
    pub stands: Vec<(usize, bool)>,
    /// Why the facility could not be had here at all.
    pub absent: Option<String>,
    /// Calls that the kernel does not have, by the kind of their operation.
    pub absent_calls: Vec<String>,
    /// Calls that failed with EPERM under a filter of system calls, which was taken for the cause.
    pub filtered_calls: Vec<String>,
    /// Deviations that could not be shrunk in time, of claims that are known to be broken: whether
    /// they are what is known was not found out.
    pub not_told_apart: u64,
    /// Why scripts were given up that the crew could not finish.
    pub given_up: Vec<String>,
    /// Sequences of the small scope that were tried, and how many there are.
    pub scope: (u64, u64),
    pub lies: Vec<Lies>,
    pub measured: Option<Measured>,
    pub exposures: Vec<Exposure>,
    /// Replays: how many were performed, and how many deviated.
    pub replays: (u32, u32),
}

impl JobReport {
    /// What of it is told before it is whole.
    pub fn how_far(&self) -> HowFar {
        HowFar {
            scripts: self.tally.scripts,
            operations: self.tally.operations,
            deviations: self.found.len() as u64,
            reached: self.tally.claims.counted().map(|(claim, _)| claim).collect(),
        }
    }
}

/// What became of one deed liar.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Exposure {
    /// Its place among the room's.
    pub liar: usize,
    pub scripts: u64,
    /// How often the blame fell on which claim.
    pub blamed: BTreeMap<usize, u32>,
    /// The first script by which the blame fell on a claim that the liar does not say it breaks,
    /// as small as it could be made.
    pub stray: Option<Found>,
    /// Deviations of such claims that were looked into.
    pub traced: u32,
    /// Of these, those that no rerun showed again.
    pub once: u32,
}

/// What became of the lies about one claim.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lies {
    pub claim: usize,
    pub caught: u32,
    /// Of these, how many told another value, not only that a call which succeeded had failed.
    pub telling: u32,
    pub escaped: u32,
    /// Innocent claims that were blamed instead.
    pub misblamed: Vec<usize>,
}

impl Exposure {
    /// The same liar stood in elsewhere.
    pub fn add(&mut self, other: Self) {
        self.scripts += other.scripts;
        for (claim, times) in other.blamed {
            *self.blamed.entry(claim).or_default() += times;
        }
        self.stray = self.stray.take().or(other.stray);
        self.traced += other.traced;
        self.once += other.once;
    }
}

impl Lies {
    /// Other lies about the same claim.
    pub fn add(&mut self, other: Self) {
        self.caught += other.caught;
        self.telling += other.telling;
        self.escaped += other.escaped;
        self.misblamed.extend(other.misblamed);
    }
}
