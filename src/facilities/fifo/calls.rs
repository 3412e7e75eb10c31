//! The calls of FIFOs, and what comes back.

use serde::{Deserialize, Serialize};

use super::FIFO;
use super::model::PIPE_BUF;
use crate::engine::content::Content;
use crate::engine::forms::{Choice, FlagSet, FlagSpec, Flags, Mode, OutcomeRow, Row, Tag, flag};
use crate::engine::{Access, Op, Outcome, Pick};
use crate::{calls, outcomes};

/// Names of one case.
pub const NAMES: u8 = 2;

/// The flags of open that mean something here.
#[derive(Debug, Clone, Copy)]
pub struct OpenFlags;

pub const NONBLOCK: i32 = libc::O_NONBLOCK;
pub const CLOEXEC: i32 = libc::O_CLOEXEC;
pub const TRUNCATE: i32 = libc::O_TRUNC;

impl FlagSet for OpenFlags {
    const TABLE: &'static [FlagSpec] = &[
        flag("nonblock", "O_NONBLOCK", NONBLOCK).percent(40).tells(),
        flag("cloexec", "O_CLOEXEC", CLOEXEC).percent(25),
        flag("truncate", "O_TRUNC", TRUNCATE).percent(8),
    ];
}

/// Where no FIFO can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Odd {
    OverDanglingLink,
    MissingDirectory,
    UnderFile,
    TooLong,
    BadDirectory,
    Unsearchable,
}

impl Choice for Odd {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::OverDanglingLink, "over a dangling symbolic link", "OVER_LINK"),
        (Self::MissingDirectory, "in a directory that is missing", "MISSING"),
        (Self::UnderFile, "under what is a file", "UNDER_FILE"),
        (Self::TooLong, "by a name of 256 bytes", "TOO_LONG"),
        (Self::BadDirectory, "relative to no descriptor", "NO_DIRECTORY"),
        (Self::Unsearchable, "in a directory that may not be searched", "UNSEARCHABLE"),
    ];
}

// A count of bytes or a tag is drawn from the live state; what the table lists is the simplest.
calls! { Call of FIFO:
    /// By mkfifo, or by the system call mknod.
    Make { name: u8 = [0, 1], mode: Mode = [0o600, 0o666], raw: bool },
        Row::of("mkfifo").kinds(make_kind).weight(6).races(false)
            .words("{raw?mknod|mkfifo} {name} {mode}")
            .c("took({raw?mknod|mkfifo}(\"fifo{name}\", {raw?S_IFIFO + |}{mode}{raw?, 0|}));");
    MakeOdd { how: Odd },
        Row::of("mkfifo").weight(2).races(false).words("mkfifo {how}").c("make_odd({how});");
    Open {
        name: u8 = [0, 1],
        access: Access = [Access::Read, Access::Write, Access::Both],
        flags: Flags<OpenFlags>,
    },
        Row::of("open").weight(30).opens(1).races(true)
            .words("open {name} {access} {flags}")
            .c("open_fifo(\"fifo{name}\", {access} | {flags});");
    Unlink { name: u8 = [0, 1] },
        Row::of("unlink").weight(3).races(false)
            .words("unlink {name}").c("took(unlink(\"fifo{name}\"));");
    Look { name: u8 = [0, 1] },
        Row::of("stat").weight(6).races(false)
            .words("stat {name}").c("told_status(\"fifo{name}\");");
    Read { fd: Pick, bytes: u32 = [1] },
        Row::of("read").weight(25).class(class)
            .words("read {bytes} from {fd}").c("held(read(fd[{fd}], buffer, {bytes}), buffer);");
    Write { fd: Pick, bytes: u32 = [1], tag: Tag },
        Row::of("write").weight(30).class(class)
            .words("write {bytes} (#{tag}) to {fd}")
            .c("told(write(fd[{fd}], piece({tag}), {bytes}));");
    Fionread { fd: Pick },
        Row::of("ioctl(FIONREAD)").weight(5)
            .words("FIONREAD {fd}").c("told_readable(fd[{fd}]);");
    Lseek { fd: Pick },
        Row::of("lseek").words("lseek {fd}").c("told(lseek(fd[{fd}], 0, SEEK_CUR));");
}

outcomes! { Seen of FIFO:
    Done, OutcomeRow::of("done");
    /// Whether the new descriptor is close-on-exec.
    Opened { cloexec: bool },
        OutcomeRow::of("a new descriptor{cloexec?, close-on-exec|}").after_success();
    /// What stat says.
    Status { is_fifo: bool, mode: u32, owned: bool, empty: bool },
        OutcomeRow::of("{is_fifo?a FIFO|no FIFO} of mode {mode}, \
            {owned?the caller's|another's}, size {empty?0|not 0}");
    Read { content: Content },
        OutcomeRow::shown(show_read).differs(read_differs).lie(read_lie);
    Wrote { bytes: u64 }, OutcomeRow::of("wrote {bytes}");
    Number { number: u64 }, OutcomeRow::of("{number}");
}

fn make_kind(op: &Op) -> &'static str {
    if matches!(Call::of(op), Call::Make { raw: true, .. }) { "mknod" } else { "mkfifo" }
}

fn class(op: &Op) -> u32 {
    match Call::of(op) {
        Call::Read { bytes, .. } => u32::from(bytes == 0),
        Call::Write { bytes, .. } => u32::from(bytes > PIPE_BUF),
        _ => 0,
    }
}

fn show_read(outcome: &Outcome) -> String {
    match Seen::of(outcome) {
        Seen::Read { content } if !content.is_empty() => format!("read {content}"),
        _ => "end of file".into(),
    }
}

/// The places of the claims of a read: its order, that all was taken, that no write was torn.
const AVAILABLE: usize = 1;
const ATOMIC: usize = 2;

fn read_differs(expected: &Outcome, seen: &Outcome) -> usize {
    match (Seen::of(expected), Seen::of(seen)) {
        (Seen::Read { content: expected }, Seen::Read { content }) if content < expected => {
            AVAILABLE
        }
        (_, Seen::Read { content }) if content.is_torn() => ATOMIC,
        _ => 0,
    }
}

fn read_lie(truth: &Outcome, part: usize) -> Option<Outcome> {
    let Seen::Read { content } = Seen::of(truth) else { return None };
    let content = match part {
        AVAILABLE => content.shortened(),
        ATOMIC => content.torn(),
        _ => content.reversed(),
    };
    Some(Seen::Read { content: content? }.into())
}
