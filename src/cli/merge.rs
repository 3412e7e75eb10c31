//! `merge`: the parts of one run, dealt with `--partition`, made one record.

use std::path::PathBuf;

use super::trouble::Trouble;
use super::{Status, output};
use crate::report::merge::MergeError;
use crate::report::text::Detail;
use crate::report::{merge, read, text, write};

/// Make one record of the parts of a run.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook check --seed 1 --cases 2000 --partition slice:1/2 --record 1.jsonl
  bythebook check --seed 1 --cases 2000 --partition slice:2/2 --record 2.jsonl
  bythebook merge 1.jsonl 2.jsonl -o whole.jsonl

Parts of different kernels, seeds, targets or versions of bythebook are refused.")]
pub struct Arguments {
    #[arg(required = true, value_name = "RECORD")]
    records: Vec<PathBuf>,
    /// Where the merged record goes.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<Status, Trouble> {
    let records = read::records(&arguments.records)?;
    let mut merged = merge::merge(&records).map_err(|error| named(&error, arguments))?;
    merged.end.status = Status::of_record(&merged, false) as u8;
    write::record(&arguments.output, &merged)?;
    output::print(&text::render(&merged, output::look(Detail::Short)))?;
    Ok(Status::AsExpected)
}

fn named(error: &MergeError, arguments: &Arguments) -> Trouble {
    let first = arguments.records[0].display();
    let other = arguments.records[error.nth].display();
    Trouble::Usage(format!("merge {other} with {first}: {error}"))
}
