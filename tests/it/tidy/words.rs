//! Words that the house does without, and places that it must not name.

use super::none;
use super::source::{self, Source};

/// Waiting is for something, never for a time; and a script is a function of its seed.
const SLEEPS: [&str; 6] =
    ["sleep", "usleep", "nanosleep", "clock_nanosleep", "park_timeout", "sleep_until"];

/// Where hash tables may be: looked up there, never gone through.
const HASHES: [(&str, &str); 2] = [
    ("src/engine/content.rs", "where a window of the content begins"),
    ("src/engine/search.rs", "which configurations were seen"),
];
const GOES_THROUGH: [&str; 6] =
    ["keys()", "values()", "into_keys()", "into_values()", "values_mut()", "drain()"];

/// Where lints may be allowed outside of sys: a macro cannot expect what only some tables have.
const ALLOWS: [&str; 1] = ["src/engine/forms/tables.rs"];

/// How an example that nobody compiles begins; what is no example is `text`.
const FENCE: &str = concat!("```", "ignore");

/// Hosts that the tree may name, with what they are named for.
const HOSTS: [(&str, &str); 6] = [
    ("man7.org", "the manual pages"),
    ("www.kernel.org", "the kernel's documentation"),
    ("git.kernel.org", "commits that claims and the ledger cite"),
    ("lore.kernel.org", "reports that the ledger cites"),
    ("bugzilla.kernel.org", "reports that the ledger cites"),
    ("sourceware.org", "reports about the C library that the ledger cites"),
];
/// What every Cargo.lock names.
const REGISTRY: &str = concat!("registry+https:", "//github.com/rust-lang/crates.io-index");

/// First parts of absolute paths that exist on one person's machine only.
const HOMES: [&str; 4] = ["home", "root", "Users", "work"];

#[test]
fn only_sys_is_unsafe() {
    let ours = |file: &Source| file.path == "src/sys.rs" || file.path.starts_with("src/sys/");
    let files: Vec<Source> = source::rust().into_iter().filter(|file| !ours(file)).collect();
    let faults = found(&files, |word, _| word == "unsafe");
    none(&faults, "let src/sys have a typed function for what needs `unsafe` here:");
}

#[test]
fn nothing_sleeps() {
    let faults =
        found(&source::rust(), |word, rest| SLEEPS.contains(&word) && rest.starts_with('('));
    none(&faults, "wait for what you wait for: a poll, a futex, the end of a process:");
}

#[test]
fn nothing_is_left_undone_or_switched_off() {
    let unfinished = ["todo", "unimplemented", "dbg"];
    let faults = found(&source::rust(), |word, rest| {
        let macros = unfinished.contains(&word) && rest.starts_with('!');
        macros || word == "should_panic"
    });
    none(&faults, "finish it, or give back an error that a person can act upon:");
    let mut faults = Vec::new();
    for file in source::rust() {
        for (line, code) in file.code_lines() {
            if code.contains("#[ignore") {
                faults.push(format!("{}:{line}: #[ignore]", file.path));
            }
            if file.text.lines().nth(line - 1).is_some_and(|line| line.ends_with(FENCE)) {
                faults.push(format!("{}:{line}: an example that is not compiled", file.path));
            }
            let allows = code.contains("#[allow(") || code.contains("#![allow(");
            let sys = code.contains("unsafe_code") && file.path.starts_with("src/sys");
            if allows && !sys && !ALLOWS.contains(&file.path.as_str()) {
                faults.push(format!("{}:{line}: an allowed lint", file.path));
            }
        }
    }
    none(&faults, "a test that cannot run here says so itself; `#[expect(…, reason)]` for lints:");
}

#[test]
fn nothing_goes_through_a_hash_table() {
    let mut faults = Vec::new();
    for file in source::rust() {
        let hashes = source::words(&file.code).any(|word| ["HashMap", "HashSet"].contains(&word));
        if !hashes {
            continue;
        }
        if !HASHES.iter().any(|(path, _)| *path == file.path) {
            faults.push(format!("{}: has a hash table", file.path));
        }
        for way in GOES_THROUGH.iter().filter(|way| file.code.contains(*way)) {
            faults.push(format!("{}: goes through it, `{way}`", file.path));
        }
    }
    none(&faults, "its order differs from run to run: take a BTreeMap or a Vec:");
}

#[test]
fn no_path_of_one_machine_is_in_the_tree() {
    let mut faults = Vec::new();
    let here = source::root().display().to_string();
    for file in source::all() {
        for (index, line) in file.text.lines().enumerate() {
            let home = HOMES.iter().any(|home| names_directory(line, &format!("/{home}/")));
            if home || line.contains(&here) {
                faults.push(format!("{}:{}: {}", file.path, index + 1, line.trim()));
            }
        }
    }
    none(&faults, "say it relative to the root of the tree, or ask the environment:");
}

/// Whether an absolute path begins so, and not only a part of a path.
fn names_directory(line: &str, start: &str) -> bool {
    line.match_indices(start)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-}".contains(c)))
}

#[test]
fn no_host_but_the_cited_ones_is_in_the_tree() {
    let mut faults = Vec::new();
    for file in source::all() {
        let lock = file.path == "Cargo.lock";
        for (index, line) in file.text.lines().enumerate() {
            let line = if lock { line.replace(REGISTRY, "") } else { line.to_owned() };
            for (at, mark) in line.match_indices("://") {
                let host = line[at + mark.len()..]
                    .split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-')
                    .next()
                    .unwrap_or_default();
                let cited = HOSTS.iter().any(|(known, _)| *known == host);
                if !host.is_empty() && !cited {
                    faults.push(format!("{}:{}: {host}", file.path, index + 1));
                }
            }
        }
    }
    none(&faults, "cite one of HOSTS in words.rs, or take the host out:");
}

/// Where a word of code is what is looked for; `is` sees the word and what follows it.
fn found(files: &[Source], is: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        for (line, code) in file.code_lines() {
            for word in source::words(code) {
                // Words are parts of the line, so their places can be told.
                let end = word.as_ptr() as usize - code.as_ptr() as usize + word.len();
                if is(word, &code[end..]) {
                    faults.push(format!("{}:{line}: {word}", file.path));
                }
            }
        }
    }
    faults
}
