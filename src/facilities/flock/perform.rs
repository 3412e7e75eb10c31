//! The calls on locks of flock, made: raw, deciding nothing.

use super::calls::{Call, FILE_BYTES, FILES, Mode, Seen};
use crate::engine::{Access, Answer, Hands, Op, Pick};
use crate::families::files;
use crate::families::ranges::Kind;
use crate::sys::{self, Flock};

/// What every file of this room is called, before its number.
const NAME: &str = "flock";

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    match Call::of(op) {
        Call::Open { file, access } => {
            open(file, access, hands)?;
            return Seen::Opened.answer();
        }
        Call::ProcLocks { fd } => return proc_locks(fd, hands),
        Call::Lock { fd, mode, nonblocking } => {
            sys::flock(hands.fd(fd), bits(mode) | if nonblocking { libc::LOCK_NB } else { 0 })
        }
        Call::Odd { fd, operation } => sys::flock(hands.fd(fd), operation.bits()),
        Call::ByPath { fd, mode } => by_path(fd, mode, hands),
        Call::Record { fd, kind } => sys::lock(hands.fd(fd), libc::F_SETLK, &mut whole(kind)),
        Call::Touch { fd, writes: true } => sys::pwrite(hands.fd(fd), [0][..].into(), 0),
        Call::Touch { fd, writes: false } => sys::pread(hands.fd(fd), (&mut [0][..]).into(), 0),
    }?;
    Seen::Done.answer()
}

/// Removes the files.
pub fn clean(hands: &mut Hands) {
    files::remove(NAME, FILES, hands);
}

/// Opens a file; whoever is the first to, makes it.
pub fn open(file: u8, access: Access, hands: &mut Hands) -> Answer<()> {
    files::open(&files::path(NAME, file, hands), access, 0o600, FILE_BYTES, hands)
}

fn bits(mode: Option<Mode>) -> i32 {
    match mode {
        Some(Mode::Shared) => libc::LOCK_SH,
        Some(Mode::Exclusive) => libc::LOCK_EX,
        None => libc::LOCK_UN,
    }
}

fn by_path(fd: Pick, mode: Option<Mode>, hands: &Hands) -> Answer<usize> {
    let path = std::ffi::CString::new(format!("/proc/self/fd/{}", hands.fd(fd))).expect("no NUL");
    let path = sys::openat(path.as_c_str().into(), libc::O_PATH | libc::O_CLOEXEC, 0)?;
    let locked = sys::flock(path, bits(mode) | libc::LOCK_NB);
    sys::close(path)?;
    locked
}

/// A record lock on a whole file.
pub fn whole(kind: Option<Kind>) -> Flock {
    let kind = match kind {
        Some(Kind::Read) => libc::F_RDLCK,
        Some(Kind::Write) => libc::F_WRLCK,
        None => libc::F_UNLCK,
    };
    Flock { kind: kind as i16, whence: libc::SEEK_SET as i16, start: 0, length: 0, pid: 0 }
}

fn proc_locks(fd: Pick, hands: &mut Hands) -> Answer {
    let file = sys::identity(hands.fd(fd))?;
    let proc = sys::openat(c"/proc/locks".into(), libc::O_RDONLY | libc::O_CLOEXEC, 0)?;
    // In one read: between two of them the list may change, by whoever else locks something.
    let read = sys::read(proc, hands.scratch.as_mut_slice().into());
    sys::close(proc)?;
    let text = String::from_utf8_lossy(&hands.scratch[..read?]);
    let count = |kind| text.lines().filter(|line| is_listed(line, kind, file)).count() as u64;
    Seen::Listed { shared: count("READ"), exclusive: count("WRITE") }.answer()
}

/// Whether a line is of this file, of flock, of this kind, and not of a waiter: `2: FLOCK  ADVISORY
/// WRITE 2001 08:01:7864554 0 EOF`.
fn is_listed(line: &str, kind: &str, file: sys::Identity) -> bool {
    let words: Vec<&str> = line.split_whitespace().skip(1).collect();
    let [class, binds, of, _, place, first, last] = words[..] else { return false };
    let parts: Vec<&str> = place.split(':').collect();
    let [major, minor, inode] = parts[..] else { return false };
    let hexadecimal = |word| u64::from_str_radix(word, 16).unwrap_or(u64::MAX);
    let place = sys::Identity {
        major: hexadecimal(major),
        minor: hexadecimal(minor),
        inode: inode.parse().unwrap_or(u64::MAX),
    };
    [class, binds, of, first, last] == ["FLOCK", "ADVISORY", kind, "0", "EOF"] && place == file
}
