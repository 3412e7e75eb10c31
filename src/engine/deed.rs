//! The engine's own operations: what any process may do to its descriptors, its credentials and its
//! life, told once for every facility.

mod kind;

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::shared_claims::Shared;
use super::{
    Actor, Allow, Clause, Expect, Happens, Model, Pick, Readiness, Ready, Room, Ruling, Seen, World,
};
use crate::kernel::Facts;
use crate::sys::Errno;
pub use kind::DeedKind;

/// One deed, with its operands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Close {
        fd: Pick,
    },
    Dup {
        fd: Pick,
    },
    /// `F_SETFD`.
    SetCloexec {
        fd: Pick,
        on: bool,
    },
    /// `F_GETFD`.
    GetCloexec {
        fd: Pick,
    },
    /// `F_SETFL` with or without `O_NONBLOCK`.
    SetNonblock {
        fd: Pick,
        on: bool,
    },
    /// `F_GETFL`, of which `O_NONBLOCK` is looked at.
    GetNonblock {
        fd: Pick,
    },
    /// poll(2) with a timeout of zero, for input and output.
    Poll {
        fd: Pick,
    },
    /// Sends a descriptor to another actor with `SCM_RIGHTS`.
    Pass {
        fd: Pick,
        to: Actor,
    },
    Fork,
    /// Replaces the program by this same binary, which carries on as the same actor.
    Exec,
    Exit,
    /// `SIGKILL` to another actor.
    Kill {
        target: Actor,
    },
    /// A caught signal to another actor.
    Signal {
        target: Actor,
    },
    /// Installs the handler for that signal, with or without `SA_RESTART`.
    Handle {
        restart: bool,
    },
    /// Ignores SIGPIPE, or leaves it at its default.
    IgnorePipe {
        on: bool,
    },
    /// Becomes the other user, without capabilities.
    BecomeOther,
    Umask {
        mask: u32,
    },
}

/// What a deed gave back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Told {
    Done,
    Flag(bool),
    /// What poll reported, a bit each for input, output, hangup and error, and which of these are
    /// spoken of: two reports are equal when they agree on what both speak of.
    Ready {
        bits: u8,
        spoken: u8,
    },
    /// The slots still open after fork or exec, a bit each.
    Open(u32),
}

impl Deed {
    pub fn kind(&self) -> DeedKind {
        match self {
            Self::Close { .. } => DeedKind::Close,
            Self::Dup { .. } => DeedKind::Dup,
            Self::SetCloexec { .. } => DeedKind::SetCloexec,
            Self::GetCloexec { .. } => DeedKind::GetCloexec,
            Self::SetNonblock { .. } => DeedKind::SetNonblock,
            Self::GetNonblock { .. } => DeedKind::GetNonblock,
            Self::Poll { .. } => DeedKind::Poll,
            Self::Pass { .. } => DeedKind::Pass,
            Self::Fork => DeedKind::Fork,
            Self::Exec => DeedKind::Exec,
            Self::Exit => DeedKind::Exit,
            Self::Kill { .. } => DeedKind::Kill,
            Self::Signal { .. } => DeedKind::Signal,
            Self::Handle { .. } => DeedKind::Handle,
            Self::IgnorePipe { .. } => DeedKind::IgnorePipe,
            Self::BecomeOther => DeedKind::BecomeOther,
            Self::Umask { .. } => DeedKind::Umask,
        }
    }

    /// The descriptor operand, if the deed has one.
    pub fn pick(&self) -> Option<Pick> {
        match self {
            Self::Close { fd }
            | Self::Dup { fd }
            | Self::SetCloexec { fd, .. }
            | Self::GetCloexec { fd }
            | Self::SetNonblock { fd, .. }
            | Self::GetNonblock { fd }
            | Self::Poll { fd }
            | Self::Pass { fd, .. } => Some(*fd),
            _ => None,
        }
    }

    pub fn pick_mut(&mut self) -> Option<&mut Pick> {
        match self {
            Self::Close { fd }
            | Self::Dup { fd }
            | Self::SetCloexec { fd, .. }
            | Self::GetCloexec { fd }
            | Self::SetNonblock { fd, .. }
            | Self::GetNonblock { fd }
            | Self::Poll { fd }
            | Self::Pass { fd, .. } => Some(fd),
            _ => None,
        }
    }

    pub fn target_mut(&mut self) -> Option<&mut Actor> {
        match self {
            Self::Pass { to: target, .. } | Self::Kill { target } | Self::Signal { target } => {
                Some(target)
            }
            _ => None,
        }
    }

    /// The other actor that it acts on.
    pub fn target(&self) -> Option<Actor> {
        match self {
            Self::Pass { to: target, .. } | Self::Kill { target } | Self::Signal { target } => {
                Some(*target)
            }
            _ => None,
        }
    }
}

/// Whether the deed can be done now: what cannot is stepped over, so every sub-sequence is legal.
pub fn possible<O: Copy>(deed: &Deed, by: Actor, world: &World<O>, facts: &Facts) -> bool {
    if !world.exists(by) || facts.absent.iter().any(|kind| kind == deed.kind().name()) {
        return false;
    }
    if deed.pick().is_some_and(|pick| world.resolve(by, pick).is_none()) {
        return false;
    }
    let other = |target: Actor| target != by && world.exists(target);
    match deed {
        Deed::Dup { .. } => world.free_slots(by) > 0,
        Deed::Pass { to, .. } => other(*to) && world.free_slots(*to) > 0 && has_room(world, *to),
        Deed::Fork => world.processes.len() < super::world::ACTORS_MAX,
        // The other user may not signal the first.
        Deed::Kill { target } | Deed::Signal { target } => {
            let other_uid = |actor| world.process(actor).other_uid;
            other(*target) && (!other_uid(by) || other_uid(*target))
        }
        Deed::BecomeOther => facts.other_uid.is_some() && !world.process(by).other_uid,
        _ => true,
    }
}

fn has_room<O: Copy>(world: &World<O>, actor: Actor) -> bool {
    world.process(actor).nofile_room.is_none_or(|room| room > 0)
}

/// What the documentation allows of a deed; none where no claim of ours speaks of it.
pub fn rule<R: Room>(
    deed: &Deed,
    by: Actor,
    world: &World<R::Object>,
    model: &R::Model,
) -> Option<Ruling<Told>> {
    let shared = R::FACILITY.shared;
    let slots = || world.slots(by);
    let mask = |keep: &dyn Fn(&super::world::Slot) -> bool| {
        slots().filter(|(_, slot)| keep(slot)).fold(0u32, |mask, (index, _)| mask | 1 << index)
    };
    Some(match deed {
        Deed::Close { .. } => shared.get(Shared::CloseFrees)?.returns(Told::Done),
        Deed::Dup { .. } if !has_room(world, by) => {
            shared.get(Shared::DupLimit)?.fails(Errno::EMFILE)
        }
        Deed::Dup { .. } => shared.get(Shared::DupRefers)?.returns(Told::Done),
        Deed::GetCloexec { fd } => {
            let on = world.slot(by, *fd)?.cloexec;
            shared.get(Shared::CloexecAsSet)?.returns(Told::Flag(on))
        }
        Deed::SetNonblock { .. } => shared.get(Shared::NonblockSwitches)?.returns(Told::Done),
        Deed::GetNonblock { fd } => {
            let on = world.file(by, *fd)?.nonblocking;
            shared.get(Shared::FlagsShared)?.returns(Told::Flag(on))
        }
        Deed::Poll { fd } => return poll_ruling(&model.ready(world.file(by, *fd)?, world)),
        Deed::Pass { .. } => shared.get(Shared::PassRefers)?.returns(Told::Done),
        Deed::Fork => shared.get(Shared::ForkCopies)?.returns(Told::Open(mask(&|_| true))),
        Deed::Exec => {
            let both = [shared.get(Shared::ExecKeeps)?, shared.get(Shared::ExecCloses)?];
            both.returns(Told::Open(mask(&|slot| !slot.cloexec)))
        }
        _ => return None,
    })
}

/// A clause whose claims are those of the events spoken of, in the order of the bits.
fn poll_ruling(ready: &Readiness) -> Option<Ruling<Told>> {
    let events = [ready.input, ready.output, ready.hangup, ready.error];
    let (mut bits, mut spoken) = (0, 0);
    let mut claims = smallvec::SmallVec::<[_; 2]>::new();
    for (bit, event) in events.into_iter().enumerate() {
        if let Ready::Yes(claim) | Ready::No(claim) = event {
            spoken |= 1 << bit;
            bits |= u8::from(matches!(event, Ready::Yes(_))) << bit;
            claims.push(claim);
        }
    }
    let happens = Happens::Returns(Expect::Is(Told::Ready { bits, spoken }));
    let clause = Clause { claims, happens, mark: 0 };
    (spoken != 0).then(|| Ruling { clauses: smallvec::smallvec![clause], silent: None })
}

impl PartialEq for Told {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Done, Self::Done) => true,
            (Self::Flag(left), Self::Flag(right)) => left == right,
            (Self::Open(left), Self::Open(right)) => left == right,
            (Self::Ready { bits, spoken }, Self::Ready { bits: seen, spoken: also }) => {
                (bits ^ seen) & spoken & also == 0
            }
            _ => false,
        }
    }
}

impl PartialOrd for Told {
    /// Reports have no order; only equal ones compare.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self == other).then_some(Ordering::Equal)
    }
}

impl Seen for Told {
    fn differs_at(&self, seen: &Self) -> usize {
        match (self, seen) {
            (Self::Ready { bits, spoken }, Self::Ready { bits: reported, .. }) => {
                let first = ((bits ^ reported) & spoken).trailing_zeros();
                (spoken & ((1u32 << first) as u8).wrapping_sub(1)).count_ones() as usize
            }
            // Nothing that should be open is missing: then something that should be closed is not.
            (Self::Open(expected), Self::Open(open)) => usize::from(expected & !open == 0),
            _ => 0,
        }
    }

    fn lie(&self, part: usize) -> Option<Self> {
        Some(match *self {
            Self::Done => return None,
            Self::Flag(on) => Self::Flag(!on),
            Self::Ready { bits, spoken } => {
                let bit = (0..4).filter(|bit| spoken >> bit & 1 == 1).nth(part)?;
                Self::Ready { bits: bits ^ 1 << bit, spoken }
            }
            Self::Open(mask) if part == 0 => Self::Open(mask & mask.checked_sub(1)?),
            Self::Open(mask) => Self::Open(mask | 1 << (!mask).trailing_zeros()),
        })
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("done"),
            Self::Flag(true) => f.write_str("set"),
            Self::Flag(false) => f.write_str("clear"),
            Self::Ready { bits, spoken } => {
                let names = ["POLLIN", "POLLOUT", "POLLHUP", "POLLERR"];
                let set: Vec<_> = (0..4)
                    .filter(|bit| (bits & spoken) >> bit & 1 == 1)
                    .map(|bit| names[bit])
                    .collect();
                f.write_str(if set.is_empty() { "nothing ready" } else { "" })?;
                f.write_str(&set.join("|"))
            }
            Self::Open(mask) => {
                let open: Vec<_> = (0..32)
                    .filter(|bit| mask >> bit & 1 == 1)
                    .map(|bit| format!("fd{bit}"))
                    .collect();
                write!(f, "open: {}", if open.is_empty() { "none".into() } else { open.join(" ") })
            }
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flag = |on: &bool| if *on { "on" } else { "off" };
        match self {
            Self::Close { fd } => write!(f, "close {fd}"),
            Self::Dup { fd } => write!(f, "dup {fd}"),
            Self::SetCloexec { fd, on } => write!(f, "close-on-exec {} {fd}", flag(on)),
            Self::GetCloexec { fd } => write!(f, "close-on-exec? {fd}"),
            Self::SetNonblock { fd, on } => write!(f, "O_NONBLOCK {} {fd}", flag(on)),
            Self::GetNonblock { fd } => write!(f, "O_NONBLOCK? {fd}"),
            Self::Poll { fd } => write!(f, "poll {fd}"),
            Self::Pass { fd, to } => write!(f, "pass {fd} to {to}"),
            Self::Fork => f.write_str("fork"),
            Self::Exec => f.write_str("exec"),
            Self::Exit => f.write_str("exit"),
            Self::Kill { target } => write!(f, "kill {target}"),
            Self::Signal { target } => write!(f, "signal {target}"),
            Self::Handle { restart: true } => f.write_str("handler with SA_RESTART"),
            Self::Handle { restart: false } => f.write_str("handler without SA_RESTART"),
            Self::IgnorePipe { on: true } => f.write_str("ignore SIGPIPE"),
            Self::IgnorePipe { on: false } => f.write_str("SIGPIPE at its default"),
            Self::BecomeOther => f.write_str("become the other user"),
            Self::Umask { mask } => write!(f, "umask {mask:03o}"),
        }
    }
}
