//! eventfd: workers tell how many jobs are done, and their owner sleeps until all of them are.
//!
//! Relies on:
//! - `eventfd.write_adds`: two workers that tell at the same time lose nothing;
//! - `eventfd.read_of_zero_waits`: the owner sleeps while nothing is done, and is woken;
//! - `eventfd.read_takes_all`: one read takes all that was told since the last;
//! - `eventfd.create_initial`: nothing is done at first.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::thread;

use nix::sys::eventfd::EventFd;

const WORKERS: u64 = 3;
const JOBS_EACH: u64 = 1_000;

fn main() -> nix::Result<()> {
    let done = EventFd::new()?;
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| (0..JOBS_EACH).try_for_each(|_| done.write(1).map(drop)));
        }
        let mut counted = 0;
        while counted < WORKERS * JOBS_EACH {
            // Never 0: a counter at zero makes us wait.
            counted += done.read()?;
        }
        println!("{counted} jobs are done");
        Ok(())
    })
}
