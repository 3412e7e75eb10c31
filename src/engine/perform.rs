//! Performs an operation, or a deed that any process may do to its own descriptors, here and now.
//!
//! Actors do it in their processes, the worker itself in scripts of a single process.

use super::history::Fate;
use super::isolate::Pulse;
use super::liar::deed::{DeedLiar, call as lie};
use super::{Answer, Deed, Hands, Op, Pick};
use crate::engine::Access;
use crate::engine::deed::{ALL, ROUNDS, Told, Watching};
use crate::sys;

/// Makes a room's call, unless the liar does something else instead.
pub fn call(op: &Op, liar: Option<&DeedLiar>, hands: &mut Hands) -> Answer {
    liar.and_then(|liar| lie(liar, op, hands)).unwrap_or_else(|| (op.room().perform)(op, hands))
}

/// Makes a room's call in the worker itself, where nothing may wait. Init sees if it does, and
/// interrupts it; the caller may wait for that.
pub fn call_alone(op: &Op, hands: &mut Hands, pulse: &Pulse) -> Fate {
    pulse.enter();
    let answer = (op.room().perform)(op, hands);
    if pulse.leave() { Fate::Waits } else { Fate::Returned(answer) }
}

/// Does a deed that needs no actor.
///
/// # Panics
/// If it does: see [`super::DeedKind::needs_actor`].
pub fn deed(deed: &Deed, hands: &mut Hands) -> Answer<Told> {
    match deed {
        Deed::Close { fd } => {
            let fd = hands.slot(*fd).map_or(-1, |slot| hands.take(slot));
            sys::close(fd)?;
        }
        Deed::Dup { fd } => {
            let fd = sys::dup(hands.fd(*fd))?;
            hands.keep(fd);
        }
        Deed::SetCloexec { fd, on } => {
            let flag = if *on { libc::FD_CLOEXEC } else { 0 };
            sys::fcntl(hands.fd(*fd), libc::F_SETFD, flag.into())?;
        }
        Deed::GetCloexec { fd } => {
            let flags = sys::fcntl(hands.fd(*fd), libc::F_GETFD, 0)?;
            return Ok(Told::Flag(flags as i32 & libc::FD_CLOEXEC != 0));
        }
        Deed::SetNonblock { fd, on } => {
            let flags = status_flags(hands, *fd)? & !libc::O_NONBLOCK;
            let flags = if *on { flags | libc::O_NONBLOCK } else { flags };
            sys::fcntl(hands.fd(*fd), libc::F_SETFL, flags.into())?;
        }
        Deed::GetNonblock { fd } => {
            return Ok(Told::Flag(status_flags(hands, *fd)? & libc::O_NONBLOCK != 0));
        }
        Deed::GetAccess { fd } => return Ok(Told::Mode(access(status_flags(hands, *fd)?))),
        Deed::Fdinfo { fd } => {
            let flags = fdinfo(hands.fd(*fd))?;
            let nonblocking = flags & libc::O_NONBLOCK != 0;
            return Ok(Told::Shown { access: access(flags), nonblocking });
        }
        Deed::FdinfoCloexec { fd } => {
            return Ok(Told::Flag(fdinfo(hands.fd(*fd))? & libc::O_CLOEXEC != 0));
        }
        Deed::Poll { fd } => {
            return Ok(Told::Ready { bits: bits(sys::poll_now(hands.fd(*fd))?), spoken: ALL });
        }
        Deed::Select { fd } => {
            let (input, output) = sys::select_now(hands.fd(*fd))?;
            let bits = u8::from(input) | u8::from(output) << 1;
            return Ok(Told::Ready { bits, spoken: ALL });
        }
        Deed::Epoll { fd, how: Watching::Kept } => {
            // The one before is closed first: descriptors may be few.
            hands.watch(None);
            let epoll = sys::Epoll::new()?;
            epoll.add(hands.fd(*fd), libc::EPOLLET)?;
            let told = ask(&epoll)?;
            hands.watch(Some(epoll));
            return Ok(told);
        }
        Deed::EpollAgain => return ask(hands.watching().ok_or(sys::Errno::EBADF)?),
        Deed::Epoll { fd, how } => return epoll(hands.fd(*fd), *how),
        deed => panic!("{deed} needs an actor"),
    }
    Ok(Told::Done)
}

fn bits(seen: sys::Readable) -> u8 {
    let events = [seen.input, seen.output, seen.hangup, seen.error];
    (0..).zip(events).fold(0, |bits, (bit, on)| bits | u8::from(on) << bit)
}

pub fn epoll(fd: i32, how: Watching) -> Answer<Told> {
    let epoll = sys::Epoll::new()?;
    let flags = match how {
        Watching::Edge => libc::EPOLLET,
        Watching::Oneshot => libc::EPOLLONESHOT,
        Watching::ChangeExclusive => libc::EPOLLEXCLUSIVE,
        Watching::ExclusiveOneshot => libc::EPOLLEXCLUSIVE | libc::EPOLLONESHOT,
        _ => 0,
    };
    match how {
        Watching::ChangeAbsent => epoll.modify(fd, flags)?,
        Watching::RemoveAbsent => epoll.remove(fd)?,
        Watching::Outlived => {
            // Of what epoll refuses, no descriptor is closed here: that could say something.
            epoll.add(fd, flags)?;
            epoll.remove(fd)?;
            let duplicate = sys::dup(fd)?;
            let added = epoll.add(duplicate, flags);
            sys::close(duplicate)?;
            added?;
        }
        _ => epoll.add(fd, flags)?,
    }
    match how {
        Watching::Duplicate => return with_duplicate(&epoll, fd),
        Watching::Nested => return sys::Epoll::around(&epoll).and_then(|outer| ask(&outer)),
        Watching::Pwait2 => return rounds(|_| epoll.wait_a_nanosecond()),
        Watching::Twice => epoll.add(fd, flags)?,
        Watching::ChangeExclusive => epoll.modify(fd, 0)?,
        Watching::ChangeToExclusive => epoll.modify(fd, libc::EPOLLEXCLUSIVE)?,
        _ => {}
    }
    rounds(|nth| {
        if how == Watching::Oneshot && nth + 1 == ROUNDS {
            epoll.modify(fd, flags)?;
        }
        epoll.wait_now()
    })
}

fn ask(epoll: &sys::Epoll) -> Answer<Told> {
    rounds(|_| epoll.wait_now())
}

fn rounds(ask: impl Fn(usize) -> Result<sys::Readable, sys::Errno>) -> Answer<Told> {
    let mut rounds = [0; ROUNDS];
    for (nth, round) in rounds.iter_mut().enumerate() {
        *round = bits(ask(nth)?);
    }
    Ok(Told::Reported { rounds, spoken: ALL })
}

fn with_duplicate(epoll: &sys::Epoll, fd: i32) -> Answer<Told> {
    let duplicate = sys::dup(fd)?;
    let told = epoll.add(duplicate, 0).and_then(|()| ask(epoll));
    sys::close(duplicate)?;
    told
}

fn access(flags: i32) -> Access {
    match flags & libc::O_ACCMODE {
        libc::O_RDONLY => Access::Read,
        libc::O_WRONLY => Access::Write,
        _ => Access::Both,
    }
}

/// What fdinfo shows of the flags of a descriptor and its description.
fn fdinfo(fd: i32) -> Answer<i32> {
    let text = std::fs::read_to_string(format!("/proc/self/fdinfo/{fd}"))
        .map_err(|error| sys::Errno(error.raw_os_error().unwrap_or(libc::EIO)))?;
    let flags = text.lines().find_map(|line| line.strip_prefix("flags:"));
    let flags = flags.and_then(|flags| i32::from_str_radix(flags.trim(), 8).ok());
    flags.ok_or(sys::Errno::EIO)
}

fn status_flags(hands: &Hands, fd: Pick) -> Result<i32, sys::Errno> {
    sys::fcntl(hands.fd(fd), libc::F_GETFL, 0).map(|flags| flags as i32)
}
