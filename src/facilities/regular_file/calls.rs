//! The calls of regular files, and what comes back.

use serde::{Deserialize, Serialize};

use super::REGULAR_FILE;
use crate::engine::forms::{
    Choice, FlagSet, FlagSpec, Flags, Mode, OutcomeRow, Rest, Row, Tag, flag,
};
use crate::engine::{Access, Errno, Outcome, Pick};
use crate::{calls, outcomes};

/// Names of one case.
pub const NAMES: u8 = 3;
/// Bytes that a file has at the most.
pub const FILE_BYTES_MAX: usize = 120;
/// Bytes that one call moves at the most.
pub const MOVED_BYTES_MAX: usize = 120;

/// The flags of open that mean something here.
#[derive(Debug, Clone, Copy)]
pub struct OpenFlags;

pub const CREATE: i32 = libc::O_CREAT;
pub const EXCLUSIVE: i32 = libc::O_EXCL;
pub const TRUNCATE: i32 = libc::O_TRUNC;
pub const APPEND: i32 = libc::O_APPEND;
pub const CLOEXEC: i32 = libc::O_CLOEXEC;

impl FlagSet for OpenFlags {
    const TABLE: &'static [FlagSpec] = &[
        flag("create", "O_CREAT", CREATE).tells(),
        flag("exclusive", "O_EXCL", EXCLUSIVE),
        flag("truncate", "O_TRUNC", TRUNCATE),
        flag("append", "O_APPEND", APPEND).tells(),
        flag("cloexec", "O_CLOEXEC", CLOEXEC),
    ];
}

/// From where lseek counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whence {
    Set,
    Current,
    End,
}

impl Choice for Whence {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Set, "from the beginning", "SEEK_SET"),
        (Self::Current, "from where it is", "SEEK_CUR"),
        (Self::End, "from the end", "SEEK_END"),
    ];
}

// Offsets and tags are drawn from the live state; what the table lists is the simplest.
calls! { Call of REGULAR_FILE:
    Open { name: u8 = [0], access: Access, flags: Flags<OpenFlags>, mode: Mode = [0o600, 0o666] },
        Row::of("open").weight(14).opens(1).races(true)
            .words("open {name} {access} {flags} {mode}")
            .c("told_open(open(\"file{name}\", {access} | {flags}, {mode}));");
    /// With O_TMPFILE.
    OpenUnnamed,
        Row::of("open(O_TMPFILE)").opens(1)
            .words("open an unnamed file").c("told_open(open(\".\", O_TMPFILE | O_RDWR, 0600));");
    /// read, or readv into two buffers.
    Read { fd: Pick, bytes: u8 = [8], vector: bool },
        Row::of("read").weight(16).races(false)
            .words("{vector?readv|read} {bytes} from {fd}")
            .c("told_bytes({vector?in_two|read}(fd[{fd}], buffer, {bytes}{vector?, 0|}));");
    /// write, or writev from two buffers.
    Write { fd: Pick, bytes: u8 = [8], tag: Tag, vector: bool },
        Row::of("write").weight(24)
            .words("{vector?writev|write} {bytes} (#{tag}) to {fd}")
            .c("told({vector?in_two|write}(fd[{fd}], record({tag}), {bytes}{vector?, 1|}));");
    Pread { fd: Pick, bytes: u8 = [8], at: u8 = [0] },
        Row::of("pread").weight(8).races(false)
            .words("pread {bytes} at {at} of {fd}")
            .c("told_bytes(pread(fd[{fd}], buffer, {bytes}, {at}));");
    Pwrite { fd: Pick, bytes: u8 = [8], tag: Tag, at: u8 = [0] },
        Row::of("pwrite").weight(6).races(false)
            .words("pwrite {bytes} (#{tag}) at {at} of {fd}")
            .c("told(pwrite(fd[{fd}], record({tag}), {bytes}, {at}));");
    Seek { fd: Pick, whence: Whence, offset: i16 = [0, 1] },
        Row::of("lseek").weight(12).races(false)
            .words("lseek {fd} {offset} {whence}").c("told(lseek(fd[{fd}], {offset}, {whence}));");
    Resize { fd: Pick, bytes: u8 = [0] },
        Row::of("ftruncate").weight(4).races(false)
            .words("resize {fd} to {bytes}").c("took(ftruncate(fd[{fd}], {bytes}));");
    /// readv or writev of more than IOV_MAX buffers.
    TooMany { fd: Pick, writes: bool },
        Row::of("readv").races(false)
            .words("{writes?writev|readv} of 1025 buffers, {fd}")
            .c("too_many(fd[{fd}], {writes});");
    /// A write under RLIMIT_FSIZE, with SIGXFSZ caught, or in a child that leaves it at its
    /// default.
    Limited { fd: Pick, bytes: u8 = [8], tag: Tag, limit: u8 = [0], caught: bool },
        Row::of("write(RLIMIT_FSIZE)").call("write").weight(5).races(false)
            .words("write {bytes} (#{tag}) to {fd} within {limit}, SIGXFSZ {caught?caught|deadly}")
            .c("write_within({limit}, fd[{fd}], record({tag}), {bytes}, {caught});");
    /// A write to a file of its own that begins before RLIMIT_FSIZE and ends past it, with SIGXFSZ
    /// caught.
    Cross,
        Row::of("write across RLIMIT_FSIZE").call("write").races(false)
            .words("write 8 to a new file within 5, SIGXFSZ caught")
            .c("write_across();");
    Link { name: u8 = [0], to: u8 = [1] },
        Row::of("link").weight(3).races(false)
            .words("link {name} as {to}").c("took(link(\"file{name}\", \"file{to}\"));");
    /// rename, or renameat2 with RENAME_NOREPLACE.
    Rename { name: u8 = [0], to: u8 = [1], keeps: bool },
        Row::of("rename").weight(4).races(false)
            .words("rename {name} to {to}{keeps?, replacing nothing|}")
            .c("took(renameat2(AT_FDCWD, \"file{name}\", AT_FDCWD, \"file{to}\", \
                {keeps?RENAME_NOREPLACE|0}));");
    Unlink { name: u8 = [0] },
        Row::of("unlink").weight(3).races(false)
            .words("unlink {name}").c("took(unlink(\"file{name}\"));");
    Look { name: u8 = [0] },
        Row::of("stat").weight(6).races(false)
            .words("stat {name}").c("told_status(\"file{name}\");");
    /// A child opens a name again and again, while it is replaced.
    Replaced,
        Row::of("rename while another opens").call("rename").races(false)
            .words("rename over a name that a child opens").c("rename_while_opened();");
    Mkstemp { wrong: bool },
        Row::of("mkstemp").races(false)
            .words("mkstemp{wrong? of a template without XXXXXX|}")
            .c("make_temporary({wrong});");
}

outcomes! { Seen of REGULAR_FILE:
    Done, OutcomeRow::of("done");
    /// Whether the new descriptor is close-on-exec.
    Opened { cloexec: bool },
        OutcomeRow::of("a new descriptor{cloexec?, close-on-exec|}").after_success();
    /// What was read: how many bytes, and these, eight a word.
    Data { bytes: u8, words: Rest<u64> }, OutcomeRow::shown(show_data).differs(all_by_first);
    Wrote { bytes: u8 }, OutcomeRow::of("wrote {bytes}");
    Number { number: u64 }, OutcomeRow::of("{number}");
    /// The limit was met: the write failed with EFBIG, and whether SIGXFSZ came.
    Limit { signalled: bool },
        OutcomeRow::of("EFBIG, {signalled?and SIGXFSZ|no signal}").after_success()
            .failure(Errno::EFBIG);
    /// A write crossed the limit, and whether SIGXFSZ came.
    Crossed { signalled: bool },
        OutcomeRow::of("across the limit, {signalled?and SIGXFSZ|no signal}");
    /// The child that wrote was killed.
    Killed { signal: i32 }, OutcomeRow::of("a child killed by signal {signal}");
    /// What stat says.
    Status { bytes: u64, mode: u32, owned: bool, links: u64 },
        OutcomeRow::of("{bytes} bytes, mode {mode}, {owned?the caller's|another's}, {links} names");
    /// Whether the name was missing once.
    Watched { missing: bool }, OutcomeRow::of("{missing?it was missing|it was always there}");
    /// What mkstemp made: its mode, and whether it is open for both.
    Made { mode: u32, both: bool },
        OutcomeRow::of("a file of mode {mode}, {both?read and write|not for both}");
}

fn all_by_first(_: &Outcome, _: &Outcome) -> usize {
    0
}

fn show_data(outcome: &Outcome) -> String {
    let Seen::Data { bytes: count, words: Rest(words) } = Seen::of(outcome) else {
        return String::new();
    };
    let bytes = words.iter().flat_map(|word| word.to_le_bytes()).take(count.into());
    let mut runs: Vec<(u8, usize)> = vec![];
    for byte in bytes {
        match runs.last_mut() {
            Some((last, length)) if *last == byte => *length += 1,
            _ => runs.push((byte, 1)),
        }
    }
    let run = |(byte, length)| match byte {
        0 => format!(" {length} of zeros"),
        _ => format!(" {length} of #{byte}"),
    };
    let runs: String = runs.into_iter().map(run).collect();
    format!("read {count}:{runs}")
}

impl Seen {
    /// What was read.
    pub fn data(bytes: &[u8]) -> Self {
        let word = |chunk: &[u8]| {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            u64::from_le_bytes(word)
        };
        Self::Data { bytes: bytes.len() as u8, words: Rest(bytes.chunks(8).map(word).collect()) }
    }
}

/// What the writer of that tag writes: never zeros.
pub fn record(tag: Tag) -> u8 {
    (tag.0 % 255) as u8 + 1
}
