//! The small scope: every short sequence of a room's representative operations, before anything
//! random.

pub mod deeds;

use super::script::{SCRIPT_SCHEMA, Script, Step};
use super::shared_claims::Shared;
use super::{Actor, Deed, Limit, Limits, Pick, Room, SceneWithin};

/// All sequences of one and two operations that begin with a creating one, then all of three.
pub struct SmallScope<Op> {
    operations: Vec<Op>,
    creating: usize,
}

impl<Op: Clone> SmallScope<Op> {
    pub fn of<R: Room<Op = Op>>() -> Self {
        let (operations, creating) = R::small_scope();
        Self { operations, creating }
    }

    /// How many sequences there are.
    pub fn len(&self) -> u64 {
        let (all, creating) = (self.operations.len() as u64, self.creating as u64);
        creating * (1 + all + all * all)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sequence of that number, as a script.
    pub fn script<R: Room<Op = Op>>(&self, number: u64) -> Script<Op> {
        let (all, creating) = (self.operations.len() as u64, self.creating as u64);
        let mut left = number;
        let mut length = 0;
        let mut count = creating;
        while left >= count {
            left -= count;
            count *= all;
            length += 1;
        }
        let mut picked = vec![];
        for _ in 0..length {
            picked.push((left % all) as usize);
            left /= all;
        }
        picked.push(left as usize);
        let steps = picked
            .into_iter()
            .rev()
            .map(|index| Step::Call { by: Actor(0), op: self.operations[index].clone() })
            .collect();
        Script { steps, ..empty::<R>() }
    }
}

/// The scenes of a room, and those of threads where it speaks of them.
pub fn scenes<R: Room>() -> Vec<(u8, Vec<Step<R::Op>>)> {
    /// Two processes, and the thread of the first.
    const ACTORS: u8 = 2;
    const THREAD: Actor = Actor(ACTORS);
    let mut scenes = R::scenes();
    if R::FACILITY.shared.get(Shared::ThreadShares).is_none() {
        return scenes;
    }
    let create = || R::small_scope().0.swap_remove(0);
    let by = |by, deed| Step::Deed { by, deed };
    let keep = Deed::SetCloexec { fd: Pick(0), on: false };
    scenes.extend([Actor(0), THREAD].into_iter().flat_map(|last| {
        [Deed::Exec, Deed::Exit].map(|deed| {
            let steps = vec![
                Step::Call { by: Actor(0), op: create() },
                by(Actor(0), Deed::Dup { fd: Pick(0) }),
                by(Actor(0), Deed::Thread),
                by(THREAD, Deed::SetCloexec { fd: Pick(1), on: true }),
                by(Actor(0), Deed::GetCloexec { fd: Pick(1) }),
                by(Actor(0), keep.clone()),
                by(last, deed.clone()),
                by(last, Deed::Close { fd: Pick(0) }),
            ];
            (ACTORS, steps)
        })
    }));
    scenes
}

/// The scenes of a room within limits, and those of the last descriptor, which another may have
/// once it is closed.
pub fn scenes_within<R: Room>() -> Vec<SceneWithin<R::Op>> {
    let mut scenes = R::scenes_within();
    if R::FACILITY.shared.get(Shared::DupLimit).is_some() {
        let op = R::small_scope().0.swap_remove(0);
        let room = R::opens(&op) as u64;
        let only = |room| Limits([(Limit::NofileRoom, room)].into_iter().collect());
        let opened = || Step::Call { by: Actor(0), op: op.clone() };
        let dup = || Step::Deed { by: Actor(0), deed: Deed::Dup { fd: Pick(0) } };
        let close = Step::Deed { by: Actor(0), deed: Deed::Close { fd: Pick(0) } };
        scenes.push((1, only(room), vec![opened(), dup()]));
        scenes.push((1, only(room + 1), vec![opened(), dup(), close, dup()]));
    }
    scenes
}

/// A script without steps.
pub fn empty<R: Room>() -> Script<R::Op> {
    Script {
        schema: SCRIPT_SCHEMA,
        facility: R::FACILITY.name.to_owned(),
        actors: 1,
        solo: true,
        limits: Limits::default(),
        steps: vec![],
    }
}
