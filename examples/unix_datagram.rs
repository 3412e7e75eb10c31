//! unix_datagram: several workers tell of their progress over one socket, a datagram for each line.
//!
//! Relies on:
//! - `unix_datagram.recv_one_message`: lines of several workers are not mixed;
//! - `unix_datagram.recv_in_order`: no line is lost, and those of one worker come in their order;
//! - `unix_datagram.send_waits`: a worker that is faster than we are waits;
//! - `unix_datagram.recv_empty`: an empty datagram is received, and ends what a worker has to say;
//! - `unix_datagram.exec_keeps`: a worker's socket outlives the exec by which it begins.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::process::Command;

use nix::sys::socket::{AddressFamily, MsgFlags, SockFlag, SockType, recv, send, socketpair};

const WORKERS: usize = 3;
const LINES: usize = 400;
/// Longer than the longest line.
const BUFFER_BYTES: usize = 64;

fn main() -> io::Result<()> {
    match std::env::args().nth(1) {
        Some(name) => work(&name),
        None => collect(),
    }
}

fn collect() -> io::Result<()> {
    let (family, kind) = (AddressFamily::Unix, SockType::Datagram);
    let (ours, theirs) = socketpair(family, kind, None, SockFlag::SOCK_CLOEXEC)?;
    let start = |worker: usize| {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(worker.to_string()).stdin(theirs.try_clone()?).spawn()
    };
    let mut workers = (0..WORKERS).map(start).collect::<io::Result<Vec<_>>>()?;
    drop::<OwnedFd>(theirs);
    let (mut lines, mut done) = ([0; WORKERS], 0);
    while done < WORKERS {
        let mut buffer = [0; BUFFER_BYTES];
        let length = recv(ours.as_raw_fd(), &mut buffer, MsgFlags::empty())?;
        let Some((worker, line)) = str::from_utf8(&buffer[..length]).unwrap().split_once(' ')
        else {
            done += 1;
            continue;
        };
        let expected = &mut lines[worker.parse::<usize>().unwrap()];
        assert_eq!(line, expected.to_string(), "the next line of worker {worker}");
        *expected += 1;
    }
    assert_eq!(lines, [LINES; WORKERS]);
    workers.iter_mut().try_for_each(|worker| worker.wait().map(drop))?;
    println!("{} lines of {WORKERS} workers", LINES * WORKERS);
    Ok(())
}

/// Sends numbered lines, and an empty one.
fn work(name: &str) -> io::Result<()> {
    let to = io::stdin().as_raw_fd();
    for line in 0..LINES {
        send(to, format!("{name} {line}").as_bytes(), MsgFlags::empty())?;
    }
    send(to, b"", MsgFlags::empty())?;
    Ok(())
}
