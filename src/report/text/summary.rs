//! The counts: by facility in a table, and of the whole run in a line or few.

use super::{Look, MARGIN, counted, grouped, hung, style};
use crate::report::reached;
use crate::report::record::{Record, Run, Verdict, Verdicts};

/// Spaces before a count's column.
const COUNT_GAP: usize = 2;
/// Least width of the facilities' column.
const NAME_WIDTH: usize = 12;
/// Verdicts that have a column also where there is none of them.
const ALWAYS: [Verdict; 4] = [Verdict::Kept, Verdict::Broken, Verdict::Idle, Verdict::Skipped];

/// A table of verdicts by facility; nothing where there is but one.
pub fn facilities(record: &Record, look: Look) -> String {
    let names = record.facilities();
    if names.len() < 2 {
        return String::new();
    }
    let longest = names.iter().map(|name| name.len()).max().unwrap_or(0).max(NAME_WIDTH);
    let columns: Vec<Verdict> = Verdict::ALL
        .into_iter()
        .filter(|verdict| ALWAYS.contains(verdict) || record.end.verdicts.get(*verdict) > 0)
        .collect();
    let widths: usize = columns.iter().map(|verdict| width(*verdict)).sum();
    let longest = longest.min(look.width.saturating_sub(widths));
    let word = |verdict: &Verdict| format!("{verdict:>width$}", width = width(*verdict));
    let words = columns.iter().map(word).collect::<Vec<_>>().concat();
    let mut table = style::paint(style::FAINT, &format!("{:>longest$}{words}", "facility")) + "\n";
    for name in names {
        let counts = Verdicts::of(record.claims_of(name));
        let cells: String = columns.iter().map(|verdict| cell(counts, *verdict)).collect();
        let name: String = name.chars().take(longest).collect();
        table.extend([format!("{name:>longest$}{cells}\n")]);
    }
    table
}

/// Of a column: room for its word, or for a count of thousands.
fn width(verdict: Verdict) -> usize {
    verdict.word().len().max(5) + COUNT_GAP
}

fn cell(counts: Verdicts, verdict: Verdict) -> String {
    let count = counts.get(verdict);
    let shown = format!("{:>width$}", grouped(count), width = width(verdict));
    style::paint(if count == 0 { style::FAINT } else { style::of(verdict) }, &shown)
}

/// How many claims of what on which kernel, with which verdicts, from how much work.
pub fn whole(record: &Record, look: Look) -> String {
    let end = &record.end;
    let healthy = end.verdicts.broken + end.verdicts.unexpected + end.verdicts.failed == 0;
    let word = style::paint(if healthy { style::GOOD } else { style::BAD }, "     Summary");
    let claims = counted(end.claims, "claim");
    let scripts = counted(end.scripts, "script");
    let (subject, kernel) = (subject(record), kernel(&record.run));
    let parts = [
        format!("{claims} of {subject} on {kernel}:"),
        format!(" {}", counts(record)),
        format!("   {scripts}, seed {}", short_seed(&record.run.seed)),
    ];
    let rule = "─".repeat(12);
    let mut text = format!("{rule}\n{word}  {}\n", laid(&parts, look));
    for line in more(record) {
        text += &style::paint(style::FAINT, &hung(&line, MARGIN, look.width));
        text.push('\n');
    }
    if end.interrupted {
        let why = "before its time: what it did not reach is no finding";
        text += &super::headed("interrupted", style::CAUTION, why, look);
    }
    text
}

/// On one line if they fit there, else each on its own.
fn laid(parts: &[String], look: Look) -> String {
    let whole = parts.concat();
    if MARGIN + whole.chars().count() <= look.width {
        return whole;
    }
    let lines: Vec<String> =
        parts.iter().map(|part| hung(part.trim_start(), MARGIN, look.width)).collect();
    lines.join("\n").trim_start().to_owned()
}

fn subject(record: &Record) -> String {
    match record.facilities()[..] {
        [] => "no facility".into(),
        [one] => one.into(),
        ref many => format!("{} facilities", many.len()),
    }
}

/// The kernel and the target: `6.18.44 (host)`.
pub fn kernel(run: &Run) -> String {
    let assumed = run.assumed_kernel.as_ref().map(|version| format!(", taken for {version}"));
    format!("{}{} ({})", run.kernel.release, assumed.unwrap_or_default(), run.target)
}

/// The first four verdicts always; the others where there are any. They add up to the claims.
fn counts(record: &Record) -> String {
    let count = |verdict: Verdict| (verdict, record.end.verdicts.get(verdict));
    let shown: Vec<String> = Verdict::ALL
        .into_iter()
        .map(count)
        .filter(|(verdict, number)| ALWAYS.contains(verdict) || *number > 0)
        .map(|(verdict, number)| format!("{} {verdict}", grouped(number)))
        .collect();
    shown.join(", ")
}

/// What was left out of judgement since a filter stands before the kernel; mostly nothing.
pub fn filtered(record: &Record, look: Look) -> String {
    let calls = &record.end.filtered_calls;
    if calls.is_empty() {
        return String::new();
    }
    let calls = calls.join(", ");
    let why = "EPERM is taken for the filter's (seccomp(2)), not the kernel's";
    super::headed("filtered", style::CAUTION, &format!("filtered calls: {calls}: {why}"), look)
}

/// The work that was done, and what of it came to no verdict.
fn more(record: &Record) -> Vec<String> {
    let end = &record.end;
    let mut parts = vec![counted(end.operations, "operation")];
    if end.races > 0 {
        let races = counted(end.races, "race");
        parts.push(format!("{races}, {} overlapped", grouped(end.races_overlapped)));
    }
    if !record.silences.is_empty() {
        parts.push(counted(record.silences.len() as u64, "silence"));
    }
    parts.push(format!("{:.1} s", end.seconds));
    let mut lines = vec![parts.join("; ")];
    lines.extend(reached::told(record));
    if end.inconclusive > 0 {
        let scripts = counted(end.inconclusive, "script");
        let why = "a bound cut the judgement short, and it counts for no claim";
        lines.push(format!("{scripts} inconclusive: {why}"));
    }
    if end.not_told_apart > 0 {
        let deviations = counted(end.not_told_apart, "deviation");
        let why = "of known claims, not shrunk in time to tell whether they are what is known";
        lines.push(format!("{deviations} not told apart: {why}"));
    }
    lines
}

/// Without leading zeros: it is read back all the same.
fn short_seed(seed: &str) -> String {
    let digits = seed.trim_start_matches("0x").trim_start_matches('0');
    format!("0x{}", if digits.is_empty() { "0" } else { digits })
}
