//! Claims by name: in one line each where nothing is wrong, with their statement where it is.

use super::{WIDTH, folded, style};
use crate::report::record::{ClaimLine, Record, Verdict};

/// Every claim of this verdict on a line, with the reason.
pub fn listed(record: &Record, verdict: Verdict) -> String {
    let claims: Vec<&ClaimLine> = of(record, verdict).collect();
    let width = claims.iter().map(|claim| claim.id.chars().count()).max().unwrap_or(0);
    let line = |claim: &&ClaimLine| {
        let reason = claim.reason.as_deref().unwrap_or("no reason was recorded");
        format!("{}  {:width$}  {reason}\n", style::word(verdict), claim.id)
    };
    claims.iter().map(line).collect()
}

/// Every claim of this verdict with its citation, statement and reason.
pub fn explained(record: &Record, verdict: Verdict) -> String {
    let explain = |claim: &ClaimLine| {
        let reason = claim.reason.as_deref().unwrap_or("no reason was recorded");
        format!("{}\n{}\n{}\n\n", head(claim), folded(&claim.statement), folded(reason))
    };
    of(record, verdict).map(explain).collect()
}

/// The verdict, the id, and the citation at the right edge.
pub fn head(claim: &ClaimLine) -> String {
    let citation = claim.citation();
    let used = super::MARGIN + claim.id.chars().count() + citation.chars().count();
    let gap = " ".repeat(WIDTH.saturating_sub(used).max(2));
    let id = style::paint(style::STRONG, &claim.id);
    format!("{}  {id}{gap}{citation}", style::word(claim.verdict))
}

fn of(record: &Record, verdict: Verdict) -> impl Iterator<Item = &ClaimLine> {
    record.claims.iter().filter(move |claim| claim.verdict == verdict)
}
