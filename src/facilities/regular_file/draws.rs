//! Which calls of regular files are tried: reads of what was written, at offsets that touch.

use super::calls::{APPEND, CALLS, CLOEXEC, CREATE, Call, EXCLUSIVE, NAMES, OpenFlags, TRUNCATE};
use super::calls::{FILE_BYTES_MAX, Whence};
use super::model::Files;
use crate::engine::forms::{Flags, Mode, PRIVATE, Tag};
use crate::engine::{Access, Actor, Draw, Op, Pick, View};

/// Descriptors that one actor opens by itself.
const OPEN_MAX: usize = 4;
/// The farthest that an offset is set, or a file made to reach.
const PLACE_MAX: u8 = 40;

/// The table says which call; its names, descriptors and offsets follow the live state.
pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let fds = view.picks(by, |_| true);
    let roomy = view.world.free_slots(by) > 2 && fds.len() < OPEN_MAX;
    if fds.is_empty() && draw.percent(80) {
        return open(view, draw).into();
    }
    let op = if view.racing {
        if roomy && draw.percent(30) {
            return open(view, draw).into();
        }
        let writable = view.picks(by, |file| file.access.writes());
        let Some(fd) = draw.pick(writable) else { return open(view, draw).into() };
        return Call::Write { fd, bytes: length(draw), tag: Tag(view.step), vector: false }.into();
    } else {
        draw.call(&CALLS, fds, roomy)
    };
    fit(view, by, Call::of(&op), draw).into()
}

/// The same call with operands that fit the live state.
fn fit(view: &View<'_>, by: Actor, call: Call, draw: &mut Draw<'_>) -> Call {
    let files = view.model::<Files>();
    let tag = Tag(view.step);
    let size = |fd: Pick| view.object(by, fd).map_or(0, |object| files.file(object).bytes.len());
    let long = |fd: Pick| size(fd) + 20 > FILE_BYTES_MAX;
    let readable = view.picks(by, |file| file.access.reads());
    let writable = view.picks(by, |file| file.access.writes());
    let reader = |fd: Pick, draw: &mut Draw<'_>| {
        if draw.percent(4) { fd } else { draw.pick(readable).unwrap_or(fd) }
    };
    let writer = |fd: Pick, draw: &mut Draw<'_>| {
        if draw.percent(4) { fd } else { draw.pick(writable).unwrap_or(fd) }
    };
    match call {
        Call::Open { .. } => open(view, draw),
        Call::Read { fd, vector, .. } => {
            let fd = reader(fd, draw);
            let bytes = *draw.one_of(&[1, 3, 8, 20, FILE_BYTES_MAX as u8]);
            Call::Read { fd, bytes, vector: vector && draw.percent(50) }
        }
        Call::Pread { fd, .. } => {
            let fd = reader(fd, draw);
            Call::Pread { fd, bytes: *draw.one_of(&[1, 8, 60]), at: place(size(fd), draw) }
        }
        Call::Write { fd, vector, .. } => {
            let fd = writer(fd, draw);
            if long(fd) {
                return Call::Resize { fd, bytes: 0 };
            }
            let bytes = if vector { 2 + length(draw) } else { length(draw) };
            Call::Write { fd, bytes, tag, vector }
        }
        Call::Pwrite { fd, .. } => {
            let plain = view.picks(by, |file| file.access.writes() && file.note == 0);
            let fd = draw.pick(plain).unwrap_or_else(|| writer(fd, draw));
            let at = place(size(fd), draw);
            Call::Pwrite { fd, bytes: length(draw), tag, at }
        }
        Call::Seek { fd, whence, .. } => {
            let offset = match whence {
                Whence::Set => i16::from(place(size(fd), draw)) - i16::from(draw.percent(8)),
                _ => *draw.one_of(&[0, 0, 0, -1, -3, 1, 5, -100]),
            };
            if long(fd) {
                Call::Seek { fd, whence: Whence::Set, offset: 0 }
            } else {
                Call::Seek { fd, whence, offset }
            }
        }
        Call::Resize { fd, .. } => {
            let fd = writer(fd, draw);
            Call::Resize { fd, bytes: place(size(fd), draw) }
        }
        Call::Limited { fd, caught, .. } => {
            let fd = draw.pick(writable).unwrap_or(fd);
            let limit = draw.near(&[size(fd) as u64]).min(100) as u8;
            Call::Limited {
                fd,
                bytes: length(draw),
                tag,
                limit: if caught { limit } else { 0 },
                caught,
            }
        }
        call => named(call, files, draw),
    }
}

/// The same call with names that are there, mostly.
fn named(call: Call, files: &Files, draw: &mut Draw<'_>) -> Call {
    match call {
        Call::Link { .. } => Call::Link { name: known(files, draw), to: any_name(draw) },
        Call::Rename { keeps, .. } => {
            Call::Rename { name: known(files, draw), to: any_name(draw), keeps }
        }
        Call::Unlink { .. } => Call::Unlink { name: known(files, draw) },
        Call::Look { .. } => Call::Look { name: known(files, draw) },
        Call::Replaced | Call::Mkstemp { wrong: false } if draw.percent(80) => {
            Call::Look { name: known(files, draw) }
        }
        call => call,
    }
}

fn length(draw: &mut Draw<'_>) -> u8 {
    1 + draw.below(8) as u8
}

fn place(size: usize, draw: &mut Draw<'_>) -> u8 {
    (draw.near(&[0, size as u64, size as u64 / 2, size as u64 + 5])).min(PLACE_MAX.into()) as u8
}

fn any_name(draw: &mut Draw<'_>) -> u8 {
    draw.below(NAMES.into()) as u8
}

/// A name that there is, mostly.
fn known(files: &Files, draw: &mut Draw<'_>) -> u8 {
    let name = any_name(draw);
    let there = (0..NAMES).find(|other| files.named(*other).is_some());
    match there {
        Some(there) if files.named(name).is_none() && !draw.percent(10) => there,
        _ => name,
    }
}

fn open(view: &View<'_>, draw: &mut Draw<'_>) -> Call {
    let files = view.model::<Files>();
    let name = known(files, draw);
    let access =
        *draw.one_of(&[Access::Both, Access::Both, Access::Both, Access::Read, Access::Write]);
    let mut flags = Flags::<OpenFlags>::of(0);
    let missing = files.named(name).is_none();
    let create = draw.percent(if missing { 90 } else { 20 });
    let chosen = [
        (CREATE, create),
        (EXCLUSIVE, create && draw.percent(if view.racing { 90 } else { 30 })),
        (TRUNCATE, access != Access::Read && draw.percent(10)),
        (APPEND, draw.percent(35)),
        (CLOEXEC, draw.percent(25)),
    ];
    for (flag, _) in chosen.into_iter().filter(|(_, on)| *on) {
        flags = flags.with(flag);
    }
    let mode = *draw.one_of(&[PRIVATE, Mode(0o666), Mode(0o644), Mode(0o622)]);
    Call::Open { name, access, flags, mode }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let (fd, name) = (Pick(0), 0);
    let open = |flags| Call::Open {
        name,
        access: Access::Both,
        flags: Flags::of(CREATE | flags),
        mode: PRIVATE,
    };
    let calls = [
        open(0),
        open(APPEND),
        open(EXCLUSIVE),
        Call::Write { fd, bytes: 5, tag: Tag(1), vector: false },
        Call::Write { fd, bytes: 3, tag: Tag(2), vector: true },
        Call::Read { fd, bytes: 20, vector: false },
        Call::Pread { fd, bytes: 20, at: 1 },
        Call::Pwrite { fd, bytes: 2, tag: Tag(3), at: 9 },
        Call::Seek { fd, whence: Whence::Set, offset: 0 },
        Call::Seek { fd, whence: Whence::Current, offset: 0 },
        Call::Resize { fd, bytes: 2 },
        Call::Unlink { name },
        Call::Look { name },
    ];
    (calls.map(Op::from).into(), 3)
}
