//! futex(2) as it is, for the room that asks what it does; what the harness itself sleeps by is in
//! [`shared`](super::shared).
#![allow(unsafe_code)] // Its addresses may be wrong on purpose.

use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use super::Errno;
use super::call::{BAD_ADDRESS, call5};

/// The address of a futex word.
#[derive(Debug, Clone, Copy)]
pub enum FutexAddress<'w> {
    /// None: a null pointer.
    Null,
    Of(&'w AtomicU32),
    /// A byte past a word.
    Misaligned(&'w AtomicU32),
    /// An address at which nothing is mapped.
    Unmapped,
    /// Memory that may not be read.
    Forbidden,
}

/// The fourth argument, which is a timeout or a number.
#[derive(Debug, Clone, Copy)]
pub enum FutexFourth {
    Null,
    Time {
        seconds: i64,
        nanoseconds: i64,
    },
    /// A timeout at an address at which nothing is mapped.
    Unmapped,
    Count(u32),
}

/// The arguments of a call.
#[derive(Debug, Clone, Copy)]
pub struct FutexCall<'w> {
    pub first: FutexAddress<'w>,
    pub operation: i32,
    pub value: u32,
    pub fourth: FutexFourth,
    pub second: FutexAddress<'w>,
    /// None where the operation ignores it: then it carries the cookie.
    pub third: Option<u32>,
}

impl FutexAddress<'_> {
    fn address(self) -> Result<usize, Errno> {
        Ok(match self {
            Self::Null => 0,
            Self::Of(word) => word.as_ptr().expose_provenance(),
            Self::Misaligned(word) => word.as_ptr().expose_provenance() + 1,
            Self::Unmapped => BAD_ADDRESS & !3,
            Self::Forbidden => forbidden()?,
        })
    }
}

/// futex(2).
pub fn futex(call: &FutexCall<'_>) -> Result<i64, Errno> {
    let (seconds, nanoseconds) = match call.fourth {
        FutexFourth::Time { seconds, nanoseconds } => (seconds, nanoseconds),
        FutexFourth::Null | FutexFourth::Unmapped | FutexFourth::Count(_) => (0, 0),
    };
    let time = libc::timespec { tv_sec: seconds, tv_nsec: nanoseconds };
    let fourth = match call.fourth {
        FutexFourth::Null => 0,
        FutexFourth::Time { .. } => ptr::from_ref(&time).expose_provenance(),
        FutexFourth::Unmapped => BAD_ADDRESS,
        FutexFourth::Count(count) => count as usize,
    };
    let (first, second) = (call.first.address()?, call.second.address()?);
    let (operation, value) = (call.operation as usize, call.value as usize);
    let Some(third) = call.third else {
        // SAFETY: the kernel reads the word and the time, which live for the call.
        let done = unsafe { call5(libc::SYS_futex, [first, operation, value, fourth, second]) };
        return done.map(|value| value as i64);
    };
    let third = third as usize;
    // SAFETY: as above; of what is written only a word of ours is, which is an atomic.
    let done =
        unsafe { libc::syscall(libc::SYS_futex, first, operation, value, fourth, second, third) };
    if done == -1 { Err(Errno::last()) } else { Ok(done) }
}

/// What time it is by the clock that measures the timeouts of futexes.
pub fn futex_clock(realtime: bool) -> Duration {
    let clock = if realtime { libc::CLOCK_REALTIME } else { libc::CLOCK_MONOTONIC };
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the structure lives for the call.
    unsafe { libc::clock_gettime(clock, &raw mut now) };
    Duration::new(now.tv_sec.cast_unsigned(), now.tv_nsec as u32)
}

/// A page that may not be read; a process that is forked has it too.
fn forbidden() -> Result<usize, Errno> {
    static PAGE: OnceLock<Option<usize>> = OnceLock::new();
    let map = || {
        let kind = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
        // SAFETY: a new mapping at an address of the kernel's choice touches no other memory.
        let page = unsafe { libc::mmap(ptr::null_mut(), 1, libc::PROT_NONE, kind, -1, 0) };
        (page != libc::MAP_FAILED).then(|| page.expose_provenance())
    };
    PAGE.get_or_init(map).ok_or(Errno::ENOMEM)
}
