//! A fault planted in the system call layer is found, shrunk, shown and replayed.
//!
//! Compiled only with the feature `planted-fault`, which plants it: see `.ci/run`.

use assert_cmd::Command;
use serde_json::Value;
use tempfile::tempdir;

const CLAIM: &str = "eventfd.write_past_maximum";

fn bythebook() -> Command {
    Command::cargo_bin("bythebook").expect("the binary was built")
}

#[test]
fn a_planted_fault_is_found_shrunk_and_replayed_from_the_record_alone() {
    let directory = tempdir().expect("a directory");
    let record = directory.path().join("run.jsonl");
    let run = bythebook()
        .args(["check", "eventfd", "--seed", "0x51f3", "--time", "4s", "--record"])
        .arg(&record)
        .output()
        .expect("it runs");
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));

    let text = String::from_utf8_lossy(&run.stdout);
    for line in
        ["allowed   EAGAIN", "observed  wrote 8 bytes", "<- here", "replay    bythebook replay"]
    {
        assert!(text.contains(line), "no `{line}` in:\n{text}");
    }

    let lines = std::fs::read_to_string(&record).expect("the record was written");
    let lines: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect();
    let broken: Vec<&str> = lines
        .iter()
        .filter(|line| line["record"] == "claim" && line["verdict"] == "broken")
        .map(|line| line["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(broken, [CLAIM], "the blame falls on it alone");

    // To create, to fill, and to write past it; two of these may be one.
    let deviation = lines.iter().find(|line| line["claim"] == CLAIM).expect("a deviation");
    let steps = deviation["script"]["steps"].as_array().expect("steps").len();
    assert!(steps <= 3, "{steps} steps: {deviation:#}");

    let replay =
        bythebook().arg("replay").arg(&record).args(["--claim", CLAIM]).output().expect("it runs");
    assert_eq!(replay.status.code(), Some(1), "it deviates again");
}
