//! Every limit of every facility: its value here, where that was read, what it binds, and what was
//! measured at it.

mod edges;
mod files;
mod queues;
mod signals;
mod values;

use crate::engine::isolate::{Environment, Part};
use crate::kernel::{self, Limit};
use crate::report::record::LimitLine;
use crate::sys::{self, Errno};

use super::probe::processes::asked;
use super::probe::site::Site;
pub use edges::{max_arg_strlen, sem_value_max, semvmx};

/// Where the probes of limits begin to count: those of facilities are below.
const SERIAL_FIRST: u32 = 4000;

/// The largest number that is taken, and the error of one more.
pub type Edge = Result<(u64, Errno), Errno>;

/// A limit that the guide goes to the edge of.
pub struct Probe {
    pub name: &'static str,
    /// Exhausts what others need, unless that is ours alone.
    pub exhausts: Option<Part>,
    /// Is handed the limit's value, if it has one.
    pub edge: fn(&Site<'_>, Option<u64>) -> Edge,
}

/// The limits as they are where the probes work, each measured where that does no harm. Those that
/// rooms know come first.
pub fn measured(environment: &Environment) -> Vec<LimitLine> {
    let mut lines = values();
    let probes = [queues::PROBES, files::PROBES, signals::PROBES];
    for (serial, probe) in (SERIAL_FIRST..).zip(probes.into_iter().flatten()) {
        if probe.exhausts.is_some_and(|part| !environment.isolation.has(part)) {
            continue;
        }
        let Some(line) = lines.iter_mut().find(|line| line.name == probe.name) else { continue };
        let site = Site::new(environment, serial);
        let said = asked(|| {
            // Limits bind who has no privilege that exempts it.
            let _ = sys::drop_capabilities(u64::MAX);
            let found = (probe.edge)(&site, line.value);
            found.map_or_else(|_| String::new(), |(edge, errno)| format!("{edge} {errno}"))
        });
        let Some((edge, errno)) = said.as_ref().and_then(|said| said.split_once(' ')) else {
            continue;
        };
        line.measured = edge.parse().ok();
        line.errno = Some(errno.to_owned());
    }
    lines
}

/// The values that can be read here.
pub fn values() -> Vec<LimitLine> {
    let known = kernel::read_limits();
    let mut lines: Vec<LimitLine> =
        known.into_iter().map(|(limit, value)| of_a_room(limit, value)).collect();
    for line in values::all() {
        if !lines.iter().any(|known| known.name == line.name) {
            lines.push(line);
        }
    }
    lines
}

/// A limit that rooms know; 0 of the limits on a user's pipes is no limit (pipe(7), /proc files).
fn of_a_room(limit: Limit, value: u64) -> LimitLine {
    let zero_lifts = matches!(limit, Limit::PipeUserPagesSoft | Limit::PipeUserPagesHard);
    LimitLine {
        name: limit.name(),
        value: (value != libc::RLIM_INFINITY && !(zero_lifts && value == 0)).then_some(value),
        source: limit.source(),
        binds: limit.binds().word().into(),
        measured: None,
        errno: limit.errno().map(str::to_owned),
    }
}
