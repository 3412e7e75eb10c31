//! The state of one locked file.

use smallvec::SmallVec;

use crate::engine::{Actor, FileId};
use crate::facilities::flock::calls::Mode;
use crate::families::ranges::Kind;

/// One file: its locks, each of one description.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FileState {
    locks: SmallVec<[Lock; 2]>,
    freed: SmallVec<[Gone; 2]>,
    /// Processes with a record lock on the whole file.
    records: SmallVec<[(Actor, Kind); 1]>,
}

/// A lock of flock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lock {
    pub description: FileId,
    pub mode: Mode,
    pub placer: Placer,
    /// The processes that asked for it, a bit each: the manual does not say whose it is.
    pub askers: u8,
    /// It was shared, and was converted.
    pub upgraded: bool,
    /// A process that has the description replaced its program since.
    pub executed: bool,
    /// How another descriptor of the description was closed since.
    pub lost: Option<Lost>,
}

/// A descriptor of a process, by its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Placer {
    pub process: Actor,
    pub slot: u8,
}

/// How a descriptor was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lost {
    Closed,
    Ended,
}

/// A lock that is no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Gone {
    why: Freed,
    description: FileId,
    mode: Mode,
}

/// How a lock came to be lost, the rarest way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Freed {
    /// By a conversion that was refused, or sleeps.
    Converting,
    Ended,
    UnlockedByDuplicate,
    Closed,
    Downgraded,
    Unlocked,
}

/// Most lost locks that are remembered: they decide only which claim is named.
const FREED_MAX: usize = 4;

impl FileState {
    pub fn locks(&self) -> &[Lock] {
        &self.locks
    }

    /// The lock of this description.
    pub fn own(&self, description: FileId) -> Option<&Lock> {
        self.locks.iter().find(|lock| lock.description == description)
    }

    pub fn others(&self, description: FileId) -> impl Iterator<Item = &Lock> {
        self.locks.iter().filter(move |lock| lock.description != description)
    }

    /// The locks of others that keep this one out.
    pub fn conflicts(&self, description: FileId, mode: Mode) -> impl Iterator<Item = &Lock> {
        self.others(description).filter(move |lock| lock.mode.conflicts(mode))
    }

    /// How what would have kept this lock out was lost by another description, if it was.
    pub fn freed(&self, description: FileId, mode: Mode) -> Option<Freed> {
        let kept_out = |gone: &&Gone| gone.description != description && gone.mode.conflicts(mode);
        self.freed.iter().find(kept_out).map(|gone| gone.why)
    }

    pub fn records(&self) -> &[(Actor, Kind)] {
        &self.records
    }

    pub fn place(&mut self, description: FileId, mode: Mode, placer: Placer) {
        let asker = 1u8 << placer.process.0;
        if let Some(lock) = self.locks.iter_mut().find(|lock| lock.description == description)
            && lock.mode == mode
        {
            lock.askers |= asker;
            return;
        }
        let before = self.take(description);
        let upgraded = before.is_some() && mode == Mode::Exclusive;
        self.freed.clear();
        if let Some(before) = before.filter(|_| mode == Mode::Shared) {
            self.lose(&before, Freed::Downgraded);
        }
        let (askers, executed, lost) = (asker, false, None);
        self.locks.push(Lock { description, mode, placer, askers, upgraded, executed, lost });
        self.locks.sort_unstable();
    }

    pub fn unlock(&mut self, description: FileId, by: Placer) {
        if let Some(lock) = self.take(description) {
            let own = lock.placer == by;
            self.lose(&lock, if own { Freed::Unlocked } else { Freed::UnlockedByDuplicate });
        }
    }

    /// A conversion removes the lock that there is in the other mode.
    pub fn remove_other(&mut self, description: FileId, mode: Option<Mode>) {
        if self.own(description).is_some_and(|lock| Some(lock.mode) != mode)
            && let Some(lock) = self.take(description)
        {
            self.lose(&lock, Freed::Converting);
        }
    }

    /// A descriptor of the description was closed.
    pub fn closed(&mut self, description: FileId, why: Lost, last: bool) {
        if !last {
            for lock in self.locks.iter_mut().filter(|lock| lock.description == description) {
                lock.lost = lock.lost.max(Some(why));
            }
        } else if let Some(lock) = self.take(description) {
            self.lose(&lock, if why == Lost::Ended { Freed::Ended } else { Freed::Closed });
        }
    }

    /// A process that has these descriptions has replaced its program.
    pub fn executed(&mut self, has: impl Fn(FileId) -> bool) {
        for lock in self.locks.iter_mut().filter(|lock| has(lock.description)) {
            lock.executed = true;
        }
    }

    /// A process has this record lock now, or none.
    pub fn record(&mut self, process: Actor, kind: Option<Kind>) {
        self.records.retain(|(owner, _)| *owner != process);
        self.records.extend(kind.map(|kind| (process, kind)));
        self.records.sort_unstable();
    }

    fn take(&mut self, description: FileId) -> Option<Lock> {
        let place = self.locks.iter().position(|lock| lock.description == description)?;
        Some(self.locks.remove(place))
    }

    fn lose(&mut self, lock: &Lock, why: Freed) {
        let gone = Gone { why, description: lock.description, mode: lock.mode };
        if let Err(place) = self.freed.binary_search(&gone) {
            self.freed.insert(place, gone);
            self.freed.truncate(FREED_MAX);
        }
    }
}
