//! Whether the machine was left alone while we measured.

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// Of a hundred: what others may take of the processors.
const OTHERS_PERCENT_MAX: f64 = 5.0;
/// Of a hundred: what the hypervisor may take.
const STEAL_PERCENT_MAX: f64 = 1.0;

/// What the processors had done at some time, in ticks.
#[derive(Debug, Clone, Copy)]
pub struct Machine {
    busy: u64,
    steal: u64,
    total: u64,
    ours_us: i64,
}

/// What disturbed a measurement, in a hundred of all processor time.
#[derive(Debug, Clone, Copy)]
pub struct Disturbed {
    pub others_percent: f64,
    pub steal_percent: f64,
}

impl Machine {
    pub fn now() -> Self {
        let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
        let line = stat.lines().next().unwrap_or_default();
        let ticks: Vec<u64> =
            line.split_whitespace().skip(1).filter_map(|word| word.parse().ok()).collect();
        let of = |place: usize| ticks.get(place).copied().unwrap_or(0);
        // user nice system idle iowait irq softirq steal: guests are within user.
        let total = (0..8).map(of).sum();
        let steal = of(7);
        let busy = total - of(3) - of(4) - steal;
        let ours = [UsageWho::RUSAGE_SELF, UsageWho::RUSAGE_CHILDREN].map(|who| {
            getrusage(who).map_or(0, |usage| {
                usage.user_time().num_microseconds() + usage.system_time().num_microseconds()
            })
        });
        Self { busy, steal, total, ours_us: ours.iter().sum() }
    }

    /// What disturbed us since. None where /proc/stat says nothing.
    pub fn since(&self) -> Option<Disturbed> {
        let now = Self::now();
        let total = (now.total - self.total) as f64;
        if total == 0.0 {
            return None;
        }
        let tick_us = 1e6
            / nix::unistd::sysconf(nix::unistd::SysconfVar::CLK_TCK)
                .ok()
                .flatten()
                .map_or(100.0, |ticks| ticks as f64);
        let ours = (now.ours_us - self.ours_us) as f64 / tick_us;
        let others = ((now.busy - self.busy) as f64 - ours).max(0.0);
        Some(Disturbed {
            others_percent: 100.0 * others / total,
            steal_percent: 100.0 * (now.steal - self.steal) as f64 / total,
        })
    }
}

impl Disturbed {
    /// Why the figures are not to be trusted.
    pub fn reasons(&self) -> Vec<String> {
        let mut reasons = vec![];
        if self.others_percent > OTHERS_PERCENT_MAX {
            reasons.push(format!("others took {:.0} % of the processors", self.others_percent));
        }
        if self.steal_percent > STEAL_PERCENT_MAX {
            reasons.push(format!("the hypervisor took {:.0} %", self.steal_percent));
        }
        reasons
    }
}
