//! The soak of the detector of waiting: many calls of which it is known whether they wait, while
//! others burn the processor and pages of the caller are missing.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::actor::Order;
use super::probe::median;
use super::settle::Stand;
use super::{Crew, CrewError};
use crate::sys::{self, Fork};

/// How the detector fared on known calls.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Soak {
    pub trials: u64,
    pub seconds: f64,
    /// Trials that it told wrong: a call that waits as returned, or one that returns as waiting.
    pub wrong: u64,
    /// Trials while others burned the processor.
    pub under_hogs: u64,
    /// Trials whose caller had to fetch a page from the disk in its call; and the pages so fetched.
    pub faulting: u64,
    pub pages_fetched: u64,
    /// Median times from the order to the verdict that the call waits, alone and under hogs.
    pub waits_p50_us: f64,
    pub waits_p50_hogs_us: f64,
    /// From the order to the answer of calls that return at once, alone.
    pub returns_p50_us: f64,
}

/// Processes that burn the processor of the crew.
const HOGS: usize = 2;
/// Part of the time that is spent under hogs, of a hundred; one trial takes long there.
const HOGS_PERCENT: u32 = 30;
/// Of so many trials one is under hogs, if the time does not end before.
const HOGS_ONE_OF: u64 = 10;
/// Of the trials that return at once, one of so many fetches a page.
const FAULTS_ONE_OF: u64 = 4;
/// Times kept for the medians.
const TIMES_MAX: usize = 100_000;

impl Crew {
    /// Tries the detector on so many calls, as far as the time goes.
    pub fn soak(&mut self, trials: u64, time: Duration) -> Result<Soak, CrewError> {
        let mut soak = Soak::default();
        let begun = Instant::now();
        let fetched = self.pages_fetched();
        let under_hogs = trials / HOGS_ONE_OF;
        let quiet = time * (100 - HOGS_PERCENT) / 100;
        let mut times = (vec![], vec![], vec![]);
        while soak.trials < trials - under_hogs && begun.elapsed() < quiet {
            self.one(&mut soak, &mut times.0, &mut times.1)?;
        }
        soak.pages_fetched = self.pages_fetched().saturating_sub(fetched);
        let hogs = Hogs::start();
        while soak.under_hogs < under_hogs && begun.elapsed() < time {
            self.one(&mut soak, &mut times.2, &mut vec![])?;
            soak.under_hogs += 1;
        }
        drop(hogs);
        soak.seconds = begun.elapsed().as_secs_f64();
        soak.waits_p50_us = median(times.0);
        soak.returns_p50_us = median(times.1);
        soak.waits_p50_hogs_us = median(times.2);
        Ok(soak)
    }

    fn one(
        &mut self,
        soak: &mut Soak,
        waited: &mut Vec<f64>,
        returned: &mut Vec<f64>,
    ) -> Result<(), CrewError> {
        let waits = soak.trials.is_multiple_of(2);
        let faults = !waits && (soak.trials / 2).is_multiple_of(FAULTS_ONE_OF);
        self.fill()?;
        let begin = Instant::now();
        self.send(0, &Order::Trial { waits, faults }, 1)?;
        let stands = self.settled()?;
        let took_us = begin.elapsed().as_secs_f64() * 1e6;
        let told_waiting = matches!(stands.as_slice(), [(0, Stand::Waits)]);
        soak.trials += 1;
        soak.wrong += u64::from(told_waiting != waits);
        soak.faulting += u64::from(faults);
        let times = if waits { waited } else { returned };
        if times.len() < TIMES_MAX && !faults {
            times.push(took_us);
        }
        self.release_stuck();
        Ok(())
    }

    /// Pages that the first actor has fetched from a disk so far.
    fn pages_fetched(&self) -> u64 {
        /// The place of `majflt` in /proc/PID/stat after the name.
        const FIELD: usize = 9;
        let Some(member) = &self.members[0] else { return 0 };
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", member.pid));
        let stat = stat.unwrap_or_default();
        let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields);
        fields.split(' ').nth(FIELD).and_then(|field| field.parse().ok()).unwrap_or(0)
    }
}

/// Processes that do nothing but burn; they end with this.
struct Hogs(Vec<i32>);

impl Hogs {
    fn start() -> Self {
        let fork = |_| match sys::fork() {
            Ok(Fork::Parent { child }) => Some(child),
            Ok(Fork::Child) => {
                let _ = sys::set_parent_death_signal(libc::SIGKILL);
                loop {
                    std::hint::spin_loop();
                }
            }
            Err(_) => None,
        };
        Self((0..HOGS).filter_map(fork).collect())
    }
}

impl Drop for Hogs {
    fn drop(&mut self) {
        for pid in &self.0 {
            let _ = sys::kill(*pid, libc::SIGKILL);
            let _ = sys::wait(*pid, true);
        }
    }
}
