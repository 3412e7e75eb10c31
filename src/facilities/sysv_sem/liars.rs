//! Stand-ins for kernels whose semaphores are not by the book, each with the claims that it breaks.

use super::calls::{Call, Seen};
use super::claims::*;
use super::operands::{Array, Element, Until, Which};
use super::perform::perform;
use crate::engine::forms::Mode;
use crate::engine::liar::deed::{DeedLiar, Stock, lie};
use crate::engine::{Answer, Errno, Hands, Op};
use crate::families::sysv::Key;

const OPERATE: &[&str] = &["semop"];

const SETVAL_KIND: &[&str] = &["semctl(SETVAL)"];
const SETALL_KIND: &[&str] = &["semctl(SETALL)"];

pub static LIARS: &[DeedLiar] = &[
    lie("size_more", &["semget"], "a new set has one more semaphore", Stock::Adds("size", 1))
        .breaks(&[&NEW_SIZE])
        .disturbs(SETS),
    lie("mode_for_all", &["semget"], "a new set is for all to use", Stock::Is("mode", 0o666))
        .breaks(&[&NEW_MODE])
        .disturbs(ACCESS | VALUE),
    DeedLiar::of_other_calls(
        "private_has_key",
        &["semget"],
        "IPC_PRIVATE is a key like another",
        private_has_key,
    )
    .breaks(&[&PRIVATE_MAKES, &PRIVATE_IGNORES_FLAGS])
    .disturbs(SETS | ACCESS | VALUE | TIME),
    DeedLiar::of_other_calls("undo_dropped", OPERATE, "SEM_UNDO is not looked at", undo_dropped)
        .breaks(&[
            &UNDO_ADD,
            &UNDO_TAKE,
            &UNDO_STOPS_AT_ZERO,
            &UNDO_KEPT_BY_EXEC,
            &UNSHARE_ADJUSTS,
            &SEMPID_UNDO,
        ])
        .disturbs(VALUE),
    DeedLiar::of_other_calls("undo_always", OPERATE, "all is done with SEM_UNDO", undo_always)
        .breaks(&[&UNDO_ONLY_FLAGGED])
        .disturbs(VALUE),
    DeedLiar::of_other_calls(
        "nowait_dropped",
        OPERATE,
        "IPC_NOWAIT is not looked at",
        nowait_dropped,
    )
    .breaks(&[&TAKE_NOWAIT, &ZERO_NOWAIT])
    .disturbs(VALUE),
    DeedLiar::of_other_calls("array_reversed", OPERATE, "the last operation comes first", reversed)
        .breaks(&[&ARRAY_ORDER])
        .disturbs(VALUE),
    DeedLiar::of_other_calls("array_shorter", OPERATE, "the last operation is left out", shorter)
        .breaks(&[&ARRAY_WHOLE])
        .disturbs(VALUE | ACCESS | SETS),
    DeedLiar::of_calls("array_in_pieces", OPERATE, "operations are made one by one", in_pieces)
        .breaks(&[&NOWAIT_PERFORMS_NONE, &WAIT_PERFORMS_NONE, &TIMED_PERFORMS_NONE])
        .disturbs(VALUE | ACCESS | SETS | TIME),
    DeedLiar::of_other_calls("adds_more", OPERATE, "one more is added", adds_more)
        .breaks(&[&ADD])
        .disturbs(VALUE),
    DeedLiar::of_other_calls("takes_less", OPERATE, "one less is taken", takes_less)
        .breaks(&[&TAKE])
        .disturbs(VALUE),
    DeedLiar::of_other_calls("setval_more", SETVAL_KIND, "SETVAL sets one more", setval_more)
        .breaks(&[&SETVAL])
        .disturbs(VALUE),
    DeedLiar::of_other_calls("setall_more", SETALL_KIND, "SETALL sets one more", setall_more)
        .breaks(&[&SETALL])
        .disturbs(VALUE),
    DeedLiar::of_calls(
        "setval_keeps_undo",
        SETVAL_KIND,
        "SETVAL clears no adjustments",
        setval_keeps_undo,
    )
    .breaks(&[&UNDO_CLEARED_BY_SETVAL])
    .disturbs(VALUE | TIME),
    lie("set_mode", &["semctl(IPC_SET)"], "IPC_SET takes no mode", Stock::Is("mode", 0o600))
        .breaks(&[&SET_MODE])
        .disturbs(ACCESS | VALUE),
    lie("set_owner", &["semctl(IPC_SET)"], "IPC_SET takes no owner", Stock::Is("owner", 0))
        .breaks(&[&SET_OWNER])
        .disturbs(ACCESS | VALUE),
    lie("set_group", &["semctl(IPC_SET)"], "IPC_SET takes no group", Stock::Is("group", 0))
        .breaks(&[&SET_GROUP])
        .disturbs(ACCESS | VALUE),
    DeedLiar::of_calls(
        "remove_skipped",
        &["semctl(IPC_RMID)"],
        "IPC_RMID tells success and removes nothing",
        remove_skipped,
    )
    .breaks(&[&REMOVE_AT_ONCE, &TAKE_REMOVED, &ZERO_REMOVED, &REMOVE_WAKES_ALL])
    .disturbs(SETS | VALUE | ACCESS),
];

fn private_has_key(op: &Op) -> Option<Op> {
    let Call::Get { key: Key::Private, size, mode: Mode(mode), flags } = Call::of(op) else {
        return None;
    };
    let flags = flags.with(super::calls::CREATE);
    Some(Call::Get { key: Key::Nth(2), size, mode: Mode(mode), flags }.into())
}

/// The same call with another array, unless that is the same.
fn with_array(op: &Op, alter: impl FnOnce(&mut Vec<Element>)) -> Option<Op> {
    let Call::Operate { set, array, until, bad } = Call::of(op) else { return None };
    let mut elements = array.elements().to_vec();
    alter(&mut elements);
    let other = Array::of(&elements);
    (other != array).then(|| Call::Operate { set, array: other, until, bad }.into())
}

fn each(op: &Op, alter: impl FnMut(&mut Element)) -> Option<Op> {
    with_array(op, |elements| elements.iter_mut().for_each(alter))
}

fn undo_dropped(op: &Op) -> Option<Op> {
    each(op, |element| element.undo = false)
}

fn undo_always(op: &Op) -> Option<Op> {
    each(op, |element| element.undo = true)
}

fn nowait_dropped(op: &Op) -> Option<Op> {
    each(op, |element| element.nowait = false)
}

fn reversed(op: &Op) -> Option<Op> {
    with_array(op, |elements| elements.reverse())
}

fn shorter(op: &Op) -> Option<Op> {
    with_array(op, |elements| {
        if elements.len() > 1 {
            elements.pop();
        }
    })
}

fn adds_more(op: &Op) -> Option<Op> {
    each(op, |element| {
        if (1..i16::MAX).contains(&element.change) {
            element.change += 1;
        }
    })
}

fn takes_less(op: &Op) -> Option<Op> {
    each(op, |element| {
        if element.change < -1 {
            element.change += 1;
        }
    })
}

fn setval_more(op: &Op) -> Option<Op> {
    let Call::SetValue { set, number, value: value @ 0..32_767 } = Call::of(op) else {
        return None;
    };
    Some(Call::SetValue { set, number, value: value + 1 }.into())
}

fn setall_more(op: &Op) -> Option<Op> {
    let Call::SetAll { set, number, first: first @ ..32_767, second, third, bad } = Call::of(op)
    else {
        return None;
    };
    Some(Call::SetAll { set, number, first: first + 1, second, third, bad }.into())
}

/// The operations before the last are made one by one, as far as none has to wait.
fn in_pieces(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Operate { set, array, until, bad: false } = Call::of(op) else { return None };
    let elements = array.elements();
    let piece = |elements: &[Element], until| {
        Call::Operate { set, array: Array::of(elements), until, bad: false }.into()
    };
    let mut made = 0;
    while made + 1 < elements.len()
        && perform(&piece(&[elements[made].nowait()], Until::Semop), hands).is_ok()
    {
        made += 1;
    }
    (made > 0).then(|| perform(&piece(&elements[made..], until), hands))
}

/// SETVAL is made by an operation, which leaves what others have recorded.
fn setval_keeps_undo(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::SetValue { set, number, value: value @ 0..=32_767 } = Call::of(op) else {
        return None;
    };
    let before = crate::sys::semctl(set.id(hands), number, libc::GETVAL, 0).ok()?;
    let change = value as i16 - before as i16;
    if change == 0 || number >= i32::from(u16::MAX) {
        return None;
    }
    let array = Array::of(&[Element::of(number as u16, change).nowait()]);
    Some(perform(&Call::Operate { set, array, until: Until::Semop, bad: false }.into(), hands))
}

fn remove_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Remove { set: set @ Which::Nth(_), .. } = Call::of(op) else { return None };
    match crate::sys::semctl(set.id(hands), 0, libc::GETPID, 0) {
        Err(Errno::EINVAL | Errno::EIDRM) => None,
        _ => Some(Seen::Done { returned: 0 }.answer()),
    }
}
