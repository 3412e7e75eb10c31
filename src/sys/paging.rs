//! A page that is missing when it is read: what comes of a file, and is let go before each use.
#![allow(unsafe_code)] // A mapping is an address until it is wrapped.

use std::os::fd::RawFd;

use super::{Errno, Source};

const PAGE_BYTES: usize = 4096;
/// `MADV_PAGEOUT`, of Linux 5.4.
const PAGE_OUT: i32 = 21;

/// A page of a file on a disk, mapped to be read only.
#[derive(Debug)]
pub struct MissingPage {
    address: usize,
}

impl MissingPage {
    /// The last whole page of the file, which is mapped as long as the process lives.
    pub fn of(fd: RawFd) -> Result<Self, Errno> {
        let bytes = super::lseek(fd, 0, libc::SEEK_END)?;
        let offset = (bytes / PAGE_BYTES).saturating_sub(1) * PAGE_BYTES;
        let (access, kind) = (libc::PROT_READ, libc::MAP_PRIVATE);
        // SAFETY: a new mapping at an address of the kernel's choice touches no other memory.
        let start = unsafe {
            libc::mmap(std::ptr::null_mut(), PAGE_BYTES, access, kind, fd, offset as i64)
        };
        if start == libc::MAP_FAILED {
            return Err(Errno::last());
        }
        Ok(Self { address: start.expose_provenance() })
    }

    /// Lets the page go, so that the next to read it fetches it anew, and lends it for that.
    pub fn missing(&self) -> Source<'_> {
        let start = std::ptr::with_exposed_provenance_mut(self.address);
        // SAFETY: advice about a mapping of ours changes nothing that can be read from it. That it
        // is not heeded costs a trial its point, and shows in the count of pages fetched.
        unsafe { libc::madvise(start, PAGE_BYTES, PAGE_OUT) };
        // SAFETY: mapped as long as the process lives, and never written to.
        Source::Bytes(unsafe { std::slice::from_raw_parts(start.cast(), PAGE_BYTES) })
    }
}
