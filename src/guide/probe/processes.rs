//! Processes of a probe: one that is asked something, one that ends, one that stops in exec.

use std::ffi::CStr;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::ptrace;
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{Pid, pipe2, setpgid};

use crate::sys::{self, Errno, Fork};

/// Longest time that a probe may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Has a process of its own answer, and ends all that it leaves. None where it does not answer.
pub fn asked(answer: impl FnOnce() -> String) -> Option<String> {
    let (read, write) = pipe2(OFlag::O_CLOEXEC).ok()?;
    match sys::fork().ok()? {
        Fork::Child => {
            drop(read);
            let _ = setpgid(Pid::from_raw(0), Pid::from_raw(0));
            let said = answer();
            let _ = File::from(write).write_all(said.as_bytes());
            sys::exit(0)
        }
        Fork::Parent { child } => {
            let _ = setpgid(Pid::from_raw(child), Pid::from_raw(child));
            drop(write);
            let said = read_whole(read);
            let _ = sys::kill(-child, libc::SIGKILL);
            let _ = sys::wait(child, true);
            said
        }
    }
}

/// Reads to the end of file, or as long as patience lasts. The end comes when every process that
/// the probe started has ended, or when the one that answers has.
fn read_whole(from: OwnedFd) -> Option<String> {
    let begin = Instant::now();
    let mut file = File::from(from);
    let mut said = Vec::new();
    loop {
        let left = PATIENCE.saturating_sub(begin.elapsed());
        let timeout = PollTimeout::try_from(left).unwrap_or(PollTimeout::ZERO);
        let mut waits = [PollFd::new(file.as_fd(), PollFlags::POLLIN)];
        if poll(&mut waits, timeout).ok()? == 0 {
            return None;
        }
        let mut part = [0; 4096];
        match file.read(&mut part).ok()? {
            0 => return String::from_utf8(said).ok().filter(|said| !said.is_empty()),
            length => said.extend_from_slice(&part[..length]),
        }
    }
}

/// Runs this in a child and waits until it has ended, by its own exit or by SIGKILL.
pub fn in_child(ends: End, deed: impl FnOnce() -> Result<(), Errno>) -> Result<(), Errno> {
    /// Above exit statuses of our own.
    const FAILED: i32 = 1;
    match sys::fork()? {
        Fork::Child => {
            let done = deed();
            if ends == End::Killed && done.is_ok() {
                let _ = sys::kill(std::process::id() as i32, libc::SIGKILL);
            }
            sys::exit(done.map_or_else(|errno| errno.0, |()| 0))
        }
        Fork::Parent { child } => match sys::wait(child, true)? {
            Some((_, sys::Ended::Exited(0))) if ends == End::Exits => Ok(()),
            Some((_, sys::Ended::Killed(libc::SIGKILL))) if ends == End::Killed => Ok(()),
            Some((_, sys::Ended::Exited(status))) => Err(Errno(status.max(FAILED))),
            _ => Err(Errno::EIO),
        },
    }
}

/// How a child ends that has done its deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Exits,
    Killed,
}

/// The environment of the program that is executed.
pub const HANDED_ON: &CStr = c"BYTHEBOOK_PROBE=handed on";

/// Has a child do something and then execute this program, and looks at it where it has become the
/// new program and has not run a step of it.
pub fn after_exec<T>(
    before: impl FnOnce() -> Result<(), Errno>,
    look: impl FnOnce(i32) -> T,
) -> Result<T, Errno> {
    const PROGRAM: &CStr = c"/proc/self/exe";
    match sys::fork()? {
        Fork::Child => {
            let ready: Result<(), Errno> = before().and_then(|()| {
                ptrace::traceme()?;
                let Err(errno) = nix::unistd::execve(PROGRAM, &[c"bythebook"], &[HANDED_ON]);
                Err(errno.into())
            });
            sys::exit(ready.map_or_else(|errno: Errno| errno.0, |()| 0))
        }
        Fork::Parent { child } => {
            let pid = Pid::from_raw(child);
            let stopped = waitpid(pid, None)?;
            let seen = matches!(stopped, WaitStatus::Stopped(..)).then(|| look(child));
            let _ = sys::kill(child, libc::SIGKILL);
            let _ = waitpid(pid, None);
            match (seen, stopped) {
                (Some(seen), _) => Ok(seen),
                (None, WaitStatus::Exited(_, status)) => Err(Errno(status)),
                _ => Err(Errno::EIO),
            }
        }
    }
}
