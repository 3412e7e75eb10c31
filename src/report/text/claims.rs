//! Claims by name: in one line each where nothing is wrong, with their statement where it is.

use super::{Look, MARGIN, counted, hung, style};
use crate::report::record::{ClaimLine, Record, Verdict};

/// So many claims of one reason have a line each.
const APART_MAX: usize = 6;

/// Every claim of this verdict on a line, with the reason.
pub fn listed(record: &Record, verdict: Verdict, look: Look) -> String {
    lines(&of(record, verdict).collect::<Vec<_>>(), verdict, look)
}

fn lines(claims: &[&ClaimLine], verdict: Verdict, look: Look) -> String {
    let width = claims.iter().map(|claim| claim.id.chars().count()).max().unwrap_or(0);
    let line = |claim: &&ClaimLine| {
        let reason = claim.reason.as_deref().unwrap_or("no reason was recorded");
        let (word, id) = (style::word(verdict), &claim.id);
        let column = MARGIN + width + 2;
        if column + reason.chars().count() <= look.width {
            return format!("{word}  {id:width$}  {reason}\n");
        }
        format!("{word}  {id}\n{}\n", hung(reason, MARGIN + 2, look.width))
    };
    claims.iter().map(line).collect()
}

/// Every claim of this verdict by name. Many that have one reason share a paragraph.
pub fn named(record: &Record, verdict: Verdict, look: Look) -> String {
    let mut reasons: Vec<(&str, Vec<&ClaimLine>)> = vec![];
    for claim in of(record, verdict) {
        let reason = claim.reason.as_deref().unwrap_or("no reason was recorded");
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, claims)) => claims.push(claim),
            None => reasons.push((reason, vec![claim])),
        }
    }
    let (many, few): (Vec<_>, Vec<_>) =
        reasons.into_iter().partition(|(_, claims)| claims.len() > APART_MAX);
    let few: Vec<&ClaimLine> = few.into_iter().flat_map(|(_, claims)| claims).collect();
    let paragraph = |(reason, claims): (&str, Vec<&ClaimLine>)| {
        let names: Vec<&str> = claims.iter().map(|claim| claim.id.as_str()).collect();
        let count = counted(names.len() as u64, "claim");
        let told = format!("{count}: {reason}: {}", names.join(", "));
        super::headed(verdict.word(), style::of(verdict), &told, look)
    };
    many.into_iter().map(paragraph).collect::<String>() + &lines(&few, verdict, look)
}

/// Every claim of this verdict with its citation, statement and reason.
pub fn explained(record: &Record, verdict: Verdict, look: Look) -> String {
    let explain = |claim: &ClaimLine| {
        let reason = claim.reason.as_deref().unwrap_or("no reason was recorded");
        let (statement, reason) =
            (hung(&claim.statement, MARGIN, look.width), hung(reason, MARGIN, look.width));
        format!("{}\n{statement}\n{reason}\n\n", head(claim, look))
    };
    of(record, verdict).map(explain).collect()
}

/// The verdict, the id, and the citation at the right edge; below the id where both do not fit.
pub fn head(claim: &ClaimLine, look: Look) -> String {
    let citation = claim.citation();
    let used = MARGIN + claim.id.chars().count() + citation.chars().count();
    let id = style::paint(style::STRONG, &claim.id);
    let word = style::word(claim.verdict);
    match look.width.checked_sub(used).filter(|gap| *gap >= 2) {
        Some(gap) => format!("{word}  {id}{}{citation}", " ".repeat(gap)),
        None => format!("{word}  {id}\n{}", hung(&citation, MARGIN, look.width)),
    }
}

fn of(record: &Record, verdict: Verdict) -> impl Iterator<Item = &ClaimLine> {
    record.claims.iter().filter(move |claim| claim.verdict == verdict)
}
