//! Which calls are proposed: mostly such as end nobody, and of which the pages speak.

use super::calls::{CALLS, Call, How, Until};
use super::model::{Signals, refuses};
use crate::engine::forms::Flags;
use crate::engine::{self, Actor, Draw, Happens, Model as _, Op, View};
use crate::families::signals::{ALL, Act, One, Set, Sig, Target, set_of};

/// Most draws to find a call that can be made.
const DRAWS_MAX: usize = 10;

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let signals = view.model::<Signals>();
    let mut op = Call::Pending.into();
    for _ in 0..DRAWS_MAX {
        op = draw_one(view, signals, by, draw);
        if refuses(view, by, &op) {
            continue;
        }
        let ruling = signals.rule(&engine::Call::new(by, &op, 0, false), view.world);
        let ends = ruling.clauses.iter().any(|one| matches!(one.happens, Happens::Dies(_)));
        let silent = ruling.silent.is_some() && !draw.percent(2);
        if !silent && (!ends || draw.percent(8)) {
            break;
        }
    }
    op
}

fn draw_one(view: &View<'_>, signals: &Signals, by: Actor, draw: &mut Draw<'_>) -> Op {
    let one = signals.0.of(by);
    if !view.racing
        && let Some(call) = about_itself(&one, draw)
    {
        return call.into();
    }
    let op = draw.call(&CALLS, view.picks(by, |_| false), true);
    let to = |draw: &mut Draw<'_>| target(view, signals, by, draw);
    match Call::of(&op) {
        Call::Kill { .. } => {
            let (to, signal) = to(draw);
            Call::Kill { to, signal }.into()
        }
        Call::Tgkill { .. } => {
            let (to, signal) = to(draw);
            Call::Tgkill { to, signal }.into()
        }
        Call::Queue { value, .. } => {
            let (to, signal) = to(draw);
            Call::Queue { to, signal, value }.into()
        }
        Call::Action { signal, act, flags, mask } => {
            let act = if draw.percent(60) { Act::Caught } else { act };
            // With all of them blocked, handlers run one after the other.
            let mask = if draw.percent(60) { set_of(0x3f) } else { mask };
            Call::Action { signal, act, flags, mask }.into()
        }
        Call::Accept { set, until } => {
            let fitting = set.ours() & one.mask;
            let set = if draw.percent(95) { set_of(fitting) } else { set };
            let short = view.racing && matches!(until, Until::Soon);
            Call::Accept { set, until: if short { Until::Zero } else { until } }.into()
        }
        Call::Suspend { set } => {
            let set = if draw.percent(60) { set_of(set.ours() & one.mask) } else { set };
            Call::Suspend { set }.into()
        }
        _ => op,
    }
}

/// A process with nothing caught or blocked begins with that; news are asked for.
fn about_itself(one: &One, draw: &mut Draw<'_>) -> Option<Call> {
    let caught = one.actions.iter().any(|action| action.act == Act::Caught);
    if !caught && draw.percent(35) {
        let mask = if draw.percent(70) { set_of(0x3f) } else { Set::NONE };
        let flags = *draw.one_of(&[0, super::calls::RESTART, super::calls::NODEFER]);
        let flags = Flags::of(flags);
        return Some(Call::Action { signal: *draw.one_of(&ALL), act: Act::Caught, flags, mask });
    }
    if one.mask == 0 && draw.percent(35) {
        let set = *draw.one_of(&[0x38, 0x3f, 0x1a, 0x30, 0x0a]);
        return Some(Call::Mask { how: How::Block, set: set_of(set) });
    }
    if !one.caught.is_empty() && draw.percent(35) {
        return Some(Call::Caught);
    }
    if !one.pending.is_empty() && draw.percent(20) {
        let set = set_of(one.mask);
        return Some(match draw.below(4) {
            0 => Call::Pending,
            1 => Call::Accept { set, until: Until::Zero },
            2 => Call::Accept { set, until: Until::Null },
            _ => Call::Mask { how: How::Unblock, set },
        });
    }
    None
}

/// Mostly a process that blocks or catches the signal; rather one that sleeps.
fn target(view: &View<'_>, signals: &Signals, by: Actor, draw: &mut Draw<'_>) -> (Target, Sig) {
    if draw.percent(3) {
        let signal = *draw.one_of(&[Sig::Hup, Sig::Null, Sig::Past, Sig::Rt2]);
        return (Target::Nobody, signal);
    }
    let actors: Vec<Actor> = view.world.actors().collect();
    let asleep: Vec<Actor> =
        actors.iter().copied().filter(|one| view.waiting.contains(one)).collect();
    let to = match draw.maybe(&asleep) {
        Some(asleep) if draw.percent(60) => *asleep,
        _ if draw.percent(25) => by,
        _ => *draw.one_of(&actors),
    };
    let one = signals.0.of(to);
    let odd = draw.below(100);
    let signal = match odd {
        0..3 => *draw.one_of(&[Sig::Null, Sig::Past, Sig::Negative]),
        3 => Sig::Kill,
        4..70 => {
            let fitting: Vec<Sig> =
                ALL.into_iter().filter(|sig| one.acts_on(*sig) != Some(Act::Default)).collect();
            *draw.maybe(&fitting).unwrap_or(&Sig::Urg)
        }
        _ => *draw.one_of(&ALL),
    };
    (Target::Actor(to), signal)
}

/// Calls that change nothing, and so may be made in the worker itself.
pub fn small_scope() -> (Vec<Op>, usize) {
    let (to, set) = (Target::Actor(Actor(0)), Set::NONE);
    let calls = [
        Call::Pending,
        Call::AskMask { how: How::Block },
        Call::Query { signal: Sig::Usr2 },
        Call::Query { signal: Sig::Kill },
        Call::Query { signal: Sig::Past },
        Call::AskMask { how: How::Bad },
        Call::Mask { how: How::Bad, set },
        Call::Accept { set, until: Until::Zero },
        Call::Accept { set, until: Until::TooMany },
        Call::Kill { to, signal: Sig::Null },
        Call::Kill { to: Target::Nobody, signal: Sig::Null },
        Call::Tgkill { to, signal: Sig::Null },
        Call::Queue { to, signal: Sig::Past, value: 1 },
        Call::Caught,
    ];
    (calls.map(Op::from).into(), 2)
}
