//! The files of the house, and their code without comments and the insides of literals.

use std::fs;
use std::path::{Path, PathBuf};

/// What is ours beside the files at the root; what was built or recorded there is not.
const DIRECTORIES: [&str; 7] = [".cargo", ".ci", "ci", "examples", "fixtures", "src", "tests"];
const AT_ROOT: [&str; 4] = ["Cargo.lock", "Cargo.toml", "README.md", "rustfmt.toml"];

/// A file of ours.
pub struct Source {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
    /// The text of a Rust file with blanks for comments and the insides of literals.
    pub code: String,
}

impl Source {
    fn read(path: &Path) -> Option<Self> {
        // What is not text is not ours to read.
        let text = fs::read_to_string(path).ok()?;
        let from_root = path.strip_prefix(root()).expect("it was found below the root");
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        let code = if is_rust { code(&text) } else { String::new() };
        Some(Self { path: from_root.to_str()?.to_owned(), text, code })
    }

    pub fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == "rs")
    }

    /// Lines of code, counted from 1.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of the house, in the order of their paths.
pub fn all() -> Vec<Source> {
    let mut paths: Vec<PathBuf> = AT_ROOT.map(|name| root().join(name)).into();
    for directory in DIRECTORIES {
        walk(&root().join(directory), &mut paths);
    }
    paths.sort();
    paths.iter().filter_map(|path| Source::read(path)).collect()
}

/// Every Rust file.
pub fn rust() -> Vec<Source> {
    all().into_iter().filter(Source::is_rust).collect()
}

fn walk(directory: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, paths);
        } else {
            paths.push(path);
        }
    }
}

/// The words of a piece of code.
pub fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

fn code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = (at + blank(&chars[at..], at > 0 && is_word(chars[at - 1]))).min(chars.len());
        if end == at {
            code.push(chars[at]);
            at += 1;
            continue;
        }
        code.extend(chars[at..end].iter().map(|&c| if c == '\n' { c } else { ' ' }));
        at = end;
    }
    code
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How many characters from here on are a comment or a literal.
fn blank(rest: &[char], in_word: bool) -> usize {
    match rest {
        ['/', '/', ..] => rest.iter().position(|&c| c == '\n').unwrap_or(rest.len()),
        ['/', '*', ..] => block(rest),
        ['"', ..] => 1 + quoted(&rest[1..], '"'),
        ['r', '"' | '#', ..] if !in_word => raw(rest),
        ['\'', '\\', ..] => 1 + quoted(&rest[1..], '\''),
        ['\'', _, '\'', ..] => 3,
        _ => 0,
    }
}

fn quoted(rest: &[char], end: char) -> usize {
    let mut at = 0;
    while at < rest.len() && rest[at] != end {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw(rest: &[char]) -> usize {
    let marks = rest[1..].iter().take_while(|&&c| c == '#').count();
    if rest.get(1 + marks) != Some(&'"') {
        return 0;
    }
    let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', marks)).collect();
    let inside = &rest[2 + marks..];
    let found = inside.windows(end.len()).position(|window| window == end);
    2 + marks + found.map_or(inside.len(), |found| found + end.len())
}

fn block(rest: &[char]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        match &rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

#[test]
fn comments_and_literals_are_not_code() {
    let text = "a(\"b\\\"c\", 'd', '\\'', r#\"e\"f\"#); // g\n/* h /* i */ j */ fn k<'l>() {}";
    let code = code(text);
    assert_eq!(words(&code).collect::<Vec<_>>(), ["a", "fn", "k", "l"]);
    assert_eq!(code.lines().count(), text.lines().count());
}
