//! The calls on locks of open file descriptions, and what comes back.

use serde::{Deserialize, Serialize};

use super::OFD_LOCK;
use crate::engine::forms::{Choice, OutcomeRow, Row};
use crate::engine::{Access, Op, Pick};
use crate::families::ranges::{Holder, Kind, Range};
use crate::{calls, outcomes};

/// Files of one case.
pub const FILES: u8 = 2;
/// The size of a file.
pub const FILE_BYTES: u8 = 100;

pub const SETLK: &str = "fcntl(F_OFD_SETLK)";
pub const SETLKW: &str = "fcntl(F_OFD_SETLKW)";
pub const GETLK: &str = "fcntl(F_OFD_GETLK)";

/// What is wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oddity {
    SetPid,
    SetWaitPid,
    GetPid,
    SetAddress,
    SetWaitAddress,
    GetAddress,
}

impl Choice for Oddity {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (
            Self::SetPid,
            "F_OFD_SETLK with l_pid 1",
            "F_OFD_SETLK, &(struct flock){ .l_type = F_WRLCK, .l_pid = 1 }",
        ),
        (
            Self::SetWaitPid,
            "F_OFD_SETLKW with l_pid 1",
            "F_OFD_SETLKW, &(struct flock){ .l_type = F_WRLCK, .l_pid = 1 }",
        ),
        (
            Self::GetPid,
            "F_OFD_GETLK with l_pid 1",
            "F_OFD_GETLK, &(struct flock){ .l_type = F_WRLCK, .l_pid = 1 }",
        ),
        (Self::SetAddress, "F_OFD_SETLK at a bad address", "F_OFD_SETLK, (void *)8"),
        (Self::SetWaitAddress, "F_OFD_SETLKW at a bad address", "F_OFD_SETLKW, (void *)8"),
        (Self::GetAddress, "F_OFD_GETLK at a bad address", "F_OFD_GETLK, (void *)8"),
    ];
}

calls! { Call of OFD_LOCK:
    Open {
        file: u8 = [0, 0, 0, 0, 1],
        access: Access = [Access::Both, Access::Read, Access::Write],
    },
        Row::of("open").weight(3).opens(1)
            .words("open file {file} {access}").c("keep(open_file({file}, {access}, 0600, 100));");
    /// `F_OFD_SETLK`, or `F_OFD_SETLKW` if it waits; no kind is `F_UNLCK`.
    Set { fd: Pick, wait: bool, kind: Option<Kind>, range: Range },
        Row::of(SETLK).kinds(set_kind).weight(40)
            .words("{kind} {fd} {range}{wait?, waiting|}")
            .c("lock(fd[{fd}], {wait?F_OFD_SETLKW|F_OFD_SETLK}, {kind}, {range});");
    /// `F_OFD_GETLK`.
    Get { fd: Pick, kind: Kind, range: Range },
        Row::of(GETLK).weight(16)
            .words("F_OFD_GETLK {kind} {fd} {range}")
            .c("told_lock(fd[{fd}], F_OFD_GETLK, {kind}, {range});");
    /// `F_SETLK`: a lock of the process.
    Record { fd: Pick, kind: Option<Kind>, range: Range },
        Row::of("fcntl(F_SETLK)").weight(8).races(false)
            .words("record {kind} {fd} {range}").c("lock(fd[{fd}], F_SETLK, {kind}, {range});");
    /// A call that asks for what cannot be.
    Odd { fd: Pick, what: Oddity },
        Row::of("fcntl(odd)").call("fcntl").races(false)
            .words("{what} {fd}").c("took(fcntl(fd[{fd}], {what}));");
    /// Writes the first byte of the file.
    Write { fd: Pick },
        Row::of("write").weight(2).races(false)
            .words("write a byte to {fd}").c("took(pwrite(fd[{fd}], \"\", 1, 0));");
}

outcomes! { Seen of OFD_LOCK:
    Opened, OutcomeRow::of("a new descriptor");
    Done, OutcomeRow::of("done");
    /// `F_OFD_GETLK` found nothing in the way; whether it left the other fields alone.
    Free { rest_untouched: bool },
        OutcomeRow::of("nothing in the way{rest_untouched?|, other fields changed}")
            .after_success();
    /// `F_OFD_GETLK` found a lock in the way: from which byte of the file, and how many.
    Held { kind: Kind, start: i64, length: i64, holder: Holder },
        OutcomeRow::of("{kind} of {holder} on {start}, {length}").weighs(&[2, 3, 3, 2]);
}

fn set_kind(op: &Op) -> &'static str {
    if matches!(Call::of(op), Call::Set { wait: true, .. }) { SETLKW } else { SETLK }
}
