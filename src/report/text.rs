//! What a person sees of a record: first what was left open, then what is wrong, then the counts.
//!
//! The text carries its colours; whoever prints it takes them out where they are not wanted.

mod claims;
mod deviation;
mod known;
mod style;
mod summary;
mod waits;

use super::record::{Record, Verdict};
pub use deviation::shown;
pub use summary::kernel;

/// Column at which the words of a report begin; verdicts end two before it.
const MARGIN: usize = 14;
/// Column that citations end at, and that sentences are folded before.
const WIDTH: usize = 98;

/// The report of one run.
pub fn render(record: &Record) -> String {
    let mut text = String::new();
    for warning in &record.run.warnings {
        text.push_str(&headed("warning", style::CAUTION, warning));
    }
    text.push_str(&summary::filtered(record));
    for verdict in [Verdict::Skipped, Verdict::Idle, Verdict::Known] {
        text.push_str(&claims::listed(record, verdict));
    }
    text.push_str(&deviation::seen_once(record));
    for verdict in [Verdict::Failed, Verdict::Unexpected] {
        text.push_str(&claims::explained(record, verdict));
    }
    text.push_str(&deviation::broken(record));
    text.push_str(&summary::facilities(record));
    text.push_str(&summary::whole(record));
    text.push_str(&known::told(record));
    text.push_str(&waits::told(record));
    text
}

/// The reports of several runs, one after the other.
pub fn render_all(records: &[Record]) -> String {
    records.iter().map(render).collect::<Vec<_>>().join("\n")
}

/// A word at the margin, and sentences beside it.
fn headed(word: &str, colour: anstyle::Style, sentences: &str) -> String {
    let word = style::paint(colour, &format!("{word:>12}"));
    format!("{word}  {}", folded(sentences).trim_start().to_owned() + "\n")
}

/// Sentences folded before the right edge, each line at the margin.
pub fn folded(sentences: &str) -> String {
    let mut lines = vec![String::new()];
    for word in sentences.split_whitespace() {
        let line = lines.last_mut().expect("there is a line from the start");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH - MARGIN {
            lines.push(word.to_owned());
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let indent = " ".repeat(MARGIN);
    lines.iter().map(|line| format!("{indent}{line}")).collect::<Vec<_>>().join("\n")
}

/// A number with commas between its thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 claim`, `2 claims`.
pub fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_set_apart() {
        let shown = [0, 999, 1_000, 31_415, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "31,415", "1,234,567"]);
    }
}
