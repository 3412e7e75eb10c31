//! Forms: nobody but `engine/forms` reads or writes a word of a call or an outcome by its place.

use super::doors::is_of_forms;
use super::none;
use super::shape::functions;
use super::source::{self, Source};

/// What makes a call or an outcome of words, or takes one apart.
const BY_PLACE: [&str; 6] =
    ["Op::new(", "Outcome::new(", "form().index", "op.take()", "outcome.take()", "seen.take()"];
/// A type of operands or parts says what its own words are, in these functions of it.
const OF_A_TYPE: [&str; 2] = ["put", "take"];
/// What such a function calls the words that it is handed.
const WORDS: [&str; 2] = ["words.word(", "parts.word("];

#[test]
fn nobody_but_forms_reads_a_word_by_its_place() {
    let files = source::rust();
    let others = files.iter().filter(|file| !is_of_forms(&file.path));
    let faults: Vec<String> = others.flat_map(by_place).collect();
    let rule = "match `Call::of(op)` and `Seen::of(outcome)`, make one with `.into()`, or alter \
                one operand with `op.with_operand(name, …)`:";
    none(&faults, rule);
}

/// Each line of the file that handles words by their places.
fn by_place(file: &Source) -> Vec<String> {
    let functions = functions(&file.code);
    let of_a_type = |line: usize| {
        let around =
            functions.iter().filter(|one| (one.line..one.line + one.lines).contains(&line));
        around.max_by_key(|one| one.line).is_some_and(|one| OF_A_TYPE.contains(&one.name))
    };
    let mut faults = Vec::new();
    for (line, code) in file.code_lines() {
        let found = |texts: &[&'static str]| texts.iter().copied().find(|text| code.contains(text));
        let word = found(&WORDS).filter(|_| !of_a_type(line));
        if let Some(text) = found(&BY_PLACE).or(word) {
            faults.push(format!("{}:{line}: {text}", file.path));
        }
    }
    faults
}

#[test]
fn a_type_says_its_own_words_and_a_rule_reads_none() {
    let text = "fn take(words: &mut Take<'_>) -> Self {\n    Self(words.word())\n}\n\
                fn rule(op: &Op) {\n    let mut words = op.take();\n    words.word();\n}\n";
    let file = Source { path: "a.rs".into(), text: text.into(), code: text.into() };
    assert_eq!(by_place(&file), ["a.rs:5: op.take()", "a.rs:6: words.word("]);
}
