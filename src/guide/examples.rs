//! The example programs, as they stand in the tree, and how much of a program each is.

use std::collections::BTreeSet;

use include_dir::{Dir, include_dir};

static EXAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/examples");

/// The program for a facility, if there is one yet.
pub fn of(facility: &str) -> Option<&'static str> {
    EXAMPLES.get_file(format!("{facility}.rs"))?.contents_utf8()
}

/// Its lines of code, and the functions and methods of others that it calls.
pub fn size(program: &str) -> (usize, usize) {
    (code(program).count(), calls(program).len())
}

fn code(program: &str) -> impl Iterator<Item = &str> {
    program.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"))
}

fn calls(program: &str) -> BTreeSet<&str> {
    let is_own = |word: &str| program.contains(&format!("fn {word}("));
    code(program)
        .flat_map(|line| words(line).filter(|word| is_called(line, word)))
        .filter(|word| !is_own(word))
        .collect()
}

/// Whether the word, a part of the line, is a function that is called there: a word with a capital
/// only makes a value.
fn is_called(line: &str, word: &str) -> bool {
    let end = word.as_ptr().addr() - line.as_ptr().addr() + word.len();
    word.starts_with(char::is_lowercase) && line[end..].starts_with('(')
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn lines_of_code_and_calls_of_others_are_counted() {
        let program = "//! A pipe.\nuse nix::unistd::{pipe, read};\n\n\
                       fn main() {\n    // Two.\n    let ends = Some(pipe()?);\n    \
                       read(ends.0)?;\n    main();\n}\n";
        assert_eq!(size(program), (6, 2));
    }
}
