//! Signals: sent by one process to another, blocked, queued, accepted and caught.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod perform;
pub mod scenes;

use crate::engine::{DeedKind, Facility, Room, SharedClaims, State};
use model::Signals;

/// No signal is a descriptor: no template speaks of it.
static SHARED: SharedClaims = SharedClaims::of("signal", &[]);

/// The room.
pub static SIGNAL: Room = Room {
    facility: Facility {
        name: "signal",
        summary: "signals from one process to another: blocked, queued, accepted and caught",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        // What a signal does, it does to a process of the script, never to the harness.
        actors: (2, 4),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Fork, 4),
        (DeedKind::Exec, 6),
        (DeedKind::Exit, 2),
        (DeedKind::Kill, 1),
        (DeedKind::Signal, 8),
        (DeedKind::Handle, 4),
        (DeedKind::BecomeOther, 4),
    ],
    liars: liars::LIARS,
    passes_percent: 0,
    waiting_shows: true,
    // Its masks, its signals and the ends of its processes are known to no other model: a ppoll
    // that lets one through, a lock that goes with its holder.
    mixes: false,
    model: |_, _| State::of(Signals::default()),
    propose: draws::propose,
    refuses: model::refuses,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    helpers_c: &[include_str!("signal/helpers.c")],
    ..Room::PLAIN
};
