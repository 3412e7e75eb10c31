//! select and epoll, asked without waiting.
#![allow(unsafe_code)] // A descriptor set is made of plain memory.

use std::os::fd::RawFd;

use super::descriptor::Readable;
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

/// An epoll instance with at most one descriptor of interest.
#[derive(Debug)]
pub struct Epoll(RawFd);

impl Epoll {
    pub fn new() -> Result<Self, Errno> {
        // SAFETY: no address among the arguments.
        match unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) } {
            -1 => Err(Errno::last()),
            fd => Ok(Self(fd)),
        }
    }

    /// Another instance, with this one in it.
    pub fn around(inner: &Self) -> Result<Self, Errno> {
        let outer = Self::new()?;
        outer.add(inner.0, 0)?;
        Ok(outer)
    }

    /// `EPOLL_CTL_ADD` for input and output, with these flags besides.
    pub fn add(&self, fd: RawFd, flags: i32) -> Result<(), Errno> {
        self.control(libc::EPOLL_CTL_ADD, fd, flags)
    }

    /// `EPOLL_CTL_MOD`, the same.
    pub fn modify(&self, fd: RawFd, flags: i32) -> Result<(), Errno> {
        self.control(libc::EPOLL_CTL_MOD, fd, flags)
    }

    pub fn remove(&self, fd: RawFd) -> Result<(), Errno> {
        self.control(libc::EPOLL_CTL_DEL, fd, 0)
    }

    fn control(&self, how: i32, fd: RawFd, flags: i32) -> Result<(), Errno> {
        let events = (libc::EPOLLIN | libc::EPOLLOUT | flags) as u32;
        let mut event = libc::epoll_event { events, u64: 0 };
        // SAFETY: the kernel only reads the event.
        let done = unsafe { libc::epoll_ctl(self.0, how, fd, &raw mut event) };
        if done == 0 { Ok(()) } else { Err(Errno::last()) }
    }

    /// What it reports now.
    pub fn wait_now(&self) -> Result<Readable, Errno> {
        let mut told = libc::epoll_event { events: 0, u64: 0 };
        // SAFETY: the kernel writes at most the one event, which lives here.
        let count = unsafe { libc::epoll_wait(self.0, &raw mut told, 1, 0) };
        reported(count.into(), told)
    }

    /// Whether it reports now that the other end of a stream sends nothing more.
    pub fn reports_read_hangup(&self) -> Result<bool, Errno> {
        let mut told = libc::epoll_event { events: 0, u64: 0 };
        // SAFETY: the kernel writes at most the one event, which lives here.
        match unsafe { libc::epoll_wait(self.0, &raw mut told, 1, 0) } {
            -1 => Err(Errno::last()),
            count => Ok(count == 1 && told.events as i32 & libc::EPOLLRDHUP != 0),
        }
    }

    /// What it reports within a nanosecond, by epoll_pwait2.
    pub fn wait_a_nanosecond(&self) -> Result<Readable, Errno> {
        let mut told = libc::epoll_event { events: 0, u64: 0 };
        let time = libc::timespec { tv_sec: 0, tv_nsec: 1 };
        let no_mask = std::ptr::null::<libc::sigset_t>();
        let (call, event) = (libc::SYS_epoll_pwait2, &raw mut told);
        // SAFETY: the kernel reads the time and writes at most the one event; both live here.
        let count = unsafe { libc::syscall(call, self.0, event, 1, &raw const time, no_mask, 0) };
        reported(count, told)
    }
}

/// What the kernel told of at most one descriptor.
fn reported(count: i64, told: libc::epoll_event) -> Result<Readable, Errno> {
    let events = match count {
        -1 => return Err(Errno::last()),
        0 => 0,
        _ => told.events as i32,
    };
    let reported = |event| events & event != 0;
    Ok(Readable {
        input: reported(libc::EPOLLIN),
        output: reported(libc::EPOLLOUT),
        hangup: reported(libc::EPOLLHUP),
        error: reported(libc::EPOLLERR),
    })
}

impl Drop for Epoll {
    fn drop(&mut self) {
        let _ = close(self.0);
    }
}
