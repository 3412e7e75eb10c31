//! How a comparison with the installed pages is shown, to people and to programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Comparison, Line};
use crate::claim::Claim;
use crate::cli::manual::Manual;
use crate::report::passage::{Edition, Page, Word, ranked};
use crate::report::text;

/// What is not the same, each with where it stands now; then the counts.
pub fn text(comparison: &Comparison) -> String {
    let mut shown = String::new();
    for word in Word::ALL.into_iter().filter(|word| *word != Word::Same) {
        for line in comparison.lines.iter().filter(|line| line.found.word == word) {
            // Writing to a string cannot fail.
            let _ = writeln!(shown, "{word:>12}  {:44} {}", line.claim.id(), whereabouts(line));
        }
    }
    for claim in &comparison.without {
        let why = format!("no passage in {}; see ci/passages", comparison.edition.source);
        let _ = writeln!(shown, "{:>12}  {:44} {why}", "none", claim.id());
    }
    for claim in &comparison.not_yet {
        let _ = writeln!(shown, "{:>12}  {:44} {}", "not yet", claim.id(), claim.citation);
    }
    for page in &comparison.manual.missing {
        let claims = comparison.unread.iter().filter(|claim| claim.citation.page.name == page);
        let count = text::counted(claims.count() as u64, "claim");
        let _ = writeln!(shown, "{:>12}  {page:44} {count} not compared", "not here");
    }
    shown + &summary(comparison)
}

/// Where the passage stood and where it stands.
fn whereabouts(line: &Line) -> String {
    let was = format!("{}, {}", line.place.page, line.place.heading);
    match line.found.sentence().map(|sentence| place(line.found.page, &sentence.heading)) {
        Some(now) if now != was => format!("{was} -> {now}"),
        _ => was,
    }
}

fn place(page: &Page, heading: &str) -> String {
    format!("{}, {heading}", page.name)
}

fn summary(comparison: &Comparison) -> String {
    let words = Word::ALL.map(|word| format!("{} {word}", comparison.count(word))).join(", ");
    let claims = text::counted(comparison.lines.len() as u64, "claim");
    let here = comparison.manual.sources().join(", ");
    let unread = match comparison.unread.len() {
        0 => String::new(),
        count => format!("; {count} of pages that are not installed"),
    };
    let not_yet = match comparison.not_yet.len() {
        0 => String::new(),
        count => format!("; {count} that pages so old do not say yet"),
    };
    format!(
        "────────────\n     Summary  {claims} of {} in {here}:\n              \
         {words}{not_yet}{unread}\n",
        comparison.edition.source
    )
}

/// All of it.
pub fn json(comparison: &Comparison) -> Value {
    let claims: Vec<Value> = comparison.lines.iter().map(claim).collect();
    let ids = |claims: &[&'static Claim]| claims.iter().map(|claim| claim.id()).collect::<Vec<_>>();
    json!({
        "edition": comparison.edition.source,
        "pages": comparison.manual.sources(),
        "same": comparison.count(Word::Same),
        "moved": comparison.count(Word::Moved),
        "reworded": comparison.count(Word::Reworded),
        "gone": comparison.count(Word::Gone),
        "not_installed": comparison.manual.missing,
        "not_compared": ids(&comparison.unread),
        "without_passage": ids(&comparison.without),
        "not_yet": ids(&comparison.not_yet),
        "claims": claims,
    })
}

fn claim(line: &Line) -> Value {
    let sentence = line.found.sentence();
    json!({
        "id": line.claim.id(),
        "word": line.found.word,
        "page": line.place.page,
        "heading": line.place.heading,
        "found_page": sentence.map(|_| line.found.page.name.as_str()),
        "found_heading": sentence.map(|sentence| sentence.heading.as_str()),
    })
}

/// A claim, and the sentences that it could rest on; a star marks the one that it does.
pub fn sentences(claim: &Claim, edition: &Edition, manual: &Manual) -> String {
    let mut shown = format!("{} ({})\n", claim.id(), claim.citation);
    let _ = writeln!(shown, "{}", text::folded(claim.statement()));
    let Some(page) = manual.page(claim.citation.page.name) else {
        return shown + "    its page is not installed\n\n";
    };
    let place = edition.passages.get(&claim.id());
    let chosen =
        |index: &usize| place.is_some_and(|at| at.sentence == page.sentences[*index].print);
    let mut listed: Vec<usize> = ranked(claim, page).iter().map(|ranked| ranked.index).collect();
    let elsewhere = (0..page.sentences.len()).find(chosen).filter(|index| !listed.contains(index));
    listed.extend(elsewhere);
    for index in listed {
        let sentence = &page.sentences[index];
        let star = if chosen(&index) { '*' } else { ' ' };
        let _ =
            writeln!(shown, "  {star} {} {}: {}", sentence.print, sentence.heading, sentence.text);
    }
    shown + "\n"
}
