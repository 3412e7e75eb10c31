//! The calls on record locks, and what comes back.

use serde::{Deserialize, Serialize};

use super::RECORD_LOCK;
use super::listed::{Holder, Listed, differs_at, lie_about, shown};
use crate::claim::Need;
use crate::engine::forms::{Choice, OutcomeRow, Rest, Row};
use crate::engine::{Access, Op, Pick};
use crate::families::ranges::{Kind, Range};
use crate::{calls, outcomes};

/// Files of one case. The second has the set-group-ID bit and no group execute permission: what
/// once asked for mandatory locking.
pub const FILES: u8 = 2;
/// The size of a file when it is made.
pub const FILE_BYTES: u8 = 100;
/// The farthest that a file is made to reach, and lockf's offset is set.
pub const PLACE_MAX: u8 = 200;

pub const SETLK: &str = "fcntl(F_SETLK)";
pub const SETLKW: &str = "fcntl(F_SETLKW)";

/// What is wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oddity {
    SetAddress,
    SetWaitAddress,
    GetAddress,
    Command,
    Kind,
    Whence,
    PastLargest,
    GetUnlocked,
}

impl Choice for Oddity {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::SetAddress, "F_SETLK at a bad address", "F_SETLK, (void *)8"),
        (Self::SetWaitAddress, "F_SETLKW at a bad address", "F_SETLKW, (void *)8"),
        (Self::GetAddress, "F_GETLK at a bad address", "F_GETLK, (void *)8"),
        (Self::Command, "fcntl with command 77", "77, 0"),
        (Self::Kind, "F_SETLK with l_type 7", "F_SETLK, &(struct flock){ .l_type = 7 }"),
        (
            Self::Whence,
            "F_SETLK with l_whence 7",
            "F_SETLK, &(struct flock){ .l_type = F_WRLCK, .l_whence = 7 }",
        ),
        (
            Self::PastLargest,
            "F_SETLK past the largest offset",
            "F_SETLK, &(struct flock){ F_WRLCK, SEEK_SET, INT64_MAX, 2, 0 }",
        ),
        (
            Self::GetUnlocked,
            "F_GETLK with F_UNLCK",
            "F_GETLK, &(struct flock){ .l_type = F_UNLCK }",
        ),
    ];
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

impl Choice for Command {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Lock, "F_LOCK", "F_LOCK"),
        (Self::TryLock, "F_TLOCK", "F_TLOCK"),
        (Self::Unlock, "F_ULOCK", "F_ULOCK"),
        (Self::Test, "F_TEST", "F_TEST"),
        (Self::Unknown, "77", "77"),
    ];
}

calls! { Call of RECORD_LOCK:
    Open {
        file: u8 = [0, 0, 0, 0, 1],
        access: Access = [Access::Both, Access::Read, Access::Write],
    },
        Row::of("open").weight(3).opens(1)
            .words("open file {file} {access}")
            .c("keep(open_file({file}, {access}, {file?02600|0600}, 100));");
    /// `F_SETLK`, or `F_SETLKW` if it waits; no kind is `F_UNLCK`.
    Set { fd: Pick, wait: bool, kind: Option<Kind>, range: Range },
        Row::of(SETLK).kinds(set_kind).weight(38)
            .words("{kind} {fd} {range}{wait?, waiting|}")
            .c("lock(fd[{fd}], {wait?F_SETLKW|F_SETLK}, {kind}, {range});");
    /// `F_GETLK`.
    Get { fd: Pick, kind: Kind, range: Range },
        Row::of("fcntl(F_GETLK)").weight(16)
            .words("F_GETLK {kind} {fd} {range}")
            .c("told_lock(fd[{fd}], F_GETLK, {kind}, {range});");
    /// `F_OFD_SETLK`.
    SetOfDescription { fd: Pick, kind: Option<Kind>, range: Range },
        Row::of("fcntl(F_OFD_SETLK)").weight(3)
            .words("OFD {kind} {fd} {range}").c("lock(fd[{fd}], F_OFD_SETLK, {kind}, {range});");
    /// A call that asks for what cannot be.
    Odd { fd: Pick, what: Oddity },
        Row::of("fcntl(odd)").races(false).words("{what} {fd}").c("took(fcntl(fd[{fd}], {what}));");
    /// lockf(3), from the file offset, which is set first.
    Lockf { fd: Pick, command: Command, offset: u8 = [0], length: i16 = [0, 1] },
        Row::of("lockf").weight(15).races(false)
            .words("lockf {fd} {command} at {offset}, {length}")
            .c("lseek(fd[{fd}], {offset}, SEEK_SET); took(lockf(fd[{fd}], {command}, {length}));");
    Resize { fd: Pick, bytes: u8 = [FILE_BYTES, 0, 1, FILE_BYTES - 1, FILE_BYTES + 50, PLACE_MAX] },
        Row::of("ftruncate").weight(3).races(false)
            .words("resize {fd} to {bytes}").c("took(ftruncate(fd[{fd}], {bytes}));");
    /// Writes the first byte of the file.
    Write { fd: Pick },
        Row::of("write").weight(2).races(false)
            .words("write a byte to {fd}").c("took(pwrite(fd[{fd}], \"\", 1, 0));");
    /// flock, without waiting; no kind is `LOCK_UN`.
    Flock { fd: Pick, kind: Option<Kind> },
        Row::of("flock").races(false)
            .words("flock {kind} {fd}").c("flock_nonblocking(fd[{fd}], {kind});");
    /// The lines of /proc/locks that are of this file.
    ProcLocks { fd: Pick },
        Row::of("/proc/locks").weight(3).races(false).needs(&[Need::Proc])
            .words("/proc/locks of {fd}")
            .c("/* fd[{fd}]: the program does not compare what /proc/locks shows */");
}

outcomes! { Seen of RECORD_LOCK:
    Opened, OutcomeRow::of("a new descriptor");
    Done, OutcomeRow::of("done");
    /// `F_GETLK` found nothing in the way; whether it left the other fields alone.
    Free { rest_untouched: bool },
        OutcomeRow::of("nothing in the way{rest_untouched?|, other fields changed}")
            .after_success();
    /// `F_GETLK` found a lock in the way: from which byte of the file, and how many. A process has
    /// one lock that begins there: holder and start say best which lock is meant.
    Held { kind: Kind, start: i64, length: i64, holder: Holder },
        OutcomeRow::of("{kind} of {holder} on {start}, {length}").weighs(&[2, 3, 2, 4]);
    /// The locks of the file in /proc/locks, sorted.
    Listed { lines: Rest<Listed> }, OutcomeRow::shown(shown).differs(differs_at).lie(lie_about);
}

fn set_kind(op: &Op) -> &'static str {
    if matches!(Call::of(op), Call::Set { wait: true, .. }) { SETLKW } else { SETLK }
}

impl Call {
    /// The range that the call speaks of.
    pub fn range(self) -> Option<Range> {
        match self {
            Self::Set { range, .. }
            | Self::Get { range, .. }
            | Self::SetOfDescription { range, .. } => Some(range),
            Self::Lockf { offset, length, .. } => Some(Range::of_lockf(offset, length)),
            _ => None,
        }
    }
}
