//! The steps of which scenes are made: short for what is often done.

use super::Steps;
use crate::engine::{Access, Actor, Deed, Pick, Step};
use crate::facilities::record_lock::calls::{Call, Command};
use crate::families::ranges::{Kind, Range};

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

pub fn open(by: Actor, file: u8, access: Access) -> Step {
    Step::call(by, Call::Open { file, access })
}

pub fn lock(by: Actor, kind: Option<Kind>, start: i16, length: i16) -> Step {
    let range = Range::plain(start, length);
    Step::call(by, Call::Set { fd: FD, wait: false, kind, range })
}

pub fn wait(by: Actor, kind: Option<Kind>, start: i16, length: i16) -> Step {
    let range = Range::plain(start, length);
    Step::call(by, Call::Set { fd: FD, wait: true, kind, range })
}

pub fn get(by: Actor, kind: Kind, start: i16, length: i16) -> Step {
    Step::call(by, Call::Get { fd: FD, kind, range: Range::plain(start, length) })
}

pub fn lockf(by: Actor, command: Command, offset: u8, length: i16) -> Step {
    Step::call(by, Call::Lockf { fd: FD, command, offset, length })
}

pub fn proc_locks(by: Actor) -> Step {
    Step::call(by, Call::ProcLocks { fd: FD })
}

pub fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}
