//! What something cost: time on the wall, and time on processors of everybody who took part.

use std::time::Instant;

use nix::time::{ClockId, clock_getcpuclockid, clock_gettime};
use nix::unistd::Pid;
use serde::{Deserialize, Serialize};

/// Nanoseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    pub wall_ns: u64,
    /// Of the worker and its actors. What others do on the machine is not in it, save that they
    /// empty the caches.
    pub cpu_ns: u64,
}

/// Measures from here to [`Stopwatch::read`].
pub struct Stopwatch {
    begun: Instant,
    cpu_ns: u64,
}

impl Stopwatch {
    pub fn start(pids: &[i32]) -> Self {
        Self { cpu_ns: cpu_ns(pids), begun: Instant::now() }
    }

    pub fn read(&self, pids: &[i32]) -> Cost {
        let wall_ns = self.begun.elapsed().as_nanos() as u64;
        Cost { wall_ns, cpu_ns: cpu_ns(pids).saturating_sub(self.cpu_ns) }
    }
}

impl std::ops::AddAssign for Cost {
    fn add_assign(&mut self, more: Self) {
        self.wall_ns += more.wall_ns;
        self.cpu_ns += more.cpu_ns;
    }
}

/// Processor time so far, of ourselves and of these processes; who is gone has none.
fn cpu_ns(pids: &[i32]) -> u64 {
    let of = |clock: ClockId| {
        clock_gettime(clock)
            .map_or(0, |time| time.tv_sec() as u64 * 1_000_000_000 + time.tv_nsec() as u64)
    };
    let others = pids.iter().filter_map(|pid| clock_getcpuclockid(Pid::from_raw(*pid)).ok());
    of(ClockId::CLOCK_PROCESS_CPUTIME_ID) + others.map(of).sum::<u64>()
}
