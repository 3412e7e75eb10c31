//! POSIX shared memory: a child maps an object by its name and answers in it.
//!
//! Relies on:
//! - `posix_shm.create_exclusive`: the name is ours, or the call fails;
//! - `posix_shm.new_bytes_zero`: there is no answer before the child has written one;
//! - `posix_shm.processes_share`: what the child stores, its parent reads;
//! - `posix_shm.unlink_keeps_memory`: the memory is there until it is unmapped.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::ffi::CString;

use bythebook::sys::{Errno, Fork, Mapping, exit, fork, ftruncate, shm_open, shm_unlink, wait};

const BYTES: usize = 4096;
const ANSWER: u8 = 42;

fn answer(name: &CString) -> Result<(), Errno> {
    let fd = shm_open(name, libc::O_RDWR, 0)?;
    Mapping::of(fd, BYTES, true, true)?.store(0, ANSWER)
}

fn main() -> Result<(), Errno> {
    let name = CString::new(format!("/bythebook-example-{}", std::process::id()))
        .expect("a number has no NUL");
    let fd = shm_open(&name, libc::O_RDWR | libc::O_CREAT | libc::O_EXCL, 0o600)?;
    ftruncate(fd, BYTES as i64)?;
    let memory = Mapping::of(fd, BYTES, false, true)?;
    assert_eq!(memory.load(0)?, 0, "new bytes are zero");
    if let Fork::Child = fork()? {
        exit(i32::from(answer(&name).is_err()));
    }
    wait(-1, true)?;
    shm_unlink(&name)?;
    println!("the child wrote {}", memory.load(0)?);
    memory.unmap().map(drop)
}
