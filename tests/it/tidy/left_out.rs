//! What no room checks and no room names is named in a file, with the page and the reason.

use std::collections::BTreeSet;
use std::fs;

use bythebook::claim::Page;
use bythebook::engine::Facility;
use bythebook::facilities;
use serde::Deserialize;

use super::none;
use super::source;

const FILE: &str = "fixtures/left-out.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    left_out: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    page: String,
    heading: String,
    situation: String,
    why: String,
    awaits: Option<String>,
}

fn entries() -> Vec<Entry> {
    let text = fs::read_to_string(source::root().join(FILE)).expect("the file is there");
    toml::from_str::<File>(&text).unwrap_or_else(|error| panic!("{FILE}: {error}")).left_out
}

fn rooms() -> Vec<Facility> {
    facilities::ALL.iter().map(|room| room.facility).collect()
}

#[test]
fn what_is_left_out_is_on_a_page_that_claims_cite() {
    let cited: Vec<&Page> =
        rooms().iter().flat_map(Facility::all_claims).map(|claim| claim.citation.page).collect();
    let mut faults = vec![];
    for Entry { page, heading, situation, .. } in entries() {
        match cited.iter().find(|cited| cited.name == page) {
            None => faults.push(format!("{page}: no claim cites it ({situation})")),
            Some(cited) if !cited.has(&heading) => {
                faults.push(format!("{page} has no heading {heading} ({situation})"));
            }
            Some(_) => {}
        }
    }
    none(&faults, &format!("name a page and a heading of it in {FILE}:"));
}

#[test]
fn what_is_left_out_is_said_once_and_has_a_reason() {
    let mut seen = BTreeSet::new();
    let mut faults = vec![];
    for Entry { page, situation, why, .. } in entries() {
        if why.split_whitespace().count() < 3 || situation.split_whitespace().count() < 3 {
            faults.push(format!("{page}: {situation}: {why}"));
        }
        if !seen.insert((page.clone(), situation.clone())) {
            faults.push(format!("{page}: {situation}: twice"));
        }
    }
    none(
        &faults,
        &format!("say in {FILE} what the page speaks of, once, and why it is not there:"),
    );
}

#[test]
fn what_awaits_a_room_goes_once_that_stands() {
    let stands: Vec<&str> = rooms().iter().map(|room| room.name).collect();
    let stale =
        |entry: &Entry| entry.awaits.as_deref().is_some_and(|awaited| stands.contains(&awaited));
    let faults: Vec<String> =
        entries().into_iter().filter(stale).map(|entry| entry.situation).collect();
    none(&faults, &format!("let the room state it, and take it out of {FILE}:"));
}
