//! Which calls on record locks are tried: ranges that touch what is locked, waits that close
//! circles.

use smallvec::SmallVec;

use super::RecordLock;
use super::operations::{Command, FILES, Oddity, Op};
use super::ranges::{Bytes, FILE_BYTES, INFINITY, Range, Whence};
use super::table::{Kind, Lock, Origin, Owner};
use crate::engine::{Access, Actor, Draw, Pick, State};

/// Most descriptors of files that one actor opens for itself.
const OPEN_MAX: usize = 4;
/// The farthest that a file is made to reach, and lockf's offset is set.
const PLACE_MAX: u8 = 200;

pub fn propose(state: &State<'_, RecordLock>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let fds = state.world.picks(by, |_| true);
    let Some(fd) = draw.pick(fds) else { return open(draw) };
    if !state.waiting.is_empty()
        && draw.percent(40)
        && let Some(op) = entangle(state, by, draw)
    {
        return op;
    }
    if !state.racing
        && draw.percent(4)
        && let Some(op) = outgrow(state, by, draw)
    {
        return op;
    }
    let roomy = state.world.free_slots(by) > 2 && fds.len() < OPEN_MAX;
    let calm = |weight| if state.racing { 0 } else { weight };
    let kinds = [
        ("open", if roomy { 3 } else { 0 }),
        ("set", 22),
        ("set_wait", 16),
        ("get", 16),
        ("ofd", 3),
        ("odd", 1),
        ("lockf", calm(15)),
        ("resize", calm(3)),
        ("write", calm(2)),
        ("flock", calm(1)),
        ("proc", calm(3)),
    ];
    let (start, length) = place(state, by, fd, draw);
    let range = from(whence(state, by, fd, start, draw), start, length);
    let unfit = kind(state, by, fd, draw);
    match draw.kind(&kinds) {
        "set" => Op::Set { fd: perhaps_none(fd, draw), wait: false, kind: unfit, range },
        "set_wait" => Op::Set { fd, wait: true, kind: unfit, range },
        "get" => {
            let kind = unfit.unwrap_or(Kind::Read);
            Op::Get { fd: perhaps_none(fd, draw), kind, range }
        }
        "ofd" => Op::SetOfDescription { fd, kind: unfit, range },
        "odd" => Op::Odd { fd, what: *draw.one_of(&Oddity::ALL) },
        "lockf" => lockf(fd, start, length, draw),
        "resize" => resize(state, by, draw).unwrap_or(Op::ProcLocks { fd }),
        "write" => write(state, by, draw).unwrap_or(Op::ProcLocks { fd }),
        "flock" => Op::Flock { fd, kind: *draw.one_of(&[Some(Kind::Write), None]) },
        "proc" => Op::ProcLocks { fd },
        _ => open(draw),
    }
}

fn open(draw: &mut Draw<'_>) -> Op {
    let access =
        *draw.one_of(&[Access::Both, Access::Both, Access::Both, Access::Read, Access::Write]);
    Op::Open { file: u8::from(draw.percent(20)).min(FILES - 1), access }
}

fn perhaps_none(fd: Pick, draw: &mut Draw<'_>) -> Pick {
    if draw.percent(1) { Pick::NONE } else { fd }
}

/// A kind of lock, mostly one for which the descriptor is open.
fn kind(state: &State<'_, RecordLock>, by: Actor, fd: Pick, draw: &mut Draw<'_>) -> Option<Kind> {
    let (read, write) = (Some(Kind::Read), Some(Kind::Write));
    let kind = *draw.one_of(&[write, write, read, read, None]);
    let access = state.world.file(by, fd).map_or(Access::Both, |file| file.access);
    match access {
        _ if draw.percent(10) => kind,
        Access::Read => kind.and(read),
        Access::Write => kind.and(write),
        Access::Both => kind,
    }
}

/// A wait for what somebody has locked who waits: a step towards a circle.
fn entangle(state: &State<'_, RecordLock>, by: Actor, draw: &mut Draw<'_>) -> Option<Op> {
    let mut waits: SmallVec<[(Pick, Lock); 8]> = SmallVec::new();
    for fd in state.world.picks(by, |file| file.access.writes()) {
        let object = state.world.file(by, fd)?.object;
        let held = state.model.file(object).table.locks().iter().filter(|lock| {
            let waits = |actor| state.waiting.contains(&actor);
            matches!(lock.owner, Owner::Process(actor) if actor != by && waits(actor))
        });
        waits.extend(held.map(|lock| (fd, *lock)));
    }
    let (fd, lock) = *draw.maybe(&waits)?;
    let Bytes { first, last } = lock.bytes;
    let start = i16::try_from(first).ok()?;
    let length = i16::from(last != INFINITY);
    let by_lockf = !state.racing && draw.percent(30) && first <= i64::from(PLACE_MAX);
    Some(if by_lockf {
        Op::Lockf { fd, command: Command::Lock, offset: start as u8, length }
    } else {
        let range = Range::plain(start, length);
        Op::Set { fd, wait: true, kind: Some(Kind::Write), range }
    })
}

/// Makes a file grow of which somebody else has locked all to its end, or locks what it has grown
/// by.
fn outgrow(state: &State<'_, RecordLock>, by: Actor, draw: &mut Draw<'_>) -> Option<Op> {
    let mut ops: SmallVec<[Op; 4]> = SmallVec::new();
    for fd in state.world.picks(by, |file| file.access.writes()) {
        let file = state.model.file(state.world.file(by, fd)?.object);
        let others = file.table.others(Owner::Process(by), Bytes { first: 0, last: INFINITY });
        for then in others.filter_map(|lock| match lock.origin {
            Origin::Infinite(then) => Some(then),
            _ => None,
        }) {
            ops.push(if then < file.bytes {
                let range = Range::plain(then.into(), 1);
                Op::Set { fd, wait: false, kind: Some(Kind::Write), range }
            } else {
                Op::Resize { fd, bytes: then.saturating_add(50) }
            });
        }
    }
    draw.maybe(&ops).cloned()
}

/// Where a range begins, and its length: mostly from one boundary of what is locked to another.
fn place(state: &State<'_, RecordLock>, by: Actor, fd: Pick, draw: &mut Draw<'_>) -> (i64, i64) {
    let mut edges: SmallVec<[i64; 16]> =
        SmallVec::from_slice(&[0, 1, 10, FILE_BYTES.into(), i64::from(FILE_BYTES) + 20]);
    if let Some(file) = state.world.file(by, fd) {
        let file = state.model.file(file.object);
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

fn whence(
    state: &State<'_, RecordLock>,
    by: Actor,
    fd: Pick,
    start: i64,
    draw: &mut Draw<'_>,
) -> (Whence, u8) {
    let end = state.world.file(by, fd).map_or(0, |file| state.model.file(file.object).bytes);
    match draw.below(10) {
        // The offset is set first, by a call of its own.
        _ if state.racing => (Whence::Set, end),
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

fn lockf(fd: Pick, start: i64, length: i64, draw: &mut Draw<'_>) -> Op {
    let commands = [Command::Lock, Command::TryLock, Command::Unlock, Command::Test, Command::Test];
    let command = if draw.percent(3) { Command::Unknown } else { *draw.one_of(&commands) };
    let offset = start.clamp(0, PLACE_MAX.into()) as u8;
    Op::Lockf { fd: perhaps_none(fd, draw), command, offset, length: length as i16 }
}

fn resize(state: &State<'_, RecordLock>, by: Actor, draw: &mut Draw<'_>) -> Option<Op> {
    let writable = state.world.picks(by, |file| file.access.writes());
    let fd = draw.pick(writable)?;
    let bytes = *draw.one_of(&[0, 1, FILE_BYTES - 1, FILE_BYTES + 50, PLACE_MAX]);
    Some(Op::Resize { fd, bytes })
}

/// A write to what another has locked.
fn write(state: &State<'_, RecordLock>, by: Actor, draw: &mut Draw<'_>) -> Option<Op> {
    let first = Bytes { first: 0, last: 0 };
    let writable = state.world.picks(by, |file| {
        let table = &state.model.file(file.object).table;
        file.access.writes() && table.others(Owner::Process(by), first).next().is_some()
    });
    draw.pick(writable).map(|fd| Op::Write { fd })
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let fd = Pick(0);
    let set =
        |kind, start, length| Op::Set { fd, wait: false, kind, range: Range::plain(start, length) };
    let operations = vec![
        Op::Open { file: 0, access: Access::Both },
        Op::Open { file: 0, access: Access::Read },
        Op::Open { file: 0, access: Access::Write },
        set(Some(Kind::Write), 0, 10),
        set(Some(Kind::Read), 5, 10),
        set(Some(Kind::Read), 3, -3),
        set(Some(Kind::Write), 0, 0),
        set(None, 4, 2),
        set(Some(Kind::Write), 0, -1),
        Op::Get { fd, kind: Kind::Write, range: Range::plain(0, 0) },
        Op::Lockf { fd, command: Command::Lock, offset: 8, length: 4 },
        Op::Lockf { fd, command: Command::Test, offset: 0, length: 0 },
        Op::Resize { fd, bytes: FILE_BYTES + 50 },
        Op::ProcLocks { fd },
    ];
    (operations, 3)
}
