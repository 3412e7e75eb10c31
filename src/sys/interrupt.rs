//! SIGINT and SIGTERM, noted where all processes of a run see it, so that each ends in order what
//! it has begun. The second one ends the run at once.
#![allow(unsafe_code)] // A handler and a shared page are C's.

use std::ptr::null_mut;
use std::sync::atomic::{AtomicI32, AtomicPtr, Ordering};

use super::Errno;

/// The signals that ask a run to end.
const ASKING: [i32; 2] = [libc::SIGINT, libc::SIGTERM];
/// The page that the processes of a run share; enough for one word.
const BYTES: usize = 4096;

static NOTED: AtomicPtr<AtomicI32> = AtomicPtr::new(null_mut());
/// The process that listens; children inherit the handler, and it is not theirs.
static LISTENER: AtomicI32 = AtomicI32::new(0);

/// From now on, the first of these signals is noted instead of ending this process.
pub fn note_interrupts() -> Result<(), Errno> {
    let (access, kind) =
        (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED | libc::MAP_ANONYMOUS);
    // SAFETY: a new mapping at an address of the kernel's choice touches no other memory.
    let page = unsafe { libc::mmap(null_mut(), BYTES, access, kind, -1, 0) };
    if page == libc::MAP_FAILED {
        return Err(Errno::last());
    }
    NOTED.store(page.cast(), Ordering::Release);
    LISTENER.store(std::process::id() as i32, Ordering::Release);
    for signal in ASKING {
        // SAFETY: all-zero is a valid sigaction; the handler touches only atomics and makes only
        // calls that a handler may make.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = note as *const () as usize;
            action.sa_flags = libc::SA_RESTART;
            if libc::sigaction(signal, &raw const action, null_mut()) != 0 {
                return Err(Errno::last());
            }
        }
    }
    Ok(())
}

/// The signal that asked this run to end, if one came: to this process, or to the one that forked
/// it and listens.
pub fn interrupted() -> Option<i32> {
    let signal = noted()?.load(Ordering::Acquire);
    (signal != 0).then_some(signal)
}

fn noted() -> Option<&'static AtomicI32> {
    // SAFETY: null, or the start of a page that stays mapped and is only ever an atomic.
    unsafe { NOTED.load(Ordering::Acquire).as_ref() }
}

extern "C" fn note(signal: i32) {
    // SAFETY: these calls may be made in a handler.
    unsafe {
        if libc::getpid() != LISTENER.load(Ordering::Acquire) {
            // As if there were no handler: it comes again when this one returns.
            libc::signal(signal, libc::SIG_DFL);
            libc::raise(signal);
            return;
        }
        let first = noted().is_some_and(|noted| noted.swap(signal, Ordering::AcqRel) == 0);
        if !first {
            libc::_exit(128 + signal);
        }
    }
}
