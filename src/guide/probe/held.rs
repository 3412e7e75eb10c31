//! A facility's object as one process holds it, and what probes do with it.

use std::os::fd::{AsRawFd, OwnedFd, RawFd};

use super::site::Site;
use crate::sys::apart::Semaphore;
use crate::sys::{Errno, Region};

/// What a process holds of an object.
#[derive(Debug, Default)]
pub struct Held {
    /// The end that it says things to, and that which hears them; one and the same if shared.
    pub near: Option<OwnedFd>,
    pub far: Option<OwnedFd>,
    /// What must stay open beside them.
    pub rest: Vec<OwnedFd>,
    /// Of a System V object, or of the process that signals go to.
    pub id: i32,
    pub region: Option<Region>,
    pub semaphore: Option<Semaphore>,
}

/// An end of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Near,
    Far,
}

impl Held {
    /// An object with one descriptor.
    pub fn one(fd: OwnedFd) -> Self {
        Self { near: Some(fd), ..Self::default() }
    }

    /// An object with two ends.
    pub fn two(near: OwnedFd, far: OwnedFd) -> Self {
        Self { near: Some(near), far: Some(far), ..Self::default() }
    }

    /// The descriptor of that end; the only one where there is one.
    pub fn fd(&self, end: End) -> Result<RawFd, Errno> {
        let (first, second) = match end {
            End::Near => (&self.near, &self.far),
            End::Far => (&self.far, &self.near),
        };
        first.as_ref().or(second.as_ref()).map(AsRawFd::as_raw_fd).ok_or(Errno::EBADF)
    }

    pub fn region(&self) -> Result<&Region, Errno> {
        self.region.as_ref().ok_or(Errno::EBADF)
    }

    pub fn semaphore(&self) -> Result<Semaphore, Errno> {
        self.semaphore.ok_or(Errno::EBADF)
    }
}

type Find = fn(&Site<'_>) -> Result<Held, Errno>;
type Say = fn(&Held, End, &[u8]) -> Result<usize, Errno>;
type Hear = fn(&Held, End, usize) -> Result<Vec<u8>, Errno>;
type Take = fn(&Held) -> Result<(), Errno>;

/// How probes use a facility: functions, none of which waits for long.
pub struct Subject {
    pub facility: &'static str,
    pub make: Find,
    /// Finds by its name what another process made.
    pub find: Option<Find>,
    /// Whether its name is there.
    pub named: Option<fn(&Site<'_>) -> bool>,
    pub remove: fn(&Site<'_>),
    /// Puts bytes in at one end.
    pub say: Option<Say>,
    /// Takes at most so many bytes out at the other; EAGAIN if there are none.
    pub hear: Option<Hear>,
    /// Takes the lock, if that is free.
    pub take: Option<Take>,
    /// Measures that take another way than all, or that the kernel cannot be asked for (none).
    pub special: &'static [Special],
}

/// A measure, and how this facility answers it.
pub type Special = (&'static str, Option<Answer>);
type Answer = fn(&Site<'_>) -> Result<String, Errno>;

impl Subject {
    /// What a subject need not say.
    pub const PLAIN: Self = Self {
        facility: "",
        make: |_| Err(Errno::ENOSYS),
        find: None,
        named: None,
        remove: |_| {},
        say: None,
        hear: None,
        take: None,
        special: &[],
    };
}
