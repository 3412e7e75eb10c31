//! The calls on record locks, as data and as deeds.

use std::ffi::CString;
use std::os::fd::RawFd;

use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::ranges::{FILE_BYTES, INFINITY, Range, Whence};
use super::seen::{Holder, Listed, Saw};
use super::table::Kind;
use crate::engine::isolate::Made;
use crate::engine::{Access, Answer, Hands, Operation, Pick};
use crate::sys::{self, Flock};

/// Files of one case.
pub const FILES: u8 = 2;

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Open {
        file: u8,
        access: Access,
    },
    /// `F_SETLK`, or `F_SETLKW` if it waits; no kind is `F_UNLCK`.
    Set {
        fd: Pick,
        wait: bool,
        kind: Option<Kind>,
        range: Range,
    },
    /// `F_GETLK`.
    Get {
        fd: Pick,
        kind: Kind,
        range: Range,
    },
    /// `F_OFD_SETLK`.
    SetOfDescription {
        fd: Pick,
        kind: Option<Kind>,
        range: Range,
    },
    /// `F_SETLK` with an address that is not the caller's memory.
    BadAddress {
        fd: Pick,
    },
    /// lockf(3), from the offset, which is set first.
    Lockf {
        fd: Pick,
        command: Command,
        offset: u8,
        length: i16,
    },
    /// The lines of /proc/locks that are of this file.
    ProcLocks {
        fd: Pick,
    },
}

/// The operations of lockf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    Lock,
    TryLock,
    Unlock,
    Test,
    Unknown,
}

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer<Saw> {
    match *op {
        Op::Open { file, access } => open(file, access, hands),
        Op::Set { fd, wait, kind, range } => {
            let command = if wait { libc::F_SETLKW } else { libc::F_SETLK };
            set(hands.fd(fd), command, kind, range)
        }
        Op::SetOfDescription { fd, kind, range } => {
            set(hands.fd(fd), libc::F_OFD_SETLK, kind, range)
        }
        Op::Get { fd, kind, range } => get(hands.fd(fd), kind, range, hands),
        Op::BadAddress { fd } => {
            sys::lock_at_bad_address(hands.fd(fd), libc::F_SETLK).map(|_| Saw::Done)
        }
        Op::Lockf { fd, command, offset, length } => {
            let fd = hands.fd(fd);
            sys::lseek(fd, offset.into(), libc::SEEK_SET)?;
            sys::lockf(fd, command.number(), length.into()).map(|_| Saw::Done)
        }
        Op::ProcLocks { fd } => proc_locks(hands.fd(fd), hands),
    }
}

/// Removes the files.
pub fn clean(hands: &mut Hands) {
    for file in 0..FILES {
        let path = path(file, hands);
        // Most cases use one of them only.
        let _ = sys::unlinkat(path.as_c_str().into(), 0);
    }
}

fn path(file: u8, hands: &Hands) -> CString {
    let directory = hands.directory().to_string_lossy();
    CString::new(format!("{directory}/lock{file}")).expect("a path of ours has no NUL")
}

fn open(file: u8, access: Access, hands: &mut Hands) -> Answer<Saw> {
    let path = path(file, hands);
    let flags = match access {
        Access::Read => libc::O_RDONLY,
        Access::Write => libc::O_WRONLY,
        Access::Both => libc::O_RDWR,
    };
    hands.note(Made::File, &path.to_string_lossy());
    let fd = sys::openat(path.as_c_str().into(), flags | libc::O_CREAT, 0o600)?;
    // By its path: another descriptor of the file, once closed, would take the locks with it.
    sys::truncate(path.as_c_str().into(), FILE_BYTES)?;
    hands.keep(fd);
    Ok(Saw::Opened)
}

fn flock(kind: Option<Kind>, range: Range, fd: RawFd) -> Answer<Flock> {
    let whence = match range.whence {
        Whence::Set => libc::SEEK_SET,
        Whence::End => libc::SEEK_END,
        Whence::Current(offset) => {
            sys::lseek(fd, offset.into(), libc::SEEK_SET)?;
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

fn set(fd: RawFd, command: i32, kind: Option<Kind>, range: Range) -> Answer<Saw> {
    let mut flock = flock(kind, range, fd)?;
    sys::lock(fd, command, &mut flock).map(|_| Saw::Done)
}

fn get(fd: RawFd, kind: Kind, range: Range, hands: &Hands) -> Answer<Saw> {
    /// No process: shows whether the field was written to.
    const UNTOUCHED: i32 = -77;
    let asked = Flock { pid: UNTOUCHED, ..flock(Some(kind), range, fd)? };
    let mut told = asked;
    sys::lock(fd, libc::F_GETLK, &mut told)?;
    if told.kind == libc::F_UNLCK as i16 {
        let rest = Flock { kind: asked.kind, ..told };
        return Ok(Saw::Free { rest_untouched: rest == asked });
    }
    Ok(Saw::Held {
        kind: if told.kind == libc::F_RDLCK as i16 { Kind::Read } else { Kind::Write },
        start: told.start,
        length: told.length,
        from_start: told.whence == libc::SEEK_SET as i16,
        holder: holder(told.pid, hands),
    })
}

fn holder(pid: i32, hands: &Hands) -> Holder {
    if pid == -1 {
        return Holder::Nobody;
    }
    hands.actor_of(pid).map_or(Holder::Stranger, Holder::Actor)
}

fn number(kind: Option<Kind>) -> i16 {
    (match kind {
        Some(Kind::Read) => libc::F_RDLCK,
        Some(Kind::Write) => libc::F_WRLCK,
        None => libc::F_UNLCK,
    }) as i16
}

fn proc_locks(fd: RawFd, hands: &mut Hands) -> Answer<Saw> {
    let file = sys::identity(fd)?;
    let proc = sys::openat(c"/proc/locks".into(), libc::O_RDONLY | libc::O_CLOEXEC, 0)?;
    // In one read: between two of them the list may change, by whoever else locks something.
    let read = sys::read(proc, hands.scratch.as_mut_slice().into());
    sys::close(proc)?;
    let text = String::from_utf8_lossy(&hands.scratch[..read?]);
    let mut lines: Vec<Listed> =
        text.lines().filter_map(|line| listed(line, file, hands)).collect();
    lines.sort_unstable();
    Ok(Saw::Listed(lines))
}

/// A line that is of this file and not of a waiter: `1: POSIX  ADVISORY  WRITE 7 00:2f:12 0 EOF`.
fn listed(line: &str, file: sys::Identity, hands: &Hands) -> Option<Listed> {
    let mut words = line.split_whitespace().skip(1);
    let class = words.next().filter(|class| ["POSIX", "OFDLCK"].contains(class))?;
    let (kind, pid) = (words.nth(1)?, words.next()?);
    let mut place = words.next()?.split(':');
    let hexadecimal = |word: Option<&str>| u64::from_str_radix(word?, 16).ok();
    let (major, minor) = (hexadecimal(place.next())?, hexadecimal(place.next())?);
    let inode: u64 = place.next()?.parse().ok()?;
    let (first, last) = (words.next()?, words.next()?);
    (sys::Identity { major, minor, inode } == file).then_some(())?;
    Some(Listed {
        of_description: class == "OFDLCK",
        kind: if kind == "READ" { Kind::Read } else { Kind::Write },
        holder: holder(pid.parse().ok()?, hands),
        first: first.parse().ok()?,
        last: if last == "EOF" { INFINITY } else { last.parse().ok()? },
    })
}

impl Command {
    fn number(self) -> i32 {
        /// No operation of lockf.
        const UNKNOWN: i32 = 77;
        match self {
            Self::Lock => libc::F_LOCK,
            Self::TryLock => libc::F_TLOCK,
            Self::Unlock => libc::F_ULOCK,
            Self::Test => libc::F_TEST,
            Self::Unknown => UNKNOWN,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Lock => "F_LOCK",
            Self::TryLock => "F_TLOCK",
            Self::Unlock => "F_ULOCK",
            Self::Test => "F_TEST",
            Self::Unknown => "77",
        }
    }
}

impl Operation for Op {
    fn kind(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Set { wait: false, .. } => "fcntl(F_SETLK)",
            Self::Set { wait: true, .. } => "fcntl(F_SETLKW)",
            Self::Get { .. } => "fcntl(F_GETLK)",
            Self::SetOfDescription { .. } => "fcntl(F_OFD_SETLK)",
            Self::BadAddress { .. } => "fcntl(F_SETLK, bad address)",
            Self::Lockf { .. } => "lockf",
            Self::ProcLocks { .. } => "/proc/locks",
        }
    }

    fn class(&self) -> u32 {
        match self {
            Self::Open { access, .. } => *access as u32,
            Self::Set { kind, .. } | Self::SetOfDescription { kind, .. } => {
                kind.map_or(0, |kind| kind as u32 + 1)
            }
            Self::Get { kind, .. } => *kind as u32,
            Self::Lockf { command, .. } => *command as u32,
            _ => 0,
        }
    }

    fn picks(&mut self) -> SmallVec<[&mut Pick; 2]> {
        match self {
            Self::Open { .. } => smallvec![],
            Self::Set { fd, .. }
            | Self::Get { fd, .. }
            | Self::SetOfDescription { fd, .. }
            | Self::BadAddress { fd }
            | Self::Lockf { fd, .. }
            | Self::ProcLocks { fd } => smallvec![fd],
        }
    }

    fn simpler(&self) -> Vec<Self> {
        let ranges = |range: Range| {
            let Range { start, length, .. } = range;
            [
                Range::plain(0, 0),
                Range::plain(0, 1),
                Range::plain(start, length),
                Range { start: 0, ..range },
            ]
        };
        match *self {
            Self::Open { access, .. } => {
                vec![Self::Open { file: 0, access: Access::Both }, Self::Open { file: 0, access }]
            }
            Self::Set { fd, wait, kind, range } => {
                let mut simpler: Vec<_> =
                    ranges(range).map(|range| Self::Set { fd, wait, kind, range }).into();
                simpler.push(Self::Set { fd, wait: false, kind, range });
                simpler
            }
            Self::Get { fd, kind, range } => {
                ranges(range).map(|range| Self::Get { fd, kind, range }).into()
            }
            Self::SetOfDescription { fd, kind, range } => {
                ranges(range).map(|range| Self::SetOfDescription { fd, kind, range }).into()
            }
            Self::Lockf { fd, command, .. } => {
                vec![Self::Lockf { fd, command, offset: 0, length: 0 }]
            }
            Self::BadAddress { .. } | Self::ProcLocks { .. } => vec![],
        }
    }

    fn show(&self) -> String {
        let word =
            |kind: &Option<Kind>| kind.map_or("unlock".to_owned(), |kind| format!("{kind} lock"));
        match self {
            Self::Open { file, access } => format!("open file {file} {access:?}").to_lowercase(),
            Self::Set { fd, wait, kind, range } => {
                let wait = if *wait { ", waiting" } else { "" };
                format!("{} {fd} {}{wait}", word(kind), range.show())
            }
            Self::Get { fd, kind, range } => format!("F_GETLK {kind} {fd} {}", range.show()),
            Self::SetOfDescription { fd, kind, range } => {
                format!("OFD {} {fd} {}", word(kind), range.show())
            }
            Self::BadAddress { fd } => format!("F_SETLK {fd} at a bad address"),
            Self::Lockf { fd, command, offset, length } => {
                format!("lockf {fd} {} at {offset}, {length}", command.name())
            }
            Self::ProcLocks { fd } => format!("/proc/locks of {fd}"),
        }
    }

    fn c(&self) -> String {
        let kind = |kind: &Option<Kind>| match kind {
            Some(Kind::Read) => "F_RDLCK",
            Some(Kind::Write) => "F_WRLCK",
            None => "F_UNLCK",
        };
        let call = |fd: &Pick, command: &str, what: &Option<Kind>, range: &Range| {
            let Range { start, length, .. } = range;
            let (what, whence) = (kind(what), range.whence_c());
            format!("lock(fd[{}], {command}, {what}, {whence}, {start}, {length});", fd.0)
        };
        match self {
            Self::Open { file, access } => format!("keep(open_file({file}, {}));", *access as u32),
            Self::Set { fd, wait, kind, range } => {
                call(fd, if *wait { "F_SETLKW" } else { "F_SETLK" }, kind, range)
            }
            Self::Get { fd, kind, range } => call(fd, "F_GETLK", &Some(*kind), range),
            Self::SetOfDescription { fd, kind, range } => call(fd, "F_OFD_SETLK", kind, range),
            Self::BadAddress { fd } => format!("fcntl(fd[{}], F_SETLK, (void *)8);", fd.0),
            Self::Lockf { fd, command, offset, length } => format!(
                "lseek(fd[{0}], {offset}, SEEK_SET); lockf(fd[{0}], {1}, {length});",
                fd.0,
                command.name()
            ),
            Self::ProcLocks { fd } => format!("show_proc_locks(fd[{}]);", fd.0),
        }
    }
}
