//! Stand-ins for kernels whose eventfds are not by the book, each with the claims that it breaks.

use super::SHARED;
use super::calls::{CLOEXEC, Call, MAXIMUM, NONBLOCK, SEMAPHORE, Seen, perform};
use super::claims::*;
use crate::engine::liar::deed::{Altered, DeedLiar, Stock, lie};
use crate::engine::liar::shared::Here;
use crate::engine::shared_claims::Shared::{
    CloexecAsSet, DupRefers, ExecCloses, FdinfoCloexec, FlagsShared, PassRefers,
};
use crate::engine::{Answer, Deed, Hands, Op};
use crate::sys;

pub static LIARS: &[DeedLiar] = &[
    lie(
        "initial_one_more",
        &["eventfd"],
        "a new counter holds one more than was given",
        Stock::Adds("initial", 1),
    )
    .breaks(&[&CREATE_INITIAL])
    .disturbs(VALUE),
    lie(
        "semaphore_dropped",
        &["eventfd"],
        "EFD_SEMAPHORE is not looked at",
        Stock::Drops("flags", SEMAPHORE),
    )
    .breaks(&[&READ_TAKES_ONE])
    .disturbs(VALUE),
    lie(
        "nonblock_dropped",
        &["eventfd"],
        "EFD_NONBLOCK is not looked at",
        Stock::Drops("flags", NONBLOCK),
    )
    .breaks(&[&READ_OF_ZERO_EAGAIN, &WRITE_PAST_MAXIMUM])
    .breaks_shared(&SHARED, &[FlagsShared])
    .disturbs(BLOCKING),
    lie(
        "cloexec_dropped",
        &["eventfd"],
        "EFD_CLOEXEC is not looked at",
        Stock::Drops("flags", CLOEXEC),
    )
    .breaks_shared(&SHARED, &[CloexecAsSet, FdinfoCloexec, ExecCloses]),
    DeedLiar::of_other_calls(
        "write_adds_less",
        &["write"],
        "a write adds one less than its value",
        write_adds_less,
    )
    .breaks(&[&WRITE_ADDS])
    .disturbs(VALUE),
    DeedLiar::of_calls(
        "read_leaves_one",
        &["read"],
        "a read of more than one leaves one in the counter",
        read_leaves_one,
    )
    .breaks(&[&READ_TAKES_ALL])
    .disturbs(VALUE),
    DeedLiar::of_deeds(
        "dup_makes_another",
        &["dup"],
        "dup gives a descriptor of another eventfd",
        another,
    )
    .breaks_shared(&SHARED, &[DupRefers])
    .disturbs(VALUE | BLOCKING),
    DeedLiar::of_deeds(
        "pass_makes_another",
        &["sendmsg(SCM_RIGHTS)"],
        "a passed descriptor is of another eventfd",
        another,
    )
    .breaks_shared(&SHARED, &[PassRefers])
    .disturbs(VALUE | BLOCKING),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::without("close_skipped", "nothing tells how many descriptors an eventfd has"),
    // A new eventfd takes a descriptor, and so does the fdinfo file while it is read.
    Here::of("close_leaks").shows(&[&[&CREATE_INITIAL, &FDINFO_COUNT]]),
    Here::of("nonblock_skipped")
        .breaks(&[
            &READ_OF_ZERO_EAGAIN,
            &READ_OF_ZERO_WAITS,
            &WRITE_PAST_MAXIMUM,
            &WRITE_PAST_MAXIMUM_WAITS,
        ])
        .disturbs(BLOCKING),
    Here::without("dup_opens_anew", ANONYMOUS),
    Here::without("pass_opens_anew", ANONYMOUS),
];

const ANONYMOUS: &str = "an eventfd cannot be opened again: another one takes its place";

fn write_adds_less(op: &Op) -> Option<Op> {
    let Call::Write { fd, bytes: 8, value: value @ 1..=MAXIMUM } = Call::of(op) else {
        return None;
    };
    Some(Call::Write { fd, bytes: 8, value: value - 1 }.into())
}

fn read_leaves_one(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Read { fd, .. } = Call::of(op) else { return None };
    let answer = perform(op, hands);
    if let Ok(Seen::Took { value: 2.., .. }) = answer.as_ref().map(Seen::of) {
        let _ = sys::write(hands.fd(fd), 1u64.to_ne_bytes()[..].into());
    }
    Some(answer)
}

/// The deed is done to another eventfd.
fn another(_deed: &Deed, _hands: &mut Hands) -> Altered {
    sys::eventfd2(7, libc::EFD_CLOEXEC).map_or(Altered::Done, Altered::To)
}
