//! System V semaphores: sets of counters, of which one call operates on several at a time.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod operands;
pub mod perform;
pub mod scenes;

use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, SharedClaims, State};
use model::Sets;

/// A set is no descriptor: no template speaks of it.
static SHARED: SharedClaims = SharedClaims::of("sysv_sem", &[]);

/// The room.
pub static SYSV_SEM: Room = Room {
    facility: Facility {
        name: "sysv_sem",
        summary: "sets of counters with keys, of which one call operates on several at a time",
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
        (DeedKind::Exec, 2),
        (DeedKind::Exit, 8),
        (DeedKind::Kill, 3),
        (DeedKind::Signal, 10),
        (DeedKind::Handle, 4),
        (DeedKind::BecomeOther, 5),
    ],
    limits: &[
        LimitSpec { limit: Limit::Semmsl, values: &[1, 2, 3], percent: 10 },
        LimitSpec { limit: Limit::Semmns, values: &[1, 2, 3, 4, 5], percent: 10 },
        LimitSpec { limit: Limit::Semopm, values: &[1, 2, 3], percent: 10 },
        LimitSpec { limit: Limit::Semmni, values: &[1, 2, 3], percent: 10 },
    ],
    liars: liars::LIARS,
    passes_percent: 0,
    waiting_shows: true,
    model: |facts, limits| State::of(Sets::new(facts, limits)),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    clean: perform::clean,
    helpers_c: &[include_str!("../families/sysv.c"), include_str!("sysv_sem/helpers.c")],
    ..Room::PLAIN
};
