//! The steps of which scenes are made: short for what is often done.

use super::Steps;
use crate::engine::{Access, Actor, Deed, Pick, Step};
use crate::facilities::record_lock::operations::{Command, Op};
use crate::facilities::record_lock::ranges::Range;
use crate::facilities::record_lock::table::Kind;

pub const A: Actor = Actor(0);
pub const B: Actor = Actor(1);
pub const C: Actor = Actor(2);
pub const D: Actor = Actor(3);
/// The first child in a script of two actors.
pub const CHILD_OF_TWO: Actor = Actor(2);

pub const READ: Option<Kind> = Some(Kind::Read);
pub const WRITE: Option<Kind> = Some(Kind::Write);
pub const UNLOCK: Option<Kind> = None;

/// The descriptor that every actor opens first.
const FD: Pick = Pick(0);

/// Each opens the file.
pub fn by_all(actors: &[Actor]) -> Steps {
    actors.iter().map(|by| open(*by, 0, Access::Both)).collect()
}

pub fn open(by: Actor, file: u8, access: Access) -> Step<Op> {
    Step::Call { by, op: Op::Open { file, access } }
}

pub fn lock(by: Actor, kind: Option<Kind>, start: i16, length: i16) -> Step<Op> {
    let range = Range::plain(start, length);
    Step::Call { by, op: Op::Set { fd: FD, wait: false, kind, range } }
}

pub fn wait(by: Actor, kind: Option<Kind>, start: i16, length: i16) -> Step<Op> {
    let range = Range::plain(start, length);
    Step::Call { by, op: Op::Set { fd: FD, wait: true, kind, range } }
}

pub fn get(by: Actor, kind: Kind, start: i16, length: i16) -> Step<Op> {
    Step::Call { by, op: Op::Get { fd: FD, kind, range: Range::plain(start, length) } }
}

pub fn lockf(by: Actor, command: Command, offset: u8, length: i16) -> Step<Op> {
    Step::Call { by, op: Op::Lockf { fd: FD, command, offset, length } }
}

pub fn proc_locks(by: Actor) -> Step<Op> {
    Step::Call { by, op: Op::ProcLocks { fd: FD } }
}

pub fn deed(by: Actor, deed: Deed) -> Step<Op> {
    Step::Deed { by, deed }
}
