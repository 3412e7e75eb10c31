//! Listens to a guest: its frames on one serial port, its kernel's complaints on the other.

use std::io::Read;
use std::os::fd::AsFd;
use std::process::ChildStdout;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::boot::Errand;
use super::console;
use super::frame::{Frame, Frames, decompress};
use crate::targets::received::Received;

/// How often a silent guest is looked at.
pub const LOOK: Duration = Duration::from_millis(500);
/// A guest whose console shows a panic says nothing more.
const PANIC_GRACE: Duration = Duration::from_secs(3);
/// Read at once.
const CHUNK_BYTES: usize = 1 << 16;

/// What the guest has said.
pub struct Heard {
    pub begun: Instant,
    frames: Frames,
    pub received: Received,
    pub up: Option<Instant>,
    pub over: bool,
    /// The check's own status, and its complaints.
    pub refused: Option<(u8, String)>,
    /// Its words were damaged on the way.
    pub disturbed: Option<String>,
    /// What was in flight when its kernel was first seen to complain.
    pub at_splat: Option<String>,
}

impl Heard {
    /// Nothing yet, of a guest that was begun then.
    pub fn since(begun: Instant) -> Self {
        Self {
            begun,
            frames: Frames::default(),
            received: Received::default(),
            up: None,
            over: false,
            refused: None,
            disturbed: None,
            at_splat: None,
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.frames.push(bytes);
        loop {
            match self.frames.take() {
                Ok(Some(frame)) => self.frame(frame),
                Ok(None) => return,
                Err(disturbed) => {
                    self.disturbed = Some(disturbed.to_string());
                    return;
                }
            }
        }
    }

    fn frame(&mut self, frame: Frame) {
        match frame {
            Frame::Up => self.up = Some(Instant::now()),
            Frame::Line(line) => self.received.take(&line),
            Frame::Record(bytes) => match decompress(&bytes) {
                Ok(text) => self.received.take(&text),
                Err(error) => self.disturbed = Some(format!("unfold the record: {error}")),
            },
            Frame::Refused(bytes) => {
                let text = String::from_utf8_lossy(bytes.get(1..).unwrap_or_default());
                let status = bytes.first().copied().unwrap_or_default();
                self.refused = Some((status, text.trim().to_owned()));
            }
            Frame::Over => self.over = true,
        }
    }
}

/// Why the listening ended before the guest said that it was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// QEMU ended, or the kernel that is a program.
    Ended,
    HungAtBoot(Duration),
    HungInRun(Duration),
    /// The console shows a panic, and the guest goes on.
    Panicked,
    Disturbed,
}

/// Listens until the guest has said that it is over; else why that did not come.
pub fn listen(out: &mut ChildStdout, errand: &Errand<'_>, heard: &mut Heard) -> Option<Silence> {
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut panic_seen = None;
    loop {
        if heard.over {
            return None;
        }
        if heard.disturbed.is_some() {
            return Some(Silence::Disturbed);
        }
        let (since, deadline, hung) = match heard.up {
            None => {
                let deadline = errand.boot_deadline;
                (heard.begun, deadline, Silence::HungAtBoot(deadline))
            }
            Some(up) => (up, errand.run_deadline, Silence::HungInRun(errand.run_deadline)),
        };
        if since.elapsed() > deadline {
            return Some(hung);
        }
        if wait_for(out, LOOK) {
            match out.read(&mut chunk) {
                Ok(0) | Err(_) => return Some(Silence::Ended),
                Ok(read) => heard.take(&chunk[..read]),
            }
            continue;
        }
        let text = console::read(errand.console).unwrap_or_default();
        if heard.at_splat.is_none() && !console::splats(&text).is_empty() {
            heard.at_splat = heard.received.in_flight().map(str::to_owned);
        }
        if text.lines().any(console::is_panic) {
            let seen: &mut Instant = panic_seen.get_or_insert_with(Instant::now);
            if seen.elapsed() > PANIC_GRACE {
                return Some(Silence::Panicked);
            }
        }
    }
}

/// Whether there is something to be read, or will be nothing more.
fn wait_for(out: &ChildStdout, patience: Duration) -> bool {
    let timeout = PollTimeout::try_from(patience).unwrap_or(PollTimeout::ZERO);
    let mut fds = [PollFd::new(out.as_fd(), PollFlags::POLLIN)];
    poll(&mut fds, timeout).is_ok_and(|ready| ready > 0)
}
