//! pty: a program that wants a terminal is given one, and is driven through the master.
//!
//! Relies on:
//! - `pty.unlocks` and `pty.slave_by_name`: the slave is opened by its name, once it is unlocked;
//! - `pty.size_kept`: the program is told the window that the master was given;
//! - `pty.line_waits` and `pty.line_has_newline`: it is given a line when the line is whole;
//! - `pty.newline_returns`: what it prints comes out with carriage returns.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::os::fd::AsRawFd;
use std::process::{Command, Stdio};

use nix::fcntl::OFlag;
use nix::libc;
use nix::pty::{Winsize, grantpt, posix_openpt, ptsname_r, unlockpt};

nix::ioctl_write_ptr_bad!(set_window, libc::TIOCSWINSZ, Winsize);
nix::ioctl_read_bad!(window, libc::TIOCGWINSZ, Winsize);

fn main() -> io::Result<()> {
    if std::env::args().nth(1).is_some() { program() } else { drive() }
}

/// Adds two numbers that are typed.
fn program() -> io::Result<()> {
    let mut size = Winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: the size lives here.
    unsafe { window(io::stdin().as_raw_fd(), &raw mut size) }?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    let sum: u32 = line.split_whitespace().filter_map(|word| word.parse::<u32>().ok()).sum();
    println!("{} by {}: {} = {sum}", size.ws_row, size.ws_col, line.trim().replace(' ', " + "));
    Ok(())
}

fn drive() -> io::Result<()> {
    let master = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC)?;
    grantpt(&master)?;
    unlockpt(&master)?;
    let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: the size lives here.
    unsafe { set_window(master.as_raw_fd(), &raw const size) }?;
    let mut options = File::options();
    let slave = options.read(true).write(true).open(ptsname_r(&master)?)?;
    let mut program = Command::new(std::env::current_exe()?)
        .arg("program")
        .stdin(Stdio::from(slave.try_clone()?))
        .stdout(Stdio::from(slave))
        .spawn()?;
    let mut keyboard = File::from(std::os::fd::OwnedFd::from(master));
    let mut screen = BufReader::new(keyboard.try_clone()?);
    keyboard.write_all(b"2 3\n")?;
    let mut read_line = || -> io::Result<String> {
        let mut line = String::new();
        screen.read_line(&mut line)?;
        assert!(line.ends_with("\r\n"), "{line:?}");
        Ok(line.trim_end().to_owned())
    };
    assert_eq!(read_line()?, "2 3", "the echo");
    println!("the program runs on a terminal of {}", read_line()?);
    program.wait()?;
    Ok(())
}
