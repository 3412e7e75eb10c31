//! unix_stream: a process has a helper answer questions over a pair of sockets.
//!
//! Relies on:
//! - `unix_stream.recv_in_order`: questions and answers come in the order in which they were sent;
//! - `unix_stream.recv_across_sends`: a stream keeps no boundaries, so each line ends with a mark;
//! - `unix_stream.recv_end_shut`: the helper's input ends when we shut our end down for writing;
//! - `unix_stream.recv_end_closed`: our input ends when the helper has ended;
//! - `unix_stream.exec_keeps`: the helper's socket outlives the exec by which it begins.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::io::{self, BufRead, BufReader, Write};
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::Command;

const QUESTIONS: u64 = 1000;

fn main() -> io::Result<()> {
    if std::env::args().nth(1).is_some() { answer() } else { ask() }
}

/// The socket is standard input and standard output.
fn answer() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for question in io::stdin().lock().lines() {
        let number: u64 = question?.parse().expect("a number");
        writeln!(out, "{}", number * number)?;
    }
    Ok(())
}

fn ask() -> io::Result<()> {
    let (ours, helpers) = UnixStream::pair()?;
    let input = OwnedFd::from(helpers.try_clone()?);
    let mut command = Command::new(std::env::current_exe()?);
    let mut helper = command.arg("helper").stdin(input).stdout(OwnedFd::from(helpers)).spawn()?;
    // The command keeps descriptors of the helper's socket: with them there is no end.
    drop(command);
    let answers = BufReader::new(ours.try_clone()?);
    let asks = std::thread::spawn(move || {
        (0..QUESTIONS).try_for_each(|number| writeln!(&ours, "{number}"))?;
        ours.shutdown(Shutdown::Write)
    });
    let mut answered = 0;
    for (number, answer) in (0..).zip(answers.lines()) {
        assert_eq!(answer?, (number * number).to_string(), "in order");
        answered += 1;
    }
    asks.join().expect("asking does not panic")?;
    helper.wait()?;
    println!("{answered} questions are answered");
    Ok(())
}
