//! The counts: by facility in a table, and of the whole run in a line or few.

use super::{MARGIN, WIDTH, counted, grouped, style};
use crate::report::record::{Record, Run, Verdict, Verdicts};

/// Width of a count under its verdict's word.
const COUNT_WIDTH: usize = 12;

/// Characters that the summary may have past the right edge before it is folded.
const SLACK: usize = 24;

/// A table of verdicts by facility; nothing where there is but one.
pub fn facilities(record: &Record) -> String {
    let names = record.facilities();
    if names.len() < 2 {
        return String::new();
    }
    let width = names.iter().map(|name| name.len()).max().unwrap_or(0).max(12);
    let words: String = Verdict::ALL.map(|verdict| format!("{verdict:>COUNT_WIDTH$}")).concat();
    let mut table = style::paint(style::FAINT, &format!("{:>width$}{words}", "facility")) + "\n";
    for name in names {
        let counts = Verdicts::of(record.claims_of(name));
        let cells = Verdict::ALL.map(|verdict| cell(counts, verdict)).concat();
        table += &[&" ".repeat(width - name.len()), name, &cells, "\n"].concat();
    }
    table
}

fn cell(counts: Verdicts, verdict: Verdict) -> String {
    let count = counts.get(verdict);
    let shown = format!("{:>COUNT_WIDTH$}", grouped(count));
    style::paint(if count == 0 { style::FAINT } else { style::of(verdict) }, &shown)
}

/// How many claims of what on which kernel, with which verdicts, from how much work.
pub fn whole(record: &Record) -> String {
    let end = &record.end;
    let healthy = end.verdicts.broken + end.verdicts.unexpected + end.verdicts.failed == 0;
    let word = style::paint(if healthy { style::GOOD } else { style::BAD }, "     Summary");
    let claims = counted(end.claims, "claim");
    let scripts = counted(end.scripts, "script");
    let (subject, kernel) = (subject(record), kernel(&record.run));
    let counts = counts(record);
    let seed = short_seed(&record.run.seed);
    let parts = [
        format!("{claims} of {subject} on {kernel}:"),
        format!(" {counts}"),
        format!("   {scripts}, seed {seed}"),
    ];
    let margin = " ".repeat(MARGIN);
    let rule = "─".repeat(12);
    let summary = laid(&parts, &format!("\n{margin}"));
    format!("{rule}\n{word}  {summary}\n{margin}{}\n", work(record))
}

/// On one line if they fit there, else each on its own.
fn laid(parts: &[String], fold: &str) -> String {
    let whole = parts.concat();
    if MARGIN + whole.chars().count() <= WIDTH + SLACK {
        return whole;
    }
    parts.iter().map(|part| part.trim_start()).collect::<Vec<_>>().join(fold)
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

/// The first four verdicts always; the others where there are any.
fn counts(record: &Record) -> String {
    let count = |verdict: Verdict| (verdict, record.end.verdicts.get(verdict));
    let mut shown: Vec<String> = Verdict::ALL
        .iter()
        .enumerate()
        .map(|(index, verdict)| (index, count(*verdict)))
        .filter(|(index, (_, number))| *index < 4 || *number > 0)
        .map(|(_, (verdict, number))| format!("{} {verdict}", grouped(number)))
        .collect();
    if record.end.inconclusive > 0 {
        shown.push(format!("{} inconclusive", grouped(record.end.inconclusive)));
    }
    if record.end.not_told_apart > 0 {
        shown.push(format!("{} not told apart", grouped(record.end.not_told_apart)));
    }
    shown.join(", ")
}

/// What was left out of judgement since a filter stands before the kernel; mostly nothing.
pub fn filtered(record: &Record) -> String {
    let calls = &record.end.filtered_calls;
    if calls.is_empty() {
        return String::new();
    }
    let calls = calls.join(", ");
    let why = "EPERM is taken for the filter's (seccomp(2)), not the kernel's";
    super::headed("filtered", style::CAUTION, &format!("filtered calls: {calls}: {why}"))
}

fn work(record: &Record) -> String {
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
    style::paint(style::FAINT, &parts.join("; "))
}

/// Without leading zeros: it is read back all the same.
fn short_seed(seed: &str) -> String {
    let digits = seed.trim_start_matches("0x").trim_start_matches('0');
    format!("0x{}", if digits.is_empty() { "0" } else { digits })
}
