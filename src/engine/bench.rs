//! What the harness costs: the same scripts performed bare, judged, and drawn and judged, in turn,
//! by the same processes in the same run.
//!
//! The *bare replay* makes the same calls with the same arguments, in the same processes, and
//! resets as much after each script; nothing is drawn and nothing judged, and in lock-step the
//! actors hand a baton on among themselves. Only ratios within one run mean anything: another
//! machine, another hour, other figures. What a room's own `perform` costs (it turns what was read
//! back into symbols) is on both sides.

mod clock;
mod rounds;
mod scripts;
mod timed;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::crew::{Crew, Soak};
use super::isolate::Environment;
use super::job::JobSpec;
use super::stage::Trouble;
use super::world::ACTORS_MAX;
use crate::kernel::Facts;
pub use clock::Cost;

/// What one job of a bench measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Scripts of one process, in the worker itself.
    Solo,
    /// Scripts of three actors, of whose operations some wait.
    Lockstep,
    /// Judged operations in a given time, to compare one worker with two.
    Pace,
    /// Known calls, and whether the detector of waiting tells them right.
    Blocked { trials: u64 },
}

/// What came of one job of a bench.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Measured {
    pub rounds: Vec<Round>,
    pub soak: Option<Soak>,
}

/// One round: every script once in each way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Round {
    pub operations: u64,
    /// Operations that waited.
    pub waited: u64,
    /// Nothing drawn, nothing judged.
    pub bare: Cost,
    /// The steps given, and judged.
    pub judged: Cost,
    /// Drawn and judged, as `check` does.
    pub drawn: Cost,
    /// Of what judged scripts take on the wall, the part in which the stage performs, from 0 to 1:
    /// calls, hand-offs, looks whether somebody waits, resets. The rest is the judge's. Measured
    /// with the clock looked at around each, by replays of their own.
    pub performing: f64,
    /// Of `judged`: looking whether somebody waits, and for whom to wait.
    pub settling_wall_ns: u64,
    /// Of `judged`: putting everything back after each script.
    pub reset_wall_ns: u64,
    /// Scripts whose bare replay took another course than when it was judged.
    pub strayed: u64,
    /// Scripts that deviated when they were judged: then it is not the harness that was measured.
    pub deviated: u64,
}

/// Does a part, in a worker.
pub fn work(
    part: &Part,
    spec: &JobSpec,
    facts: &Facts,
    environment: &Environment,
) -> Result<Measured, Trouble> {
    let time = spec.time.unwrap_or(Duration::from_secs(1));
    let room = spec.rooms[0];
    let (fewest, most) = room.facility.actors;
    match part {
        Part::Solo if fewest > 1 => Ok(Measured::default()),
        Part::Solo => rounds::solo(room, spec.seed, time, facts, environment),
        Part::Lockstep if most < scripts::LOCKSTEP_ACTORS => Ok(Measured::default()),
        Part::Lockstep => rounds::lockstep(room, spec.seed, time, facts, environment),
        Part::Pace => rounds::pace(room, spec.seed, time, facts, environment),
        Part::Blocked { trials } => {
            let mut crew = Crew::start(ACTORS_MAX as u8, environment)?;
            let soak = crew.soak(*trials, time)?;
            Ok(Measured { soak: Some(soak), ..Measured::default() })
        }
    }
}
