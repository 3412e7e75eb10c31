//! unix_stream: a byte stream in each direction between two sockets of one machine.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod scenes;

use crate::engine::shared_claims::groups::{
    BLOCKING, DESCRIPTORS, DUPLICATES, FLAGS, MONITORS, THREADS,
};
use crate::engine::shared_claims::{Shared, SharedClaims};
use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, State};
use model::Sockets;

/// A socket is made without an access mode that could be told.
static SHARED: SharedClaims =
    SharedClaims::of("unix_stream", &[DESCRIPTORS, BLOCKING, FLAGS, MONITORS, DUPLICATES, THREADS])
        .without(&[Shared::AccessTold]);

/// The room.
pub static UNIX_STREAM: Room = Room {
    facility: Facility {
        name: "unix_stream",
        summary: "a byte stream in each direction between two sockets of one machine",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 4),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Close, 8),
        (DeedKind::Dup, 3),
        (DeedKind::SetCloexec, 2),
        (DeedKind::GetCloexec, 3),
        (DeedKind::SetNonblock, 6),
        (DeedKind::GetNonblock, 3),
        (DeedKind::Poll, 12),
        (DeedKind::Select, 5),
        (DeedKind::Epoll, 9),
        (DeedKind::EpollAgain, 20),
        (DeedKind::Fdinfo, 1),
        (DeedKind::FdinfoCloexec, 1),
        (DeedKind::Pass, 5),
        (DeedKind::Fork, 1),
        (DeedKind::Thread, 1),
        (DeedKind::Exec, 1),
        (DeedKind::Exit, 1),
        (DeedKind::Kill, 1),
        (DeedKind::Signal, 6),
        (DeedKind::Handle, 6),
        (DeedKind::IgnorePipe, 4),
        (DeedKind::BecomeOther, 1),
    ],
    limits: &[LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3, 4, 5], percent: 12 }],
    liars: liars::LIARS,
    shared_liars: liars::SHARED_LIARS,
    model: |_, _| State::of(Sockets::default()),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: calls::perform,
    helpers_c: &[include_str!("../families/socket.c")],
    ..Room::PLAIN
};
