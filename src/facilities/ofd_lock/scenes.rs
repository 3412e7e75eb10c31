//! Situations of locks of descriptions that chance reaches too rarely.

use super::calls::{Call, Oddity};
use crate::engine::{Access, Actor, Deed, Pick, Scene, Step};
use crate::families::ranges::{Kind, Range};

type Steps = Vec<Step>;

const A: Actor = Actor(0);
const B: Actor = Actor(1);
const C: Actor = Actor(2);
/// The first descriptor that every actor opens.
const FD: Pick = Pick(0);
const SECOND: Pick = Pick(1);
const READ: Option<Kind> = Some(Kind::Read);
const WRITE: Option<Kind> = Some(Kind::Write);
const UNLOCK: Option<Kind> = None;
const FIRST: Range = Range::plain(0, 10);
const ALL: Range = Range::plain(0, 0);

pub fn all() -> Vec<Scene> {
    let mut scenes = vec![
        (2, told_without_a_process()),
        (2, told_of_ranges()),
        (3, crossing()),
        (2, itself()),
        (2, interrupted()),
        (2, by_a_child()),
        (2, beside_record_locks()),
        (2, beside_records_of_others()),
        (2, downgraded()),
        (2, not_enforced()),
        (1, odd()),
        (2, by_threads()),
    ];
    scenes.extend(ends().map(|end| (2, released_by(end))));
    scenes.extend(ends().map(|end| (2, woken_by(end))));
    scenes.into_iter().map(|(actors, steps)| Scene::of(actors, steps)).collect()
}

fn open(by: Actor) -> Step {
    Step::call(by, Call::Open { file: 0, access: Access::Both })
}

fn of(by: Actor, fd: Pick, kind: Option<Kind>, range: Range) -> Step {
    Step::call(by, Call::Set { fd, wait: false, kind, range })
}

fn lock(by: Actor, kind: Option<Kind>) -> Step {
    of(by, FD, kind, FIRST)
}

fn wait(by: Actor, kind: Option<Kind>, range: Range) -> Step {
    Step::call(by, Call::Set { fd: FD, wait: true, kind, range })
}

fn get(by: Actor, kind: Kind, range: Range) -> Step {
    Step::call(by, Call::Get { fd: FD, kind, range })
}

fn record(by: Actor, kind: Option<Kind>, range: Range) -> Step {
    Step::call(by, Call::Record { fd: FD, kind, range })
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

/// What stands in the way is told to be of process -1.
fn told_without_a_process() -> Steps {
    vec![
        open(A),
        open(A),
        of(A, FD, WRITE, FIRST),
        Step::call(A, Call::Get { fd: SECOND, kind: Kind::Write, range: ALL }),
        open(B),
        get(B, Kind::Read, ALL),
        wait(B, WRITE, FIRST),
        lock(A, UNLOCK),
    ]
}

fn told_of_ranges() -> Steps {
    let mut steps = vec![open(A), open(B)];
    let told = || get(B, Kind::Write, ALL);
    let ranges = [(0, 20), (5, 5), (30, 0), (30, -5), (20, 10)];
    for (start, length) in ranges {
        steps.extend([of(A, FD, WRITE, Range::plain(start, length)), told()]);
        steps.extend([of(A, FD, READ, Range::plain(start + 1, 2)), told()]);
        steps.extend([of(A, FD, UNLOCK, Range::plain(start, 1)), told(), of(A, FD, UNLOCK, ALL)]);
    }
    steps
}

/// Each waits for the other's byte, until one is killed.
fn crossing() -> Steps {
    let (one, two) = (Range::plain(0, 1), Range::plain(10, 1));
    vec![
        open(A),
        open(B),
        of(A, FD, WRITE, one),
        of(B, FD, WRITE, two),
        wait(A, WRITE, two),
        wait(B, WRITE, one),
        deed(C, Deed::Kill { target: A }),
    ]
}

/// A process waits for a lock that it has itself, by another description.
fn itself() -> Steps {
    let kill = deed(B, Deed::Kill { target: A });
    vec![open(A), open(A), of(A, SECOND, WRITE, FIRST), wait(A, WRITE, FIRST), kill]
}

fn interrupted() -> Steps {
    let signal = || deed(A, Deed::Signal { target: B });
    vec![
        open(A),
        open(B),
        lock(A, WRITE),
        deed(B, Deed::Handle { restart: false }),
        wait(B, WRITE, FIRST),
        signal(),
        deed(B, Deed::Handle { restart: true }),
        wait(B, READ, FIRST),
        signal(),
        lock(A, UNLOCK),
    ]
}

fn by_a_child() -> Steps {
    let child = C;
    let mut steps = vec![open(A), open(B), lock(A, WRITE), deed(A, Deed::Fork)];
    steps.extend([lock(child, WRITE), lock(child, READ), lock(B, READ), lock(B, UNLOCK)]);
    steps.extend([lock(A, WRITE), deed(A, Deed::Exit), lock(B, WRITE), lock(child, UNLOCK)]);
    steps.push(lock(B, WRITE));
    steps
}

fn beside_record_locks() -> Steps {
    let other = Range::plain(20, 5);
    let mut steps = vec![open(A), open(B), lock(A, WRITE), record(A, WRITE, FIRST)];
    steps.extend([record(A, READ, FIRST), record(A, WRITE, other), of(A, FD, WRITE, other)]);
    steps.extend([record(B, WRITE, FIRST), record(A, UNLOCK, other), of(A, FD, READ, other)]);
    steps
}

fn beside_records_of_others() -> Steps {
    let mut steps = vec![open(A), open(B), record(A, WRITE, FIRST), lock(B, WRITE)];
    steps.extend([lock(B, READ), get(B, Kind::Write, ALL), wait(B, WRITE, FIRST)]);
    steps.push(record(A, UNLOCK, FIRST));
    steps
}

fn downgraded() -> Steps {
    let mut steps = vec![open(A), open(B), lock(A, WRITE), lock(B, READ), lock(A, READ)];
    steps.extend([get(B, Kind::Write, FIRST), lock(B, READ), lock(A, WRITE), lock(A, UNLOCK)]);
    steps.push(lock(B, WRITE));
    steps
}

fn not_enforced() -> Steps {
    let write = Step::call(B, Call::Write { fd: FD });
    vec![open(A), open(B), of(A, FD, WRITE, ALL), write]
}

fn odd() -> Steps {
    use Oddity::{GetAddress, GetPid, SetAddress, SetPid, SetWaitAddress, SetWaitPid};
    let all = [SetPid, SetWaitPid, GetPid, SetAddress, SetWaitAddress, GetAddress];
    let mut steps = vec![
        of(A, Pick::NONE, WRITE, ALL),
        Step::call(A, Call::Get { fd: Pick::NONE, kind: Kind::Read, range: ALL }),
        open(A),
    ];
    steps.extend(all.map(|what| Step::call(A, Call::Odd { fd: FD, what })));
    steps
}

/// Threads lock against each other by descriptions of their own, and not by one.
fn by_threads() -> Steps {
    let thread = C;
    let mut steps = vec![open(A), open(B), deed(A, Deed::Thread), open(thread), lock(A, WRITE)];
    steps.extend([lock(thread, WRITE), of(thread, SECOND, READ, FIRST), lock(thread, READ)]);
    steps.extend([of(A, SECOND, READ, FIRST), lock(B, WRITE)]);
    steps
}

/// Ways to end the locks of A's description, or to end only one of its descriptors.
fn ends() -> impl Iterator<Item = Steps> {
    let close = || deed(A, Deed::Close { fd: FD });
    let ends = [
        vec![close()],
        vec![close(), close()],
        vec![deed(A, Deed::Exit)],
        vec![deed(B, Deed::Kill { target: A })],
        vec![deed(A, Deed::Exec)],
        vec![of(A, SECOND, UNLOCK, ALL)],
    ];
    ends.into_iter()
}

/// A has two descriptors of one description, of which the second is closed by execve.
fn holder() -> Steps {
    let dup = deed(A, Deed::Dup { fd: FD });
    let cloexec = deed(A, Deed::SetCloexec { fd: SECOND, on: true });
    vec![open(A), dup, cloexec, open(B), lock(A, WRITE)]
}

fn released_by(end: Steps) -> Steps {
    let mut steps = holder();
    steps.extend(end);
    steps.extend([lock(B, WRITE), lock(B, READ)]);
    steps
}

fn woken_by(end: Steps) -> Steps {
    let mut steps = holder();
    // A process that waits cannot kill.
    let killed = end.iter().any(|step| matches!(step, Step::Deed { by: B, .. }));
    if !killed {
        steps.push(wait(B, READ, FIRST));
    }
    steps.extend(end);
    steps
}
