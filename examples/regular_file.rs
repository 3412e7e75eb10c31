//! `regular_file`: several processes keep one log, and publish a state that is never half written.
//!
//! Relies on:
//! - `regular_file.appends`: with `O_APPEND` no entry overwrites another's;
//! - `regular_file.write_whole`: an entry that is written by one call is written whole;
//! - `regular_file.create_exclusive`: of all that try, one makes the lock file;
//! - `regular_file.rename_atomic`: who opens the state finds the old one or the new one;
//! - `regular_file.unlink_leaves_open`: the log has no name while it is read, so none is left.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::Command;

const WRITERS: usize = 3;
const ENTRIES_EACH: usize = 200;

fn main() -> io::Result<()> {
    match &std::env::args().skip(1).collect::<Vec<_>>()[..] {
        [directory, name] => keep_log(Path::new(directory), name),
        _ => read_log(),
    }
}

fn keep_log(directory: &Path, name: &str) -> io::Result<()> {
    let mut log = File::options().append(true).open(directory.join("log"))?;
    // Whoever makes the lock file is the one that publishes.
    let publishes = File::create_new(directory.join("lock")).is_ok();
    for number in 0..ENTRIES_EACH {
        log.write_all(format!("{name} {number}\n").as_bytes())?;
        if publishes {
            fs::write(directory.join("new"), format!("entry {number}"))?;
            fs::rename(directory.join("new"), directory.join("state"))?;
        }
    }
    Ok(())
}

fn read_log() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let at = |name| directory.path().join(name);
    File::create_new(at("log"))?;
    let mut log = File::open(at("log"))?;
    let mut children = Vec::new();
    for name in 0..WRITERS {
        let mut command = Command::new(std::env::current_exe()?);
        children.push(command.arg(directory.path()).arg(name.to_string()).spawn()?);
    }
    for mut child in children {
        assert!(child.wait()?.success());
    }
    assert_eq!(fs::read_to_string(at("state"))?, format!("entry {}", ENTRIES_EACH - 1));
    fs::remove_file(at("log"))?;
    let mut text = String::new();
    log.read_to_string(&mut text)?;
    for name in 0..WRITERS {
        let of_one = text.lines().filter_map(|line| line.strip_prefix(&format!("{name} ")));
        let expected: Vec<String> = (0..ENTRIES_EACH).map(|number| number.to_string()).collect();
        assert_eq!(of_one.collect::<Vec<_>>(), expected);
    }
    println!("{} entries of {WRITERS} processes, none lost", WRITERS * ENTRIES_EACH);
    Ok(())
}
