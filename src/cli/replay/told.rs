//! What a person sees of a replay: what deviated, then what else the script showed.

use super::super::{Status, output};
use crate::report::record::{ClaimLine, Record};
use crate::report::text::{self, Detail};

/// The text about one script.
pub fn told(record: &Record) -> String {
    let look = output::look(Detail::Short);
    let mut told = String::new();
    for deviation in &record.deviations {
        if let Some(claim) = record.claim(&deviation.claim) {
            told += &text::shown(claim, std::iter::once(deviation), look);
        }
    }
    let kept = record.claims.iter().filter(|claim| claim.kept > 0);
    let kept: Vec<&str> = kept.map(|claim| claim.id.as_str()).collect();
    if !kept.is_empty() {
        told.extend([format!("{:>12}  {}\n", "kept", kept.join(", "))]);
    }
    for silence in &record.silences {
        told.extend([format!("{:>12}  {}\n", "silent", silence.situation)]);
    }
    if record.end.inconclusive > 0 {
        let times = record.end.inconclusive;
        told.extend([format!("{:>12}  cut short by a bound, {times} times\n", "undecided")]);
    }
    let facility = record.begun.first().map_or("", |begun| begun.facility.as_str());
    let (deviated, times) = (deviated(record), record.end.scripts);
    told.extend([format!("{facility}: deviated {deviated} of {times} times\n")]);
    if status(record) == Status::NothingRuled {
        let why = "no claim speaks of what could be performed of the script here";
        told.extend([format!("{:>12}  {why}\n", "undecided")]);
    }
    told
}

/// How it went.
pub fn status(record: &Record) -> Status {
    let ruled = record.claims.iter().any(|claim| claim.ruled > 0) || !record.silences.is_empty();
    match (deviated(record), ruled) {
        (0, false) => Status::NothingRuled,
        (0, true) => Status::AsExpected,
        _ => Status::Differs,
    }
}

/// Each performance deviates once at the most.
fn deviated(record: &Record) -> u64 {
    let broken = |claim: &ClaimLine| claim.broken;
    record.claims.iter().map(broken).sum()
}
