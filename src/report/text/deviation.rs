//! A deviation as STYLE.md shows it: the claim in words, allowed above observed, the script, the
//! command to type.

use super::{MARGIN, claims, folded, style};
use crate::report::record::{ClaimLine, Deviation, Record, Verdict};

/// Column of the values beside *allowed* and *observed*.
const VALUE_COLUMN: usize = 10;

/// Every broken claim with its deviations.
pub fn broken(record: &Record) -> String {
    let broken = record.claims.iter().filter(|claim| claim.verdict == Verdict::Broken);
    broken.map(|claim| of_claim(record, claim)).collect()
}

/// Deviations that confirming did not show again, by the claim's name.
pub fn seen_once(record: &Record) -> String {
    let once = record.deviations.iter().filter(|deviation| deviation.seen_once());
    let word = style::paint(style::CAUTION, &format!("{:>12}", "seen once"));
    let show =
        |deviation: &Deviation| format!("{word}  {}\n{}\n", deviation.claim, facts(deviation));
    once.filter(|deviation| !is_broken(record, &deviation.claim)).map(show).collect()
}

fn is_broken(record: &Record, id: &str) -> bool {
    record.claim(id).is_some_and(|claim| claim.verdict == Verdict::Broken)
}

fn of_claim(record: &Record, claim: &ClaimLine) -> String {
    shown(claim, record.deviations_of(&claim.id))
}

/// A claim and the deviations that broke it.
pub fn shown<'d>(claim: &ClaimLine, deviations: impl Iterator<Item = &'d Deviation>) -> String {
    let mut text = format!("{}\n{}\n", claims::head(claim), folded(&claim.statement));
    for deviation in deviations {
        text.push_str(&facts(deviation));
    }
    text.push('\n');
    text
}

fn facts(deviation: &Deviation) -> String {
    let mut lines = vec![
        fact("allowed", &deviation.allowed.join(", or ")),
        fact("observed", &style::paint(style::BAD, &deviation.observed)),
    ];
    if let Some(seen) = rate(deviation) {
        lines.push(fact("seen", &seen));
    }
    if !deviation.also.is_empty() {
        lines.push(fact("also", &deviation.also.join(", ")));
    }
    lines.push(script(&deviation.picture));
    lines.push(fact("replay", &deviation.replay));
    lines.join("\n") + "\n"
}

fn rate(deviation: &Deviation) -> Option<String> {
    let tries = deviation.tries;
    if deviation.seen_once() {
        return Some(format!("once, and not in {tries} reruns: it does not fail the run"));
    }
    let percent = deviation.rate * 100.0;
    (deviation.rate < 1.0).then(|| format!("in {percent:.0} % of {tries} reruns"))
}

fn fact(name: &str, value: &str) -> String {
    format!("{}{name:VALUE_COLUMN$}{value}", " ".repeat(MARGIN))
}

/// The picture's own columns begin right of the word.
fn script(picture: &str) -> String {
    let word = "script";
    let indent = " ".repeat(MARGIN + word.len());
    let mut lines = picture.lines();
    let first = format!("{}{word}{}", " ".repeat(MARGIN), lines.next().unwrap_or_default());
    let rest = lines.map(|line| format!("\n{indent}{line}"));
    std::iter::once(first).chain(rest).collect()
}
