//! `report`: records in, any of the report forms out.

use std::path::PathBuf;

use super::Status;
use super::forms::Forms;
use super::trouble::Trouble;
use crate::report::read;

/// Show records that `check --record` wrote, of one run or of many.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook report run.jsonl                       what `check` showed
  bythebook report 5.10.jsonl 6.12.jsonl gvisor.jsonl --html matrix.html

The exit status is 0 if the records could be read, whatever they say; it is 2 for a record that is
truncated, damaged, foreign, or of another schema.")]
pub struct Arguments {
    /// Records; `-` is standard input.
    #[arg(required = true, value_name = "RECORD")]
    records: Vec<PathBuf>,
    #[command(flatten)]
    forms: Forms,
}

pub fn run(arguments: &Arguments) -> Result<Status, Trouble> {
    arguments.forms.check(None)?;
    let records = read::records(&arguments.records)?;
    arguments.forms.write(&records, None)?;
    Ok(Status::AsExpected)
}
