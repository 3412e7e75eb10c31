//! pipe: several processes write lines into one pipe, and no line is torn.
//!
//! Relies on:
//! - `pipe.write_small_atomic`: a line of at most `PIPE_BUF` bytes, written by one call, is whole;
//! - `pipe.read_in_order`: the lines of one writer stay in their order;
//! - `pipe.write_small_waits`: a writer sleeps while the pipe is full, and loses nothing;
//! - `pipe.read_end_of_file`: reading ends when the last writer has ended, and not before.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::io::{self, BufRead, BufReader, Write};
use std::process::Command;

const WRITERS: usize = 3;
const LINES_EACH: usize = 500;

fn main() -> io::Result<()> {
    match std::env::args().nth(1) {
        Some(name) => write_lines(&name),
        None => read_lines(),
    }
}

fn write_lines(name: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for number in 0..LINES_EACH {
        // One call for each line: formatting into the pipe itself might make several.
        out.write_all(format!("{name} {number}\n").as_bytes())?;
    }
    Ok(())
}

fn read_lines() -> io::Result<()> {
    let (reads, writes) = io::pipe()?;
    let mut children = Vec::new();
    for name in 0..WRITERS {
        let mut command = Command::new(std::env::current_exe()?);
        children.push(command.arg(name.to_string()).stdout(writes.try_clone()?).spawn()?);
    }
    // While we hold a write end ourselves, there is no end of file.
    drop(writes);
    let mut next = [0; WRITERS];
    for line in BufReader::new(reads).lines() {
        let line = line?;
        let (name, number) = line.split_once(' ').expect("a whole line");
        let name: usize = name.parse().expect("a whole line");
        assert_eq!(number.parse(), Ok(next[name]), "in order");
        next[name] += 1;
    }
    assert_eq!(next, [LINES_EACH; WRITERS]);
    for mut child in children {
        child.wait()?;
    }
    println!("{} lines of {WRITERS} processes, none torn", WRITERS * LINES_EACH);
    Ok(())
}
