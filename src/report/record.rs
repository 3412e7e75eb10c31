//! The record: what a run says, as JSON lines. This is its schema and nothing more.
//!
//! A field that an older version did not write takes its default; a line that an older version does
//! not know makes a new [`SCHEMA`].

mod verdict;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::cause::{Cause, causes};
use super::ledger::Wrong;
use super::text::grouped;
pub use verdict::{Verdict, Verdicts};

/// The version of the record. The second has `cause` lines, the third `reached` lines; each is
/// otherwise like the one before.
pub const SCHEMA: u32 = 3;
/// The oldest that `report`, `merge` and `diff` still read.
pub const SCHEMA_OLDEST: u32 = 1;

/// One line of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Line {
    Run(Box<Run>),
    Begin(Begin),
    Claim(ClaimLine),
    Deviation(Deviation),
    /// Made of the deviations when a record is written; not read back.
    Cause(Cause),
    Silence(Silence),
    Limit(LimitLine),
    Reached(Reached),
    End(End),
}

/// A whole record, its lines by kind. Only a run that came to its end has one.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub run: Run,
    /// The facilities, in the order in which they were begun.
    pub begun: Vec<Begin>,
    pub claims: Vec<ClaimLine>,
    pub deviations: Vec<Deviation>,
    pub silences: Vec<Silence>,
    pub limits: Vec<LimitLine>,
    pub reached: Vec<Reached>,
    pub end: End,
}

/// Where and how a run happened.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    pub schema: u32,
    /// The version of bythebook.
    pub version: String,
    pub kernel: Kernel,
    pub libc: String,
    /// `host`, the name of a target, or the command that wrapped us.
    pub target: String,
    /// How waiting was observed.
    pub detector: String,
    /// Effective capabilities of an actor, by name.
    pub capabilities: Vec<String>,
    pub uid: u32,
    pub cpus: u32,
    /// The namespaces that were ours; empty without isolation.
    pub isolation: Vec<String>,
    /// `0x` and 16 digits.
    pub seed: String,
    /// When it began, in UTC: `2026-11-30T02:02:02Z`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub started: String,
    /// What `--assume-kernel` said.
    pub assumed_kernel: Option<String>,
    /// What was asked for; empty is everything.
    pub patterns: Vec<String>,
    pub cases: Option<u64>,
    pub steps: Option<u32>,
    pub time_seconds: Option<f64>,
    /// Which part of the scripts this run drew.
    pub partition: Option<String>,
    /// Directories that scripts used, and the type of file system that each was on.
    pub scratch: Vec<Scratch>,
    /// What a reader must know before trusting the counts.
    pub warnings: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Kernel {
    /// `uname -r`, as the kernel says it.
    pub release: String,
    /// The version that decided which claims speak of it: `6.18.44`.
    pub version: String,
    pub machine: String,
    /// Whether it is Linux by its behaviour and not by its word; none if that was not found out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linux: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Scratch {
    pub directory: String,
    pub file_system: String,
}

/// Written before a room is entered: what was in flight when a guest died.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Begin {
    pub facility: String,
}

/// One claim, and what the run says of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimLine {
    pub id: String,
    pub facility: String,
    pub aspect: String,
    pub verdict: Verdict,
    /// Why it is idle, skipped, known, unexpected or failed.
    pub reason: Option<String>,
    /// Whose fault it is that it is known to be broken, where the ledger says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrong: Option<Wrong>,
    pub ruled: u64,
    pub kept: u64,
    pub broken: u64,
    pub ambiguous: u64,
    /// Calls that were seen waiting by it; only of a claim that lets calls wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waited: Option<u64>,
    /// Those of them that were woken: they went on since something let them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub woken: Option<u64>,
    pub page: String,
    pub heading: String,
    /// `kernel` or `glibc`.
    pub layer: String,
    pub statement: String,
    /// First kernel of which the statement is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// First kernel of which it is no longer made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// An outcome that no clause of the ruling allowed, confirmed and shrunk.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Deviation {
    /// The first claim that should have held.
    pub claim: String,
    /// The other claims that would have allowed something.
    pub also: Vec<String>,
    pub allowed: Vec<String>,
    pub observed: String,
    /// How many of the `tries` deviated again; 1 is deterministic, 0 was seen once.
    pub rate: f64,
    pub tries: u32,
    pub statement: String,
    /// The shrunk script, as `replay` reads it.
    pub script: Value,
    /// The shrunk script in columns, the step marked: see [`super::picture()`].
    pub picture: String,
    /// The command that shows it again.
    pub replay: String,
    /// An entry of the ledger explains it: it was not found, but its script was run.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
}

/// A situation that the manual does not speak of, and what the kernel did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Silence {
    pub id: String,
    pub facility: String,
    pub situation: String,
    pub outcomes: Vec<Done>,
}

/// One thing done, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Done {
    pub outcome: String,
    pub times: u64,
}

/// A limit: its value, where that was read, and what was measured at it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LimitLine {
    pub name: String,
    /// None for no limit.
    pub value: Option<u64>,
    pub source: String,
    /// Process, IPC namespace, user or machine.
    pub binds: String,
    pub measured: Option<u64>,
    pub errno: Option<String>,
}

/// How much of the wake matrix a run met, of one facility.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Reached {
    pub facility: String,
    /// Cells that some run is known to have met.
    pub known: u64,
    /// Those of them that this run met.
    pub met: u64,
    /// What this run met, known or new.
    pub cells: Vec<Cell>,
}

/// A call that slept, and what ended its sleep.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cell {
    pub call: String,
    /// How many slept beside it; 2 is two or more.
    pub beside: u8,
    /// The step that ended its sleep.
    pub by: String,
    pub times: u64,
}

/// The last line: a record without it is the record of a run that died.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct End {
    /// All claims; the seven verdicts sum to it.
    pub claims: u64,
    #[serde(flatten)]
    pub verdicts: Verdicts,
    /// Judgements cut short by a bound.
    pub inconclusive: u64,
    /// Deviations of claims that are known to be broken, not shrunk in time: whether they are what
    /// is known was not found out.
    #[serde(skip_serializing_if = "is_zero")]
    pub not_told_apart: u64,
    /// Calls that failed with EPERM under a filter of system calls (seccomp(2)), which was taken
    /// for the cause: no claim is broken by them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filtered_calls: Vec<String>,
    pub scripts: u64,
    pub operations: u64,
    pub races: u64,
    pub races_overlapped: u64,
    pub seconds: f64,
    /// A signal ended the run before its time: what it did not reach is no finding.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
    /// Of the scripts drawn.
    pub digest: String,
    /// The exit status of the run.
    pub status: u8,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl ClaimLine {
    /// Page and heading, as a report prints them.
    pub fn citation(&self) -> String {
        format!("{}, {}", self.page, self.heading)
    }
}

impl Deviation {
    /// Seen once and not again on confirming: reported, but no reason to fail a run.
    pub fn seen_once(&self) -> bool {
        self.rate == 0.0
    }
}

impl Cell {
    /// Whether it is that cell, however often it was met.
    pub fn is(&self, other: &Self) -> bool {
        (&self.call, self.beside, &self.by) == (&other.call, other.beside, &other.by)
    }
}

impl LimitLine {
    /// Its value, what was measured at it, and the error of what is past it: there is none past no
    /// limit.
    pub fn shown(&self) -> String {
        let value = self.value.map_or_else(|| "no limit".into(), grouped);
        let measured = self.measured.map(|measured| format!(", measured {}", grouped(measured)));
        let errno = self.errno.as_ref().filter(|_| self.value.is_some());
        let errno = errno.map(|errno| format!(", past it {errno}"));
        [value, measured.unwrap_or_default(), errno.unwrap_or_default()].concat()
    }
}

impl Record {
    /// A record that has its run and nothing else yet.
    pub fn begun(run: Run) -> Self {
        Self {
            run,
            begun: Vec::new(),
            claims: Vec::new(),
            deviations: Vec::new(),
            silences: Vec::new(),
            limits: Vec::new(),
            reached: Vec::new(),
            end: End::default(),
        }
    }

    /// Counts the claims into `end`.
    pub fn count(&mut self) {
        self.end.claims = self.claims.len() as u64;
        self.end.verdicts = Verdicts::of(&self.claims);
    }

    /// The lines in the order in which a run writes them.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = vec![Line::Run(Box::new(self.run.clone()))];
        lines.extend(self.begun.iter().cloned().map(Line::Begin));
        lines.extend(self.claims.iter().cloned().map(Line::Claim));
        lines.extend(self.deviations.iter().cloned().map(Line::Deviation));
        lines.extend(causes(self).into_iter().map(Line::Cause));
        lines.extend(self.silences.iter().cloned().map(Line::Silence));
        lines.extend(self.limits.iter().cloned().map(Line::Limit));
        lines.extend(self.reached.iter().cloned().map(Line::Reached));
        lines.push(Line::End(self.end.clone()));
        lines
    }

    /// The facilities that claims speak of, in the order of the record.
    pub fn facilities(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for claim in &self.claims {
            if !names.contains(&claim.facility.as_str()) {
                names.push(&claim.facility);
            }
        }
        names
    }

    pub fn claims_of(&self, facility: &str) -> impl Iterator<Item = &ClaimLine> {
        self.claims.iter().filter(move |claim| claim.facility == facility)
    }

    pub fn claim(&self, id: &str) -> Option<&ClaimLine> {
        self.claims.iter().find(|claim| claim.id == id)
    }

    pub fn deviations_of(&self, claim: &str) -> impl Iterator<Item = &Deviation> {
        self.deviations.iter().filter(move |deviation| deviation.claim == claim)
    }
}
