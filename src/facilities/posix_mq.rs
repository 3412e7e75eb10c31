//! POSIX message queues: messages with priorities, in queues that have names.

pub mod claims;
pub mod draws;
pub mod liars;
pub mod model;
pub mod operations;
pub mod perform;
pub mod scenes;
pub mod seen;
pub mod show;

use crate::engine::shared_claims::SharedClaims;
use crate::engine::shared_claims::groups::{BLOCKING, DESCRIPTORS, FLAGS, MONITORS};
use crate::engine::{
    Actor, Answer, DeedKind, DeedLiar, Draw, Facility, Hands, Here, Limit, LimitSpec, Room,
    SceneWithin, State, Step,
};
use model::Queues;
use operations::{Op, Until};
use seen::Saw;

/// The room.
#[derive(Debug, Clone, Copy)]
pub struct PosixMq;

static SHARED: SharedClaims =
    SharedClaims::of("posix_mq", &[DESCRIPTORS, BLOCKING, FLAGS, MONITORS]);

impl Room for PosixMq {
    type Op = Op;
    type Seen = Saw;
    type Object = u8;
    type Model = Queues;

    const FACILITY: Facility = Facility {
        name: "posix_mq",
        summary: "messages with priorities, in queues that have names",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 4),
    };
    const DEEDS: &'static [(DeedKind, u32)] = &[
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
    ];
    const LIMITS: &'static [LimitSpec] = &[
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
    ];

    const WAITING_SHOWS: bool = true;
    const PASSES_PERCENT: u32 = 5;

    const LIARS: &'static [DeedLiar<Self>] = liars::LIARS;
    const SHARED_LIARS: &'static [Here] = liars::SHARED_LIARS;

    fn propose(state: &State<'_, Self>, by: Actor, draw: &mut Draw<'_>) -> Op {
        draws::propose(state, by, draw)
    }

    fn small_scope() -> (Vec<Op>, usize) {
        draws::small_scope()
    }

    fn scenes() -> Vec<(u8, Vec<Step<Op>>)> {
        scenes::all()
    }

    fn scenes_within() -> Vec<SceneWithin<Op>> {
        scenes::within()
    }

    fn perform(op: &Op, hands: &mut Hands) -> Answer<Saw> {
        perform::perform(op, hands)
    }

    fn opens(op: &Op) -> usize {
        usize::from(matches!(op, Op::Open { .. }))
    }

    fn may_race(op: &Op) -> bool {
        // Who sleeps until soon is a receiver that waits, but is not seen to.
        let until_soon = matches!(
            op,
            Op::Send { until: Until::Soon, .. } | Op::Receive { until: Until::Soon, .. }
        );
        let changes_more = matches!(
            op,
            Op::Open { .. }
                | Op::SetAttributes { .. }
                | Op::TrySetting { .. }
                | Op::NotifyThread
                | Op::Mount
        );
        !until_soon && !changes_more
    }

    fn clean(hands: &mut Hands) {
        perform::clean(hands);
    }
}
