//! ofd_lock: locks on byte ranges of files, by fcntl, that open file descriptions own.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod perform;
pub mod scenes;

use crate::engine::shared_claims::SharedClaims;
use crate::engine::shared_claims::groups::{DESCRIPTORS, FLAGS, REFUSED, THREADS};
use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, State};
use model::Files;

static SHARED: SharedClaims = SharedClaims::of("ofd_lock", &[DESCRIPTORS, FLAGS, REFUSED, THREADS]);

/// The room.
pub static OFD_LOCK: Room = Room {
    facility: Facility {
        name: "ofd_lock",
        summary: "locks on byte ranges of files, owned by open file descriptions",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 4),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Close, 10),
        (DeedKind::Dup, 6),
        (DeedKind::SetCloexec, 4),
        (DeedKind::GetCloexec, 2),
        (DeedKind::Epoll, 1),
        (DeedKind::GetAccess, 1),
        (DeedKind::Fdinfo, 1),
        (DeedKind::FdinfoCloexec, 1),
        (DeedKind::Pass, 4),
        (DeedKind::Fork, 5),
        (DeedKind::Thread, 1),
        (DeedKind::Exec, 4),
        (DeedKind::Exit, 3),
        (DeedKind::Kill, 3),
        (DeedKind::Signal, 6),
        (DeedKind::Handle, 6),
    ],
    limits: &[LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3], percent: 8 }],
    liars: liars::LIARS,
    shared_liars: liars::SHARED_LIARS,
    passes_percent: 12,
    waiting_shows: true,
    model: |_, _| State::of(Files::default()),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    clean: perform::clean,
    helpers_c: &[include_str!("../families/files.c"), include_str!("../families/ranges.c")],
    ..Room::PLAIN
};
