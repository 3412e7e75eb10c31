//! Situations with objects of another room on the list.

use super::super::calls::{Call, EDGE, EXCLUSIVE, IN, Mask, ONESHOT, PRI, Timeout};
use super::{
    FAR, FOREVER, MOST, NOW, ONE, TWO, add, create, deed, modify, pwait, pwait2, remove, wait,
};
use crate::engine::{Deed, Op, Pick, Scene, Step, Subject};

pub fn all(subject: &Subject) -> Vec<Scene> {
    let objects = Objects(*subject);
    let mut scenes = objects.woken();
    scenes.extend(objects.edges());
    scenes.extend(objects.shared_instance());
    scenes.extend(objects.lists());
    scenes.extend(objects.refused());
    if subject.reads != subject.writes {
        scenes.extend(objects.at_the_end());
    }
    scenes
}

/// Objects of the first actor, each numbered as it was made; then an instance.
struct Objects(Subject);

impl Objects {
    fn opens(&self) -> u8 {
        (self.0.create)(0).opens() as u8
    }

    fn to_read(&self, number: u8) -> Pick {
        Pick(number * self.opens() + self.0.reads.0)
    }

    fn to_write(&self, number: u8) -> Pick {
        Pick(number * self.opens() + self.0.writes.0)
    }

    /// The instance that is made after so many objects.
    fn instance(&self, objects: u8) -> Pick {
        Pick(objects * self.opens())
    }

    fn object(&self, number: u8) -> Step {
        Step::call(ONE, (self.0.create)(number))
    }

    fn fill(&self, number: u8, tag: u16) -> Step {
        Step::call(ONE, (self.0.fill)(self.to_write(number), tag))
    }

    fn drain(&self, number: u8) -> Step {
        Step::call(ONE, (self.0.drain)(self.to_read(number)))
    }

    /// The first object is on the list for these events, and the second actor can fill it.
    fn listed(&self, events: i32) -> Vec<Step> {
        let pass = Deed::Pass { fd: self.to_write(0), to: TWO };
        let add = add(self.instance(1), self.to_read(0), events, 1);
        vec![self.object(0), deed(ONE, pass), create(), add]
    }

    fn fills(&self, tag: u16) -> Step {
        Step::call(TWO, (self.0.fill)(Pick(0), tag))
    }

    fn ask(&self) -> Step {
        Step::call(ONE, wait(self.instance(1), NOW))
    }

    fn woken(&self) -> Vec<Scene> {
        let on = self.instance(1);
        let calls: [Op; 8] = [
            wait(on, FOREVER),
            wait(on, FAR),
            pwait(on, FOREVER, Mask::Empty),
            pwait(on, FAR, Mask::Null),
            pwait2(on, FOREVER, Mask::Empty),
            pwait2(on, FAR, Mask::Blocks),
            pwait(on, FOREVER, Mask::Blocks),
            pwait2(on, FOREVER, Mask::Blocks),
        ];
        let scene = |(nth, call): (usize, Op)| {
            let mut steps = self.listed(if nth % 2 == 0 { IN } else { IN | EDGE });
            steps.push(Step::call(ONE, call));
            if nth >= 6 {
                steps.push(deed(TWO, Deed::Signal { target: ONE }));
            }
            steps.extend([self.fills(1), self.ask(), self.ask()]);
            Scene::of(2, steps)
        };
        calls.into_iter().enumerate().map(scene).collect()
    }

    /// Edges, one-shot and changes, asked one after the other.
    fn edges(&self) -> Vec<Scene> {
        let (on, fd) = (self.instance(1), self.to_read(0));
        let again = |events| {
            let mut steps = self.listed(events);
            steps.extend([self.fill(0, 1), self.ask(), self.ask(), self.drain(0), self.ask()]);
            steps.extend([self.fill(0, 2), self.ask(), modify(on, fd, events, 2)]);
            steps.extend([self.ask(), self.ask(), remove(on, fd), self.ask()]);
            Scene::of(2, steps)
        };
        // It was told already: the next sleeps, until that is gone and comes again.
        let sleeps = |call| {
            let mut steps = self.listed(IN | EDGE);
            steps.push(deed(ONE, Deed::Pass { fd, to: TWO }));
            let reads = if fd == self.to_write(0) { Pick(0) } else { Pick(1) };
            let drain = Step::call(TWO, (self.0.drain)(reads));
            steps.extend([self.fill(0, 1), self.ask(), Step::call(ONE, call), drain]);
            steps.push(self.fills(2));
            Scene::of(2, steps)
        };
        let mut twice = self.listed(IN | EDGE);
        twice.extend([self.fill(0, 1), self.ask(), self.ask(), self.fill(0, 2), self.ask()]);
        let mut scenes = [IN, IN | EDGE, IN | ONESHOT, IN | EDGE | ONESHOT].map(again).to_vec();
        scenes.extend([wait(on, FOREVER), pwait2(on, FAR, Mask::Null)].map(sleeps));
        scenes.push(Scene::of(2, twice));
        scenes
    }

    /// The second actor sleeps on the instance of the first, which changes its list meanwhile.
    fn shared_instance(&self) -> Vec<Scene> {
        let (on, fd) = (self.instance(1), self.to_read(0));
        let before = |events: Option<i32>| {
            let mut steps = vec![self.object(0), create(), self.fill(0, 1)];
            steps.extend(events.map(|events| add(on, fd, events, 1)));
            steps.push(deed(ONE, Deed::Pass { fd: on, to: TWO }));
            steps
        };
        let scene = |events: Option<i32>, call: Op, change: Step| {
            let mut steps = before(events);
            steps.extend(events.map(|_| self.ask()));
            steps.extend([Step::call(TWO, call), change, self.ask()]);
            Scene::of(2, steps)
        };
        let theirs = Pick(0);
        let calls = [wait(theirs, FOREVER), pwait2(theirs, FAR, Mask::Null)];
        let one = |call: Op| {
            [
                scene(None, call, add(on, fd, IN, 2)),
                scene(None, call, add(on, fd, IN | EDGE, 2)),
                scene(Some(IN | EDGE), call, modify(on, fd, IN | EDGE, 2)),
                scene(Some(IN | ONESHOT), call, modify(on, fd, IN | ONESHOT, 2)),
                scene(Some(IN | ONESHOT | EDGE), call, modify(on, fd, IN, 2)),
            ]
        };
        calls.into_iter().flat_map(one).collect()
    }

    fn lists(&self) -> Vec<Scene> {
        let (on, fd) = (self.instance(2), self.to_read(0));
        let one = |most| {
            let timeout = NOW;
            Step::call(ONE, Call::Wait { on, most, outside: false, timeout })
        };
        let two = || {
            let adds = [add(on, fd, IN, 1), add(on, self.to_read(1), IN, 2)];
            [self.object(0), self.object(1), create()].into_iter().chain(adds).collect::<Vec<_>>()
        };
        let mut in_turn = two();
        in_turn.extend([self.fill(0, 1), self.fill(1, 2)]);
        in_turn.extend([one(1), one(1), one(1), one(1), one(MOST)]);
        let on = self.instance(1);
        let mut outlives = self.listed(IN);
        let close = |by, fd| deed(by, Deed::Close { fd });
        outlives.extend([self.fill(0, 1), deed(ONE, Deed::Pass { fd, to: TWO })]);
        // The instance is one place lower then.
        let lower = |pick: Pick| if pick.0 > fd.0 { Pick(pick.0 - 1) } else { pick };
        let ask = || Step::call(ONE, wait(lower(on), NOW));
        outlives.extend([close(ONE, fd), ask(), close(TWO, Pick(0)), ask()]);
        outlives.extend([close(TWO, Pick(0)), ask()]);
        let mut duplicate = self.listed(IN);
        let dup = Pick(on.0 + 1);
        duplicate.extend([deed(ONE, Deed::Dup { fd }), add(on, dup, IN, 2), self.fill(0, 1)]);
        duplicate.extend([self.ask(), remove(on, fd), self.ask()]);
        let (inner, outer) = (on, Pick(on.0 + 1));
        let nested = |events, call: fn(Pick, Timeout) -> Op| {
            let mut steps = self.listed(events);
            steps.extend([
                create(),
                add(outer, inner, IN, 2),
                Step::call(ONE, call(outer, FOREVER)),
            ]);
            steps.extend([self.fills(1), Step::call(ONE, wait(outer, NOW)), self.ask()]);
            steps.push(Step::call(ONE, wait(outer, NOW)));
            Scene::of(2, steps)
        };
        let mut scenes: Vec<Scene> =
            [in_turn, outlives, duplicate].map(|steps| Scene::of(2, steps)).into();
        scenes.extend([nested(IN, wait), nested(IN | EDGE, wait)]);
        scenes
    }

    fn refused(&self) -> Vec<Scene> {
        let (on, fd) = (self.instance(1), self.to_read(0));
        let steps = [
            vec![add(on, fd, IN, 2), add(fd, on, IN, 3), add(on, Pick::NONE, IN, 4)],
            vec![modify(on, fd, IN | EXCLUSIVE, 2), Step::call(ONE, wait(fd, NOW))],
            vec![remove(on, fd), remove(on, fd), add(on, fd, IN | EXCLUSIVE | PRI, 2)],
            vec![remove(on, fd), add(on, fd, IN | EXCLUSIVE | ONESHOT, 2)],
            vec![remove(on, fd), add(on, fd, IN | EXCLUSIVE, 2), modify(on, fd, IN, 3)],
            vec![remove(on, fd), modify(on, fd, IN, 2), Step::call(ONE, Call::Unknown { on, fd })],
        ];
        let scene =
            |steps: Vec<Step>| Scene::of(2, self.listed(IN).into_iter().chain(steps).collect());
        steps.map(scene).into()
    }

    /// The other end goes, which is told though nothing or another thing is asked for.
    fn at_the_end(&self) -> Vec<Scene> {
        let (reads, writes) = (self.to_read(0), self.to_write(0));
        let close = |by, fd| deed(by, Deed::Close { fd });
        let ends = |goes: Pick, events: i32, end: Deed| {
            let pass = deed(ONE, Deed::Pass { fd: goes, to: TWO });
            let (only, on) = (Pick(0), Pick(1));
            let steps = vec![self.object(0), pass, close(ONE, goes), create()];
            let rest = [
                add(on, only, events, 1),
                Step::call(ONE, wait(on, FOREVER)),
                deed(TWO, end),
                Step::call(ONE, wait(on, NOW)),
            ];
            Scene::of(2, steps.into_iter().chain(rest).collect())
        };
        let each = |events: i32| {
            [Deed::Close { fd: Pick(0) }, Deed::Exit]
                .into_iter()
                .flat_map(|end| [writes, reads].map(|goes| ends(goes, events, end.clone())))
                .collect::<Vec<_>>()
        };
        [0, IN, IN | EDGE].into_iter().flat_map(each).collect()
    }
}
