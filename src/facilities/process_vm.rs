//! process_vm: bytes moved between the memory of two processes by one call.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod perform;
pub mod scenes;

use crate::engine::{DeedKind, Facility, Room, SharedClaims, State};
use model::Areas;

/// Memory is no descriptor: no template speaks of it.
static SHARED: SharedClaims = SharedClaims::of("process_vm", &[]);

/// The room.
pub static PROCESS_VM: Room = Room {
    facility: Facility {
        name: "process_vm",
        summary: "bytes moved between the memory of two processes by one call",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (2, 3),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Fork, 4),
        (DeedKind::Exec, 3),
        (DeedKind::Exit, 2),
        (DeedKind::Kill, 2),
        (DeedKind::BecomeOther, 4),
    ],
    liars: liars::LIARS,
    passes_percent: 0,
    model: |_, _| State::of(Areas::default()),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    clean: perform::clean,
    ..Room::PLAIN
};
