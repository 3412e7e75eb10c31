//! `diff`: what another kernel did differently, with both sides' evidence.

use std::path::PathBuf;

use super::args::Format;
use super::trouble::Trouble;
use super::{Status, output};
use crate::report::diff::{Difference, diff};
use crate::report::record::Record;
use crate::report::{read, text};

/// Show what differs between two records: verdicts, limits, what is done where the book is silent.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook diff reference.jsonl mine.jsonl

The exit status is 1 if anything differs.")]
pub struct Arguments {
    left: PathBuf,
    right: PathBuf,
    /// Text for people, JSON for programs.
    #[arg(long, value_enum, default_value = "text", env = "BYTHEBOOK_FORMAT")]
    #[arg(hide_env = true)]
    format: Format,
}

pub fn run(arguments: &Arguments) -> Result<Status, Trouble> {
    let (left, right) = (read::record(&arguments.left)?, read::record(&arguments.right)?);
    let differences = diff(&left, &right);
    output::print(&match arguments.format {
        Format::Text => shown(&left, &right, &differences),
        Format::Json => json(&differences),
    })?;
    Ok(if differences.is_empty() { Status::AsExpected } else { Status::Differs })
}

fn shown(left: &Record, right: &Record, differences: &[Difference]) -> String {
    let mut shown = format!("A  {}\nB  {}\n\n", text::kernel(&left.run), text::kernel(&right.run));
    for difference in differences {
        let Difference { of, name, left, right, notes } = difference;
        let lines = [format!("{:>12}  {name}", of.word()), beside("A", left), beside("B", right)];
        let notes = notes.iter().map(|note| beside(" ", note));
        shown.extend(lines.into_iter().chain(notes).flat_map(|line| [line, "\n".into()]));
        shown.push('\n');
    }
    let count = differences.len() as u64;
    shown + &format!("{}\n", text::counted(count, "difference"))
}

fn beside(side: &str, value: &str) -> String {
    format!("{:14}{side}  {value}", "")
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
