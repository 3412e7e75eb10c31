//! signalfd: signals behind a descriptor, read by the process that they were sent to.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod perform;
pub mod scenes;

use crate::engine::shared_claims::groups::{BLOCKING, DESCRIPTORS, DUPLICATES, FLAGS, MONITORS};
use crate::engine::shared_claims::{Shared, SharedClaims};
use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Pick, Room, State};
use model::Descriptors;

/// A signalfd is made without an access mode that could be told.
static SHARED: SharedClaims =
    SharedClaims::of("signalfd", &[DESCRIPTORS, BLOCKING, FLAGS, MONITORS, DUPLICATES])
        .without(&[Shared::AccessTold]);

/// The room.
pub static SIGNALFD: Room = Room {
    facility: Facility {
        name: "signalfd",
        summary: "signals behind a descriptor, for each process its own",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        // What a signal does, it does to a process of the script, never to the harness.
        actors: (2, 3),
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
        (DeedKind::EpollAgain, 12),
        (DeedKind::Fdinfo, 1),
        (DeedKind::FdinfoCloexec, 1),
        (DeedKind::Pass, 4),
        (DeedKind::Fork, 3),
        (DeedKind::Exec, 4),
        (DeedKind::Exit, 1),
    ],
    limits: &[LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3], percent: 12 }],
    liars: liars::LIARS,
    shared_liars: liars::SHARED_LIARS,
    passes_percent: 15,
    model: |_, _| State::of(Descriptors::default()),
    propose: draws::propose,
    refuses: model::refuses,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    ..Room::PLAIN
};

/// The operand of calls in the small scope.
const FIRST: Pick = Pick(0);
