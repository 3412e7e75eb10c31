//! splice, tee and vmsplice: bytes that go into or out of pipes without being copied.
#![allow(unsafe_code)] // Raw calls with addresses of memory that is borrowed, or lives for ever.

use std::os::fd::RawFd;

use super::Errno;
use super::call::{call_plain, call5};
use super::descriptor::fcntl;

type Done = Result<usize, Errno>;

/// One more than the segments that one vmsplice may have.
const SEGMENTS_TOO_MANY: usize = 1025;

/// splice, with an offset for the side that is to have one. It has six arguments, so no cookie.
pub fn splice(
    (from, from_offset): (RawFd, Option<&mut i64>),
    (to, to_offset): (RawFd, Option<&mut i64>),
    bytes: usize,
    flags: u32,
) -> Done {
    let address = |offset: Option<&mut i64>| {
        offset.map_or(0, |offset| (&raw mut *offset).expose_provenance())
    };
    let (from_offset, to_offset) = (address(from_offset), address(to_offset));
    // SAFETY: the kernel writes the two offsets, which are borrowed for the call.
    let value =
        unsafe { libc::syscall(libc::SYS_splice, from, from_offset, to, to_offset, bytes, flags) };
    if value == -1 { Err(Errno::last()) } else { Ok(value as usize) }
}

pub fn tee(from: RawFd, to: RawFd, bytes: usize, flags: u32) -> Done {
    let flags = i64::from(flags);
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_tee, [from.into(), to.into(), bytes as i64, flags]) }
}

/// vmsplice to a write end: the memory lies in the pipe from then on, so it may never change. Of a
/// read end it would be written to: that fails with EBADF here.
pub fn vmsplice_to(fd: RawFd, from: &'static [u8], flags: u32) -> Done {
    if fcntl(fd, libc::F_GETFL, 0)? as i32 & libc::O_ACCMODE == libc::O_RDONLY {
        return Err(Errno::EBADF);
    }
    let segment = libc::iovec { iov_base: from.as_ptr().cast_mut().cast(), iov_len: from.len() };
    vmsplice(fd, &[segment], flags)
}

/// vmsplice of a read end, into this memory.
pub fn vmsplice_from(fd: RawFd, into: &mut [u8], flags: u32) -> Done {
    let segment = libc::iovec { iov_base: into.as_mut_ptr().cast(), iov_len: into.len() };
    vmsplice(fd, &[segment], flags)
}

/// vmsplice with one segment more than there may be.
pub fn vmsplice_too_many(fd: RawFd) -> Done {
    static BYTE: [u8; 1] = [b'.'];
    let segment = libc::iovec { iov_base: BYTE.as_ptr().cast_mut().cast(), iov_len: 1 };
    vmsplice(fd, &vec![segment; SEGMENTS_TOO_MANY], libc::SPLICE_F_NONBLOCK)
}

fn vmsplice(fd: RawFd, segments: &[libc::iovec], flags: u32) -> Done {
    let address = segments.as_ptr().expose_provenance();
    let arguments = [fd as usize, address, segments.len(), flags as usize, 0];
    // SAFETY: of a read end the kernel writes the segments, which the callers then have as mutable,
    // or in memory that is not writable at all.
    unsafe { call5(libc::SYS_vmsplice, arguments) }
}
