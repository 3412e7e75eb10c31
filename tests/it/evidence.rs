//! The ledger's evidence: each entry's C program compiles, and prints what the entry says.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use bythebook::kernel::Facts;
use bythebook::report::ledger::{self, Entry, Privileges};

use crate::absent;

/// A user that is not root.
const NOBODY: u32 = 65_534;
/// A program of evidence is done in an instant, or it never will be.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn every_entry_has_its_evidence() {
    for entry in entries() {
        let Entry { position, evidence, output, script, .. } = &entry;
        assert!(evidence.is_some(), "{position}: give it a minimal C program, `evidence`");
        assert!(output.is_some(), "{position}: give it what that printed, `output`");
        assert!(script.is_some(), "{position}: give it the script that decides, `script`");
    }
}

#[test]
fn every_program_of_evidence_prints_what_its_entry_says() {
    const NAME: &str = "every_program_of_evidence_prints_what_its_entry_says";
    if let Err(error) = Command::new("cc").arg("--version").output() {
        return absent::say(NAME, &format!("cc: {error}; install a C compiler"));
    }
    for entry in entries() {
        let directory = tempfile::tempdir().unwrap();
        let program = compiled(&entry, directory.path());
        match cannot_show(&entry) {
            Some(why) => {
                let position = &entry.position;
                absent::say(NAME, &format!("{position}, {}: {why}", entry.claim));
            }
            None => assert_prints(&entry, &program),
        }
    }
}

/// The entries of every shipped ledger.
fn entries() -> Vec<Entry> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/known");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().flat_map(|path| ledger::read(path).unwrap()).collect()
}

fn compiled(entry: &Entry, directory: &Path) -> PathBuf {
    let (source, program) = (directory.join("evidence.c"), directory.join("evidence"));
    fs::write(&source, entry.evidence.as_deref().unwrap_or_default()).unwrap();
    // Another user may have to run it, and to make its files beside it.
    fs::set_permissions(directory, fs::Permissions::from_mode(0o1777)).unwrap();
    let flags = ["-pthread", "-o"];
    let cc = Command::new("cc").args(flags).arg(&program).arg(&source).output().unwrap();
    let complaint = String::from_utf8_lossy(&cc.stderr);
    assert!(cc.status.success(), "{}, {}: {complaint}", entry.position, entry.claim);
    program
}

/// Why this kernel, or this user, is not one that the entry speaks of.
fn cannot_show(entry: &Entry) -> Option<String> {
    let version = Facts::gather(None).version;
    let speaks = entry.since.is_none_or(|since| version >= since)
        && entry.until.is_none_or(|until| version < until);
    if !speaks {
        return Some(format!("it does not speak of Linux {}.{}", version.0, version.1));
    }
    let needs_root = entry.privileges == Some(Privileges::Root);
    (needs_root && !is_root()).then(|| "it is root's".into())
}

fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

fn assert_prints(entry: &Entry, program: &Path) {
    let Entry { position, claim, .. } = entry;
    let mut command = Command::new(program);
    command.current_dir(program.parent().unwrap()).stdin(Stdio::null());
    if entry.privileges == Some(Privileges::Unprivileged) && is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = assert_cmd::Command::from_std(command).timeout(PATIENCE).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let expected = entry.output.as_deref().unwrap_or_default().trim();
    assert_eq!(printed.trim(), expected, "{position}, {claim}: it printed something else");
}
