//! Makes an edition from pages: each claim keeps its passage, or gets the likest.

use std::collections::BTreeMap;

use super::Pages;
use super::edition::{Edition, Place};
use super::find::{LIKENESS_ELSEWHERE, Word, find};
use super::page::Page;
use super::print::{Fingerprint, Sketch};
use super::rank::ranked;
use crate::claim::Claim;

/// The edition of these pages, and the claims whose passages are to be read: they are new, or were
/// not kept as they stood.
pub fn bless<'c>(
    claims: impl IntoIterator<Item = &'c Claim>,
    before: &Edition,
    pages: &Pages,
) -> (Edition, Vec<(String, Option<Word>)>) {
    let mut edition = Edition::default();
    let mut sketches = Sketches::new();
    let mut to_read = Vec::new();
    for claim in claims {
        let cited = claim.citation.page.name;
        let kept = before.passages.get(&claim.id()).filter(|place| place.page == cited);
        // Who had it rest on another sentence need not have counted that one.
        let kept = kept.map(|place| Place { times: 1, ..place.clone() });
        let found = kept.and_then(|place| find(&place, pages));
        let word = found.map(|found| found.word);
        let chosen = found.and_then(|found| Some((found.page, found.index?)));
        let likest = || {
            let page = pages(cited)?;
            Some((page, ranked(claim, page).first()?.index))
        };
        let Some((page, index)) = chosen.or_else(likest) else {
            to_read.push((claim.id(), Some(Word::Gone)));
            continue;
        };
        if word != Some(Word::Same) {
            to_read.push((claim.id(), word));
        }
        note(&mut edition, &mut sketches, claim, page, index);
    }
    (edition, to_read)
}

/// The edition of other pages: the passages of the first found again, as far as they are there.
pub fn follow<'c>(
    claims: impl IntoIterator<Item = &'c Claim>,
    first: &Edition,
    pages: &Pages,
) -> Edition {
    let mut edition = Edition::default();
    let mut sketches = Sketches::new();
    for claim in claims {
        let found = first.passages.get(&claim.id()).and_then(|place| find(place, pages));
        if let Some((page, index)) = found.and_then(|found| Some((found.page, found.index?))) {
            note(&mut edition, &mut sketches, claim, page, index);
        }
    }
    edition
}

/// Those of the sentences of pages, by the name of the page: made once for all claims.
type Sketches = BTreeMap<String, Vec<Sketch>>;

fn note(edition: &mut Edition, sketches: &mut Sketches, claim: &Claim, page: &Page, index: usize) {
    let sentence = &page.sentences[index];
    let [before, after] = page.neighbours(index);
    let all = |page: &Page| page.sentences.iter().map(|other| Sketch::of(&other.text)).collect();
    let sketches = sketches.entry(page.name.clone()).or_insert_with(|| all(page));
    let others = page.sentences.iter().zip(sketches.iter());
    let mut alike: Vec<Fingerprint> = others
        .filter(|(other, sketch)| {
            let likeness = sketches[index].likeness(sketch);
            other.print != sentence.print && likeness >= LIKENESS_ELSEWHERE
        })
        .map(|(other, _)| other.print)
        .collect();
    alike.sort_unstable();
    alike.dedup();
    let same = page.sentences.iter().filter(|other| other.print == sentence.print);
    let place = Place {
        page: page.name.clone(),
        heading: sentence.heading.clone(),
        sentence: sentence.print,
        before,
        after,
        sketch: sketches[index],
        alike,
        times: same.count(),
    };
    edition.source.clone_from(&page.source);
    edition.passages.insert(claim.id(), place);
}
