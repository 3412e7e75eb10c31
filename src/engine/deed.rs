//! The engine's own operations: what any process may do to its descriptors, its credentials and its
//! life, told once for every facility.

mod kind;
mod monitor;
mod told;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::shared_claims::Shared;
use super::world::ACTORS_MAX;
use super::{Actor, Allow, File, Pick, Readiness, Room, Ruling, States, World};
use crate::kernel::Facts;
use crate::sys::Errno;
pub use kind::DeedKind;
pub use monitor::{ALL, ROUNDS, Watching, bits_of};
pub use told::Told;

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
    /// `F_GETFL`, of which the access mode is looked at.
    GetAccess {
        fd: Pick,
    },
    /// Reads the flags from /proc/self/fdinfo, of which those of the description are looked at.
    Fdinfo {
        fd: Pick,
    },
    /// The same, of which close-on-exec is looked at.
    FdinfoCloexec {
        fd: Pick,
    },
    /// poll(2) with a timeout of zero, for input and output.
    Poll {
        fd: Pick,
    },
    /// select(2) with a timeout of zero, for input and output.
    Select {
        fd: Pick,
    },
    /// An epoll instance of its own, asked with a timeout of zero.
    Epoll {
        fd: Pick,
        how: Watching,
    },
    /// The epoll instance that the actor kept is asked.
    EpollAgain,
    /// Sends a descriptor to another actor with `SCM_RIGHTS`.
    Pass {
        fd: Pick,
        to: Actor,
    },
    Fork,
    /// Starts a thread, which is one more actor of the same process.
    Thread,
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

impl Deed {
    pub fn kind(&self) -> DeedKind {
        match self {
            Self::Close { .. } => DeedKind::Close,
            Self::Dup { .. } => DeedKind::Dup,
            Self::SetCloexec { .. } => DeedKind::SetCloexec,
            Self::GetCloexec { .. } => DeedKind::GetCloexec,
            Self::SetNonblock { .. } => DeedKind::SetNonblock,
            Self::GetNonblock { .. } => DeedKind::GetNonblock,
            Self::GetAccess { .. } => DeedKind::GetAccess,
            Self::Fdinfo { .. } => DeedKind::Fdinfo,
            Self::FdinfoCloexec { .. } => DeedKind::FdinfoCloexec,
            Self::Poll { .. } => DeedKind::Poll,
            Self::Select { .. } => DeedKind::Select,
            Self::Epoll { .. } => DeedKind::Epoll,
            Self::EpollAgain => DeedKind::EpollAgain,
            Self::Pass { .. } => DeedKind::Pass,
            Self::Fork => DeedKind::Fork,
            Self::Thread => DeedKind::Thread,
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
            | Self::GetAccess { fd }
            | Self::Fdinfo { fd }
            | Self::FdinfoCloexec { fd }
            | Self::Poll { fd }
            | Self::Select { fd }
            | Self::Epoll { fd, .. }
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
            | Self::GetAccess { fd }
            | Self::Fdinfo { fd }
            | Self::FdinfoCloexec { fd }
            | Self::Poll { fd }
            | Self::Select { fd }
            | Self::Epoll { fd, .. }
            | Self::Pass { fd, .. } => Some(fd),
            _ => None,
        }
    }

    /// The system call that it stands or falls with.
    pub fn call(&self) -> &'static str {
        match self {
            Self::Epoll { how: Watching::Pwait2, .. } => "epoll_pwait2",
            _ => self.kind().name(),
        }
    }

    /// Whether it changes nothing for anybody.
    pub fn only_looks(&self) -> bool {
        match self {
            Self::GetCloexec { .. }
            | Self::GetNonblock { .. }
            | Self::GetAccess { .. }
            | Self::Fdinfo { .. }
            | Self::FdinfoCloexec { .. }
            | Self::Poll { .. }
            | Self::Select { .. } => true,
            Self::Epoll { how, .. } => *how != Watching::Kept,
            _ => false,
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
pub fn possible(deed: &Deed, by: Actor, world: &World, facts: &Facts) -> bool {
    if !world.exists(by) || facts.absent.iter().any(|call| call == deed.call()) {
        return false;
    }
    if deed.pick().is_some_and(|pick| world.resolve(by, pick).is_none()) {
        return false;
    }
    let other = |target: Actor| target != by && world.exists(target);
    let apart = |target: Actor| other(target) && world.process_of(target) != world.process_of(by);
    match deed {
        Deed::Dup { .. } => world.free_slots(by) > 0,
        Deed::Epoll { how, .. } => {
            facts.version >= how.since() && has_room_for(world, by, how.descriptors())
        }
        Deed::EpollAgain => world.watched_by(by).is_some(),
        Deed::Fdinfo { .. } | Deed::FdinfoCloexec { .. } => facts.proc && has_room(world, by),
        Deed::Pass { to, .. } => apart(*to) && world.free_slots(*to) > 0 && has_room(world, *to),
        // Of a process of several threads, what a raw fork copies is not all in order.
        Deed::Fork => world.actors_ever() < ACTORS_MAX && !world.is_threaded(by),
        Deed::Thread => world.actors_ever() < ACTORS_MAX,
        Deed::Kill { target } if !apart(*target) => false,
        // The other user may not signal the first.
        Deed::Kill { target } | Deed::Signal { target } => {
            let other_uid = |actor| world.process(actor).other_uid;
            other(*target) && (!other_uid(by) || other_uid(*target))
        }
        // By itself, the call changes the calling thread only.
        Deed::BecomeOther => {
            facts.other_uid.is_some() && !world.process(by).other_uid && !world.is_threaded(by)
        }
        _ => true,
    }
}

fn has_room(world: &World, actor: Actor) -> bool {
    has_room_for(world, actor, 1)
}

fn has_room_for(world: &World, actor: Actor, descriptors: u32) -> bool {
    world.process(actor).nofile_room.is_none_or(|room| room >= descriptors)
}

/// What the documentation allows of a deed; none where no claim of ours speaks of it.
pub fn rule(deed: &Deed, by: Actor, world: &World, states: &States) -> Option<Ruling<Told>> {
    let room = deed.pick().and_then(|pick| world.file(by, pick)).map(|file| world.room_of(file));
    let shared = room.unwrap_or(first_room(world)).facility.shared;
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
        Deed::GetAccess { fd } => {
            shared.get(Shared::AccessTold)?.returns(Told::Mode(world.file(by, *fd)?.access))
        }
        Deed::Fdinfo { fd } => {
            let file = world.file(by, *fd)?;
            let (access, nonblocking) = (file.access, file.nonblocking);
            shared.get(Shared::FdinfoFlags)?.returns(Told::Shown { access, nonblocking })
        }
        Deed::FdinfoCloexec { fd } => {
            let on = world.slot(by, *fd)?.cloexec;
            shared.get(Shared::FdinfoCloexec)?.returns(Told::Flag(on))
        }
        Deed::Poll { fd } => {
            return monitor::poll_ruling(&ready(world.file(by, *fd)?, world, states));
        }
        Deed::Select { fd } => {
            return monitor::select_ruling(shared, &ready(world.file(by, *fd)?, world, states));
        }
        Deed::Epoll { fd, how } => {
            return monitor::epoll_ruling(
                shared,
                &ready(world.file(by, *fd)?, world, states),
                *how,
            );
        }
        Deed::EpollAgain => return again(by, world, states),
        Deed::Pass { .. } => shared.get(Shared::PassRefers)?.returns(Told::Done),
        Deed::Fork => shared.get(Shared::ForkCopies)?.returns(Told::Open(mask(&|_| true))),
        Deed::Thread => shared.get(Shared::ThreadShares)?.returns(Told::Open(mask(&|_| true))),
        Deed::Exit if world.is_threaded(by) => {
            shared.get(Shared::ExitEndsThreads)?.returns(Told::Gone { others: false })
        }
        Deed::Exec if world.is_threaded(by) => {
            let (keeps, closes) = (Shared::ExecKeeps, Shared::ExecCloses);
            let all =
                [shared.get(keeps)?, shared.get(closes)?, shared.get(Shared::ExecEndsThreads)?];
            all.returns(Told::Alone { open: mask(&|slot| !slot.cloexec), others: false })
        }
        Deed::Exec => {
            let both = [shared.get(Shared::ExecKeeps)?, shared.get(Shared::ExecCloses)?];
            both.returns(Told::Open(mask(&|slot| !slot.cloexec)))
        }
        _ => return None,
    })
}

/// The first room of the script that has objects of its own: of what is done to a whole process it
/// speaks for all.
fn first_room(world: &World) -> &'static Room {
    world.rooms.iter().find(|room| !room.watches).unwrap_or(&world.rooms[0])
}

/// What epoll must report that the actor kept.
fn again(by: Actor, world: &World, states: &States) -> Option<Ruling<Told>> {
    let watched = world.watched_by(by)?;
    let file = watched.file().map(|file| world.description(file));
    let shared = file.map_or(first_room(world), |file| world.room_of(file)).facility.shared;
    let ready = file.map(|file| ready(file, world, states));
    monitor::again_ruling(shared, watched, ready.as_ref())
}

/// What the model of a description's room says of poll.
pub fn ready(file: &File, world: &World, states: &States) -> Readiness {
    states[usize::from(file.object.room)].ready(file, world)
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
            Self::GetAccess { fd } => write!(f, "access mode? {fd}"),
            Self::Fdinfo { fd } => write!(f, "fdinfo {fd}"),
            Self::FdinfoCloexec { fd } => write!(f, "close-on-exec in fdinfo? {fd}"),
            Self::Poll { fd } => write!(f, "poll {fd}"),
            Self::Select { fd } => write!(f, "select {fd}"),
            Self::Epoll { fd, how } => write!(f, "epoll {fd}, {how}"),
            Self::EpollAgain => f.write_str("epoll again"),
            Self::Pass { fd, to } => write!(f, "pass {fd} to {to}"),
            Self::Fork => f.write_str("fork"),
            Self::Thread => f.write_str("start a thread"),
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
