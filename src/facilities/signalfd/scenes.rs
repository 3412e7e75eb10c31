//! Situations of signalfds that chance reaches too rarely.

use super::FIRST;
use super::calls::{Call, NONBLOCK};
use crate::engine::forms::Flags;
use crate::engine::{Actor, Deed, Pick, Scene, Step};
use crate::families::signals::{KILL_AND_STOP, Set, Sig, Target, set_of};

const A: Actor = Actor(0);
const B: Actor = Actor(1);
/// The child of one of two.
const CHILD: Actor = Actor(2);
const COMMON: Set = set_of(0x3b);

pub fn all() -> Vec<Scene> {
    vec![
        Scene::of(2, many()),
        Scene::of(2, woken()),
        Scene::of(2, own_signals()),
        Scene::of(2, after_exec()),
        Scene::of(2, read_or_accepted()),
        Scene::of(2, replaced()),
    ]
}

fn by(by: Actor, call: Call) -> Step {
    Step::call(by, call)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn begin(flags: i32) -> [Step; 2] {
    [
        by(A, Call::Block { set: COMMON }),
        by(A, Call::Create { set: COMMON, flags: Flags::of(flags) }),
    ]
}

fn queue(to: Actor, signal: Sig, value: i32) -> Step {
    by(B, Call::Queue { to: Target::Actor(to), signal, value })
}

fn kill(to: Actor, signal: Sig) -> Step {
    by(B, Call::Kill { to: Target::Actor(to), signal })
}

fn read(actor: Actor, bytes: u16) -> Step {
    by(actor, Call::Read { fd: FIRST, bytes })
}

fn many() -> Vec<Step> {
    let mut steps = Vec::from(begin(NONBLOCK));
    let sends = || {
        [queue(A, Sig::Rt3, 1), queue(A, Sig::Rt2, 2), queue(A, Sig::Rt2, 3), kill(A, Sig::Usr2)]
    };
    steps.extend(sends());
    steps.extend([read(A, 256), read(A, 384), by(A, Call::Pending), read(A, 128)]);
    steps.extend(sends());
    steps.extend([128; 5].map(|bytes| read(A, bytes)));
    steps
}

fn woken() -> Vec<Step> {
    let mut steps = Vec::from(begin(0));
    steps.extend([
        read(A, 128),
        kill(A, Sig::Rt4),
        deed(A, Deed::Poll { fd: FIRST }),
        read(A, 384),
        queue(A, Sig::Usr2, 4),
        kill(A, Sig::Hup),
        deed(A, Deed::Poll { fd: FIRST }),
    ]);
    steps
}

/// A child, and a process to which the descriptor was passed.
fn own_signals() -> Vec<Step> {
    let mut steps = Vec::from(begin(NONBLOCK));
    steps.extend([
        by(B, Call::Block { set: COMMON }),
        deed(A, Deed::Fork),
        deed(A, Deed::Pass { fd: FIRST, to: B }),
        queue(A, Sig::Rt2, 1),
        read(CHILD, 128),
        read(B, 128),
        queue(CHILD, Sig::Rt2, 2),
        queue(B, Sig::Rt2, 3),
        read(CHILD, 128),
        read(B, 128),
        read(A, 128),
    ]);
    steps
}

fn after_exec() -> Vec<Step> {
    let mut steps = Vec::from(begin(NONBLOCK));
    steps.extend([queue(A, Sig::Rt2, 1), queue(A, Sig::Rt3, 2), deed(A, Deed::Exec)]);
    steps.extend([read(A, 128), read(A, 128), read(A, 128)]);
    steps
}

fn read_or_accepted() -> Vec<Step> {
    let accept = || by(A, Call::Accept { set: COMMON });
    let mut steps = Vec::from(begin(NONBLOCK));
    steps.extend([
        kill(A, Sig::Rt2),
        read(A, 128),
        accept(),
        kill(A, Sig::Rt2),
        accept(),
        read(A, 128),
        by(A, Call::Create { set: COMMON, flags: Flags::of(NONBLOCK) }),
        kill(A, Sig::Usr2),
        by(A, Call::Read { fd: Pick(1), bytes: 128 }),
        read(A, 128),
    ]);
    steps
}

fn replaced() -> Vec<Step> {
    let change = |set| by(A, Call::Change { fd: FIRST, set, flags: Flags::NONE });
    let told = || by(A, Call::Fdinfo { fd: FIRST });
    let mut steps = Vec::from(begin(NONBLOCK));
    steps.extend([
        told(),
        change(set_of(0x10)),
        told(),
        kill(A, Sig::Rt2),
        read(A, 128),
        kill(A, Sig::Rt3),
        read(A, 256),
        change(set_of(0x08).with(KILL_AND_STOP)),
        told(),
        read(A, 128),
    ]);
    steps
}
