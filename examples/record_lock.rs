//! `record_lock`: several processes add to a number in a file, and no addition is lost.
//!
//! Relies on:
//! - `record_lock.setlkw_waits`: who finds the number locked sleeps until it is free;
//! - `record_lock.fork_inherits_none`: each process locks for itself;
//! - `record_lock.close_releases`: closing the file frees the lock, also after a failure;
//! - `record_lock.ended_releases`: so does the end of the process, however it comes.
//!
//! By `record_lock.close_other_releases`, a process must not open and close the file a second time
//! while it holds the lock: that would free it too.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::process::Command;

use nix::fcntl::{FcntlArg, fcntl};

const ADDERS: u32 = 3;
const ADDITIONS_EACH: u32 = 200;

fn main() -> io::Result<()> {
    if let Some(path) = std::env::args_os().nth(1) {
        return (0..ADDITIONS_EACH).try_for_each(|_| add_one(Path::new(&path)));
    }
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("number");
    fs::write(&path, "0")?;
    let mut children = Vec::new();
    for _ in 0..ADDERS {
        children.push(Command::new(std::env::current_exe()?).arg(&path).spawn()?);
    }
    for mut child in children {
        assert!(child.wait()?.success());
    }
    let number = fs::read_to_string(&path)?;
    assert_eq!(number.parse(), Ok(ADDERS * ADDITIONS_EACH));
    println!("{ADDERS} processes counted to {number}");
    Ok(())
}

fn add_one(path: &Path) -> io::Result<()> {
    let mut file = File::options().read(true).write(true).open(path)?;
    lock(&file)?;
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    let number: u32 = text.parse().map_err(io::Error::other)?;
    file.rewind()?;
    file.write_all((number + 1).to_string().as_bytes())
    // The file is closed here, and the lock with it.
}

/// Waits for a write lock on all of the file, however long it may become.
fn lock(file: &File) -> nix::Result<()> {
    let lock = libc::flock {
        l_type: libc::F_WRLCK as i16,
        l_whence: libc::SEEK_SET as i16,
        l_start: 0,
        l_len: 0,
        l_pid: 0,
    };
    fcntl(file, FcntlArg::F_SETLKW(&lock)).map(drop)
}
