//! Stand-ins for kernels whose eventfds are not by the book, each with the claims that it breaks.
#![expect(clippy::unnecessary_wraps, reason = "as every liar is called")]

use super::SHARED;
use super::claims::*;
use super::operations::{Eventfd, Flags, MAXIMUM, Op, Took, perform};
use crate::claim::Claim;
use crate::engine::liar::deed::{Altered, DeedLiar};
use crate::engine::liar::shared::Here;
use crate::engine::shared_claims::Shared;
use crate::engine::{Answer, Deed, Hands};
use crate::sys;

/// The claims by which the value of a counter shows.
static VALUE: &[&Claim] = &[
    &CREATE_INITIAL,
    &READ_TAKES_ALL,
    &READ_TAKES_ONE,
    &READ_OF_ZERO_WAITS,
    &READ_OF_ZERO_EAGAIN,
    &WRITE_ADDS,
    &WRITE_PAST_MAXIMUM,
    &WRITE_PAST_MAXIMUM_WAITS,
    &POLL_INPUT,
    &POLL_OUTPUT,
    &FDINFO_COUNT,
];
/// The claims by which select and epoll show what the counter is ready for.
static REPORTS: &[&Claim] = &SHARED.reports();
/// The claims by which it shows whether a description is blocking, also in that a call which ought
/// to have failed slept until it succeeded.
static BLOCKING: &[&Claim] = &[
    &READ_TAKES_ALL,
    &READ_TAKES_ONE,
    &WRITE_ADDS,
    &READ_OF_ZERO_WAITS,
    &READ_OF_ZERO_EAGAIN,
    &WRITE_PAST_MAXIMUM,
    &WRITE_PAST_MAXIMUM_WAITS,
    SHARED.claim(Shared::FlagsShared),
    SHARED.claim(Shared::FdinfoFlags),
];
pub static LIARS: &[DeedLiar<Eventfd>] = &[
    DeedLiar::of_calls(
        "initial_one_more",
        &["eventfd"],
        "a new counter holds one more than was given",
        initial_one_more,
    )
    .breaks(&[&CREATE_INITIAL])
    .shows(&[VALUE, REPORTS]),
    DeedLiar::of_calls(
        "semaphore_dropped",
        &["eventfd"],
        "EFD_SEMAPHORE is not looked at",
        semaphore_dropped,
    )
    .breaks(&[&READ_TAKES_ONE])
    .shows(&[VALUE, REPORTS]),
    DeedLiar::of_calls(
        "nonblock_dropped",
        &["eventfd"],
        "EFD_NONBLOCK is not looked at",
        nonblock_dropped,
    )
    .breaks(&[&READ_OF_ZERO_EAGAIN, &WRITE_PAST_MAXIMUM, SHARED.claim(Shared::FlagsShared)])
    .shows(&[BLOCKING]),
    DeedLiar::of_calls(
        "cloexec_dropped",
        &["eventfd"],
        "EFD_CLOEXEC is not looked at",
        cloexec_dropped,
    )
    .breaks(&[
        SHARED.claim(Shared::CloexecAsSet),
        SHARED.claim(Shared::FdinfoCloexec),
        SHARED.claim(Shared::ExecCloses),
    ]),
    DeedLiar::of_calls(
        "write_adds_less",
        &["write"],
        "a write adds one less than its value",
        write_adds_less,
    )
    .breaks(&[&WRITE_ADDS])
    .shows(&[VALUE, REPORTS]),
    DeedLiar::of_calls(
        "read_leaves_one",
        &["read"],
        "a read of more than one leaves one in the counter",
        read_leaves_one,
    )
    .breaks(&[&READ_TAKES_ALL])
    .shows(&[VALUE, REPORTS]),
    DeedLiar::of_deeds(
        "dup_makes_another",
        &["dup"],
        "dup gives a descriptor of another eventfd",
        another,
    )
    .breaks(&[SHARED.claim(Shared::DupRefers)])
    .shows(&[VALUE, REPORTS, BLOCKING]),
    DeedLiar::of_deeds(
        "pass_makes_another",
        &["sendmsg(SCM_RIGHTS)"],
        "a passed descriptor is of another eventfd",
        another,
    )
    .breaks(&[SHARED.claim(Shared::PassRefers)])
    .shows(&[VALUE, REPORTS, BLOCKING]),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::without("close_skipped", "nothing tells how many descriptors an eventfd has"),
    // A new eventfd takes a descriptor, and so does the fdinfo file while it is asked.
    Here::of("close_leaks").shows(&[&[&CREATE_INITIAL, &FDINFO_COUNT]]),
    Here::of("nonblock_skipped")
        .breaks(&[
            &READ_OF_ZERO_EAGAIN,
            &READ_OF_ZERO_WAITS,
            &WRITE_PAST_MAXIMUM,
            &WRITE_PAST_MAXIMUM_WAITS,
        ])
        .shows(&[BLOCKING]),
    Here::without("dup_opens_anew", ANONYMOUS),
    Here::without("pass_opens_anew", ANONYMOUS),
];

const ANONYMOUS: &str = "an eventfd cannot be opened again: another one takes its place";

fn created(op: &Op, hands: &mut Hands, alter: fn(u32, Flags) -> (u32, Flags)) -> Answer<Took> {
    match op {
        Op::Create { initial, flags } => {
            let (initial, flags) = alter(*initial, *flags);
            perform(&Op::Create { initial, flags }, hands)
        }
        other => perform(other, hands),
    }
}

fn initial_one_more(op: &Op, hands: &mut Hands) -> Option<Answer<Took>> {
    Some(created(op, hands, |initial, flags| (initial.saturating_add(1), flags)))
}

fn semaphore_dropped(op: &Op, hands: &mut Hands) -> Option<Answer<Took>> {
    Some(created(op, hands, |initial, flags| (initial, Flags { semaphore: false, ..flags })))
}

fn nonblock_dropped(op: &Op, hands: &mut Hands) -> Option<Answer<Took>> {
    Some(created(op, hands, |initial, flags| (initial, Flags { nonblocking: false, ..flags })))
}

fn cloexec_dropped(op: &Op, hands: &mut Hands) -> Option<Answer<Took>> {
    Some(created(op, hands, |initial, flags| (initial, Flags { cloexec: false, ..flags })))
}

fn write_adds_less(op: &Op, hands: &mut Hands) -> Option<Answer<Took>> {
    let &Op::Write { fd, bytes: 8, value: value @ 1..=MAXIMUM } = op else { return None };
    Some(perform(&Op::Write { fd, bytes: 8, value: value - 1 }, hands))
}

fn read_leaves_one(op: &Op, hands: &mut Hands) -> Option<Answer<Took>> {
    let Op::Read { fd, .. } = op else { return None };
    let answer = perform(op, hands);
    if let Ok(Took::Value { value: 2.., .. }) = answer {
        let _ = sys::write(hands.fd(*fd), 1u64.to_ne_bytes()[..].into());
    }
    Some(answer)
}

/// The deed is done to another eventfd.
fn another(_deed: &Deed, _hands: &mut Hands) -> Altered {
    sys::eventfd2(7, libc::EFD_CLOEXEC).map_or(Altered::Done, Altered::To)
}
