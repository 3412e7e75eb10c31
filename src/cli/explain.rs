//! `explain`: a claim in words, its citation, the passage as installed here, its last verdicts.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::manual::Manual;
use super::trouble::Trouble;
use super::{Status, list, output, pattern};
use crate::claim::{Claim, Force, LeftOut};
use crate::engine::Facility;
use crate::report::passage::{Edition, Found, Page, Word, find, newest, oldest};
use crate::report::record::Record;
use crate::report::{read, text, version};

/// Say what a claim means and where it is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bythebook explain eventfd.read_takes_one
  bythebook explain eventfd.read_takes_one --records run.jsonl    with its last verdict")]
pub struct Arguments {
    /// A claim's id, as `list claims` shows it.
    claim: String,
    /// Records whose verdicts on the claim are to be shown.
    #[arg(long, value_name = "RECORD", num_args = 1..)]
    records: Vec<PathBuf>,
}

pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    let records = read::records(&arguments.records)?;
    let id = arguments.claim.to_ascii_lowercase();
    let shown = match pattern::claim(facilities, &id) {
        Some(claim) => explain(claim, &records)?,
        None => match pattern::left_out(facilities, &id) {
            Some((_, left_out)) => excuse(&id, left_out),
            None => return Err(pattern::unmatched(facilities, &arguments.claim)),
        },
    };
    output::print(&shown)?;
    Ok(Status::AsExpected)
}

fn explain(claim: &'static Claim, records: &[Record]) -> Result<String, Trouble> {
    let mut shown = format!("{}\n{}\n\n", claim.id(), text::folded(claim.statement()));
    for (name, value) in facts(claim) {
        // Writing to a string cannot fail.
        let _ = writeln!(shown, "    {name:9} {value}");
    }
    shown.push('\n');
    shown.push_str(&passage(claim, &[newest()?, oldest()?]));
    for record in records {
        shown.push_str(&verdict(claim, record));
    }
    Ok(shown)
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

/// The passage that the claim rests on, as the page has it that is installed here.
fn passage(claim: &Claim, editions: &[Edition]) -> String {
    let cited = claim.citation.page.name;
    let manual = Manual::open(None, [cited]);
    let Some(installed) = manual.installed(cited) else {
        return format!("    No passage: {cited} is not installed here.\n");
    };
    let page = |_: &str| manual.page(cited);
    let in_edition = |edition: &Edition| find(edition.passages.get(&claim.id())?, &page);
    // The words tell what became of it since the newest pages; any of them may show where it is.
    let founds: Vec<Found> = editions.iter().filter_map(in_edition).collect();
    let Some(index) = founds.iter().min_by_key(|found| found.word).and_then(|found| found.index)
    else {
        return format!("    No passage: {cited} as installed here does not say it.\n");
    };
    let sentence = &installed.page.sentences[index];
    let paragraph: Vec<&str> =
        installed.page.paragraph(sentence.paragraph).map(|beside| beside.text.as_str()).collect();
    let Page { name, source, date, .. } = &installed.page;
    let word = founds.first().map_or(Word::Gone, |found| found.word);
    let newest = editions.first().map(|edition| edition.source.as_str()).unwrap_or_default();
    let became = match word {
        Word::Same => format!("the same in {newest}"),
        Word::Moved => format!("elsewhere in {newest}"),
        Word::Reworded => format!("in other words in {newest}"),
        Word::Gone => format!("not in {newest}"),
    };
    format!(
        "    The passage, {name}, {}, of {source} ({date}); {became}:\n    {}\n\n{}\n",
        sentence.heading,
        installed.path.display(),
        text::folded(&paragraph.join(" ")),
    )
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
