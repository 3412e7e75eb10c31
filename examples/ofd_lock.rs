//! `ofd_lock`: several threads of one process add to numbers in a file, and no addition is lost.
//!
//! Relies on:
//! - `ofd_lock.opens_conflict`: threads that have each opened the file keep each other out, which
//!   record locks do not do for them;
//! - `ofd_lock.setlkw_waits`: where a number is locked, a thread sleeps until it is free;
//! - `ofd_lock.disjoint_ranges`: meanwhile the other numbers can be locked;
//! - `ofd_lock.last_close_frees`: a thread that fails leaves no lock behind once its file is
//!   closed.
//!
//! By `ofd_lock.deadlock_not_detected`, nobody breaks a circle: each thread has one lock at a time.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::thread;

use nix::fcntl::{FcntlArg, fcntl};

const ADDERS: u64 = 3;
const ADDITIONS_EACH: u64 = 200;
const NUMBERS: u64 = 2;
const NUMBER_BYTES: u64 = 8;

fn main() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("numbers");
    fs::write(&path, [0; (NUMBERS * NUMBER_BYTES) as usize])?;
    thread::scope(|scope| {
        let adders: Vec<_> = (0..ADDERS).map(|_| scope.spawn(|| add(&path))).collect();
        adders.into_iter().try_for_each(|adder| adder.join().expect("an adder does not panic"))
    })?;
    let file = File::open(&path)?;
    let numbers = (0..NUMBERS).map(|nth| number(&file, nth)).collect::<io::Result<Vec<_>>>()?;
    assert_eq!(numbers.iter().sum::<u64>(), ADDERS * ADDITIONS_EACH);
    println!("{ADDERS} threads counted to {}", ADDERS * ADDITIONS_EACH);
    Ok(())
}

fn add(path: &Path) -> io::Result<()> {
    let file = File::options().read(true).write(true).open(path)?;
    for addition in 0..ADDITIONS_EACH {
        let nth = addition % NUMBERS;
        lock(&file, nth, libc::F_WRLCK)?;
        let more = number(&file, nth)? + 1;
        file.write_all_at(&more.to_ne_bytes(), nth * NUMBER_BYTES)?;
        lock(&file, nth, libc::F_UNLCK)?;
    }
    Ok(())
}

fn number(file: &File, nth: u64) -> io::Result<u64> {
    let mut bytes = [0; NUMBER_BYTES as usize];
    file.read_exact_at(&mut bytes, nth * NUMBER_BYTES)?;
    Ok(u64::from_ne_bytes(bytes))
}

/// Waits for a lock on one number, or unlocks it; the process id must be zero.
fn lock(file: &File, nth: u64, kind: i32) -> nix::Result<()> {
    let lock = libc::flock {
        l_type: kind as i16,
        l_whence: libc::SEEK_SET as i16,
        l_start: (nth * NUMBER_BYTES).cast_signed(),
        l_len: NUMBER_BYTES.cast_signed(),
        l_pid: 0,
    };
    fcntl(file, FcntlArg::F_OFD_SETLKW(&lock)).map(drop)
}
