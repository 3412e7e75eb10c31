//! POSIX message queues: messages with priorities, in queues that have names.

pub mod calls;
pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod perform;
pub mod scenes;

use crate::engine::shared_claims::SharedClaims;
use crate::engine::shared_claims::groups::{BLOCKING, DESCRIPTORS, FLAGS, MONITORS};
use crate::engine::{DeedKind, Facility, Limit, LimitSpec, Room, State};
use model::Queues;

static SHARED: SharedClaims =
    SharedClaims::of("posix_mq", &[DESCRIPTORS, BLOCKING, FLAGS, MONITORS]);

/// The room.
pub static POSIX_MQ: Room = Room {
    facility: Facility {
        name: "posix_mq",
        summary: "messages with priorities, in queues that have names",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 4),
    },
    calls: &calls::CALLS,
    outcomes: &calls::OUTCOMES,
    deeds: &[
        (DeedKind::Close, 24),
        (DeedKind::Dup, 2),
        (DeedKind::SetCloexec, 2),
        (DeedKind::GetCloexec, 2),
        (DeedKind::SetNonblock, 6),
        (DeedKind::GetNonblock, 2),
        (DeedKind::Poll, 8),
        (DeedKind::Select, 4),
        (DeedKind::Epoll, 8),
        (DeedKind::EpollAgain, 20),
        (DeedKind::GetAccess, 1),
        (DeedKind::Fdinfo, 1),
        (DeedKind::FdinfoCloexec, 1),
        (DeedKind::Pass, 2),
        (DeedKind::Fork, 2),
        (DeedKind::Exec, 1),
        (DeedKind::Exit, 2),
        (DeedKind::Kill, 1),
        (DeedKind::Signal, 8),
        (DeedKind::Handle, 3),
        (DeedKind::BecomeOther, 2),
        (DeedKind::Umask, 3),
    ],
    limits: &[
        LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3], percent: 8 },
        LimitSpec {
            limit: Limit::MsgqueueBytes,
            values: &[0, 200, 447, 448, 449, 1000, 2000],
            percent: 15,
        },
        LimitSpec { limit: Limit::MqueueMsgMax, values: &[1, 2, 3, 5], percent: 15 },
        LimitSpec { limit: Limit::MqueueMsgDefault, values: &[1, 2, 4, 20], percent: 12 },
        LimitSpec { limit: Limit::MqueueMsgsizeMaxBytes, values: &[128, 129, 500], percent: 15 },
        LimitSpec {
            limit: Limit::MqueueMsgsizeDefaultBytes,
            values: &[128, 200, 1000],
            percent: 12,
        },
        LimitSpec { limit: Limit::MqueueQueuesMax, values: &[0, 1, 2], percent: 15 },
    ],
    liars: liars::LIARS,
    shared_liars: liars::SHARED_LIARS,
    passes_percent: 5,
    waiting_shows: true,
    model: |facts, limits| State::of(Queues::new(facts, limits)),
    propose: draws::propose,
    small_scope: draws::small_scope,
    scenes: scenes::all,
    perform: perform::perform,
    clean: perform::clean,
    helpers_c: &[include_str!("../families/names.c"), include_str!("posix_mq/helpers.c")],
    ..Room::PLAIN
};
