//! Which calls of flock are tried: near what is locked.

use super::calls::{CALLS, Call, Mode};
use super::model::{FileState, Files};
use crate::engine::{Access, Actor, Draw, Op, Pick, View};
use crate::families::ranges::Kind;

/// Most descriptors of files that one actor opens for itself.
const OPEN_MAX: usize = 4;

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let fds = view.picks(by, |_| true);
    let roomy = fds.is_empty() || view.world.free_slots(by) > 2 && fds.len() < OPEN_MAX;
    // Only calls of flock itself race.
    let table = if view.racing && !fds.is_empty() { &CALLS[1..2] } else { &CALLS[..] };
    let call = Call::of(&draw.call(table, fds, roomy));
    place(view, by, call, draw).into()
}

/// The file of a descriptor.
fn state<'v>(view: &View<'v>, by: Actor, fd: Pick) -> Option<&'v FileState> {
    view.object(by, fd).map(|object| view.model::<Files>().file(object))
}

/// The same call, where something can be said of it.
fn place(view: &View<'_>, by: Actor, call: Call, draw: &mut Draw<'_>) -> Call {
    let access = |fd| view.file(by, fd).map_or(Access::Both, |file| file.access);
    match call {
        Call::Lock { fd, mode, nonblocking } if !view.racing => {
            let fd = if draw.percent(40) { telling(view, by, draw).unwrap_or(fd) } else { fd };
            let none = draw.percent(1);
            lock(view, by, Call::Lock { fd, mode, nonblocking }, none, draw)
        }
        Call::Odd { operation, .. } if draw.percent(20) => Call::Odd { fd: Pick::NONE, operation },
        Call::Record { fd, kind } => {
            let others = |(owner, _): &(Actor, Kind)| *owner != view.world.process_of(by);
            let taken = state(view, by, fd).is_some_and(|file| file.records().iter().any(others));
            let kind = match access(fd) {
                _ if taken => None,
                Access::Read => kind.and(Some(Kind::Read)),
                Access::Write => kind.and(Some(Kind::Write)),
                Access::Both => kind,
            };
            Call::Record { fd, kind }
        }
        Call::Touch { fd, .. } if access(fd) == Access::Read => Call::Touch { fd, writes: false },
        Call::Touch { fd, .. } if access(fd) == Access::Write => Call::Touch { fd, writes: true },
        other => other,
    }
}

/// A descriptor whose description has a lock, or whose file another has locked.
fn telling(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Option<Pick> {
    let locked = |fd: &Pick| state(view, by, *fd).is_some_and(|file| !file.locks().is_empty());
    let fds: Vec<Pick> = view.picks(by, |_| true).into_iter().filter(locked).collect();
    draw.maybe(&fds).copied()
}

fn lock(view: &View<'_>, by: Actor, call: Call, none: bool, draw: &mut Draw<'_>) -> Call {
    let Call::Lock { fd, mode, nonblocking } = call else { return call };
    let slot = view.world.slot(by, fd);
    let (Some(slot), Some(file)) = (slot, state(view, by, fd)) else { return call };
    let sleeps = view.model::<Files>().waiting.iter().find(|one| one.description == slot.file);
    let own = file.own(slot.file).is_some();
    let drawn = *draw.one_of(&[Mode::Shared, Mode::Exclusive]);
    let mode = match mode {
        _ if sleeps.is_some() => sleeps.map(|one| one.mode).filter(|_| !own),
        // There is nothing to unlock.
        None if !own && !draw.percent(3) => Some(drawn),
        // What keeps a sleeper out is unlocked rather sooner.
        Some(_) if own && draw.percent(if view.waiting.is_empty() { 10 } else { 60 }) => None,
        mode => mode,
    };
    let nonblocking = nonblocking || view.waiting.len() > 1 && draw.percent(50);
    let fd = if none { Pick::NONE } else { fd };
    Call::Lock { fd, mode, nonblocking }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let fd = Pick(0);
    let last = Pick(1);
    let lock = |fd, mode| Call::Lock { fd, mode, nonblocking: true };
    let calls = [
        Call::Open { file: 0, access: Access::Both },
        Call::Open { file: 0, access: Access::Read },
        Call::Open { file: 0, access: Access::Write },
        lock(fd, Some(Mode::Shared)),
        lock(fd, Some(Mode::Exclusive)),
        lock(last, Some(Mode::Shared)),
        lock(last, Some(Mode::Exclusive)),
        lock(fd, None),
        Call::ProcLocks { fd },
    ];
    (calls.map(Op::from).into(), 3)
}
