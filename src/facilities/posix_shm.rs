//! POSIX shared memory: objects with names, whose memory processes map.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod perform;
pub mod scenes;

use crate::engine::shared_claims::SharedClaims;
use crate::engine::shared_claims::groups::DESCRIPTORS;
use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, State};
use model::Objects;

static SHARED: SharedClaims = SharedClaims::of("posix_shm", &[DESCRIPTORS]);

/// The room.
pub static POSIX_SHM: Room = Room {
    facility: Facility {
        name: "posix_shm",
        summary: "memory with a name, that processes map",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 3),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Close, 10),
        (DeedKind::Dup, 3),
        (DeedKind::SetCloexec, 3),
        (DeedKind::GetCloexec, 3),
        (DeedKind::Pass, 3),
        (DeedKind::Fork, 4),
        (DeedKind::Exec, 2),
        (DeedKind::Exit, 2),
        (DeedKind::Kill, 1),
        (DeedKind::BecomeOther, 3),
        (DeedKind::Umask, 4),
    ],
    limits: &[LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3], percent: 12 }],
    liars: liars::LIARS,
    shared_liars: liars::SHARED_LIARS,
    passes_percent: 10,
    model: |_, _| State::of(Objects::default()),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    clean: perform::clean,
    helpers_c: &[include_str!("../families/names.c"), include_str!("posix_shm/helpers.c")],
    ..Room::PLAIN
};
