//! Doors: which part of the house may use which.

use super::none;
use super::source::{self, Source};

/// Each part, and those that it may use.
const DOORS: &[(&str, &[&str])] = &[
    ("claim", &[]),
    ("sys", &[]),
    ("kernel", &["claim", "sys"]),
    ("engine", &["claim", "kernel", "sys"]),
    ("families", &["claim", "kernel", "sys", "engine"]),
    ("facilities", &["claim", "kernel", "sys", "engine", "families"]),
    ("report", &["claim"]),
    ("targets", &["claim", "kernel", "sys", "report"]),
    ("guide", &["claim", "kernel", "sys", "engine", "report"]),
    ("cli", &["claim", "kernel", "sys", "engine", "facilities", "report", "targets", "guide"]),
];

/// What the forms of calls and outcomes may use of the engine around them: what operands and parts
/// are made of, never what runs or judges scripts.
const FORMS_USE: &[&str] = &[
    "Access", "Actor", "Answer", "Draw", "Errno", "Limit", "Op", "Outcome", "Pick", "Room", "Seen",
    "content", "forms", "room", "shrink", "world",
];

/// Names of files and folders of rooms, families and the engine that decide what is right.
const PURE: [&str; 6] = ["model", "rules", "judge", "search", "ruling", "ready"];
/// What would let such a file see the clock or the kernel.
const IMPURE: [&str; 7] =
    ["fs::", "time::", "env::", "thread::", "Instant", "SystemTime", "unistd::"];

#[test]
fn each_part_uses_only_those_it_has_a_door_to() {
    let mut faults = Vec::new();
    for file in house() {
        let part = part(&file);
        let Some((_, doors)) = DOORS.iter().find(|(name, _)| *name == part) else {
            faults.push(format!("{}: `{part}` is no part; give it a line in DOORS", file.path));
            continue;
        };
        for (line, path) in uses(&file) {
            let used = path[0].as_str();
            if used != part && is_part(used) && !doors.contains(&used) {
                faults.push(format!("{}:{line}: {part} has no door to {used}", file.path));
            }
        }
    }
    none(&faults, "move what both need to a part that both may use; see DOORS in doors.rs:");
}

#[test]
fn forms_know_nothing_of_what_runs_and_judges() {
    let mut faults = Vec::new();
    for file in house().iter().filter(|file| is_of_forms(&file.path)) {
        for (line, path) in uses(file) {
            if let [part, used, ..] = &path[..]
                && part == "engine"
                && !FORMS_USE.contains(&used.as_str())
            {
                faults.push(format!("{}:{line}: uses {used}", file.path));
            }
        }
    }
    none(&faults, "let who runs or judges ask the form; or give it a word in FORMS_USE:");
}

#[test]
fn a_room_never_opens_another_room() {
    let rooms: Vec<&str> =
        bythebook::facilities::ALL.iter().map(|room| room.facility.name).collect();
    let mut faults = Vec::new();
    for file in house().iter().filter(|file| file.path.starts_with("src/facilities/")) {
        let own = module(&file.path).swap_remove(1);
        for (line, path) in uses(file) {
            let [part, room, ..] = &path[..] else { continue };
            if part == "facilities" && *room != own && rooms.contains(&room.as_str()) {
                faults.push(format!("{}:{line}: {own} opens {room}", file.path));
            }
        }
    }
    none(&faults, "what two rooms need belongs into a family, what all need into the engine:");
}

#[test]
fn a_family_states_no_claim() {
    let mut faults = Vec::new();
    for file in house().iter().filter(|file| part(file) == "families") {
        for (line, code) in file.code_lines().filter(|(_, code)| states_a_claim(code)) {
            faults.push(format!("{}:{line}: {}", file.path, code.trim()));
        }
    }
    none(&faults, "let the room state the claim, and hand it to the family:");
}

fn states_a_claim(code: &str) -> bool {
    ["claims!", "Claim::new"].iter().any(|way| code.contains(way))
}

#[test]
fn the_engine_and_the_families_know_no_facility_by_name() {
    let mut faults = Vec::new();
    let names: Vec<String> = bythebook::facilities::ALL
        .iter()
        .map(|room| format!("\"{}\"", room.facility.name))
        .collect();
    // A deed has the name of its system call, and a facility may have the same.
    let of_deed = |line: &str, name: &str| {
        let deed = line.trim().strip_prefix("Self::").and_then(|line| line.split_once(" => "));
        deed.is_some_and(|(deed, called)| {
            called == format!("{name},") && name == format!("{:?}", deed.to_lowercase())
        })
    };
    let shared = |file: &&Source| ["engine", "families"].contains(&part(file).as_str());
    for file in house().iter().filter(shared) {
        let before_tests = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        let comment = |line: &&str| line.trim_start().starts_with("//");
        for line in before_tests.lines().filter(|line| !comment(line)) {
            let is_there = |name: &&String| line.contains(*name) && !of_deed(line, name);
            for name in names.iter().filter(is_there) {
                faults.push(format!("{}: names {name}", file.path));
            }
        }
    }
    none(&faults, "let the room say it, in its Facility or by a function of its Room:");
}

#[test]
fn what_decides_sees_neither_clock_nor_kernel() {
    let mut faults = Vec::new();
    let deciding = |file: &&Source| {
        let path = module(&file.path);
        let is_pure = |name: &String| PURE.contains(&name.as_str());
        match path[0].as_str() {
            "engine" => path.last().is_some_and(is_pure),
            // A room has folders of what decides, too.
            "facilities" => path.iter().any(is_pure),
            part => part == "families",
        }
    };
    for file in house().iter().filter(deciding) {
        for (line, code) in file.code_lines() {
            for used in IMPURE.iter().filter(|used| begins_a_word(code, used)) {
                faults.push(format!("{}:{line}: uses {used}", file.path));
            }
        }
        for (line, path) in uses(file) {
            let harmless = path.len() < 2 || ["Errno", "signal_name"].contains(&path[1].as_str());
            if path[0] == "sys" && !harmless {
                faults.push(format!("{}:{line}: uses {}", file.path, path.join("::")));
            }
        }
    }
    none(&faults, "a model and the judge decide from facts and outcomes alone; hand it in:");
}

/// Whether the text is in the code, and not as the end of a longer word.
fn begins_a_word(code: &str, text: &str) -> bool {
    code.match_indices(text)
        .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// The files of the library's parts.
fn house() -> Vec<Source> {
    let roots = ["src/lib.rs", "src/main.rs"];
    source::rust()
        .into_iter()
        .filter(|file| file.path.starts_with("src/") && !roots.contains(&file.path.as_str()))
        .collect()
}

fn is_part(name: &str) -> bool {
    DOORS.iter().any(|(part, _)| *part == name)
}

/// Whether it is where calls and outcomes are made of words.
pub fn is_of_forms(path: &str) -> bool {
    path == "src/engine/forms.rs" || path.starts_with("src/engine/forms/")
}

fn part(file: &Source) -> String {
    module(&file.path).swap_remove(0)
}

/// `src/engine/plan/running.rs` is the module `engine`, `plan`, `running`.
fn module(path: &str) -> Vec<String> {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').map(str::to_owned).collect()
}

/// The paths of this crate that a file names, from the root, each with its line.
fn uses(file: &Source) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in file.code.match_indices(start) {
            let before = file.code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let line = file.code[..at].matches('\n').count() + 1;
            let mut base = if start == "super::" { module(&file.path) } else { Vec::new() };
            if start == "super::" && inside_inline(&file.code[..at]) {
                base.push(String::new());
            }
            let mut rest = &file.code[at..];
            while let Some(after) = rest.strip_prefix("super::") {
                base.pop();
                rest = after;
            }
            let rest = rest.strip_prefix("crate::").unwrap_or(rest);
            found.extend(heads(rest).into_iter().map(|head| (line, [base.clone(), head].concat())));
        }
    }
    found.retain(|(_, path)| !path.is_empty());
    found
}

/// Whether code ends inside of a module that stands in its file: of tests, at its end.
fn inside_inline(before: &str) -> bool {
    before.rfind("\nmod ").is_some_and(|at| {
        let rest = &before[at..];
        rest.lines().nth(1).is_some_and(|line| line.ends_with('{')) && !rest.contains("\n}")
    })
}

/// `a::b::c` begins with `a`, `b`; `{a, b::c}` with `a` and with `b`, `c`.
fn heads(rest: &str) -> Vec<Vec<String>> {
    let Some(list) = rest.strip_prefix('{') else {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
        let path = &rest[..end.unwrap_or(rest.len())];
        return vec![source::words(path).take(2).map(str::to_owned).collect()];
    };
    let mut depth = 0;
    let mut elements = vec![String::new()];
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => elements.push(String::new()),
            c if depth == 0 => elements.last_mut().expect("it begins with one").push(c),
            _ => {}
        }
    }
    elements.iter().flat_map(|element| heads(element.trim())).collect()
}

#[test]
fn a_list_of_uses_is_taken_apart() {
    let found = heads("{cli::{a, b}, report,\n engine::plan::Plan};");
    assert_eq!(found, [vec!["cli"], vec!["report"], vec!["engine", "plan"]]);
}
