//! The calls on record locks, as data.

use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::ranges::{FILE_BYTES, Range, Whence};
use super::table::Kind;
use crate::engine::{Access, Operation, Pick};

/// Files of one case. The second has the set-group-ID bit and no group execute permission: what
/// once asked for mandatory locking.
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
    /// A call that asks for what cannot be.
    Odd {
        fd: Pick,
        what: Oddity,
    },
    /// lockf(3), from the offset, which is set first.
    Lockf {
        fd: Pick,
        command: Command,
        offset: u8,
        length: i16,
    },
    /// ftruncate.
    Resize {
        fd: Pick,
        bytes: u8,
    },
    /// Writes the first byte of the file.
    Write {
        fd: Pick,
    },
    /// flock, without waiting; no kind is `LOCK_UN`.
    Flock {
        fd: Pick,
        kind: Option<Kind>,
    },
    /// The lines of /proc/locks that are of this file.
    ProcLocks {
        fd: Pick,
    },
}

/// What is wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oddity {
    /// `F_SETLK` with an address that is not the caller's memory.
    SetAddress,
    SetWaitAddress,
    GetAddress,
    /// A command that there is not.
    Command,
    Kind,
    Whence,
    /// A range that ends past the largest offset.
    PastLargest,
    /// `F_GETLK` of no lock.
    GetUnlocked,
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

impl Command {
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

impl Oddity {
    pub const ALL: [Self; 8] = [
        Self::SetAddress,
        Self::SetWaitAddress,
        Self::GetAddress,
        Self::Command,
        Self::Kind,
        Self::Whence,
        Self::PastLargest,
        Self::GetUnlocked,
    ];

    fn show(self) -> &'static str {
        match self {
            Self::SetAddress => "F_SETLK at a bad address",
            Self::SetWaitAddress => "F_SETLKW at a bad address",
            Self::GetAddress => "F_GETLK at a bad address",
            Self::Command => "fcntl with command 77",
            Self::Kind => "F_SETLK with l_type 7",
            Self::Whence => "F_SETLK with l_whence 7",
            Self::PastLargest => "F_SETLK past the largest offset",
            Self::GetUnlocked => "F_GETLK with F_UNLCK",
        }
    }

    fn c(self, fd: u8) -> String {
        let lock = |fields: &str, command: &str| {
            format!("{{ struct flock l = {{ {fields} }}; fcntl(fd[{fd}], {command}, &l); }}")
        };
        match self {
            Self::SetAddress => format!("fcntl(fd[{fd}], F_SETLK, (void *)8);"),
            Self::SetWaitAddress => format!("fcntl(fd[{fd}], F_SETLKW, (void *)8);"),
            Self::GetAddress => format!("fcntl(fd[{fd}], F_GETLK, (void *)8);"),
            Self::Command => format!("fcntl(fd[{fd}], 77, 0);"),
            Self::Kind => lock(".l_type = 7", "F_SETLK"),
            Self::Whence => lock(".l_type = F_WRLCK, .l_whence = 7", "F_SETLK"),
            Self::PastLargest => {
                lock(".l_type = F_WRLCK, .l_start = INT64_MAX, .l_len = 2", "F_SETLK")
            }
            Self::GetUnlocked => lock(".l_type = F_UNLCK", "F_GETLK"),
        }
    }
}

impl Op {
    /// The descriptor operand.
    pub fn fd(&self) -> Option<Pick> {
        self.clone().picks().first().map(|fd| **fd)
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
            Self::Odd { .. } => "fcntl(odd)",
            Self::Lockf { .. } => "lockf",
            Self::Resize { .. } => "ftruncate",
            Self::Write { .. } => "write",
            Self::Flock { .. } => "flock",
            Self::ProcLocks { .. } => "/proc/locks",
        }
    }

    fn class(&self) -> u32 {
        match self {
            Self::Open { access, .. } => *access as u32,
            Self::Set { kind, .. }
            | Self::SetOfDescription { kind, .. }
            | Self::Flock { kind, .. } => kind.map_or(0, |kind| kind as u32 + 1),
            Self::Get { kind, .. } => *kind as u32,
            Self::Odd { what, .. } => *what as u32,
            Self::Lockf { command, .. } => *command as u32,
            Self::Resize { .. } | Self::Write { .. } | Self::ProcLocks { .. } => 0,
        }
    }

    fn picks(&mut self) -> SmallVec<[&mut Pick; 2]> {
        match self {
            Self::Open { .. } => smallvec![],
            Self::Set { fd, .. }
            | Self::Get { fd, .. }
            | Self::SetOfDescription { fd, .. }
            | Self::Odd { fd, .. }
            | Self::Lockf { fd, .. }
            | Self::Resize { fd, .. }
            | Self::Write { fd }
            | Self::Flock { fd, .. }
            | Self::ProcLocks { fd } => smallvec![fd],
        }
    }

    fn simpler(&self) -> Vec<Self> {
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
            Self::Lockf { fd, command, offset, length } => {
                let lockf = |offset, length| Self::Lockf { fd, command, offset, length };
                vec![lockf(0, 0), lockf(0, 1), lockf(0, length), lockf(offset, 0)]
            }
            Self::Resize { fd, .. } => vec![Self::Resize { fd, bytes: FILE_BYTES }],
            _ => vec![],
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
            Self::Odd { fd, what } => format!("{} {fd}", what.show()),
            Self::Lockf { fd, command, offset, length } => {
                format!("lockf {fd} {} at {offset}, {length}", command.name())
            }
            Self::Resize { fd, bytes } => format!("resize {fd} to {bytes}"),
            Self::Write { fd } => format!("write a byte to {fd}"),
            Self::Flock { fd, kind } => format!("flock {} {fd}", word(kind)),
            Self::ProcLocks { fd } => format!("/proc/locks of {fd}"),
        }
    }

    fn c(&self) -> String {
        match self {
            Self::Open { file, access } => format!("keep(open_file({file}, {}));", *access as u32),
            Self::Set { fd, wait, kind, range } => {
                call(*fd, if *wait { "F_SETLKW" } else { "F_SETLK" }, *kind, *range)
            }
            Self::Get { fd, kind, range } => call(*fd, "F_GETLK", Some(*kind), *range),
            Self::SetOfDescription { fd, kind, range } => call(*fd, "F_OFD_SETLK", *kind, *range),
            Self::Odd { fd, what } => what.c(fd.0),
            Self::Lockf { fd, command, offset, length } => format!(
                "lseek(fd[{0}], {offset}, SEEK_SET); lockf(fd[{0}], {1}, {length});",
                fd.0,
                command.name()
            ),
            Self::Resize { fd, bytes } => format!("ftruncate(fd[{}], {bytes});", fd.0),
            Self::Write { fd } => format!("pwrite(fd[{}], \"\", 1, 0);", fd.0),
            Self::Flock { fd, kind } => {
                let operation = match kind {
                    Some(Kind::Read) => "LOCK_SH",
                    Some(Kind::Write) => "LOCK_EX",
                    None => "LOCK_UN",
                };
                format!("flock(fd[{}], {operation} | LOCK_NB);", fd.0)
            }
            Self::ProcLocks { fd } => format!("show_proc_locks(fd[{}]);", fd.0),
        }
    }
}

/// Simpler ranges, the simplest first.
fn ranges(range: Range) -> [Range; 4] {
    let Range { start, length, .. } = range;
    [
        Range::plain(0, 0),
        Range::plain(0, 1),
        Range::plain(start, length),
        Range { start: 0, ..range },
    ]
}

fn call(fd: Pick, command: &str, kind: Option<Kind>, range: Range) -> String {
    let kind = match kind {
        Some(Kind::Read) => "F_RDLCK",
        Some(Kind::Write) => "F_WRLCK",
        None => "F_UNLCK",
    };
    let Range { start, length, .. } = range;
    let place = match range.whence {
        Whence::Current(offset) => format!("lseek(fd[{}], {offset}, SEEK_SET); ", fd.0),
        Whence::Set | Whence::End => String::new(),
    };
    let whence = range.whence_c();
    format!("{place}lock(fd[{}], {command}, {kind}, {whence}, {start}, {length});", fd.0)
}
