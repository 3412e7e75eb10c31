//! `list`: the facilities, every claim with what was left out, or what is known of Linux.

use clap::ValueEnum;
use serde_json::{Value, json};

use super::args::Format;
use super::trouble::Trouble;
use super::{Status, output, pattern};
use crate::claim::{Claim, Force, Layer, LeftOut};
use crate::engine::Facility;
use crate::report::ledger::{self, Entry};
use crate::report::record::Cell;
use crate::report::silence::{self, Silent};
use crate::report::{reached, text, version};

/// List what can be checked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook list                            one line for each facility
  bythebook list claims | grep atomic       claims by any word of theirs
  bythebook list claims --format json       for programs
  bythebook list known                      where Linux and its pages differ
  bythebook list silences                   where the pages say nothing
  bythebook list wakes                      what ends the sleep of which call")]
pub struct Arguments {
    #[arg(value_enum, default_value = "facilities")]
    what: What,
    /// Text for people, JSON for programs.
    #[arg(long, value_enum, default_value = "text", env = "BYTHEBOOK_FORMAT")]
    #[arg(hide_env_values = true)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    Facilities,
    Claims,
    /// What is known to be broken on Linux
    Known,
    /// Situations of which no page speaks, and what kernels do in them
    Silences,
    /// The wake matrix: what is known to end the sleep of which call
    Wakes,
}

pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    let text = match (arguments.what, arguments.format) {
        (What::Facilities, Format::Text) => facilities.iter().map(facility_line).collect(),
        (What::Claims, Format::Text) => facilities.iter().map(claim_lines).collect(),
        (What::Known, Format::Text) => known_lines(&ledger::shipped()?),
        (What::Silences, Format::Text) => {
            silence::reference().map(|one| silent_lines(&one)).collect()
        }
        (What::Silences, Format::Json) => json_lines(silence::reference().map(|one| json!(one))),
        (What::Wakes, Format::Text) => facilities.iter().map(wake_lines).collect(),
        (What::Wakes, Format::Json) => json_lines(facilities.iter().flat_map(wakes_json)),
        (What::Known, Format::Json) => json_lines(ledger::shipped()?.iter().map(known_json)),
        (What::Facilities, Format::Json) => json_lines(facilities.iter().map(facility_json)),
        (What::Claims, Format::Json) => json_lines(facilities.iter().flat_map(claims_json)),
    };
    output::print(&text)?;
    Ok(Status::AsExpected)
}

fn facility_line(facility: &Facility) -> String {
    let claims = facility.all_claims().count();
    format!("{:16} {claims:4} claims   {}\n", facility.name, facility.summary)
}

fn claim_lines(facility: &Facility) -> String {
    let claims = facility.all_claims().map(|claim| {
        let (id, aspect) = (claim.id(), claim.aspect.to_string());
        format!("{id:44} {aspect:13} {:36} {}\n", claim.citation.to_string(), claim.statement())
    });
    let left_out = facility.left_out.iter().map(|left| {
        let (id, aspect) = (pattern::left_out_id(facility, left), left.aspect.to_string());
        format!("{id:44} {aspect:13} {:36} left out: {}\n", left.citation.to_string(), left.why)
    });
    claims.chain(left_out).collect::<Vec<_>>().concat()
}

/// What the kernel does instead, under each claim.
fn known_lines(entries: &[Entry]) -> String {
    let line = |entry: &Entry| {
        let range = range(entry);
        let does = text::folded(&format!("{}{range}", entry.does));
        format!("{}\n{does}\n", entry.claim)
    };
    let lines: Vec<String> = entries.iter().map(line).collect();
    lines.concat() + "`explain` shows the program of each, and what it printed.\n"
}

/// The situation, and under it what was seen on which kernels.
fn silent_lines(silent: &Silent) -> String {
    let done: String = silent.done().iter().map(|done| text::folded(done) + "\n").collect();
    format!("{}: {}\n{done}", silent.facility, silent.situation)
}

/// The cells of one facility, by the call that slept.
fn wake_lines(facility: &Facility) -> String {
    let line = |Cell { call, beside, by, .. }: Cell| {
        let beside = ["alone", "beside another", "beside others"][usize::from(beside.min(2))];
        format!("{:12} {call:20} {beside:14} ended by {by}\n", facility.name)
    };
    reached::known(facility.name).map(line).collect()
}

fn wakes_json(facility: &Facility) -> impl Iterator<Item = Value> {
    let json = |cell: Cell| {
        let (facility, Cell { call, beside, by, .. }) = (facility.name, cell);
        json!({"facility": facility, "call": call, "beside": beside, "by": by})
    };
    reached::known(facility.name).map(json)
}

/// Of which kernels the entry speaks.
pub fn range(entry: &Entry) -> String {
    let since = entry.since.map(|since| format!(", since {}", version::show(since)));
    let until = entry.until.map(|until| format!(", before {}", version::show(until)));
    format!("{}{}", since.unwrap_or_default(), until.unwrap_or_default())
}

fn known_json(entry: &Entry) -> Value {
    json!({
        "claim": entry.claim,
        "does": entry.does,
        "since": entry.since.map(version::show),
        "until": entry.until.map(version::show),
        "sometimes": entry.sometimes,
        "link": entry.link,
        "evidence": entry.evidence,
        "output": entry.output,
        "script": entry.script,
    })
}

/// A list with one element on each line, so that `grep` and `diff` work on it too.
fn json_lines(elements: impl Iterator<Item = Value>) -> String {
    let lines: Vec<String> = elements.map(|element| element.to_string()).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

fn facility_json(facility: &Facility) -> Value {
    json!({
        "facility": facility.name,
        "summary": facility.summary,
        "claims": facility.all_claims().count(),
        "left_out": facility.left_out.len(),
        "needs": facility.needs.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn claims_json(facility: &Facility) -> impl Iterator<Item = Value> {
    let left_out = facility.left_out.iter().map(|left| left_out_json(facility, left));
    facility.all_claims().map(claim_json).chain(left_out)
}

fn claim_json(claim: &'static Claim) -> Value {
    json!({
        "id": claim.id(),
        "facility": claim.facility,
        "aspect": claim.aspect.to_string(),
        "statement": claim.statement(),
        "page": claim.citation.page.name,
        "heading": claim.citation.heading,
        "since": claim.since.map(version::show),
        "until": claim.until.map(version::show),
        "layer": layer(claim),
        "permits": claim.force == Force::Permits,
        "needs": claim.needs.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "excuse": claim.excuse,
        "left_out": null,
    })
}

fn left_out_json(facility: &Facility, left_out: &LeftOut) -> Value {
    json!({
        "id": pattern::left_out_id(facility, left_out),
        "facility": facility.name,
        "aspect": left_out.aspect.to_string(),
        "page": left_out.citation.page.name,
        "heading": left_out.citation.heading,
        "left_out": left_out.why,
    })
}

pub fn layer(claim: &Claim) -> &'static str {
    match claim.layer {
        Layer::Kernel => "kernel",
        Layer::Glibc => "glibc",
    }
}
