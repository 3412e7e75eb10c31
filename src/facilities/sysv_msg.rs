//! System V message queues: messages with types, by which a receiver chooses.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod perform;
pub mod scenes;

use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, SharedClaims, State};
use model::Queues;

/// A queue is no descriptor: no template speaks of it.
static SHARED: SharedClaims = SharedClaims::of("sysv_msg", &[]);

/// The room.
pub static SYSV_MSG: Room = Room {
    facility: Facility {
        name: "sysv_msg",
        summary: "queues of messages with keys, from which a receiver chooses by type",
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
        (DeedKind::Exit, 4),
        (DeedKind::Kill, 3),
        (DeedKind::Signal, 12),
        (DeedKind::Handle, 5),
        (DeedKind::BecomeOther, 6),
    ],
    limits: &[
        LimitSpec { limit: Limit::MsgmaxBytes, values: &[16, 8, 24, 0], percent: 15 },
        LimitSpec { limit: Limit::MsgmnbBytes, values: &[16, 24, 2, 1, 40, 8, 0], percent: 35 },
        LimitSpec { limit: Limit::Msgmni, values: &[1, 2, 3], percent: 12 },
    ],
    liars: liars::LIARS,
    passes_percent: 0,
    waiting_shows: true,
    model: |facts, limits| State::of(Queues::new(facts, limits)),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    clean: perform::clean,
    helpers_c: &[include_str!("../families/sysv.c"), include_str!("sysv_msg/helpers.c")],
    ..Room::PLAIN
};
