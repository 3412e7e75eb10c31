//! Stand-ins for kernels whose eventfds are not by the book, each with the claims that it breaks.
#![expect(clippy::unnecessary_wraps, reason = "as every liar is called")]

use super::SHARED;
use super::claims::*;
use super::operations::{Eventfd, Flags, MAXIMUM, Op, Took, perform};
use crate::claim::Claim;
use crate::engine::liar::deed::{Altered, DeedLiar};
use crate::engine::liar::shared;
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
/// The claims by which it shows that descriptors are used up: a new eventfd takes one, and so do
/// the fdinfo file and epoll while they are asked.
static DESCRIPTORS: &[&Claim] = &[
    &CREATE_INITIAL,
    SHARED.claim(Shared::DupRefers),
    SHARED.claim(Shared::PassRefers),
    &FDINFO_COUNT,
    SHARED.claim(Shared::EpollLevel),
    SHARED.claim(Shared::EpollEdge),
    SHARED.claim(Shared::EpollOneshot),
    SHARED.claim(Shared::EpollTwice),
    SHARED.claim(Shared::EpollAbsent),
    SHARED.claim(Shared::EpollDuplicate),
    SHARED.claim(Shared::EpollOutlives),
    SHARED.claim(Shared::EpollForgets),
    SHARED.claim(Shared::EpollNested),
    SHARED.claim(Shared::EpollPwait2),
    SHARED.claim(Shared::EpollExclusiveStays),
    SHARED.claim(Shared::EpollExclusiveLate),
    SHARED.claim(Shared::EpollExclusiveOneshot),
    SHARED.claim(Shared::FdinfoFlags),
    SHARED.claim(Shared::FdinfoCloexec),
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
        "close_leaks",
        &["close"],
        "close tells success and closes nothing where descriptors are few",
        shared::close_leaks,
    )
    .breaks(&[SHARED.claim(Shared::CloseFrees)])
    .shows(&[DESCRIPTORS]),
    DeedLiar::of_deeds(
        "nonblock_skipped",
        &["fcntl(F_SETFL)"],
        "F_SETFL tells that it switched O_NONBLOCK, and does not",
        shared::skipped,
    )
    .breaks(&[
        &READ_OF_ZERO_EAGAIN,
        &READ_OF_ZERO_WAITS,
        &WRITE_PAST_MAXIMUM,
        &WRITE_PAST_MAXIMUM_WAITS,
        SHARED.claim(Shared::NonblockSwitches),
        SHARED.claim(Shared::FlagsShared),
    ])
    .shows(&[BLOCKING]),
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
    DeedLiar::of_deeds(
        "cloexec_skipped",
        &["fcntl(F_SETFD)"],
        "F_SETFD tells that it set close-on-exec, and does not",
        shared::skipped,
    )
    .breaks(&[
        SHARED.claim(Shared::CloexecAsSet),
        SHARED.claim(Shared::FdinfoCloexec),
        SHARED.claim(Shared::ExecCloses),
        SHARED.claim(Shared::ExecKeeps),
    ])
    .shows(&[&[SHARED.claim(Shared::ExecKeeps)]]),
    DeedLiar::of_deeds(
        "fork_loses_last",
        &["fork"],
        "a child does not have its parent's last descriptor",
        shared::fork_loses_last,
    )
    .breaks(&[SHARED.claim(Shared::ForkCopies)]),
    DeedLiar::of_deeds(
        "edge_is_level",
        &["epoll_wait"],
        "epoll does not look at EPOLLET",
        shared::edge_is_level,
    )
    .breaks(&[SHARED.claim(Shared::EpollEdge)]),
    DeedLiar::of_deeds(
        "oneshot_is_level",
        &["epoll_wait"],
        "epoll does not look at EPOLLONESHOT",
        shared::oneshot_is_level,
    )
    .breaks(&[SHARED.claim(Shared::EpollOneshot)]),
];

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
