//! POSIX shared memory: its names through the C library, and mappings that may lose their object.
#![allow(unsafe_code)] // A mapping is an address until it is wrapped.

use std::ffi::CStr;
use std::os::fd::RawFd;
use std::ptr::NonNull;

use super::Errno;

/// A mapping of a descriptor, shared. It stays until it is unmapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mapping {
    start: NonNull<u8>,
    bytes: usize,
}

// SAFETY: bytes are read and written one at a time, and never lent.
unsafe impl Send for Mapping {}

/// shm_open(3).
pub fn shm_open(name: &CStr, flags: i32, mode: u32) -> Result<RawFd, Errno> {
    // SAFETY: the library only reads the name.
    let fd = unsafe { libc::shm_open(name.as_ptr(), flags, mode) };
    if fd == -1 { Err(Errno::last()) } else { Ok(fd) }
}

/// shm_unlink(3).
pub fn shm_unlink(name: &CStr) -> Result<i64, Errno> {
    // SAFETY: the library only reads the name.
    let returned = unsafe { libc::shm_unlink(name.as_ptr()) };
    if returned == -1 { Err(Errno::last()) } else { Ok(returned.into()) }
}

impl Mapping {
    /// mmap(2) of the beginning of an object.
    pub fn of(fd: RawFd, bytes: usize, writable: bool, shared: bool) -> Result<Self, Errno> {
        let access = libc::PROT_READ | if writable { libc::PROT_WRITE } else { 0 };
        let kind = if shared { libc::MAP_SHARED } else { libc::MAP_PRIVATE };
        // SAFETY: a new mapping at an address of the kernel's choice touches no other memory.
        let start = unsafe { libc::mmap(std::ptr::null_mut(), bytes, access, kind, fd, 0) };
        if start == libc::MAP_FAILED {
            return Err(Errno::last());
        }
        let start = NonNull::new(start.cast()).ok_or(Errno::ENOMEM)?;
        Ok(Self { start, bytes })
    }

    /// munmap(2).
    pub fn unmap(self) -> Result<i64, Errno> {
        // SAFETY: nothing of the mapping was lent.
        let returned = unsafe { libc::munmap(self.start.as_ptr().cast(), self.bytes) };
        if returned == -1 { Err(Errno::last()) } else { Ok(returned.into()) }
    }

    /// The byte at this offset; EFAULT where the object has no page for it.
    pub fn load(self, offset: usize) -> Result<u8, Errno> {
        let byte = self.probed(offset)?;
        // SAFETY: inside the mapping, and the page is there.
        Ok(unsafe { byte.read_volatile() })
    }

    /// Sets the byte at this offset; EFAULT where the object has no page for it.
    pub fn store(self, offset: usize, value: u8) -> Result<(), Errno> {
        let byte = self.probed(offset)?;
        // SAFETY: inside the mapping, which the caller knows to be writable, and the page is there.
        unsafe { byte.write_volatile(value) };
        Ok(())
    }

    /// The address of a byte that can be read: the kernel says whether, and no signal does.
    fn probed(self, offset: usize) -> Result<*mut u8, Errno> {
        assert!(offset < self.bytes, "a byte inside");
        // SAFETY: inside the mapping.
        let address = unsafe { self.start.as_ptr().add(offset) };
        let mut byte = 0u8;
        let to = libc::iovec { iov_base: (&raw mut byte).cast(), iov_len: 1 };
        let from = libc::iovec { iov_base: address.cast(), iov_len: 1 };
        // SAFETY: it copies one byte into ours.
        let copied = unsafe {
            libc::process_vm_readv(libc::getpid(), &raw const to, 1, &raw const from, 1, 0)
        };
        if copied == 1 { Ok(address) } else { Err(Errno::last()) }
    }
}
