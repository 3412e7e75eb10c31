//! Futexes: words in memory on which processes and threads wait until others wake them.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod memory;
pub mod model;
pub mod perform;
pub mod scenes;

use crate::engine::{DeedKind, Facility, Room, SharedClaims, State};
use model::Futexes;

/// A futex is no descriptor: no template speaks of it.
static SHARED: SharedClaims = SharedClaims::of("futex", &[]);

/// The room.
pub static FUTEX: Room = Room {
    facility: Facility {
        name: "futex",
        summary: "words in memory on which processes and threads wait until others wake them",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 5),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Fork, 3),
        (DeedKind::Thread, 5),
        (DeedKind::Exec, 2),
        (DeedKind::Exit, 2),
        (DeedKind::Kill, 3),
        (DeedKind::Signal, 12),
        (DeedKind::Handle, 5),
    ],
    liars: liars::LIARS,
    passes_percent: 0,
    waiting_shows: true,
    model: |_, _| State::of(Futexes::default()),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    clean: perform::clean,
    ..Room::PLAIN
};
