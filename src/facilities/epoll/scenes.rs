//! Situations that chance reaches too rarely.

mod watched;

use super::calls::{Call, EXCLUSIVE, IN, Mask, Timeout};
use crate::engine::forms::{Flags, Tag};
use crate::engine::{Actor, Deed, Limit, Limits, Op, Pick, Scene, Step, Subject};

const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);
const FOREVER: Timeout = Timeout::Forever;
const FAR: Timeout = Timeout::Far;
const NOW: Timeout = Timeout::Zero;
const MOST: i32 = 8;

pub fn beside(subject: &Subject) -> Vec<Scene> {
    watched::all(subject)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn create() -> Step {
    Step::call(ONE, Call::Create { flags: Flags::NONE })
}

fn add(on: Pick, fd: Pick, events: i32, tag: u16) -> Step {
    Step::call(ONE, Call::Add { on, fd, events: Flags::of(events), tag: Tag(tag) })
}

fn modify(on: Pick, fd: Pick, events: i32, tag: u16) -> Step {
    Step::call(ONE, Call::Modify { on, fd, events: Flags::of(events), tag: Tag(tag) })
}

fn remove(on: Pick, fd: Pick) -> Step {
    Step::call(ONE, Call::Remove { on, fd })
}

fn wait(on: Pick, timeout: Timeout) -> Op {
    Call::Wait { on, most: MOST, outside: false, timeout }.into()
}

fn pwait(on: Pick, timeout: Timeout, mask: Mask) -> Op {
    Call::Pwait { on, most: MOST, outside: false, timeout, mask }.into()
}

fn pwait2(on: Pick, timeout: Timeout, mask: Mask) -> Op {
    Call::Pwait2 { on, most: MOST, outside: false, timeout, mask }.into()
}

/// Without an object of another room.
pub fn all() -> Vec<Scene> {
    let (on, other) = (Pick(0), Pick(1));
    let sleeping = [
        wait(on, FOREVER),
        wait(on, FAR),
        pwait(on, FOREVER, Mask::Empty),
        pwait(on, FAR, Mask::Blocks),
        pwait2(on, FOREVER, Mask::Null),
        pwait2(on, FAR, Mask::Empty),
    ];
    let mut scenes: Vec<Scene> =
        sleeping.into_iter().flat_map(|call| [true, false].map(|on| signalled(call, on))).collect();
    let at_once = [
        wait(on, Timeout::Soon),
        pwait(on, Timeout::Soon, Mask::Blocks),
        pwait2(on, Timeout::Soon, Mask::Null),
        pwait(on, FOREVER, Mask::Pending),
        pwait2(on, FOREVER, Mask::Pending),
        Call::Wait { on, most: 0, outside: false, timeout: NOW }.into(),
        Call::Wait { on, most: 1, outside: true, timeout: NOW }.into(),
        Call::Wait { on: Pick::NONE, most: 1, outside: false, timeout: NOW }.into(),
    ];
    scenes.extend(at_once.map(|call| Scene::of(2, vec![create(), Step::call(ONE, call)])));
    let nested = [
        vec![create(), create(), add(on, on, IN, 1), add(on, other, IN, 2), add(other, on, IN, 3)],
        vec![create(), create(), add(on, other, IN | EXCLUSIVE, 1), add(on, other, IN, 2)],
        vec![create(), create(), modify(on, other, IN, 1), remove(on, other)],
    ];
    scenes.extend(nested.map(|steps| Scene::of(2, steps)));
    let limits = Limits([(Limit::NofileRoom, 1)].into_iter().collect());
    let sized = Step::call(ONE, Call::CreateSized { size: 1 });
    scenes.push(Scene { actors: 1, limits, steps: vec![create(), create(), sized] });
    scenes
}

/// A signal comes while it sleeps.
fn signalled(call: Op, restart: bool) -> Scene {
    let steps = vec![
        create(),
        deed(ONE, Deed::Handle { restart }),
        Step::call(ONE, call),
        deed(TWO, Deed::Signal { target: ONE }),
        Step::call(ONE, wait(Pick(0), NOW)),
    ];
    Scene::of(2, steps)
}
