//! Temporary.
use super::deed::{Deed, Told};
use super::hands::Hands;
use super::history::Fate;
use super::{Answer, Errno, Room};
use crate::sys;
pub fn call<R: Room>(op: &R::Op, hands: &mut Hands) -> Fate<R::Seen> {
    Fate::Returned(R::perform(op, hands))
}
pub fn deed(deed: &Deed, hands: &mut Hands) -> Answer<Told> {
    match deed {
        Deed::Close { fd } => {
            let slot = hands.slot(*fd).ok_or(Errno::EBADF)?;
            let fd = hands.take(slot);
            sys::close(fd).map(|_| Told::Done)
        }
        Deed::Dup { fd } => {
            let fd = sys::dup(hands.fd(*fd))?;
            hands.keep(fd);
            Ok(Told::Done)
        }
        Deed::SetCloexec { fd, on } => {
            sys::fcntl(hands.fd(*fd), libc::F_SETFD, i64::from(*on)).map(|_| Told::Done)
        }
        Deed::GetCloexec { fd } => {
            sys::fcntl(hands.fd(*fd), libc::F_GETFD, 0).map(|f| Told::Flag(f & 1 == 1))
        }
        Deed::SetNonblock { fd, on } => {
            let fd = hands.fd(*fd);
            let flags = sys::fcntl(fd, libc::F_GETFL, 0)? as i64;
            let bit = i64::from(libc::O_NONBLOCK);
            sys::fcntl(fd, libc::F_SETFL, if *on { flags | bit } else { flags & !bit })
                .map(|_| Told::Done)
        }
        Deed::GetNonblock { fd } => sys::fcntl(hands.fd(*fd), libc::F_GETFL, 0)
            .map(|f| Told::Flag(f & libc::O_NONBLOCK as usize != 0)),
        Deed::Poll { fd } => {
            let r = sys::poll_now(hands.fd(*fd))?;
            let bits = u8::from(r.input)
                | u8::from(r.output) << 1
                | u8::from(r.hangup) << 2
                | u8::from(r.error) << 3;
            Ok(Told::Ready { bits, spoken: 15 })
        }
        _ => Err(Errno::ENOSYS),
    }
}
pub fn close_all(hands: &mut Hands) {
    for slot in 0..super::world::SLOTS_MAX {
        let fd = hands.take(slot);
        if fd >= 0 {
            let _ = sys::close(fd);
        }
    }
}
