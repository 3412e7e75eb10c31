//! pty: a program that wants a terminal, to ask for a password, is given one and driven.
//!
//! Relies on:
//! - `pty.unlocks` and `pty.slave_by_name`: the slave is opened by its name, once it is unlocked;
//! - `pty.slave_is_terminal`: the program finds a terminal;
//! - `pty.sets`: it switches the echo off, and so what is typed does not come back;
//! - `pty.line_waits` and `pty.line_has_newline`: it is given a line when the line is whole;
//! - `pty.newline_returns`: what it prints comes out with carriage returns.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Command, Stdio};

use nix::fcntl::OFlag;
use nix::pty::{grantpt, posix_openpt, ptsname_r, unlockpt};
use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};

const PROMPT: &str = "password: ";

fn main() -> io::Result<()> {
    if std::env::args().nth(1).is_some() { ask() } else { drive() }
}

/// Asks for a password as login programs do.
fn ask() -> io::Result<()> {
    let terminal = io::stdin();
    assert!(nix::unistd::isatty(&terminal)?, "a person must be there");
    let mut settings = tcgetattr(&terminal)?;
    settings.local_flags.remove(LocalFlags::ECHO);
    tcsetattr(&terminal, SetArg::TCSAFLUSH, &settings)?;
    print!("{PROMPT}");
    io::stdout().flush()?;
    let mut password = String::new();
    terminal.lock().read_line(&mut password)?;
    println!("of {} letters", password.trim_end().len());
    Ok(())
}

fn drive() -> io::Result<()> {
    let master = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC)?;
    grantpt(&master)?;
    unlockpt(&master)?;
    let mut options = File::options();
    options.read(true).write(true).custom_flags(OFlag::O_NOCTTY.bits());
    let slave = options.open(ptsname_r(&master)?)?;
    let mut program = Command::new(std::env::current_exe()?)
        .arg("ask")
        .stdin(Stdio::from(slave.try_clone()?))
        .stdout(Stdio::from(slave))
        .spawn()?;
    let mut keyboard = File::from(OwnedFd::from(master));
    let mut screen = BufReader::new(keyboard.try_clone()?);
    let mut prompt = [0; PROMPT.len()];
    screen.read_exact(&mut prompt)?;
    assert_eq!(prompt, PROMPT.as_bytes());
    keyboard.write_all(b"open sesame\n")?;
    let mut line = String::new();
    screen.read_line(&mut line)?;
    assert!(line.ends_with("\r\n"), "{line:?}");
    assert!(program.wait()?.success());
    println!("a password {}, which nobody saw", line.trim_end());
    Ok(())
}
