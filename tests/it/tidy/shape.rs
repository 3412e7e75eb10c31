//! Shape: how long files, functions and lines may be, and how a file begins.

use super::none;
use super::source::{self, Source};

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;
const COLUMNS_MAX: usize = 100;

/// What people write: scripts in ledgers and what snapshots hold may be as long as they are.
const WRITTEN: [&str; 5] = ["rs", "md", "css", "yml", "run"];

#[test]
fn no_file_is_above_400_lines() {
    let long = |file: &Source| {
        let lines = file.text.lines().count();
        (lines > FILE_LINES_MAX).then(|| format!("{}: {lines} lines", file.path))
    };
    let faults: Vec<String> = source::rust().iter().filter_map(long).collect();
    none(&faults, "a file above 400 lines has two subjects; give each its own:");
}

#[test]
fn no_function_is_above_70_lines() {
    let mut faults = Vec::new();
    for file in source::rust() {
        let functions = functions(&file.code);
        let long = functions.iter().filter(|function| function.lines > FUNCTION_LINES_MAX);
        faults.extend(long.map(|function| {
            let Function { name, line, lines } = function;
            format!("{}:{line}: {name} has {lines} lines", file.path)
        }));
    }
    none(&faults, "name the parts of a function above 70 lines, and make them functions:");
}

#[test]
fn no_line_is_above_100_columns() {
    let mut faults = Vec::new();
    for file in source::all() {
        let kind = file.path.rsplit(['.', '/']).next().unwrap_or_default();
        if !WRITTEN.contains(&kind) {
            continue;
        }
        // What a program printed is shown as it was.
        let mut fenced = false;
        for (index, line) in file.text.lines().enumerate() {
            fenced ^= kind == "md" && line.starts_with("```");
            let columns = line.chars().count();
            if columns > COLUMNS_MAX && !fenced {
                faults.push(format!("{}:{}: {columns} columns", file.path, index + 1));
            }
        }
    }
    none(&faults, "break lines above 100 columns (rustfmt leaves comments and strings to you):");
}

#[test]
fn every_file_says_in_a_sentence_what_it_is() {
    let nameless = |file: &&Source| {
        let head: Vec<&str> =
            file.text.lines().map_while(|line| line.strip_prefix("//! ")).collect();
        !head.last().is_some_and(|line| line.ends_with(['.', ':', '?']))
    };
    let faults: Vec<String> =
        source::rust().iter().filter(nameless).map(|file| file.path.clone()).collect();
    none(&faults, "head these with one `//!` sentence that a stranger understands:");
}

pub struct Function<'c> {
    pub name: &'c str,
    /// Where it begins, from 1.
    pub line: usize,
    pub lines: usize,
}

/// The functions of a piece of code that have a body, also those inside others.
pub fn functions(code: &str) -> Vec<Function<'_>> {
    code.match_indices("fn ")
        .filter(|(at, _)| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        .filter_map(|(at, _)| function(code, at))
        .collect()
}

fn function(code: &str, at: usize) -> Option<Function<'_>> {
    let name = source::words(&code[at + "fn ".len()..]).next()?;
    let mut depth = 0usize;
    // Of parentheses and brackets in its signature: a `;` in them is that of an array's type.
    let mut nested = 0usize;
    for (offset, c) in code[at..].char_indices() {
        match c {
            // Only a declaration, or the type of a function.
            ';' if depth == 0 && nested == 0 => return None,
            '(' | '[' if depth == 0 => nested += 1,
            ')' | ']' if depth == 0 => nested = nested.checked_sub(1)?,
            '{' => depth += 1,
            '}' if depth <= 1 => {
                let line = code[..at].matches('\n').count() + 1;
                let lines = code[at..=at + offset].lines().count();
                return (depth == 1).then_some(Function { name, line, lines });
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[test]
fn functions_are_counted_from_name_to_brace() {
    let code = "trait A { fn b(f: [u8; 2]); }\nfn c(f: [u8; 2]) -> [u8; 2] {\n    if d { e }\n}\n";
    let found: Vec<_> =
        functions(code).iter().map(|found| (found.name, found.line, found.lines)).collect();
    assert_eq!(found, [("c", 2, 3)]);
}
