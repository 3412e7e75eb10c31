//! select and epoll, asked once and without waiting.
#![allow(unsafe_code)] // A descriptor set is made of plain memory.

use std::os::fd::RawFd;

use super::{Errno, close};

/// Whether select(2) finds it readable and writable.
pub fn select_now(fd: RawFd) -> Result<(bool, bool), Errno> {
    if !(0..libc::FD_SETSIZE as RawFd).contains(&fd) {
        return Err(Errno::EBADF);
    }
    // SAFETY: all-zero is an empty set, the descriptor is inside it, and everything lives here.
    unsafe {
        let mut sets: [libc::fd_set; 2] = std::mem::zeroed();
        for set in &mut sets {
            libc::FD_SET(fd, set);
        }
        let [input, output] = &mut sets;
        let mut time = libc::timeval { tv_sec: 0, tv_usec: 0 };
        let none = std::ptr::null_mut();
        if libc::select(fd + 1, input, output, none, &raw mut time) == -1 {
            return Err(Errno::last());
        }
        Ok((libc::FD_ISSET(fd, input), libc::FD_ISSET(fd, output)))
    }
}

/// Whether epoll(7) finds it readable and writable.
pub fn epoll_now(fd: RawFd) -> Result<(bool, bool), Errno> {
    // SAFETY: the structures live here.
    unsafe {
        let epoll = libc::epoll_create1(libc::EPOLL_CLOEXEC);
        if epoll == -1 {
            return Err(Errno::last());
        }
        let events = (libc::EPOLLIN | libc::EPOLLOUT) as u32;
        let mut event = libc::epoll_event { events, u64: 0 };
        let mut told = libc::epoll_event { events: 0, u64: 0 };
        let added = libc::epoll_ctl(epoll, libc::EPOLL_CTL_ADD, fd, &raw mut event);
        let waited = if added == 0 { libc::epoll_wait(epoll, &raw mut told, 1, 0) } else { -1 };
        let failed = (waited == -1).then(Errno::last);
        let _ = close(epoll);
        let events = told.events as i32;
        match failed {
            Some(errno) => Err(errno),
            None => Ok((events & libc::EPOLLIN != 0, events & libc::EPOLLOUT != 0)),
        }
    }
}
