//! Memory that several processes of ours share, and the futex by which they wait for each other.
//!
//! What another process may change at any time is never lent out as a reference: words are atomics,
//! bytes are copied.
#![allow(unsafe_code)] // A mapping is an address until it is wrapped.

use std::os::fd::RawFd;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, AtomicU64};
use std::time::Duration;

use super::Errno;

// SAFETY: what it lends are atomics; bytes are copied, and whose turn it is with them the atomics
// say, between threads as between processes.
unsafe impl Send for Region {}

/// A shared mapping, zeroed at first. It stays mapped for the life of the process.
#[derive(Debug)]
pub struct Region {
    start: NonNull<u8>,
    bytes: usize,
    /// The memory file behind it, by which a new program maps it again; none where memory files
    /// are not to be had.
    fd: Option<RawFd>,
}

impl Region {
    /// New memory, of a memory file where there are any.
    pub fn new(bytes: usize) -> Result<Self, Errno> {
        let file = super::memfd(c"bythebook").and_then(|fd| {
            super::ftruncate(fd, bytes as i64)?;
            Ok(fd)
        });
        match file {
            Ok(fd) => Self::of(fd, bytes),
            Err(_) => map(-1, bytes).map(|start| Self { start, bytes, fd: None }),
        }
    }

    /// The memory of this memory file.
    pub fn of(fd: RawFd, bytes: usize) -> Result<Self, Errno> {
        Ok(Self { start: map(fd, bytes)?, bytes, fd: Some(fd) })
    }

    /// Memory that was mapped elsewhere; none at no address.
    ///
    /// # Safety
    /// As many bytes must be mapped there, shared, and stay so.
    pub(super) unsafe fn at(start: *mut u8, bytes: usize) -> Option<Self> {
        Some(Self { start: NonNull::new(start)?, bytes, fd: None })
    }

    /// Where its memory begins, for another process to be told.
    pub fn address(&self) -> usize {
        self.start.addr().get()
    }

    /// Unmaps its memory.
    pub fn unmap(self) {
        // SAFETY: the mapping is this region's, and nobody has it any more.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.bytes) };
    }

    /// No memory: what is left where a region was moved from.
    pub fn nowhere() -> Self {
        Self { start: NonNull::dangling(), bytes: 0, fd: None }
    }

    /// Its memory file.
    pub fn fd(&self) -> Option<RawFd> {
        self.fd
    }

    /// Says that its memory file is now this descriptor.
    pub fn moved_to(&mut self, fd: RawFd) {
        self.fd = Some(fd);
    }

    /// The word at this offset in bytes.
    pub fn word(&self, offset: usize) -> &AtomicU32 {
        assert!(offset.is_multiple_of(4) && offset + 4 <= self.bytes, "a word inside");
        // SAFETY: inside the mapping, aligned, and only ever an atomic.
        unsafe { AtomicU32::from_ptr(self.start.as_ptr().add(offset).cast()) }
    }

    /// The long word at this offset in bytes.
    pub fn long(&self, offset: usize) -> &AtomicU64 {
        assert!(offset.is_multiple_of(8) && offset + 8 <= self.bytes, "a long word inside");
        // SAFETY: as for a word.
        unsafe { AtomicU64::from_ptr(self.start.as_ptr().add(offset).cast()) }
    }

    /// Copies bytes in.
    pub fn put(&self, offset: usize, bytes: &[u8]) {
        assert!(offset + bytes.len() <= self.bytes, "bytes inside");
        // SAFETY: inside the mapping, which no reference of Rust's aliases.
        unsafe {
            let to = self.start.as_ptr().add(offset);
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), to, bytes.len());
        }
    }

    /// Copies bytes out.
    pub fn get(&self, offset: usize, bytes: &mut [u8]) {
        assert!(offset + bytes.len() <= self.bytes, "bytes inside");
        // SAFETY: as for put.
        unsafe {
            let from = self.start.as_ptr().add(offset);
            std::ptr::copy_nonoverlapping(from, bytes.as_mut_ptr(), bytes.len());
        }
    }
}

fn map(fd: RawFd, bytes: usize) -> Result<NonNull<u8>, Errno> {
    let kind = if fd < 0 { libc::MAP_SHARED | libc::MAP_ANONYMOUS } else { libc::MAP_SHARED };
    let access = libc::PROT_READ | libc::PROT_WRITE;
    // SAFETY: a new mapping at an address of the kernel's choice touches no other memory.
    let start = unsafe { libc::mmap(std::ptr::null_mut(), bytes, access, kind, fd, 0) };
    if start == libc::MAP_FAILED {
        return Err(Errno::last());
    }
    NonNull::new(start.cast()).ok_or(Errno::ENOMEM)
}

/// Sleeps while `word` has the value `seen`, until woken or `patience` ends.
pub fn futex_wait(word: &AtomicU32, seen: u32, patience: Option<Duration>) {
    let time = patience.map(|patience| libc::timespec {
        tv_sec: patience.as_secs() as i64,
        tv_nsec: i64::from(patience.subsec_nanos()),
    });
    let time = time.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: the word and the time live for the call. Every caller looks again afterwards, so it
    // does not matter why it came back.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAIT, seen, time) };
}

/// Wakes up to `count` sleepers on `word`.
pub fn futex_wake(word: &AtomicU32, count: u32) {
    // SAFETY: the word lives for the call.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAKE, count) };
}
