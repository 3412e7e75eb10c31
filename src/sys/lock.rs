//! Locks on files: fcntl's record locks, those of open file descriptions, and flock.
#![allow(unsafe_code)] // The kernel reads and writes a struct flock that lives for the call.

use std::os::fd::RawFd;

use super::Errno;
use super::call::{BAD_ADDRESS, call_plain, call5};

/// `struct flock`, with every field free to be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flock {
    pub kind: i16,
    pub whence: i16,
    pub start: i64,
    pub length: i64,
    pub pid: i32,
}

/// fcntl with one of `F_SETLK`, `F_SETLKW`, `F_GETLK` and their `F_OFD_` twins; the kernel's
/// answer to the `GETLK`s is left in `flock`.
pub fn lock(fd: RawFd, command: i32, flock: &mut Flock) -> Result<usize, Errno> {
    assert!(is_lock(command), "fcntl command {command} is not one of locks");
    let mut raw = libc::flock {
        l_type: flock.kind,
        l_whence: flock.whence,
        l_start: flock.start,
        l_len: flock.length,
        l_pid: flock.pid,
    };
    let address = (&raw mut raw).expose_provenance();
    // SAFETY: the kernel reads and writes one flock, which lives here.
    let done = unsafe { call5(libc::SYS_fcntl, [fd as usize, command as usize, address, 0, 0]) };
    *flock = Flock {
        kind: raw.l_type,
        whence: raw.l_whence,
        start: raw.l_start,
        length: raw.l_len,
        pid: raw.l_pid,
    };
    done
}

/// The same with an address at which nothing is mapped.
pub fn lock_at_bad_address(fd: RawFd, command: i32) -> Result<usize, Errno> {
    assert!(is_lock(command), "fcntl command {command} is not one of locks");
    // SAFETY: nothing is mapped there, so nothing can be written.
    unsafe { call5(libc::SYS_fcntl, [fd as usize, command as usize, BAD_ADDRESS, 0, 0]) }
}

/// lockf(3), the C library's.
pub fn lockf(fd: RawFd, command: i32, length: i64) -> Result<usize, Errno> {
    // SAFETY: no address among the arguments.
    let value = unsafe { libc::lockf(fd, command, length) };
    if value == -1 { Err(Errno::last()) } else { Ok(value as usize) }
}

/// flock(2).
pub fn flock(fd: RawFd, operation: i32) -> Result<usize, Errno> {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_flock, [fd.into(), operation.into()]) }
}

fn is_lock(command: i32) -> bool {
    matches!(
        command,
        libc::F_SETLK
            | libc::F_SETLKW
            | libc::F_GETLK
            | libc::F_OFD_SETLK
            | libc::F_OFD_SETLKW
            | libc::F_OFD_GETLK
    )
}
