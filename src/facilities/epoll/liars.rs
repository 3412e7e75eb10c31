//! Deed liars of epoll: each departs from the book in one way.

use super::calls::{Asks, CLOEXEC, Call, EDGE, EXCLUSIVE, IN, Mask, ONESHOT, OUT, Seen, Timeout};
use super::claims::{
    ADDED_WAKES, CAUGHT, CREATE_UNKNOWN_FLAG, DATA, EDGE_ANEW, EDGE_ONCE, EMPTY_WAITS,
    EXCLUSIVE_LATE, EXCLUSIVE_OF_EPOLL, EXCLUSIVE_STAYS, EXCLUSIVE_WITH_OTHER, INFINITE, LEVEL,
    LIST, MASKS, MODIFY_REREADS, MOST, NEVER_RESTARTED, ONESHOT_REARMED, PWAIT_BLOCKS,
    PWAIT_LETS_THROUGH, PWAIT2_INFINITE, READY_AT_ONCE, REFUSALS, REMOVES, REPORTED, REQUESTED,
    SLEEP, WAIT_FOR_NONE, WAIT_OUTSIDE, WAITS, WAKES,
};
use super::perform::{pending, perform};
use crate::engine::liar::deed::{DeedLiar, Stock, lie};
use crate::engine::{Answer, Hands, Op};

const CREATES_: &[&str] = &["epoll_create1"];
const ADDS_: &[&str] = &["epoll_ctl(ADD)"];
const MODIFIES_: &[&str] = &["epoll_ctl(MOD)"];
const REMOVES_: &[&str] = &["epoll_ctl(DEL)"];
const PUTS: &[&str] = &["epoll_ctl(ADD)", "epoll_ctl(MOD)"];
const WAITS_: &[&str] = &["epoll_wait", "epoll_pwait", "epoll_pwait2"];
const MASKED: &[&str] = &["epoll_pwait", "epoll_pwait2"];
const ALL: u32 = REPORTED | SLEEP | LIST | REFUSALS;

pub static LIARS: &[DeedLiar] = &[
    lie("never_sleeps", WAITS_, "a wait looks and never sleeps", Stock::Is("timeout", NOW))
        .breaks(&[&WAITS, &INFINITE, &PWAIT2_INFINITE, &EMPTY_WAITS])
        .disturbs(SLEEP | MASKS | REPORTED),
    lie("reports_all", WAITS_, "a wait reports all there is", Stock::Is("most", 16))
        .breaks(&[&MOST, &WAIT_FOR_NONE])
        .disturbs(REPORTED | REFUSALS),
    lie("reports_one", WAITS_, "a wait reports one at most", Stock::Is("most", 1))
        .breaks(&[&LEVEL])
        .disturbs(REPORTED | REFUSALS | SLEEP),
    lie("any_memory", WAITS_, "a wait looks at no address", Stock::Is("outside", 0))
        .breaks(&[&WAIT_OUTSIDE])
        .disturbs(REFUSALS),
    lie(
        "flags_unheeded",
        CREATES_,
        "any flag will do",
        Stock::Drops("flags", super::calls::UNKNOWN),
    )
    .breaks(&[&CREATE_UNKNOWN_FLAG])
    .disturbs(REFUSALS),
    lie("edge_is_level", PUTS, "EPOLLET is not heeded", Stock::Drops("events", EDGE))
        .breaks(&[&EDGE_ONCE])
        .disturbs(REPORTED | SLEEP),
    lie("oneshot_unheeded", PUTS, "EPOLLONESHOT is not heeded", Stock::Drops("events", ONESHOT))
        .breaks(&[&super::claims::ONESHOT])
        .disturbs(REPORTED | SLEEP | REFUSALS),
    lie("exclusive_unheeded", PUTS, "EPOLLEXCLUSIVE is not heeded", no_exclusive())
        .breaks(&[&EXCLUSIVE_WITH_OTHER, &EXCLUSIVE_LATE, &EXCLUSIVE_STAYS, &EXCLUSIVE_OF_EPOLL])
        .disturbs(ALL),
    DeedLiar::of_other_calls("edges_once", PUTS, "an edge is told once and no more", edges_once)
        .breaks(&[&EDGE_ANEW])
        .disturbs(REPORTED | SLEEP | REFUSALS),
    DeedLiar::of_other_calls("asks_for_all", PUTS, "input and output are always asked for", all)
        .breaks(&[&REQUESTED])
        .disturbs(REPORTED | SLEEP),
    lie("data_of_another", PUTS, "other data are kept", Stock::Adds("tag", 1))
        .breaks(&[&DATA])
        .disturbs(REPORTED),
    DeedLiar::of_calls("add_skipped", ADDS_, "what is added is not on the list", skipped)
        .breaks(&[&READY_AT_ONCE, &WAKES, &ADDED_WAKES])
        .disturbs(ALL),
    DeedLiar::of_calls("modify_skipped", MODIFIES_, "a change changes nothing", skipped)
        .breaks(&[&MODIFY_REREADS, &ONESHOT_REARMED])
        .disturbs(ALL),
    DeedLiar::of_calls("remove_skipped", REMOVES_, "what is removed stays on the list", skipped)
        .breaks(&[&REMOVES])
        .disturbs(ALL),
    DeedLiar::of_calls("sleeps_deaf", WAITS_, "what comes once a wait has looked is missed", deaf)
        .breaks(&[&WAKES])
        .disturbs(REPORTED | SLEEP),
    lie("mask_dropped", MASKED, "epoll_pwait looks at no mask", Stock::Is("mask", 0))
        .breaks(&[&PWAIT_BLOCKS])
        .disturbs(MASKS | SLEEP),
    DeedLiar::of_other_calls("mask_blocks", MASKED, "epoll_pwait blocks the signal", blocks)
        .breaks(&[&PWAIT_LETS_THROUGH, &CAUGHT, &NEVER_RESTARTED])
        .disturbs(MASKS | SLEEP),
];

const NOW: u64 = Timeout::Zero as u64;

const fn no_exclusive() -> Stock {
    Stock::Drops("events", EXCLUSIVE)
}

fn edges_once(op: &Op) -> Option<Op> {
    let edge = |word: u64| word as i32 & EDGE != 0;
    let once = |word: u64| if edge(word) { word | ONESHOT as u64 } else { word };
    op.with_operand("events", once).filter(|other| other != op)
}

fn all(op: &Op) -> Option<Op> {
    op.with_operand("events", |word| word | (IN | OUT) as u64).filter(|other| other != op)
}

fn blocks(op: &Op) -> Option<Op> {
    op.with_operand("mask", |_| Mask::Blocks as u64).filter(|other| other != op)
}

/// It succeeds where it would, and does nothing.
fn skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let (Call::Add { on, fd, .. } | Call::Modify { on, fd, .. } | Call::Remove { on, fd }) =
        Call::of(op)
    else {
        return None;
    };
    let valid = hands.fd(on) >= 0 && hands.fd(fd) >= 0 && hands.fd(on) != hands.fd(fd);
    valid.then(|| Seen::Done.answer())
}

/// It looks, and then sleeps beside the list: on one that is empty.
fn deaf(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let now = op.with_operand("timeout", |_| NOW).filter(|now| now != op)?;
    let told = match perform(&now, hands) {
        Ok(told) => told,
        error => return Some(error),
    };
    let Seen::Told { report } = Seen::of(&told) else { return Some(Ok(told)) };
    if !report.items.is_empty() {
        return Some(Ok(told));
    }
    let empty = crate::sys::epoll_create1(CLOEXEC).ok()?;
    let answer = pending(&Asks::of(op)?, empty);
    let _ = crate::sys::close(empty);
    Some(answer)
}
