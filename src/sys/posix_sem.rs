//! POSIX semaphores through the C library, whose doing they are; the kernel only lets a call sleep.
#![allow(unsafe_code)] // Its functions take the address of a semaphore.

use std::cell::UnsafeCell;
use std::ffi::{CStr, c_int};
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicPtr, Ordering};

use super::{Errno, Region, kill_thread, thread_id};

/// The largest value of a semaphore.
pub const SEM_VALUE_MAX: u32 = i32::MAX as u32;
/// Bytes that a semaphore takes up, at the most.
pub const SEM_BYTES: usize = 64;

/// The address of a semaphore: one that sem_open(3) gave, or a place in memory for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Semaphore(NonNull<libc::sem_t>);

// SAFETY: semaphores are there to be shared, and their memory stays mapped until they are closed.
unsafe impl Send for Semaphore {}

/// Memory of this process alone, for semaphores that its threads share.
#[repr(align(64))]
struct Place(UnsafeCell<[u8; SEM_BYTES]>);

// SAFETY: only its address is taken; the library's functions are made for threads.
unsafe impl Sync for Place {}

/// Semaphores of the process, and one place at which there never is any.
static PLACES: [Place; 3] = [const { Place(UnsafeCell::new([0; SEM_BYTES])) }; 3];

/// What the handler posts.
static POSTED: AtomicPtr<libc::sem_t> = AtomicPtr::new(ptr::null_mut());

impl Semaphore {
    /// sem_open(3).
    pub fn open(name: &CStr, flags: i32, mode: u32, value: u32) -> Result<Self, Errno> {
        // SAFETY: the library only reads the name.
        let opened = unsafe { libc::sem_open(name.as_ptr(), flags, mode, value) };
        NonNull::new(opened).map(Self).ok_or_else(Errno::last)
    }

    /// The place at this offset of memory that processes share.
    pub fn within(region: &Region, offset: usize) -> Self {
        Self(NonNull::from(region.long(offset)).cast())
    }

    /// One of two places in the memory of this process.
    pub fn of_process(nth: usize) -> Self {
        let place = &PLACES[nth % (PLACES.len() - 1)];
        Self(NonNull::new(place.0.get().cast()).expect("a static has an address"))
    }

    /// A place at which there is no semaphore.
    pub fn nowhere() -> Self {
        let place = &PLACES[PLACES.len() - 1];
        Self(NonNull::new(place.0.get().cast()).expect("a static has an address"))
    }

    /// sem_init(3).
    pub fn init(self, shared: bool, value: u32) -> Result<i64, Errno> {
        // SAFETY: the place is large enough, and mapped.
        told(unsafe { libc::sem_init(self.0.as_ptr(), shared.into(), value) })
    }

    /// sem_destroy(3).
    pub fn destroy(self) -> Result<i64, Errno> {
        // SAFETY: the place is mapped.
        told(unsafe { libc::sem_destroy(self.0.as_ptr()) })
    }

    /// sem_close(3).
    pub fn close(self) -> Result<i64, Errno> {
        // SAFETY: the library looks for the address among those that it gave.
        told(unsafe { libc::sem_close(self.0.as_ptr()) })
    }

    /// sem_post(3).
    pub fn post(self) -> Result<i64, Errno> {
        // SAFETY: the semaphore is mapped.
        told(unsafe { libc::sem_post(self.0.as_ptr()) })
    }

    /// sem_post(3) by a handler, of a signal that the caller sends to itself.
    pub fn post_in_handler(self) -> Result<i64, Errno> {
        POSTED.store(self.0.as_ptr(), Ordering::Release);
        // SAFETY: all-zero is a valid structure; the handler touches nothing but the semaphore.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = post_posted as extern "C" fn(c_int) as usize;
            let mut before: libc::sigaction = std::mem::zeroed();
            told(libc::sigaction(libc::SIGURG, &raw const action, &raw mut before))?;
            // The library does not know the number of a process that was cloned.
            let raised = kill_thread(thread_id(), libc::SIGURG);
            told(libc::sigaction(libc::SIGURG, &raw const before, ptr::null_mut()))?;
            raised?;
        }
        if POSTED.load(Ordering::Acquire).is_null() { Ok(0) } else { Err(Errno::EOVERFLOW) }
    }

    /// sem_wait(3).
    pub fn wait(self) -> Result<i64, Errno> {
        // SAFETY: the semaphore is mapped.
        told(unsafe { libc::sem_wait(self.0.as_ptr()) })
    }

    /// sem_trywait(3).
    pub fn try_wait(self) -> Result<i64, Errno> {
        // SAFETY: the semaphore is mapped.
        told(unsafe { libc::sem_trywait(self.0.as_ptr()) })
    }

    /// sem_timedwait(3), until this time of the system's clock.
    pub fn timed_wait(self, seconds: i64, nanoseconds: i64) -> Result<i64, Errno> {
        let at = libc::timespec { tv_sec: seconds, tv_nsec: nanoseconds };
        // SAFETY: the semaphore is mapped, and the time lives for the call.
        told(unsafe { libc::sem_timedwait(self.0.as_ptr(), &raw const at) })
    }

    /// sem_getvalue(3): what it returns, and what it gives.
    pub fn value(self) -> Result<(i64, i32), Errno> {
        let mut value = 0;
        // SAFETY: the semaphore is mapped, and the number lives for the call.
        let returned = told(unsafe { libc::sem_getvalue(self.0.as_ptr(), &raw mut value) })?;
        Ok((returned, value))
    }
}

/// sem_unlink(3).
pub fn sem_unlink(name: &CStr) -> Result<i64, Errno> {
    // SAFETY: the library only reads the name.
    told(unsafe { libc::sem_unlink(name.as_ptr()) })
}

fn told(value: c_int) -> Result<i64, Errno> {
    if value == -1 { Err(Errno::last()) } else { Ok(value.into()) }
}

extern "C" fn post_posted(_signal: c_int) {
    // SAFETY: the semaphore is mapped; sem_post may be called by a handler.
    if unsafe { libc::sem_post(POSTED.load(Ordering::Acquire)) } == 0 {
        POSTED.store(ptr::null_mut(), Ordering::Release);
    }
}
