//! The small scope, and situations that chance reaches too rarely: calls that sleep whatever
//! others do, and signals that come meanwhile.

pub mod beside;

use super::calls::{Array, Call, Entry, Mask, Numbers, Sets, Timeout, Watch, Which, for_poll};
use crate::engine::forms::Flags;
use crate::engine::{Actor, Deed, Op, Pick, Scene, Step};

const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);
const NONE: Pick = Pick::NONE;

fn entry(which: Which, events: i16) -> Entry {
    Entry { which, ..for_poll(events) }
}

fn watch(which: Which, sets: i32) -> Watch {
    Watch { which, sets: Flags::of(sets) }
}

/// poll without any open descriptor.
fn poll(first: Entry, count: u8, array: Array, timeout: Timeout) -> Call {
    let (second, third) = (entry(Which::Closed, libc::POLLIN), entry(Which::Negative, 0));
    let (one, two, three) = (NONE, NONE, NONE);
    Call::Poll { one, first, two, second, three, third, count, array, timeout }
}

fn ppoll(timeout: Timeout, mask: Mask) -> Call {
    let first = entry(Which::Negative, libc::POLLIN);
    let (second, third, count, array) = (first, first, 1, Array::Plain);
    let (one, two, three) = (NONE, NONE, NONE);
    Call::Ppoll { one, first, two, second, three, third, count, array, timeout, mask }
}

/// select without any open descriptor.
fn select(first: Watch, count: u8, numbers: Numbers, timeout: Timeout) -> Call {
    let (second, third) = (first, first);
    let (one, two, three) = (NONE, NONE, NONE);
    Call::Select { one, first, two, second, three, third, count, numbers, timeout }
}

fn pselect(timeout: Timeout, mask: Mask) -> Call {
    let first = watch(Which::Negative, 0);
    let (second, third, count, numbers) = (first, first, 0, Numbers::Right);
    let (one, two, three) = (NONE, NONE, NONE);
    Call::Pselect { one, first, two, second, three, third, count, numbers, timeout, mask }
}

/// Calls that neither sleep nor take a signal.
pub fn small_scope() -> (Vec<Op>, usize) {
    let negative = entry(Which::Negative, libc::POLLIN);
    let closed = entry(Which::Closed, libc::POLLIN);
    let nothing = watch(Which::Negative, 0);
    let calls = [
        poll(negative, 1, Array::Plain, Timeout::Zero),
        poll(closed, 1, Array::Plain, Timeout::Forever),
        poll(negative, 3, Array::Plain, Timeout::Zero),
        poll(negative, 1, Array::PastLimit, Timeout::Zero),
        poll(negative, 1, Array::Bad, Timeout::Zero),
        ppoll(Timeout::Negative, Mask::Null),
        ppoll(Timeout::Zero, Mask::Blocks),
        select(nothing, 0, Numbers::Right, Timeout::Zero),
        select(nothing, 0, Numbers::Negative, Timeout::Zero),
        select(watch(Which::Closed, Sets::READS), 1, Numbers::Right, Timeout::Zero),
        pselect(Timeout::Negative, Mask::Null),
        pselect(Timeout::Zero, Mask::Empty),
    ];
    // Nothing is created: one of them is as good a beginning as another.
    (calls.map(Op::from).into(), 1)
}

pub fn all() -> Vec<Scene> {
    let forever = Timeout::Forever;
    let negative = entry(Which::Negative, libc::POLLIN);
    let nothing = watch(Which::Negative, 0);
    let sleeping = [
        poll(negative, 1, Array::Plain, forever),
        poll(negative, 1, Array::Plain, Timeout::Negative),
        poll(negative, 0, Array::Plain, Timeout::Far),
        ppoll(forever, Mask::Null),
        ppoll(Timeout::Far, Mask::Empty),
        ppoll(forever, Mask::Blocks),
        select(nothing, 0, Numbers::Right, Timeout::Far),
        select(nothing, 0, Numbers::Right, forever),
        select(watch(Which::Closed, Sets::READS), 1, Numbers::Zero, forever),
        pselect(forever, Mask::Null),
        pselect(Timeout::Far, Mask::Empty),
        pselect(forever, Mask::Blocks),
    ];
    let mut scenes: Vec<Scene> =
        sleeping.into_iter().flat_map(|call| [true, false].map(|on| signalled(call, on))).collect();
    let at_once = [
        poll(negative, 2, Array::Plain, Timeout::Soon),
        poll(negative, 1, Array::Plain, Timeout::Soon),
        ppoll(Timeout::Soon, Mask::Null),
        ppoll(forever, Mask::Pending),
        select(nothing, 0, Numbers::Right, Timeout::Soon),
        select(nothing, 0, Numbers::PastLimit, Timeout::Zero),
        pselect(Timeout::Soon, Mask::Blocks),
        pselect(forever, Mask::Pending),
    ];
    scenes.extend(at_once.map(|call| Scene::of(2, vec![Step::call(ONE, call)])));
    scenes
}

/// A signal comes while it sleeps.
fn signalled(call: Call, restart: bool) -> Scene {
    let deed = |by, deed| Step::Deed { by, deed };
    let steps = vec![
        deed(ONE, Deed::Handle { restart }),
        Step::call(ONE, call),
        deed(TWO, Deed::Signal { target: ONE }),
        // Where it is awake again.
        Step::call(ONE, poll(entry(Which::Negative, 0), 1, Array::Plain, Timeout::Zero)),
    ];
    Scene::of(2, steps)
}
