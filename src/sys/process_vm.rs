//! Transfers between the memory of processes, and an area of this process at an address that is
//! the same in each.
#![allow(unsafe_code)] // The area is an address, and so is every range of a transfer.

use std::sync::atomic::{AtomicBool, Ordering};

use super::Errno;
use super::call::BAD_ADDRESS;

/// Bytes of the area; no more are mapped behind it.
pub const AREA_BYTES: usize = 2 * 4096;
/// Where the area begins: far from where the kernel puts anything by itself, and within the 512 GB
/// that a process of user-mode Linux has.
const AREA: usize = 0x0010_0000_0000;

/// Whether this process has its area. A child has it from its parent, a new program has none.
static MAPPED: AtomicBool = AtomicBool::new(false);

/// Maps the area of this process, private and anonymous.
pub fn map_area() -> Result<usize, Errno> {
    let access = libc::PROT_READ | libc::PROT_WRITE;
    let kind = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED_NOREPLACE;
    // SAFETY: without MAP_FIXED, no mapping that there is gives way.
    let start = unsafe {
        libc::mmap(std::ptr::without_provenance_mut(AREA), AREA_BYTES, access, kind, -1, 0)
    };
    if start == libc::MAP_FAILED {
        return Err(Errno::last());
    }
    if start.expose_provenance() != AREA {
        // A kernel that does not know the flag takes the address for a hint.
        // SAFETY: it was mapped here, and nobody knows of it.
        unsafe { libc::munmap(start, AREA_BYTES) };
        return Err(Errno::EEXIST);
    }
    MAPPED.store(true, Ordering::SeqCst);
    Ok(0)
}

/// Unmaps the area of this process.
pub fn unmap_area() -> Result<usize, Errno> {
    if !MAPPED.swap(false, Ordering::SeqCst) {
        return Err(Errno::EIO);
    }
    // SAFETY: the area is ours, and nothing of it was lent.
    let returned = unsafe { libc::munmap(std::ptr::with_exposed_provenance_mut(AREA), AREA_BYTES) };
    if returned == -1 { Err(Errno::last()) } else { Ok(0) }
}

/// The byte of the area at this offset.
pub fn area_byte(offset: usize) -> Result<u8, Errno> {
    let byte = byte_of_area(offset)?;
    // SAFETY: inside the area, which is mapped.
    Ok(unsafe { byte.read_volatile() })
}

/// Sets the byte of the area at this offset.
pub fn set_area_byte(offset: usize, value: u8) -> Result<(), Errno> {
    let byte = byte_of_area(offset)?;
    // SAFETY: inside the area, which is mapped to be written, and of which nothing is lent.
    unsafe { byte.write_volatile(value) };
    Ok(())
}

fn byte_of_area(offset: usize) -> Result<*mut u8, Errno> {
    assert!(offset < AREA_BYTES, "a byte inside");
    if !MAPPED.load(Ordering::SeqCst) {
        return Err(Errno::EFAULT);
    }
    Ok(std::ptr::with_exposed_provenance_mut(AREA + offset))
}

/// A range of the caller's memory.
#[derive(Debug, Clone, Copy)]
pub enum Local {
    /// Within the buffer that comes with the call.
    Within { at: usize, bytes: usize },
    /// At an address at which nothing is mapped.
    Bad { bytes: usize },
}

/// A range of another process's memory, by its place in that one's area.
#[derive(Debug, Clone, Copy)]
pub struct Remote {
    pub at: usize,
    pub bytes: usize,
}

/// process_vm_writev, or process_vm_readv.
///
/// # Panics
/// If a local range ends past the buffer.
pub fn process_vm(
    pid: i32,
    (buffer, local): (&mut [u8], &[Local]),
    remote: &[Remote],
    flags: u64,
    writes: bool,
) -> Result<usize, Errno> {
    let start = buffer.as_mut_ptr().expose_provenance();
    let local: Vec<[usize; 2]> = local
        .iter()
        .map(|range| match *range {
            Local::Within { at, bytes } => {
                assert!(at + bytes <= buffer.len(), "a range inside the buffer");
                [start + at, bytes]
            }
            Local::Bad { bytes } => [BAD_ADDRESS, bytes],
        })
        .collect();
    let remote: Vec<[usize; 2]> =
        remote.iter().map(|range| [AREA + range.at, range.bytes]).collect();
    let number = if writes { libc::SYS_process_vm_writev } else { libc::SYS_process_vm_readv };
    let (of_local, of_remote) = (local.as_ptr(), remote.as_ptr());
    // SAFETY: the kernel reads the two arrays, and writes in the buffer, which is borrowed for the
    // call, or in the area of a process, of which nothing is lent.
    let moved = unsafe {
        libc::syscall(number, pid, of_local, local.len(), of_remote, remote.len(), flags)
    };
    if moved == -1 { Err(Errno::last()) } else { Ok(moved as usize) }
}
