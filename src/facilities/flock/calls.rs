//! The calls on locks of flock, and what comes back.

use serde::{Deserialize, Serialize};

use super::FLOCK;
use crate::claim::Need;
use crate::engine::forms::{Choice, OutcomeRow, Row};
use crate::engine::{Access, Pick};
use crate::families::ranges::Kind;
use crate::{calls, outcomes};

/// Files of one case.
pub const FILES: u8 = 2;
/// The size of a file when it is made.
pub const FILE_BYTES: u8 = 10;

/// A lock of flock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Shared,
    Exclusive,
}

impl Mode {
    /// Whether locks of two descriptions in these modes keep each other out.
    pub fn conflicts(self, other: Self) -> bool {
        self == Self::Exclusive || other == Self::Exclusive
    }
}

impl Choice for Mode {
    const TABLE: &'static [(Self, &'static str, &'static str)] =
        &[(Self::Shared, "shared", "LOCK_SH"), (Self::Exclusive, "exclusive", "LOCK_EX")];
    const NONE: [&'static str; 2] = ["unlock", "LOCK_UN"];
}

/// Operations that are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Invalid {
    Zero,
    OnlyNonblocking,
    SharedAndExclusive,
    SharedAndUnlock,
    ExclusiveAndUnlock,
    Unknown,
}

impl Invalid {
    pub fn bits(self) -> i32 {
        match self {
            Self::Zero => 0,
            Self::OnlyNonblocking => libc::LOCK_NB,
            Self::SharedAndExclusive => libc::LOCK_SH | libc::LOCK_EX,
            Self::SharedAndUnlock => libc::LOCK_SH | libc::LOCK_UN,
            Self::ExclusiveAndUnlock => libc::LOCK_EX | libc::LOCK_UN,
            Self::Unknown => 1 << 10,
        }
    }
}

impl Choice for Invalid {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Zero, "nothing", "0"),
        (Self::OnlyNonblocking, "LOCK_NB alone", "LOCK_NB"),
        (Self::SharedAndExclusive, "LOCK_SH and LOCK_EX", "LOCK_SH | LOCK_EX"),
        (Self::SharedAndUnlock, "LOCK_SH and LOCK_UN", "LOCK_SH | LOCK_UN"),
        (Self::ExclusiveAndUnlock, "LOCK_EX and LOCK_UN", "LOCK_EX | LOCK_UN"),
        (Self::Unknown, "an unknown bit", "1 << 10"),
    ];
}

calls! { Call of FLOCK:
    Open {
        file: u8 = [0, 0, 0, 0, 1],
        access: Access = [Access::Both, Access::Read, Access::Write],
    },
        Row::of("open").weight(3).opens(1)
            .words("open file {file} {access}").c("keep(open_file({file}, {access}, 0600, 10));");
    /// No mode is `LOCK_UN`.
    Lock { fd: Pick, mode: Option<Mode>, nonblocking: bool },
        Row::of("flock").weight(40)
            .words("flock {mode} {fd}{nonblocking?, non-blocking|}")
            .c("took(flock(fd[{fd}], {mode}{nonblocking? | LOCK_NB|}));");
    /// An operation that is none.
    Odd { fd: Pick, operation: Invalid },
        Row::of("flock(invalid)").call("flock").races(false)
            .words("flock {operation} {fd}").c("took(flock(fd[{fd}], {operation}));");
    /// flock, non-blocking, of another descriptor of the file, opened with `O_PATH`.
    ByPath { fd: Pick, mode: Option<Mode> },
        Row::of("flock(O_PATH)").call("flock").races(false).needs(&[Need::Proc])
            .words("flock {mode} a path of {fd}").c("flock_path(fd[{fd}], {mode} | LOCK_NB);");
    /// `F_SETLK` of the whole file; no kind is `F_UNLCK`.
    Record { fd: Pick, kind: Option<Kind> },
        Row::of("fcntl(F_SETLK)").weight(4).races(false)
            .words("record {kind} {fd}").c("record_lock(fd[{fd}], F_SETLK, {kind});");
    /// Writes the first byte of the file, or reads it.
    Touch { fd: Pick, writes: bool },
        Row::of("pwrite or pread").call("pwrite").weight(3).races(false)
            .words("{writes?write|read} a byte {fd}")
            .c("took({writes?pwrite(fd[{fd}], \"\", 1, 0)|pread(fd[{fd}], buffer, 1, 0)});");
    /// The lines of /proc/locks that are of this file, and of flock.
    ProcLocks { fd: Pick },
        Row::of("/proc/locks").weight(4).races(false).needs(&[Need::Proc])
            .words("/proc/locks of {fd}")
            .c("/* fd[{fd}]: the program does not compare what /proc/locks shows */");
}

outcomes! { Seen of FLOCK:
    Opened, OutcomeRow::of("a new descriptor");
    Done, OutcomeRow::of("done");
    /// How many locks of flock are listed, in each mode.
    Listed { shared: u64, exclusive: u64 },
        OutcomeRow::of("{shared} shared, {exclusive} exclusive");
}
