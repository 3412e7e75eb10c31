//! Stand-ins for kernels whose datagram sockets are not by the book, each with the claims that it
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
use crate::families::socket::{CLOEXEC, DONTWAIT, NONBLOCK, PEEK, TRUNC};
use acts::{another, keeps_rest, receives_into_all, shutdown_skipped, told_done, two_sent_as_one};

/// The place of both ways among the ways to shut down.
const BOTH: u64 = 2;

pub static LIARS: &[DeedLiar] = &[
    DeedLiar::of_calls(
        "sends_in_two",
        &["send", "write"],
        "a datagram is sent as two",
        two_sent_as_one,
    )
    .breaks(&[&RECV_ONE_MESSAGE, &RECV_IN_ORDER])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "rest_is_kept",
        &["recv"],
        "what a receive does not ask for of a datagram stays, and is given next",
        keeps_rest,
    )
    .breaks(&[&RECV_DISCARDS_EXCESS])
    .disturbs(HELD),
    lie("peek_takes", &["recv"], "MSG_PEEK is not looked at", Stock::Drops("flags", PEEK))
        .breaks(&[&PEEK_LEAVES])
        .disturbs(HELD),
    lie("trunc_dropped", &["recv"], "MSG_TRUNC is not looked at", Stock::Drops("flags", TRUNC))
        .breaks(&[&RECV_REAL_LENGTH]),
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
    .disturbs(HELD),
    DeedLiar::of_calls(
        "shutdown_skipped",
        &["shutdown"],
        "shutdown tells success and shuts nothing down",
        shutdown_skipped,
    )
    .breaks(&[&RECV_DISALLOWED, &SHUT_DISALLOWS_SENDS])
    .shows(&[&[&SHUT_EINVAL]])
    .disturbs(ENDS | READY),
    lie("shutdown_is_both", &["shutdown"], "shutdown shuts both ways", Stock::Is("how", BOTH))
        .breaks(&[&SEND_WHOLE])
        .shows(&[&[&SHUT_EINVAL]])
        .disturbs(HELD | ENDS),
    lie(
        "nonblock_dropped",
        &["socketpair", "socket"],
        "SOCK_NONBLOCK is not looked at",
        Stock::Drops("flags", NONBLOCK),
    )
    .breaks(&[&PAIR_NONBLOCK, &SOCKET_NONBLOCK])
    .breaks_shared(&SHARED, &[FlagsShared])
    .disturbs(BLOCKING),
    DeedLiar::of_calls(
        "connect_skipped",
        &["connect"],
        "connect tells success and connects nothing",
        told_done,
    )
    .breaks(&[&SEND_WHOLE, &FILTERED])
    .shows(&[&[&CONNECT_REFUSED, &CONNECT_NO_PATH]])
    .disturbs(NAMES | HELD),
    DeedLiar::of_calls(
        "bind_skipped",
        &["bind"],
        "bind tells success and gives no name",
        told_done,
    )
    .breaks(&[&SEND_TO, &BIND_IN_USE, &CONNECT_NAMES])
    .disturbs(NAMES | HELD),
    DeedLiar::of_calls(
        "unlink_skipped",
        &["unlink"],
        "unlink tells success and leaves the path",
        told_done,
    )
    .breaks(&[&UNLINK_FREES])
    .disturbs(NAMES),
    lie(
        "cloexec_dropped",
        &["socketpair", "socket"],
        "SOCK_CLOEXEC is not looked at",
        Stock::Drops("flags", CLOEXEC),
    )
    .breaks(&[&PAIR_CLOEXEC, &SOCKET_CLOEXEC])
    .breaks_shared(&SHARED, &[CloexecAsSet, FdinfoCloexec, ExecCloses]),
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
    .shows(&[&[&PEER_CREDENTIALS]])
    .disturbs(HELD | ENDS | BLOCKING | NAMES),
    DeedLiar::of_deeds(
        "pass_makes_another",
        &["sendmsg(SCM_RIGHTS)"],
        "a passed descriptor is of another pair",
        another,
    )
    .breaks_shared(&SHARED, &[PassRefers])
    .shows(&[&[&PEER_CREDENTIALS]])
    .disturbs(HELD | ENDS | BLOCKING | NAMES),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::of("close_skipped").breaks(&[&SEND_GONE]).disturbs(ENDS | NAMES | READY),
    Here::without("close_leaks", "most calls open something, and fail where descriptors are few"),
    Here::of("nonblock_skipped")
        .breaks(&[&RECV_EAGAIN, &RECV_WAITS, &SEND_EAGAIN, &SEND_WAITS])
        .disturbs(BLOCKING),
    Here::without("dup_opens_anew", NAMELESS),
    Here::without("pass_opens_anew", NAMELESS),
];

const NAMELESS: &str = "a socket cannot be opened again: another one takes its place";
