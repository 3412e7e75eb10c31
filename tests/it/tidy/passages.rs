//! Passages: every claim rests on a sentence of the page that it cites, known by its fingerprint.

use std::collections::BTreeSet;

use bythebook::claim::Claim;
use bythebook::engine::Facility;
use bythebook::facilities;
use bythebook::report::passage::{Edition, newest, oldest};

use super::none;
use super::source;

const MEND: &str = "run `ci/passages` (it needs apt, and a network), and read the passages that it \
                    names with `bythebook man CLAIM --sentences`:";

fn claims() -> Vec<&'static Claim> {
    let rooms: Vec<Facility> = facilities::ALL.iter().map(|room| room.facility).collect();
    rooms.iter().flat_map(|room| room.all_claims().collect::<Vec<_>>()).collect()
}

#[test]
fn every_claim_rests_on_a_passage_of_its_page() {
    let newest = newest().expect("the fingerprints can be read");
    let faults: Vec<String> = claims()
        .into_iter()
        .filter_map(|claim| {
            let (id, cited) = (claim.id(), claim.citation.page.name);
            match newest.passages.get(&id) {
                None => Some(format!("{id}: fixtures/pages/newest.toml has no passage of it")),
                Some(place) if place.page != cited => {
                    Some(format!("{id}: cites {cited}, and its passage is of {}", place.page))
                }
                Some(_) => None,
            }
        })
        .collect();
    none(&faults, MEND);
}

#[test]
fn no_passage_is_of_a_claim_that_is_not_there() {
    let ids: BTreeSet<String> = claims().into_iter().map(Claim::id).collect();
    let stale = |edition: Edition| -> Vec<String> {
        edition.passages.into_keys().filter(|id| !ids.contains(id)).collect()
    };
    let editions = [newest(), oldest()].map(|edition| edition.expect("they can be read"));
    none(&editions.map(stale).concat(), MEND);
}

#[test]
fn fingerprints_have_no_text_of_the_pages() {
    let mut faults = Vec::new();
    for file in source::all().iter().filter(|file| file.path.starts_with("fixtures/pages/")) {
        for (index, line) in file.text.lines().enumerate() {
            // What is quoted is an id, a name, a heading or a number.
            let long = line.split('"').skip(1).step_by(2).any(|quoted| quoted.len() > 80);
            if long && !line.starts_with('#') {
                faults.push(format!("{}:{}: {line}", file.path, index + 1));
            }
        }
    }
    none(&faults, "let `ci/passages` write the file; nobody else does:");
}
