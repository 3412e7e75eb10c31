//! Which detector of waiting works here, proven on calls of which it is known whether they wait.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::actor::Order;
use super::settle::Stand;
use super::{Crew, CrewError};
use crate::engine::waiting::Detector;

/// The detector in use, and how it fared on known calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    pub detector: Detector,
    pub trials: u32,
    /// Trials that it told wrong.
    pub wrong: u32,
    /// Median time from the order to the verdict that it waits.
    pub waits_p50_us: f64,
    /// Median time from the order to its answer, of calls that do not wait.
    pub returns_p50_us: f64,
}

/// Trials of each kind.
const TRIALS: u32 = 100;
/// The same where each takes its time.
const TRIALS_TIMED: u32 = 5;
/// Trials take no longer than this in all, once there were a few of each kind.
const TRIALS_TIME: Duration = Duration::from_millis(200);
const TRIALS_MIN: u32 = 10;

impl Default for Detection {
    fn default() -> Self {
        Self::of(Detector::Timed)
    }
}

impl Detection {
    fn of(detector: Detector) -> Self {
        Self { detector, trials: 0, wrong: 0, waits_p50_us: 0.0, returns_p50_us: 0.0 }
    }
}

impl Crew {
    /// Takes the best detector that can be read here and is never wrong on known calls.
    pub(super) fn prove_detector(&mut self) -> Result<Detection, CrewError> {
        let readable =
            self.members[0].as_ref().map_or(Detector::Timed, |member| member.watch.detector());
        let all = [Detector::Full, Detector::StatAndPhase, Detector::Timed];
        let mut tried = Detection::default();
        for detector in all.into_iter().filter(|detector| *detector >= readable) {
            let trials = if detector == Detector::Timed { TRIALS_TIMED } else { TRIALS };
            tried = self.try_detector(detector, trials)?;
            if tried.wrong == 0 {
                return Ok(tried);
            }
        }
        let Detection { wrong, trials, .. } = tried;
        Err(CrewError::Detector(format!("wrong in {wrong} of {trials} known calls")))
    }

    /// Tries a detector on this many calls that wait, and as many that do not.
    pub fn try_detector(
        &mut self,
        detector: Detector,
        trials: u32,
    ) -> Result<Detection, CrewError> {
        let before = std::mem::replace(&mut self.detection, Detection::of(detector));
        let (mut waited, mut returned) = (Vec::new(), Vec::new());
        let (mut wrong, mut done) = (0, 0);
        let started = Instant::now();
        for trial in 0..2 * trials {
            if trial >= 2 * TRIALS_MIN && started.elapsed() > TRIALS_TIME {
                break;
            }
            done += 1;
            let waits = trial % 2 == 0;
            // Where everything is slow, an actor that was not freed in time was dismissed.
            self.fill()?;
            let begin = Instant::now();
            self.send(0, &Order::Trial { waits, faults: false }, 1)?;
            let stands = self.settled()?;
            let took_us = begin.elapsed().as_secs_f64() * 1e6;
            let told_waiting = matches!(stands.as_slice(), [(0, Stand::Waits)]);
            wrong += u32::from(told_waiting != waits);
            let times = if waits { &mut waited } else { &mut returned };
            times.push(took_us);
            self.release_stuck();
        }
        self.detection = before;
        Ok(Detection {
            detector,
            trials: done,
            wrong,
            waits_p50_us: median(waited),
            returns_p50_us: median(returned),
        })
    }
}

pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
