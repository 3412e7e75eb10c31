//! Claims: each is named by a rule, has an id of its own that is listed, and says it in our words.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use bythebook::claim::Claim;
use bythebook::cli::manual;
use bythebook::engine::Facility;
use bythebook::facilities;

use super::none;
use super::source::{self, Source};
use crate::absent;

const LIST: &str = "fixtures/claims.txt";
/// Set, it has the list written anew.
const BLESS: &str = "BYTHEBOOK_BLESS";
/// How a sentence begins that leans on the one before it.
const LEANING: [&str; 20] = [
    "Also",
    "And",
    "But",
    "Else",
    "Hence",
    "It",
    "Its",
    "Likewise",
    "Neither",
    "Nor",
    "Otherwise",
    "So",
    "Such",
    "That",
    "Their",
    "Then",
    "These",
    "They",
    "This",
    "Those",
];
/// So many words in the order of a page are copied.
const WORDS_COPIED: usize = 12;

#[test]
fn every_claim_of_a_room_is_named_by_a_rule() {
    let files = source::rust();
    let mut faults = Vec::new();
    for facility in facilities() {
        let stated = format!("src/facilities/{}/claims", facility.name);
        let room = format!("src/facilities/{}", facility.name);
        let rules = files
            .iter()
            .filter(|file| file.path.starts_with(&room) && !file.path.starts_with(&stated));
        let named: BTreeSet<&str> = rules.flat_map(|file| source::words(&file.code)).collect();
        for claim in facility.claims {
            let id = claim.id();
            let name = id.rsplit('.').next().unwrap_or_default().to_ascii_uppercase();
            if !named.contains(name.as_str()) {
                faults.push(format!("{id}: no file of {room} but its claims names {name}"));
            }
        }
    }
    none(&faults, "let a rule name the claim, or list it in `left_out` with the reason:");
}

#[test]
fn every_template_is_ruled_by_the_engine() {
    let files = source::rust();
    let is_stated = |file: &&Source| file.path == "src/engine/shared_claims.rs";
    let stated = files.iter().find(is_stated).expect("the templates are there");
    let list = stated.code.split("pub enum Shared {").nth(1).expect("they have names");
    let names = list.split('}').next().unwrap_or_default();
    // Its folder has the statements and the groups of rooms, no rules.
    let engine = |file: &&Source| {
        file.path.starts_with("src/engine/") && !file.path.starts_with("src/engine/shared_claims")
    };
    let ruling: Vec<&Source> = files.iter().filter(engine).collect();
    let faults: Vec<String> = source::words(names)
        .map(|name| format!("Shared::{name}"))
        .filter(|name| !ruling.iter().any(|file| file.code.contains(name.as_str())))
        .collect();
    none(&faults, "let a deed of the engine rule by the template, or take it out:");
}

#[test]
fn every_claim_has_an_id_of_its_own() {
    let mut seen = BTreeMap::new();
    for facility in facilities() {
        let left_out =
            facility.left_out.iter().map(|left| format!("{}.{}", facility.name, left.name));
        for id in facility.all_claims().map(Claim::id).chain(left_out) {
            *seen.entry(id).or_insert(0) += 1;
        }
    }
    let twice: Vec<String> =
        seen.into_iter().filter(|(_, times)| *times > 1).map(|(id, _)| id).collect();
    none(&twice, "give each statement, checked or left out, a name of its own:");
}

#[test]
fn every_claim_is_in_the_list() {
    let mut ids: Vec<String> =
        facilities().iter().flat_map(Facility::all_claims).map(Claim::id).collect();
    ids.sort_unstable();
    let path = source::root().join(LIST);
    let now = ids.join("\n") + "\n";
    if std::env::var_os(BLESS).is_some() {
        fs::write(&path, &now).expect("the list can be written");
    }
    let listed = fs::read_to_string(&path).unwrap_or_default();
    let (then, now): (BTreeSet<&str>, BTreeSet<&str>) =
        (listed.lines().collect(), now.lines().collect());
    let gone = then.difference(&now).map(|id| format!("- {id}"));
    let new = now.difference(&then).map(|id| format!("+ {id}"));
    let differences: Vec<String> = gone.chain(new).collect();
    let rule = format!("if these were meant to go (-) and come (+), `{BLESS}=1 cargo test tidy`:");
    none(&differences, &rule);
}

#[test]
fn every_statement_is_a_sentence() {
    let unfinished = |claim: &&Claim| !claim.statement().ends_with('.');
    let facilities = facilities();
    let all = facilities.iter().flat_map(Facility::all_claims);
    let faults: Vec<String> = all.filter(unfinished).map(Claim::id).collect();
    none(&faults, "write the statement out, to its full stop:");
}

#[test]
fn every_statement_can_be_read_alone() {
    let leans = |claim: &&Claim| {
        let first = claim.statement().split(' ').next().unwrap_or_default();
        LEANING.contains(&first.trim_end_matches(','))
    };
    let facilities = facilities();
    let all = facilities.iter().flat_map(Facility::all_claims);
    let faults: Vec<String> =
        all.filter(leans).map(|claim| format!("{}: {}", claim.id(), claim.statement())).collect();
    none(&faults, "it is quoted without its neighbours: name what it speaks of:");
}

#[test]
fn no_statement_is_copied_from_its_page() {
    let mut faults = Vec::new();
    let mut missing = BTreeSet::new();
    for claim in facilities().iter().flat_map(Facility::all_claims) {
        let page = claim.citation.page.name;
        let Some(text) = manual::whole(page) else {
            missing.insert(page);
            continue;
        };
        let written = spaced(&text.join(" "));
        let said = spaced(claim.statement());
        let words: Vec<&str> = said.split(' ').filter(|word| !word.is_empty()).collect();
        let run = words.len().min(WORDS_COPIED);
        let copied =
            words.windows(run).find(|run| written.contains(&format!(" {} ", run.join(" "))));
        if let Some(copied) = copied {
            faults.push(format!("{} ({page}): {}", claim.id(), copied.join(" ")));
        }
    }
    for page in missing {
        let why = format!("{page} is not installed");
        absent::say("no_statement_is_copied_from_its_page", &why);
    }
    none(&faults, "say it in our own words:");
}

/// The words in lower case with one space around each.
fn spaced(text: &str) -> String {
    let words: Vec<String> = source::words(text).map(str::to_ascii_lowercase).collect();
    format!(" {} ", words.join(" "))
}

fn facilities() -> Vec<Facility> {
    facilities::ALL.iter().map(|room| room.facility).collect()
}
