//! POSIX semaphores: processes count in shared memory, one at a time, and the last wakes the first.
//!
//! Relies on:
//! - `posix_sem.child_shares`: the children inherit the memory, and with it the semaphores;
//! - `posix_sem.wait_blocks`, `posix_sem.wait_takes`: one process at a time has the number;
//! - `posix_sem.post_wakes`: whoever waits for it gets it next;
//! - `posix_sem.destroy_returns_zero`: the memory goes with the processes, and nothing has a name.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::sync::atomic::{AtomicU32, Ordering};

use bythebook::sys::{Errno, Fork, Region, SEM_BYTES, Semaphore, exit, fork, wait};

const WORKERS: u32 = 3;
const TURNS_EACH: u32 = 200;
const MEMORY_BYTES: usize = 3 * SEM_BYTES;

/// What the processes share: who may count, who has finished, and the number.
struct Shared<'r> {
    free: Semaphore,
    finished: Semaphore,
    number: &'r AtomicU32,
}

fn count(shared: &Shared<'_>) -> Result<(), Errno> {
    for _ in 0..TURNS_EACH {
        shared.free.wait()?;
        // Two steps: without the semaphore, what another adds between them would be lost.
        let before = shared.number.load(Ordering::Relaxed);
        shared.number.store(before + 1, Ordering::Relaxed);
        shared.free.post()?;
    }
    shared.finished.post().map(drop)
}

fn main() -> Result<(), Errno> {
    let memory = Region::new(MEMORY_BYTES)?;
    let [free, finished] = [0, SEM_BYTES].map(|offset| Semaphore::within(&memory, offset));
    let shared = Shared { free, finished, number: memory.word(2 * SEM_BYTES) };
    free.init(true, 1)?;
    finished.init(true, 0)?;
    for _ in 0..WORKERS {
        if let Fork::Child = fork()? {
            exit(i32::from(count(&shared).is_err()));
        }
    }
    for _ in 0..WORKERS {
        finished.wait()?;
    }
    println!("{WORKERS} workers counted to {}", shared.number.load(Ordering::Relaxed));
    for _ in 0..WORKERS {
        wait(-1, true)?;
    }
    free.destroy()?;
    finished.destroy().map(drop)
}
