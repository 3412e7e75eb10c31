//! The calls of shared memory, and what comes back.

use super::POSIX_SHM;
use crate::engine::forms::{
    self, FlagSet, FlagSpec, Flags, Mode, Operand, OutcomeRow, Row, Tag, flag,
};
use crate::engine::{Access, Op, Pick};
use crate::{calls, outcomes};

/// The longest name by the book has 255 characters, its slash counted.
pub type Name = forms::Name<255>;

/// The flags of shm_open.
#[derive(Debug, Clone, Copy)]
pub struct OpenFlags;

pub const CREATE: i32 = libc::O_CREAT;
pub const EXCLUSIVE: i32 = libc::O_EXCL;
pub const TRUNCATE: i32 = libc::O_TRUNC;

impl FlagSet for OpenFlags {
    const TABLE: &'static [FlagSpec] = &[
        flag("create", "O_CREAT", CREATE).tells(),
        flag("exclusive", "O_EXCL", EXCLUSIVE).tells(),
        flag("truncate", "O_TRUNC", TRUNCATE).tells(),
    ];
}

/// Places of a process for its mappings, all of them of the beginning of an object.
pub const PLACES: u8 = 4;
pub const MAPPED_BYTES: usize = 3 * 4096;
/// The bytes of an object that are looked at.
pub const OFFSETS: [u64; 4] = [0, 100, 4096, 8191];
/// More than a file system has room for.
pub const HUGE: i64 = 1 << 50;

calls! { Call of POSIX_SHM:
    Open {
        name: Name = [0, 1, 2], access: Access, flags: Flags<OpenFlags>,
        mode: Mode = [0o600, 0o666, 0o644, 0o622, 0o604, 0o602, 0, 0o400, 0o6755],
    },
        Row::of("shm_open").weight(20).opens(1).shown(open_shown).written(open_written);
    /// Of a name of more characters than a path may have.
    OpenEndless,
        Row::of("shm_open of an endless name").call("shm_open").races(false)
            .words("shm_open of a name of 4200 characters with O_CREAT")
            .c("took(shm_open(name_of_length(4200), O_RDWR|O_CREAT, 0600));");
    Unlink { name: Name = [0, 1, 2] },
        Row::of("shm_unlink").weight(8).words("shm_unlink {name}").c("told(shm_unlink({name}));");
    UnlinkEndless,
        Row::of("shm_unlink of an endless name").call("shm_unlink").races(false)
            .words("shm_unlink of a name of 4200 characters")
            .c("told(shm_unlink(name_of_length(4200)));");
    Truncate { fd: Pick, bytes: i64 = [8192, 4096, 0, 1, 100, 101, 12_288, HUGE] },
        Row::of("ftruncate").weight(14).races(false)
            .words("ftruncate {fd} to {bytes}").c("told(ftruncate(fd[{fd}], {bytes}));");
    Status { fd: Pick },
        Row::of("fstat").weight(14).words("fstat {fd}").c("told_status(fd[{fd}]);");
    ChangeMode { fd: Pick, mode: Mode = [0o600, 0o666, 0o606, 0o604] },
        Row::of("fchmod").weight(4).races(false)
            .words("fchmod {fd} to {mode}").c("told(fchmod(fd[{fd}], {mode}));");
    /// Whether there is a file of that name under /dev/shm, and on which file system.
    Look { name: Name = [0, 1, 2] },
        Row::of("statfs of an object's file").call("statfs").weight(3).races(false)
            .words("statfs of the file of {name}").c("told_file_system({name});");
    Map { place: u8 = [0], fd: Pick, write: bool },
        Row::of("mmap").weight(18).races(false)
            .words("map{place} = mmap {fd} {write?to read and write|to read}")
            .c("map_object({place}, fd[{fd}], {write?PROT_READ + PROT_WRITE|PROT_READ}, \
                MAP_SHARED);");
    Unmap { place: u8 = [0] },
        Row::of("munmap").weight(4).races(false)
            .words("munmap map{place}").c("unmap_object({place});");
    Store { place: u8 = [0], at: u8 = [0, 1, 2, 3], tag: Tag },
        Row::of("store").weight(24).words("byte {at} of map{place} is set to #{tag}")
            .c("map[{place}][offset[{at}]] = {tag};");
    Load { place: u8 = [0], at: u8 = [0, 1, 2, 3] },
        Row::of("load").weight(30).words("byte {at} of map{place}?")
            .c("tell(map[{place}][offset[{at}]]);");
}

outcomes! { Seen of POSIX_SHM:
    Opened { cloexec: bool, lowest: bool },
        OutcomeRow::of("opened{cloexec?|, without close-on-exec}{lowest?|, not the lowest}")
            .after_success();
    /// A call that succeeds, and what it returned.
    Done { returned: i64 }, OutcomeRow::of("returned {returned}").after_success();
    Mapped, OutcomeRow::of("mapped");
    Stored, OutcomeRow::of("stored");
    Loaded { value: u8 }, OutcomeRow::of("{value}");
    Status { size: i64, mode: u32, owned: bool, grouped: bool },
        OutcomeRow::of("{size} bytes, mode {mode}, owned by {owned?the caller|another user}, of \
                        {grouped?the caller's|another} group");
    Looked { tmpfs: bool }, OutcomeRow::of("a file {tmpfs?of tmpfs|elsewhere}").after_success();
}

fn open_shown(op: &Op) -> String {
    let Call::Open { name, access, flags, mode } = Call::of(op) else {
        unreachable!("it is the row of an opening");
    };
    let mode = if flags.has(CREATE) { format!(" {}", mode.show()) } else { String::new() };
    format!("shm_open {} {}|{}{mode}", name.show(), access.c(), flags.c())
}

fn open_written(op: &Op) -> String {
    let Call::Open { name, access, flags, mode } = Call::of(op) else {
        unreachable!("it is the row of an opening");
    };
    let (name, mode) = (name.c(), mode.c());
    format!("open_object({name}, {}|{}, {mode});", access.c(), flags.c())
}
