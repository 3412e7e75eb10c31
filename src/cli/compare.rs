//! `compare`: the facilities beside each other, each cell measured or from its page.

mod choose;

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::trouble::Trouble;
use super::{Status, output};
use crate::claim::Claim;
use crate::engine::Facility;
use crate::guide::compare::{Comparison, comparison};
use crate::guide::probe::{self, Ask, Findings, ProbeError};
use crate::guide::text;
use crate::report::read;

/// Compare the facilities: what each is, does and leaves behind, by measurement and by the pages.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  bythebook compare                                    all facilities, in groups
  bythebook compare pipe fifo                          each cell with where it is from
  bythebook compare --record run.jsonl --format json   claims' verdicts count as measured
  bythebook compare choose --unrelated --priority      what meets these needs")]
pub struct Arguments {
    #[command(subcommand)]
    choose: Option<Verb>,
    /// Facilities; none are all of them.
    #[arg(value_name = "FACILITY")]
    facilities: Vec<String>,
    #[command(flatten)]
    from: From,
    /// Text for people, JSON for programs.
    #[arg(long, value_enum, default_value = "text", env = "BYTHEBOOK_FORMAT")]
    #[arg(hide_env = true)]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Choose(choose::Arguments),
}

/// What a comparison is made from.
#[derive(Debug, clap::Args)]
struct From {
    /// Records whose verdicts on claims count as measured.
    #[arg(long = "record", value_name = "RECORD")]
    records: Vec<PathBuf>,
    /// Probe without namespaces of their own.
    #[arg(long)]
    no_isolation: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    if let Some(Verb::Choose(arguments)) = &arguments.choose {
        return choose::run(arguments, facilities);
    }
    let all = measured(&arguments.from, facilities)?;
    let compared = all.only(&arguments.facilities).map_err(|unknown| {
        Trouble::usage(format!("there is no facility {unknown}; see `bythebook compare`"))
    })?;
    output::print(&match arguments.format {
        Format::Json => format!("{:#}\n", compared.json()),
        Format::Text if arguments.facilities.is_empty() => text::comparison(&compared),
        Format::Text => {
            let each: Vec<String> = compared.facilities.iter().map(text::facility).collect();
            each.join("\n")
        }
    })?;
    Ok(Status::AsExpected)
}

/// Asks the kernel and the records.
fn measured(from: &From, facilities: &[Facility]) -> Result<Comparison, Trouble> {
    let records = read::records(&from.records)?;
    let found = asked(Ask::Facilities, !from.no_isolation)?;
    let claims: Vec<&'static Claim> = facilities.iter().flat_map(Facility::all_claims).collect();
    Ok(comparison(&found.answers, &claims, &records))
}

/// Has the probes ask, and says what of isolation was not had.
pub fn asked(ask: Ask, namespaces: bool) -> Result<Findings, Trouble> {
    let found = probe::findings(ask, namespaces)
        .map_err(|error: ProbeError| Trouble::Failed(format!("failed to {error}")))?;
    for warning in found.warnings.iter().filter(|_| namespaces) {
        output::note(&format!("warning: {warning}"));
    }
    Ok(found)
}
