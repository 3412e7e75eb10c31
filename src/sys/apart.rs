//! Calls that the guide's probes make where no room makes them: System V queues and segments,
//! objects of POSIX name spaces through the C library, and queued signals.
#![allow(unsafe_code)] // Most of these take addresses.

use std::ffi::CStr;
use std::os::fd::RawFd;
use std::ptr;

use super::call::{call_plain, call5};
use super::{Errno, Region};

/// Longest message that the probes send: what `msgmax` allows where nobody has set it, four times.
const MESSAGE_BYTES_MAX: usize = 1 << 15;

pub fn msgget(key: i32, flags: i32) -> Result<i32, Errno> {
    // SAFETY: plain numbers.
    unsafe { call_plain(libc::SYS_msgget, [key.into(), flags.into()]) }.map(|id| id as i32)
}

/// Sends a message of that type without waiting.
pub fn msgsnd(id: i32, kind: i64, text: &[u8]) -> Result<(), Errno> {
    let mut buffer = kind.to_ne_bytes().to_vec();
    buffer.extend_from_slice(text);
    let flags = libc::IPC_NOWAIT as usize;
    let arguments = [id as usize, buffer.as_ptr().addr(), text.len(), flags, 0];
    // SAFETY: the kernel reads the type and as many bytes as there are.
    unsafe { call5(libc::SYS_msgsnd, arguments) }.map(drop)
}

/// Receives a message without waiting: the first, or by type as msgop(2) says.
pub fn msgrcv(id: i32, kind: i64, bytes_max: usize) -> Result<(i64, Vec<u8>), Errno> {
    receive(id, kind, bytes_max, libc::IPC_NOWAIT as usize)
}

/// Receives the first message, when there is one.
pub fn msgrcv_waiting(id: i32, bytes_max: usize) -> Result<Vec<u8>, Errno> {
    receive(id, 0, bytes_max, 0).map(|(_, text)| text)
}

fn receive(id: i32, kind: i64, bytes_max: usize, flags: usize) -> Result<(i64, Vec<u8>), Errno> {
    const TYPE: usize = size_of::<i64>();
    let bytes_max = bytes_max.min(MESSAGE_BYTES_MAX);
    let mut buffer = vec![0u8; TYPE + bytes_max];
    let address = buffer.as_mut_ptr().expose_provenance();
    let arguments = [id as usize, address, bytes_max, kind as usize, flags];
    // SAFETY: the kernel writes at most the type and as many bytes as there is room for.
    let length = unsafe { call5(libc::SYS_msgrcv, arguments) }?;
    buffer.truncate(TYPE + length);
    let text = buffer.split_off(TYPE);
    let kind = buffer.try_into().map_or(0, i64::from_ne_bytes);
    Ok((kind, text))
}

pub fn shmget(key: i32, bytes: usize, flags: i32) -> Result<i32, Errno> {
    // SAFETY: plain numbers.
    unsafe { call5(libc::SYS_shmget, [key as usize, bytes, flags as usize, 0, 0]) }
        .map(|id| id as i32)
}

/// Attaches a segment, for the life of this program.
pub fn shmat(id: i32, bytes: usize) -> Result<Region, Errno> {
    // SAFETY: an attachment at an address of the kernel's choice touches no other memory.
    let start = unsafe { libc::shmat(id, ptr::null(), 0) };
    if start.addr() == usize::MAX {
        return Err(Errno::last());
    }
    // SAFETY: as many bytes were attached, and stay.
    unsafe { Region::at(start.cast(), bytes) }.ok_or(Errno::ENOMEM)
}

/// memfd_create(2) without a flag.
pub fn memfd(name: &CStr) -> Result<RawFd, Errno> {
    // SAFETY: the kernel only reads the name.
    unsafe { call5(libc::SYS_memfd_create, [name.as_ptr().addr(), 0, 0, 0, 0]) }
        .map(|fd| fd as RawFd)
}

/// shm_open(3); the descriptor.
pub fn shm_open(name: &CStr, flags: i32, mode: u32) -> Result<RawFd, Errno> {
    // SAFETY: the library only reads the name.
    told(unsafe { libc::shm_open(name.as_ptr(), flags, mode) })
}

pub fn shm_unlink(name: &CStr) -> Result<(), Errno> {
    // SAFETY: the library only reads the name.
    told(unsafe { libc::shm_unlink(name.as_ptr()) }).map(drop)
}

/// A POSIX semaphore, for the life of this program.
#[derive(Debug, Clone, Copy)]
pub struct Semaphore(*mut libc::sem_t);

impl Semaphore {
    /// sem_open(3).
    pub fn open(name: &CStr, flags: i32, mode: u32, value: u32) -> Result<Self, Errno> {
        // SAFETY: the library only reads the name.
        let address = unsafe { libc::sem_open(name.as_ptr(), flags, mode, value) };
        if address == libc::SEM_FAILED { Err(Errno::last()) } else { Ok(Self(address)) }
    }

    /// sem_init(3), for several processes, at the start of a region.
    pub fn within(region: &Region, value: u32) -> Result<Self, Errno> {
        let address = region.long(0).as_ptr().cast::<libc::sem_t>();
        // SAFETY: the region is larger than a semaphore, aligned to a page, and stays mapped.
        told(unsafe { libc::sem_init(address, 1, value) }).map(|_| Self(address))
    }

    pub fn post(self) -> Result<(), Errno> {
        // SAFETY: it was opened or initialised, and is never closed.
        told(unsafe { libc::sem_post(self.0) }).map(drop)
    }

    pub fn try_wait(self) -> Result<(), Errno> {
        // SAFETY: as for post.
        told(unsafe { libc::sem_trywait(self.0) }).map(drop)
    }

    /// Waits, however often a signal is caught meanwhile.
    pub fn wait(self) -> Result<(), Errno> {
        loop {
            // SAFETY: as for post.
            match told(unsafe { libc::sem_wait(self.0) }) {
                Err(Errno::EINTR) => {}
                done => return done.map(drop),
            }
        }
    }
}

pub fn sem_unlink(name: &CStr) -> Result<(), Errno> {
    // SAFETY: the library only reads the name.
    told(unsafe { libc::sem_unlink(name.as_ptr()) }).map(drop)
}

/// sigqueue(3) to a process.
pub fn queue_signal(pid: i32, signal: i32, value: i32) -> Result<(), Errno> {
    let pointer = ptr::without_provenance_mut(value as usize);
    // SAFETY: the value is a number that nobody follows.
    told(unsafe { libc::sigqueue(pid, signal, libc::sigval { sival_ptr: pointer }) }).map(drop)
}

/// Takes a pending signal of these, which are blocked: waiting for one, or not.
pub fn take_signal(signals: &[i32], wait: bool) -> Result<i32, Errno> {
    let none = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: all-zero is an empty set; the kernel reads it, and the time if there is one.
    told(unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        for signal in signals {
            libc::sigaddset(&raw mut set, *signal);
        }
        let until = if wait { ptr::null() } else { &raw const none };
        libc::sigtimedwait(&raw const set, ptr::null_mut(), until)
    })
}

/// mlock(2) of the start of a region.
pub fn lock_memory(region: &Region, bytes: usize) -> Result<(), Errno> {
    // SAFETY: only the address is looked at.
    told(unsafe { libc::mlock(region.word(0).as_ptr().cast(), bytes) }).map(drop)
}

/// Copies the bytes that another process has at this address of its memory.
pub fn read_memory(pid: i32, address: usize, into: &mut [u8]) -> Result<usize, Errno> {
    let local = [libc::iovec { iov_base: into.as_mut_ptr().cast(), iov_len: into.len() }];
    let there = ptr::without_provenance_mut(address);
    let remote = [libc::iovec { iov_base: there, iov_len: into.len() }];
    // SAFETY: the kernel writes into the local bytes alone; the other address it looks up there.
    let done = unsafe { libc::process_vm_readv(pid, local.as_ptr(), 1, remote.as_ptr(), 1, 0) };
    if done < 0 { Err(Errno::last()) } else { Ok(done as usize) }
}

/// process_vm_readv(2) of so many pieces of no bytes.
pub fn read_pieces(pid: i32, pieces: usize) -> Result<usize, Errno> {
    let piece = || libc::iovec { iov_base: ptr::null_mut(), iov_len: 0 };
    let pieces: Vec<libc::iovec> = std::iter::repeat_with(piece).take(pieces).collect();
    let count = pieces.len() as libc::c_ulong;
    // SAFETY: no piece has a byte.
    let done =
        unsafe { libc::process_vm_readv(pid, pieces.as_ptr(), count, pieces.as_ptr(), count, 0) };
    if done < 0 { Err(Errno::last()) } else { Ok(done as usize) }
}

/// writev(2) of so many pieces of one byte.
pub fn write_pieces(fd: RawFd, pieces: usize) -> Result<usize, Errno> {
    let byte = [b'x'];
    let piece = || libc::iovec { iov_base: byte.as_ptr().cast_mut().cast(), iov_len: 1 };
    let pieces: Vec<libc::iovec> = std::iter::repeat_with(piece).take(pieces).collect();
    // SAFETY: the kernel only reads the byte.
    let done = unsafe { libc::writev(fd, pieces.as_ptr(), pieces.len() as i32) };
    if done < 0 { Err(Errno::last()) } else { Ok(done as usize) }
}

/// bind(2) of a UNIX domain socket to a path of any length, without a null byte behind it.
pub fn bind_path(socket: RawFd, path: &[u8]) -> Result<(), Errno> {
    let mut address = (libc::AF_UNIX as libc::sa_family_t).to_ne_bytes().to_vec();
    address.extend_from_slice(path);
    let length = address.len() as libc::socklen_t;
    // SAFETY: the kernel reads as many bytes as there are.
    told(unsafe { libc::bind(socket, address.as_ptr().cast(), length) }).map(drop)
}

fn told(value: i32) -> Result<i32, Errno> {
    if value == -1 { Err(Errno::last()) } else { Ok(value) }
}
