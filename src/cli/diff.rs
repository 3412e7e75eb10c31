//! `diff`: what two kernels do differently, with both sides' evidence.

use std::path::PathBuf;

use super::args::Format;
use super::trouble::Trouble;
use super::{Status, output};
use crate::report::diff::{Comparison, Difference, NotCompared, diff};
use crate::report::record::Record;
use crate::report::{read, text};

/// Show what two records contradict each other in: verdicts, limits, what is done where the book is
/// silent.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook diff reference.jsonl mine.jsonl

The exit status is 1 if something contradicts: a claim that one kernel keeps and the other breaks, a
limit that was measured on both and differs, a silence with outcomes that contradict. What one run
did not reach is not compared; it is counted, and the status stays 0.")]
pub struct Arguments {
    left: PathBuf,
    right: PathBuf,
    /// Text for people, JSON for programs: the contradictions.
    #[arg(long, value_enum, default_value = "text", env = "BYTHEBOOK_FORMAT")]
    #[arg(hide_env = true)]
    format: Format,
}

pub fn run(arguments: &Arguments) -> Result<Status, Trouble> {
    let (left, right) = (read::record(&arguments.left)?, read::record(&arguments.right)?);
    let comparison = diff(&left, &right);
    output::print(&match arguments.format {
        Format::Text => shown(&left, &right, &comparison),
        Format::Json => json(&comparison.differences),
    })?;
    let contradicts = !comparison.differences.is_empty();
    Ok(if contradicts { Status::Differs } else { Status::AsExpected })
}

fn shown(left: &Record, right: &Record, comparison: &Comparison) -> String {
    let mut shown = format!("A  {}\nB  {}\n\n", text::kernel(&left.run), text::kernel(&right.run));
    for difference in &comparison.differences {
        shown += &one(difference, difference.of.word());
    }
    for difference in &comparison.perhaps {
        shown += &one(difference, "perhaps");
    }
    shown + &summary(comparison)
}

fn one(difference: &Difference, word: &str) -> String {
    let Difference { name, left, right, notes, .. } = difference;
    let lines = [format!("{word:>12}  {name}"), beside("A", left), beside("B", right)];
    let notes = notes.iter().map(|note| beside(" ", note));
    let lines: Vec<String> = lines.into_iter().chain(notes).collect();
    format!("{}\n\n", lines.join("\n"))
}

fn beside(side: &str, value: &str) -> String {
    format!("{:14}{side}  {value}", "")
}

/// What else there is to say, then the count that decides the status.
fn summary(comparison: &Comparison) -> String {
    let (differences, perhaps) = (comparison.differences.len(), comparison.perhaps.len());
    let alike = comparison.compared - (differences + perhaps) as u64;
    let mut summary = format!("{} alike", text::grouped(alike));
    if perhaps > 0 {
        summary.extend([format!("; {perhaps} perhaps different, tried too rarely to tell")]);
    }
    let NotCompared { claims, limits, silences } = comparison.not_compared;
    let kinds = [(claims, "claim"), (limits, "limit"), (silences, "silence")];
    let kinds = kinds.into_iter().filter(|(number, _)| *number > 0);
    let kinds: Vec<String> = kinds.map(|(number, noun)| text::counted(number, noun)).collect();
    if !kinds.is_empty() {
        summary.extend([format!(
            "; not compared, since one run did not reach them: {}",
            kinds.join(", ")
        )]);
    }
    format!("{summary}\n{}\n", text::counted(differences as u64, "difference"))
}

fn json(differences: &[Difference]) -> String {
    let element = |difference: &Difference| {
        serde_json::json!({
            "of": difference.of.word(),
            "name": difference.name,
            "a": difference.left,
            "b": difference.right,
            "notes": difference.notes,
        })
        .to_string()
    };
    let lines: Vec<String> = differences.iter().map(element).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}
