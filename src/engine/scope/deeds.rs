//! Short scripts about descriptors, the same for every room: what shows when a deed of the engine
//! is not what it should be, which chance reaches rarely.

use super::SmallScope;
use crate::engine::deed::Watching;
use crate::engine::{Actor, Deed, Pick, Room, Scene, Step};

const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);
/// The first descriptor that anybody has.
const FIRST: Pick = Pick(0);

/// The number of actors, and the steps; only of deeds that the room has.
pub fn deeds(room: &'static Room) -> Vec<Scene> {
    let script = SmallScope::of(room).script(0);
    let Some(create @ Step::Call { op, .. }) = script.steps.first() else { return vec![] };
    // What is opened next comes after what the creation opened.
    let next = Pick(op.opens() as u8);
    let scenes = [
        flags_are_shared(ONE, Deed::Dup { fd: FIRST }, next),
        flags_are_shared(TWO, Deed::Pass { fd: FIRST, to: TWO }, FIRST),
        close_on_exec_is_as_set(next),
        exec(true),
        exec(false),
        vec![(ONE, Deed::Fork)],
        epoll(Pick(next.0.saturating_sub(1))),
    ];
    let has = |deed: &Deed| room.deeds.iter().any(|(kind, _)| *kind == deed.kind());
    let possible = scenes.into_iter().filter(|scene| scene.iter().all(|(_, deed)| has(deed)));
    possible
        .map(|scene| {
            let deeds = scene.into_iter().map(|(by, deed)| Step::Deed { by, deed });
            Scene::of(2, std::iter::once(create.clone()).chain(deeds).collect())
        })
        .collect()
}

/// O_NONBLOCK set by one descriptor is told by the other, which that deed made.
fn flags_are_shared(other: Actor, deed: Deed, fd: Pick) -> Vec<(Actor, Deed)> {
    let set = |on| (ONE, Deed::SetNonblock { fd: FIRST, on });
    let get = || (other, Deed::GetNonblock { fd });
    vec![(ONE, deed), set(true), get(), set(false), get()]
}

fn close_on_exec_is_as_set(next: Pick) -> Vec<(Actor, Deed)> {
    let set = |on| (ONE, Deed::SetCloexec { fd: FIRST, on });
    let get = |fd| (ONE, Deed::GetCloexec { fd });
    let dup = (ONE, Deed::Dup { fd: FIRST });
    let told = || (ONE, Deed::FdinfoCloexec { fd: FIRST });
    vec![set(false), get(FIRST), told(), set(true), get(FIRST), told(), dup, get(next)]
}

/// Only descriptors without close-on-exec are open after execve.
fn exec(on: bool) -> Vec<(Actor, Deed)> {
    vec![(ONE, Deed::SetCloexec { fd: FIRST, on }), (ONE, Deed::Exec)]
}

/// The last descriptor that was created, where most have something to report: a writer's.
fn epoll(fd: Pick) -> Vec<(Actor, Deed)> {
    use Watching::{Duplicate, Edge, Level, Nested, Oneshot, Outlived, Pwait2};
    [Level, Edge, Oneshot, Duplicate, Outlived, Nested, Pwait2]
        .map(|how| (ONE, Deed::Epoll { fd, how }))
        .into()
}
