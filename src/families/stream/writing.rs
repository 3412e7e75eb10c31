//! Writes to a stream: all at once, or in parts, as far as there is room.

use super::Blocked;
use crate::claim::Claim;
use crate::engine::{Allow, Errno, Interrupted, Outcome, Ruling};

/// What a stream has room for.
#[derive(Debug, Clone, Copy)]
pub struct Space {
    pub bytes_max: u32,
    /// The claims that allow it to be full nevertheless, where it may be.
    pub may_be_full: Option<&'static Blocked>,
}

impl Space {
    /// Either this, or what is ruled of a full stream if it may be full.
    pub fn or_full(&self, ruling: Ruling, nonblocking: bool) -> Ruling {
        match self.may_be_full {
            Some(full) => ruling | full.rule(nonblocking),
            None => ruling,
        }
    }
}

/// The claims of a room on writes that take effect whole or not at all.
#[derive(Debug, Clone, Copy)]
pub struct Atomic {
    pub whole: &'static Claim,
    pub blocked: Blocked,
    /// The outcome of a write of so many bytes.
    pub wrote: fn(u64) -> Outcome,
}

impl Atomic {
    pub fn rule(&self, bytes: u32, nonblocking: bool, space: Space) -> Ruling {
        if bytes > space.bytes_max {
            return self.blocked.rule(nonblocking);
        }
        space.or_full(self.whole.returns((self.wrote)(bytes.into())), nonblocking)
    }
}

/// The claims of a room on writes that may take effect in parts.
#[derive(Debug, Clone, Copy)]
pub struct Parts {
    /// A blocking write returns when all is written.
    pub completes: &'static Claim,
    /// A non-blocking write writes from 1 byte to all.
    pub partial: &'static Claim,
    pub blocked: Blocked,
    /// A caught signal makes a sleeping write return what it has written.
    pub cut_short: &'static Claim,
    /// The outcome of a write of so many bytes.
    pub wrote: fn(u64) -> Outcome,
}

impl Parts {
    pub fn nonblocking(&self, bytes: u32, space: Space) -> Ruling {
        let most = bytes.min(space.bytes_max);
        if most == 0 {
            return self.blocked.rule(true);
        }
        let some = self.partial.returns_between((self.wrote)(1), (self.wrote)(most.into()));
        space.or_full(some, true)
    }

    /// A blocking write of which `done` bytes are written: what is left goes in at once, or a
    /// `step` at a time with other writes in between. Its first part may be another, as the room
    /// says.
    pub fn blocking(
        &self,
        (bytes, done): (u32, u32),
        space: Space,
        step: u32,
        first: Option<u32>,
    ) -> Ruling {
        let (left, room) = (bytes - done, space.bytes_max);
        if room == 0 {
            return self.waits(done);
        }
        let advances = |bytes: u32| self.blocked.waits.advances(bytes.into());
        let mut ruling = if left <= room {
            self.completes.returns((self.wrote)(bytes.into()))
        } else {
            advances(step.min(room))
        };
        if step < left && left <= room {
            ruling = ruling | advances(step);
        }
        if let Some(first) = first.filter(|first| done == 0 && *first <= room) {
            ruling = ruling | advances(first);
        }
        if space.may_be_full.is_some() { ruling | self.waits(done) } else { ruling }
    }

    fn waits(&self, done: u32) -> Ruling {
        if done == 0 {
            return self.blocked.rule(false);
        }
        let written = Box::new((self.wrote)(done.into()));
        self.blocked.waits.waits(Interrupted::Short(self.cut_short, written))
    }
}

/// The claims of a room on writes to a stream that nobody can read from.
#[derive(Debug, Clone, Copy)]
pub struct Broken {
    /// SIGPIPE is ignored.
    pub epipe: &'static Claim,
    /// SIGPIPE is at its default.
    pub sigpipe: &'static Claim,
}

impl Broken {
    pub fn rule(&self, done: u64, ignores_sigpipe: bool) -> Ruling {
        match (done, ignores_sigpipe) {
            (1.., _) => Ruling::silent("the read end goes while a write has written a part"),
            (0, true) => self.epipe.fails(Errno::EPIPE),
            (0, false) => self.sigpipe.dies(libc::SIGPIPE),
        }
    }
}
