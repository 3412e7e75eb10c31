//! The small scope: every short sequence of a room's representative operations, before anything
//! random.

pub mod deeds;

use super::script::{SCRIPT_SCHEMA, Script, Step};
use super::shared_claims::Shared;
use super::world::Rooms;
use super::{Actor, Deed, Limit, Limits, Op, Pick, Room, Scene};

/// All sequences of one and two operations that begin with a creating one, then all of three.
pub struct SmallScope {
    room: &'static Room,
    operations: Vec<Op>,
    creating: usize,
}

impl SmallScope {
    pub fn of(room: &'static Room) -> Self {
        let (operations, creating) = (room.small_scope)();
        Self { room, operations, creating }
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
    pub fn script(&self, number: u64) -> Script {
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
            .map(|index| Step::Call { by: Actor(0), op: self.operations[index] })
            .collect();
        Script { steps, ..empty(self.room) }
    }
}

/// The scenes of a room, and those of the engine for whatever the room speaks of: the last
/// descriptor, and threads.
pub fn scenes(room: &'static Room) -> Vec<Scene> {
    /// Two processes, and the thread of the first.
    const ACTORS: u8 = 2;
    const THREAD: Actor = Actor(ACTORS);
    let mut scenes = (room.scenes)();
    let subjects = super::room::all().iter().filter_map(|other| other.subject.as_ref());
    scenes.extend(subjects.filter(|_| room.watches).flat_map(room.scenes_beside));
    scenes.extend(scenes_of_the_last_descriptor(room));
    if room.facility.shared.get(Shared::ThreadShares).is_none() {
        return scenes;
    }
    let create = || (room.small_scope)().0.swap_remove(0);
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
            Scene::of(ACTORS, steps)
        })
    }));
    scenes
}

/// The scenes of the last descriptor, which a process may have again once one is closed.
fn scenes_of_the_last_descriptor(room: &'static Room) -> Vec<Scene> {
    if room.facility.shared.get(Shared::DupLimit).is_none() {
        return vec![];
    }
    let op = (room.small_scope)().0.swap_remove(0);
    let opens = op.opens() as u64;
    let only = |room| Limits([(Limit::NofileRoom, room)].into_iter().collect());
    let opened = || Step::Call { by: Actor(0), op };
    let dup = || Step::Deed { by: Actor(0), deed: Deed::Dup { fd: Pick(0) } };
    let close = Step::Deed { by: Actor(0), deed: Deed::Close { fd: Pick(0) } };
    let scene = |limits, steps| Scene { actors: 1, limits, steps };
    vec![
        scene(only(opens), vec![opened(), dup()]),
        scene(only(opens + 1), vec![opened(), dup(), close, dup()]),
    ]
}

/// A script without steps, of the rooms whose calls these are, the first of them this.
pub fn beside(room: &'static Room, steps: &[Step]) -> Script {
    let mut script = empty(room);
    let calls = steps.iter().flat_map(|step| match step {
        Step::Call { op, .. } => vec![op],
        Step::Race { windows } => windows.iter().flat_map(|lane| &lane.calls).collect(),
        Step::Deed { .. } => vec![],
    });
    for op in calls {
        if !script.rooms.iter().any(|known| known.is(op.room())) {
            script.rooms.push(op.room());
        }
    }
    script
}

/// A script without steps.
pub fn empty(room: &'static Room) -> Script {
    Script {
        schema: SCRIPT_SCHEMA,
        rooms: Rooms::from_slice(&[room]),
        actors: 1,
        solo: true,
        limits: Limits::default(),
        steps: vec![],
    }
}
