//! `compare`: the facilities beside each other, each cell measured or from its page.

mod choose;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Subcommand, ValueEnum};
use serde_json::json;

use super::bench::quiet::Machine;
use super::trouble::Trouble;
use super::{Status, output};
use crate::claim::Claim;
use crate::engine::Facility;
use crate::guide::bench::{self, Benchmark};
use crate::guide::compare::{Comparison, comparison};
use crate::guide::html::Guide;
use crate::guide::probe::{self, Ask, Findings, ProbeError};
use crate::guide::{html, markdown, text};
use crate::kernel::Facts;
use crate::report::read;

/// Compare the facilities: what each is, does and leaves behind, by measurement and by the pages.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  bythebook compare                                    all facilities, in groups
  bythebook compare pipe fifo                          each cell with where it is from
  bythebook compare --record run.jsonl --format json   claims' verdicts count as measured
  bythebook compare --bench --time 1m                  how long messages take
  bythebook compare --format html >guide.html          a page with all of it
  bythebook compare choose --unrelated --priority      what meets these needs")]
pub struct Arguments {
    #[command(subcommand)]
    choose: Option<Verb>,
    /// Facilities; none are all of them.
    #[arg(value_name = "FACILITY")]
    facilities: Vec<String>,
    #[command(flatten)]
    from: From,
    /// Measure how long messages take, there and back.
    #[arg(long)]
    bench: bool,
    /// How long to measure.
    #[arg(long, value_name = "DUR", value_parser = super::value::duration, requires = "bench")]
    #[arg(default_value = "20s")]
    time: Duration,
    /// Text for people, JSON for programs, Markdown and HTML for pages.
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
    Markdown,
    Html,
}

pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    if let Some(Verb::Choose(arguments)) = &arguments.choose {
        return choose::run(arguments, facilities);
    }
    let all = measured(&arguments.from, facilities)?;
    let compared = all.only(&arguments.facilities).map_err(|unknown| {
        Trouble::usage(format!("there is no facility {unknown}; see `bythebook compare`"))
    })?;
    let benchmark = if arguments.bench { Some(timed(arguments)?) } else { None };
    output::print(&shown(arguments, facilities, &compared, benchmark.as_ref())?)?;
    Ok(Status::AsExpected)
}

fn shown(
    arguments: &Arguments,
    facilities: &[Facility],
    compared: &Comparison,
    benchmark: Option<&Benchmark>,
) -> Result<String, Trouble> {
    Ok(match (arguments.format, benchmark) {
        (Format::Json, _) => {
            let mut json = compared.json();
            if let Some(benchmark) = benchmark {
                json["bench"] = json!(benchmark);
            }
            format!("{json:#}\n")
        }
        (Format::Html, _) => page(arguments, facilities, compared, benchmark)?,
        (Format::Text, Some(benchmark)) => bench::text(benchmark, false),
        (Format::Markdown, Some(benchmark)) => bench::text(benchmark, true),
        (Format::Markdown, None) => markdown::comparison(compared),
        (Format::Text, None) if arguments.facilities.is_empty() => text::comparison(compared),
        (Format::Text, None) => {
            let each: Vec<String> = compared.facilities.iter().map(text::facility).collect();
            each.join("\n")
        }
    })
}

/// The guide's page, which has the limits too.
fn page(
    arguments: &Arguments,
    facilities: &[Facility],
    compared: &Comparison,
    benchmark: Option<&Benchmark>,
) -> Result<String, Trouble> {
    let records = read::records(&arguments.from.records)?;
    let limits = asked(Ask::Limits, !arguments.from.no_isolation)?.limits;
    let kernel = Facts::gather(None).release;
    Ok(html::render(&Guide {
        comparison: compared,
        limits: &limits,
        facilities,
        records: &records,
        kernel: &kernel,
        benchmark,
    }))
}

/// Service times, and whether the machine was left alone meanwhile.
fn timed(arguments: &Arguments) -> Result<Benchmark, Trouble> {
    let machine = Machine::now();
    let mut benchmark = bench::measured(arguments.time, !arguments.from.no_isolation)
        .map_err(|error| Trouble::Failed(format!("failed to {error}")))?;
    if let Some(disturbed) = machine.since() {
        benchmark.others_percent = Some(disturbed.others_percent);
        benchmark.steal_percent = Some(disturbed.steal_percent);
        benchmark.untrustworthy = disturbed.reasons();
    }
    Ok(benchmark)
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
