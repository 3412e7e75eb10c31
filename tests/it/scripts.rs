//! Scripts that are kept: each is read, and written back as it was.

use std::fs;
use std::path::{Path, PathBuf};

use bythebook::engine::Script;
use bythebook::facilities::{self, ALL};
use bythebook::report::ledger;
use serde_json::Value;

/// The files of a directory of this tree with that ending, in order.
fn files(directory: &str, ending: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == ending));
    paths.sort();
    paths
}

/// The scripts inside of a value, itself among them.
fn inside<'v>(value: &'v Value, scripts: &mut Vec<&'v Value>) {
    if value.get("schema").is_some() && value.get("steps").is_some_and(Value::is_array) {
        scripts.push(value);
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| inside(value, scripts)),
        Value::Object(values) => values.values().for_each(|value| inside(value, scripts)),
        _ => {}
    }
}

/// Reads the scripts of rooms that there are, and writes them; says how many there were.
fn are_written_as_they_are_read(place: &str, value: &Value) -> usize {
    facilities::open();
    let mut scripts = vec![];
    inside(value, &mut scripts);
    let is_there = |name: &Value| ALL.iter().any(|room| *name == room.facility.name);
    scripts.retain(|script| match &script["facilities"] {
        Value::Array(names) => names.iter().all(is_there),
        _ => is_there(&script["facility"]),
    });
    for script in &scripts {
        let read = Script::of_json(script)
            .unwrap_or_else(|why| panic!("{place} cannot be read: {why}\n{script}"));
        assert_eq!(read.to_json(), **script, "{place} is written otherwise");
    }
    scripts.len()
}

#[test]
fn scripts_of_ledgers_are_written_as_they_are_read() {
    let mut read = 0;
    for path in files("fixtures/known", "toml") {
        for entry in ledger::read(&path).unwrap() {
            let place = format!("{}, {}", entry.position, entry.claim);
            let script = entry.script.unwrap_or_default();
            read += are_written_as_they_are_read(&place, &script);
        }
    }
    assert!(read > 0, "no ledger has a script");
}

#[test]
fn scripts_of_regressions_are_written_as_they_are_read() {
    for path in files("fixtures/scripts", "json") {
        let text = fs::read_to_string(&path).unwrap();
        let script = serde_json::from_str(&text).unwrap();
        are_written_as_they_are_read(&path.display().to_string(), &script);
    }
}

#[test]
fn scripts_of_reference_records_are_written_as_they_are_read() {
    for path in files("ci/reference", "jsonl") {
        for (line, text) in (1..).zip(fs::read_to_string(&path).unwrap().lines()) {
            let value = serde_json::from_str(text).unwrap();
            are_written_as_they_are_read(&format!("{}:{line}", path.display()), &value);
        }
    }
}
