//! epoll: one process is told of the work of several, each by data of its own.
//!
//! Relies on:
//! - `epoll.waits`, `epoll.wakes`: it sleeps while no worker has written, and wakes;
//! - `epoll.data`: it is told which worker that was;
//! - `epoll.edge_anew`: edge-triggered, it is told again of a pipe that it has emptied;
//! - `epoll.removes`: of a worker that has ended it hears nothing more.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::io::{self, PipeReader, Read, Write, pipe};
use std::os::fd::AsFd;
use std::thread;

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};

const WORKERS: usize = 3;
const JOBS_EACH: usize = 200;

fn main() -> io::Result<()> {
    thread::scope(|scope| {
        let list = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        let mut readers: Vec<PipeReader> = vec![];
        for worker in 0..WORKERS {
            let (reader, mut writer) = pipe()?;
            fcntl(reader.as_fd(), FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
            let events = EpollFlags::EPOLLIN | EpollFlags::EPOLLET;
            list.add(&reader, EpollEvent::new(events, worker as u64))?;
            readers.push(reader);
            scope.spawn(move || (0..JOBS_EACH).try_for_each(|_| writer.write_all(b".")));
        }
        let (mut done, mut working) = (0, WORKERS);
        while working > 0 {
            let mut events = [EpollEvent::empty(); WORKERS];
            let count = list.wait(&mut events, EpollTimeout::NONE)?;
            for event in &events[..count] {
                let reader = &mut readers[event.data() as usize];
                let (jobs, ended) = drain(reader)?;
                done += jobs;
                if ended {
                    list.delete(&*reader)?;
                    working -= 1;
                }
            }
        }
        println!("{WORKERS} workers reported {done} jobs");
        Ok(())
    })
}

/// Reads until there is nothing more, as an edge demands; says whether the worker has ended.
fn drain(reader: &mut PipeReader) -> io::Result<(usize, bool)> {
    let mut jobs = 0;
    loop {
        match reader.read(&mut [0; 64]) {
            Ok(0) => return Ok((jobs, true)),
            Ok(bytes) => jobs += bytes,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok((jobs, false)),
            Err(error) => return Err(error),
        }
    }
}
