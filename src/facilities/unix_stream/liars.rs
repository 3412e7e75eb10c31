//! Stand-ins for kernels whose stream sockets are not by the book, each with the claims that it
//! breaks.

mod acts;

use super::SHARED;
use super::claims::*;
use crate::claim::READY;
use crate::engine::liar::deed::{DeedLiar, Stock, lie};
use crate::engine::liar::shared::Here;
use crate::engine::shared_claims::Shared::{
    CloexecAsSet, DupRefers, ExecCloses, FdinfoCloexec, FlagsShared, PassRefers,
};
use crate::families::socket::{CLOEXEC, DONTWAIT, NONBLOCK, NOSIGNAL, PEEK, WAITALL};
use acts::{
    another, loses_last, more_holds_back, no_sigpipe, oob_hides, receives_into_all,
    shutdown_skipped, takes_next,
};

/// The place of both ways among the ways to shut down.
const BOTH: u64 = 2;

pub static LIARS: &[DeedLiar] = &[
    DeedLiar::of_calls(
        "send_loses_last",
        &["send", "write"],
        "a send leaves out its last byte, and tells that it sent all",
        loses_last,
    )
    .breaks(&[&RECV_IN_ORDER, &RECV_TAKES_AVAILABLE, &RECV_ACROSS_SENDS, &FIONREAD_COUNTS])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "recv_takes_next",
        &["recv", "read"],
        "a receive also takes the byte that follows, and drops it",
        takes_next,
    )
    .breaks(&[&RECV_IN_ORDER, &READ_AS_RECV, &RECV_TAKES_AVAILABLE, &FIONREAD_COUNTS])
    .shows(&[&[&READ_OF_NOTHING]])
    .disturbs(HELD),
    lie("peek_takes", &["recv"], "MSG_PEEK is not looked at", Stock::Drops("flags", PEEK))
        .breaks(&[&PEEK_LEAVES])
        .disturbs(HELD),
    lie(
        "waitall_dropped",
        &["recv"],
        "MSG_WAITALL is not looked at",
        Stock::Drops("flags", WAITALL),
    )
    .breaks(&[&WAITALL_WAITS])
    .disturbs(HELD),
    lie(
        "recv_dontwait_dropped",
        &["recv"],
        "MSG_DONTWAIT of recv is not looked at",
        Stock::Drops("flags", DONTWAIT),
    )
    .breaks(&[&RECV_DONTWAIT])
    .disturbs(HELD),
    lie(
        "send_dontwait_dropped",
        &["send"],
        "MSG_DONTWAIT of send is not looked at",
        Stock::Drops("flags", DONTWAIT),
    )
    .breaks(&[&SEND_DONTWAIT])
    .shows(&[&[&SEND_PARTIAL]])
    .disturbs(HELD),
    lie(
        "nosignal_dropped",
        &["send"],
        "MSG_NOSIGNAL is not looked at",
        Stock::Drops("flags", NOSIGNAL),
    )
    .breaks(&[&SEND_NOSIGNAL, &SHUT_NOSIGNAL]),
    DeedLiar::of_calls(
        "more_holds_back",
        &["send"],
        "a send with MSG_MORE tells that it sent, and holds all back",
        more_holds_back,
    )
    .breaks(&[&RECV_IN_ORDER, &RECV_TAKES_AVAILABLE])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "no_sigpipe",
        &["send", "write"],
        "a send on a broken connection fails and raises no SIGPIPE",
        no_sigpipe,
    )
    .breaks(&[&SEND_SIGPIPE, &SHUT_SIGPIPE]),
    DeedLiar::of_calls(
        "shutdown_skipped",
        &["shutdown"],
        "shutdown tells success and shuts nothing down",
        shutdown_skipped,
    )
    .breaks(&[&RECV_END_SHUT, &RECV_DISALLOWED, &SHUT_EPIPE, &SHUT_SIGPIPE, &SHUT_NOSIGNAL])
    .shows(&[&[&SHUT_EINVAL]])
    .disturbs(ENDS | READY),
    lie("shutdown_is_both", &["shutdown"], "shutdown shuts both ways", Stock::Is("how", BOTH))
        .breaks(&[&SEND_WHOLE, &RECV_IN_ORDER])
        .shows(&[&[&SHUT_EINVAL]])
        .disturbs(HELD | ENDS),
    lie(
        "nonblock_dropped",
        &["socketpair"],
        "SOCK_NONBLOCK is not looked at",
        Stock::Drops("flags", NONBLOCK),
    )
    .breaks(&[&PAIR_NONBLOCK])
    .breaks_shared(&SHARED, &[FlagsShared])
    .disturbs(BLOCKING),
    lie(
        "cloexec_dropped",
        &["socketpair"],
        "SOCK_CLOEXEC is not looked at",
        Stock::Drops("flags", CLOEXEC),
    )
    .breaks(&[&PAIR_CLOEXEC])
    .breaks_shared(&SHARED, &[CloexecAsSet, FdinfoCloexec, ExecCloses]),
    DeedLiar::of_calls(
        "peek_stops_at_oob",
        &["recv past MSG_OOB"],
        "MSG_PEEK finds nothing behind a byte out of band",
        oob_hides,
    )
    .breaks(&[&PEEK_PAST_OOB]),
    DeedLiar::of_calls(
        "whole_buffer_checked",
        &["recvmsg into half a buffer"],
        "a receive fails where any of its buffer is not memory, and keeps the descriptor open",
        receives_into_all,
    )
    .breaks(&[&RECV_PARTLY_MAPPED]),
    DeedLiar::of_deeds(
        "dup_makes_another",
        &["dup"],
        "dup gives a descriptor of another pair",
        another,
    )
    .breaks_shared(&SHARED, &[DupRefers])
    .disturbs(HELD | ENDS | BLOCKING),
    DeedLiar::of_deeds(
        "pass_makes_another",
        &["sendmsg(SCM_RIGHTS)"],
        "a passed descriptor is of another pair",
        another,
    )
    .breaks_shared(&SHARED, &[PassRefers])
    .disturbs(HELD | ENDS | BLOCKING),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::of("close_skipped")
        .breaks(&[&RECV_END_CLOSED, &SEND_EPIPE, &SEND_SIGPIPE, &SEND_NOSIGNAL, &POLL_HANGUP])
        .disturbs(ENDS | READY),
    Here::without("close_leaks", "most calls open something, and fail where descriptors are few"),
    Here::of("nonblock_skipped")
        .breaks(&[&RECV_EAGAIN, &RECV_WAITS, &SEND_EAGAIN, &SEND_WAITS])
        .disturbs(BLOCKING),
    Here::without("dup_opens_anew", NAMELESS),
    Here::without("pass_opens_anew", NAMELESS),
];

const NAMELESS: &str = "a socket cannot be opened again: another one takes its place";
