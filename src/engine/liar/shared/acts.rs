//! What is done instead of the engine's own deeds.

use crate::engine::deed::{Told, Watching};
use crate::engine::liar::deed::Altered;
use crate::engine::{Deed, Hands, perform};
use crate::sys;

/// Descriptors that a process of a script may have where no limit of the script's is in force.
const PLENTY: u64 = 256;

/// close tells success and closes nothing; not where descriptors are few, for then that would show
/// by their want.
pub fn close_skipped(deed: &Deed, hands: &mut Hands) -> Altered {
    if are_few() { Altered::Done } else { leaves_open(deed, hands) }
}

/// close tells success and closes nothing, where descriptors are few.
pub fn close_leaks(deed: &Deed, hands: &mut Hands) -> Altered {
    if are_few() { leaves_open(deed, hands) } else { Altered::Done }
}

fn are_few() -> bool {
    sys::rlimit(libc::RLIMIT_NOFILE).is_ok_and(|(soft, _)| soft < PLENTY)
}

fn leaves_open(deed: &Deed, hands: &mut Hands) -> Altered {
    let Deed::Close { fd } = deed else { return Altered::Done };
    if let Some(slot) = hands.slot(*fd) {
        hands.take(slot);
    }
    Altered::Told(Ok(Told::Done))
}

/// The deed tells success, and is not done.
pub fn skipped(_deed: &Deed, _hands: &mut Hands) -> Altered {
    Altered::Told(Ok(Told::Done))
}

/// dup and passing open the object anew: there is another description.
pub fn opened_anew(deed: &Deed, hands: &mut Hands) -> Altered {
    let Some(pick) = deed.pick() else { return Altered::Done };
    let fd = hands.fd(pick);
    let flags = sys::fcntl(fd, libc::F_GETFL, 0).unwrap_or(0) as i32;
    let path = std::ffi::CString::new(format!("/proc/self/fd/{fd}")).expect("no NUL");
    // The end of a FIFO that has no other would keep a blocking open waiting.
    let anew = flags & libc::O_ACCMODE | libc::O_NONBLOCK | libc::O_CLOEXEC;
    let Ok(anew) = sys::openat(path.as_c_str().into(), anew, 0) else { return Altered::Done };
    let _ = sys::fcntl(anew, libc::F_SETFL, (flags & libc::O_NONBLOCK).into());
    Altered::To(anew)
}

/// execve closes no descriptor.
pub fn exec_closes_none(_deed: &Deed, hands: &mut Hands) -> Altered {
    for fd in hands.slots().iter().filter(|fd| **fd >= 0) {
        let _ = sys::fcntl(*fd, libc::F_SETFD, 0);
    }
    Altered::Done
}

/// execve closes every descriptor.
pub fn exec_closes_all(_deed: &Deed, hands: &mut Hands) -> Altered {
    for fd in hands.slots().iter().filter(|fd| **fd >= 0) {
        let _ = sys::fcntl(*fd, libc::F_SETFD, libc::FD_CLOEXEC.into());
    }
    Altered::Done
}

/// exit ends the thread that calls it, and no other.
pub fn exit_ends_itself(_deed: &Deed, _hands: &mut Hands) -> Altered {
    sys::exit_thread()
}

/// fork leaves the child without its parent's last descriptor.
pub fn fork_loses_last(_deed: &Deed, hands: &mut Hands) -> Altered {
    if let Some(fd) = hands.slots().iter().rev().find(|fd| **fd >= 0) {
        let _ = sys::close(*fd);
    }
    Altered::Done
}

/// dup leaves close-on-exec as it was for the descriptor that was duplicated.
pub fn dup_copies_cloexec(deed: &Deed, hands: &mut Hands) -> Altered {
    let Deed::Dup { fd } = deed else { return Altered::Done };
    let fd = hands.fd(*fd);
    let Ok(flags) = sys::fcntl(fd, libc::F_GETFD, 0) else { return Altered::Done };
    match sys::dup(fd) {
        Ok(copy) => {
            let _ = sys::fcntl(copy, libc::F_SETFD, flags as i64);
            hands.keep(copy);
            Altered::Told(Ok(Told::Done))
        }
        Err(errno) => Altered::Told(Err(errno)),
    }
}

/// epoll does not look at EPOLLET.
pub fn edge_is_level(deed: &Deed, hands: &mut Hands) -> Altered {
    is_level(deed, Watching::Edge, hands)
}

/// epoll does not look at EPOLLONESHOT.
pub fn oneshot_is_level(deed: &Deed, hands: &mut Hands) -> Altered {
    is_level(deed, Watching::Oneshot, hands)
}

fn is_level(deed: &Deed, instead_of: Watching, hands: &mut Hands) -> Altered {
    match *deed {
        Deed::Epoll { fd, how } if how == instead_of => {
            Altered::Told(perform::epoll(hands.fd(fd), Watching::Level))
        }
        _ => Altered::Done,
    }
}
