//! fifo: a byte stream that processes find by a name in the file system.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod perform;
pub mod scenes;

use crate::engine::shared_claims::SharedClaims;
use crate::engine::shared_claims::groups::{BLOCKING, DESCRIPTORS, DUPLICATES, FLAGS, MONITORS};
use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, State};
use model::Fifos;

static SHARED: SharedClaims =
    SharedClaims::of("fifo", &[DESCRIPTORS, BLOCKING, FLAGS, MONITORS, DUPLICATES]);

/// The room.
pub static FIFO: Room = Room {
    facility: Facility {
        name: "fifo",
        summary: "a byte stream that processes find by a name in the file system",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 4),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Close, 14),
        (DeedKind::Dup, 3),
        (DeedKind::SetCloexec, 4),
        (DeedKind::GetCloexec, 5),
        (DeedKind::SetNonblock, 6),
        (DeedKind::GetNonblock, 3),
        (DeedKind::Poll, 12),
        (DeedKind::Select, 5),
        (DeedKind::Epoll, 9),
        (DeedKind::EpollAgain, 25),
        (DeedKind::GetAccess, 1),
        (DeedKind::Fdinfo, 1),
        (DeedKind::FdinfoCloexec, 1),
        (DeedKind::Pass, 3),
        (DeedKind::Fork, 1),
        (DeedKind::Exec, 1),
        (DeedKind::Exit, 2),
        (DeedKind::Kill, 2),
        (DeedKind::Signal, 8),
        (DeedKind::Handle, 5),
        (DeedKind::IgnorePipe, 3),
        (DeedKind::BecomeOther, 2),
        (DeedKind::Umask, 3),
    ],
    limits: &[LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3], percent: 8 }],
    liars: liars::LIARS,
    shared_liars: liars::SHARED_LIARS,
    passes_percent: 5,
    waiting_shows: true,
    subject: Some(scenes::SUBJECT),
    model: |facts, _| State::of(Fifos::new(facts)),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    clean: perform::clean,
    helpers_c: &[include_str!("fifo/helpers.c")],
    ..Room::PLAIN
};
