//! poll: one process waits for the work of several, whichever is ready first.
//!
//! Relies on:
//! - `poll.waits`, `poll.wakes`: it sleeps while no worker has written, and wakes;
//! - `poll.reports`: it is told which of the pipes can be read.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::io::{PipeReader, Read, Write, pipe};
use std::os::fd::AsFd;
use std::thread;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

const WORKERS: usize = 3;
const JOBS_EACH: usize = 200;

fn main() -> std::io::Result<()> {
    thread::scope(|scope| {
        let mut readers: Vec<PipeReader> = vec![];
        for _ in 0..WORKERS {
            let (reader, mut writer) = pipe()?;
            readers.push(reader);
            scope.spawn(move || (0..JOBS_EACH).try_for_each(|_| writer.write_all(b".")));
        }
        let mut done = 0;
        while !readers.is_empty() {
            let ready = ready(&readers)?;
            for place in ready.into_iter().rev() {
                // A worker that has ended leaves its pipe at its end.
                match readers[place].read(&mut [0; 64])? {
                    0 => drop(readers.remove(place)),
                    bytes => done += bytes,
                }
            }
        }
        println!("{done} jobs of {WORKERS} workers are done");
        Ok(())
    })
}

/// Sleeps until some can be read, and says which.
fn ready(readers: &[PipeReader]) -> nix::Result<Vec<usize>> {
    let entry = |reader| PollFd::new(AsFd::as_fd(reader), PollFlags::POLLIN);
    let mut entries: Vec<PollFd<'_>> = readers.iter().map(entry).collect();
    poll(&mut entries, PollTimeout::NONE)?;
    let ready = entries.iter().enumerate().filter(|(_, entry)| entry.any().unwrap_or_default());
    Ok(ready.map(|(place, _)| place).collect())
}
