//! A manual page as sentences under headings.

use super::print::{Fingerprint, tokens};

/// Words whose full stop ends no sentence.
const ABBREVIATIONS: [&str; 6] = ["e.g.", "i.e.", "etc.", "cf.", "vs.", "viz."];

/// A page, read from its source.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// `name(section)`: the page that has the text, which may be another than the one asked for.
    pub name: String,
    /// What the page says that it belongs to: `Linux man-pages 6.03`.
    pub source: String,
    /// The day of its last change.
    pub date: String,
    pub sentences: Vec<Sentence>,
}

/// One sentence, and where it stands.
#[derive(Debug, Clone)]
pub struct Sentence {
    pub text: String,
    pub print: Fingerprint,
    /// The heading of the section.
    pub section: String,
    /// The nearest heading above: of the subsection, if it is in one.
    pub heading: String,
    /// Which paragraph of the page it belongs to.
    pub paragraph: usize,
}

/// One paragraph of the source, with the headings above it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paragraph {
    pub section: String,
    pub heading: String,
    pub text: String,
}

impl Page {
    /// A page of these paragraphs.
    pub fn new(name: &str, source: &str, date: &str, paragraphs: &[Paragraph]) -> Self {
        let sentences = paragraphs.iter().enumerate().flat_map(|(index, paragraph)| {
            split(&paragraph.text).into_iter().map(move |text| Sentence {
                text: text.to_owned(),
                print: Fingerprint::of(text),
                section: paragraph.section.clone(),
                heading: paragraph.heading.clone(),
                paragraph: index,
            })
        });
        let sentences = sentences.filter(|sentence| !tokens(&sentence.text).is_empty()).collect();
        Self { name: name.into(), source: source.into(), date: date.into(), sentences }
    }

    /// The places of the sentences under a heading, which may be the tag of paragraphs instead
    /// (`RLIMIT_NOFILE`).
    pub fn under(&self, heading: &str) -> Vec<usize> {
        let places = |of: &dyn Fn(&Sentence) -> bool| -> Vec<usize> {
            (0..self.sentences.len()).filter(|&index| of(&self.sentences[index])).collect()
        };
        let headed = places(&|sentence| sentence.section == heading || sentence.heading == heading);
        if !headed.is_empty() {
            return headed;
        }
        let tagged = |sentence: &Sentence| {
            let tag = self.paragraph(sentence.paragraph).next();
            tag.is_some_and(|tag| tag.text.starts_with(heading))
        };
        places(&tagged)
    }

    /// The sentences of a paragraph.
    pub fn paragraph(&self, number: usize) -> impl Iterator<Item = &Sentence> {
        self.sentences.iter().filter(move |sentence| sentence.paragraph == number)
    }

    /// The sentences before and behind one, as far as they stand under the same heading.
    pub fn neighbours(&self, index: usize) -> [Option<Fingerprint>; 2] {
        let heading = |sentence: &Sentence| (sentence.section.clone(), sentence.heading.clone());
        let here = heading(&self.sentences[index]);
        let beside = |index: Option<usize>| {
            let sentence = self.sentences.get(index?)?;
            (heading(sentence) == here).then_some(sentence.print)
        };
        [beside(index.checked_sub(1)), beside(index.checked_add(1))]
    }

    /// Whether some sentence has this fingerprint.
    pub fn has(&self, print: Fingerprint) -> bool {
        self.sentences.iter().any(|sentence| sentence.print == print)
    }
}

/// A paragraph as sentences: a full stop, a space, and what may begin one.
fn split(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(' ') {
        let (before, after) = (&text[start..at], &text[at + 1..]);
        if ends(before) && begins(after) {
            sentences.push(before);
            start = at + 1;
        }
    }
    sentences.push(&text[start..]);
    sentences.into_iter().map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}

fn ends(text: &str) -> bool {
    let word = text.rsplit(' ').next().unwrap_or_default().trim_start_matches('(');
    let bare = text.trim_end_matches([')', '"', '\'']);
    bare.ends_with(['.', '?', '!']) && !ABBREVIATIONS.contains(&word) && !bare.ends_with("..")
}

fn begins(text: &str) -> bool {
    let first = text.trim_start_matches(['(', '"', '\'', '[']).chars().next();
    first.is_some_and(|c| !c.is_lowercase() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::{Page, Paragraph, split};

    #[test]
    fn a_full_stop_before_a_capital_ends_a_sentence() {
        let text = "It fails (e.g. with EAGAIN). Then, i.e. Later, see pipe(7). (Since 2.6.30.) No";
        let expected = [
            "It fails (e.g. with EAGAIN).",
            "Then, i.e. Later, see pipe(7).",
            "(Since 2.6.30.)",
            "No",
        ];
        assert_eq!(split(text), expected);
    }

    #[test]
    fn a_tag_stands_for_a_heading_where_there_is_none() {
        let paragraph = |text: &str| Paragraph {
            section: "DESCRIPTION".into(),
            heading: "DESCRIPTION".into(),
            text: text.into(),
        };
        let paragraphs = ["RLIMIT_CORE One.", "RLIMIT_NOFILE Two. Three."].map(paragraph);
        let page = Page::new("getrlimit(2)", "", "", &paragraphs);
        assert_eq!(page.under("RLIMIT_NOFILE"), [1, 2]);
        assert_eq!(page.under("DESCRIPTION"), [0, 1, 2]);
    }
}
