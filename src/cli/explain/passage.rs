//! The passage that a claim rests on, as the page has it that is installed here.

use crate::claim::Claim;
use crate::cli::manual::Manual;
use crate::cli::trouble::Trouble;
use crate::report::passage::{Edition, Found, Page, Word, find, newest, oldest};

/// The paragraph that has the passage, and where it is from.
pub struct Passage {
    /// Page and nearest heading, as installed: `pipe(7), PIPE_BUF`.
    pub place: String,
    /// The release and the day of the page.
    pub source: String,
    pub path: String,
    /// What the newest pages have of it.
    pub became: String,
    pub paragraph: String,
}

/// The passage, or why there is none to be shown.
pub fn passage(claim: &Claim) -> Result<Result<Passage, String>, Trouble> {
    let (newest, oldest) = (newest()?, oldest()?);
    let cited = claim.citation.page.name;
    let manual = Manual::open(None, [cited]);
    let Some(installed) = manual.installed(cited) else {
        return Ok(Err(format!("{cited} is not installed here")));
    };
    let page = |_: &str| manual.page(cited);
    let of = |edition: &Edition| find(edition.passages.get(&claim.id())?, &page);
    let (now, before) = (of(&newest), of(&oldest));
    // The older pages may have the very sentence that the newest have in other words.
    let best = [now, before].into_iter().flatten().min_by_key(|found| found.word);
    let Some(index) = best.and_then(|found| found.index) else {
        return Ok(Err(format!("{cited} as installed here does not say it")));
    };
    Ok(Ok(shown(
        &installed.page,
        index,
        &installed.path.display().to_string(),
        became(now, &newest),
    )))
}

fn shown(page: &Page, index: usize, path: &str, became: String) -> Passage {
    let sentence = &page.sentences[index];
    let paragraph: Vec<&str> =
        page.paragraph(sentence.paragraph).map(|beside| beside.text.as_str()).collect();
    Passage {
        place: format!("{}, {}", page.name, sentence.heading),
        source: format!("{} ({})", page.source, page.date),
        path: path.into(),
        became,
        paragraph: paragraph.join(" "),
    }
}

fn became(now: Option<Found>, newest: &Edition) -> String {
    let source = &newest.source;
    match now.map_or(Word::Gone, |found| found.word) {
        Word::Same => format!("the same in {source}"),
        Word::Moved => format!("elsewhere in {source}"),
        Word::Reworded => format!("in other words in {source}"),
        Word::Gone => format!("not in {source}"),
    }
}
