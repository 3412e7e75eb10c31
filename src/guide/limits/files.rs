//! The edges of descriptors, pipes, names, files and memory.

use std::ffi::CString;

use nix::fcntl::{FcntlArg, OFlag, fcntl, open};
use nix::sys::stat::Mode;
use nix::unistd::pipe2;

use super::edges::{at, counted, halved, handed_on, string_length};
use super::{Edge, Probe};
use crate::guide::probe::site::Site;
use crate::sys::apart::{lock_memory, read_pieces, write_pieces};
use crate::sys::{self, Errno, Flock, Region};

pub const PROBES: &[Probe] = &[
    Probe { name: "RLIMIT_NOFILE", exhausts: None, edge: descriptors },
    Probe { name: "PIPE_BUF", exhausts: None, edge: whole_or_not_at_all },
    Probe { name: "pipe capacity", exhausts: None, edge: fills },
    Probe { name: "fs.pipe-max-size", exhausts: None, edge: |_, value| at(value, grows_to) },
    Probe {
        name: "NAME_MAX",
        exhausts: None,
        edge: |site, value| at(value, |bytes| names(site, bytes)),
    },
    Probe { name: "PATH_MAX", exhausts: None, edge: |_, value| at(value, goes_down) },
    Probe { name: "IOV_MAX", exhausts: None, edge: |_, value| at(value, writes_pieces) },
    Probe {
        name: "process_vm_readv pieces",
        exhausts: None,
        edge: |_, value| at(value, reads_pieces),
    },
    Probe { name: "memfd name", exhausts: None, edge: |_, value| at(value, calls_memory) },
    Probe { name: "last byte of a lock", exhausts: None, edge: last_byte },
    Probe { name: "MAX_ARG_STRLEN", exhausts: None, edge: string_length },
    Probe { name: "ARG_MAX", exhausts: None, edge: hands_on },
    Probe { name: "RLIMIT_MEMLOCK", exhausts: None, edge: |_, value| at(value, locks_memory) },
    Probe { name: "vm.max_map_count", exhausts: None, edge: mappings },
    Probe { name: "eventfd counter", exhausts: None, edge: |_, value| at(value, counts_to) },
];

/// The number of descriptors that are open when none more can be.
fn descriptors(_: &Site<'_>, _: Option<u64>) -> Edge {
    let (read, _write) = pipe2(OFlag::O_CLOEXEC)?;
    let fd = std::os::fd::AsRawFd::as_raw_fd(&read);
    let mut highest = 0;
    let (_, errno) = counted(|_| {
        highest = highest.max(sys::dup(fd)?);
        Ok(())
    })?;
    Ok((highest as u64 + 1, errno))
}

fn pipe() -> Result<(std::os::fd::OwnedFd, std::os::fd::OwnedFd), Errno> {
    Ok(pipe2(OFlag::O_NONBLOCK)?)
}

fn fill(write: &std::os::fd::OwnedFd, part: usize) -> Result<u64, Errno> {
    let bytes = vec![b'x'; part];
    let fd = std::os::fd::AsRawFd::as_raw_fd(write);
    let mut written = 0;
    let (_, errno) = counted(|_| {
        written += sys::write(fd, bytes[..].into())? as u64;
        Ok(())
    })?;
    if errno == Errno::EAGAIN { Ok(written) } else { Err(errno) }
}

fn fills(_: &Site<'_>, _: Option<u64>) -> Edge {
    let (_read, write) = pipe()?;
    fill(&write, 4096).map(|bytes| (bytes, Errno::EAGAIN))
}

/// Into a pipe with room for less, so many bytes are written whole or not at all: a write of more
/// is cut short.
fn whole_or_not_at_all(_: &Site<'_>, value: Option<u64>) -> Edge {
    let value = value.ok_or(Errno::ENOSYS)?;
    let written = |bytes: u64| {
        let (read, write) = pipe()?;
        let write_fd = std::os::fd::AsRawFd::as_raw_fd(&write);
        fill(&write, 4096)?;
        let mut page = [0; 4096];
        sys::read(std::os::fd::AsRawFd::as_raw_fd(&read), (&mut page[..]).into())?;
        sys::write(write_fd, b"x"[..].into())?;
        sys::write(write_fd, vec![b'x'; bytes as usize][..].into())
    };
    let cut_short = |done: Result<usize, Errno>, bytes| {
        done == Err(Errno::EAGAIN) || done.is_ok_and(|written| written < bytes)
    };
    match (written(value), written(value + 4096)) {
        (Err(errno), more) if cut_short(more, value as usize + 4096) => Ok((value, errno)),
        _ => Err(Errno::ENOSYS),
    }
}

fn grows_to(bytes: u64) -> Result<(), Errno> {
    let (_read, write) = pipe()?;
    let bytes = i32::try_from(bytes).map_err(|_| Errno::EINVAL)?;
    Ok(fcntl(&write, FcntlArg::F_SETPIPE_SZ(bytes)).map(drop)?)
}

/// A name of so many bytes in the scratch directory.
fn names(site: &Site<'_>, bytes: u64) -> Result<(), Errno> {
    let path = site.path();
    let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
    let path = format!("{directory}/{}", "n".repeat(bytes as usize));
    drop(open(&*path, OFlag::O_WRONLY | OFlag::O_CREAT, Mode::from_bits_truncate(0o600))?);
    std::fs::remove_file(path)?;
    Ok(())
}

/// A path of so many bytes with its null byte, to the directory itself.
fn goes_down(bytes: u64) -> Result<(), Errno> {
    let mut path = "./".repeat(bytes as usize / 2);
    path.truncate((bytes as usize).saturating_sub(1));
    let path = CString::new(path).map_err(|_| Errno::EINVAL)?;
    let fd = sys::openat(path.as_c_str().into(), libc::O_PATH | libc::O_CLOEXEC, 0)?;
    sys::close(fd).map(drop)
}

fn writes_pieces(pieces: u64) -> Result<(), Errno> {
    let (_read, write) = pipe()?;
    write_pieces(std::os::fd::AsRawFd::as_raw_fd(&write), pieces as usize).map(drop)
}

fn reads_pieces(pieces: u64) -> Result<(), Errno> {
    read_pieces(std::process::id() as i32, pieces as usize).map(drop)
}

fn calls_memory(bytes: u64) -> Result<(), Errno> {
    let name = CString::new("n".repeat(bytes as usize)).map_err(|_| Errno::EINVAL)?;
    sys::close(sys::memfd(&name)?).map(drop)
}

/// A lock of one byte, at a place that does not exist in a file.
fn last_byte(site: &Site<'_>, value: Option<u64>) -> Edge {
    let value = value.ok_or(Errno::ENOSYS)?;
    let flags = OFlag::O_RDWR | OFlag::O_CREAT;
    let file = open(&*site.path(), flags, Mode::from_bits_truncate(0o600))?;
    let fd = std::os::fd::AsRawFd::as_raw_fd(&file);
    let locks = |start: u64, length| {
        let kind = libc::F_WRLCK as i16;
        let mut flock = Flock { kind, whence: 0, start: start as i64, length, pid: 0 };
        sys::lock(fd, libc::F_SETLK, &mut flock).map(drop)
    };
    let (at, past) = (locks(value, 1), locks(value, 2));
    let _ = std::fs::remove_file(site.path());
    at.and_then(|()| past.err().map(|errno| (value, errno)).ok_or(Errno::ENOSYS))
}

/// All the strings of a program, each with its null byte and its pointer: beside them the kernel
/// counts the program's path.
fn hands_on(site: &Site<'_>, value: Option<u64>) -> Edge {
    const EACH: u64 = 1024;
    /// Of a null byte and a pointer.
    const BESIDE: u64 = 9;
    let value = value.ok_or(Errno::ENOSYS)?;
    halved(EACH, value + EACH, |bytes| {
        let mut lengths = vec![EACH - BESIDE; (bytes / EACH) as usize - 1];
        let rest = bytes - lengths.len() as u64 * EACH;
        lengths.push(rest - BESIDE);
        handed_on(site, &lengths)
    })
}

fn locks_memory(bytes: u64) -> Result<(), Errno> {
    const MOST: u64 = 64 << 20;
    if bytes > MOST {
        return Err(Errno::ENOSYS);
    }
    // Whole pages are locked.
    let region = Region::new((bytes as usize).next_multiple_of(4096))?;
    if let Some(fd) = region.fd() {
        let _ = sys::close(fd);
    }
    let done = lock_memory(&region, bytes as usize);
    // What was locked must not count for the next.
    region.unmap();
    done
}

/// How many mappings there are when none more can be made: of one page of a file each, so that none
/// become one, beside those that the program has.
fn mappings(_: &Site<'_>, value: Option<u64>) -> Edge {
    const MOST: u64 = 1 << 17;
    if value.is_none_or(|value| value > MOST) {
        return Err(Errno::ENOSYS);
    }
    let fd = sys::memfd(c"bythebook")?;
    sys::ftruncate(fd, 4096)?;
    let before = std::fs::read_to_string("/proc/self/maps")?
        .lines()
        .filter(|line| !line.contains("[vsyscall]"))
        .count() as u64;
    let (made, errno) = counted(|_| Region::of(fd, 4096).map(drop))?;
    Ok((before + made, errno))
}

fn counts_to(value: u64) -> Result<(), Errno> {
    let fd = sys::owned(sys::eventfd2(0, libc::O_NONBLOCK)?);
    let fd = std::os::fd::AsRawFd::as_raw_fd(&fd);
    // More than the maximum cannot be said in one write.
    for part in [value - 1, 1] {
        sys::write(fd, part.to_ne_bytes()[..].into())?;
    }
    Ok(())
}
