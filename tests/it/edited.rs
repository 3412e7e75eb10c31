//! Every passage of the pages installed here, taken out, moved or reworded: is it noticed?

use std::sync::LazyLock;

use bythebook::claim::Claim;
use bythebook::cli::manual::Manual;
use bythebook::engine::Facility;
use bythebook::facilities;
use bythebook::report::passage::{Edition, Fingerprint, Page, Word, find, follow, newest};

use crate::absent;

/// An edit of the sentence at this place of a page.
type Edit = fn(&mut Page, usize);

fn take_out(page: &mut Page, index: usize) {
    page.sentences.remove(index);
}

/// To the end of the page, under a heading of its own.
fn move_away(page: &mut Page, index: usize) {
    let mut sentence = page.sentences.remove(index);
    sentence.section = "ELSEWHERE".into();
    sentence.heading = "ELSEWHERE".into();
    page.sentences.push(sentence);
}

/// The last word is another one, and so is its place.
fn reword(page: &mut Page, index: usize) {
    let sentence = &mut page.sentences[index];
    sentence.text += " Otherwise";
    sentence.print = Fingerprint::of(&sentence.text);
}

/// The pages installed here, with their own fingerprints; nothing where none are installed.
static INSTALLED: LazyLock<Option<(Manual, Edition)>> = LazyLock::new(|| {
    let rooms: Vec<_> = facilities::ALL.iter().map(|room| room.facility).collect();
    let claims: Vec<&Claim> = rooms.iter().flat_map(Facility::all_claims).collect();
    let manual = Manual::open(None, claims.iter().map(|claim| claim.citation.page.name));
    let newest = newest().expect("the fingerprints can be read");
    let edition = follow(claims, &newest, &|name| manual.page(name));
    (manual.count() > 0).then_some((manual, edition))
});

fn is_noticed(name: &str, edit: Edit, expected: Word) {
    let Some((manual, edition)) = INSTALLED.as_ref() else {
        return absent::say(name, "no manual pages are installed");
    };
    let (mut faults, mut twins) = (Vec::new(), 0);
    for (claim, place) in &edition.passages {
        // A page of its own may have been a part of another.
        let Some(page) = manual.pages().find(|page| page.name == place.page) else { continue };
        // Where a page says the same more than once, one sentence less leaves its twins.
        if place.times > 1 {
            twins += 1;
            continue;
        }
        let found = find(place, &|_| Some(page)).expect("the page is there");
        assert_eq!(found.word, Word::Same, "{claim}");
        let mut edited = page.clone();
        edit(&mut edited, found.index.expect("it has a place"));
        let word = find(place, &|_| Some(&edited)).expect("the page is there").word;
        if word != expected {
            faults.push(format!("{claim}: {word}, not {expected}"));
        }
    }
    let tried = edition.passages.len() - twins;
    assert!(twins * 10 < tried, "too few are tried: {twins} have twins, {tried} have none");
    assert!(faults.is_empty(), "of {tried}:\n  {}", faults.join("\n  "));
}

#[test]
fn a_passage_that_is_taken_out_is_gone() {
    is_noticed("a_passage_that_is_taken_out_is_gone", take_out, Word::Gone);
}

#[test]
fn a_passage_that_is_moved_away_has_moved() {
    is_noticed("a_passage_that_is_moved_away_has_moved", move_away, Word::Moved);
}

#[test]
fn a_passage_with_another_word_is_reworded() {
    is_noticed("a_passage_with_another_word_is_reworded", reword, Word::Reworded);
}
