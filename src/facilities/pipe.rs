//! pipe: a byte stream (or packets) between a write end and a read end.

pub mod bounds;
pub mod claims;
pub mod draws;
pub mod held;
pub mod liars;
pub mod model;
pub mod notice;
pub mod operations;
pub mod rules;
pub mod scenes;
pub mod seen;
pub mod settings;
pub mod splicing;

use crate::engine::shared_claims::SharedClaims;
use crate::engine::shared_claims::groups::{
    BLOCKING, DESCRIPTORS, DUPLICATES, FLAGS, MONITORS, THREADS,
};
use crate::engine::{
    Actor, Answer, DeedKind, DeedLiar, Draw, Facility, Hands, Here, Limit, LimitSpec, Room,
    SceneWithin, State, Step,
};
use model::Pipes;
use operations::Op;
use seen::Saw;

/// The room.
#[derive(Debug, Clone, Copy)]
pub struct PipeRoom;

static SHARED: SharedClaims =
    SharedClaims::of("pipe", &[DESCRIPTORS, BLOCKING, FLAGS, MONITORS, DUPLICATES, THREADS]);

impl Room for PipeRoom {
    type Op = Op;
    type Seen = Saw;
    type Object = u8;
    type Model = Pipes;

    const FACILITY: Facility = Facility {
        name: "pipe",
        summary: "a byte stream, or packets, between a write end and a read end",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 4),
    };
    const DEEDS: &'static [(DeedKind, u32)] = &[
        (DeedKind::Close, 10),
        (DeedKind::Dup, 3),
        (DeedKind::SetCloexec, 2),
        (DeedKind::GetCloexec, 3),
        (DeedKind::SetNonblock, 8),
        (DeedKind::GetNonblock, 3),
        (DeedKind::Poll, 12),
        (DeedKind::Select, 5),
        (DeedKind::Epoll, 9),
        (DeedKind::EpollAgain, 25),
        (DeedKind::GetAccess, 1),
        (DeedKind::Fdinfo, 1),
        (DeedKind::FdinfoCloexec, 1),
        (DeedKind::Pass, 4),
        (DeedKind::Fork, 1),
        (DeedKind::Thread, 1),
        (DeedKind::Exec, 1),
        (DeedKind::Exit, 1),
        (DeedKind::Kill, 1),
        (DeedKind::Signal, 6),
        (DeedKind::Handle, 6),
        (DeedKind::IgnorePipe, 4),
    ];
    const LIMITS: &'static [LimitSpec] = &[
        LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3, 4, 5], percent: 15 },
        LimitSpec { limit: Limit::PipeMaxSizeBytes, values: &[4096, 8192, 1 << 16], percent: 6 },
    ];

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
        operations::perform(op, hands)
    }

    fn opens(op: &Op) -> usize {
        if matches!(op, Op::Create { .. }) { 2 } else { 0 }
    }

    /// Nobody says that splice and its kin take effect at one moment.
    fn may_race(op: &Op) -> bool {
        !matches!(op, Op::Create { .. } | Op::Splicing(_) | Op::Notice(_) | Op::Setting(_))
    }
}
