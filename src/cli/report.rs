//! `report`: records in, any of the report forms out.

use std::path::PathBuf;

use super::args::Format;
use super::trouble::Trouble;
use super::{Status, output};
use crate::report::record::Record;
use crate::report::{read, text, write};

/// Show records that `check --record` wrote, of one run or of many.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook report run.jsonl                       what `check` showed

The exit status is 0 if the records could be read, whatever they say; it is 2 for a record that is
truncated, damaged, foreign, or of another schema.")]
pub struct Arguments {
    /// Records; `-` is standard input.
    #[arg(required = true, value_name = "RECORD")]
    records: Vec<PathBuf>,
    /// Text for people, JSON lines for programs.
    #[arg(long, value_enum, default_value = "text", env = "BYTHEBOOK_FORMAT")]
    #[arg(hide_env_values = true)]
    format: Format,
}

pub fn run(arguments: &Arguments) -> Result<Status, Trouble> {
    let records = read::records(&arguments.records)?;
    output::print(&shown(&records, arguments.format))?;
    Ok(Status::AsExpected)
}

fn shown(records: &[Record], format: Format) -> String {
    match format {
        Format::Text => text::render_all(records),
        Format::Json => records.iter().map(|record| write::render(&record.lines())).collect(),
    }
}
