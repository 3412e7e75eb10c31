//! record_lock: locks on byte ranges of files, by fcntl and by lockf.

pub mod claims;
pub mod draws;
pub mod liars;
pub mod lost;
pub mod model;
pub mod operations;
pub mod perform;
pub mod ranges;
pub mod rules;
pub mod scenes;
pub mod seen;
pub mod table;

use crate::engine::shared_claims::SharedClaims;
use crate::engine::shared_claims::groups::{DESCRIPTORS, FLAGS, REFUSED, THREADS};
use crate::engine::{
    Actor, Answer, DeedKind, DeedLiar, Draw, Facility, Hands, Here, Limit, LimitSpec, Room, State,
    Step,
};
use model::Files;
use operations::Op;
use seen::Saw;

/// The room.
#[derive(Debug, Clone, Copy)]
pub struct RecordLock;

static SHARED: SharedClaims =
    SharedClaims::of("record_lock", &[DESCRIPTORS, FLAGS, REFUSED, THREADS]);

impl Room for RecordLock {
    type Op = Op;
    type Seen = Saw;
    type Object = u8;
    type Model = Files;

    const FACILITY: Facility = Facility {
        name: "record_lock",
        summary: "locks on byte ranges of files, owned by processes",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 4),
    };
    const DEEDS: &'static [(DeedKind, u32)] = &[
        (DeedKind::Close, 10),
        (DeedKind::Dup, 6),
        (DeedKind::SetCloexec, 4),
        (DeedKind::GetCloexec, 2),
        (DeedKind::Epoll, 1),
        (DeedKind::GetAccess, 1),
        (DeedKind::Fdinfo, 1),
        (DeedKind::FdinfoCloexec, 1),
        (DeedKind::Pass, 3),
        (DeedKind::Fork, 5),
        (DeedKind::Thread, 1),
        (DeedKind::Exec, 4),
        (DeedKind::Exit, 3),
        (DeedKind::Kill, 3),
        (DeedKind::Signal, 6),
        (DeedKind::Handle, 6),
    ];
    const LIMITS: &'static [LimitSpec] =
        &[LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3], percent: 8 }];

    const WAITING_SHOWS: bool = true;

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

    fn perform(op: &Op, hands: &mut Hands) -> Answer<Saw> {
        perform::perform(op, hands)
    }

    fn opens(op: &Op) -> usize {
        usize::from(matches!(op, Op::Open { .. }))
    }

    fn may_race(op: &Op) -> bool {
        matches!(op, Op::Set { .. } | Op::Get { .. } | Op::SetOfDescription { .. })
    }

    fn clean(hands: &mut Hands) {
        perform::clean(hands);
    }
}
