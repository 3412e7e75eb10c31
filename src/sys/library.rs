//! Message queues and FIFOs through the C library, where what is claimed is the library's doing.
#![allow(unsafe_code)] // Its functions take pointers, and call back in a thread.

use std::ffi::{CStr, c_int, c_long, c_void};
use std::os::fd::RawFd;
use std::ptr;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};

use super::{Errno, Fork, MqAttr, exit, fork, wait, yield_now};

/// mq_open(3).
pub fn library_mq_open(
    name: &CStr,
    flags: i32,
    mode: u32,
    attributes: Option<&MqAttr>,
) -> Result<RawFd, Errno> {
    // SAFETY: all-zero is a valid structure.
    let mut raw: libc::mq_attr = unsafe { std::mem::zeroed() };
    if let Some(given) = attributes {
        raw.mq_flags = given.flags as c_long;
        raw.mq_maxmsg = given.messages_max as c_long;
        raw.mq_msgsize = given.message_bytes_max as c_long;
        raw.mq_curmsgs = given.messages as c_long;
    }
    let address = if attributes.is_some() { &raw mut raw } else { ptr::null_mut() };
    // SAFETY: the library only reads the name and the attributes.
    told(unsafe { libc::mq_open(name.as_ptr(), flags, mode, address) })
}

/// mq_unlink(3).
pub fn library_mq_unlink(name: &CStr) -> Result<(), Errno> {
    // SAFETY: the library only reads the name.
    told(unsafe { libc::mq_unlink(name.as_ptr()) }).map(drop)
}

/// mkfifoat(3); mkfifo(3) with `AT_FDCWD`.
pub fn library_mkfifoat(directory: RawFd, path: &CStr, mode: u32) -> Result<usize, Errno> {
    // SAFETY: the library only reads the path.
    told(unsafe { libc::mkfifoat(directory, path.as_ptr(), mode) }).map(|_| 0)
}

fn told(value: c_int) -> Result<c_int, Errno> {
    if value == -1 { Err(Errno::last()) } else { Ok(value) }
}

/// `struct sigevent` as the C library reads it for `SIGEV_THREAD`.
#[repr(C)]
struct ThreadEvent {
    value: *mut c_void,
    signal: c_int,
    notify: c_int,
    function: extern "C" fn(*mut c_void),
    attributes: *mut c_void,
    padding: [u64; 4],
}

const SIGEV_THREAD: c_int = 2;
/// The thread in which the function ran; 0 before.
static RAN_IN: AtomicI32 = AtomicI32::new(0);
/// Longest wait for the function to run.
const PATIENCE: Duration = Duration::from_secs(1);

/// Exit statuses of the child.
const RAN_APART: i32 = 0;
const RAN_HERE: i32 = 1;
const DID_NOT_RUN: i32 = 2;
/// And above this, an error number.
const FAILED: i32 = 10;

/// Registers with `SIGEV_THREAD`, sends a message, and waits for the function to run: in a child,
/// for the caller must stay without threads. Whether the function ran, and
/// whether in a thread of its own. The queue must be the caller's alone, its messages of one byte.
pub fn notice_in_thread(queue: RawFd) -> Result<(bool, bool), Errno> {
    match fork()? {
        Fork::Child => exit(wait_for_notice(queue)),
        Fork::Parent { child } => match wait(child, true)? {
            Some((_, super::Ended::Exited(RAN_APART))) => Ok((true, true)),
            Some((_, super::Ended::Exited(RAN_HERE))) => Ok((true, false)),
            Some((_, super::Ended::Exited(DID_NOT_RUN))) => Ok((false, false)),
            Some((_, super::Ended::Exited(status))) => Err(Errno(status - FAILED)),
            _ => Err(Errno::EIO),
        },
    }
}

fn wait_for_notice(queue: RawFd) -> i32 {
    let buffer = [0u8; 1];
    let event = ThreadEvent {
        value: ptr::null_mut(),
        signal: 0,
        notify: SIGEV_THREAD,
        function: note_thread,
        attributes: ptr::null_mut(),
        padding: [0; 4],
    };
    let failed = || FAILED + Errno::last().0;
    // SAFETY: the event has the library's layout and outlives the call; so does the buffer.
    unsafe {
        if libc::mq_notify(queue, (&raw const event).cast()) == -1 {
            return failed();
        }
        if libc::mq_send(queue, buffer.as_ptr().cast(), 1, 0) == -1 {
            return failed();
        }
        let begin = Instant::now();
        while RAN_IN.load(Ordering::Acquire) == 0 && begin.elapsed() < PATIENCE {
            yield_now();
        }
        match RAN_IN.load(Ordering::Acquire) {
            0 => DID_NOT_RUN,
            thread if thread == libc::gettid() => RAN_HERE,
            _ => RAN_APART,
        }
    }
}

extern "C" fn note_thread(_value: *mut c_void) {
    // SAFETY: always.
    RAN_IN.store(unsafe { libc::gettid() }, Ordering::Release);
}
