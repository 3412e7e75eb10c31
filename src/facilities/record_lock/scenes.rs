//! Situations of record locks that chance reaches too rarely.

mod steps;

use super::calls::{Call, Command};
use crate::engine::{Access, Actor, Deed, Pick, Scene, Step};
use crate::families::ranges::{Kind, Range};
use steps::{
    A, B, C, CHILD_OF_TWO, D, READ, UNLOCK, WRITE, by_all, deed, get, lock, lockf, open,
    proc_locks, wait,
};

type Steps = Vec<Step>;

/// The length of a range that has no last byte.
const ALL: i16 = 0;

pub fn all() -> Vec<Scene> {
    let mut scenes = vec![
        (2, circle(&[A, B])),
        (3, circle(&[A, B, C])),
        (4, circle(&[A, B, C, D])),
        (2, circle_of_lockf()),
        (2, circle_that_is_none()),
        (2, interrupted(|by| wait(by, WRITE, 0, 10))),
        (2, interrupted(|by| lockf(by, Command::Lock, 0, 10))),
        (2, what_a_child_has()),
        (2, lasts_over_exec()),
        (2, grown()),
        (2, downgraded()),
        (2, descriptions()),
        (2, descriptions_told()),
        (2, descriptions_shared()),
        (2, description_outlives_process()),
        (2, apart_from_flock()),
        (2, made_by_lockf()),
        (2, split_by_lockf()),
        (2, not_enforced(0)),
        (2, not_enforced(1)),
        (1, on_what_is_not_open()),
        (2, shared_by_threads()),
        (2, lasts_over_exec_by_a_thread()),
        (2, the_process_of_a_waiter_exits(A, CHILD_OF_TWO)),
        (2, the_process_of_a_waiter_exits(CHILD_OF_TWO, A)),
    ];
    scenes.extend(ends().map(|end| (2, released_by(end, lock(A, WRITE, 0, 10)))));
    scenes.extend(ends().map(|end| (2, released_by(end, lockf(A, Command::Lock, 0, 10)))));
    scenes.extend(ends().map(|end| (2, woken_by(end))));
    scenes.into_iter().map(|(actors, steps)| Scene::of(actors, steps)).collect()
}

/// What a thread locks, the other of its process may lock, and loses when either closes.
fn shared_by_threads() -> Steps {
    const THREAD: Actor = CHILD_OF_TWO;
    let mut steps = by_all(&[A, B]);
    steps.push(deed(A, Deed::Thread));
    steps.extend([
        lock(A, WRITE, 0, 10),
        lock(THREAD, WRITE, 0, 10),
        get(THREAD, Kind::Write, 0, 10),
        lock(B, WRITE, 0, 10),
        wait(B, WRITE, 0, 10),
        open(THREAD, 0, Access::Both),
        deed(THREAD, Deed::Close { fd: Pick(1) }),
        lock(THREAD, READ, 0, 10),
    ]);
    steps
}

fn lasts_over_exec_by_a_thread() -> Steps {
    let mut steps = by_all(&[A, B]);
    steps.extend([lock(A, WRITE, 0, 10), deed(A, Deed::Thread), deed(CHILD_OF_TWO, Deed::Exec)]);
    steps.push(lock(B, WRITE, 0, 10));
    steps
}

/// One thread waits for a lock while the other exits: it does not get it.
fn the_process_of_a_waiter_exits(by: Actor, waits: Actor) -> Steps {
    let mut steps = by_all(&[A, B]);
    steps.extend([lock(B, WRITE, 0, 10), deed(A, Deed::Thread), wait(waits, WRITE, 0, 10)]);
    steps.extend([deed(by, Deed::Exit), lock(B, UNLOCK, 0, 10), lock(B, WRITE, 0, 10)]);
    steps
}

/// A description has its lock by whichever of its descriptors, and in whichever process.
fn descriptions_shared() -> Steps {
    let dup = deed(A, Deed::Dup { fd: Pick(0) });
    let pass = deed(A, Deed::Pass { fd: Pick(0), to: B });
    vec![
        open(A, 0, Access::Both),
        dup,
        pass,
        of_description(A, 0),
        of_description(A, 1),
        of_description(B, 0),
    ]
}

/// A description that another process has as well goes on without the process that locked by it.
fn description_outlives_process() -> Steps {
    let pass = deed(A, Deed::Pass { fd: Pick(0), to: B });
    let mut steps = vec![open(A, 0, Access::Both), pass, lock(A, WRITE, 0, 10)];
    steps.extend([deed(A, Deed::Exit), wait(B, WRITE, 0, 10)]);
    steps
}

/// Each has a byte of its own, and waits for the next one's.
fn circle(actors: &[Actor]) -> Steps {
    let mut steps = by_all(actors);
    let own = |nth: usize| 10 * nth as i16;
    let each = || actors.iter().copied().enumerate();
    steps.extend(each().map(|(nth, by)| lock(by, WRITE, own(nth), 1)));
    steps.extend(each().map(|(nth, by)| wait(by, WRITE, own((nth + 1) % actors.len()), 1)));
    // The last one was refused, and lets the others go on.
    let last = actors.len() - 1;
    steps.push(lock(actors[last], UNLOCK, own(last), 1));
    steps
}

fn circle_of_lockf() -> Steps {
    let mut steps = by_all(&[A, B]);
    steps.extend([
        lockf(A, Command::Lock, 0, 1),
        lockf(B, Command::Lock, 10, 1),
        lockf(A, Command::Lock, 10, 1),
        lockf(B, Command::Lock, 0, 1),
        lockf(B, Command::Unlock, 0, ALL),
    ]);
    steps
}

/// A thread waits for a process that waits for its own: the other thread can still unlock.
fn circle_that_is_none() -> Steps {
    let mut steps = by_all(&[A, B]);
    steps.extend([lock(A, WRITE, 0, 1), lock(B, WRITE, 10, 1), deed(A, Deed::Thread)]);
    steps.extend([wait(B, WRITE, 0, 1), wait(CHILD_OF_TWO, WRITE, 10, 1), lock(A, UNLOCK, 0, 1)]);
    steps
}

fn interrupted(waits: impl Fn(Actor) -> Step) -> Steps {
    let mut steps = by_all(&[A, B]);
    let signal = || deed(A, Deed::Signal { target: B });
    steps.extend([
        lock(A, WRITE, 0, 10),
        deed(B, Deed::Handle { restart: false }),
        waits(B),
        signal(),
        deed(B, Deed::Handle { restart: true }),
        waits(B),
        signal(),
        lock(A, UNLOCK, 0, 10),
    ]);
    steps
}

fn what_a_child_has() -> Steps {
    vec![
        open(A, 0, Access::Both),
        lock(A, WRITE, 0, 10),
        lockf(A, Command::Lock, 20, 10),
        deed(A, Deed::Fork),
        lock(CHILD_OF_TWO, WRITE, 0, 10),
        lockf(CHILD_OF_TWO, Command::TryLock, 20, 10),
        get(CHILD_OF_TWO, Kind::Write, 0, ALL),
        // Closing its own descriptor costs the child locks that it does not have.
        deed(CHILD_OF_TWO, Deed::Close { fd: Pick(0) }),
        open(B, 0, Access::Both),
        lock(B, WRITE, 0, 10),
    ]
}

fn lasts_over_exec() -> Steps {
    let mut steps = by_all(&[A, B]);
    steps.extend([
        lock(A, READ, 0, 10),
        deed(A, Deed::Exec),
        lock(B, WRITE, 0, 10),
        get(B, Kind::Write, 0, 10),
        lock(A, UNLOCK, 0, 10),
        lock(B, WRITE, 0, 10),
    ]);
    steps
}

fn grown() -> Steps {
    let mut steps = by_all(&[A, B]);
    steps.extend([
        lock(A, WRITE, 50, ALL),
        Step::call(A, Call::Resize { fd: Pick(0), bytes: 200 }),
        lock(B, READ, 150, 10),
        get(B, Kind::Write, 150, 10),
    ]);
    steps
}

fn downgraded() -> Steps {
    let mut steps = by_all(&[A, B]);
    steps.extend([
        lock(A, WRITE, 0, 10),
        lock(B, READ, 0, 10),
        lock(A, READ, 0, 10),
        get(B, Kind::Write, 0, 10),
        lock(B, READ, 0, 10),
    ]);
    steps
}

fn of_description(by: Actor, fd: u8) -> Step {
    let (fd, range) = (Pick(fd), Range::plain(0, 10));
    Step::call(by, Call::SetOfDescription { fd, kind: WRITE, range })
}

fn descriptions() -> Steps {
    let mut steps = by_all(&[A, B]);
    steps.extend([
        of_description(A, 0),
        of_description(B, 0),
        lock(A, WRITE, 0, 10),
        lock(B, WRITE, 0, 10),
        lock(B, WRITE, 20, 10),
    ]);
    steps
}

fn descriptions_told() -> Steps {
    let mut steps = by_all(&[A, B]);
    steps.extend([
        of_description(A, 0),
        get(B, Kind::Write, 0, ALL),
        lock(A, READ, 50, ALL),
        proc_locks(B),
        deed(A, Deed::Close { fd: Pick(0) }),
        lock(B, WRITE, 0, 10),
    ]);
    steps
}

fn apart_from_flock() -> Steps {
    let mut steps = by_all(&[A, B]);
    let flock = |by| Step::call(by, Call::Flock { fd: Pick(0), kind: WRITE });
    steps.extend([flock(A), lock(B, WRITE, 0, 10), proc_locks(B), flock(A)]);
    steps
}

/// What lockf locks, as F_GETLK tells of it.
fn made_by_lockf() -> Steps {
    let mut steps = by_all(&[A, B]);
    let told = || get(B, Kind::Write, 0, ALL);
    let unlock = || lockf(A, Command::Unlock, 0, ALL);
    for (offset, length) in [(10, 5), (10, -5), (10, ALL)] {
        steps.extend([lockf(A, Command::Lock, offset, length), told(), lock(B, READ, 12, 1)]);
        // Of what is before the offset, the other may lock what is behind it.
        steps.extend([unlock(), lock(B, UNLOCK, 0, ALL)]);
    }
    steps.extend([lockf(A, Command::Lock, 10, 5), lockf(A, Command::Lock, 12, 8), told()]);
    steps.extend([lockf(B, Command::TryLock, 150, 5), lockf(A, Command::Test, 150, 5)]);
    steps
}

fn split_by_lockf() -> Steps {
    let mut steps = by_all(&[A, B]);
    steps.extend([
        lockf(A, Command::TryLock, 10, 10),
        lockf(A, Command::Unlock, 14, 2),
        get(B, Kind::Write, 0, 12),
        lockf(B, Command::TryLock, 14, 2),
        lockf(B, Command::TryLock, 10, 2),
        lockf(A, Command::Test, 10, 2),
        lock(A, READ, 50, 10),
        lockf(B, Command::TryLock, 50, 10),
    ]);
    steps
}

fn not_enforced(file: u8) -> Steps {
    vec![
        open(A, file, Access::Both),
        open(B, file, Access::Write),
        lock(A, WRITE, 0, ALL),
        Step::call(B, Call::Write { fd: Pick(0) }),
    ]
}

fn on_what_is_not_open() -> Steps {
    let on_none = |mut step: Step| {
        if let Step::Call { op, .. } = &mut step {
            op.resolve(|_| Some(Pick::NONE));
        }
        step
    };
    vec![
        on_none(lock(A, WRITE, 0, ALL)),
        on_none(wait(A, READ, 0, ALL)),
        on_none(get(A, Kind::Write, 0, ALL)),
        on_none(lockf(A, Command::Lock, 0, ALL)),
        on_none(lockf(A, Command::Test, 0, ALL)),
    ]
}

/// Ways to lose all locks on the file: the holder's, whose descriptors 0 and 1 are of one
/// description, and 2 of another.
fn ends() -> impl Iterator<Item = Steps> {
    let close = |fds: &[u8]| fds.iter().map(|fd| deed(A, Deed::Close { fd: Pick(*fd) })).collect();
    let ends = [
        close(&[1]),
        close(&[2]),
        // Once the second is gone, the third has its place.
        close(&[2, 0, 0]),
        vec![deed(A, Deed::Exit)],
        vec![deed(B, Deed::Kill { target: A })],
        vec![deed(A, Deed::SetCloexec { fd: Pick(2), on: true }), deed(A, Deed::Exec)],
    ];
    ends.into_iter()
}

fn holder() -> Steps {
    let mut steps = vec![open(A, 0, Access::Both), deed(A, Deed::Dup { fd: Pick(0) })];
    steps.extend([open(A, 0, Access::Read), open(B, 0, Access::Both)]);
    steps
}

fn released_by(end: Steps, locked: Step) -> Steps {
    let mut steps = holder();
    let by_lockf = locked.kind() == "lockf";
    steps.push(locked);
    steps.extend(end);
    steps.push(if by_lockf { lockf(B, Command::TryLock, 0, 10) } else { lock(B, WRITE, 0, 10) });
    steps
}

fn woken_by(end: Steps) -> Steps {
    let mut steps = holder();
    steps.push(lock(A, WRITE, 0, 10));
    // A process that waits cannot kill.
    let killed = end.iter().any(|step| matches!(step, Step::Deed { by: B, .. }));
    if !killed {
        steps.push(wait(B, WRITE, 5, 10));
    }
    steps.extend(end);
    steps
}
