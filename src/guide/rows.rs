//! What the pages say of each facility: a file for each, whatever rooms the house has yet.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// What the pages say of one facility.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its name, that of its room; from the file's.
    #[serde(skip)]
    pub facility: &'static str,
    /// The table that it stands in.
    pub group: Group,
    /// Its place where several facilities would do: the simpler one first.
    pub rank: u32,
    /// What it is.
    pub summary: String,
    pub cells: BTreeMap<String, Written>,
}

/// What is written in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Written {
    Page {
        is: String,
        /// Page and heading: `pipe(7), PIPE_BUF`.
        page: String,
        /// The claim of a room that says the same.
        claim: Option<String>,
    },
    /// The question does not arise, since …
    Not { not: String },
}

/// Tables of facilities that are alternatives to each other, each as wide as a narrow terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    Bytes,
    Messages,
    Notifications,
    Locks,
    Semaphores,
    Memory,
    Files,
}

impl Group {
    pub const ALL: [Self; 7] = [
        Self::Bytes,
        Self::Messages,
        Self::Notifications,
        Self::Locks,
        Self::Semaphores,
        Self::Memory,
        Self::Files,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Bytes => "Streams of bytes",
            Self::Messages => "Messages",
            Self::Notifications => "Notifications",
            Self::Locks => "Locks on files",
            Self::Semaphores => "Semaphores",
            Self::Memory => "Shared memory",
            Self::Files => "Ordinary means",
        }
    }
}

macro_rules! files {
    ($($name:literal)+) => { &[$(($name, include_str!(concat!("rows/", $name, ".toml")))),+] };
}

const FILES: &[(&str, &str)] = files! {
    "pipe" "fifo" "unix_stream" "tcp" "pty"
    "unix_seqpacket" "unix_datagram" "posix_mq" "sysv_msg" "udp"
    "eventfd" "signal" "signalfd"
    "flock" "record_lock" "ofd_lock" "lease"
    "posix_sem" "sysv_sem" "futex"
    "posix_shm" "mmap" "memfd" "sysv_shm"
    "regular_file" "process_vm" "environment"
};

/// All rows, in the order of tables.
pub fn all() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| FILES.iter().map(|(name, text)| read(name, text)).collect())
}

/// The row of that facility.
pub fn of(facility: &str) -> Option<&'static Row> {
    all().iter().find(|row| row.facility == facility)
}

fn read(name: &'static str, text: &str) -> Row {
    let mut row: Row = toml::from_str(text).unwrap_or_else(|error| panic!("{name}.toml: {error}"));
    row.facility = name;
    row
}

#[cfg(test)]
mod tests {
    use super::{Group, all};
    use crate::guide::measure;

    #[test]
    fn every_facility_has_a_cell_for_every_measure_and_no_other() {
        for row in all() {
            for key in row.cells.keys() {
                assert!(measure::of(key).is_some(), "{}: there is no {key}", row.facility);
            }
            let written = |measure: &&measure::Measure| **measure != measure::EASE;
            for measure in measure::ALL.iter().filter(written) {
                let there = row.cells.contains_key(measure.key);
                assert!(there, "{}: {} is missing", row.facility, measure.key);
            }
        }
    }

    #[test]
    fn ranks_are_an_order() {
        let mut ranks: Vec<u32> = all().iter().map(|row| row.rank).collect();
        ranks.sort_unstable();
        ranks.dedup();
        assert_eq!(ranks.len(), all().len());
    }

    #[test]
    fn no_table_is_wider_than_a_narrow_terminal() {
        for group in Group::ALL {
            let count = all().iter().filter(|row| row.group == group).count();
            assert!((1..=5).contains(&count), "{}: {count}", group.title());
        }
    }
}
