//! The calls of memfds, and what comes back.

use serde::{Deserialize, Serialize};

use super::MEMFD;
use crate::claim::Need;
use crate::engine::forms::{Choice, FlagSet, FlagSpec, Flags, Mode, OutcomeRow, Row, Tag, flag};
use crate::engine::{Access, Pick};
use crate::{calls, outcomes};

/// The flags of memfd_create, and one bit that it does not know.
#[derive(Debug, Clone, Copy)]
pub struct Mfd;

pub const CLOEXEC: i32 = libc::MFD_CLOEXEC as i32;
pub const SEALING: i32 = libc::MFD_ALLOW_SEALING as i32;
pub const UNKNOWN_FLAG: i32 = 1 << 20;

impl FlagSet for Mfd {
    const TABLE: &'static [FlagSpec] = &[
        flag("cloexec", "MFD_CLOEXEC", CLOEXEC).percent(25),
        flag("sealing", "MFD_ALLOW_SEALING", SEALING).percent(85).tells(),
        flag("unknown", "1 << 20", UNKNOWN_FLAG).percent(4).tells(),
    ];
}

/// The seals, and one bit that is none.
#[derive(Debug, Clone, Copy)]
pub struct Seals;

pub const SEAL: i32 = libc::F_SEAL_SEAL;
pub const SHRINK: i32 = libc::F_SEAL_SHRINK;
pub const GROW: i32 = libc::F_SEAL_GROW;
pub const WRITE: i32 = libc::F_SEAL_WRITE;
pub const FUTURE: i32 = libc::F_SEAL_FUTURE_WRITE;
/// As `<linux/fcntl.h>` has it.
pub const EXEC: i32 = 0x20;
pub const UNKNOWN_SEAL: i32 = 1 << 20;

impl FlagSet for Seals {
    const TABLE: &'static [FlagSpec] = &[
        flag("seal", "F_SEAL_SEAL", SEAL).percent(6).tells(),
        flag("shrink", "F_SEAL_SHRINK", SHRINK).percent(24).tells(),
        flag("grow", "F_SEAL_GROW", GROW).percent(24).tells(),
        flag("write", "F_SEAL_WRITE", WRITE).percent(22).tells(),
        flag("future_write", "F_SEAL_FUTURE_WRITE", FUTURE).percent(18).tells(),
        flag("exec", "F_SEAL_EXEC", EXEC).percent(5).tells(),
        flag("unknown", "1 << 20", UNKNOWN_SEAL).percent(3).tells(),
    ];
}

/// The name that memfd_create is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    First,
    Second,
    /// Of as many bytes as a name may have.
    Longest,
    TooLong,
    /// An address at which nothing is mapped.
    BadAddress,
}

impl Choice for Name {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::First, "one", "\"one\""),
        (Self::Second, "two", "\"two\""),
        (Self::Longest, "a name of 249 bytes", "name_of_length(249)"),
        (Self::TooLong, "a name of 250 bytes", "name_of_length(250)"),
        (Self::BadAddress, "a name at a bad address", "(char *) 8"),
    ];
}

/// Most bytes of a name.
pub const NAME_BYTES_MAX: usize = 249;

/// What is asked of fallocate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Space {
    Allocated,
    KeepingSize,
    Punched,
}

impl Choice for Space {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Allocated, "allocate", "0"),
        (Self::KeepingSize, "allocate and keep the size", "FALLOC_FL_KEEP_SIZE"),
        (Self::Punched, "punch a hole of", "FALLOC_FL_PUNCH_HOLE|FALLOC_FL_KEEP_SIZE"),
    ];
}

/// A kind of mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Written,
    Read,
    Private,
}

impl Choice for Kind {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Written, "shared, to be written", "PROT_READ|PROT_WRITE, MAP_SHARED"),
        (Self::Read, "shared, to be read", "PROT_READ, MAP_SHARED"),
        (Self::Private, "private, to be written", "PROT_READ|PROT_WRITE, MAP_PRIVATE"),
    ];
}

/// Places of a process for its mappings, all of them of the beginning of a file.
pub const PLACES: u8 = 3;
pub const MAPPED_BYTES: usize = 3 * 4096;
/// The bytes of a file that are looked at: no write reaches from one to the next.
pub const OFFSETS: [u64; 4] = [0, 100, 4096, 8191];

calls! { Call of MEMFD:
    Create { name: Name, flags: Flags<Mfd> },
        Row::of("memfd_create").weight(12).opens(1)
            .words("memfd_create of {name}, {flags}").c("keep(memfd_create({name}, {flags}));");
    /// By its link in /proc, which makes another description.
    Reopen { fd: Pick, access: Access, truncate: bool },
        Row::of("open by /proc").call("open").weight(7).opens(1).needs(&[Need::Proc])
            .words("open {access} what {fd} is{truncate?, with O_TRUNC|}")
            .c("keep(open(proc_link(fd[{fd}]), {access}{truncate?|O_TRUNC|}));");
    Add { fd: Pick, seals: Flags<Seals> },
        Row::of("F_ADD_SEALS").call("fcntl").weight(18)
            .words("add seals {seals} to {fd}").c("fcntl(fd[{fd}], F_ADD_SEALS, {seals});");
    Get { fd: Pick },
        Row::of("F_GET_SEALS").call("fcntl").weight(14)
            .words("seals of {fd}?").c("fcntl(fd[{fd}], F_GET_SEALS);");
    /// Of an eventfd, whose file system has no seals.
    Foreign { adds: bool },
        Row::of("seals of another file system").call("fcntl").races(false)
            .words("{adds?add a seal to|seals of} an eventfd")
            .c("fcntl(eventfd(0, 0), {adds?F_ADD_SEALS, F_SEAL_GROW|F_GET_SEALS});");
    Truncate { fd: Pick, bytes: i64 = [8192, 4096, 0, 1, 100, 101, 12_288] },
        Row::of("ftruncate").weight(14).races(false)
            .words("ftruncate {fd} to {bytes}").c("ftruncate(fd[{fd}], {bytes});");
    Allocate {
        fd: Pick, space: Space, at: i64 = [0, 100, 4096], bytes: i64 = [4096, 1, 100, 8192]
    },
        Row::of("fallocate").weight(12).races(false)
            .words("{space} {bytes} bytes at {at} of {fd}")
            .c("fallocate(fd[{fd}], {space}, {at}, {bytes});");
    Write { fd: Pick, at: u8 = [0, 1, 2, 3], bytes: u8 = [1, 3, 8], tag: Tag },
        Row::of("pwrite").weight(20)
            .words("write {bytes} (#{tag}) at place {at} of {fd}")
            .c("pwrite(fd[{fd}], record_{tag}, {bytes}, offset[{at}]);");
    Read { fd: Pick, at: u8 = [0, 1, 2, 3] },
        Row::of("pread").weight(16)
            .words("read place {at} of {fd}").c("pread(fd[{fd}], buffer, 1, offset[{at}]);");
    Status { fd: Pick },
        Row::of("fstat").weight(10).words("size of {fd}?").c("show_size(fd[{fd}]);");
    ChangeMode { fd: Pick, mode: Mode = [0o700, 0o600, 0o755, 0o644] },
        Row::of("fchmod").weight(4).races(false)
            .words("fchmod {fd} to {mode}").c("fchmod(fd[{fd}], {mode});");
    GetMode { fd: Pick },
        Row::of("fstat of a mode").call("fstat").weight(2).races(false)
            .words("mode of {fd}?").c("show_mode(fd[{fd}]);");
    Link { fd: Pick },
        Row::of("readlink").weight(2).needs(&[Need::Proc])
            .words("link of {fd} in /proc?").c("show_link(fd[{fd}]);");
    Map { place: u8 = [0], fd: Pick, kind: Kind },
        Row::of("mmap").weight(16).races(false)
            .words("map{place} = mmap {fd} {kind}")
            .c("map[{place}] = mmap(NULL, 12288, {kind}, fd[{fd}], 0);");
    Unmap { place: u8 = [0] },
        Row::of("munmap").weight(6).races(false)
            .words("munmap map{place}").c("munmap(map[{place}], 12288);");
    Store { place: u8 = [0], at: u8 = [0, 1, 2, 3], tag: Tag },
        Row::of("store").weight(14).words("place {at} of map{place} is set to #{tag}")
            .c("map[{place}][offset[{at}]] = {tag};");
    Load { place: u8 = [0], at: u8 = [0, 1, 2, 3] },
        Row::of("load").weight(14).words("place {at} of map{place}?")
            .c("show(map[{place}][offset[{at}]]);");
}

outcomes! { Seen of MEMFD:
    Created { bytes: i64, cloexec: bool },
        OutcomeRow::of("a file of {bytes} bytes{cloexec?, close-on-exec|}").after_success();
    Opened, OutcomeRow::of("opened");
    Done, OutcomeRow::of("done");
    /// The bits of the seals.
    Sealed { seals: i32 }, OutcomeRow::shown(show_seals);
    Wrote { bytes: u8 }, OutcomeRow::of("wrote {bytes}");
    Byte { value: u8 }, OutcomeRow::of("{value}");
    Size { bytes: i64 }, OutcomeRow::of("{bytes} bytes");
    ModeIs { mode: u32 }, OutcomeRow::of("mode {mode}");
    /// Whether the link begins as that of a memfd does, and the name after that: by its place in
    /// the table of names, or 255.
    Linked { memfd: bool, name: u8 },
        OutcomeRow::of("{memfd?memfd:|without memfd:} name {name}");
}

fn show_seals(outcome: &crate::engine::Outcome) -> String {
    use crate::engine::forms::Operand;

    let Seen::Sealed { seals } = Seen::of(outcome) else { return String::new() };
    match seals {
        0 => "no seals".into(),
        seals => Flags::<Seals>::of(seals).c(),
    }
}

/// Where a byte that is looked at is.
pub fn offset(at: u8) -> u64 {
    OFFSETS[place(at)]
}

/// Which of the bytes that are looked at it is.
pub fn place(at: u8) -> usize {
    usize::from(at) % OFFSETS.len()
}
