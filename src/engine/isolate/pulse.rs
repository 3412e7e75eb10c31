//! The word by which init sees that the worker goes on, and whether it is in a call.

use std::sync::atomic::Ordering;

use crate::sys::{self, Errno, Region};

/// Shared by init and its worker.
#[derive(Debug)]
pub struct Pulse(Region);

const BEAT: usize = 0;
const IN_CALL: usize = 4;
const PROC_PID: usize = 8;
const BYTES: usize = 4096;

impl Pulse {
    pub(super) fn new() -> Result<Self, Errno> {
        Region::new(BYTES).map(Self)
    }

    /// Says that a call begins that must not wait: one of a script's with a single process.
    pub fn enter(&self) {
        let beat = self.0.word(BEAT).fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        self.0.word(IN_CALL).store(beat.max(1), Ordering::SeqCst);
    }

    /// Says that it has returned; whether init had to interrupt it, since it waited.
    pub fn leave(&self) -> bool {
        self.0.word(IN_CALL).store(0, Ordering::SeqCst);
        sys::take_reserved()
    }

    /// The call that the worker is in, by a number that changes with every call; 0 if in none.
    pub(super) fn in_call(&self) -> u32 {
        self.0.word(IN_CALL).load(Ordering::SeqCst)
    }

    pub(super) fn set_proc_pid(&self, pid: u32) {
        self.0.word(PROC_PID).store(pid, Ordering::SeqCst);
    }

    pub(super) fn proc_pid(&self) -> u32 {
        self.0.word(PROC_PID).load(Ordering::SeqCst)
    }
}
