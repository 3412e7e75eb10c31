//! eventfd: a 64-bit counter behind a descriptor.

pub mod claims;
pub mod liars;
pub mod model;
pub mod operations;
pub mod scenes;

use crate::engine::shared_claims::groups::{
    BLOCKING, DESCRIPTORS, DUPLICATES, FLAGS, MONITORS, THREADS,
};
use crate::engine::shared_claims::{Shared, SharedClaims};
use crate::engine::{
    Actor, Answer, DeedKind, DeedLiar, Draw, Facility, Hands, Here, Limit, LimitSpec, Pick, Room,
    State, Step,
};
use model::Counters;
use operations::{Eventfd, Op, Took};

const COUNTERS_MAX: usize = 4;

/// An eventfd is made without an access mode that could be told.
static SHARED: SharedClaims =
    SharedClaims::of("eventfd", &[DESCRIPTORS, BLOCKING, FLAGS, MONITORS, DUPLICATES, THREADS])
        .without(&[Shared::AccessTold]);

impl Room for Eventfd {
    type Op = Op;
    type Seen = Took;
    type Object = u8;
    type Model = Counters;

    const FACILITY: Facility = Facility {
        name: "eventfd",
        summary: "a 64-bit counter behind a descriptor, for waiting and notifying",
        claims: claims::CLAIMS,
        left_out: claims::LEFT_OUT,
        shared: &SHARED,
        needs: &[],
        actors: (1, 3),
    };
    const DEEDS: &'static [(DeedKind, u32)] = &[
        (DeedKind::Close, 3),
        (DeedKind::Dup, 3),
        (DeedKind::SetCloexec, 2),
        (DeedKind::GetCloexec, 4),
        (DeedKind::SetNonblock, 4),
        (DeedKind::GetNonblock, 4),
        (DeedKind::Poll, 12),
        (DeedKind::Select, 5),
        (DeedKind::Epoll, 9),
        (DeedKind::EpollAgain, 25),
        (DeedKind::Fdinfo, 1),
        (DeedKind::FdinfoCloexec, 1),
        (DeedKind::Pass, 4),
        (DeedKind::Fork, 1),
        (DeedKind::Thread, 1),
        (DeedKind::Exec, 1),
        (DeedKind::Exit, 1),
    ];
    const LIMITS: &'static [LimitSpec] =
        &[LimitSpec { limit: Limit::NofileRoom, values: &[0, 1, 2, 3], percent: 12 }];

    const LIARS: &'static [DeedLiar<Self>] = liars::LIARS;
    const SHARED_LIARS: &'static [Here] = liars::SHARED_LIARS;

    fn propose(state: &State<'_, Self>, by: Actor, draw: &mut Draw<'_>) -> Op {
        let fds = state.world.picks(by, |_| true);
        let Some(fd) = draw.pick(fds) else {
            return operations::create(draw);
        };
        let roomy = state.world.free_slots(by) > 0 && state.model.live() < COUNTERS_MAX;
        let kinds = [
            ("eventfd", if roomy { 2 } else { 0 }),
            ("read", 10),
            ("write", 10),
            ("fdinfo", 1),
            ("link", 1),
        ];
        match draw.kind(&kinds) {
            "read" => Op::Read { fd, bytes: *draw.one_of(&[8, 8, 8, 8, 16, 7, 0]) },
            "write" => {
                let now = state.world.file(by, fd).map_or(0, |file| state.model.value(file.object));
                operations::write(fd, now, draw)
            }
            "fdinfo" => Op::Fdinfo { fd },
            "link" => Op::Link { fd },
            _ => operations::create(draw),
        }
    }

    fn small_scope() -> (Vec<Op>, usize) {
        operations::small_scope()
    }

    fn scenes() -> Vec<(u8, Vec<Step<Op>>)> {
        scenes::all()
    }

    fn perform(op: &Op, hands: &mut Hands) -> Answer<Took> {
        operations::perform(op, hands)
    }

    fn opens(op: &Op) -> usize {
        usize::from(matches!(op, Op::Create { .. }))
    }
}

/// The operand of operations in the small scope.
const FIRST: Pick = Pick(0);
