//! `--report`: a known or broken claim as a text that can be mailed to those who keep the page.

use std::fmt::Write as _;

use super::passage::Passage;
use crate::claim::Claim;
use crate::report::ledger::Entry;
use crate::report::record::{Deviation, Record, Verdict};
use crate::report::text;

/// Columns of a mail.
const WIDTH: usize = 72;

/// What a report is made of.
pub struct Findings<'f> {
    pub claim: &'static Claim,
    pub passage: &'f Result<Passage, String>,
    /// Entries of the ledger that are of the claim.
    pub entries: &'f [Entry],
    pub records: &'f [Record],
}

impl Findings<'_> {
    /// Whether there is anything to report.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.seen(Verdict::Broken).next().is_none()
    }

    /// The kernels on which the claim had this verdict.
    fn seen(&self, verdict: Verdict) -> impl Iterator<Item = &Record> {
        let id = self.claim.id();
        let having =
            move |record: &&Record| record.claim(&id).is_some_and(|line| line.verdict == verdict);
        self.records.iter().filter(having)
    }

    /// Deviations that no entry of the ledger is of.
    fn deviations(&self) -> impl Iterator<Item = (&Record, &Deviation)> {
        let id = self.claim.id();
        let of = move |record| {
            let all = Record::deviations_of(record, &id).filter(|found| !found.known);
            all.map(|found| (record, found)).collect::<Vec<_>>()
        };
        self.seen(Verdict::Broken).flat_map(of)
    }
}

/// The whole mail.
pub fn mail(findings: &Findings) -> String {
    let claim = findings.claim;
    let mut parts = vec![
        format!("{}: what Linux does otherwise ({})\n", claim.citation, claim.id()),
        head(findings),
        format!("In short, this is taken to say:\n\n{}", indented(claim.statement())),
    ];
    parts.extend(findings.entries.iter().map(known));
    parts.extend(findings.deviations().map(|(record, deviation)| broken(record, deviation)));
    parts.push(seen(findings));
    parts.push(format!("\nTo see it again: bythebook check {}\n", claim.id()));
    parts.concat()
}

fn head(findings: &Findings) -> String {
    match findings.passage {
        Ok(passage) => format!(
            "\n{}\nsays ({}):\n\n{}\n",
            wrapped(&format!("{}, of {},", passage.place, passage.source), ""),
            passage.became,
            indented(&passage.paragraph),
        ),
        Err(why) => format!("\n(The passage is missing here: {why}.)\n\n"),
    }
}

/// What an entry of the ledger says, with its evidence.
fn known(entry: &Entry) -> String {
    let mut shown = format!("\nInstead:\n\n{}", indented(&entry.does));
    if let Some(wrong) = entry.wrong {
        // Writing to a string cannot fail.
        let _ = write!(shown, "\nIt seems to us that {wrong}.\n");
    }
    if let Some(link) = &entry.link {
        let _ = write!(shown, "\nSee also {link}\n");
    }
    if let Some(program) = &entry.evidence {
        let _ = write!(shown, "\nThis program shows it:\n\n{}", quoted(program));
    }
    if let Some(output) = &entry.output {
        let _ = write!(shown, "\nIt prints:\n\n{}", quoted(output));
    }
    shown
}

/// What a run found, where no ledger has it yet.
fn broken(record: &Record, deviation: &Deviation) -> String {
    format!(
        "\nOn {} a run found instead ({} of {} times):\n\n    allowed   {}\n    observed  {}\n\n{}",
        text::kernel(&record.run),
        (deviation.rate * f64::from(deviation.tries)).round(),
        deviation.tries,
        deviation.allowed.join(", or "),
        deviation.observed,
        quoted(&deviation.picture),
    )
}

/// The kernels that did it, and those that did not.
fn seen(findings: &Findings) -> String {
    let kernels = |verdict| {
        let kernels: Vec<String> =
            findings.seen(verdict).map(|record| record.run.kernel.release.clone()).collect();
        kernels.join(", ")
    };
    let parts = [
        ("Seen on", [kernels(Verdict::Known), kernels(Verdict::Broken)]),
        ("Not seen on", [kernels(Verdict::Unexpected), kernels(Verdict::Kept)]),
    ];
    let mut shown = String::new();
    for (word, kernels) in parts {
        let kernels: Vec<String> =
            kernels.into_iter().filter(|kernels| !kernels.is_empty()).collect();
        if !kernels.is_empty() {
            let line = wrapped(&format!("{word} {}.", kernels.join(", ")), "");
            let _ = write!(shown, "\n{line}\n");
        }
    }
    shown
}

fn indented(sentences: &str) -> String {
    wrapped(sentences, "    ") + "\n"
}

/// Lines as they are, set in.
fn quoted(lines: &str) -> String {
    let lines = lines.trim_matches('\n').lines();
    lines.map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect()
}

fn wrapped(sentences: &str, indent: &str) -> String {
    let mut lines = vec![String::from(indent)];
    for word in sentences.split_whitespace() {
        let line = lines.last_mut().expect("there is a line from the start");
        let is_new = line.len() == indent.len();
        if !is_new && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(format!("{indent}{word}"));
            continue;
        }
        if !is_new {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.join("\n")
}
