//! What a process held once and holds no longer: why a lock can be acquired by another now.

use smallvec::SmallVec;

use super::Bytes;
use crate::engine::Actor;

/// Bytes that stood in the way of others, or might have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lost {
    pub why: Why,
    pub by: Actor,
    pub bytes: Bytes,
    /// The lock was placed by lockf.
    pub by_lockf: bool,
}

/// How a lock came to be lost, the rarest way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    Ended,
    /// One of several descriptors was closed of the description through which it had been placed.
    ClosedDuplicate,
    /// So was a descriptor of another description of the file.
    ClosedOther,
    /// So was the only one through which it could have been placed.
    Closed,
    /// A write lock became a read lock.
    Downgraded,
    Unlocked,
    /// There was none: the process only asked whether there could be one.
    Asked,
}

/// The losses of a file, in the order of how rare they are: of calls that overlap, no state should
/// remember which came first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Losses(SmallVec<[Lost; 2]>);

/// Most losses that are remembered: they decide only which claim is named.
const LOSSES_MAX: usize = 6;

impl Losses {
    pub fn add(&mut self, lost: Lost) {
        if let Err(place) = self.0.binary_search(&lost) {
            self.0.insert(place, lost);
            self.0.truncate(LOSSES_MAX);
        }
    }

    /// Somebody has locked these bytes since.
    pub fn forget(&mut self, bytes: Bytes) {
        self.0.retain(|lost| !lost.bytes.meets(bytes));
    }

    /// What somebody else lost of these bytes.
    pub fn to_others(&self, actor: Actor, bytes: Bytes) -> impl Iterator<Item = &Lost> {
        self.0.iter().filter(move |lost| lost.by != actor && lost.bytes.meets(bytes))
    }
}
