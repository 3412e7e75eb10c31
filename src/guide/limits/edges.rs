//! How an edge is found: by the value and one more, by halving, or by counting; and the edges that
//! the comparison shows too.

use std::ffi::CString;

use nix::fcntl::{OFlag, open};
use nix::sys::stat::Mode;
use nix::unistd::execve;

use super::Edge;
use crate::guide::probe::site::Site;
use crate::sys::apart::Semaphore;
use crate::sys::{self, Errno, Region, sembuf};

/// Most things that are made to count how many can be.
const COUNT_MAX: u64 = 1 << 20;

/// Of a limit whose value is known: that much is taken, and one more is not. Where something else
/// binds before it, what is taken at most.
pub fn at(value: Option<u64>, mut takes: impl FnMut(u64) -> Result<(), Errno>) -> Edge {
    let value = value.ok_or(Errno::ENOSYS)?;
    if takes(value).is_ok() {
        return match takes(value + 1) {
            Err(errno) => Ok((value, errno)),
            Ok(()) => halved(value + 1, value.saturating_mul(4), takes),
        };
    }
    halved(0, value, takes)
}

/// The largest number that is taken, between one that is and one that is not.
pub fn halved(
    mut taken: u64,
    mut refused: u64,
    mut attempt: impl FnMut(u64) -> Result<(), Errno>,
) -> Edge {
    let mut past = attempt(refused).err().ok_or(Errno::ENOSYS)?;
    while refused - taken > 1 {
        let middle = u64::midpoint(taken, refused);
        match attempt(middle) {
            Ok(()) => taken = middle,
            Err(errno) => (refused, past) = (middle, errno),
        }
    }
    Ok((taken, past))
}

/// How many can be made before one is refused.
pub fn counted(mut make: impl FnMut(u64) -> Result<(), Errno>) -> Edge {
    for count in 0..COUNT_MAX {
        if let Err(errno) = make(count) {
            return Ok((count, errno));
        }
    }
    Err(Errno::ENOSYS)
}

/// The largest value that a POSIX semaphore is brought to.
pub fn sem_value_max(_: &Site<'_>) -> Result<String, Errno> {
    sem_value().map(|(value, _)| value.to_string())
}

pub fn sem_value() -> Edge {
    const BELOW: u32 = i32::MAX as u32 - 1;
    let semaphore = Semaphore::within(&Region::new(4096)?, BELOW)?;
    let (posted, errno) = counted(|_| semaphore.post())?;
    Ok((u64::from(BELOW) + posted, errno))
}

/// The largest value of a System V semaphore.
pub fn semvmx(site: &Site<'_>) -> Result<String, Errno> {
    sem_set_value(site, Some(32767)).map(|(value, _)| value.to_string())
}

pub fn sem_set_value(site: &Site<'_>, value: Option<u64>) -> Edge {
    let id = sys::semget(site.key(), 1, libc::IPC_CREAT | 0o600)?;
    let found = at(value, |value| {
        let operation = i16::try_from(value.min(32767)).unwrap_or(i16::MAX);
        sys::semctl(id, 0, libc::SETVAL, 0)?;
        add(id, operation)?;
        if value > 32767 { add(id, (value - 32767) as i16) } else { Ok(()) }
    });
    let _ = sys::remove_semaphores(id);
    found
}

fn add(id: i32, by: i16) -> Result<(), Errno> {
    let element = sembuf(0, by, libc::IPC_NOWAIT as i16);
    sys::semop(id, element[..].into(), 1, sys::Timeout::Semop).0.map(drop)
}

/// The longest string that exec hands on, without its null byte.
pub fn max_arg_strlen(site: &Site<'_>) -> Result<String, Errno> {
    string_length(site, Some(131_072)).map(|(bytes, _)| (bytes - 1).to_string())
}

/// With its null byte.
pub fn string_length(site: &Site<'_>, value: Option<u64>) -> Edge {
    at(value, |bytes| handed_on(site, &[bytes.saturating_sub(1)]))
}

/// Whether exec takes strings of these lengths: of a file that is no program, so that what
/// it complains of last is the file.
pub fn handed_on(site: &Site<'_>, lengths: &[u64]) -> Result<(), Errno> {
    let path = site.path();
    let flags = OFlag::O_WRONLY | OFlag::O_CREAT;
    drop(open(&*path, flags, Mode::from_bits_truncate(0o700))?);
    std::fs::write(&path, "no program")?;
    let of_length = |length: &u64| CString::new(vec![b'x'; *length as usize]);
    let strings: Result<Vec<CString>, _> = lengths.iter().map(of_length).collect();
    let strings = strings.map_err(|_| Errno::EINVAL)?;
    let path = CString::new(path).map_err(|_| Errno::EINVAL)?;
    let Err(errno) = execve::<CString, CString>(&path, &strings, &[]);
    let _ = std::fs::remove_file(site.path());
    if errno == nix::errno::Errno::ENOEXEC { Ok(()) } else { Err(errno.into()) }
}
