//! Whose fault the known deviations are, counted apart.

use super::{Look, MARGIN, grouped, hung, style};
use crate::report::ledger::Wrong;
use crate::report::record::{Record, Verdict};

/// A line of counts; nothing where no ledger says whose fault they are.
pub fn told(record: &Record, look: Look) -> String {
    let known = record.claims.iter().filter(|claim| claim.verdict == Verdict::Known);
    let faults: Vec<Wrong> = known.filter_map(|claim| claim.wrong).collect();
    let counts: Vec<String> = Wrong::ALL
        .into_iter()
        .map(|wrong| (wrong, faults.iter().filter(|fault| **fault == wrong).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(wrong, count)| format!("{wrong} in {}", grouped(count as u64)))
        .collect();
    if counts.is_empty() {
        return String::new();
    }
    let line = format!("of what is known, {}", counts.join(", "));
    style::paint(style::FAINT, &hung(&line, MARGIN, look.width)) + "\n"
}
