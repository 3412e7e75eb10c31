//! `--via` and `--target`: the check runs through another command, the reports are made here.

use std::fs;
use std::process::Command;

use bythebook::report::read;
use tempfile::tempdir;

use crate::absent;
use crate::cli::{bythebook, output};

/// A check that ends by itself.
const CHECK: [&str; 5] = ["check", "record_lock", "pipe", "--cases", "60"];

/// One that finds some of what is known of Linux, for nothing says that it is known.
const DEVIATES: [&str; 9] =
    ["check", "posix_mq", "record_lock", "--seed", "1", "--cases", "240", "--expect", "none"];

fn through(command: &str) -> (i32, String, String) {
    output(bythebook(&CHECK).args(["--via", command]))
}

/// Whether this command works here at all.
fn works(test: &str, words: &[&str]) -> bool {
    let ran = Command::new(words[0]).args(&words[1..]).arg("true").output();
    let done = ran.is_ok_and(|ran| ran.status.success());
    if !done {
        absent::say(test, &format!("`{}` does not work here", words.join(" ")));
    }
    done
}

#[test]
fn a_record_comes_back_through_a_command_and_is_reported_here() {
    let directory = tempdir().unwrap();
    let (record, page) = (directory.path().join("run.jsonl"), directory.path().join("run.html"));
    let mut command = bythebook(&CHECK);
    command.args(["--via", "env BYTHEBOOK_FORMAT=text"]);
    command.arg("--record").arg(&record).arg("--html").arg(&page);
    let (status, out, complaints) = output(&mut command);
    assert_eq!(status, 0, "{out}{complaints}");
    let run = read::record(&record).unwrap().run;
    assert_eq!(run.target, "env BYTHEBOOK_FORMAT=text");
    assert_eq!(run.cases, Some(60));
    assert!(fs::read_to_string(page).unwrap().contains("pipe.create_emfile"));
    assert!(out.contains("Summary"), "{out}");
}

#[test]
fn a_deviation_elsewhere_is_kept_here_and_replayed_by_the_line_that_is_printed() {
    let directory = tempdir().unwrap();
    let kept = directory.path().join("kept");
    let mut command = bythebook(&DEVIATES);
    command.args(["--via", "env", "--artefacts"]).arg(&kept);
    let (status, out, complaints) = output(&mut command);
    assert_eq!(status, 1, "{out}{complaints}");
    let begins = format!("bythebook replay {}/", kept.display());
    let named = out.lines().find_map(|line| line.split_once(&begins)).expect(&out).1;
    let script = kept.join(named.strip_suffix(" --via env").expect(named));
    let typed = format!("{begins}{named}");
    let mut replay = bythebook(&["replay", script.to_str().unwrap(), "--via", "env"]);
    let (status, out, complaints) = output(&mut replay);
    assert_eq!(status, 1, "{out}{complaints}");
    // Not the name of a file that is nowhere.
    assert!(out.contains(&typed) && !out.contains("SCRIPT.json"), "{out}");
}

#[test]
fn a_replay_is_a_record_for_programs() {
    let directory = tempdir().unwrap();
    let kept = directory.path().join("kept");
    let (status, out, _) = output(bythebook(&DEVIATES).arg("--artefacts").arg(&kept));
    assert_eq!(status, 1, "{out}");
    let script = fs::read_dir(&kept).unwrap().next().expect("a script").unwrap().path();
    let arguments = ["replay", script.to_str().unwrap(), "--times", "3", "--format", "json"];
    let (status, out, _) = output(&mut bythebook(&arguments));
    assert_eq!(status, 1, "{out}");
    let record = read::parse(&out).unwrap();
    assert_eq!((record.end.scripts, record.deviations.len()), (3, 1));
    let broken = record.claim(&record.deviations[0].claim).unwrap();
    assert_eq!((broken.verdict.word(), broken.broken), ("broken", 3));
}

#[test]
fn a_target_that_is_killed_is_told_with_what_was_in_flight() {
    let kill = "sh -c 'exec timeout -s KILL 4 \"$0\" \"$@\"'";
    let mut command = bythebook(&["check", "pipe", "--time", "30s", "--via", kill]);
    let (status, out, complaints) = output(&mut command);
    assert_eq!(status, 3, "{out}{complaints}");
    assert!(complaints.contains("without an end"), "{complaints}");
    assert!(complaints.contains("in flight: pipe"), "{complaints}");
}

#[test]
fn a_command_that_says_no_record_has_failed_with_what_it_said() {
    let (status, _, complaints) = through("sh -c 'echo hello from the sandbox'");
    assert_eq!(status, 3, "{complaints}");
    assert!(complaints.contains("it printed: hello from the sandbox"), "{complaints}");
    let (status, _, complaints) = through("/no/such/sandbox");
    assert_eq!(status, 3, "{complaints}");
    assert!(complaints.contains("run /no/such/sandbox; install it"), "{complaints}");
}

#[test]
fn a_record_that_was_cut_is_refused() {
    let cut = "sh -c '\"$0\" \"$@\" | head -c 9000'";
    let (status, _, complaints) = through(cut);
    assert_eq!(status, 3, "{complaints}");
}

#[test]
fn a_named_target_brings_its_command_and_what_is_assumed_there() {
    let directory = tempdir().unwrap();
    let config = directory.path().join("targets.toml");
    fs::write(&config, "[target.old]\nvia = 'env'\nassume_kernel = '4.4'\nargs = ['--steps=3']\n")
        .unwrap();
    let record = directory.path().join("run.jsonl");
    let mut command = bythebook(&["check", "pipe", "--cases", "40", "--target", "old"]);
    command.arg("--config").arg(&config).arg("--record").arg(&record);
    let (status, out, complaints) = output(&mut command);
    assert_eq!(status, 0, "{out}{complaints}");
    let run = read::record(&record).unwrap().run;
    assert_eq!((run.target.as_str(), run.steps), ("old", Some(3)));
    assert_eq!(run.assumed_kernel.as_deref(), Some("4.4"));
    assert_eq!(run.kernel.version, "4.4");
}

#[test]
fn a_target_that_is_not_configured_is_wrong_usage() {
    let mut command = bythebook(&["check", "--target", "nowhere", "--config", "/no/config.toml"]);
    let (status, _, complaints) = output(&mut command);
    assert_eq!(status, 2);
    assert!(complaints.contains("/no/config.toml"), "{complaints}");
    let (status, _, complaints) = through("'half a quote");
    assert_eq!(status, 2, "{complaints}");
}

#[test]
fn namespaces_of_another_make_no_difference() {
    let test = "namespaces_of_another_make_no_difference";
    for words in [&["unshare", "--user", "--map-root-user"][..], &["bwrap", "--dev-bind", "/", "/"]]
    {
        if works(test, words) {
            let (status, out, complaints) = through(&words.join(" "));
            assert_eq!(status, 0, "{words:?}: {out}{complaints}");
        }
    }
}
