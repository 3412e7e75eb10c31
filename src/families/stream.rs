//! A stream of bytes between two ends: what pipes, FIFOs, stream sockets and terminals share.
//!
//! How much a stream has room for, and what else lies in it, the room says.

pub mod acts;
mod held;
mod reading;
mod writing;

pub use held::{Held, Segment};
pub use reading::Reads;
pub use writing::{Atomic, Broken, Parts, Space};

use crate::claim::Claim;
use crate::engine::{Allow, Errno, File, Interrupted, Object, Ruling, World};

/// The claims on a call that can do nothing now: it sleeps, or fails if it may not.
#[derive(Debug, Clone, Copy)]
pub struct Blocked {
    pub waits: &'static Claim,
    pub eagain: &'static Claim,
    /// The claims on what a caught signal does to a sleeper: that it fails with EINTR without
    /// SA_RESTART, and goes on sleeping with it. None where the room does not say.
    pub interrupted: Option<(&'static Claim, &'static Claim)>,
}

impl Blocked {
    pub fn rule(&self, nonblocking: bool) -> Ruling {
        if nonblocking { self.eagain.fails(Errno::EAGAIN) } else { self.waits.waits(self.class()) }
    }

    fn class(&self) -> Interrupted {
        self.interrupted.map_or(Interrupted::Unruled, |(eintr, restarts)| {
            Interrupted::Restarts(eintr, restarts)
        })
    }
}

/// Whether some process can read from this object.
pub fn has_reader(world: &World, object: Object) -> bool {
    is_open(world, |file| file.object == object && file.access.reads())
}

/// Whether some process can write to this object.
pub fn has_writer(world: &World, object: Object) -> bool {
    is_open(world, |file| file.object == object && file.access.writes())
}

fn is_open(world: &World, wanted: impl Fn(&File) -> bool) -> bool {
    world.descriptions().any(|(file, _)| wanted(file))
}
