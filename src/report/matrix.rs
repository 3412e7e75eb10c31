//! Claims against runs: the rows and cells that the Markdown and HTML reports draw.

use super::record::{ClaimLine, Record, Verdict};
use super::version;

/// The facilities of all records, in the order in which they are first met.
pub fn facilities(records: &[Record]) -> Vec<&str> {
    union(records.iter().flat_map(Record::facilities))
}

/// The claims of a facility in any record.
pub fn claims<'a>(records: &'a [Record], facility: &str) -> Vec<&'a str> {
    union(records.iter().flat_map(|record| record.claims_of(facility)).map(|line| &*line.id))
}

/// What any record says of a claim besides its verdict.
pub fn line<'a>(records: &'a [Record], id: &str) -> Option<&'a ClaimLine> {
    records.iter().find_map(|record| record.claim(id))
}

/// One cell for each record; none where the record does not have the claim.
pub fn verdicts(records: &[Record], id: &str) -> Vec<Option<Verdict>> {
    records.iter().map(|record| record.claim(id).map(|line| line.verdict)).collect()
}

/// Whether the records contradict each other. One whose scripts did not reach the claim, or that
/// does not have it, says nothing.
pub fn differs(verdicts: &[Option<Verdict>]) -> bool {
    let mut said = verdicts.iter().flatten().filter_map(|verdict| verdict.holds());
    let first = said.next();
    said.any(|holds| Some(holds) != first)
}

/// Whether any of these fails a run.
pub fn is_unexpected(verdicts: &[Option<Verdict>]) -> bool {
    verdicts.iter().flatten().any(|verdict| verdict.fails())
}

/// From which kernel to which a claim was kept, and where between it was broken. What stands in
/// for Linux has no place in the order of its versions.
pub fn holds(records: &[Record], id: &str) -> Option<String> {
    let on = |wanted: fn(Verdict) -> bool| {
        let mut versions: Vec<_> = records
            .iter()
            .filter(|record| record.run.kernel.linux != Some(false))
            .filter(|record| record.claim(id).is_some_and(|line| wanted(line.verdict)))
            .filter_map(|record| version::parse(&record.run.kernel.version))
            .collect();
        versions.sort_unstable();
        versions.dedup();
        versions
    };
    let kept = on(|verdict| matches!(verdict, Verdict::Kept | Verdict::Unexpected));
    let broken = on(|verdict| matches!(verdict, Verdict::Broken | Verdict::Known));
    let (first, last) = (kept.first()?, kept.last()?);
    let mut text = if first == last {
        version::show(*first)
    } else {
        format!("{} to {}", version::show(*first), version::show(*last))
    };
    if !broken.is_empty() {
        let broken: Vec<String> = broken.into_iter().map(version::show).collect();
        text.push_str(", broken on ");
        text.push_str(&broken.join(", "));
    }
    Some(text)
}

/// A sign that can be told from the others without colour.
pub fn glyph(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Kept => "✓",
        Verdict::Broken => "✗",
        Verdict::Idle => "○",
        Verdict::Skipped => "–",
        Verdict::Known => "≠",
        Verdict::Unexpected => "!",
        Verdict::Failed => "⚠",
    }
}

/// What every one of several lists has, without repetition, in the order first met.
pub fn union<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all: Vec<&str> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    all.extend(names.filter(|name| seen.insert(*name)));
    all
}
