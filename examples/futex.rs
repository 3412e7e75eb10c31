//! A futex: two processes take turns with a number in shared memory, and sleep until it is theirs.
//!
//! Relies on:
//! - `futex.memory_is_one`: both processes have the memory, and what one stores the other loads;
//! - `futex.wait_differs`: a turn that came before the wait is not slept through;
//! - `futex.wait_sleeps`, `futex.processes_share`: whose turn it is not sleeps until it is woken.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::sync::atomic::{AtomicU32, Ordering};

use bythebook::sys::{
    Errno, Fork, FutexAddress, FutexCall, FutexFourth, Region, exit, fork, futex, wait,
};

const TURNS_EACH: u32 = 300;

/// Whose turn it is, and how many turns there were.
struct Shared<'r> {
    turn: &'r AtomicU32,
    turns: &'r AtomicU32,
}

fn call(word: &AtomicU32, operation: i32, value: u32) -> Result<i64, Errno> {
    let (first, second, fourth) = (FutexAddress::Of(word), FutexAddress::Null, FutexFourth::Null);
    futex(&FutexCall { first, operation, value, fourth, second, third: None })
}

fn play(shared: &Shared<'_>, me: u32) -> Result<(), Errno> {
    for _ in 0..TURNS_EACH {
        // However a wait ended, the word says whether it is time.
        while shared.turn.load(Ordering::Acquire) != me {
            match call(shared.turn, libc::FUTEX_WAIT, 1 - me) {
                Ok(_) | Err(Errno::EAGAIN | Errno::EINTR) => {}
                Err(errno) => return Err(errno),
            }
        }
        shared.turns.fetch_add(1, Ordering::Relaxed);
        shared.turn.store(1 - me, Ordering::Release);
        call(shared.turn, libc::FUTEX_WAKE, 1)?;
    }
    Ok(())
}

fn main() -> Result<(), Errno> {
    let memory = Region::new(8)?;
    let shared = Shared { turn: memory.word(0), turns: memory.word(4) };
    if let Fork::Child = fork()? {
        exit(i32::from(play(&shared, 1).is_err()));
    }
    play(&shared, 0)?;
    wait(-1, true)?;
    println!("{} turns of 2 processes", shared.turns.load(Ordering::Relaxed));
    Ok(())
}
