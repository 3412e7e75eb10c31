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

use crate::engine::shared_claims::SharedClaims;
use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, State};
use model::Instances;

static SHARED: SharedClaims = SharedClaims::of("epoll", &[]);

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
    watches: true,
    model: |_, _| State::of(Instances::default()),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    scenes_beside: scenes::beside,
    perform: perform::perform,
    ..Room::PLAIN
};
