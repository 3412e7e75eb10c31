//! Which sentences a claim probably rests on: those that share its rarest words.

use super::page::Page;
use super::print::tokens;
use crate::claim::Claim;

/// What a word of the sentence's tag or the rest of its paragraph counts beside one of its own.
const CONTEXT: f64 = 0.35;
/// A long sentence has a word of everything.
const LENGTH: f64 = 8.0;

/// A sentence, and how like the claim it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// Its place on the page.
    pub index: usize,
    pub score: f64,
}

/// The sentences under the heading that the claim cites, likest first; those of the whole page,
/// where it has no such heading.
pub fn ranked(claim: &Claim, page: &Page) -> Vec<Ranked> {
    let said = stems(&format!("{} {}", claim.statement(), claim.name().replace('_', " ")));
    let sentences: Vec<Vec<String>> =
        page.sentences.iter().map(|sentence| stems(&sentence.text)).collect();
    let weights: Vec<f64> = said.iter().map(|word| rarity(word, &sentences)).collect();
    let mut under = page.under(claim.citation.heading);
    if under.is_empty() {
        under = (0..page.sentences.len()).collect();
    }
    let shared = |words: &[String]| -> f64 {
        let shared = said.iter().zip(&weights).filter(|(word, _)| words.contains(word));
        shared.map(|(_, weight)| weight).sum()
    };
    let score = |index: usize| {
        let own = &sentences[index];
        let number = page.sentences[index].paragraph;
        let paragraph: Vec<String> = (0..sentences.len())
            .filter(|&other| page.sentences[other].paragraph == number)
            .flat_map(|other| sentences[other].clone())
            .collect();
        let context = CONTEXT * shared(&paragraph) / (LENGTH + paragraph.len() as f64).sqrt();
        shared(own) / (LENGTH + own.len() as f64).sqrt() + context
    };
    let mut ranked: Vec<Ranked> =
        under.into_iter().map(|index| Ranked { index, score: score(index) }).collect();
    ranked.sort_by(|left, right| right.score.total_cmp(&left.score));
    ranked
}

/// What few sentences of the page have says more.
fn rarity(word: &String, sentences: &[Vec<String>]) -> f64 {
    let having = sentences.iter().filter(|words| words.contains(word)).count();
    ((1.0 + sentences.len() as f64) / (1.0 + having as f64)).ln()
}

/// The words without their commonest endings, each once.
fn stems(text: &str) -> Vec<String> {
    let mut stems: Vec<String> = tokens(text).iter().map(|word| stem(word).to_owned()).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

fn stem(word: &str) -> &str {
    let endings = ["ing", "ed", "es", "s", "e"];
    let cut = endings.iter().find_map(|ending| word.strip_suffix(ending));
    cut.filter(|stem| stem.len() > 2).unwrap_or(word)
}
