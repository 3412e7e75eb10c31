//! The tool on the running kernel, through its binary.

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use rstest::rstest;
use serde_json::Value;
use tempfile::tempdir;

fn check(arguments: &[&str], record: &Path) -> Output {
    Command::cargo_bin("bythebook")
        .expect("the binary was built")
        .arg("check")
        .args(arguments)
        .arg("--record")
        .arg(record)
        .output()
        .expect("it runs")
}

/// The id of each claim, and the verdict on it with its reason.
fn verdicts(record: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(record).expect("the record was written");
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a JSON line"));
    let of_claims = lines.filter(|line| line["record"] == "claim");
    of_claims
        .map(|line| {
            let text = |field: &str| line[field].as_str().unwrap_or_default().to_owned();
            (text("id"), format!("{} {}", text("verdict"), text("reason")))
        })
        .collect()
}

/// The last line of a record.
fn end(record: &Path) -> Value {
    let text = std::fs::read_to_string(record).expect("the record was written");
    serde_json::from_str(text.lines().last().expect("a line")).expect("a JSON line")
}

#[test]
fn the_same_seed_and_cases_give_the_same_scripts_whatever_the_number_of_workers() {
    let directory = tempdir().expect("a directory");
    let records = ["1", "2"].map(|jobs| {
        let record = directory.path().join(jobs);
        let run = check(&["--seed", "7", "--cases", "400", "-j", jobs], &record);
        assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stdout));
        record
    });
    let ends = records.each_ref().map(|record| end(record));
    for field in ["digest", "scripts", "races", "claims", "broken"] {
        assert_eq!(ends[0][field], ends[1][field], "{field}");
    }
    // Which of several permitted outcomes a race has is chance, and how often which was seen.
    let by_chance = |verdict: &str| {
        verdict.contains("permitted, and not witnessed") || verdict.contains("was seen (")
    };
    for (one, other) in verdicts(&records[0]).iter().zip(&verdicts(&records[1])) {
        assert!(one == other || by_chance(&one.1) || by_chance(&other.1), "{one:?}, {other:?}");
    }
    // A script ends with a race of which too much may be true, and that depends on how its calls
    // overlapped: the same scripts may come to a few operations more or fewer.
    let [one, other] = ends.map(|end| end["operations"].as_u64().expect("a number"));
    assert!(one.abs_diff(other) < one / 100, "{one} and {other} operations");
}

#[rstest]
#[case::in_turn("slice", 3)]
#[case::by_hash("hash", 2)]
fn parts_add_up_to_the_whole(#[case] by: &str, #[case] parts: u32) {
    let directory = tempdir().expect("a directory");
    let mut records = vec![];
    let partitions = (1..=parts).map(|part| format!("{by}:{part}/{parts}"));
    for partition in partitions.map(Some).chain([None]) {
        let record = directory.path().join(records.len().to_string());
        let mut arguments = vec!["eventfd", "pipe", "--seed", "7", "--cases", "1200"];
        arguments.extend(partition.iter().flat_map(|partition| ["--partition", partition]));
        let run = check(&arguments, &record);
        assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stdout));
        records.push(record);
    }
    let whole = end(&records.pop().expect("the last is the whole"));
    let merged = directory.path().join("merged");
    let merge = Command::cargo_bin("bythebook")
        .expect("the binary was built")
        .arg("merge")
        .args(&records)
        .arg("-o")
        .arg(&merged)
        .output()
        .expect("it runs");
    assert_eq!(merge.status.code(), Some(0), "{}", String::from_utf8_lossy(&merge.stderr));
    for field in ["digest", "scripts", "claims"] {
        assert_eq!(end(&merged)[field], whole[field], "{field}");
    }
}

#[test]
fn without_namespaces_it_runs_and_the_record_says_what_was_not_had() {
    let directory = tempdir().expect("a directory");
    let record = directory.path().join("run.jsonl");
    let run = check(&["eventfd", "record_lock", "--cases", "400", "--no-isolation"], &record);
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stdout));
    let text = std::fs::read_to_string(&record).expect("the record was written");
    assert!(text.lines().next().is_some_and(|run| run.contains("no ipc of our own")), "{text}");
}

/// As where nohup(1) started it, or a job of CI that wants to be told nothing.
#[test]
fn what_its_caller_ignores_its_scripts_do_not() {
    let program = assert_cmd::cargo::cargo_bin("bythebook");
    let run = Command::new("sh")
        .args(["-c", "trap '' HUP USR1 USR2 URG; exec \"$0\" check signal --cases 400"])
        .arg(program)
        .output()
        .expect("it runs");
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stdout));
}

#[test]
fn several_claims_at_once_are_proven_falsifiable() {
    let run = Command::cargo_bin("bythebook")
        .expect("the binary was built")
        .args(["selfcheck", "eventfd", "--time", "6s"])
        .output()
        .expect("it runs");
    let text = String::from_utf8_lossy(&run.stdout);
    assert_eq!(run.status.code(), Some(0), "{text}");
    let last = text.lines().last().expect("a line");
    assert!(last.contains(" 0 survived"), "{text}");
    assert!(!last.starts_with('0') && !last.contains(" 0 caught"), "{text}");
}
