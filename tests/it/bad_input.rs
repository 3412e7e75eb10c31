//! Bad input: one clear line that names it and the mend, status 2, and nothing written.

use std::fs;
use std::path::Path;

use rstest::rstest;
use tempfile::TempDir;

use crate::cli::{bythebook, output};

/// Files that are each wrong in one way.
const FILES: [(&str, &str); 12] = [
    ("empty.json", ""),
    ("words.json", "not JSON"),
    ("list.json", "[1, 2]"),
    ("cut.json", r#"{"schema": 1, "facility": "pipe""#),
    ("old.json", r#"{"schema": 0, "facility": "pipe", "actors": 1, "solo": true, "steps": []}"#),
    ("stranger.json", r#"{"schema": 1, "facility": "pip", "steps": []}"#),
    (
        "crowd.json",
        r#"{"schema": 1, "facility": "pipe", "actors": 99, "solo": false, "steps": []}"#,
    ),
    (
        "unknown.json",
        r#"{"schema": 1, "facility": "pipe", "actors": 1, "solo": true,
            "steps": [{"call": {"by": 0, "op": "knock"}}]}"#,
    ),
    ("old.jsonl", r#"{"record": "run", "schema": 0}"#),
    ("stray.toml", "[[known]]\nclaim = \"eventfd.read_takes_on\"\ndoes = \"nothing\"\n"),
    (
        "old.toml",
        "[[known]]\nclaim = \"eventfd.read_takes_one\"\ndoes = \"x\"\nscript = '{\"schema\": 0}'\n",
    ),
    (
        "other.toml",
        r#"[[known]]
        claim = "eventfd.read_takes_one"
        does = "nothing"
        script = '{"schema": 1, "facility": "pipe", "actors": 1, "solo": true, "steps": []}'
        "#,
    ),
];

/// A directory with those files, and one of them with bytes that are no text.
fn files() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in FILES {
        fs::write(directory.path().join(name), text).unwrap();
    }
    fs::write(directory.path().join("bytes.json"), [0xff, 0xfe, 0x00]).unwrap();
    directory
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// What the binary says to arguments that it must refuse.
fn refusal(arguments: &str) -> String {
    let directory = files();
    let before = names(directory.path());
    let words: Vec<&str> = arguments.split(' ').collect();
    let (status, out, complaint) =
        output(bythebook(&words).current_dir(directory.path()).write_stdin(""));
    assert_eq!((status, out.as_str()), (2, ""), "{arguments}: {complaint}");
    assert_eq!(complaint.lines().count(), 1, "{arguments}: {complaint}");
    assert!(complaint.starts_with("error: "), "{arguments}: {complaint}");
    assert_eq!(names(directory.path()), before, "{arguments}: something was written");
    complaint
}

#[rstest]
#[case("check evenfd --record r.jsonl", "`evenfd`; did you mean eventfd?")]
#[case("check eventfd.read_takes_on", "did you mean eventfd.read_takes_one")]
#[case("check zzz", "`zzz`; see `bythebook list claims`")]
#[case("check signal+pipe", "`signal` in a mixture; its calls do to processes what")]
#[case("check eventfd --seed 51f3", "'51f3' for '--seed <SEED>': a seed is 0x and up to 16")]
#[case("check eventfd --sed 1", "'--sed' found; tip: a similar argument exists: '--seed'")]
#[case("check eventfd --cases none", "'none' for '--cases <N>': a whole number above zero")]
#[case("check eventfd -j 0", "'0' for '--jobs <N>': a whole number above zero")]
#[case("check eventfd --steps 0", "'0' for '--steps <N>': a whole number above zero")]
#[case("check eventfd --max-fail -1", "unexpected argument '-1' found; tip: ")]
#[case(
    "check eventfd --time 5",
    "'5' for '--time <DUR>': a duration is a number and ms, s, m or h"
)]
#[case("check eventfd --config nosuch.toml", "read nosuch.toml, which names targets; write it")]
#[case("check eventfd --config old.toml", "read old.toml: line 1: unknown field `known`")]
#[case("check eventfd --ktap - --html -", "--ktap and --html both go to standard output; give one")]
#[case("check eventfd --record - --format json -v -q", "cannot be used with")]
#[case("chekc", "'chekc'; tip: a similar subcommand exists: 'check'")]
#[case("explain", "<CLAIM>; see --help")]
#[case("list clams", "'clams' for '[WHAT]'; [possible values: facilities, claims, known,")]
fn arguments_that_make_no_sense(#[case] arguments: &str, #[case] says: &str) {
    let complaint = refusal(arguments);
    assert!(complaint.contains(says), "{complaint}");
}

#[rstest]
#[case("PROPTEST_CASES", "invalid value `many` in PROPTEST_CASES: a whole number above zero")]
#[case("PROPTEST_RNG_SEED", "invalid value `many` in PROPTEST_RNG_SEED: a seed is 0x")]
#[case("BYTHEBOOK_SEED", "invalid value 'many' for '--seed <SEED>': a seed is 0x")]
fn variables_that_make_no_sense(#[case] name: &str, #[case] says: &str) {
    let (status, _, complaint) = output(bythebook(&["check", "eventfd"]).env(name, "many"));
    assert_eq!(status, 2, "{complaint}");
    assert!(complaint.contains(says), "{complaint}");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
}

#[rstest]
#[case("nowhere.json", "read nowhere.json: No such file", "name a script or a record")]
#[case(".", "read .: Is a directory", "name a script or a record")]
#[case("bytes.json", "read bytes.json: ", "name a script or a record")]
#[case("empty.json", "read empty.json: the file is empty", "look at what it said")]
#[case("words.json", "read words.json: not a record", "see `check --record`")]
#[case("list.json", "read list.json: no script", "name one that `check` wrote")]
#[case("cut.json", "read cut.json: not a record", "see `check --record`")]
#[case("old.json", "read old.json: a script of version 0", "let `check` find it anew")]
#[case("stranger.json", "a script of `pip`", "see `bythebook list facilities`")]
#[case("crowd.json", "99 actors, where 1 to 6 may be", "let `check` find it anew")]
#[case("unknown.json", "pipe has no call like", "let `check` find it anew")]
#[case("old.jsonl", "read old.jsonl: a record of schema 0", "run the check again")]
fn scripts_and_records_that_cannot_be_replayed(
    #[case] file: &str,
    #[case] says: &str,
    #[case] mend: &str,
) {
    let complaint = refusal(&format!("replay {file}"));
    assert!(complaint.contains(says) && complaint.contains(mend), "{complaint}");
}

#[rstest]
#[case("nowhere.jsonl", "No such file", "name a record that `bythebook check --record` wrote")]
#[case("empty.json", "the file is empty", "look at what it said on standard error")]
#[case("words.json", "not a record of bythebook", "see `check --record`")]
#[case("bytes.json", "not a record of bythebook", "see `check --record`")]
#[case("old.jsonl", "a record of schema 0", "use the bythebook that wrote it")]
fn records_that_cannot_be_read(#[case] file: &str, #[case] says: &str, #[case] mend: &str) {
    for verb in ["report FILE --html page.html", "diff FILE FILE", "merge FILE -o whole.jsonl"] {
        let complaint = refusal(&verb.replace("FILE", file));
        assert!(complaint.contains(&format!("read {file}: {says}")), "{complaint}");
        assert!(complaint.contains(mend), "{complaint}");
    }
}

#[rstest]
#[case("nowhere.toml", "read nowhere.toml: No such file", "`none` for no ledger at all")]
#[case("words.json", "read words.json: line 1: ", "described in fixtures/known/linux.toml")]
#[case("stray.toml", "stray.toml: entry 1 names no claim", "did you mean eventfd.read_takes_one")]
#[case("old.toml", "old.toml: entry 1, its script: a script of version 0", "find it anew")]
#[case("other.toml", "other.toml: entry 1, its script: it is of pipe", "the same facility")]
fn ledgers_that_cannot_be_used(#[case] file: &str, #[case] says: &str, #[case] mend: &str) {
    let complaint = refusal(&format!("check eventfd --expect {file} --record r.jsonl"));
    assert!(complaint.contains(says) && complaint.contains(mend), "{complaint}");
}

#[rstest]
fn outputs_that_cannot_be_written(
    #[values("--record", "--junit", "--ktap", "--markdown", "--html")] option: &str,
) {
    let complaint = refusal(&format!("check eventfd {option} nowhere/at/all"));
    assert!(complaint.contains("write nowhere/at/all: No such file"), "{complaint}");
    assert!(complaint.contains("make its directory first"), "{complaint}");
    let complaint = refusal(&format!("check eventfd {option} ."));
    assert!(complaint.contains("write .: is a directory; name a file in it"), "{complaint}");
}

#[test]
fn artefacts_that_could_not_be_put_anywhere() {
    let complaint = refusal("check eventfd --artefacts old.json");
    assert!(complaint.contains("write old.json: not a directory; name a directory"), "{complaint}");
    let complaint = refusal("check eventfd --artefacts old.json/below");
    assert!(complaint.contains("write old.json/below: not a directory"), "{complaint}");
}

#[test]
fn a_full_device_is_told_of_and_not_passed_over() {
    let (status, _, complaint) =
        output(&mut bythebook(&["check", "eventfd", "--cases", "5", "--record", "/dev/full"]));
    assert_eq!(status, 2, "{complaint}");
    assert!(complaint.contains("write /dev/full: No space left on device"), "{complaint}");
    assert!(complaint.contains("make room or name another directory"), "{complaint}");
}
