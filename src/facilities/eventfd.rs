//! eventfd: a 64-bit counter behind a descriptor.

pub mod calls;
pub mod claims;
pub mod liars;
pub mod model;
pub mod scenes;

use crate::engine::shared_claims::groups::{
    BLOCKING, DESCRIPTORS, DUPLICATES, FLAGS, MONITORS, THREADS,
};
use crate::engine::shared_claims::{Shared, SharedClaims};
use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Pick, Room, State};
use model::Counters;

/// An eventfd is made without an access mode that could be told.
static SHARED: SharedClaims =
    SharedClaims::of("eventfd", &[DESCRIPTORS, BLOCKING, FLAGS, MONITORS, DUPLICATES, THREADS])
        .without(&[Shared::AccessTold]);

/// The room.
pub static EVENTFD: Room = Room {
    facility: Facility {
        name: "eventfd",
        summary: "a 64-bit counter behind a descriptor, for waiting and notifying",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 3),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Close, 3),
        (DeedKind::Dup, 3),
        (DeedKind::SetCloexec, 2),
        (DeedKind::GetCloexec, 4),
        (DeedKind::SetNonblock, 4),
        (DeedKind::GetNonblock, 4),
        (DeedKind::Poll, 12),
        (DeedKind::Select, 5),
        (DeedKind::Epoll, 9),
        (DeedKind::EpollAgain, 25),
        (DeedKind::Fdinfo, 1),
        (DeedKind::FdinfoCloexec, 1),
        (DeedKind::Pass, 4),
        (DeedKind::Fork, 1),
        (DeedKind::Thread, 1),
        (DeedKind::Exec, 1),
        (DeedKind::Exit, 1),
    ],
    limits: &[LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3], percent: 12 }],
    liars: liars::LIARS,
    shared_liars: liars::SHARED_LIARS,
    subject: Some(scenes::SUBJECT),
    model: |_, _| State::of(Counters::default()),
    propose: calls::propose,
    small_scope: calls::small_scope,
    scenes: scenes::all,
    perform: calls::perform,
    helpers_c: &[include_str!("eventfd/helpers.c")],
    ..Room::PLAIN
};

/// The operand of calls in the small scope.
const FIRST: Pick = Pick(0);
