//! pty: a terminal and the master that drives it.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod operands;
pub mod perform;
pub mod scenes;

use crate::claim::Need;
use crate::engine::shared_claims::groups::{BLOCKING, DESCRIPTORS, DUPLICATES, FLAGS, MONITORS};
use crate::engine::shared_claims::{Shared, SharedClaims};
use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, State};
use model::Pairs;

/// What is written takes its time to arrive, so that no step is known to make the other end ready.
static SHARED: SharedClaims =
    SharedClaims::of("pty", &[DESCRIPTORS, BLOCKING, FLAGS, MONITORS, DUPLICATES])
        .without(&[Shared::EpollCombined]);

/// The room.
pub static PTY: Room = Room {
    facility: Facility {
        name: "pty",
        summary: "a terminal, and the master that drives it: what is written to one is read of the \
            other",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[Need::Terminals],
        actors: (1, 3),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Close, 4),
        (DeedKind::Dup, 3),
        (DeedKind::SetCloexec, 3),
        (DeedKind::GetCloexec, 4),
        (DeedKind::SetNonblock, 4),
        (DeedKind::GetNonblock, 3),
        (DeedKind::Poll, 12),
        (DeedKind::Select, 5),
        (DeedKind::Epoll, 9),
        (DeedKind::EpollAgain, 15),
        (DeedKind::GetAccess, 1),
        (DeedKind::Fdinfo, 1),
        (DeedKind::FdinfoCloexec, 1),
        (DeedKind::Pass, 4),
        (DeedKind::Fork, 1),
        (DeedKind::Exec, 1),
        (DeedKind::Exit, 1),
        (DeedKind::Signal, 6),
        (DeedKind::Handle, 4),
        (DeedKind::BecomeOther, 1),
    ],
    limits: &[LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3], percent: 8 }],
    liars: liars::LIARS,
    shared_liars: liars::SHARED_LIARS,
    waiting_shows: true,
    model: |_, _| State::of(Pairs::default()),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    ..Room::PLAIN
};
