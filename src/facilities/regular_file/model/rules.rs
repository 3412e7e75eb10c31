//! read(2), write(2) and their kin, executable: what each call may do in each state.

use super::file::Came;
use super::{Files, NOTE_APPEND, Opened};
use crate::claim::Claim;
use crate::engine::{self, Access, Actor, Allow, Errno, Ruling, World};
use crate::facilities::regular_file::calls::{Call, FILE_BYTES_MAX, Seen};
use crate::facilities::regular_file::claims::*;

pub fn rule(files: &Files, call: &engine::Call<'_>, world: &World) -> Ruling {
    let by = call.by;
    let on = |fd, rule: &dyn Fn(&Opened<'_>) -> Ruling| match files.opened(by, fd, world) {
        Some(opened) => rule(&opened),
        None => Ruling::silent("a call without a descriptor"),
    };
    match Call::of(call.op) {
        Call::Open { name, access, flags, .. } => files.rule_open((name, access, flags), by, world),
        Call::Read { fd, bytes, vector } => on(fd, &|opened| {
            if opened.description.access == Access::Write {
                return READ_OF_WRITE_ONLY.fails(Errno::EBADF);
            }
            let (at, bytes) = (opened.offset.at, bytes.into());
            let claim = read_by(files, opened, vector, (at, bytes), by, world);
            claim.returns(Seen::data(opened.file.slice(at, bytes)))
        }),
        Call::Write { fd, bytes, vector, .. } => on(fd, &|opened| {
            let claim = if vector { &WRITEV_WHOLE } else { &WRITE_WHOLE };
            write(opened, start(opened), bytes, claim)
        }),
        Call::Pread { fd, bytes, at } => on(fd, &|opened| {
            if opened.description.access == Access::Write {
                return READ_OF_WRITE_ONLY.fails(Errno::EBADF);
            }
            PREAD_READS.returns(Seen::data(opened.file.slice(at.into(), bytes.into())))
        }),
        Call::Pwrite { fd, bytes, at, .. } => on(fd, &|opened| match opened.description.note {
            NOTE_APPEND => write(opened, opened.file.bytes.len(), bytes, &PWRITE_APPENDS),
            _ => write(opened, at.into(), bytes, &PWRITE_WRITES),
        }),
        Call::Seek { fd, whence, offset } => on(fd, &|opened| {
            let number = Files::sought(opened, whence, offset);
            if number < 0 {
                return SEEK_NEGATIVE.fails(Errno::EINVAL);
            }
            let claim = if opened.offset.passed_over { &PREAD_LEAVES_OFFSET } else { &SEEKS };
            claim.returns(Seen::Number { number: number as u64 })
        }),
        Call::Resize { fd, .. } => on(fd, &|opened| match opened.description.access {
            Access::Read => RESIZE_READ_ONLY.fails(Errno::EINVAL),
            _ => RESIZES.returns(Seen::Done),
        }),
        Call::TooMany { fd, writes } => on(fd, &|opened| {
            let access = opened.description.access;
            let may = if writes { access.writes() } else { access.reads() };
            if may {
                IOV_MAX_1024.fails(Errno::EINVAL)
            } else {
                Ruling::silent("too many buffers for a description of another access")
            }
        }),
        Call::Limited { fd, bytes, limit, caught, .. } => {
            on(fd, &|opened| limited(opened, bytes, limit, caught))
        }
        Call::Link { name, to } => files.rule_link(name, to, by, world),
        Call::Rename { name, to, keeps } => files.rule_rename((name, to, keeps), by, world),
        Call::Unlink { name } => files.rule_unlink(name, by, world),
        Call::Look { name } => files.rule_look(name, by, world),
        call => made(call, by, world),
    }
}

/// What makes a file whose name no other call knows.
fn made(call: Call, by: Actor, world: &World) -> Ruling {
    match call {
        Call::OpenUnnamed => OPEN_EMFILE
            .fails_if(world.is_full(by), Errno::EMFILE)
            .or_else(|| [&TMPFILE_OPENS, &OPEN_CLOEXEC].returns(Seen::Opened { cloexec: false })),
        Call::Cross | Call::Replaced if world.is_full(by) => {
            Ruling::silent("no descriptor is left to open with")
        }
        Call::Cross => FSIZE_CROSSING_SIGNAL.returns(Seen::Crossed { signalled: true }),
        Call::Replaced => RENAME_ATOMIC.returns(Seen::Watched { missing: false }),
        Call::Mkstemp { wrong: true } => MKSTEMP_TEMPLATE.fails(Errno::EINVAL),
        Call::Mkstemp { .. } if world.is_full(by) || world.process(by).umask & 0o600 != 0 => {
            Ruling::silent("mkstemp without a descriptor, or with a umask that takes its bits")
        }
        Call::Mkstemp { .. } => {
            [&MKSTEMP_MODE, &MKSTEMP_OPENS].returns(Seen::Made { mode: 0o600, both: true })
        }
        _ => unreachable!("every other call has a rule of its own"),
    }
}

/// Where a write begins.
fn start(opened: &Opened<'_>) -> usize {
    let append = opened.description.note == NOTE_APPEND;
    if append { opened.file.bytes.len() } else { opened.offset.at }
}

fn write(opened: &Opened<'_>, at: usize, bytes: u8, claim: &'static Claim) -> Ruling {
    if opened.description.access == Access::Read {
        return WRITE_TO_READ_ONLY.fails(Errno::EBADF);
    }
    if at + usize::from(bytes) > FILE_BYTES_MAX {
        return Ruling::silent("a file that is longer than those we look at");
    }
    claim.returns(Seen::Wrote { bytes })
}

fn limited(opened: &Opened<'_>, bytes: u8, limit: u8, caught: bool) -> Ruling {
    let at = start(opened);
    let room = usize::from(limit).saturating_sub(at) as u8;
    if opened.description.access == Access::Read || room >= bytes {
        return if caught {
            write(opened, at, bytes, &WRITE_WHOLE)
        } else {
            Ruling::silent("a child's write that meets no limit")
        };
    }
    match (room, caught) {
        (0, true) => [&FSIZE_EFBIG, &FSIZE_SIGNAL].returns(Seen::Limit { signalled: true }),
        (0, false) => FSIZE_KILLS.returns(Seen::Killed { signal: libc::SIGXFSZ }),
        (_, true) => FSIZE_SHORT.returns(Seen::Wrote { bytes: room }),
        (_, false) => Ruling::silent("a child's write that crosses the limit"),
    }
}

/// The most particular claim by which a read gives what it does.
fn read_by(
    files: &Files,
    opened: &Opened<'_>,
    vector: bool,
    (at, bytes): (usize, usize),
    by: Actor,
    world: &World,
) -> &'static Claim {
    let Opened { description, file, offset, id } = *opened;
    let process = world.process_of(by);
    let read = file.slice(at, bytes).len();
    let apart = files.offsets.iter().any(|other| {
        other.id != id && other.at != at && world.description(other.id).object == description.object
    });
    let particular: [(bool, &'static Claim); 10] = [
        (read == 0, &READ_END_OF_FILE),
        (file.links == 0, &UNLINK_LEAVES_OPEN),
        (offset.moved_by.is_some_and(|moved_by| moved_by != process), &OFFSET_SHARED),
        (file.has(Came::Hole, at, read), &HOLE_IS_ZEROS),
        (file.has(Came::Added, at, read), &RESIZE_ADDS_ZEROS),
        (file.has(Came::AppendedByPwrite, at, read), &PWRITE_APPENDS),
        (file.has(Came::Appended, at, read), &APPENDS),
        (vector, &READV_FILLS),
        (file.writer.is_some_and(|writer| writer != process), &READ_AFTER_WRITE),
        (apart, &OFFSETS_APART),
    ];
    let first = particular.iter().find(|(holds, _)| *holds);
    first.map_or(&READ_AT_OFFSET, |(_, claim)| claim)
}
