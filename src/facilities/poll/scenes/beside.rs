//! Situations beside objects of another room: one sleeps until another actor, or the end of one,
//! makes them ready.

use super::super::calls::{
    Array, Call, Entry, Mask, Numbers, Sets, Timeout, Watch, Which, for_poll,
};
use super::{ONE, TWO};
use crate::engine::forms::Flags;
use crate::engine::script::Lane;
use crate::engine::{Actor, Deed, Op, Pick, Scene, Step, Subject};

const THREE: Actor = Actor(2);
const IN: i16 = libc::POLLIN;
const OUT: i16 = libc::POLLOUT;
/// What another actor has been passed.
const PASSED: Pick = Pick(0);
const FOREVER: Timeout = Timeout::Forever;
const FAR: Timeout = Timeout::Far;

pub fn all(subject: &Subject) -> Vec<Scene> {
    let objects = Objects(*subject);
    let mut scenes = objects.woken();
    scenes.extend(objects.beside_what_is_ready());
    scenes.extend(objects.through_a_signal());
    scenes.extend(objects.in_other_ways());
    if subject.reads != subject.writes {
        scenes.extend(objects.at_the_end());
    }
    scenes
}

/// Objects of the first actor, each numbered as it was made.
struct Objects(Subject);

type Asked<T> = (Pick, T);

fn plain(sets: i32) -> Watch {
    Watch { which: Which::Open, sets: Flags::of(sets) }
}

fn poll(entries: [Asked<Entry>; 2], count: u8, timeout: Timeout) -> Op {
    let [(one, first), (two, second)] = entries;
    let (three, third, array) = (two, second, Array::Plain);
    Call::Poll { one, first, two, second, three, third, count, array, timeout }.into()
}

fn ppoll((one, first): Asked<Entry>, timeout: Timeout, mask: Mask) -> Op {
    let (two, second, three, third) = (one, first, one, first);
    let (count, array) = (1, Array::Plain);
    Call::Ppoll { one, first, two, second, three, third, count, array, timeout, mask }.into()
}

fn select(watches: [Asked<Watch>; 2], count: u8, numbers: Numbers, timeout: Timeout) -> Op {
    let [(one, first), (two, second)] = watches;
    let (three, third) = (two, second);
    Call::Select { one, first, two, second, three, third, count, numbers, timeout }.into()
}

fn pselect((one, first): Asked<Watch>, timeout: Timeout, mask: Mask) -> Op {
    let (two, second, three, third) = (one, first, one, first);
    let (count, numbers) = (1, Numbers::Right);
    Call::Pselect { one, first, two, second, three, third, count, numbers, timeout, mask }.into()
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

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

    fn input(&self, number: u8) -> Asked<Entry> {
        (self.to_read(number), for_poll(IN))
    }

    fn create(&self, number: u8) -> Step {
        Step::call(ONE, (self.0.create)(number))
    }

    fn fill(&self, by: Actor, fd: Pick, tag: u16) -> Step {
        Step::call(by, (self.0.fill)(fd, tag))
    }

    /// One object, which the second actor can fill.
    fn shared(&self) -> Vec<Step> {
        let passed = Deed::Pass { fd: self.to_write(0), to: TWO };
        vec![self.create(0), deed(ONE, passed)]
    }

    /// Two of them; of the other, there is something to read.
    fn beside_one_that_is_ready(&self) -> Vec<Step> {
        let mut steps = self.shared();
        steps.extend([self.create(1), self.fill(ONE, self.to_write(1), 1)]);
        steps
    }

    /// The second actor fills the first object.
    fn fills(&self) -> Step {
        self.fill(TWO, PASSED, 2)
    }

    fn scene(&self, mut before: Vec<Step>, call: Op) -> Scene {
        before.extend([Step::call(ONE, call), self.fills(), Step::call(ONE, call)]);
        Scene::of(2, before)
    }

    /// A call that sleeps is woken, and is not put to sleep again.
    fn woken(&self) -> Vec<Scene> {
        let (input, reads) = (self.input(0), (self.to_read(0), plain(Sets::READS)));
        let other = |events| (self.to_read(0), for_poll(events));
        let calls = [FOREVER, FAR].into_iter().flat_map(|timeout| {
            [
                poll([input, input], 1, timeout),
                ppoll(input, timeout, Mask::Null),
                select([reads, reads], 1, Numbers::Right, timeout),
                pselect(reads, timeout, Mask::Empty),
            ]
        });
        let others = [
            poll([other(libc::POLLRDNORM), input], 1, FOREVER),
            poll([input, (Pick::NONE, for_poll(IN))], 2, FOREVER),
            poll([other(IN | OUT), input], 1, FOREVER),
            poll([other(IN | libc::POLLERR | libc::POLLHUP), input], 1, FAR),
        ];
        calls.chain(others).map(|call| self.scene(self.shared(), call)).collect()
    }

    /// What is ready, but is not asked for or not to be looked at, ends no sleep.
    fn beside_what_is_ready(&self) -> Vec<Scene> {
        let other = |which, events| (self.to_read(1), Entry { which, ..for_poll(events) });
        let trouble = libc::POLLERR | libc::POLLHUP;
        let unasked =
            [other(Which::Open, 0), other(Which::Open, trouble), other(Which::Negative, IN)]
                .map(|entry| poll([entry, self.input(0)], 2, FOREVER));
        let reads = |number| (self.to_read(number), plain(Sets::READS));
        let below =
            [FOREVER, FAR].map(|timeout| select([reads(0), reads(1)], 2, Numbers::First, timeout));
        let calls = unasked.into_iter().chain(below);
        calls.map(|call| self.scene(self.beside_one_that_is_ready(), call)).collect()
    }

    /// A signal that is blocked meanwhile changes nothing.
    fn through_a_signal(&self) -> Vec<Scene> {
        let reads = (self.to_read(0), plain(Sets::READS));
        let calls =
            [ppoll(self.input(0), FOREVER, Mask::Blocks), pselect(reads, FOREVER, Mask::Blocks)];
        let scene = |call| {
            let mut steps = self.shared();
            let signal = deed(TWO, Deed::Signal { target: ONE });
            steps.extend([Step::call(ONE, call), signal, self.fills()]);
            Scene::of(2, steps)
        };
        calls.map(scene).into()
    }

    /// Without blocking, two at once, and in a race.
    fn in_other_ways(&self) -> Vec<Scene> {
        let (input, reads) = (self.input(0), (self.to_read(0), plain(Sets::READS)));
        let nonblocking = || {
            let mut steps = self.shared();
            steps.push(deed(ONE, Deed::SetNonblock { fd: input.0, on: true }));
            steps
        };
        let looks = [poll([input, input], 1, FAR), select([reads, reads], 1, Numbers::Right, FAR)];
        let mut scenes: Vec<Scene> =
            looks.iter().map(|call| self.scene(nonblocking(), *call)).collect();
        let theirs = (PASSED, for_poll(IN));
        let mut two = self.shared();
        two.extend([
            deed(ONE, Deed::Pass { fd: input.0, to: THREE }),
            Step::call(ONE, poll([input, input], 1, FOREVER)),
            Step::call(THREE, poll([theirs, theirs], 1, FOREVER)),
            self.fills(),
        ]);
        scenes.push(Scene::of(3, two));
        scenes.extend(looks.map(|call| {
            let mut steps = self.shared();
            let lane = |by, op| Lane { by, calls: vec![op] };
            let fill = (self.0.fill)(PASSED, 2);
            steps.push(Step::Race { windows: vec![lane(ONE, call), lane(TWO, fill)] });
            Scene::of(2, steps)
        }));
        scenes
    }

    /// The other end goes, which is told though nothing or another thing is asked for.
    fn at_the_end(&self) -> Vec<Scene> {
        let close = |by, fd| deed(by, Deed::Close { fd });
        let entry = |fd, events| (fd, for_poll(events));
        let sleeps = |fd, events| {
            let entry = entry(fd, events);
            Step::call(ONE, poll([entry, entry], 1, FOREVER))
        };
        let (reads, writes) = (self.to_read(0), self.to_write(0));
        // Once a descriptor is closed, the other is the only one.
        let only = Pick(0);
        let ends = [Deed::Close { fd: PASSED }, Deed::Exit];
        let of = |end: &Deed| {
            let pass = |fd| deed(ONE, Deed::Pass { fd, to: TWO });
            let hangs_up = [0, IN].map(|events| {
                let to_read = [self.create(0), pass(writes), close(ONE, writes)];
                let rest = [sleeps(only, events), deed(TWO, end.clone())];
                to_read.into_iter().chain(rest).collect()
            });
            let fails = [0, IN].map(|events| {
                let to_write = [self.create(0), pass(reads), close(ONE, reads)];
                let rest = [sleeps(only, events), deed(TWO, end.clone())];
                to_write.into_iter().chain(rest).collect()
            });
            hangs_up.into_iter().chain(fails).map(|steps| Scene::of(2, steps)).collect::<Vec<_>>()
        };
        ends.iter().flat_map(of).collect()
    }
}
