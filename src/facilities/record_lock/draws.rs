//! Which calls on record locks are tried: ranges that touch what is locked.

use super::RecordLock;
use super::operations::{Command, FILES, Op};
use super::ranges::{FILE_BYTES, INFINITY, Range, Whence};
use super::table::Kind;
use crate::engine::{Access, Actor, Draw, Pick, State};

/// Most descriptors of files that one actor opens for itself.
const OPEN_MAX: usize = 4;

pub fn propose(state: &State<'_, RecordLock>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let fds = state.world.picks(by, |_| true);
    let Some(fd) = draw.maybe(&fds).copied() else { return open(draw) };
    let roomy = state.world.free_slots(by) > 2 && fds.len() < OPEN_MAX;
    let kinds = [
        ("open", if roomy { 3 } else { 0 }),
        ("set", 22),
        ("set_wait", 16),
        ("get", 16),
        ("ofd", 3),
        ("bad", 1),
        ("lockf", if state.racing { 0 } else { 14 }),
        ("proc", if state.racing { 0 } else { 3 }),
    ];
    let range = range(state, by, fd, draw);
    match draw.kind(&kinds) {
        "set" => Op::Set { fd, wait: false, kind: kind(draw), range },
        "set_wait" => Op::Set { fd, wait: true, kind: kind(draw), range },
        "get" => Op::Get { fd, kind: *draw.one_of(&[Kind::Read, Kind::Write, Kind::Write]), range },
        "ofd" => Op::SetOfDescription { fd, kind: kind(draw), range },
        "bad" => Op::BadAddress { fd },
        "lockf" => lockf(fd, range, draw),
        "proc" => Op::ProcLocks { fd },
        _ => open(draw),
    }
}

fn open(draw: &mut Draw<'_>) -> Op {
    let access =
        *draw.one_of(&[Access::Both, Access::Both, Access::Both, Access::Read, Access::Write]);
    Op::Open { file: u8::from(draw.percent(20)).min(FILES - 1), access }
}

fn kind(draw: &mut Draw<'_>) -> Option<Kind> {
    *draw.one_of(&[Some(Kind::Write), Some(Kind::Write), Some(Kind::Read), Some(Kind::Read), None])
}

fn range(state: &State<'_, RecordLock>, by: Actor, fd: Pick, draw: &mut Draw<'_>) -> Range {
    let mut edges = vec![0i64, 1, 10, FILE_BYTES];
    if let Some(file) = state.world.file(by, fd) {
        for lock in state.model.file(file.object).table.locks() {
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
    let (start, length) = match draw.below(10) {
        // Backwards from its end.
        0 if length > 0 => (start + length, -length),
        // Before the beginning.
        1 if draw.percent(30) => *draw.one_of(&[(-1, 1), (0, -1), (3, -4)]),
        _ => (start, length),
    };
    from(whence(state, start, draw), start, length)
}

fn whence(state: &State<'_, RecordLock>, start: i64, draw: &mut Draw<'_>) -> Whence {
    match draw.below(10) {
        // The offset is set first, by a call of its own.
        _ if state.racing => Whence::Set,
        0 | 1 => Whence::Current((start.max(0) as u8).min(draw.below(20) as u8)),
        2 => Whence::End,
        _ => Whence::Set,
    }
}

fn from(whence: Whence, start: i64, length: i64) -> Range {
    let base = match whence {
        Whence::Set => 0,
        Whence::Current(offset) => i64::from(offset),
        Whence::End => FILE_BYTES,
    };
    Range { whence, start: (start - base) as i16, length: length as i16 }
}

fn lockf(fd: Pick, range: Range, draw: &mut Draw<'_>) -> Op {
    let commands = [Command::Lock, Command::TryLock, Command::Unlock, Command::Test, Command::Test];
    let command = if draw.percent(3) { Command::Unknown } else { *draw.one_of(&commands) };
    let offset = range.start.clamp(0, 200) as u8;
    Op::Lockf { fd, command, offset, length: range.length }
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
        Op::ProcLocks { fd },
    ];
    (operations, 3)
}
