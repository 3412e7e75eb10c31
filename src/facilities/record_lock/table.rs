//! The locks on one file: sorted, split and merged as the manual says.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::ranges::{Bytes, Range, Whence};
use crate::engine::Actor;

/// A lock for reading or for writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Read,
    Write,
}

/// Who holds a lock: a process, or an open file description by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    Process(Actor),
    Description(u32),
}

/// One lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lock {
    pub owner: Owner,
    pub bytes: Bytes,
    pub kind: Kind,
    pub origin: Origin,
    /// Its process has replaced its program since.
    pub executed: bool,
}

/// How the range of a lock came about: which claim its bounds are evidence of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    Plain,
    Negative,
    Infinite,
    Current,
    End,
    /// By splitting or merging.
    Changed,
}

impl Origin {
    fn of(range: Range) -> Self {
        match (range.whence, range.length) {
            (Whence::Current(_), _) => Self::Current,
            (Whence::End, _) => Self::End,
            (Whence::Set, ..0) => Self::Negative,
            (Whence::Set, 0) => Self::Infinite,
            (Whence::Set, _) => Self::Plain,
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

    /// The locks of others that would stand in the way of this one.
    pub fn conflicts(&self, owner: Owner, kind: Kind, bytes: Bytes) -> SmallVec<[Lock; 4]> {
        let stands = |lock: &&Lock| {
            lock.owner != owner
                && lock.bytes.meets(bytes)
                && (kind == Kind::Write || lock.kind == Kind::Write)
        };
        self.0.iter().filter(stands).copied().collect()
    }

    /// Whether others hold anything on these bytes.
    pub fn others_on(&self, owner: Owner, bytes: Bytes) -> bool {
        self.0.iter().any(|lock| lock.owner != owner && lock.bytes.meets(bytes))
    }

    /// Whether others hold anything on other bytes of the file.
    pub fn others_elsewhere(&self, owner: Owner, bytes: Bytes) -> bool {
        self.0.iter().any(|lock| lock.owner != owner && !lock.bytes.meets(bytes))
    }

    /// Whether the owner holds something on these bytes.
    pub fn own_on(&self, owner: Owner, bytes: Bytes) -> bool {
        self.0.iter().any(|lock| lock.owner == owner && lock.bytes.meets(bytes))
    }

    /// Takes the bytes from what the owner holds, and, unless it unlocks, locks them anew.
    pub fn set(&mut self, owner: Owner, kind: Option<Kind>, bytes: Bytes, range: Range) {
        let mut kept: SmallVec<[Lock; 4]> = SmallVec::new();
        let mut merged = bytes;
        let mut origin = Origin::of(range);
        for lock in self.0.drain(..) {
            if lock.owner != owner || !lock.bytes.touches(bytes) {
                kept.push(lock);
            } else if Some(lock.kind) == kind {
                merged.first = merged.first.min(lock.bytes.first);
                merged.last = merged.last.max(lock.bytes.last);
                if merged != bytes {
                    origin = Origin::Changed;
                }
            } else {
                kept.extend(rests(lock, bytes));
            }
        }
        let lock = |kind| Lock { owner, bytes: merged, kind, origin, executed: false };
        kept.extend(kind.map(lock));
        kept.sort_unstable();
        self.0 = kept;
    }

    /// The owner has replaced its program.
    pub fn outlast_exec(&mut self, owner: Owner) {
        for lock in self.0.iter_mut().filter(|lock| lock.owner == owner) {
            lock.executed = true;
        }
    }

    /// The owner holds nothing any more.
    pub fn release(&mut self, owner: Owner) {
        self.0.retain(|lock| lock.owner != owner);
    }
}

/// What is left of a lock on both sides of a range.
fn rests(lock: Lock, bytes: Bytes) -> impl Iterator<Item = Lock> {
    let Bytes { first, last } = lock.bytes;
    let before = (first < bytes.first).then(|| Bytes { first, last: last.min(bytes.first - 1) });
    let after = (last > bytes.last).then(|| Bytes { first: first.max(bytes.last + 1), last });
    let origin = if lock.bytes.meets(bytes) { Origin::Changed } else { lock.origin };
    before.into_iter().chain(after).map(move |bytes| Lock { bytes, origin, ..lock })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: Owner = Owner::Process(Actor(0));

    fn set(table: &mut Table, kind: Option<Kind>, start: i16, length: i16) {
        let range = Range::plain(start, length);
        table.set(OWNER, kind, range.bytes().expect("it begins in the file"), range);
    }

    fn held(table: &Table) -> Vec<(i64, i64, Kind)> {
        table.locks().iter().map(|lock| (lock.bytes.first, lock.bytes.last, lock.kind)).collect()
    }

    #[test]
    fn an_unlock_in_the_middle_splits_and_a_lock_between_merges() {
        let mut table = Table::default();
        set(&mut table, Some(Kind::Write), 0, 10);
        set(&mut table, None, 4, 2);
        assert_eq!(held(&table), [(0, 3, Kind::Write), (6, 9, Kind::Write)]);
        set(&mut table, Some(Kind::Write), 4, 2);
        assert_eq!(held(&table), [(0, 9, Kind::Write)]);
    }

    #[test]
    fn a_conversion_in_the_middle_leaves_three_locks() {
        let mut table = Table::default();
        set(&mut table, Some(Kind::Write), 0, 10);
        set(&mut table, Some(Kind::Read), 4, 2);
        assert_eq!(held(&table), [(0, 3, Kind::Write), (4, 5, Kind::Read), (6, 9, Kind::Write)]);
    }
}
