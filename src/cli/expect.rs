//! `expect`: writes a ledger from records, so that what is broken today is known tomorrow.

use std::path::PathBuf;

use clap::Subcommand;

use super::trouble::Trouble;
use super::{Status, output};
use crate::report::{ledger, read, write};

/// Keep the ledger of what is known to be broken.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Write down what is broken in these records, and take out what no longer is.
    ///
    /// Records of several kernels give an entry the range in which the claim was broken; records of
    /// several targets name the target. What was in the file and still holds stays as it is, except
    /// for comments.
    #[command(after_help = "\
Examples:
  bythebook expect update run.jsonl -o known.toml
  bythebook check --expect known.toml")]
    Update {
        #[arg(required = true, value_name = "RECORD")]
        records: Vec<PathBuf>,
        /// The ledger, which need not exist yet.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

pub fn run(arguments: &Arguments) -> Result<Status, Trouble> {
    let Verb::Update { records, output } = &arguments.verb;
    let records = read::records(records)?;
    let before = if output.exists() { ledger::read(output)? } else { Vec::new() };
    let had = before.len();
    let entries = ledger::update(before, &records);
    write::whole(output, ledger::render(&entries).as_bytes())?;
    let (path, now) = (output.display(), entries.len());
    output::print(&format!("{path}: {now} entries, {had} before\n"))?;
    Ok(Status::AsExpected)
}
