//! POSIX semaphores: counters that have names, or lie in memory that is shared.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod perform;
pub mod scenes;
pub mod table;

use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, SharedClaims, State};
use model::Semaphores;

/// A semaphore is no descriptor: no template speaks of it.
static SHARED: SharedClaims = SharedClaims::of("posix_sem", &[]);

/// The room.
pub static POSIX_SEM: Room = Room {
    facility: Facility {
        name: "posix_sem",
        summary: "counters that have names, or lie in memory that is shared",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 4),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Fork, 3),
        (DeedKind::Thread, 3),
        (DeedKind::Exec, 3),
        (DeedKind::Exit, 3),
        (DeedKind::Kill, 2),
        (DeedKind::Signal, 12),
        (DeedKind::Handle, 5),
        (DeedKind::BecomeOther, 4),
        (DeedKind::Umask, 3),
    ],
    limits: &[LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2], percent: 8 }],
    liars: liars::LIARS,
    passes_percent: 0,
    waiting_shows: true,
    model: |_, _| State::of(Semaphores::default()),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    clean: perform::clean,
    helpers_c: &[include_str!("../families/names.c"), include_str!("posix_sem/helpers.c")],
    ..Room::PLAIN
};
