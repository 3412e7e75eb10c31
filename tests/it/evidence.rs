//! The ledgers' evidence: each program of Linux's compiles, and prints what its entry says; those
//! of stand-ins for Linux print something else here.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use bythebook::engine::Facility;
use bythebook::facilities::ALL;
use bythebook::kernel::Facts;
use bythebook::report::ledger::{self, Entry, Privileges};

use crate::absent;

/// A user that is not root.
const NOBODY: u32 = 65_534;
/// A program of evidence is done in an instant, or it never will be.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn every_entry_has_its_evidence() {
    for entry in linux() {
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
    for entry in linux() {
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

/// Where it has a program: an entry without one is explained by another's, or shows by chance.
#[test]
fn what_a_stand_in_does_otherwise_linux_does_not() {
    const NAME: &str = "what_a_stand_in_does_otherwise_linux_does_not";
    if let Err(error) = Command::new("cc").arg("--version").output() {
        return absent::say(NAME, &format!("cc: {error}; install a C compiler"));
    }
    let mut shown = 0;
    for entry in stand_ins().iter().filter(|entry| entry.evidence.is_some()) {
        let directory = tempfile::tempdir().unwrap();
        let program = compiled(entry, directory.path());
        if let Some(why) = lacks(&entry.claim) {
            absent::say(NAME, &format!("{}, {}: {why}", entry.position, entry.claim));
            continue;
        }
        let there = entry.output.as_deref().unwrap_or_default().trim();
        let here = printed(entry, &program);
        assert_ne!(here, there, "{}, {}: Linux does it too", entry.position, entry.claim);
        shown += 1;
    }
    assert!(shown > 0, "no stand-in's ledger has evidence");
}

/// Why the claim cannot be looked at here.
fn lacks(id: &str) -> Option<String> {
    let facilities: Vec<_> = ALL.iter().map(|room| room.facility()).collect();
    let claim = facilities.iter().flat_map(Facility::all_claims).find(|claim| claim.id() == id)?;
    claim.needs.iter().find_map(|need| Facts::gather(None).lacks(need))
}

/// The ledger that is compiled in.
fn linux() -> Vec<Entry> {
    of(|name| name == LINUX)
}

fn stand_ins() -> Vec<Entry> {
    of(|name| name != LINUX)
}

const LINUX: &str = "linux.toml";

/// The entries of the ledgers of these names.
fn of(wanted: fn(&str) -> bool) -> Vec<Entry> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/known");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(wanted));
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
    let expected = entry.output.as_deref().unwrap_or_default().trim();
    assert_eq!(printed(entry, program), expected, "{position}, {claim}: it printed something else");
}

fn printed(entry: &Entry, program: &Path) -> String {
    let mut command = Command::new(program);
    command.current_dir(program.parent().unwrap()).stdin(Stdio::null());
    if entry.privileges == Some(Privileges::Unprivileged) && is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = assert_cmd::Command::from_std(command).timeout(PATIENCE).output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
