//! Finds a passage again in the pages of an installation.
//!
//! It compares fingerprints and sketches only: a person has to read whether a reworded sentence
//! still says what its claim says.

use std::fmt;

use serde::Serialize;

use super::Pages;
use super::edition::Place;
use super::page::{Page, Sentence};
use super::print::{Fingerprint, Sketch};

/// Between the sentences that stood around it, so much likeness makes a sentence the same reworded.
const LIKENESS_IN_PLACE: f64 = 0.15;
/// Elsewhere on the page it takes more, and more still where its own place is seen to be empty.
pub const LIKENESS_ELSEWHERE: f64 = 0.5;
const LIKENESS_OF_REMOVED: f64 = 0.7;

/// What became of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// The sentence stands where it stood.
    Same,
    /// The sentence stands under another heading, or between other sentences.
    Moved,
    /// In its place, or elsewhere on the page, stands one that is like it.
    Reworded,
    /// The page has neither the sentence nor one that is like it.
    Gone,
}

/// What became of a passage, and where something of it stands now.
#[derive(Debug, Clone, Copy)]
pub struct Found<'p> {
    pub word: Word,
    pub page: &'p Page,
    /// The place of the sentence on the page, unless it is gone.
    pub index: Option<usize>,
}

impl Word {
    pub const ALL: [Self; 4] = [Self::Same, Self::Moved, Self::Reworded, Self::Gone];
}

impl Found<'_> {
    pub fn sentence(&self) -> Option<&Sentence> {
        self.index.map(|index| &self.page.sentences[index])
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Same => "same",
            Self::Moved => "moved",
            Self::Reworded => "reworded",
            Self::Gone => "gone",
        })
    }
}

/// Where the passage is now; nothing if its page is not there to be read.
pub fn find<'p>(place: &Place, pages: &Pages<'p>) -> Option<Found<'p>> {
    let page = pages(&place.page)?;
    let found = |word, index| Some(Found { word, page, index: Some(index) });
    if let Some((word, index)) = unchanged(place, page) {
        return found(word, index);
    }
    match reworded(place, page) {
        Some(index) => found(Word::Reworded, index),
        None => Some(Found { word: Word::Gone, page, index: None }),
    }
}

/// The sentence as it was, where it was or elsewhere.
fn unchanged(place: &Place, page: &Page) -> Option<(Word, usize)> {
    let sentences = page.sentences.iter().enumerate();
    let all: Vec<usize> = sentences
        .filter(|(_, sentence)| sentence.print == place.sentence)
        .map(|(index, _)| index)
        .collect();
    let here = |&&index: &&usize| {
        page.name == place.page && page.sentences[index].heading == place.heading
    };
    if let Some(index) = all.iter().filter(here).find(|&&index| has_neighbour(place, page, index)) {
        return Some((Word::Same, *index));
    }
    // Of a sentence that the page had several times, the one that counted is not in its place.
    if gap(place, page).is_some() && all.len() < place.times {
        return None;
    }
    let index = *all.iter().find(here).or(all.first())?;
    let elsewhere =
        [place.before, place.after].into_iter().flatten().any(|neighbour| page.has(neighbour));
    let stayed = here(&&index) && !elsewhere;
    Some((if stayed { Word::Same } else { Word::Moved }, index))
}

/// Whether the sentence before this one or behind it is the one that was.
fn has_neighbour(place: &Place, page: &Page, index: usize) -> bool {
    let [before, after] = page.neighbours(index);
    before == place.before || after == place.after
}

/// The sentence that took its place, or is most like it.
fn reworded(place: &Place, page: &Page) -> Option<usize> {
    let gap = gap(place, page);
    let best = |among: &mut dyn Iterator<Item = usize>, least: f64| {
        let likeness =
            |index: usize| place.sketch.likeness(&Sketch::of(&page.sentences[index].text));
        among
            .map(|index| (likeness(index), index))
            .filter(|(likeness, _)| *likeness >= least)
            .max_by(|(left, one), (right, other)| left.total_cmp(right).then(other.cmp(one)))
            .map(|(_, index)| index)
    };
    // The page had those that are like it before; the very sentence too, if it had that twice.
    let is_new = |index: &usize| {
        let print = page.sentences[*index].print;
        print != place.sentence && !place.alike.contains(&print)
    };
    let anywhere = &mut (0..page.sentences.len()).filter(is_new);
    match gap {
        Some(between) if between.is_empty() => best(anywhere, LIKENESS_OF_REMOVED),
        // Some sentence stands there alone: it was written in place of this one.
        Some(between) if between.len() == 1 => Some(between.start),
        Some(between) => {
            let inside = best(&mut between.clone().filter(is_new), LIKENESS_IN_PLACE);
            inside.or_else(|| best(anywhere, LIKENESS_ELSEWHERE))
        }
        None => best(anywhere, LIKENESS_ELSEWHERE),
    }
}

/// The sentences that now stand between the two that stood around it. A page may have either of
/// those several times: the two that are closest to one another are meant.
fn gap(place: &Place, page: &Page) -> Option<std::ops::Range<usize>> {
    let under: Vec<usize> = (0..page.sentences.len())
        .filter(|&index| page.sentences[index].heading == place.heading)
        .collect();
    let (first, last) = (*under.first()?, *under.last()?);
    let all = |print: Fingerprint| {
        let is = move |&index: &usize| page.sentences[index].print == print;
        under.iter().copied().filter(is).collect::<Vec<_>>()
    };
    let starts: Vec<usize> = match place.before {
        Some(before) => all(before).iter().map(|index| index + 1).collect(),
        None => vec![first],
    };
    let ends = place.after.map_or_else(|| vec![last + 1], all);
    let pairs = starts.iter().flat_map(|start| ends.iter().map(move |end| *start..*end));
    pairs
        .filter(|between| between.start <= between.end && between.len() <= GAP_MAX)
        .min_by_key(ExactSizeIterator::len)
}

/// More sentences than these are another text.
const GAP_MAX: usize = 8;

#[cfg(test)]
mod tests {
    use super::{Page, Place, Word, find};
    use crate::report::passage::{Fingerprint, Paragraph, Sketch};

    const CATS: &str = "A cat sits on its mat until somebody moves it.";
    const FIRST: &str = "Cats are sold in pairs.";
    const LAST: &str = "Mats are sold apart.";

    fn page(sections: &[(&str, &[&str])]) -> Page {
        let paragraphs: Vec<Paragraph> = sections
            .iter()
            .map(|(heading, sentences)| Paragraph {
                section: "DESCRIPTION".into(),
                heading: (*heading).into(),
                text: sentences.join(" "),
            })
            .collect();
        Page::new("cat(7)", "Linux man-pages 6.03", "2022-12-04", &paragraphs)
    }

    fn place() -> Place {
        Place {
            page: "cat(7)".into(),
            heading: "Mats".into(),
            sentence: Fingerprint::of(CATS),
            before: Some(Fingerprint::of(FIRST)),
            after: Some(Fingerprint::of(LAST)),
            sketch: Sketch::of(CATS),
            alike: Vec::new(),
            times: 1,
        }
    }

    fn word(place: &Place, sections: &[(&str, &[&str])]) -> Word {
        let page = page(sections);
        find(place, &|_| Some(&page)).expect("the page is there").word
    }

    #[test]
    fn what_stands_where_it_stood_is_the_same() {
        assert_eq!(word(&place(), &[("Mats", &[FIRST, CATS, LAST])]), Word::Same);
        // Sentences around it may be others, one of them or both.
        assert_eq!(word(&place(), &[("Mats", &[FIRST, CATS, "Nobody buys mats."])]), Word::Same);
        let both = ["No cat is for sale.", CATS, "Nobody buys mats."];
        assert_eq!(word(&place(), &[("Mats", &both)]), Word::Same);
    }

    #[test]
    fn what_stands_elsewhere_has_moved() {
        let other_heading = [("Mats", &[FIRST, LAST][..]), ("BUGS", &[CATS])];
        assert_eq!(word(&place(), &other_heading), Word::Moved);
        let other_sentences = ["Dogs do not sit.", CATS, "Dogs stand.", FIRST, LAST];
        assert_eq!(word(&place(), &[("Mats", &other_sentences)]), Word::Moved);
        let other_page = Place { page: "cats(7)".into(), ..place() };
        assert_eq!(word(&other_page, &[("Mats", &[FIRST, CATS, LAST])]), Word::Moved);
    }

    #[test]
    fn what_is_said_otherwise_is_reworded() {
        let alike = "A cat sits upon its mat until somebody lifts it.";
        assert_eq!(word(&place(), &[("Mats", &[FIRST, alike, LAST])]), Word::Reworded);
        assert_eq!(word(&place(), &[("BUGS", &["Dogs do not sit.", alike])]), Word::Reworded);
        let in_its_place = "Where they rest, they rest.";
        assert_eq!(word(&place(), &[("Mats", &[FIRST, in_its_place, LAST])]), Word::Reworded);
    }

    #[test]
    fn what_is_not_said_is_gone() {
        assert_eq!(word(&place(), &[("Mats", &[FIRST, LAST])]), Word::Gone);
        let sibling = "A dog sits on its mat until somebody moves it.";
        let alike = Place { alike: vec![Fingerprint::of(sibling)], ..place() };
        assert_eq!(word(&alike, &[("Mats", &[FIRST, LAST, sibling])]), Word::Gone);
        assert_eq!(word(&place(), &[("Mats", &[FIRST, LAST, sibling])]), Word::Reworded);
        assert_eq!(word(&place(), &[("Dogs", &["Dogs do not sit."])]), Word::Gone);
        let twice = Place { times: 2, ..place() };
        let once = [("Mats", &[FIRST, LAST][..]), ("BUGS", &["Dogs bark.", CATS])];
        assert_eq!(word(&twice, &once), Word::Gone);
    }
}
