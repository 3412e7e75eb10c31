//! System V shared memory: segments that processes attach.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod perform;
pub mod scenes;

use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, SharedClaims, State};
use model::Segments;

/// A segment is no descriptor: no template speaks of it.
static SHARED: SharedClaims = SharedClaims::of("sysv_shm", &[]);

/// The room.
pub static SYSV_SHM: Room = Room {
    facility: Facility {
        name: "sysv_shm",
        summary: "memory with a key, that processes attach",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 3),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Fork, 5),
        (DeedKind::Exec, 4),
        (DeedKind::Exit, 4),
        (DeedKind::Kill, 3),
        (DeedKind::BecomeOther, 6),
    ],
    limits: &[
        LimitSpec { limit: Limit::ShmmaxBytes, values: &[4096, 100, 8192], percent: 12 },
        LimitSpec { limit: Limit::Shmmni, values: &[1, 2, 3], percent: 12 },
        LimitSpec { limit: Limit::ShmallPages, values: &[2, 1, 3], percent: 12 },
    ],
    liars: liars::LIARS,
    passes_percent: 0,
    model: |facts, limits| State::of(Segments::new(facts, limits)),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    clean: perform::clean,
    helpers_c: &[include_str!("../families/sysv.c"), include_str!("sysv_shm/helpers.c")],
    ..Room::PLAIN
};
