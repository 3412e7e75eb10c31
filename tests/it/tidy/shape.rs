//! Shape: how long files, functions and lines may be, and how a file begins.

use super::none;
use super::source::{self, Source};

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;
const COLUMNS_MAX: usize = 100;

/// Debts: may shrink, not grow, and go from here once they are paid.
const FILES_TOO_LONG: [(&str, usize); 1] = [("src/engine/deed.rs", 420)];
const FUNCTIONS_TOO_LONG: [(&str, usize); 2] = [("apply", 71), ("operation", 74)];

/// What people write: scripts in ledgers and what snapshots hold may be as long as they are.
const WRITTEN: [&str; 5] = ["rs", "md", "css", "yml", "run"];

#[test]
fn no_file_is_above_400_lines() {
    let long = |file: &Source| {
        let lines = file.text.lines().count();
        let debt = debt(&FILES_TOO_LONG, &file.path);
        if debt.is_some() && lines <= FILE_LINES_MAX {
            return Some(format!("{}: paid; take it off FILES_TOO_LONG", file.path));
        }
        (lines > debt.unwrap_or(FILE_LINES_MAX)).then(|| format!("{}: {lines} lines", file.path))
    };
    let faults: Vec<String> = source::rust().iter().filter_map(long).collect();
    none(&faults, "a file above 400 lines has two subjects; give each its own:");
}

#[test]
fn no_function_is_above_70_lines() {
    let mut faults = Vec::new();
    for file in source::rust() {
        let functions = functions(&file.code);
        let long = functions.iter().filter(|function| {
            let debt = debt(&FUNCTIONS_TOO_LONG, function.name);
            function.lines > debt.unwrap_or(FUNCTION_LINES_MAX)
        });
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
        for (index, line) in file.text.lines().enumerate() {
            let columns = line.chars().count();
            if columns > COLUMNS_MAX {
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

fn debt(debts: &[(&str, usize)], name: &str) -> Option<usize> {
    debts.iter().find(|(known, _)| *known == name).map(|(_, lines)| *lines)
}

struct Function<'c> {
    name: &'c str,
    /// Where it begins, from 1.
    line: usize,
    lines: usize,
}

/// The functions of a piece of code that have a body, also those inside others.
fn functions(code: &str) -> Vec<Function<'_>> {
    code.match_indices("fn ")
        .filter(|(at, _)| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        .filter_map(|(at, _)| function(code, at))
        .collect()
}

fn function(code: &str, at: usize) -> Option<Function<'_>> {
    let name = source::words(&code[at + "fn ".len()..]).next()?;
    let mut depth = 0usize;
    for (offset, c) in code[at..].char_indices() {
        match c {
            // Only a declaration, or the type of a function.
            ';' if depth == 0 => return None,
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
    let code = "trait A { fn b(); }\nfn c() {\n    if d { e }\n}\n";
    let found: Vec<_> =
        functions(code).iter().map(|found| (found.name, found.line, found.lines)).collect();
    assert_eq!(found, [("c", 2, 3)]);
}
