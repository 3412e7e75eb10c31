//! memfd: memory files without a name, and the seals that fix what may be done to them.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod perform;
pub mod scenes;

use crate::engine::shared_claims::SharedClaims;
use crate::engine::shared_claims::groups::{DESCRIPTORS, FLAGS, REFUSED};
use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, State};
use model::Memfds;

static SHARED: SharedClaims = SharedClaims::of("memfd", &[DESCRIPTORS, FLAGS, REFUSED]);

/// The room.
pub static MEMFD: Room = Room {
    facility: Facility {
        name: "memfd",
        summary: "memory files without a name, and the seals on them",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 3),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Close, 6),
        (DeedKind::Dup, 3),
        (DeedKind::SetCloexec, 3),
        (DeedKind::GetCloexec, 3),
        (DeedKind::Epoll, 1),
        (DeedKind::GetAccess, 2),
        (DeedKind::Fdinfo, 1),
        (DeedKind::FdinfoCloexec, 2),
        (DeedKind::Pass, 5),
        (DeedKind::Fork, 4),
        (DeedKind::Exec, 2),
        (DeedKind::Exit, 2),
        (DeedKind::Kill, 1),
    ],
    limits: &[LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3], percent: 12 }],
    liars: liars::LIARS,
    shared_liars: liars::SHARED_LIARS,
    passes_percent: 10,
    model: |facts, _| State::of(Memfds::new(facts)),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    clean: perform::clean,
    ..Room::PLAIN
};
