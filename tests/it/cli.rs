//! The command line from outside: the binary, its output, its exit statuses.

use std::path::PathBuf;

use assert_cmd::Command;
use bythebook::report::record::Record;
use bythebook::report::write;
use tempfile::TempDir;

use crate::sample;

/// The binary, with nothing of this process's environment that changes what it says.
pub fn bythebook(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("bythebook").expect("cargo builds the binary first");
    let ours = |name: &str| name.starts_with("BYTHEBOOK_") || name.starts_with("PROPTEST_");
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

/// A directory, and records in it under their names.
pub fn records<const N: usize>(named: [(&str, Record); N]) -> (TempDir, [PathBuf; N]) {
    let directory = tempfile::tempdir().unwrap();
    let paths = named.map(|(name, record)| {
        let path = directory.path().join(name);
        write::record(&path, &record).unwrap();
        path
    });
    (directory, paths)
}

pub fn output(command: &mut Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn help_teaches_the_exit_statuses() {
    let (status, out, _) = output(&mut bythebook(&["--help"]));
    assert_eq!(status, 0);
    assert!(out.contains("Of several, the first of 5, 3, 1, 4 counts."), "{out}");
}

#[test]
fn every_claim_is_listed_with_its_citation() {
    let (status, out, _) = output(&mut bythebook(&["list", "claims"]));
    assert_eq!(status, 0);
    let line = out.lines().find(|line| line.starts_with("eventfd.read_takes_one ")).unwrap();
    assert!(line.contains("eventfd(2), DESCRIPTION"), "{line}");
}

#[test]
fn claims_are_listed_for_programs() {
    let (_, out, _) = output(&mut bythebook(&["list", "claims", "--format", "json"]));
    let claims: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
    assert!(claims.iter().any(|claim| claim["id"] == "eventfd.read_takes_one"));
}

#[test]
fn a_claim_is_explained_with_what_a_record_says_of_it() {
    let mut record = sample::kept();
    record.claims = vec![sample::claim("eventfd.read_takes_one", sample::KEPT)];
    record.count();
    let (_directory, [path]) = records([("run.jsonl", record)]);
    let path = path.to_str().unwrap();
    let arguments = ["explain", "eventfd.read_takes_one", "--records", path];
    let (status, out, _) = output(&mut bythebook(&arguments));
    assert_eq!(status, 0);
    assert!(out.contains("EFD_SEMAPHORE"), "{out}");
    assert!(out.contains("On 6.18.44-test (host): kept (ruled 9, kept 9, broken 0)."), "{out}");
}

#[test]
fn a_page_that_is_not_installed_is_said_not_to_be() {
    let mut command = bythebook(&["explain", "eventfd.read_takes_one"]);
    let (status, out, _) = output(command.env("MANPATH", "/nowhere"));
    assert_eq!(status, 0);
    assert!(out.contains("No passage: eventfd(2) is not installed here."), "{out}");
}

#[test]
fn a_facility_is_explained_with_its_claims() {
    let (status, out, complaint) = output(&mut bythebook(&["explain", "eventfd"]));
    assert_eq!(status, 0, "{complaint}");
    assert!(out.starts_with("eventfd\n") && out.contains("eventfd.read_takes_one   "), "{out}");
}

#[test]
fn what_is_known_is_listed_and_explained_with_its_program() {
    let (status, out, _) = output(&mut bythebook(&["list", "known"]));
    assert_eq!(status, 0);
    assert!(out.contains("posix_mq.name_of_dots\n"), "{out}");
    let (_, out, _) = output(&mut bythebook(&["list", "known", "--format", "json"]));
    let known: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
    assert!(known.iter().all(|entry| entry["does"].is_string()), "{out}");
    let (status, out, _) = output(&mut bythebook(&["explain", "posix_mq.name_of_dots"]));
    assert_eq!(status, 0);
    assert!(out.contains("Known to be broken on Linux"), "{out}");
    assert!(out.contains("#include <mqueue.h>") || out.contains("#include <"), "{out}");
}

#[test]
fn a_form_that_goes_to_a_dash_is_printed_and_makes_no_file() {
    let (directory, [path]) = records([("run.jsonl", sample::record())]);
    let path = path.to_str().unwrap();
    for (option, begins) in
        [("--ktap", "KTAP version 1\n"), ("--junit", "<?xml"), ("--html", "<!DO")]
    {
        let mut command = bythebook(&["report", path, option, "-"]);
        let (status, out, _) = output(command.current_dir(directory.path()));
        assert_eq!(status, 0);
        assert!(out.starts_with(begins), "{out}");
        assert!(!directory.path().join("-").exists());
    }
}

#[test]
fn colours_are_as_asked() {
    let (_directory, [path]) = records([("run.jsonl", sample::record())]);
    let arguments = ["report", path.to_str().unwrap(), "--color", "always"];
    let (status, out, _) = output(&mut bythebook(&arguments));
    assert_eq!(status, 0);
    assert!(out.contains("\u{1b}[1m"), "{out}");
}

#[test]
fn an_unknown_claim_is_refused_with_the_nearest_names() {
    let (status, _, complaint) = output(&mut bythebook(&["explain", "evntfd.read_takes_on"]));
    assert_eq!(status, 2);
    assert!(complaint.starts_with("error: no facility or claim matches `evntfd."), "{complaint}");
    assert!(complaint.contains("did you mean eventfd.read_takes_one"), "{complaint}");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
}

#[test]
fn a_truncated_record_is_refused_by_report() {
    let (_directory, [path]) = records([("run.jsonl", sample::record())]);
    let text = std::fs::read_to_string(&path).unwrap();
    let without_end: Vec<&str> = text.lines().filter(|line| !line.contains("\"end\"")).collect();
    std::fs::write(&path, without_end.join("\n")).unwrap();
    let (status, out, complaint) = output(&mut bythebook(&["report", path.to_str().unwrap()]));
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(complaint.contains("run.jsonl: truncated in pipe"), "{complaint}");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
}

#[test]
fn a_report_in_a_pipe_has_no_colours() {
    let (_directory, [path]) = records([("run.jsonl", sample::record())]);
    let (status, out, _) = output(&mut bythebook(&["report", path.to_str().unwrap()]));
    assert_eq!(status, 0);
    assert!(out.contains("broken  eventfd.write_past_maximum"), "{out}");
    assert!(!out.contains('\u{1b}'), "{out}");
}

#[test]
fn a_record_goes_through_report_as_json_unchanged() {
    let (_directory, [path]) = records([("run.jsonl", sample::record())]);
    let arguments = ["report", path.to_str().unwrap(), "--format", "json"];
    let (_, out, _) = output(&mut bythebook(&arguments));
    assert_eq!(out, std::fs::read_to_string(&path).unwrap());
}

#[test]
fn the_manual_page_is_printed_and_every_verb_s_is_written() {
    let (status, page, _) = output(&mut bythebook(&["completions", "man"]));
    assert_eq!(status, 0);
    assert!(page.contains(".TH bythebook 1") && page.contains("Exit status"), "{page}");
    let directory = tempfile::tempdir().expect("a directory");
    let pages = directory.path().join("man1");
    let there = pages.to_str().expect("a path in UTF-8");
    let (status, first, _) = output(&mut bythebook(&["completions", "man", "--directory", there]));
    assert_eq!((status, first.trim()), (0, pages.join("bythebook.1").to_str().expect("UTF-8")));
    let check = std::fs::read_to_string(pages.join("bythebook-check.1")).expect("check's page");
    assert!(check.contains("no\\-isolation"), "{check}");
    let (status, _, error) = output(&mut bythebook(&["completions", "zsh", "--directory", there]));
    assert_eq!((status, error.lines().count()), (2, 1), "{error}");
}

#[test]
fn completions_are_printed_for_a_shell() {
    let (status, out, _) = output(&mut bythebook(&["completions", "bash"]));
    assert_eq!(status, 0);
    assert!(out.contains("COMPLETE") && out.contains("bythebook"), "{out}");
}

/// What a shell is offered after these words.
fn offered(words: &[&str]) -> Vec<String> {
    let mut command = bythebook(&["--", "bythebook"]);
    let (status, out, _) = output(command.args(words).env("COMPLETE", "fish"));
    assert_eq!(status, 0, "{out}");
    out.lines().filter_map(|line| line.split('\t').next().map(str::to_owned)).collect()
}

#[test]
fn a_shell_is_offered_facilities_claims_and_targets() {
    let facilities = offered(&["check", "pos"]);
    assert!(facilities.contains(&"posix_mq".to_owned()), "{facilities:?}");
    let claims = offered(&["explain", "eventfd.read_of"]);
    assert!(claims.contains(&"eventfd.read_of_zero_waits".to_owned()), "{claims:?}");
    assert!(claims.iter().all(|claim| claim.starts_with("eventfd.read_of")), "{claims:?}");
    let directory = tempfile::tempdir().expect("a directory");
    std::fs::write(directory.path().join("bythebook.toml"), "[target.box]\nvia = \"env\"\n")
        .expect("written");
    let mut command = bythebook(&["--", "bythebook", "check", "--target", ""]);
    let (_, targets, _) = output(command.env("COMPLETE", "fish").current_dir(directory.path()));
    assert!(targets.starts_with("box"), "{targets}");
}

#[test]
fn a_claim_is_explained_to_programs() {
    let explained = |id: &str| -> serde_json::Value {
        let (status, out, _) = output(&mut bythebook(&["explain", id, "--format", "json"]));
        assert_eq!(status, 0, "{out}");
        serde_json::from_str(&out).expect("JSON")
    };
    let claim = explained("posix_mq.name_of_dots");
    assert_eq!(claim["id"], "posix_mq.name_of_dots");
    assert!(claim["known"][0]["evidence"].as_str().expect("a program").contains("mq_open"));
    assert!(claim["passage"].is_object() != claim["no_passage"].is_string(), "{claim}");
    let facility = explained("eventfd");
    assert!(facility["claims"].as_array().expect("ids").len() > 20, "{facility}");
}

#[test]
fn an_unknown_verb_is_wrong_usage() {
    let (status, _, complaint) = output(&mut bythebook(&["chekc"]));
    assert_eq!(status, 2);
    assert!(complaint.starts_with("error: "), "{complaint}");
}
