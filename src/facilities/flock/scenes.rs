//! Situations of locked files that chance reaches too rarely.

use super::calls::{Call, Mode};
use crate::engine::{Access, Actor, Deed, Pick, Scene, Step};
use crate::families::ranges::Kind;

type Steps = Vec<Step>;

const A: Actor = Actor(0);
const B: Actor = Actor(1);
const C: Actor = Actor(2);
/// The first descriptor that every actor opens.
const FD: Pick = Pick(0);
const SECOND: Pick = Pick(1);
const SHARED: Option<Mode> = Some(Mode::Shared);
const EXCLUSIVE: Option<Mode> = Some(Mode::Exclusive);
const UNLOCK: Option<Mode> = None;

pub fn all() -> Vec<Scene> {
    let mut scenes = vec![
        (3, a_refused_upgrade()),
        (2, upgraded()),
        (2, downgraded()),
        (3, overtaken()),
        (3, crossing()),
        (2, itself()),
        (2, interrupted()),
        (2, by_a_child()),
        (2, over_exec()),
        (2, apart_from_fcntl()),
        (2, not_enforced()),
        (2, listed()),
        (1, on_what_is_not_open()),
        (2, by_threads()),
    ];
    scenes.extend(ends().map(|end| (2, released_by(end))));
    scenes.extend(ends().map(|end| (2, woken_by(end))));
    scenes.into_iter().map(|(actors, steps)| Scene::of(actors, steps)).collect()
}

fn open(by: Actor, file: u8) -> Step {
    Step::call(by, Call::Open { file, access: Access::Both })
}

fn by_all(actors: &[Actor]) -> Steps {
    actors.iter().map(|by| open(*by, 0)).collect()
}

fn of(by: Actor, fd: Pick, mode: Option<Mode>) -> Step {
    Step::call(by, Call::Lock { fd, mode, nonblocking: true })
}

fn lock(by: Actor, mode: Option<Mode>) -> Step {
    of(by, FD, mode)
}

fn wait(by: Actor, mode: Option<Mode>) -> Step {
    Step::call(by, Call::Lock { fd: FD, mode, nonblocking: false })
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

/// The shared lock is gone with the upgrade that failed: once the other is closed, a third may have
/// the file for itself.
fn a_refused_upgrade() -> Steps {
    let mut steps = by_all(&[A, B, C]);
    let close = deed(B, Deed::Close { fd: FD });
    steps.extend([lock(A, SHARED), lock(B, SHARED), lock(A, EXCLUSIVE), close]);
    steps.push(lock(C, EXCLUSIVE));
    steps
}

fn upgraded() -> Steps {
    let mut steps = by_all(&[A, B]);
    steps.extend([lock(A, SHARED), lock(B, SHARED), lock(B, UNLOCK), lock(A, EXCLUSIVE)]);
    steps.extend([lock(B, SHARED), lock(A, EXCLUSIVE), lock(B, EXCLUSIVE)]);
    steps
}

fn downgraded() -> Steps {
    let mut steps = by_all(&[A, B]);
    steps.extend([lock(A, EXCLUSIVE), lock(B, SHARED), lock(A, SHARED), lock(B, SHARED)]);
    steps.extend([lock(A, EXCLUSIVE), lock(B, EXCLUSIVE)]);
    steps
}

/// Another waits when a lock is converted.
fn overtaken() -> Steps {
    let mut steps = by_all(&[A, B, C]);
    steps.extend([lock(A, SHARED), wait(B, EXCLUSIVE), lock(A, EXCLUSIVE), lock(A, SHARED)]);
    steps.extend([lock(C, SHARED), lock(A, UNLOCK), lock(C, UNLOCK), lock(B, UNLOCK)]);
    steps
}

/// Each waits for the other's file, until one is killed.
fn crossing() -> Steps {
    let mut steps = vec![open(A, 0), open(B, 1), lock(A, EXCLUSIVE), lock(B, EXCLUSIVE)];
    let wait = |by| Step::call(by, Call::Lock { fd: SECOND, mode: EXCLUSIVE, nonblocking: false });
    steps.extend([open(A, 1), open(B, 0), wait(A), wait(B), deed(C, Deed::Kill { target: A })]);
    steps
}

/// A process waits for a lock that it has itself, by another description.
fn itself() -> Steps {
    let mut steps = vec![open(A, 0), open(A, 0), of(A, SECOND, EXCLUSIVE), wait(A, EXCLUSIVE)];
    steps.push(deed(B, Deed::Kill { target: A }));
    steps
}

fn interrupted() -> Steps {
    let mut steps = by_all(&[A, B]);
    let signal = || deed(A, Deed::Signal { target: B });
    steps.extend([
        lock(A, EXCLUSIVE),
        deed(B, Deed::Handle { restart: false }),
        wait(B, EXCLUSIVE),
        signal(),
        deed(B, Deed::Handle { restart: true }),
        wait(B, SHARED),
        signal(),
        lock(A, UNLOCK),
    ]);
    steps
}

fn by_a_child() -> Steps {
    let child = C;
    let mut steps = by_all(&[A, B]);
    steps.extend([lock(A, EXCLUSIVE), deed(A, Deed::Fork), lock(child, EXCLUSIVE)]);
    steps.extend([lock(child, SHARED), lock(B, SHARED), lock(B, UNLOCK), lock(child, EXCLUSIVE)]);
    steps.extend([lock(child, UNLOCK), lock(B, EXCLUSIVE), lock(B, UNLOCK)]);
    steps.extend([lock(child, EXCLUSIVE), deed(child, Deed::Exit), lock(B, EXCLUSIVE)]);
    steps
}

fn over_exec() -> Steps {
    let mut steps = by_all(&[A, B]);
    steps.extend([lock(A, EXCLUSIVE), deed(A, Deed::Exec), lock(B, SHARED), lock(A, UNLOCK)]);
    steps.extend([lock(B, SHARED), lock(B, UNLOCK), lock(A, SHARED)]);
    steps
}

fn apart_from_fcntl() -> Steps {
    let record = |by, kind| Step::call(by, Call::Record { fd: FD, kind });
    let mut steps = by_all(&[A, B]);
    steps.extend([record(A, Some(Kind::Write)), lock(B, EXCLUSIVE), record(A, None)]);
    steps.extend([record(A, Some(Kind::Write)), lock(B, UNLOCK), lock(B, SHARED)]);
    steps
}

fn not_enforced() -> Steps {
    let touch = |writes| Step::call(B, Call::Touch { fd: FD, writes });
    let mut steps = by_all(&[A, B]);
    steps.extend([lock(A, EXCLUSIVE), touch(true), touch(false), lock(B, SHARED)]);
    steps
}

fn listed() -> Steps {
    let look = || Step::call(A, Call::ProcLocks { fd: FD });
    let mut steps = by_all(&[A, B]);
    steps.extend([look(), lock(A, SHARED), look(), lock(B, SHARED), look(), lock(B, UNLOCK)]);
    steps.extend([lock(A, EXCLUSIVE), look(), lock(A, UNLOCK), look()]);
    steps
}

fn on_what_is_not_open() -> Steps {
    let none = |mode| of(A, Pick::NONE, mode);
    vec![none(SHARED), none(EXCLUSIVE), none(UNLOCK)]
}

/// Threads lock against each other by descriptions of their own, and not by one.
fn by_threads() -> Steps {
    let thread = C;
    let mut steps = vec![open(A, 0), open(B, 0), deed(A, Deed::Thread), open(thread, 0)];
    steps.extend([lock(A, EXCLUSIVE), lock(thread, EXCLUSIVE), of(thread, SECOND, SHARED)]);
    steps.extend([lock(thread, SHARED), of(A, SECOND, SHARED), lock(B, EXCLUSIVE)]);
    steps
}

/// Ways to end the lock of A's first description, of which B may have a descriptor as well.
fn ends() -> impl Iterator<Item = Steps> {
    let close = || deed(A, Deed::Close { fd: FD });
    let ends = [
        vec![close()],
        vec![close(), close()],
        vec![deed(A, Deed::Exit)],
        vec![deed(B, Deed::Kill { target: A })],
        vec![deed(A, Deed::Exec)],
        vec![lock(A, UNLOCK)],
        vec![of(A, SECOND, UNLOCK)],
    ];
    ends.into_iter()
}

/// A has two descriptors of one description, of which the second is closed by execve.
fn holder() -> Steps {
    let dup = deed(A, Deed::Dup { fd: FD });
    let cloexec = deed(A, Deed::SetCloexec { fd: SECOND, on: true });
    vec![open(A, 0), dup, cloexec, open(B, 0), lock(A, EXCLUSIVE)]
}

fn released_by(end: Steps) -> Steps {
    let mut steps = holder();
    steps.extend(end);
    steps.extend([lock(B, EXCLUSIVE), lock(B, SHARED)]);
    steps
}

fn woken_by(end: Steps) -> Steps {
    let mut steps = holder();
    // A process that waits cannot kill.
    let killed = end.iter().any(|step| matches!(step, Step::Deed { by: B, .. }));
    if !killed {
        steps.push(wait(B, SHARED));
    }
    steps.extend(end);
    steps
}
