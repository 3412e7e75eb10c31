//! Limits as inputs: a case draws them low, so that a few operations reach them.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::{Draw, Room};
pub use crate::kernel::Limit;
use crate::kernel::{Binds, Facts};

/// A limit that cases of a room may draw.
#[derive(Debug, Clone, Copy)]
pub struct LimitSpec {
    pub limit: Limit,
    /// The values drawn from; each such that a few operations reach it.
    pub values: &'static [u64],
    /// How many cases of a hundred draw it.
    pub percent: u32,
}

/// The limits in force in one case; a limit that is not named keeps the kernel's value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Limits(pub SmallVec<[(Limit, u64); 2]>);

impl Limits {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, limit: Limit) -> Option<u64> {
        self.0.iter().find(|(named, _)| *named == limit).map(|(_, value)| *value)
    }

    /// Draws the limits of a case, of those that can be set here.
    pub fn draw(specs: &[LimitSpec], facts: &Facts, draw: &mut Draw<'_>) -> Self {
        let mut limits = SmallVec::new();
        for spec in specs {
            if draw.percent(spec.percent) && can_be_set(spec.limit, facts) {
                limits.push((spec.limit, *draw.one_of(spec.values)));
            }
        }
        Self(limits)
    }

    /// Draws the limits of a case of these rooms: each limit once, and what binds a process only
    /// where all of them speak of it.
    pub fn draw_of(rooms: &[&'static Room], facts: &Facts, draw: &mut Draw<'_>) -> Self {
        let mut limits = Self::default();
        for room in rooms {
            for (limit, value) in Self::draw(room.limits, facts, draw).0 {
                let speaks =
                    |room: &&'static Room| room.limits.iter().any(|spec| spec.limit == limit);
                let binds_all = limit.binds() == Binds::Process;
                if limits.get(limit).is_none() && (!binds_all || rooms.iter().all(speaks)) {
                    limits.0.push((limit, value));
                }
            }
        }
        limits
    }

    /// Whether all of them can be set here.
    pub fn can_be_set(&self, facts: &Facts) -> bool {
        self.0.iter().all(|(limit, _)| can_be_set(*limit, facts))
    }
}

fn can_be_set(limit: Limit, facts: &Facts) -> bool {
    match limit.binds() {
        Binds::Process => facts.settable.contains(&limit),
        Binds::User if limit.sysctl().is_none() => {
            facts.own_user && facts.settable.contains(&limit)
        }
        Binds::IpcNamespace => facts.own_ipc && facts.own_ipc_limits,
        Binds::User | Binds::Machine => facts.own_machine,
    }
}
