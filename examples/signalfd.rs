//! signalfd: one loop waits for the lines of another process and for its signal.
//!
//! Relies on:
//! - `signalfd.poll_input`: poll tells when the signal has come;
//! - `signalfd.read_takes`, `signalfd.read_consumes`: the signal is read like anything else, once.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::env;
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::process::{Command, Stdio};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, Signal, kill};
use nix::sys::signalfd::SignalFd;
use nix::unistd::getppid;

const LINES: usize = 100;
const FINISHED: Signal = Signal::SIGUSR2;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if env::args().any(|word| word == "writer") {
        (0..LINES).for_each(|line| println!("line {line}"));
        return Ok(kill(getppid(), FINISHED)?);
    }
    let signals = SigSet::from(FINISHED);
    // Else it would end us.
    signals.thread_block()?;
    let signals = SignalFd::new(&signals)?;
    let mut writer =
        Command::new(env::current_exe()?).arg("writer").stdout(Stdio::piped()).spawn()?;
    let mut lines = writer.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
    let (mut text, mut finished) = (Vec::new(), false);
    while !finished {
        let mut watched = [
            PollFd::new(signals.as_fd(), PollFlags::POLLIN),
            PollFd::new(lines.as_fd(), PollFlags::POLLIN),
        ];
        poll(&mut watched, PollTimeout::NONE)?;
        let [has_signal, has_lines] = watched.map(|one| one.any().unwrap_or_default());
        if has_lines {
            let mut some = [0; 512];
            let read = lines.read(&mut some)?;
            text.extend_from_slice(&some[..read]);
        }
        finished = has_signal && signals.read_signal()?.is_some();
    }
    lines.read_to_end(&mut text)?;
    writer.wait()?;
    println!("{} lines, then the signal", text.iter().filter(|byte| **byte == b'\n').count());
    Ok(())
}
