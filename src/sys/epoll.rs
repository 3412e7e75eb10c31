//! epoll as the kernel takes it: any instance, any event, any room for what it reports.
#![allow(unsafe_code)] // Events, times and masks are memory that the kernel reads and writes.

use std::os::fd::RawFd;

use super::call::call5;
use super::{Errno, Time, signal_mask_bytes};

/// What epoll is told of a descriptor, and tells.
pub type EpollEvent = libc::epoll_event;

/// Beyond what a process may have: there can be no memory of its own.
const OUTSIDE: usize = usize::MAX - (1 << 16);

/// Where the reports go.
#[derive(Debug)]
pub enum Room<'a> {
    Of(&'a mut [EpollEvent]),
    /// Outside of the memory of any process.
    Outside,
}

impl Room<'_> {
    /// Its address; there is place for so many.
    fn address(self, most: i32) -> usize {
        match self {
            Self::Of(events) => {
                assert!(most <= events.len() as i32, "there is no room for {most} events");
                events.as_mut_ptr().expose_provenance()
            }
            Self::Outside => OUTSIDE,
        }
    }
}

/// An operation on the interest list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    Add(u32, u64),
    Modify(u32, u64),
    Remove,
    /// One that there is not.
    Unknown,
}

pub fn epoll_create1(flags: i32) -> Result<RawFd, Errno> {
    // SAFETY: no address among the arguments.
    unsafe { call5(libc::SYS_epoll_create1, [flags as usize, 0, 0, 0, 0]) }.map(|fd| fd as RawFd)
}

pub fn epoll_create(size: i32) -> Result<RawFd, Errno> {
    // SAFETY: no address among the arguments.
    match unsafe { libc::epoll_create(size) } {
        -1 => Err(Errno::last()),
        fd => Ok(fd),
    }
}

pub fn epoll_ctl(on: RawFd, control: Control, fd: RawFd) -> Result<(), Errno> {
    let (how, events, data) = match control {
        Control::Add(events, data) => (libc::EPOLL_CTL_ADD, events, data),
        Control::Modify(events, data) => (libc::EPOLL_CTL_MOD, events, data),
        Control::Remove => (libc::EPOLL_CTL_DEL, 0, 0),
        Control::Unknown => (99, 0, 0),
    };
    let mut event = EpollEvent { events, u64: data };
    // SAFETY: the kernel only reads the event.
    let done = unsafe { libc::epoll_ctl(on, how, fd, &raw mut event) };
    if done == 0 { Ok(()) } else { Err(Errno::last()) }
}

pub fn epoll_wait(on: RawFd, room: Room<'_>, most: i32, timeout_ms: i32) -> Result<usize, Errno> {
    let arguments = [on as usize, room.address(most), most as usize, timeout_ms as usize, 0];
    // SAFETY: the kernel writes at most so many events, which are borrowed for the call.
    unsafe { call5(libc::SYS_epoll_wait, arguments) }
}

pub fn epoll_pwait(
    on: RawFd,
    room: Room<'_>,
    most: i32,
    timeout_ms: i32,
    mask: Option<u64>,
) -> Result<usize, Errno> {
    let events = room.address(most);
    let mask = mask.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    let call = libc::SYS_epoll_pwait;
    // SAFETY: as with epoll_wait; the kernel reads the mask.
    let count =
        unsafe { libc::syscall(call, on, events, most, timeout_ms, mask, signal_mask_bytes()) };
    if count == -1 { Err(Errno::last()) } else { Ok(count as usize) }
}

pub fn epoll_pwait2(
    on: RawFd,
    room: Room<'_>,
    most: i32,
    time: Option<&Time>,
    mask: Option<u64>,
) -> Result<usize, Errno> {
    let events = room.address(most);
    let mask = mask.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    let time = time.map_or(std::ptr::null(), std::ptr::from_ref);
    let call = libc::SYS_epoll_pwait2;
    // SAFETY: as with epoll_wait; the kernel reads the time and the mask.
    let count = unsafe { libc::syscall(call, on, events, most, time, mask, signal_mask_bytes()) };
    if count == -1 { Err(Errno::last()) } else { Ok(count as usize) }
}
