//! regular_file: bytes in a file, at offsets that belong to open file descriptions.

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
use model::Files;

static SHARED: SharedClaims = SharedClaims::of("regular_file", &[DESCRIPTORS, FLAGS, REFUSED]);

/// The room.
pub static REGULAR_FILE: Room = Room {
    facility: Facility {
        name: "regular_file",
        summary: "bytes in a file, at offsets that belong to open file descriptions",
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
        (DeedKind::Dup, 6),
        (DeedKind::SetCloexec, 4),
        (DeedKind::GetCloexec, 5),
        (DeedKind::Epoll, 1),
        (DeedKind::GetAccess, 1),
        (DeedKind::Fdinfo, 1),
        (DeedKind::FdinfoCloexec, 2),
        (DeedKind::Pass, 4),
        (DeedKind::Fork, 4),
        (DeedKind::Exec, 3),
        (DeedKind::Exit, 2),
        (DeedKind::Kill, 2),
        (DeedKind::BecomeOther, 2),
        (DeedKind::Umask, 3),
    ],
    limits: &[LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3], percent: 8 }],
    liars: liars::LIARS,
    shared_liars: liars::SHARED_LIARS,
    passes_percent: 10,
    model: |_, _| State::of(Files::default()),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    clean: perform::clean,
    helpers_c: &[include_str!("regular_file/helpers.c")],
    ..Room::PLAIN
};
