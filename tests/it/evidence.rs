//! The ledgers' evidence: each program of Linux's compiles, and prints what its entry says; those
//! of stand-ins for Linux print there what their entry says, and here what the manual allows.

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
use bythebook::targets::named;

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

/// A cause has a program and what that prints on both sides; who shows the same cause names it.
#[test]
fn every_entry_of_a_stand_in_has_evidence_or_names_whose_it_is() {
    for (_, ledger) in stand_ins() {
        for entry in &ledger {
            let Entry { position, claim, does, .. } = entry;
            let shown = |entry: &Entry| entry.output.is_some() && entry.by_the_book.is_some();
            if entry.evidence.is_some() {
                assert!(shown(entry), "{position}, {claim}: give it `output` and `by_the_book`");
                continue;
            }
            let explains = |other: &Entry| {
                does.ends_with(&format!("see {}", other.claim)) && other.evidence.is_some()
            };
            assert!(
                does.contains(LINUX) || ledger.iter().any(explains),
                "{position}, {claim}: give it a program, or end `does` with `: see CLAIM`"
            );
        }
    }
}

#[test]
fn where_a_stand_in_deviates_linux_does_as_the_manual_says() {
    const NAME: &str = "where_a_stand_in_deviates_linux_does_as_the_manual_says";
    if let Err(error) = Command::new("cc").arg("--version").output() {
        return absent::say(NAME, &format!("cc: {error}; install a C compiler"));
    }
    let mut shown = 0;
    for entry in stand_ins().iter().flat_map(|(_, ledger)| ledger).filter(has_evidence) {
        let directory = tempfile::tempdir().unwrap();
        let program = compiled(entry, directory.path());
        if let Some(why) = lacks(&entry.claim).or_else(|| cannot_show(entry)) {
            absent::say(NAME, &format!("{}, {}: {why}", entry.position, entry.claim));
            continue;
        }
        let here = printed(entry, &mut Command::new(&program), directory.path());
        assert_ne!(entry.output, entry.by_the_book, "{}: Linux does it too", entry.position);
        let (expected, Entry { position, claim, .. }) =
            (trimmed(entry.by_the_book.as_deref()), entry);
        assert_eq!(here, expected, "{position}, {claim}: Linux does otherwise than the manual");
        shown += 1;
    }
    assert!(shown > 0, "no stand-in's ledger has evidence");
}

#[test]
fn a_stand_in_does_what_its_ledger_says() {
    const NAME: &str = "a_stand_in_does_what_its_ledger_says";
    if let Err(error) = Command::new("cc").arg("--version").output() {
        return absent::say(NAME, &format!("cc: {error}; install a C compiler"));
    }
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/targets.toml");
    for (name, ledger) in stand_ins() {
        let via = named::read(&targets, &name).unwrap().via;
        let there = || {
            let mut command = Command::new(&via[0]);
            command.args(&via[1..]);
            command
        };
        if !there().arg("/bin/true").output().is_ok_and(|ran| ran.status.success()) {
            absent::say(NAME, &format!("`{}` does not work here", via.join(" ")));
            continue;
        }
        for entry in ledger.iter().filter(has_evidence) {
            let directory = tempfile::tempdir().unwrap();
            let program = compiled(entry, directory.path());
            let said = printed(entry, there().arg(&program), directory.path());
            let (expected, Entry { position, claim, .. }) =
                (trimmed(entry.output.as_deref()), entry);
            assert_eq!(said, expected, "{position}, {claim}: {name} does otherwise by now");
        }
    }
}

fn has_evidence(entry: &&Entry) -> bool {
    entry.evidence.is_some()
}

fn trimmed(text: Option<&str>) -> &str {
    text.unwrap_or_default().trim()
}

/// Why the claim cannot be looked at here.
fn lacks(id: &str) -> Option<String> {
    let facilities: Vec<_> = ALL.iter().map(|room| room.facility).collect();
    let claim = facilities.iter().flat_map(Facility::all_claims).find(|claim| claim.id() == id)?;
    claim.needs.iter().find_map(|need| Facts::gather(None).lacks(need))
}

/// The ledger that is compiled in.
fn linux() -> Vec<Entry> {
    ledger::read(&known().join(LINUX)).unwrap()
}

/// The ledgers of targets that are not Linux, by the names of these.
fn stand_ins() -> Vec<(String, Vec<Entry>)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(known()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| !path.ends_with(LINUX));
    paths.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (name(path), ledger::read(path).unwrap())).collect()
}

const LINUX: &str = "linux.toml";

fn known() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/known")
}

fn compiled(entry: &Entry, directory: &Path) -> PathBuf {
    let (source, program) = (directory.join("evidence.c"), directory.join("evidence"));
    fs::write(&source, entry.evidence.as_deref().unwrap_or_default()).unwrap();
    // Another user may have to run it, and to make its files beside it.
    fs::set_permissions(directory, fs::Permissions::from_mode(0o1777)).unwrap();
    // A sandbox or an emulator has no libraries of its own.
    let flags = ["-static", "-pthread", "-o"];
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
    let said = printed(entry, &mut Command::new(program), program.parent().unwrap());
    let expected = trimmed(entry.output.as_deref());
    assert_eq!(said, expected, "{position}, {claim}: it printed something else");
}

/// What the command says, run in this directory by whom the entry speaks of.
fn printed(entry: &Entry, command: &mut Command, directory: &Path) -> String {
    let mut command = std::mem::replace(command, Command::new(""));
    command.current_dir(directory).stdin(Stdio::null());
    if entry.privileges == Some(Privileges::Unprivileged) && is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = assert_cmd::Command::from_std(command).timeout(PATIENCE).output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
