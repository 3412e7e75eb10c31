//! Which calls on record locks are tried: ranges that touch what is locked, waits that close
//! circles.

use smallvec::SmallVec;

use super::calls::{CALLS, Call, Command, FILE_BYTES, PLACE_MAX};
use super::model::{FileState, Files};
use crate::engine::{Access, Actor, Draw, Op, Pick, View};
use crate::families::ranges::{Bytes, INFINITY, Kind, Lock, Origin, Owner, Range, Whence};

/// Most descriptors of files that one actor opens for itself.
const OPEN_MAX: usize = 4;

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let fds = view.picks(by, |_| true);
    let aimed = if !view.waiting.is_empty() && draw.percent(40) {
        entangle(view, by, draw)
    } else if !view.racing && draw.percent(4) {
        outgrow(view, by, draw)
    } else {
        None
    };
    if let Some(call) = aimed {
        return call.into();
    }
    let roomy = fds.is_empty() || view.world.free_slots(by) > 2 && fds.len() < OPEN_MAX;
    let table = if view.racing && !fds.is_empty() { &CALLS[RACING] } else { &CALLS[..] };
    let op = draw.call(table, fds, roomy);
    place(view, by, Call::of(&op), draw).into()
}

/// Calls that may race, by their places in the table.
const RACING: std::ops::RangeInclusive<usize> = 1..=3;

/// The same call of bytes that are near what is locked, through a descriptor that is mostly open
/// for it.
fn place(view: &View<'_>, by: Actor, call: Call, draw: &mut Draw<'_>) -> Call {
    let mut aim = |fd: Pick, kind: Option<Kind>| {
        let (start, length) = bytes(view, by, fd, draw);
        let kind = if draw.percent(10) { kind } else { fitting(view, by, fd, kind) };
        (kind, from(whence(view, by, fd, start, draw), start, length))
    };
    match call {
        Call::Set { fd, wait, kind, .. } => {
            let (kind, range) = aim(fd, kind);
            let fd = if wait { fd } else { perhaps_none(fd, draw) };
            Call::Set { fd, wait, kind, range }
        }
        Call::Get { fd, kind, .. } => {
            let (kind, range) = aim(fd, Some(kind));
            Call::Get { fd: perhaps_none(fd, draw), kind: kind.unwrap_or(Kind::Read), range }
        }
        Call::SetOfDescription { fd, kind, .. } => {
            let (kind, range) = aim(fd, kind);
            Call::SetOfDescription { fd, kind, range }
        }
        Call::Lockf { fd, command, .. } => {
            let (start, length) = bytes(view, by, fd, draw);
            let offset = start.clamp(0, PLACE_MAX.into()) as u8;
            let seldom = command == Command::Unknown && !draw.percent(15);
            let command = if seldom { Command::Test } else { command };
            Call::Lockf { fd: perhaps_none(fd, draw), command, offset, length: length as i16 }
        }
        Call::Resize { fd, bytes } => {
            let writable = view.picks(by, |file| file.access.writes());
            draw.pick(writable).map_or(Call::ProcLocks { fd }, |fd| Call::Resize { fd, bytes })
        }
        Call::Write { fd } => written(view, by, draw).unwrap_or(Call::ProcLocks { fd }),
        other => other,
    }
}

fn perhaps_none(fd: Pick, draw: &mut Draw<'_>) -> Pick {
    if draw.percent(1) { Pick::NONE } else { fd }
}

/// A kind of lock for which the descriptor is open.
fn fitting(view: &View<'_>, by: Actor, fd: Pick, kind: Option<Kind>) -> Option<Kind> {
    match view.file(by, fd).map_or(Access::Both, |file| file.access) {
        Access::Read => kind.and(Some(Kind::Read)),
        Access::Write => kind.and(Some(Kind::Write)),
        Access::Both => kind,
    }
}

/// The file of a descriptor.
fn state<'v>(view: &View<'v>, by: Actor, fd: Pick) -> Option<&'v FileState> {
    view.object(by, fd).map(|object| view.model::<Files>().file(object))
}

/// A wait for what a waiting process has locked: a step towards a circle.
fn entangle(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Option<Call> {
    let mut waits: SmallVec<[(Pick, Lock); 8]> = SmallVec::new();
    for fd in view.picks(by, |file| file.access.writes()) {
        let held = state(view, by, fd)?.table.locks().iter().filter(|lock| {
            let waits = |actor| view.waiting.contains(&actor);
            matches!(lock.owner, Owner::Process(actor) if actor != by && waits(actor))
        });
        waits.extend(held.map(|lock| (fd, *lock)));
    }
    let (fd, lock) = *draw.maybe(&waits)?;
    let Bytes { first, last } = lock.bytes;
    let start = i16::try_from(first).ok()?;
    let length = i16::from(last != INFINITY);
    let by_lockf = !view.racing && draw.percent(30) && first <= i64::from(PLACE_MAX);
    Some(if by_lockf {
        Call::Lockf { fd, command: Command::Lock, offset: start as u8, length }
    } else {
        let range = Range::plain(start, length);
        Call::Set { fd, wait: true, kind: Some(Kind::Write), range }
    })
}

/// Makes a file grow of which another process has locked all to its end, or locks what it has
/// grown by.
fn outgrow(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Option<Call> {
    let mut ops: SmallVec<[Call; 4]> = SmallVec::new();
    for fd in view.picks(by, |file| file.access.writes()) {
        let file = state(view, by, fd)?;
        let others = file.table.others(Owner::Process(by), Bytes { first: 0, last: INFINITY });
        for then in others.filter_map(|lock| match lock.origin {
            Origin::Infinite(then) => Some(then),
            _ => None,
        }) {
            ops.push(if then < file.bytes {
                let range = Range::plain(then.into(), 1);
                Call::Set { fd, wait: false, kind: Some(Kind::Write), range }
            } else {
                Call::Resize { fd, bytes: then.saturating_add(50) }
            });
        }
    }
    draw.maybe(&ops).copied()
}

/// Where a range begins, and its length: mostly from one boundary of what is locked to another.
fn bytes(view: &View<'_>, by: Actor, fd: Pick, draw: &mut Draw<'_>) -> (i64, i64) {
    let mut edges: SmallVec<[i64; 16]> =
        SmallVec::from_slice(&[0, 1, 10, FILE_BYTES.into(), i64::from(FILE_BYTES) + 20]);
    if let Some(file) = state(view, by, fd) {
        edges.push(file.bytes.into());
        for lock in file.table.locks() {
            edges.push(lock.bytes.first);
            if lock.bytes.last < INFINITY {
                edges.push(lock.bytes.last + 1);
            }
        }
    }
    let edge = |draw: &mut Draw<'_>| {
        let around: i64 = *draw.one_of(&[0, 0, 0, 1, -1]);
        (*draw.one_of(&edges) + around).max(0)
    };
    let (one, two) = (edge(draw), edge(draw));
    let (start, end) = (one.min(two), one.max(two));
    let length = if draw.percent(15) { 0 } else { (end - start).max(1) };
    match draw.below(10) {
        // Backwards from its end.
        0 if length > 0 => (start + length, -length),
        // Before the beginning.
        1 if draw.percent(30) => *draw.one_of(&[(-1, 1), (0, -1), (3, -4)]),
        _ => (start, length),
    }
}

fn whence(view: &View<'_>, by: Actor, fd: Pick, start: i64, draw: &mut Draw<'_>) -> (Whence, u8) {
    let end = state(view, by, fd).map_or(0, |file| file.bytes);
    match draw.below(10) {
        // The offset is set first, by a call of its own.
        _ if view.racing => (Whence::Set, end),
        0 | 1 => {
            let offset = (start.clamp(0, PLACE_MAX.into()) as u8).min(draw.below(20) as u8);
            (Whence::Current(offset), end)
        }
        2 => (Whence::End, end),
        _ => (Whence::Set, end),
    }
}

fn from((whence, end): (Whence, u8), start: i64, length: i64) -> Range {
    let base = match whence {
        Whence::Set => 0,
        Whence::Current(offset) => offset.into(),
        Whence::End => end.into(),
    };
    Range { whence, start: (start - i64::from(base)) as i16, length: length as i16 }
}

/// A write to what another has locked.
fn written(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Option<Call> {
    let first = Bytes { first: 0, last: 0 };
    let writable = view.picks(by, |file| {
        let table = &view.model::<Files>().file(file.object).table;
        file.access.writes() && table.others(Owner::Process(by), first).next().is_some()
    });
    draw.pick(writable).map(|fd| Call::Write { fd })
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let fd = Pick(0);
    let set = |kind, start, length| Call::Set {
        fd,
        wait: false,
        kind,
        range: Range::plain(start, length),
    };
    let calls = [
        Call::Open { file: 0, access: Access::Both },
        Call::Open { file: 0, access: Access::Read },
        Call::Open { file: 0, access: Access::Write },
        set(Some(Kind::Write), 0, 10),
        set(Some(Kind::Read), 5, 10),
        set(Some(Kind::Read), 3, -3),
        set(Some(Kind::Write), 0, 0),
        set(None, 4, 2),
        set(Some(Kind::Write), 0, -1),
        Call::Get { fd, kind: Kind::Write, range: Range::plain(0, 0) },
        Call::Lockf { fd, command: Command::Lock, offset: 8, length: 4 },
        Call::Lockf { fd, command: Command::Test, offset: 0, length: 0 },
        Call::Resize { fd, bytes: FILE_BYTES + 50 },
        Call::ProcLocks { fd },
    ];
    (calls.map(Op::from).into(), 3)
}
