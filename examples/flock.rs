//! `flock`: several programs want to run, and one after the other does.
//!
//! Relies on:
//! - `flock.exclusive_excludes_exclusive`: a second one sees at once that it is not alone;
//! - `flock.exclusive_waits`: or it sleeps until it is;
//! - `flock.end_frees`: the lock goes with the process, however it ends, so that nothing stale is
//!   left behind;
//! - `flock.duplicates_share`: a child has the lock of its parent, and keeps it as long as it has
//!   the descriptor.
//!
//! By `flock.conversion_removes_first`, an upgrade that fails has lost the shared lock: whoever
//! wants to write asks for LOCK_EX from the start.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use nix::fcntl::{Flock, FlockArg};

const RUNS: usize = 3;

fn main() -> io::Result<()> {
    if let Some(path) = std::env::args_os().nth(1) {
        return run_alone(Path::new(&path));
    }
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("only-one");
    let first = lock(&path, FlockArg::LockExclusiveNonblock)?;
    let second = lock(&path, FlockArg::LockExclusiveNonblock);
    assert!(second.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock));
    let start = || Command::new(std::env::current_exe()?).arg(&path).stdin(Stdio::null()).spawn();
    let waiting = (0..RUNS).map(|_| start()).collect::<io::Result<Vec<_>>>()?;
    // They go on one by one, each when the one before has ended.
    drop(first);
    for mut run in waiting {
        assert!(run.wait()?.success());
    }
    let mut text = String::new();
    File::open(&path)?.read_to_string(&mut text)?;
    assert_eq!(text, "begin end ".repeat(RUNS));
    println!("{RUNS} runs, one after the other");
    Ok(())
}

fn run_alone(path: &Path) -> io::Result<()> {
    let mut file = lock(path, FlockArg::LockExclusive)?;
    file.write_all(b"begin ")?;
    file.write_all(b"end ")
    // The process ends, and the lock with it.
}

fn lock(path: &Path, how: FlockArg) -> io::Result<Flock<File>> {
    let file = File::options().create(true).append(true).open(path)?;
    Flock::lock(file, how).map_err(|(_, errno)| errno.into())
}
