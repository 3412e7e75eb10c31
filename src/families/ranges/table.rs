//! The locks on one file: sorted, split and merged as the manual says.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::{Bytes, Range, Whence};
use crate::engine::forms::Choice;
use crate::engine::{Actor, FileId};

/// A lock for reading or for writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Read,
    Write,
}

impl Kind {
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Read => Self::Write,
            Self::Write => Self::Read,
        }
    }
}

impl Choice for Kind {
    const TABLE: &'static [(Self, &'static str, &'static str)] =
        &[(Self::Read, "read lock", "F_RDLCK"), (Self::Write, "write lock", "F_WRLCK")];
    const NONE: [&'static str; 2] = ["unlock", "F_UNLCK"];
}

/// What holds a lock: a process, or an open file description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    Process(Actor),
    Description(FileId),
}

/// One lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lock {
    pub owner: Owner,
    pub bytes: Bytes,
    pub kind: Kind,
    pub origin: Origin,
    /// The description through which it was placed.
    pub through: FileId,
    /// The thread that placed it.
    pub placer: Actor,
    pub by_lockf: bool,
    /// It was placed over a lock of the other kind.
    pub converted: bool,
    /// Its process has replaced its program since.
    pub executed: Executed,
}

/// Whether a process has replaced its program, and with how many threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Executed {
    No,
    Alone,
    AmongThreads,
}

/// How the range of a lock came about: which claim its bounds are evidence of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    Plain,
    Negative,
    /// Without a last byte, when the file had that size.
    Infinite(u8),
    Current,
    End,
    /// Left on one side of what was unlocked or converted.
    Shrunk,
    /// Left on one of both sides.
    Split,
    SplitByLockf,
    /// Of locks that overlapped.
    Merged,
    /// Of locks that touched.
    Joined,
}

/// How a lock is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    pub range: Range,
    pub file_bytes: u8,
    /// The description.
    pub through: FileId,
    /// The thread.
    pub placer: Actor,
    pub by_lockf: bool,
}

impl Origin {
    fn of(manner: &Manner) -> Self {
        match (manner.range.whence, manner.range.length) {
            (Whence::Current(_), _) if !manner.by_lockf => Self::Current,
            (Whence::End, _) => Self::End,
            (_, ..0) => Self::Negative,
            (_, 0) => Self::Infinite(manner.file_bytes),
            _ => Self::Plain,
        }
    }
}

/// All locks on one file, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Table(SmallVec<[Lock; 4]>);

impl Table {
    pub fn locks(&self) -> &[Lock] {
        &self.0
    }

    /// What this owner holds of these bytes.
    pub fn own(&self, owner: Owner, bytes: Bytes) -> impl Iterator<Item = &Lock> {
        self.0.iter().filter(move |lock| lock.owner == owner && lock.bytes.meets(bytes))
    }

    /// What others hold of these bytes.
    pub fn others(&self, owner: Owner, bytes: Bytes) -> impl Iterator<Item = &Lock> {
        self.0.iter().filter(move |lock| lock.owner != owner && lock.bytes.meets(bytes))
    }

    /// The locks of others that would stand in the way of this one.
    pub fn conflicts(&self, owner: Owner, kind: Kind, bytes: Bytes) -> SmallVec<[Lock; 4]> {
        let stands = |lock: &&Lock| kind == Kind::Write || lock.kind == Kind::Write;
        self.others(owner, bytes).filter(stands).copied().collect()
    }

    /// Whether others hold anything on other bytes of the file.
    pub fn others_elsewhere(&self, owner: Owner, bytes: Bytes) -> bool {
        self.0.iter().any(|lock| lock.owner != owner && !lock.bytes.meets(bytes))
    }

    /// Takes the bytes from what the owner holds, and, unless it unlocks, locks them anew.
    pub fn set(&mut self, owner: Owner, kind: Option<Kind>, bytes: Bytes, manner: &Manner) {
        let mut kept: SmallVec<[Lock; 4]> = SmallVec::new();
        let mut merged = bytes;
        let mut origin = Origin::of(manner);
        let mut converted = false;
        for lock in self.0.drain(..) {
            let meets = lock.bytes.meets(bytes);
            if lock.owner != owner || !lock.bytes.touches(bytes) {
                kept.push(lock);
            } else if Some(lock.kind) == kind {
                merged.first = merged.first.min(lock.bytes.first);
                merged.last = merged.last.max(lock.bytes.last);
                if merged != bytes {
                    let overlaps = meets || origin == Origin::Merged;
                    origin = if overlaps { Origin::Merged } else { Origin::Joined };
                }
            } else {
                converted |= meets;
                kept.extend(rests(lock, bytes, manner.by_lockf));
            }
        }
        let Manner { through, placer, by_lockf, .. } = *manner;
        let lock = |kind| Lock {
            owner,
            bytes: merged,
            kind,
            origin,
            through,
            placer,
            by_lockf,
            converted,
            executed: Executed::No,
        };
        kept.extend(kind.map(lock));
        kept.sort_unstable();
        self.0 = kept;
    }

    /// The owner has replaced its program.
    pub fn outlast_exec(&mut self, owner: Owner, executed: Executed) {
        for lock in self.0.iter_mut().filter(|lock| lock.owner == owner) {
            lock.executed = executed;
        }
    }

    /// The owner holds nothing any more.
    pub fn release(&mut self, owner: Owner) {
        self.0.retain(|lock| lock.owner != owner);
    }
}

/// What is left of a lock on both sides of a range.
fn rests(lock: Lock, bytes: Bytes, by_lockf: bool) -> impl Iterator<Item = Lock> {
    let Bytes { first, last } = lock.bytes;
    let before = (first < bytes.first).then(|| Bytes { first, last: last.min(bytes.first - 1) });
    let after = (last > bytes.last).then(|| Bytes { first: first.max(bytes.last + 1), last });
    let origin = match (before, after) {
        _ if !lock.bytes.meets(bytes) => lock.origin,
        (Some(_), Some(_)) if by_lockf => Origin::SplitByLockf,
        (Some(_), Some(_)) => Origin::Split,
        _ => Origin::Shrunk,
    };
    before.into_iter().chain(after).map(move |bytes| Lock { bytes, origin, ..lock })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE_BYTES: u8 = 100;
    const OWNER: Owner = Owner::Process(Actor(0));

    fn set(table: &mut Table, kind: Option<Kind>, start: i16, length: i16) {
        let range = Range::plain(start, length);
        let manner =
            Manner { range, file_bytes: FILE_BYTES, through: 1, placer: Actor(0), by_lockf: false };
        let bytes = range.bytes(FILE_BYTES).expect("it begins in the file");
        table.set(OWNER, kind, bytes, &manner);
    }

    fn held(table: &Table) -> Vec<(i64, i64, Kind, Origin)> {
        let locks = table.locks().iter();
        locks.map(|lock| (lock.bytes.first, lock.bytes.last, lock.kind, lock.origin)).collect()
    }

    #[test]
    fn an_unlock_in_the_middle_splits_and_a_lock_between_merges() {
        let mut table = Table::default();
        set(&mut table, Some(Kind::Write), 0, 10);
        set(&mut table, None, 4, 2);
        let (kind, split) = (Kind::Write, Origin::Split);
        assert_eq!(held(&table), [(0, 3, kind, split), (6, 9, kind, split)]);
        set(&mut table, Some(Kind::Write), 4, 2);
        assert_eq!(held(&table), [(0, 9, kind, Origin::Joined)]);
        set(&mut table, Some(Kind::Write), 8, 4);
        assert_eq!(held(&table), [(0, 11, kind, Origin::Merged)]);
    }

    #[test]
    fn a_conversion_in_the_middle_leaves_three_locks() {
        let mut table = Table::default();
        set(&mut table, Some(Kind::Write), 0, 10);
        set(&mut table, Some(Kind::Read), 4, 2);
        let split = Origin::Split;
        let middle = (4, 5, Kind::Read, Origin::Plain);
        let (left, right) = ((0, 3, Kind::Write, split), (6, 9, Kind::Write, split));
        assert_eq!(held(&table), [left, middle, right]);
        assert!(table.locks()[1].converted);
    }

    #[test]
    fn an_unlock_at_an_end_shrinks() {
        let mut table = Table::default();
        set(&mut table, Some(Kind::Read), 0, 0);
        set(&mut table, None, 0, 5);
        assert_eq!(held(&table), [(5, i64::MAX, Kind::Read, Origin::Shrunk)]);
    }

    #[test]
    fn locks_of_two_types_that_touch_stay_apart() {
        let mut table = Table::default();
        set(&mut table, Some(Kind::Read), 0, 5);
        set(&mut table, Some(Kind::Write), 5, 5);
        let (read, write) = ((0, 4, Kind::Read), (5, 9, Kind::Write));
        let plain = |(first, last, kind)| (first, last, kind, Origin::Plain);
        assert_eq!(held(&table), [plain(read), plain(write)]);
    }
}
