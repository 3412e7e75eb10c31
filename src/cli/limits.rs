//! `limits`: every limit, its value, where that is read, and what was measured at it.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::compare::asked;
use super::trouble::Trouble;
use super::{Status, output};
use crate::guide::probe::Ask;
use crate::guide::text;
use crate::report::read;
use crate::report::record::{LimitLine, Record};
use crate::report::text::kernel;

/// Show every limit: its value here, what it binds, and the edge that was found.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook limits                                 what is measured here, and past it the error
  bythebook limits --record 5.10.jsonl 6.12.jsonl  beside other kernels
  bythebook limits --format json                   for programs")]
pub struct Arguments {
    /// Records with whose limits those here are set beside.
    #[arg(long = "record", value_name = "RECORD", num_args = 1..)]
    records: Vec<PathBuf>,
    /// Probe without namespaces of their own.
    #[arg(long)]
    no_isolation: bool,
    /// Text for people, JSON for programs, Markdown for pages.
    #[arg(long, value_enum, default_value = "text", env = "BYTHEBOOK_FORMAT")]
    #[arg(hide_env = true)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
}

pub fn run(arguments: &Arguments) -> Result<Status, Trouble> {
    let records = read::records(&arguments.records)?;
    let limits = asked(Ask::Limits, !arguments.no_isolation)?.limits;
    let markdown = arguments.format == Format::Markdown;
    output::print(&match arguments.format {
        Format::Json => json(&limits, &records),
        _ if !records.is_empty() => text::limits_by_kernel(&limits, &records, markdown),
        Format::Text => text::limits(&limits),
        Format::Markdown => text::limits_markdown(&limits),
    })?;
    Ok(Status::AsExpected)
}

/// A list with one limit on each line; each has, where there are records, what they say of it.
fn json(limits: &[LimitLine], records: &[Record]) -> String {
    let lines: Vec<String> = text::names(limits, records)
        .into_iter()
        .map(|name| {
            let find = |lines: &[LimitLine]| lines.iter().find(|line| line.name == name).cloned();
            let here = find(limits).map_or_else(|| json!({"name": name}), |line| json!(line));
            let kernels: Map<String, Value> = records
                .iter()
                .filter_map(|record| Some((kernel(&record.run), json!(find(&record.limits)?))))
                .collect();
            let Value::Object(mut line) = here else { unreachable!("a line is an object") };
            if !records.is_empty() {
                line.insert("kernels".into(), kernels.into());
            }
            Value::Object(line).to_string()
        })
        .collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}
