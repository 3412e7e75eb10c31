//! Performs an operation, or a deed that any process may do to its own descriptors, here and now.
//!
//! Actors do it in their processes, the worker itself in scripts of a single process.

use super::history::Fate;
use super::isolate::Pulse;
use super::liar::deed::{DeedLiar, call as lie};
use super::{Answer, Deed, Hands, Pick, Room};
use crate::engine::deed::Told;
use crate::sys;

/// Makes a room's call, unless the liar does something else instead.
pub fn call<R: Room>(op: &R::Op, liar: Option<&DeedLiar<R>>, hands: &mut Hands) -> Answer<R::Seen> {
    liar.and_then(|liar| lie(liar, op, hands)).unwrap_or_else(|| R::perform(op, hands))
}

/// Makes a room's call in the worker itself, where nothing may wait. Init sees if it does, and
/// interrupts it; the caller may wait for that.
pub fn call_alone<R: Room>(op: &R::Op, hands: &mut Hands, pulse: &Pulse) -> Fate<R::Seen> {
    pulse.enter();
    let answer = R::perform(op, hands);
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
        Deed::Poll { fd } => {
            let sys::Readable { input, output, hangup, error } = sys::poll_now(hands.fd(*fd))?;
            let events = [input, output, hangup, error];
            let bits = (0..).zip(events).fold(0, |bits, (bit, on)| bits | u8::from(on) << bit);
            return Ok(Told::Ready { bits, spoken: 0b1111 });
        }
        deed => panic!("{deed} needs an actor"),
    }
    Ok(Told::Done)
}

fn status_flags(hands: &Hands, fd: Pick) -> Result<i32, sys::Errno> {
    sys::fcntl(hands.fd(fd), libc::F_GETFL, 0).map(|flags| flags as i32)
}
