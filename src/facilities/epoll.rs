//! epoll: an interest list behind a descriptor, asked for what is ready.
//!
//! What a descriptor is ready for, the model of its own room says. What one question about one
//! descriptor must tell, each room has by the engine's templates; here it is about the list: what
//! is put on it, by which data it is told, edges over several questions, sleepers, and what is
//! wrong with the arguments.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod perform;
pub mod scenes;

use crate::engine::shared_claims::groups::{DESCRIPTORS, FLAGS};
use crate::engine::shared_claims::{Shared, SharedClaims};
use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, State};
use model::Instances;

/// What becomes of descriptors in a new process or program, and that a close frees one, the rooms
/// of what is watched say.
static SHARED: SharedClaims = SharedClaims::of("epoll", &[DESCRIPTORS, FLAGS]).without(&[
    Shared::CloseFrees,
    Shared::ForkCopies,
    Shared::ExecKeeps,
    Shared::ExecCloses,
    Shared::AccessTold,
    Shared::FdinfoFlags,
]);

/// The room.
pub static EPOLL: Room = Room {
    facility: Facility {
        name: "epoll",
        summary: "keeps a list of descriptors, and tells which of them are ready",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (2, 3),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Close, 3),
        (DeedKind::Dup, 2),
        (DeedKind::SetCloexec, 1),
        (DeedKind::GetCloexec, 2),
        (DeedKind::FdinfoCloexec, 1),
        (DeedKind::Poll, 3),
        (DeedKind::Pass, 4),
        (DeedKind::Fork, 1),
        (DeedKind::Thread, 1),
        (DeedKind::Exec, 1),
        (DeedKind::Exit, 1),
        (DeedKind::Kill, 1),
        (DeedKind::Signal, 4),
        (DeedKind::Handle, 4),
    ],
    limits: &[LimitSpec { limit: Limit::NofileRoom, values: &[1, 2, 3, 4], percent: 6 }],
    liars: liars::LIARS,
    shared_liars: liars::SHARED_LIARS,
    watches: true,
    model: |facts, _| State::of(Instances::new(facts)),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    scenes_beside: scenes::beside,
    perform: perform::perform,
    ..Room::PLAIN
};
