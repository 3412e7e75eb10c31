//! pipe: a byte stream (or packets) between a write end and a read end.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod scenes;

use crate::engine::shared_claims::SharedClaims;
use crate::engine::shared_claims::groups::{
    BLOCKING, DESCRIPTORS, DUPLICATES, FLAGS, MONITORS, THREADS,
};
use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, State};
use model::Pipes;

static SHARED: SharedClaims =
    SharedClaims::of("pipe", &[DESCRIPTORS, BLOCKING, FLAGS, MONITORS, DUPLICATES, THREADS]);

/// The room.
pub static PIPE: Room = Room {
    facility: Facility {
        name: "pipe",
        summary: "a byte stream, or packets, between a write end and a read end",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 4),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Close, 10),
        (DeedKind::Dup, 3),
        (DeedKind::SetCloexec, 2),
        (DeedKind::GetCloexec, 3),
        (DeedKind::SetNonblock, 8),
        (DeedKind::GetNonblock, 3),
        (DeedKind::Poll, 12),
        (DeedKind::Select, 5),
        (DeedKind::Epoll, 9),
        (DeedKind::EpollAgain, 25),
        (DeedKind::GetAccess, 1),
        (DeedKind::Fdinfo, 1),
        (DeedKind::FdinfoCloexec, 1),
        (DeedKind::Pass, 4),
        (DeedKind::Fork, 1),
        (DeedKind::Thread, 1),
        (DeedKind::Exec, 1),
        (DeedKind::Exit, 1),
        (DeedKind::Kill, 1),
        (DeedKind::Signal, 6),
        (DeedKind::Handle, 6),
        (DeedKind::IgnorePipe, 4),
    ],
    limits: &[
        LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3, 4, 5], percent: 15 },
        LimitSpec { limit: Limit::PipeMaxSizeBytes, values: &[4096, 8192, 1 << 16], percent: 6 },
    ],
    liars: liars::LIARS,
    shared_liars: liars::SHARED_LIARS,
    subject: Some(scenes::SUBJECT),
    model: |facts, limits| State::of(Pipes::new(facts, limits)),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: calls::perform,
    helpers_c: &[include_str!("pipe/helpers.c")],
    ..Room::PLAIN
};
