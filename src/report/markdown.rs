//! Markdown for a job's summary: the counts, and what is not as expected, within a size limit.

use super::cause::{Cause, causes};
use super::matrix;
use super::record::{ClaimLine, Deviation, Record, Verdict};
use super::text::{self, grouped};

/// Summaries of jobs are refused above this.
pub const BYTES_MAX: usize = 1 << 20;
/// Kept free for the line that says what was left out.
const RESERVE_BYTES: usize = 256;

/// The report as Markdown, cut at a whole paragraph where it would be too long.
pub fn render(records: &[Record]) -> String {
    let mut text = counts(records);
    let found: Vec<String> = records.iter().flat_map(|record| of_record(record, records)).collect();
    let mut left_out = 0;
    for paragraph in found {
        if text.len() + paragraph.len() > BYTES_MAX - RESERVE_BYTES {
            left_out += 1;
        } else {
            text.push_str(&paragraph);
        }
    }
    if left_out > 0 {
        text += "\n";
        text += &super::text::counted(left_out, "more claim");
        text += " did not fit here; see the record.\n";
    }
    text
}

/// Verdicts by run, or by facility where there is but one run.
fn counts(records: &[Record]) -> String {
    let mut lines = vec!["## bythebook".to_owned(), String::new()];
    let words = Verdict::ALL.map(|verdict| format!("{} {verdict}", matrix::glyph(verdict)));
    lines.push(format!("| run | facility | {} |", words.join(" | ")));
    lines.push(format!("|---|---|{}", "--:|".repeat(words.len())));
    for record in records {
        let kernel = escaped(&text::kernel(&record.run));
        for facility in record.facilities() {
            let verdicts = super::record::Verdicts::of(record.claims_of(facility));
            let cells = Verdict::ALL.map(|verdict| grouped(verdicts.get(verdict)));
            lines.push(format!("| {kernel} | {facility} | {} |", cells.join(" | ")));
        }
    }
    lines.join("\n") + "\n"
}

fn of_record(record: &Record, records: &[Record]) -> Vec<String> {
    let kernel = text::kernel(&record.run);
    let on = if records.len() > 1 { format!(" on {kernel}") } else { String::new() };
    let of = |verdict: Verdict| {
        let lines = record.claims.iter().filter(move |line| line.verdict == verdict);
        lines.map(|line| paragraph(record, line, &on))
    };
    let causes = causes(record);
    let told = |line: &ClaimLine| causes.iter().any(|cause| cause.claims.contains(&line.id));
    // Broken claims of which the record has no deviation.
    let untold = record.claims.iter().filter(|line| line.verdict == Verdict::Broken && !told(line));
    of(Verdict::Failed)
        .chain(causes.iter().map(|cause| by_cause(record, cause, &on)))
        .chain(untold.map(|line| paragraph(record, line, &on)))
        .chain(of(Verdict::Unexpected))
        .chain(of(Verdict::Known))
        .collect()
}

/// What the kernel does, the claims that hang on it, and the smallest script.
fn by_cause(record: &Record, cause: &Cause, on: &str) -> String {
    let (glyph, broken) = (matrix::glyph(Verdict::Broken), Verdict::Broken);
    let head = escaped(&cause.headline);
    let mut text = format!("\n### {glyph} {broken}: {head}{}\n\n", escaped(on));
    for line in cause.claims.iter().filter_map(|id| record.claim(id)) {
        let (statement, citation) = (escaped(&line.statement), escaped(&line.citation()));
        text.extend([format!("- `{}`: {statement} ({citation})\n", line.id)]);
    }
    let smallest = cause.deviations.first().and_then(|place| record.deviations.get(*place));
    text += &smallest.map(deviation).unwrap_or_default();
    text
}

fn paragraph(record: &Record, line: &ClaimLine, on: &str) -> String {
    let (glyph, verdict) = (matrix::glyph(line.verdict), line.verdict);
    let head = format!("\n### {glyph} {verdict}: `{}`{}\n\n", line.id, escaped(on));
    let statement = format!("> {} ({})\n", escaped(&line.statement), escaped(&line.citation()));
    let reason = line.reason.as_ref().map(|why| format!("\n{}\n", escaped(why)));
    let shown: Vec<String> = record.deviations_of(&line.id).map(deviation).collect();
    [head, statement, reason.unwrap_or_default(), shown.concat()].concat()
}

fn deviation(deviation: &Deviation) -> String {
    let Deviation { observed, picture, replay, .. } = deviation;
    let allowed = deviation.allowed.join(", or ");
    format!(
        "\n- allowed: {}\n- observed: **{}**\n\n```text\n{}\n```\n\n```sh\n{}\n```\n",
        escaped(&allowed),
        escaped(observed),
        fenced(picture),
        fenced(replay)
    )
}

/// What Markdown would take for its own in running text.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '|' | '#') {
            escaped.push('\\');
        }
        escaped.push(if c == '\n' { ' ' } else { c });
    }
    escaped
}

/// A fence ends at the next three backticks.
fn fenced(text: &str) -> String {
    text.replace("```", "'''")
}
