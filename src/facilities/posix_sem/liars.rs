//! Stand-ins for libraries whose semaphores are not by the book, each with the claims that it
//! breaks.

use super::calls::{CREATE, Call, EXCLUSIVE, Seen, Sem};
use super::claims::*;
use super::perform::{perform, seen};
use super::table;
use crate::engine::forms::Until;
use crate::engine::liar::deed::{DeedLiar, Stock, lie};
use crate::engine::{Answer, Errno, Hands, Op};
use crate::sys;

const OPEN: &[&str] = &["sem_open"];
const POST: &[&str] = &["sem_post"];

pub static LIARS: &[DeedLiar] = &[
    DeedLiar::of_other_calls("value_one_more", OPEN, "a new semaphore has one more", one_more)
        .breaks(&[&OPEN_VALUE])
        .disturbs(VALUE),
    DeedLiar::of_other_calls("init_one_more", &["sem_init"], "sem_init sets one more", one_more)
        .breaks(&[&INIT_VALUE])
        .disturbs(VALUE),
    lie("mode_for_all", OPEN, "a new semaphore is for all to use", Stock::Is("mode", 0o666))
        .breaks(&[&NEW_MODE])
        .disturbs(ACCESS),
    lie("exclusive_dropped", OPEN, "O_EXCL is not looked at", Stock::Drops("flags", EXCLUSIVE))
        .breaks(&[&CREATE_EXCLUSIVE])
        .disturbs(NAMES | VALUE),
    DeedLiar::of_calls(
        "existing_made_anew",
        OPEN,
        "sem_open with O_CREAT makes a semaphore even where there is one",
        made_anew,
    )
    .breaks(&[&VALUE_IGNORED, &MODE_IGNORED, &CREATE_EXCLUSIVE])
    .disturbs(VALUE | NAMES | ACCESS),
    DeedLiar::of_calls(
        "creators_collide",
        OPEN,
        "of two sem_open with O_CREAT at once, one fails with EEXIST",
        collides,
    )
    .breaks(&[&CREATE_FINDS])
    .disturbs(NAMES),
    DeedLiar::of_calls(
        "unlink_skipped",
        &["sem_unlink"],
        "sem_unlink does nothing",
        unlink_skipped,
    )
    .breaks(&[&UNLINK_NAME_GONE, &UNLINK_FILE_GONE, &UNLINK_NAME_FREE])
    .disturbs(NAMES | VALUE | ACCESS),
    DeedLiar::of_calls("post_twice", POST, "sem_post adds 2", post_twice)
        .breaks(&[&POST_ADDS])
        .disturbs(VALUE),
    DeedLiar::of_calls("post_skipped", POST, "sem_post does nothing", post_skipped)
        .breaks(&[&POST_WAKES])
        .disturbs(VALUE),
    DeedLiar::of_calls(
        "try_takes_none",
        &["sem_trywait"],
        "sem_trywait leaves the value as it is",
        takes_none,
    )
    .breaks(&[&TRY_TAKES])
    .disturbs(VALUE),
    DeedLiar::of_calls("wait_takes_none", &["sem_wait"], "sem_wait leaves the value", takes_none)
        .breaks(&[&WAIT_TAKES])
        .disturbs(VALUE),
    DeedLiar::of_other_calls(
        "time_never_comes",
        &["sem_timedwait"],
        "sem_timedwait does not end with its time",
        never_comes,
    )
    .breaks(&[&TIMED_OUT])
    .disturbs(VALUE),
    DeedLiar::of_calls(
        "time_heeded_at_once",
        &["sem_timedwait"],
        "sem_timedwait looks at its time first",
        heeds_time,
    )
    .breaks(&[&TIMED_PAST_UNUSED])
    .disturbs(VALUE),
    DeedLiar::of_calls(
        "pshared_dropped",
        &["sem_init"],
        "sem_init does not look at pshared",
        pshared_dropped,
    )
    .breaks(&[&POST_WAKES])
    .disturbs(VALUE),
];

fn one_more(op: &Op) -> Option<Op> {
    const MOST: u32 = super::calls::MOST;
    Some(match Call::of(op) {
        Call::Open { place, name, flags, mode, value: value @ ..MOST } => {
            Call::Open { place, name, flags, mode, value: value + 1 }.into()
        }
        Call::Init { sem, value: value @ ..MOST } => Call::Init { sem, value: value + 1 }.into(),
        _ => return None,
    })
}

fn made_anew(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Open { name, flags, .. } = Call::of(op) else { return None };
    if flags.has(CREATE) {
        let _ = seen(Call::Unlink { name }, hands);
    }
    None
}

/// So often another has its turn between a look for a name and the making of a semaphore.
const TURNS: u32 = 300;

/// Looks for the name, and makes the semaphore if there was none when it looked.
fn collides(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Open { place, name, flags, mode, value } = Call::of(op) else { return None };
    if !flags.has(CREATE) || seen(Call::Status { name }, hands) != Err(Errno::ENOENT) {
        return None;
    }
    (0..TURNS).for_each(|_| sys::yield_now());
    let flags = flags.with(EXCLUSIVE);
    Some(perform(&Call::Open { place, name, flags, mode, value }.into(), hands))
}

fn unlink_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Unlink { name } = Call::of(op) else { return None };
    let owned = matches!(seen(Call::Status { name }, hands), Ok(Seen::Status { owned: true, .. }));
    owned.then(|| Seen::Done { returned: 0 }.answer())
}

fn post_twice(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Post { .. } = Call::of(op) else { return None };
    let answer = perform(op, hands);
    if answer.is_ok() {
        let _ = perform(op, hands);
    }
    Some(answer)
}

fn post_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Post { sem } = Call::of(op) else { return None };
    let value = value(sem, hands)?;
    (value < i64::from(super::calls::MOST)).then(|| Seen::Done { returned: 0 }.answer())
}

fn value(sem: Sem, hands: &mut Hands) -> Option<i64> {
    match seen(Call::GetValue { sem }, hands) {
        Ok(Seen::Value { value, .. }) => Some(value),
        _ => None,
    }
}

fn takes_none(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let (Call::TryWait { sem } | Call::Wait { sem }) = Call::of(op) else { return None };
    let answer = perform(op, hands);
    if answer.is_ok() {
        let _ = seen(Call::Post { sem }, hands);
    }
    Some(answer)
}

fn never_comes(op: &Op) -> Option<Op> {
    let Call::TimedWait { sem, until: Until::Soon } = Call::of(op) else { return None };
    Some(Call::Wait { sem }.into())
}

fn heeds_time(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::TimedWait { sem, until: Until::Past } = Call::of(op) else { return None };
    (value(sem, hands)? > 0).then_some(Err(Errno::ETIMEDOUT))
}

fn pshared_dropped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Init { sem: sem @ Sem::Shared(_), value } = Call::of(op) else { return None };
    let made = table::find(sem, hands).ok().flatten()?.init(false, value);
    Some(made.and_then(|returned| Seen::Done { returned }.answer()))
}
