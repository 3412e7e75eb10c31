//! The colours of a report.

use anstyle::{AnsiColor, Style};

use crate::report::record::Verdict;

pub const GOOD: Style = AnsiColor::Green.on_default().bold();
pub const BAD: Style = AnsiColor::Red.on_default().bold();
pub const CAUTION: Style = AnsiColor::Yellow.on_default().bold();
pub const STRONG: Style = Style::new().bold();
pub const FAINT: Style = Style::new().dimmed();

pub fn of(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Kept => GOOD,
        Verdict::Broken | Verdict::Unexpected | Verdict::Failed => BAD,
        Verdict::Known => CAUTION,
        Verdict::Idle | Verdict::Skipped => FAINT,
    }
}

pub fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// The line with its last occurrence of `value` painted; one that was folded is left plain.
pub fn value(line: &str, value: &str, style: Style) -> String {
    match line.strip_suffix(value).filter(|_| !value.is_empty()) {
        Some(before) => format!("{before}{}", paint(style, value)),
        None => line.to_owned(),
    }
}

/// The verdict's word, ending where verdicts end.
pub fn word(verdict: Verdict) -> String {
    paint(of(verdict), &format!("{verdict:>12}"))
}
