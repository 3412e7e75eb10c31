//! Scripts as C programs: each compiles without a warning, and ends as `replay` does.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;
use bythebook::facilities::ALL;
use serde_json::Value;

use crate::absent;

/// How long a program may take: it bounds itself.
const PATIENCE: Duration = Duration::from_mins(1);

/// The scripts of a ledger, each by its place in it.
fn of_ledger(name: &str) -> Vec<(String, String)> {
    let path = format!("fixtures/known/{name}.toml");
    let ledger: toml::Table =
        std::fs::read_to_string(&path).expect("a ledger").parse().expect("it is TOML");
    let entries = ledger["known"].as_array().expect("entries");
    (0..)
        .zip(entries)
        .filter_map(|(place, entry)| {
            let script = entry.get("script")?.as_str()?.to_owned();
            Some((format!("{name} {place}, {}", entry["claim"]), script))
        })
        .collect()
}

/// The scripts that were once found wrong.
fn of_fixtures() -> Vec<(String, String)> {
    let files = std::fs::read_dir("fixtures/scripts").expect("scripts");
    let named = |file: std::io::Result<std::fs::DirEntry>| {
        let path = file.expect("a file").path();
        let script = std::fs::read_to_string(&path).expect("a script");
        (path.display().to_string(), script)
    };
    files.map(named).collect()
}

/// Whether the rooms of the script can be written as C.
fn can_be_written(script: &str) -> bool {
    let script: Value = serde_json::from_str(script).expect("it is JSON");
    let one = script.get("facility").into_iter();
    let names: Vec<&str> = one
        .chain(script.get("facilities").and_then(Value::as_array).into_iter().flatten())
        .filter_map(Value::as_str)
        .collect();
    names.iter().all(|name| {
        ALL.iter().any(|room| room.facility.name == *name && !room.helpers_c.is_empty())
    })
}

fn bythebook(arguments: &[&str], script: &Path) -> Output {
    Command::new(cargo_bin("bythebook"))
        .arg("replay")
        .arg(script)
        .args(arguments)
        .output()
        .expect("it runs")
}

/// Writes the script as C, and compiles it.
fn compiled(name: &str, script: &Path) -> std::path::PathBuf {
    let written = bythebook(&["--emit", "c"], script);
    assert!(written.status.success(), "{name}: {}", String::from_utf8_lossy(&written.stderr));
    let (source, program) = (script.with_extension("c"), script.with_extension("out"));
    std::fs::write(&source, written.stdout).expect("it is written");
    let compiled = Command::new("cc")
        .args(["-static", "-Wall", "-Wextra", "-Werror", "-pthread", "-o"])
        .args([&program, &source])
        .output()
        .expect("cc runs");
    let said = String::from_utf8_lossy(&compiled.stderr);
    assert!(compiled.status.success(), "{name}: {said}");
    program
}

/// What a program says where the book allows several courses, and another one came: it judges no
/// further.
const ANOTHER_COURSE: &str = "this is allowed, but not what the steps after it take for granted";

/// The program ends with 1 where replaying deviates, and with 0 where it does not; whether it could
/// judge all of the script.
fn ends_as_replay(name: &str, script: &Path) -> bool {
    let program = compiled(name, script);
    let ran = assert_cmd::Command::new(program).timeout(PATIENCE).output().expect("it runs");
    if String::from_utf8_lossy(&ran.stdout).contains(ANOTHER_COURSE) {
        assert_eq!(ran.status.code(), Some(0), "{name}");
        return false;
    }
    let replayed = bythebook(&[], script);
    let deviates = replayed.status.code() == Some(1);
    assert_eq!(
        ran.status.code(),
        Some(i32::from(deviates)),
        "{name}\n{}{}\n{}",
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr),
        String::from_utf8_lossy(&replayed.stdout)
    );
    true
}

#[test]
fn every_script_compiles_without_a_warning_and_ends_as_replay_does() {
    const NAME: &str = "every_script_compiles_without_a_warning_and_ends_as_replay_does";
    if let Err(error) = Command::new("cc").arg("--version").output() {
        return absent::say(NAME, &format!("cc: {error}; install a C compiler"));
    }
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("script.json");
    let mut ran = 0;
    for (name, script) in of_ledger("linux").into_iter().chain(of_fixtures()) {
        if can_be_written(&script) {
            std::fs::write(&path, script).expect("it is written");
            ran += usize::from(ends_as_replay(&name, &path));
        }
    }
    assert!(ran >= 50, "{ran} scripts were written as C");
}

#[test]
fn a_script_of_a_room_without_c_is_refused_in_one_line() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("script.json");
    let without = of_ledger("linux").into_iter().find(|(_, script)| !can_be_written(script));
    let (_, script) = without.expect("a script of a room that has no C yet");
    std::fs::write(&path, script).expect("it is written");
    let refused = bythebook(&["--emit", "c"], &path);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("its room has no C yet") && said.lines().count() == 1, "{said}");
}
