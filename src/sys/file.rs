//! Files by their names, and calls of several buffers.
#![allow(unsafe_code)] // Raw system calls.

use std::ffi::CStr;
use std::os::fd::RawFd;

use super::call::{call_plain, call5};
use super::{Errno, Target, Text};

type Done = Result<usize, Errno>;

/// readv: into these buffers, one after the other.
pub fn readv(fd: RawFd, into: &mut [&mut [u8]]) -> Done {
    let vector: Vec<[usize; 2]> = into
        .iter_mut()
        .map(|buffer| {
            let (address, length) = Target::from(&mut **buffer).parts();
            [address, length]
        })
        .collect();
    let arguments = [fd as usize, vector.as_ptr().expose_provenance(), vector.len(), 0, 0];
    // SAFETY: the kernel writes into the buffers, which we have for ourselves.
    unsafe { call5(libc::SYS_readv, arguments) }
}

/// writev: from these buffers, one after the other.
pub fn writev(fd: RawFd, from: &[&[u8]]) -> Done {
    let vector: Vec<[usize; 2]> =
        from.iter().map(|buffer| [buffer.as_ptr().expose_provenance(), buffer.len()]).collect();
    let arguments = [fd as usize, vector.as_ptr().expose_provenance(), vector.len(), 0, 0];
    // SAFETY: the kernel only reads.
    unsafe { call5(libc::SYS_writev, arguments) }
}

/// memfd_create.
pub fn memfd_create(name: Text<'_>, flags: i32) -> Result<RawFd, Errno> {
    // SAFETY: the kernel only reads the name.
    let fd = unsafe { call5(libc::SYS_memfd_create, [name.address(), flags as usize, 0, 0, 0]) }?;
    Ok(fd as RawFd)
}

/// fallocate.
pub fn fallocate(fd: RawFd, mode: i32, offset: i64, bytes: i64) -> Done {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_fallocate, [fd.into(), mode.into(), offset, bytes]) }
}

/// linkat in the current directory.
pub fn link(path: &CStr, new: &CStr) -> Done {
    two_paths(libc::SYS_linkat, path, new, 0)
}

/// renameat2 in the current directory.
pub fn rename(path: &CStr, new: &CStr, flags: u32) -> Done {
    two_paths(libc::SYS_renameat2, path, new, flags)
}

fn two_paths(number: libc::c_long, path: &CStr, new: &CStr, flags: u32) -> Done {
    let here = libc::AT_FDCWD as usize;
    let arguments = [here, path.as_ptr().addr(), here, new.as_ptr().addr(), flags as usize];
    // SAFETY: the kernel only reads the paths.
    unsafe { call5(number, arguments) }
}
