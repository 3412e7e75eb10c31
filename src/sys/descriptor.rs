//! Calls on descriptors: transfer, flags, creation, and poll.
#![allow(unsafe_code)] // Raw calls with addresses of buffers that are borrowed for the call.

use std::os::fd::{FromRawFd, OwnedFd, RawFd};

use super::call::{call_plain, call5};
use super::{Errno, Source, Target, Text};

type Done = Result<usize, Errno>;

/// Where there is no `close_range` we look at least so far.
const DESCRIPTORS_OLD: RawFd = 1 << 12;
/// More than any process of ours has open.
pub const DESCRIPTORS_MAX: RawFd = 1 << 20;

// Not in libc; the same on every Linux architecture.
pub const F_SETSIG: i32 = 10;
pub const F_GETSIG: i32 = 11;

pub fn read(fd: RawFd, into: Target<'_>) -> Done {
    let (address, length) = into.parts();
    // SAFETY: the target is borrowed for the call, or is no memory at all.
    unsafe { call5(libc::SYS_read, [fd as usize, address, length, 0, 0]) }
}

pub fn write(fd: RawFd, from: Source<'_>) -> Done {
    let (address, length) = from.parts();
    // SAFETY: the kernel only reads.
    let done = unsafe { call5(libc::SYS_write, [fd as usize, address, length, 0, 0]) };
    if cfg!(feature = "planted-fault") { planted_fault(done, length) } else { done }
}

/// The fault that the tests must see found: a write of eight bytes that the kernel refuses with
/// EAGAIN is told as done, as if an eventfd's counter had no maximum.
fn planted_fault(done: Done, length: usize) -> Done {
    match done {
        Err(Errno::EAGAIN) if length == 8 => Ok(length),
        done => done,
    }
}

pub fn pread(fd: RawFd, into: Target<'_>, offset: i64) -> Done {
    let (address, length) = into.parts();
    // SAFETY: as for read.
    unsafe { call5(libc::SYS_pread64, [fd as usize, address, length, offset as usize, 0]) }
}

pub fn pwrite(fd: RawFd, from: Source<'_>, offset: i64) -> Done {
    let (address, length) = from.parts();
    // SAFETY: the kernel only reads.
    unsafe { call5(libc::SYS_pwrite64, [fd as usize, address, length, offset as usize, 0]) }
}

/// fcntl with an integer argument.
///
/// # Panics
/// If the command takes an address: [`lock`](super::lock) has those.
pub fn fcntl(fd: RawFd, command: i32, argument: i64) -> Done {
    let integer = matches!(
        command,
        libc::F_DUPFD
            | libc::F_DUPFD_CLOEXEC
            | libc::F_GETFD
            | libc::F_SETFD
            | libc::F_GETFL
            | libc::F_SETFL
            | libc::F_GETPIPE_SZ
            | libc::F_SETPIPE_SZ
            | libc::F_SETOWN
            | libc::F_GETOWN
            | F_SETSIG
            | F_GETSIG
            | libc::F_SETLEASE
            | libc::F_GETLEASE
            | libc::F_ADD_SEALS
            | libc::F_GET_SEALS
            | libc::F_NOTIFY
    );
    assert!(integer, "fcntl command {command} is not known to take an integer");
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_fcntl, [fd.into(), command.into(), argument]) }
}

/// fcntl with a command that no kernel knows.
///
/// # Panics
/// If the command is below 64, among those in use.
pub fn fcntl_unknown(fd: RawFd, command: i32) -> Done {
    assert!((64..1024).contains(&command), "fcntl command {command} may be known");
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_fcntl, [fd.into(), command.into()]) }
}

/// `ioctl(FIONREAD)`: how many bytes can be read.
pub fn readable_bytes(fd: RawFd) -> Done {
    let mut bytes: libc::c_int = 0;
    let address = (&raw mut bytes).expose_provenance();
    // SAFETY: the kernel writes one int, which lives here.
    unsafe { call5(libc::SYS_ioctl, [fd as usize, libc::FIONREAD as usize, address, 0, 0]) }?;
    Ok(bytes as usize)
}

pub fn pipe2(flags: i32) -> Result<[RawFd; 2], Errno> {
    let mut ends: [RawFd; 2] = [-1; 2];
    let address = (&raw mut ends).expose_provenance();
    // SAFETY: the kernel writes two ints, which live here.
    unsafe { call5(libc::SYS_pipe2, [address, flags as usize, 0, 0, 0]) }?;
    Ok(ends)
}

/// pipe2 into the caller's array, or, without one, to an address at which nothing is mapped.
pub fn pipe2_into(ends: Option<&mut [RawFd; 2]>, flags: i32) -> Done {
    let address = match ends {
        Some(ends) => (&raw mut *ends).expose_provenance(),
        None => super::call::BAD_ADDRESS,
    };
    // SAFETY: the kernel writes two ints, which are borrowed for the call, or fails with EFAULT.
    unsafe { call5(libc::SYS_pipe2, [address, flags as usize, 0, 0, 0]) }
}

/// Sets the length of a file by its path.
pub fn truncate(path: Text<'_>, length: i64) -> Done {
    // SAFETY: the kernel only reads the path.
    unsafe { call5(libc::SYS_truncate, [path.address(), length as usize, 0, 0, 0]) }
}

/// What tells a file from others: its device and its inode, as /proc/locks names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    pub major: u64,
    pub minor: u64,
    pub inode: u64,
}

pub fn fstat(fd: RawFd) -> Result<nix::sys::stat::FileStat, Errno> {
    if fd < 0 {
        return Err(Errno::EBADF);
    }
    // SAFETY: the descriptor is borrowed for the call only.
    let borrowed = unsafe { std::os::fd::BorrowedFd::borrow_raw(fd) };
    Ok(nix::sys::stat::fstat(borrowed)?)
}

/// fchmod(2).
pub fn fchmod(fd: RawFd, mode: u32) -> Result<(), Errno> {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_fchmod, [i64::from(fd), i64::from(mode)]) }.map(drop)
}

/// Sets when a file was last read and written, in seconds; the caller must own it.
pub fn set_times(fd: RawFd, seconds: i64) -> Result<(), Errno> {
    if fd < 0 {
        return Err(Errno::EBADF);
    }
    // SAFETY: the descriptor is borrowed for the call only.
    let borrowed = unsafe { std::os::fd::BorrowedFd::borrow_raw(fd) };
    let time = nix::sys::time::TimeSpec::new(seconds, 0);
    Ok(nix::sys::stat::futimens(borrowed, &time, &time)?)
}

/// The identity of the file behind a descriptor.
pub fn identity(fd: RawFd) -> Result<Identity, Errno> {
    let stat = fstat(fd)?;
    let (major, minor) = (nix::sys::stat::major(stat.st_dev), nix::sys::stat::minor(stat.st_dev));
    Ok(Identity { major, minor, inode: stat.st_ino })
}

/// fpathconf(3), the C library's.
pub fn pathconf(fd: RawFd, name: i32) -> Done {
    // SAFETY: no address among the arguments.
    let value = unsafe { libc::fpathconf(fd, name) };
    if value == -1 { Err(Errno::last()) } else { Ok(value as usize) }
}

pub fn eventfd2(initial: u32, flags: i32) -> Result<RawFd, Errno> {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_eventfd2, [initial.into(), flags.into()]) }.map(as_fd)
}

pub fn close(fd: RawFd) -> Done {
    // SAFETY: no address among the arguments; descriptors of the script are nobody else's.
    unsafe { call_plain(libc::SYS_close, [fd.into()]) }
}

/// Closes every descriptor from `first` to `last`; one by one where the kernel is older than 5.9.
pub fn close_range(first: RawFd, last: RawFd) {
    // SAFETY: no address among the arguments.
    let done = unsafe { call_plain(libc::SYS_close_range, [first.into(), last.into(), 0]) };
    if done.is_err() {
        let limit = super::rlimit(libc::RLIMIT_NOFILE).map_or(0, |(soft, _)| soft as RawFd);
        for fd in first..=last.min(limit.max(DESCRIPTORS_OLD)) {
            // Most of them are not open.
            let _ = close(fd);
        }
    }
}

pub fn dup(fd: RawFd) -> Result<RawFd, Errno> {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_dup, [fd.into()]) }.map(as_fd)
}

/// A duplicate at `lowest` or above, close-on-exec.
pub fn dup_from(fd: RawFd, lowest: RawFd) -> Result<RawFd, Errno> {
    fcntl(fd, libc::F_DUPFD_CLOEXEC, lowest.into()).map(as_fd)
}

pub fn lseek(fd: RawFd, offset: i64, whence: i32) -> Done {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_lseek, [fd.into(), offset, whence.into()]) }
}

pub fn ftruncate(fd: RawFd, length: i64) -> Done {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_ftruncate, [fd.into(), length]) }
}

/// openat in the current directory.
pub fn openat(path: Text<'_>, flags: i32, mode: u32) -> Result<RawFd, Errno> {
    let here = libc::AT_FDCWD as usize;
    // SAFETY: the kernel only reads the path.
    unsafe {
        call5(libc::SYS_openat, [here, path.address(), flags as usize, mode as usize, 0]).map(as_fd)
    }
}

/// unlinkat in the current directory; `AT_REMOVEDIR` in `flags` removes a directory.
pub fn unlinkat(path: Text<'_>, flags: i32) -> Done {
    let here = libc::AT_FDCWD as usize;
    // SAFETY: the kernel only reads the path.
    unsafe { call5(libc::SYS_unlinkat, [here, path.address(), flags as usize, 0, 0]) }
}

/// mknodat in the current directory: a FIFO with `S_IFIFO` in `mode`.
pub fn mknodat(path: Text<'_>, mode: u32) -> Done {
    let here = libc::AT_FDCWD as usize;
    // SAFETY: the kernel only reads the path.
    unsafe { call5(libc::SYS_mknodat, [here, path.address(), mode as usize, 0, 0]) }
}

/// A memory file, close-on-exec.
pub fn memfd(name: &std::ffi::CStr) -> Result<RawFd, Errno> {
    let flags = libc::MFD_CLOEXEC as usize;
    // SAFETY: the kernel only reads the name.
    unsafe { call5(libc::SYS_memfd_create, [name.as_ptr().addr(), flags, 0, 0, 0]) }.map(as_fd)
}

/// Takes over a descriptor that nobody else closes.
pub fn owned(fd: RawFd) -> OwnedFd {
    // SAFETY: by contract of the caller; a wrong one costs a descriptor, not memory.
    unsafe { OwnedFd::from_raw_fd(fd) }
}

/// What poll says of a descriptor now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "poll has four bits")]
pub struct Readable {
    pub input: bool,
    pub output: bool,
    pub hangup: bool,
    pub error: bool,
}

/// poll with a timeout of zero, for input and output.
pub fn poll_now(fd: RawFd) -> Result<Readable, Errno> {
    let mut entry = libc::pollfd { fd, events: libc::POLLIN | libc::POLLOUT, revents: 0 };
    let address = (&raw mut entry).expose_provenance();
    // SAFETY: the kernel writes one pollfd, which lives here.
    unsafe { call5(libc::SYS_poll, [address, 1, 0, 0, 0]) }?;
    if entry.revents & libc::POLLNVAL != 0 {
        return Err(Errno::EBADF);
    }
    let told = |event| entry.revents & event != 0;
    Ok(Readable {
        input: told(libc::POLLIN),
        output: told(libc::POLLOUT),
        hangup: told(libc::POLLHUP),
        error: told(libc::POLLERR),
    })
}

fn as_fd(value: usize) -> RawFd {
    value as RawFd
}
