//! poll, ppoll, select and pselect: they wait until one of several descriptors is ready.
//!
//! What a descriptor is ready for, the model of its own room says. What one look at one descriptor
//! must tell, each room has by the engine's templates; here it is about sleeping, about several
//! descriptors, and about what is wrong with the arguments.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod perform;
pub mod scenes;

use crate::engine::shared_claims::SharedClaims;
use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, State};
use model::Monitor;

static SHARED: SharedClaims = SharedClaims::of("poll", &[]);

/// The room.
pub static POLL: Room = Room {
    facility: Facility {
        name: "poll",
        summary: "waits until one of several descriptors is ready, with poll or select",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (2, 3),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Close, 2),
        (DeedKind::Dup, 2),
        (DeedKind::SetNonblock, 3),
        (DeedKind::Pass, 4),
        (DeedKind::Fork, 1),
        (DeedKind::Thread, 1),
        (DeedKind::Exec, 1),
        (DeedKind::Exit, 1),
        (DeedKind::Kill, 1),
        (DeedKind::Signal, 4),
        (DeedKind::Handle, 4),
    ],
    limits: &[LimitSpec { limit: Limit::NofileRoom, values: &[2, 3], percent: 6 }],
    liars: liars::LIARS,
    watches: true,
    model: |_, _| State::of(Monitor),
    propose: draws::propose,
    small_scope: scenes::small_scope,
    scenes: scenes::all,
    scenes_beside: scenes::beside::all,
    perform: perform::perform,
    ..Room::PLAIN
};
