//! `explain`: a claim in words, its citation, the passage as installed here, its last verdicts.

mod json;
mod mail;
mod passage;

use std::fmt::Write as _;
use std::path::PathBuf;

use passage::Passage;

use super::args::Format;
use super::trouble::Trouble;
use super::{Status, list, offer, output, pattern};
use crate::claim::{Claim, Force, LeftOut};
use crate::engine::Facility;
use crate::report::ledger::{self, Entry};
use crate::report::record::Record;
use crate::report::{read, text, version};

/// Say what a claim means and where it is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook explain eventfd.read_takes_one
  bythebook explain eventfd                                       the facility, and its claims
  bythebook explain eventfd.read_takes_one --format json          for programs
  bythebook explain eventfd.read_takes_one --records run.jsonl    with its last verdict
  bythebook explain posix_mq.name_of_dots --report --records ci/reference/*.jsonl")]
pub struct Arguments {
    /// A claim's id, as `list claims` shows it, or a facility.
    #[arg(value_name = "CLAIM", add = offer::claims())]
    claim: String,
    /// Records whose verdicts on the claim are to be shown.
    #[arg(long, value_name = "RECORD", num_args = 1..)]
    records: Vec<PathBuf>,
    /// Print what is known to be otherwise as a text that can be mailed to those who keep the page:
    /// the passage, what happens instead and where, the program that shows it and its output.
    #[arg(long)]
    report: bool,
    /// Text for people, JSON for programs.
    #[arg(long, value_enum, default_value = "text", env = "BYTHEBOOK_FORMAT")]
    #[arg(hide_env_values = true, conflicts_with = "report")]
    format: Format,
}

pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    let records = read::records(&arguments.records)?;
    let id = arguments.claim.to_ascii_lowercase();
    let named = || facilities.iter().find(|facility| facility.name == id);
    let told = if let Some(claim) = pattern::claim(facilities, &id) {
        let (passage, entries) = (passage::passage(claim)?, entries(claim)?);
        match arguments.format {
            _ if arguments.report => report(claim, &passage, &entries, &records)?,
            Format::Text => explain(claim, &passage, &entries, &records),
            Format::Json => pretty(&json::claim(claim, &passage, &entries, &records)),
        }
    } else if let Some((facility, left_out)) = pattern::left_out(facilities, &id) {
        match arguments.format {
            Format::Text => excuse(&id, left_out),
            Format::Json => pretty(&json::excuse(&facility, left_out)),
        }
    } else {
        let Some(facility) = named() else {
            return Err(pattern::unmatched(facilities, &arguments.claim));
        };
        match arguments.format {
            Format::Text => overview(facility),
            Format::Json => pretty(&json::facility(facility)),
        }
    };
    output::print(&told)?;
    Ok(Status::AsExpected)
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

fn explain(
    claim: &'static Claim,
    passage: &Result<Passage, String>,
    entries: &[Entry],
    records: &[Record],
) -> String {
    let mut shown = format!("{}\n{}\n\n", claim.id(), text::folded(claim.statement()));
    for (name, value) in facts(claim) {
        // Writing to a string cannot fail.
        let _ = writeln!(shown, "    {name:9} {value}");
    }
    shown.push('\n');
    shown.push_str(&shown_passage(passage));
    for entry in entries {
        shown.push_str(&known(entry));
    }
    for record in records {
        shown.push_str(&verdict(claim, record));
    }
    shown
}

/// What the ledger says of a claim, with the program that shows it.
fn known(entry: &Entry) -> String {
    let wrong = entry.wrong.map(|wrong| format!(" ({wrong})")).unwrap_or_default();
    let range = list::range(entry);
    let does = format!("Known to be broken on Linux{range}: {}{wrong}.", entry.does);
    let mut shown = format!("\n{}\n", text::folded(&does));
    let link = entry.link.as_ref().map(|link| format!("{}\n", text::folded(link)));
    shown.push_str(&link.unwrap_or_default());
    let parts = [("A program that shows it", &entry.evidence), ("What it printed", &entry.output)];
    for (name, part) in parts {
        if let Some(text) = part {
            shown.extend([format!("\n    {name}:\n\n{}\n", text.trim())]);
        }
    }
    shown
}

/// A facility: what it is, and its claims in their words.
fn overview(facility: &Facility) -> String {
    let claims: Vec<&Claim> = facility.all_claims().collect();
    let (stated, left_out) = (claims.len() as u64, facility.left_out.len() as u64);
    let counts = format!(
        "{} of it can be checked, {} left out by name.",
        text::counted(stated, "claim"),
        text::counted(left_out, "statement")
    );
    let head = format!(
        "{}\n{}\n{}\n",
        facility.name,
        text::folded(facility.summary),
        text::folded(&counts)
    );
    let told = claims.iter().map(|claim| {
        format!("\n{}   {}\n{}\n", claim.id(), claim.citation, text::folded(claim.statement()))
    });
    std::iter::once(head).chain(told).collect()
}

fn excuse(id: &str, left_out: &LeftOut) -> String {
    let why = text::folded(&format!("Left out: {}.", left_out.why));
    format!("{id}\n{why}\n\n    {:9} {}\n", "cited", left_out.citation)
}

fn facts(claim: &'static Claim) -> Vec<(&'static str, String)> {
    let needs: Vec<String> = claim.needs.iter().map(ToString::to_string).collect();
    let force = match claim.force {
        Force::Requires => "required",
        Force::Permits => "permitted: witnessed or not, never broken",
    };
    let liars = crate::facilities::liars(claim.facility);
    let breaking: Vec<String> = liars
        .iter()
        .filter(|liar| liar.does_break(claim))
        .map(|liar| format!("{} ({})", liar.name, liar.does))
        .collect();
    let others = liars.iter().filter(|liar| !liar.does_break(claim) && liar.answers_for(claim));
    let showing: Vec<&str> = others.map(|liar| liar.name).collect();
    let facts = [
        ("cited", Some(claim.citation.to_string())),
        ("aspect", Some(claim.aspect.to_string())),
        ("layer", Some(list::layer(claim).to_owned())),
        ("force", Some(force.to_owned())),
        ("since", claim.since.map(version::show)),
        ("until", claim.until.map(version::show)),
        ("needs", (!needs.is_empty()).then(|| needs.join(", "))),
        ("liars", (!breaking.is_empty()).then(|| breaking.join("; "))),
        ("shows", (!showing.is_empty()).then(|| format!("also {}", showing.join(", ")))),
        (
            "waits",
            claim.waits.then(|| "a call may sleep by it: seen waiting, and woken".to_owned()),
        ),
        ("excused", claim.excuse.map(|why| format!("no liar breaks it: {why}"))),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn shown_passage(passage: &Result<Passage, String>) -> String {
    match passage {
        Ok(found) => format!(
            "    The passage, {}, of {}; {}:\n    {}\n\n{}\n",
            found.place,
            found.source,
            found.became,
            found.path,
            text::folded(&found.paragraph),
        ),
        Err(why) => format!("    No passage: {why}.\n"),
    }
}

/// What is known to be otherwise, or found broken in the records, as a text to be mailed.
fn report(
    claim: &'static Claim,
    passage: &Result<Passage, String>,
    entries: &[Entry],
    records: &[Record],
) -> Result<String, Trouble> {
    let findings = mail::Findings { claim, passage, entries, records };
    if findings.is_empty() {
        let id = claim.id();
        return Err(Trouble::Usage(format!(
            "nothing to report of `{id}`: no ledger has it; name records in which it is broken \
             with --records"
        )));
    }
    Ok(mail::mail(&findings))
}

/// What the shipped ledger knows of the claim.
fn entries(claim: &Claim) -> Result<Vec<Entry>, Trouble> {
    let mut entries = ledger::shipped()?;
    entries.retain(|entry| entry.claim == claim.id());
    Ok(entries)
}

fn verdict(claim: &Claim, record: &Record) -> String {
    let kernel = text::kernel(&record.run);
    let Some(line) = record.claim(&claim.id()) else {
        return format!("\n    On {kernel}: not asked for.\n");
    };
    let reason = line.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let waits = line.waited.zip(line.woken);
    let waits = waits.map(|(waited, woken)| format!(", waited {waited}, woken {woken}"));
    format!(
        "\n    On {kernel}: {}{reason} (ruled {}, kept {}, broken {}{}).\n",
        line.verdict,
        line.ruled,
        line.kept,
        line.broken,
        waits.unwrap_or_default()
    )
}
