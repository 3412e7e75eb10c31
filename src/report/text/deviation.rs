//! A deviation as STYLE.md shows it: the claim in words, allowed above observed, the script, the
//! command to type.

use super::{Look, MARGIN, claims, hung, style};
use crate::report::picture::fitted;
use crate::report::record::{ClaimLine, Deviation, Record, Verdict};

/// Column of the values beside *allowed* and *observed*.
const VALUE_COLUMN: usize = 10;

/// Deviations that confirming did not show again, by the claim's name.
pub fn seen_once(record: &Record, look: Look) -> String {
    let once = record.deviations.iter().filter(|deviation| deviation.seen_once());
    let word = style::paint(style::CAUTION, &format!("{:>12}", "seen once"));
    let show = |deviation: &Deviation| {
        format!("{word}  {}\n{}\n", deviation.claim, facts(deviation, look))
    };
    once.filter(|deviation| !is_broken(record, &deviation.claim)).map(show).collect()
}

fn is_broken(record: &Record, id: &str) -> bool {
    record.claim(id).is_some_and(|claim| claim.verdict == Verdict::Broken)
}

/// A claim and the deviations that broke it.
pub fn shown<'d>(
    claim: &ClaimLine,
    deviations: impl Iterator<Item = &'d Deviation>,
    look: Look,
) -> String {
    let statement = hung(&claim.statement, MARGIN, look.width);
    let mut text = format!("{}\n{statement}\n", claims::head(claim, look));
    for deviation in deviations {
        text.push_str(&facts(deviation, look));
    }
    text.push('\n');
    text
}

fn facts(deviation: &Deviation, look: Look) -> String {
    let fact = |name: &str, value: &str| fact(name, value, look);
    let mut lines = vec![
        fact("allowed", &deviation.allowed.join(", or ")),
        style::value(&fact("observed", &deviation.observed), &deviation.observed, style::BAD),
    ];
    if let Some(seen) = rate(deviation) {
        lines.push(fact("seen", &seen));
    }
    if !deviation.also.is_empty() {
        lines.push(fact("also", &deviation.also.join(", ")));
    }
    lines.push(script(&deviation.picture, look));
    // A command is copied: it is not folded.
    lines.push(format!("{:MARGIN$}{:VALUE_COLUMN$}{}", "", "replay", deviation.replay));
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

fn fact(name: &str, value: &str, look: Look) -> String {
    let column = MARGIN + VALUE_COLUMN;
    let value = hung(value, column, look.width);
    format!("{:MARGIN$}{name:VALUE_COLUMN$}{}", "", value.trim_start())
}

/// The picture's own columns begin right of the word.
fn script(picture: &str, look: Look) -> String {
    let word = "script";
    let indent = " ".repeat(MARGIN + word.len());
    let fitted = fitted(picture, look.width - indent.len());
    let mut lines = fitted.lines();
    let margin = " ".repeat(MARGIN);
    let first = lines.next().unwrap_or_default();
    // Where each step is a line of its own, there is no head to put beside the word.
    let head = if first.starts_with("      ") {
        format!("{margin}{word}{first}")
    } else {
        format!("{margin}{word}\n{indent}{first}")
    };
    let rest = lines.map(|line| format!("\n{indent}{line}"));
    std::iter::once(head).chain(rest).collect()
}
