//! How long a round trip takes: a message to another process and its answer, by facility, size and
//! place, in groups instead of ranks.
//!
//! Cells are measured in turn, round after round, so that what disturbs the machine disturbs all of
//! them. A cell's interval is that of the medians of its rounds. What has intervals that overlap,
//! or differs by less than a fifth, is one group: more than that a machine with others on it cannot
//! tell. Across processors the waking of a processor drowns the facility, and groups say so.

mod links;
mod rounds;
mod shown;
mod statistics;

use std::io::{Read, Seek, Write};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::probe::ProbeError;
use crate::engine::isolate::{self, Wanted};
pub use shown::{letter, micro, size, text};

/// Bytes of a message and of its answer.
pub const SIZES: [usize; 6] = [1, 64, 1024, 4096, 16_384, 65_536];

/// What was measured.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Benchmark {
    pub cells: Vec<Timed>,
    pub rounds: usize,
    pub seconds: f64,
    /// Of the processors, in a hundred: what others and the hypervisor took.
    pub others_percent: Option<f64>,
    pub steal_percent: Option<f64>,
    /// Why the figures are not to be trusted; empty if they are.
    pub untrustworthy: Vec<String>,
}

/// Where the two processes run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    SameCpu,
    AcrossCpus,
}

/// One facility with messages of one size, at one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timed {
    pub facility: String,
    pub bytes: usize,
    pub place: Place,
    /// Of a round trip, in nanoseconds.
    pub p50_ns: u64,
    pub p90_ns: u64,
    pub p99_ns: u64,
    pub p999_ns: u64,
    /// In which its median lies, with 95 % confidence.
    pub interval_ns: (u64, u64),
    /// From 1, the fastest; of those of this size at this place.
    pub group: usize,
    /// There and back.
    pub megabytes_per_second: f64,
    pub switches_per_trip: f64,
    pub syscalls_per_trip: f64,
    pub trips: u64,
}

impl Place {
    pub const ALL: [Self; 2] = [Self::SameCpu, Self::AcrossCpus];

    pub fn title(self) -> &'static str {
        match self {
            Self::SameCpu => "Both processes on one processor",
            Self::AcrossCpus => "Each process on its own processor",
        }
    }
}

/// Measures for about as long as that. The caller must be the main thread and its process's only
/// one.
pub fn measured(time: Duration, namespaces: bool) -> Result<Benchmark, ProbeError> {
    let mut file = tempfile::tempfile().map_err(ProbeError::Hear)?;
    let wanted = Wanted { namespaces, cpu: None, dropped_capabilities: 0 };
    let child = isolate::launch(&wanted, |environment| {
        let mut benchmark = rounds::measured(environment, time);
        statistics::group(&mut benchmark.cells);
        let said = serde_json::to_vec(&benchmark).unwrap_or_default();
        i32::from((&file).write_all(&said).is_err())
    })?;
    child.wait();
    let mut said = String::new();
    file.rewind().and_then(|()| file.read_to_string(&mut said)).map_err(ProbeError::Hear)?;
    Ok(serde_json::from_str(&said)?)
}

impl Benchmark {
    /// The cells of a place and a size, the fastest first.
    pub fn of(&self, place: Place, bytes: usize) -> Vec<&Timed> {
        let of = self.cells.iter().filter(|cell| (cell.place, cell.bytes) == (place, bytes));
        let mut cells: Vec<&Timed> = of.collect();
        cells.sort_by_key(|cell| (cell.group, cell.p50_ns));
        cells
    }
}
