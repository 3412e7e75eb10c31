//! What a person sees of a record: what is wrong first, by cause, then what was left open, then the
//! counts.
//!
//! The text carries its colours; whoever prints it takes them out where they are not wanted.

mod causes;
mod claims;
mod counts;
mod deviation;
mod known;
mod legend;
mod style;
mod summary;
mod waits;

use super::record::{Record, Verdict};
pub use deviation::shown;
pub use summary::kernel;

/// Column at which the words of a report begin; verdicts end two before it.
const MARGIN: usize = 14;
/// Width of a report that goes to no terminal, and the widest that is read with ease.
pub const WIDTH: usize = 98;
/// Narrowest page that is written for.
const WIDTH_MIN: usize = 60;

/// How a report is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Column that citations end at, and that sentences are folded before.
    pub width: usize,
    pub detail: Detail,
}

/// How much of a run is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// The counts.
    Summary,
    /// What needs a reader; what is as expected is counted.
    Short,
    /// Every claim that is not kept, and every script.
    All,
}

impl Default for Look {
    fn default() -> Self {
        Self { width: WIDTH, detail: Detail::Short }
    }
}

impl Look {
    /// For a terminal so wide.
    pub fn of_width(width: usize, detail: Detail) -> Self {
        Self { width: width.clamp(WIDTH_MIN, WIDTH), detail }
    }
}

/// The report of one run.
pub fn render(record: &Record, look: Look) -> String {
    let mut text = String::new();
    if look.detail > Detail::Summary {
        for warning in &record.run.warnings {
            text.push_str(&headed("warning", style::CAUTION, warning, look));
        }
        text.push_str(&summary::filtered(record, look));
        text.push_str(&counts::absent(record, look));
        text.push_str(&causes::broken(record, look));
        for verdict in [Verdict::Unexpected, Verdict::Failed] {
            text.push_str(&claims::explained(record, verdict, look));
        }
        text.push_str(&deviation::seen_once(record, look));
        text.push_str(&counts::idle(record, look));
        text.push_str(&counts::expected(record, look));
    }
    let facilities = summary::facilities(record, look);
    if !text.is_empty() && !text.ends_with("\n\n") && !facilities.is_empty() {
        text.push('\n');
    }
    text.push_str(&facilities);
    text.push_str(&summary::whole(record, look));
    text.push_str(&known::told(record, look));
    text.push_str(&waits::told(record, look));
    text
}

/// The reports of several runs, one after the other.
pub fn render_all(records: &[Record], look: Look) -> String {
    records.iter().map(|record| render(record, look)).collect::<Vec<_>>().join("\n")
}

/// A word at the margin, and sentences beside it.
fn headed(word: &str, colour: anstyle::Style, sentences: &str, look: Look) -> String {
    let word = style::paint(colour, &format!("{word:>12}"));
    format!("{word}  {}\n", hung(sentences, MARGIN, look.width).trim_start())
}

/// Sentences folded before the right edge of a wide page, each line at the margin.
pub fn folded(sentences: &str) -> String {
    hung(sentences, MARGIN, WIDTH)
}

/// Sentences folded before the right edge, each line at that column. A word that is wider than what
/// is left of the page stays whole.
fn hung(sentences: &str, column: usize, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in sentences.split_whitespace() {
        let line = lines.last_mut().expect("there is a line from the start");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() + column > width {
            lines.push(word.to_owned());
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let indent = " ".repeat(column);
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
