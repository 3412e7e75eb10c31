//! Places that have less: no privileges, no namespaces, no /dev/mqueue. It runs there too, says
//! what it did without, and blames no claim for it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use bythebook::report::read;
use bythebook::report::record::{Record, Verdict};
use tempfile::TempDir;

use crate::absent;
use crate::cli::output;

const NOBODY: u32 = 65_534;
/// Rooms that need nothing of their own.
const CHECK: [&str; 5] = ["check", "eventfd", "pipe", "--cases", "60"];

/// A directory that anyone may write to, with the binary in it.
fn place() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let built = assert_cmd::cargo::cargo_bin("bythebook");
    // By another process: a descriptor open for writing, inherited by what other tests start, would
    // keep the copy from being run.
    let copied = std::process::Command::new("cp")
        .arg(built)
        .arg(directory.path().join("bythebook"))
        .status()
        .unwrap();
    assert!(copied.success());
    fs::set_permissions(directory.path(), Permissions::from_mode(0o1777)).unwrap();
    directory
}

fn is_root(test: &str) -> bool {
    let root = nix::unistd::geteuid().is_root();
    if !root {
        absent::say(test, "it becomes another user, and this is not root");
    }
    root
}

fn as_nobody(place: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(place.join("bythebook"));
    command.args(arguments).current_dir(place).uid(NOBODY).gid(NOBODY);
    output(&mut assert_cmd::Command::from_std(command))
}

fn record(place: &Path) -> Record {
    read::record(&place.join("run.jsonl")).unwrap()
}

/// That whatever was missing is said in the record, and no claim is blamed for it.
fn assert_blameless(record: &Record) {
    let blamed = |verdict| matches!(verdict, Verdict::Broken | Verdict::Failed);
    let blamed = record.claims.iter().find(|claim| blamed(claim.verdict));
    assert!(blamed.is_none(), "{blamed:#?} {:#?}", record.deviations);
    let skipped = record.claims.iter().filter(|claim| claim.verdict == Verdict::Skipped);
    for claim in skipped {
        assert!(claim.reason.is_some(), "{} is skipped, and nobody knows why", claim.id);
    }
}

#[test]
fn an_unprivileged_user_is_served() {
    if !is_root("an_unprivileged_user_is_served") {
        return;
    }
    let place = place();
    let arguments = [&CHECK[..], &["--record", "run.jsonl"]].concat();
    let (status, out, complaint) = as_nobody(place.path(), &arguments);
    assert_eq!(status, 0, "{complaint}{out}");
    let record = record(place.path());
    assert_eq!(record.run.uid, NOBODY);
    assert_blameless(&record);
    let privileged = record.claim("pipe.capacity_privileged").unwrap();
    assert_eq!(privileged.reason.as_deref(), Some("needs CAP_SYS_RESOURCE"));
}

#[test]
fn a_directory_of_somebody_else_is_refused_with_the_mend() {
    if !is_root("a_directory_of_somebody_else_is_refused_with_the_mend") {
        return;
    }
    let place = place();
    fs::set_permissions(place.path(), Permissions::from_mode(0o755)).unwrap();
    for option in ["--record", "--html", "--artefacts"] {
        let (status, out, complaint) =
            as_nobody(place.path(), &["check", "eventfd", option, "mine"]);
        assert_eq!((status, out.as_str()), (2, ""), "{option}: {complaint}");
        assert!(complaint.contains("write mine: Permission denied"), "{complaint}");
        assert!(complaint.contains("name a directory that you may write to"), "{complaint}");
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
    }
    assert!(!place.path().join("mine").exists());
}

/// Runs as nobody in a root directory that is not its mount namespace's: there the kernel refuses
/// user namespaces. `before` is done to `$1/root`, which is everything once more.
fn without_namespaces(test: &str, before: &str, arguments: &[&str]) -> Option<TempDir> {
    if !is_root(test) {
        return None;
    }
    let place = place();
    fs::create_dir(place.path().join("root")).unwrap();
    let script = format!(
        "set -e; mount --rbind / \"$1/root\"; {before}; cd \"$1\"; \
         shift; exec chroot --userspec={NOBODY}:{NOBODY} \"$PWD/root\" \"$PWD/bythebook\" \"$@\""
    );
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", &script, "sh"]).arg(place.path()).args(arguments);
    let (status, out, complaint) = output(&mut assert_cmd::Command::from_std(command));
    if complaint.starts_with("unshare: ") || complaint.starts_with("mount: ") {
        absent::say(test, complaint.trim());
        return None;
    }
    assert!([0, 1].contains(&status), "{status}: {complaint}{out}");
    assert_eq!(complaint, "");
    Some(place)
}

#[test]
fn where_no_namespaces_may_be_had_it_runs_and_says_so() {
    let test = "where_no_namespaces_may_be_had_it_runs_and_says_so";
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("run.jsonl");
    fs::set_permissions(place.path(), Permissions::from_mode(0o1777)).unwrap();
    let arguments = [&CHECK[..], &["--record", path.to_str().unwrap()]].concat();
    if without_namespaces(test, "true", &arguments).is_none() {
        return;
    }
    let record = record(place.path());
    assert_blameless(&record);
    for part in ["pid", "ipc", "mount"] {
        let warning = format!("no {part} of our own: EPERM");
        assert!(record.run.warnings.iter().any(|said| said.starts_with(&warning)), "{part}");
    }
    assert!(record.run.isolation.is_empty(), "{:?}", record.run.isolation);
}

#[test]
fn without_dev_mqueue_its_claims_are_skipped_and_the_rest_is_checked() {
    let test = "without_dev_mqueue_its_claims_are_skipped_and_the_rest_is_checked";
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("run.jsonl");
    fs::set_permissions(place.path(), Permissions::from_mode(0o1777)).unwrap();
    let arguments = ["check", "posix_mq", "--cases", "60", "--record", path.to_str().unwrap()];
    if without_namespaces(test, "mount -t tmpfs none \"$1/root/dev\"", &arguments).is_none() {
        return;
    }
    let record = record(place.path());
    let shown = record.claim("posix_mq.mount_shows").unwrap();
    let reason = "needs an mqueue file system of our own";
    assert_eq!((shown.verdict, shown.reason.as_deref()), (Verdict::Skipped, Some(reason)));
    assert!(record.claims.iter().any(|claim| claim.verdict == Verdict::Kept));
    assert_eq!(record.end.verdicts.failed, 0);
}
