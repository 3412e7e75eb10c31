//! The calls on record locks, made: raw, deciding nothing.

use std::os::fd::RawFd;

use super::calls::{Call, Command, FILE_BYTES, FILES, Oddity, Seen};
use super::listed::{Class, Holder, Listed};
use crate::engine::forms::Rest;
use crate::engine::hands::EMPTY;
use crate::engine::{Access, Actor, Answer, Hands, Op};
use crate::families::files;
use crate::families::ranges::{Bytes, INFINITY, Kind, Range, Whence};
use crate::sys::{self, Flock};

/// No command of fcntl, no operation of lockf.
const UNKNOWN: i32 = 77;
/// No type of lock, no way to count an offset.
const NEITHER: i16 = 7;

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    let call = Call::of(op);
    match call {
        Call::Open { file, access } => {
            open(file, access, hands)?;
            return Seen::Opened.answer();
        }
        Call::Get { fd, kind, range } => return get(hands.fd(fd), kind, range, hands),
        Call::ProcLocks { fd } => return proc_locks(hands.fd(fd), hands),
        Call::Set { fd, wait, kind, range } => {
            set(hands.fd(fd), if wait { libc::F_SETLKW } else { libc::F_SETLK }, kind, range)
        }
        Call::SetOfDescription { fd, kind, range } => {
            set(hands.fd(fd), libc::F_OFD_SETLK, kind, range)
        }
        Call::Odd { fd, what } => odd(hands.fd(fd), what),
        Call::Lockf { fd, command, offset, length } => {
            place(hands.fd(fd), offset)?;
            sys::lockf(hands.fd(fd), command.number(), length.into())
        }
        Call::Resize { fd, bytes } => sys::ftruncate(hands.fd(fd), bytes.into()),
        Call::Write { fd } => sys::pwrite(hands.fd(fd), [0][..].into(), 0),
        Call::Flock { fd, kind } => {
            let operation = match kind {
                Some(Kind::Read) => libc::LOCK_SH,
                Some(Kind::Write) => libc::LOCK_EX,
                None => libc::LOCK_UN,
            };
            sys::flock(hands.fd(fd), operation | libc::LOCK_NB)
        }
    }?;
    Seen::Done.answer()
}

/// What every file of this room is called, before its number.
const NAME: &str = "lock";

/// Removes the files.
pub fn clean(hands: &mut Hands) {
    files::remove(NAME, FILES, hands);
}

/// Opens a file; whoever is the first to, makes it.
fn open(file: u8, access: Access, hands: &mut Hands) -> Answer<()> {
    let mode = if file == 0 { 0o600 } else { 0o2600 };
    files::open(&files::path(NAME, file, hands), access, mode, FILE_BYTES, hands)
}

/// Sets the file offset; not of what is no descriptor, so that the call itself says so.
fn place(fd: RawFd, offset: u8) -> Answer<()> {
    if fd != EMPTY {
        sys::lseek(fd, offset.into(), libc::SEEK_SET)?;
    }
    Ok(())
}

fn flock(kind: Option<Kind>, range: Range, fd: RawFd) -> Answer<Flock> {
    let whence = match range.whence {
        Whence::Set => libc::SEEK_SET,
        Whence::End => libc::SEEK_END,
        Whence::Current(offset) => {
            place(fd, offset)?;
            libc::SEEK_CUR
        }
    };
    Ok(Flock {
        kind: number(kind),
        whence: whence as i16,
        start: range.start.into(),
        length: range.length.into(),
        pid: 0,
    })
}

fn set(fd: RawFd, command: i32, kind: Option<Kind>, range: Range) -> Answer<usize> {
    sys::lock(fd, command, &mut flock(kind, range, fd)?)
}

fn get(fd: RawFd, kind: Kind, range: Range, hands: &Hands) -> Answer {
    /// No process: shows whether the field was written to.
    const UNTOUCHED: i32 = -77;
    let asked = Flock { pid: UNTOUCHED, ..flock(Some(kind), range, fd)? };
    let mut told = asked;
    sys::lock(fd, libc::F_GETLK, &mut told)?;
    if told.kind == libc::F_UNLCK as i16 {
        let rest = Flock { kind: asked.kind, ..told };
        return Seen::Free { rest_untouched: rest == asked }.answer();
    }
    let held = Seen::Held {
        kind: if told.kind == libc::F_RDLCK as i16 { Kind::Read } else { Kind::Write },
        start: base(fd, told.whence)? + told.start,
        length: told.length,
        holder: holder(told.pid, hands.actor_of(told.pid)),
    };
    held.answer()
}

/// From where a range is counted that was told: the manual does not say.
fn base(fd: RawFd, whence: i16) -> Answer<i64> {
    let whence = whence.into();
    if whence == libc::SEEK_SET {
        return Ok(0);
    }
    let here = sys::lseek(fd, 0, libc::SEEK_CUR)?;
    let base = sys::lseek(fd, 0, whence)?;
    sys::lseek(fd, here as i64, libc::SEEK_SET)?;
    Ok(base as i64)
}

fn odd(fd: RawFd, what: Oddity) -> Answer<usize> {
    let whole = whole(Some(Kind::Write));
    let lock = |command, mut flock: Flock| sys::lock(fd, command, &mut flock);
    match what {
        Oddity::SetAddress => sys::lock_at_bad_address(fd, libc::F_SETLK),
        Oddity::SetWaitAddress => sys::lock_at_bad_address(fd, libc::F_SETLKW),
        Oddity::GetAddress => sys::lock_at_bad_address(fd, libc::F_GETLK),
        Oddity::Command => sys::fcntl_unknown(fd, UNKNOWN),
        Oddity::Kind => lock(libc::F_SETLK, Flock { kind: NEITHER, ..whole }),
        Oddity::Whence => lock(libc::F_SETLK, Flock { whence: NEITHER, ..whole }),
        Oddity::PastLargest => lock(libc::F_SETLK, Flock { start: INFINITY, length: 2, ..whole }),
        Oddity::GetUnlocked => lock(libc::F_GETLK, Flock { kind: number(None), ..whole }),
    }
}

/// Of a whole file.
pub fn whole(kind: Option<Kind>) -> Flock {
    Flock { kind: number(kind), whence: libc::SEEK_SET as i16, start: 0, length: 0, pid: 0 }
}

/// The holder that is told by this number, if it is one.
fn holder(pid: i32, actor: Option<Actor>) -> Holder {
    match actor {
        _ if pid == -1 => Holder::Nobody,
        Some(actor) => Holder::Actor(actor),
        None => Holder::Stranger,
    }
}

fn number(kind: Option<Kind>) -> i16 {
    (match kind {
        Some(Kind::Read) => libc::F_RDLCK,
        Some(Kind::Write) => libc::F_WRLCK,
        None => libc::F_UNLCK,
    }) as i16
}

fn proc_locks(fd: RawFd, hands: &mut Hands) -> Answer {
    let file = sys::identity(fd)?;
    let proc = sys::openat(c"/proc/locks".into(), libc::O_RDONLY | libc::O_CLOEXEC, 0)?;
    // In one read: between two of them the list may change, by whoever else locks something.
    let read = sys::read(proc, hands.scratch.as_mut_slice().into());
    sys::close(proc)?;
    let text = String::from_utf8_lossy(&hands.scratch[..read?]);
    let mut lines: Vec<Listed> =
        text.lines().filter_map(|line| listed(line, file, hands)).collect();
    lines.sort_unstable();
    Seen::Listed { lines: Rest(lines) }.answer()
}

/// A line that is of this file and not of a waiter: `1: POSIX  ADVISORY  WRITE 7 00:2f:12 0 EOF`.
fn listed(line: &str, file: sys::Identity, hands: &Hands) -> Option<Listed> {
    let mut words = line.split_whitespace().skip(1);
    let class = match words.next()? {
        "POSIX" => Class::Posix,
        "OFDLCK" => Class::Ofd,
        "FLOCK" => Class::Flock,
        _ => return None,
    };
    let (binds, kind, pid) = (words.next()?, words.next()?, words.next()?);
    let mut place = words.next()?.split(':');
    let hexadecimal = |word: Option<&str>| u64::from_str_radix(word?, 16).ok();
    let (major, minor) = (hexadecimal(place.next())?, hexadecimal(place.next())?);
    let inode: u64 = place.next()?.parse().ok()?;
    let (first, last) = (words.next()?, words.next()?);
    (sys::Identity { major, minor, inode } == file).then_some(())?;
    let pid: i32 = pid.parse().ok()?;
    // A lock of flock has no one owner.
    let pid = if class == Class::Flock { -1 } else { pid };
    Some(Listed {
        class,
        bytes: Bytes {
            first: first.parse().ok()?,
            last: if last == "EOF" { INFINITY } else { last.parse().ok()? },
        },
        kind: if kind == "READ" { Kind::Read } else { Kind::Write },
        advisory: binds == "ADVISORY",
        holder: holder(pid, hands.actor_in_proc(pid.cast_unsigned())),
    })
}

impl Command {
    fn number(self) -> i32 {
        match self {
            Self::Lock => libc::F_LOCK,
            Self::TryLock => libc::F_TLOCK,
            Self::Unlock => libc::F_ULOCK,
            Self::Test => libc::F_TEST,
            Self::Unknown => UNKNOWN,
        }
    }
}
