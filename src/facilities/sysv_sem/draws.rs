//! Which calls are proposed: mostly of sets that exist, and near what their values allow.

use super::calls::{CALLS, CREATE, Call, EXCLUSIVE};
use super::claims::NEW_VALUES_ZERO;
use super::model::{LARGEST, Set, Sets};
use super::operands::{Array, Asked, Element, Until, Which};
use smallvec::SmallVec;

use crate::engine::forms::{Flags, Mode};
use crate::engine::{Actor, Draw, Limit, Op, View};
use crate::families::sysv::Key;

/// Most sets that a case makes.
const SETS_MAX: usize = 6;

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let sets = view.model::<Sets>();
    let alive = sets.sets().iter().filter(|set| set.exists).count();
    if alive == 0 && draw.percent(80) {
        return make(draw);
    }
    if draw.percent(15)
        && let Some(op) = news(sets, draw)
    {
        return op;
    }
    let op = draw.call(&CALLS, view.picks(by, |_| false), true);
    match Call::of(&op) {
        Call::Get { .. } if sets.sets().len() >= SETS_MAX => ask(Which::Nth(0)),
        Call::Get { key, size, mode, flags } if draw.percent(60) => {
            // Near what the limit on sizes allows.
            let most = sets.bounds.most(Limit::Semmsl);
            let size = if most < 4 && draw.percent(50) {
                most as i32 + draw.below(2) as i32
            } else {
                size
            };
            Call::Get { key, size, mode, flags }.into()
        }
        Call::Operate { array, mut until, bad, .. } => {
            let set = which(sets, draw);
            let array = sets.set(set).map_or(array, |set| fitting(array, set, draw));
            // It sleeps for an instant, in which others count it.
            if view.racing && matches!(until, Until::Zero | Until::Soon) {
                until = Until::Semop;
            }
            Call::Operate { set, array, until, bad }.into()
        }
        Call::Set { number, owner, group, mode, bad, .. } => {
            let [owner, group] = [owner, group].map(|is| is && view.facts.other_uid.is_some());
            Call::Set { set: which(sets, draw), number, owner, group, mode, bad }.into()
        }
        _ => {
            let set = which(sets, draw);
            op.with_operand("set", |_| set.word()).unwrap_or(op)
        }
    }
}

/// What happened to some semaphore, and was not told since, is asked.
fn news(sets: &Sets, draw: &mut Draw<'_>) -> Option<Op> {
    let mut news: SmallVec<[Call; 8]> = SmallVec::new();
    for (place, set) in (0..).zip(sets.sets()).filter(|(_, set)| set.exists) {
        for (number, semaphore) in (0..).zip(&set.semaphores) {
            let mut ask = |is_new, asked| {
                if is_new {
                    news.push(Call::Ask { set: Which::Nth(place), number, asked });
                }
            };
            ask(semaphore.by.is_some_and(|by| by != &NEW_VALUES_ZERO), Asked::Value);
            ask(semaphore.pid_by.is_some(), Asked::Pid);
            ask(semaphore.increase.is_some(), Asked::Increase);
            ask(semaphore.zero.is_some(), Asked::Zero);
        }
    }
    draw.maybe(&news).map(|call| (*call).into())
}

fn ask(set: Which) -> Op {
    Call::Ask { set, number: 0, asked: Asked::Value }.into()
}

/// A set is made, mostly one with a key.
fn make(draw: &mut Draw<'_>) -> Op {
    let private = draw.percent(25);
    let key = if private { Key::Private } else { Key::Nth(draw.below(3) as u8) };
    let size = *draw.one_of(&[2, 2, 1, 3]);
    let mode = Mode(*draw.one_of(&[0o600, 0o600, 0o666, 0o644, 0o622, 0, 0o604, 0o602]));
    Call::Get { key, size, mode, flags: Flags::of(CREATE) }.into()
}

/// Mostly a set that exists, and rather the newest.
fn which(sets: &Sets, draw: &mut Draw<'_>) -> Which {
    let all = sets.sets();
    let odd = draw.below(100);
    match odd {
        0 => return Which::Never,
        1 => return Which::Negative,
        _ => {}
    }
    let gone = odd < 7;
    let fitting = (0..).zip(all).filter(|(_, set)| set.exists != gone).map(|(place, _)| place);
    let fitting: SmallVec<[u8; 8]> = fitting.collect();
    match fitting.last() {
        Some(newest) if draw.percent(40) => Which::Nth(*newest),
        Some(_) => Which::Nth(*draw.one_of(&fitting)),
        None => Which::Nth(0),
    }
}

/// The array, its numbers within the set, and half of its changes near what the values allow.
fn fitting(mut array: Array, set: &Set, draw: &mut Draw<'_>) -> Array {
    let outside = draw.percent(3);
    let values = set.values();
    for element in array.elements_mut() {
        if !outside {
            element.number %= set.size() as u16;
        }
        let Some(value) = values.get(usize::from(element.number)) else { continue };
        if draw.percent(35) {
            let near = [-value, -value - 1, LARGEST - value, LARGEST + 1 - value, 0, 1 - value];
            element.change = *draw.one_of(&near) as i16;
        }
    }
    array
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let set = Which::Nth(0);
    let get =
        |key, size, mode, flags| Call::Get { key, size, mode: Mode(mode), flags: Flags::of(flags) };
    let operate = |elements: &[Element], until| Call::Operate {
        set,
        array: Array::of(elements),
        until,
        bad: false,
    };
    let one = Element::of;
    let calls = vec![
        get(Key::Nth(0), 2, 0o600, CREATE),
        get(Key::Private, 1, 0o600, 0),
        get(Key::Nth(0), 0, 0, 0),
        get(Key::Nth(0), 2, 0o600, CREATE | EXCLUSIVE),
        get(Key::Nth(0), 3, 0o600, CREATE),
        operate(&[one(0, 1)], Until::Semop),
        operate(&[one(0, 2).undo()], Until::Semop),
        operate(&[one(0, -1).nowait()], Until::Semop),
        operate(&[one(0, 0).nowait()], Until::Zero),
        operate(&[one(0, 1), one(0, -1)], Until::Semop),
        operate(&[one(0, 1), one(0, 0).nowait()], Until::Semop),
        operate(&[], Until::Semop),
        operate(&[one(9, 1)], Until::Semop),
        Call::Ask { set, number: 0, asked: Asked::Value },
        Call::Ask { set, number: 0, asked: Asked::Pid },
        Call::Stat { set, number: 0, bad: false },
        Call::SetValue { set, number: 0, value: 2 },
        Call::GetAll { set, number: 0, bad: false },
        Call::Remove { set, number: 0 },
        Call::Used,
        Call::List,
    ];
    (calls.into_iter().map(Op::from).collect(), 2)
}
