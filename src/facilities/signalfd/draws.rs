//! Which calls are proposed: mostly such as send what is blocked, and read what was sent.

use super::FIRST;
use super::calls::{CALLS, Call, NONBLOCK};
use super::model::{Descriptors, refuses};
use crate::engine::forms::Flags;
use crate::engine::{self, Actor, Draw, Model as _, Op, View};
use crate::families::signals::{ALL, Set, Sig, Target, set_of};

/// Most draws to find a call that can be made.
const DRAWS_MAX: usize = 8;
/// Most signalfds of a case.
const MADE_MAX: usize = 5;
/// All but SIGURG, of which sigpending(2) is wrong where it is blocked.
const COMMON: u8 = 0x3b;

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let model = view.model::<Descriptors>();
    let mut op = Call::Pending.into();
    for _ in 0..DRAWS_MAX {
        op = draw_one(view, model, by, draw);
        let ruling = model.rule(&engine::Call::new(by, &op, 0, false), view.world);
        if !refuses(view, by, &op) && (ruling.silent.is_none() || draw.percent(2)) {
            break;
        }
    }
    op
}

fn draw_one(view: &View<'_>, model: &Descriptors, by: Actor, draw: &mut Draw<'_>) -> Op {
    let mask = model.signals.of(by).mask;
    if mask == 0 && !view.racing && draw.percent(50) {
        let set = *draw.one_of(&[COMMON, 0x38, 0x1a, 0x3a]);
        return Call::Block { set: set_of(set) }.into();
    }
    let picks = view.picks(by, |_| true);
    let roomy = view.world.free_slots(by) > 0 && model.made() < MADE_MAX;
    let op = draw.call(&CALLS, picks, roomy);
    match Call::of(&op) {
        Call::Create { set, flags } if draw.percent(80) => {
            Call::Create { set: set_of(set.ours() & COMMON), flags }.into()
        }
        Call::Kill { .. } => {
            let (to, signal) = target(view, model, draw);
            Call::Kill { to, signal }.into()
        }
        Call::Queue { value, .. } => {
            let (to, signal) = target(view, model, draw);
            Call::Queue { to, signal, value }.into()
        }
        Call::Block { set } => Call::Block { set: set_of(set.ours() & COMMON) }.into(),
        Call::Accept { set } => Call::Accept { set: set_of(set.ours() & mask) }.into(),
        _ => op,
    }
}

/// A signal that its target blocks; rather of one that sleeps.
fn target(view: &View<'_>, model: &Descriptors, draw: &mut Draw<'_>) -> (Target, Sig) {
    if draw.percent(2) {
        return (Target::Nobody, Sig::Rt2);
    }
    let actors: Vec<Actor> = view.world.actors().collect();
    let to = match draw.maybe(view.waiting) {
        Some(asleep) if draw.percent(60) => *asleep,
        _ => *draw.one_of(&actors),
    };
    let mask = model.signals.of(to).mask;
    let fitting: Vec<Sig> = ALL.into_iter().filter(|sig| sig.bit() & mask != 0).collect();
    (Target::Actor(to), *draw.maybe(&fitting).unwrap_or(&Sig::Urg))
}

/// Calls that change nothing of signals, and so may be made in the worker itself.
pub fn small_scope() -> (Vec<Op>, usize) {
    let (fd, set) = (FIRST, set_of(0x38));
    let create = |flags| Call::Create { set, flags: Flags::of(flags) };
    let change = |set| Call::Change { fd, set, flags: Flags::NONE };
    let calls = [
        create(NONBLOCK),
        create(NONBLOCK | super::calls::CLOEXEC),
        create(super::calls::UNKNOWN),
        change(set_of(2)),
        change(Set::NONE),
        Call::ChangeOther { foreign: true, set },
        Call::ChangeOther { foreign: false, set },
        Call::Read { fd, bytes: 128 },
        Call::Read { fd, bytes: 127 },
        Call::Read { fd, bytes: 256 },
        Call::Fdinfo { fd },
        Call::Pending,
        Call::Kill { to: Target::Nobody, signal: Sig::Rt2 },
        Call::Queue { to: Target::Nobody, signal: Sig::Rt2, value: 1 },
        Call::Accept { set: Set::NONE },
    ];
    (calls.map(Op::from).into(), 3)
}
