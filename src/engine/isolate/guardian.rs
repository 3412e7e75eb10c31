//! The guardian: a process that outlives the harness by moments, to remove what the journal names.

use std::ffi::CString;
use std::os::fd::RawFd;
use std::sync::Mutex;

use super::{Journal, Made};
use crate::sys::{self, Errno, Fork, Source, Target, Text};

/// A guardian on its post. It acts when the pipe to the harness ends.
#[derive(Debug)]
pub struct Guardian {
    pid: i32,
    /// The harness's end: dismissed by a byte, alarmed by its end.
    pipe: RawFd,
    /// The other end, until init has looked at it.
    watched: RawFd,
}

/// The harness's ends of all pipes to guardians: every child closes them, else they never end.
static ENDS: Mutex<Vec<RawFd>> = Mutex::new(Vec::new());

/// Later looks, in milliseconds after the first: what dies meanwhile may still have made things.
const LATER_LOOKS_MS: [u16; 2] = [10, 20];

impl Guardian {
    pub fn post(journal: &Journal) -> Result<Self, Errno> {
        let [watched, pipe] = sys::pipe2(libc::O_CLOEXEC)?;
        ends().push(pipe);
        match sys::fork()? {
            Fork::Child => guard(watched, journal),
            Fork::Parent { child } => Ok(Self { pid: child, pipe, watched }),
        }
    }

    /// In init: whether the harness still lives. Init is not its child as far as getppid can see.
    pub fn harness_lives(&self) -> bool {
        close_ends();
        let lives = sys::poll_now(self.watched).is_ok_and(|seen| !seen.hangup);
        let _ = sys::close(self.watched);
        lives
    }

    /// In the harness, after init was cloned.
    pub fn started(mut self) -> Self {
        let _ = sys::close(std::mem::replace(&mut self.watched, -1));
        self
    }

    /// The job has ended: one look is enough. Returns when everything is removed.
    pub fn dismiss(&mut self) {
        let _ = sys::write(self.pipe, Source::Bytes(b"."));
        let _ = sys::close(self.pipe);
        ends().retain(|end| *end != self.pipe);
        let _ = sys::wait(self.pid, true);
    }
}

fn ends() -> std::sync::MutexGuard<'static, Vec<RawFd>> {
    ENDS.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn close_ends() {
    for end in ends().drain(..) {
        let _ = sys::close(end);
    }
}

fn guard(pipe: RawFd, journal: &Journal) -> ! {
    // A session of its own, deaf to what ends the harness from its terminal.
    let _ = nix::unistd::setsid();
    for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP, libc::SIGQUIT, libc::SIGPIPE] {
        let _ = sys::ignore(signal);
    }
    // Whoever reads what the harness or its jobs say must not wait for us.
    let (first, second) = (pipe.min(journal.fd()), pipe.max(journal.fd()));
    for (from, to) in [(0, first - 1), (first + 1, second - 1), (second + 1, RawFd::MAX)] {
        if from <= to {
            sys::close_range(from, to);
        }
    }
    let mut byte = [0];
    let dismissed = loop {
        match sys::read(pipe, Target::Bytes(&mut byte)) {
            Err(Errno::EINTR) => {}
            read => break read == Ok(1),
        }
    };
    remove_all(journal);
    if !dismissed {
        for pause_ms in LATER_LOOKS_MS {
            let _ = nix::poll::poll(&mut [], pause_ms);
            remove_all(journal);
        }
    }
    sys::exit(0)
}

/// Removes everything that the journal names: the processes first, then what they made.
fn remove_all(journal: &Journal) {
    let entries = journal.entries();
    let (groups, things): (Vec<_>, Vec<_>) =
        entries.iter().partition(|(made, _)| *made == Made::Group);
    for (made, name) in groups.into_iter().chain(things) {
        remove(*made, name);
    }
}

/// Removes one thing. It may well be gone already.
fn remove(made: Made, name: &str) {
    let id = name.parse::<i32>();
    let text = CString::new(name).unwrap_or_default();
    let _ = match (made, id) {
        (Made::Queue, _) => {
            // An emulator relies on the slash that the C library leaves before the name.
            let slashed = CString::new(format!("/{name}")).unwrap_or_else(|_| c"/".into());
            sys::mq_unlink(Text::Of(&slashed.as_c_str()[1..])).map(drop)
        }
        (Made::File, _) => sys::unlinkat(Text::Of(&text), 0).map(drop),
        (Made::Directory, _) => {
            let _ = std::fs::remove_dir_all(name);
            Ok(())
        }
        (Made::MessageQueue, Ok(id)) => sys::remove_message_queue(id).map(drop),
        (Made::Semaphores, Ok(id)) => sys::remove_semaphores(id).map(drop),
        (Made::Segment, Ok(id)) => sys::remove_segment(id).map(drop),
        (Made::Group, Ok(group)) if group > 1 => sys::kill(-group, libc::SIGKILL).map(drop),
        _ => Ok(()),
    };
}
