//! Which calls on locks of descriptions are tried: ranges that touch what is locked.

use smallvec::SmallVec;

use super::calls::{CALLS, Call, FILE_BYTES};
use super::model::{FileState, Files};
use crate::engine::{Access, Actor, Draw, Op, Pick, View};
use crate::families::ranges::{Bytes, INFINITY, Kind, Owner, Range};

/// Most descriptors of files that one actor opens for itself.
const OPEN_MAX: usize = 4;
/// Calls that may race, by their places in the table.
const RACING: std::ops::RangeInclusive<usize> = 1..=2;

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let fds = view.picks(by, |_| true);
    let roomy = fds.is_empty() || view.world.free_slots(by) > 2 && fds.len() < OPEN_MAX;
    let table = if view.racing && !fds.is_empty() { &CALLS[RACING] } else { &CALLS[..] };
    let op = draw.call(table, fds, roomy);
    place(view, by, Call::of(&op), draw).into()
}

/// The same call of bytes that are near what is locked, through a descriptor that is mostly open
/// for it.
fn place(view: &View<'_>, by: Actor, call: Call, draw: &mut Draw<'_>) -> Call {
    match call {
        Call::Set { fd, wait, kind, .. } => {
            let range = range(view, by, fd, draw);
            let kind = if draw.percent(10) { kind } else { fitting(view, by, fd, kind) };
            let fd = if draw.percent(1) { Pick::NONE } else { fd };
            Call::Set { fd, wait, kind, range }
        }
        Call::Get { fd, kind, .. } => {
            let range = range(view, by, fd, draw);
            let kind = fitting(view, by, fd, Some(kind)).unwrap_or(kind);
            let fd = if draw.percent(1) { Pick::NONE } else { fd };
            Call::Get { fd, kind, range }
        }
        Call::Record { fd, kind, .. } => record(view, by, fd, kind, draw),
        Call::Write { fd } => written(view, by, draw).unwrap_or(Call::Get {
            fd,
            kind: Kind::Read,
            range: Range::plain(0, 0),
        }),
        other => other,
    }
}

/// A record lock where no other process has one.
fn record(view: &View<'_>, by: Actor, fd: Pick, kind: Option<Kind>, draw: &mut Draw<'_>) -> Call {
    let range = range(view, by, fd, draw);
    let process = view.world.process_of(by);
    let taken = state(view, by, fd).is_some_and(|file| {
        let other = |owner| matches!(owner, Owner::Process(other) if other != process);
        file.table.locks().iter().any(|lock| other(lock.owner))
    });
    let kind = fitting(view, by, fd, kind).filter(|_| !taken);
    let range = if range.bytes(FILE_BYTES).is_some() { range } else { Range::plain(0, 0) };
    Call::Record { fd, kind, range }
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

/// Mostly from one boundary of what is locked to another.
fn range(view: &View<'_>, by: Actor, fd: Pick, draw: &mut Draw<'_>) -> Range {
    let mut edges: SmallVec<[i64; 16]> = SmallVec::from_slice(&[0, 1, 10, FILE_BYTES.into()]);
    if let Some(file) = state(view, by, fd) {
        for lock in file.table.locks() {
            edges.push(lock.bytes.first);
            edges.push(if lock.bytes.last < INFINITY { lock.bytes.last + 1 } else { 0 });
        }
    }
    let mut edge = || {
        let around: i64 = *draw.one_of(&[0, 0, 0, 1, -1]);
        (*draw.one_of(&edges) + around).max(0) as i16
    };
    let (one, two) = (edge(), edge());
    let (start, end) = (one.min(two), one.max(two));
    let length = if draw.percent(15) { 0 } else { (end - start).max(1) };
    match draw.below(10) {
        // Backwards from its end.
        0 if length > 0 => Range::plain(start + length, -length),
        // Before the beginning.
        1 if draw.percent(30) => Range::plain(3, -4),
        _ => Range::plain(start, length),
    }
}

/// A write to what another description has locked.
fn written(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Option<Call> {
    let first = Bytes { first: 0, last: 0 };
    let mut bound: SmallVec<[Pick; 4]> = SmallVec::new();
    for fd in view.picks(by, |file| file.access.writes()) {
        let (slot, file) = (view.world.slot(by, fd)?, state(view, by, fd)?);
        let mut others = file.table.others(Owner::Description(slot.file), first);
        if others.any(|lock| matches!(lock.owner, Owner::Description(_))) {
            bound.push(fd);
        }
    }
    draw.maybe(&bound).map(|fd| Call::Write { fd: *fd })
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let (fd, last) = (Pick(0), Pick(1));
    let set = |fd, kind, start, length| {
        let range = Range::plain(start, length);
        Call::Set { fd, wait: false, kind, range }
    };
    let calls = [
        Call::Open { file: 0, access: Access::Both },
        Call::Open { file: 0, access: Access::Read },
        Call::Open { file: 0, access: Access::Write },
        set(fd, Some(Kind::Write), 0, 10),
        set(fd, Some(Kind::Read), 5, 10),
        set(fd, Some(Kind::Read), 3, -3),
        set(last, Some(Kind::Write), 0, 0),
        set(fd, None, 4, 2),
        set(fd, Some(Kind::Write), 0, -1),
        Call::Get { fd: last, kind: Kind::Write, range: Range::plain(0, 0) },
        Call::Record { fd, kind: Some(Kind::Write), range: Range::plain(8, 4) },
    ];
    (calls.map(Op::from).into(), 3)
}
