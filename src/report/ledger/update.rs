//! A ledger from records: what is broken is written down, what no longer is goes out.

use std::collections::BTreeSet;

use super::{Entry, Position};
use crate::claim::Version;
use crate::report::record::{Deviation, Record, Verdict};
use crate::report::version;

/// The entries that would have made these runs end as expected, given those there were.
///
/// A claim that is broken on some kernels and kept on later ones of the same target gets a range.
pub fn update(entries: Vec<Entry>, records: &[Record]) -> Vec<Entry> {
    let mut kept: Vec<Entry> =
        entries.into_iter().filter(|entry| !is_stale(entry, records)).collect();
    let targets: BTreeSet<&str> = records.iter().map(|record| record.run.target.as_str()).collect();
    for target in &targets {
        let mut there: Vec<&Record> =
            records.iter().filter(|record| record.run.target == *target).collect();
        there.sort_by_key(|record| version::parse(&record.run.kernel.version));
        let broken: BTreeSet<&str> = there.iter().flat_map(|record| broken(record)).collect();
        for claim in broken {
            kept.extend(ranges(claim, &there).into_iter().map(|mut entry| {
                entry.target = (targets.len() > 1).then(|| (*target).to_owned());
                entry
            }));
        }
    }
    kept.sort_by(|left, right| left.claim.cmp(&right.claim));
    kept
}

fn is_stale(entry: &Entry, records: &[Record]) -> bool {
    let verdict = |record: &Record| record.claim(&entry.claim).map(|line| line.verdict);
    records
        .iter()
        .any(|record| entry.binds(&record.run) && verdict(record) == Some(Verdict::Unexpected))
}

fn broken(record: &Record) -> impl Iterator<Item = &str> {
    let broken = record.claims.iter().filter(|line| line.verdict == Verdict::Broken);
    broken.map(|line| line.id.as_str())
}

/// An entry for each run of neighbouring kernels on which the claim is broken.
fn ranges(claim: &str, records: &[&Record]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut open = false;
    let mut kept_before = false;
    for record in records {
        let version = version::parse(&record.run.kernel.version);
        match record.claim(claim).map(|line| line.verdict) {
            Some(Verdict::Broken) if !open => {
                let since = version.filter(|_| kept_before);
                entries.push(entry(claim, since, record));
                open = true;
            }
            Some(Verdict::Kept) => {
                if let Some(entry) = entries.last_mut().filter(|_| open) {
                    entry.until = version;
                }
                open = false;
                kept_before = true;
            }
            // Nothing was seen of it there, or it goes on.
            _ => {}
        }
    }
    entries
}

fn entry(claim: &str, since: Option<Version>, record: &Record) -> Entry {
    let deviation = record.deviations_of(claim).find(|deviation| !deviation.known);
    Entry {
        claim: claim.into(),
        since,
        until: None,
        target: None,
        privileges: None,
        sometimes: false,
        does: deviation.map_or_else(|| "deviates".into(), does),
        wrong: None,
        link: None,
        evidence: None,
        output: None,
        by_the_book: None,
        script: deviation.map(|deviation| deviation.script.clone()),
        position: Position::default(),
    }
}

fn does(deviation: &Deviation) -> String {
    format!("{}, where the manual allows {}", deviation.observed, deviation.allowed.join(", or "))
}
