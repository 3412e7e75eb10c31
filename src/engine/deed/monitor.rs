//! poll, select and epoll: what each must say, by the readiness that a room tells of its object.

use std::fmt;

use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::super::shared_claims::{Shared, SharedClaims};
use super::super::world::Watched;
use super::super::{Allow, Clause, Expect, Happens, Readiness, Ready, Ruling};
use super::Told;
use crate::claim::Version;
use crate::sys::Errno;

/// How often epoll is asked.
pub const ROUNDS: usize = 3;

/// In which way epoll is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Watching {
    /// Three times.
    Level,
    /// Three times, with `EPOLLET`.
    Edge,
    /// Twice with `EPOLLONESHOT`, and again after `EPOLL_CTL_MOD`.
    Oneshot,
    /// The descriptor is added twice.
    Twice,
    /// It is changed without having been added.
    ChangeAbsent,
    /// It is removed without having been added.
    RemoveAbsent,
    /// A duplicate of it is added besides.
    Duplicate,
    /// A duplicate of it is added instead, and closed.
    Outlived,
    /// As `Edge`, and the instance is kept, to be asked again after other steps.
    Kept,
    /// The instance is asked by another, in which it is.
    Nested,
    /// By epoll_pwait2, with a timeout of a nanosecond.
    Pwait2,
    /// It is changed after it was added with `EPOLLEXCLUSIVE`.
    ChangeExclusive,
    /// It is changed to `EPOLLEXCLUSIVE`.
    ChangeToExclusive,
    /// It is added with `EPOLLEXCLUSIVE` and `EPOLLONESHOT`.
    ExclusiveOneshot,
}

impl Watching {
    /// The descriptors that it takes.
    pub fn descriptors(self) -> u32 {
        if matches!(self, Self::Duplicate | Self::Outlived | Self::Nested) { 2 } else { 1 }
    }

    /// Whether it makes and closes a duplicate.
    pub fn duplicates(self) -> bool {
        matches!(self, Self::Duplicate | Self::Outlived)
    }

    /// The first kernel that has what it asks for.
    pub fn since(self) -> Version {
        match self {
            Self::Pwait2 => (5, 11, 0),
            Self::ChangeExclusive | Self::ChangeToExclusive | Self::ExclusiveOneshot => (4, 5, 0),
            _ => (0, 0, 0),
        }
    }
}

const REFUSED_AND_ABSENT: &str =
    "EPOLL_CTL_MOD or EPOLL_CTL_DEL of a regular file, which cannot have been added";

const INPUT: u8 = 1;
const OUTPUT: u8 = 1 << 1;
const HANGUP: u8 = 1 << 2;
const ERROR: u8 = 1 << 3;
const BOTH: u8 = INPUT | OUTPUT;
/// All four.
pub const ALL: u8 = 0b1111;

/// A clause whose claims are those of the events spoken of, in the order of the bits.
pub fn poll_ruling(ready: &Readiness) -> Option<Ruling<Told>> {
    let (bits, spoken, claims) = events_of(ready);
    let happens = Happens::Returns(Expect::Is(Told::Ready { bits, spoken }));
    let clause = Clause { claims, happens, mark: 0 };
    (spoken != 0).then(|| Ruling { clauses: smallvec![clause], silent: None })
}

/// Of the side on which poll is silent, select is as well; what never hangs up or errs is not
/// taken to.
pub fn select_ruling(shared: &'static SharedClaims, ready: &Readiness) -> Option<Ruling<Told>> {
    let (bits, spoken, _) = events_of(ready);
    let readable = if bits & (INPUT | HANGUP | ERROR) != 0 { INPUT } else { 0 };
    let writable = if bits & (OUTPUT | ERROR) != 0 { OUTPUT } else { 0 };
    let spoken = spoken & (INPUT | OUTPUT);
    let told = Told::Ready { bits: readable | writable, spoken };
    (spoken != 0).then(|| Some(shared.get(Shared::SelectReports)?.returns(told)))?
}

pub fn epoll_ruling(
    shared: &'static SharedClaims,
    ready: &Readiness,
    how: Watching,
) -> Option<Ruling<Told>> {
    if let Some(refused) = shared.get(Shared::EpollRefused) {
        // ENOENT is right as well, and the manual does not rank the two.
        return Some(match how {
            Watching::ChangeAbsent | Watching::RemoveAbsent => Ruling::silent(REFUSED_AND_ABSENT),
            _ => refused.fails(Errno::EPERM),
        });
    }
    let (bits, spoken, _) = events_of(ready);
    let (which, rounds) = match how {
        Watching::Twice => return Some(shared.get(Shared::EpollTwice)?.fails(Errno::EEXIST)),
        Watching::ChangeAbsent | Watching::RemoveAbsent => {
            return Some(shared.get(Shared::EpollAbsent)?.fails(Errno::ENOENT));
        }
        Watching::ChangeExclusive => {
            return Some(shared.get(Shared::EpollExclusiveStays)?.fails(Errno::EINVAL));
        }
        Watching::ChangeToExclusive => {
            return Some(shared.get(Shared::EpollExclusiveLate)?.fails(Errno::EINVAL));
        }
        Watching::ExclusiveOneshot => {
            return Some(shared.get(Shared::EpollExclusiveOneshot)?.fails(Errno::EINVAL));
        }
        // Of what may be ready unspoken of, it is not known that nothing is.
        Watching::Nested if bits == 0 && spoken & BOTH != BOTH => return None,
        _ if spoken == 0 => return None,
        Watching::Nested => {
            let rounds = [u8::from(bits != 0) * INPUT; ROUNDS];
            let told = Told::Reported { rounds, spoken: INPUT };
            return Some(shared.get(Shared::EpollNested)?.returns(told));
        }
        Watching::Pwait2 => (Shared::EpollPwait2, [bits; ROUNDS]),
        Watching::Duplicate => (Shared::EpollDuplicate, [bits; ROUNDS]),
        // What has nothing to report is the same each time in all three ways.
        _ if bits == 0 => (Shared::EpollLevel, [0; ROUNDS]),
        Watching::Level => (Shared::EpollLevel, [bits; ROUNDS]),
        Watching::Outlived => (Shared::EpollOutlives, [bits; ROUNDS]),
        Watching::Edge | Watching::Kept => (Shared::EpollEdge, [bits, 0, 0]),
        Watching::Oneshot => (Shared::EpollOneshot, [bits, 0, bits]),
    };
    Some(shared.get(which)?.returns(Told::Reported { rounds, spoken }))
}

/// What was told already is not told again; of what was ready all along and is touched again, the
/// manual says only that there may be more.
pub fn again_ruling(
    shared: &'static SharedClaims,
    watched: &Watched,
    ready: Option<&Readiness>,
) -> Option<Ruling<Told>> {
    let Some(ready) = ready else {
        let told = Told::Reported { rounds: [0; ROUNDS], spoken: ALL };
        return Some(shared.get(Shared::EpollForgets)?.returns(told));
    };
    let (bits, spoken, _) = events_of(ready);
    if bits & watched.was_low() == 0 {
        return None;
    }
    let told = Told::Reported { rounds: [bits, 0, 0], spoken };
    let anew = shared.get(Shared::EpollAnew)?;
    Some(if watched.rises() > 1 {
        [anew, shared.get(Shared::EpollCombined)?].returns(told)
    } else {
        anew.returns(told)
    })
}

/// The events that must be reported, and those that are spoken of.
pub fn bits_of(ready: &Readiness) -> (u8, u8) {
    let (bits, spoken, _) = events_of(ready);
    (bits, spoken)
}

/// The events that must be reported, those that are spoken of, and the claims that do.
fn events_of(ready: &Readiness) -> (u8, u8, SmallVec<[&'static crate::claim::Claim; 2]>) {
    let events = [ready.input, ready.output, ready.hangup, ready.error];
    let (mut bits, mut spoken) = (0, 0);
    let mut claims = SmallVec::new();
    for (bit, event) in events.into_iter().enumerate() {
        if let Ready::Yes(claim) | Ready::No(claim) = event {
            spoken |= 1 << bit;
            bits |= u8::from(matches!(event, Ready::Yes(_))) << bit;
            claims.push(claim);
        }
    }
    (bits, spoken, claims)
}

/// The names of these events.
pub fn events(bits: u8) -> String {
    const NAMES: [&str; 4] = ["POLLIN", "POLLOUT", "POLLHUP", "POLLERR"];
    let set: Vec<_> =
        (0..NAMES.len()).filter(|bit| bits >> bit & 1 == 1).map(|bit| NAMES[bit]).collect();
    if set.is_empty() { "nothing ready".into() } else { set.join("|") }
}

impl fmt::Display for Watching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Level => "level-triggered",
            Self::Edge => "edge-triggered",
            Self::Oneshot => "one-shot",
            Self::Twice => "added twice",
            Self::ChangeAbsent => "changed but not added",
            Self::RemoveAbsent => "removed but not added",
            Self::Duplicate => "with a duplicate",
            Self::Outlived => "by a duplicate that is closed",
            Self::Kept => "edge-triggered, and kept",
            Self::Nested => "inside another",
            Self::Pwait2 => "by epoll_pwait2",
            Self::ChangeExclusive => "EPOLLEXCLUSIVE, then changed",
            Self::ChangeToExclusive => "changed to EPOLLEXCLUSIVE",
            Self::ExclusiveOneshot => "EPOLLEXCLUSIVE and one-shot",
        })
    }
}
