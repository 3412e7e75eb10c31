//! The state of one locked file.

use smallvec::SmallVec;

use crate::engine::{Actor, FileId, Outcome};
use crate::facilities::record_lock::calls::{Call, FILE_BYTES, Seen};
use crate::families::ranges::{Bytes, Kind, Lock, Losses, Lost, Owner, Table, Why};

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileState {
    pub table: Table,
    pub lost: Losses,
    pub bytes: u8,
    pub flocks: SmallVec<[Flocked; 1]>,
}

/// A lock of flock.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flocked {
    /// The description that has it.
    pub description: FileId,
    pub kind: Kind,
    /// All processes that asked for it: the manual does not say whose it is.
    pub by: SmallVec<[Actor; 2]>,
}

impl Default for FileState {
    fn default() -> Self {
        Self {
            table: Table::default(),
            lost: Losses::default(),
            bytes: FILE_BYTES,
            flocks: SmallVec::new(),
        }
    }
}

impl FileState {
    /// A process holds nothing any more.
    pub fn release(&mut self, by: Actor, why: impl Fn(&Lock) -> Why) {
        let owner = Owner::Process(by);
        for lock in self.table.locks().iter().filter(|lock| lock.owner == owner) {
            let Lock { bytes, by_lockf, .. } = *lock;
            self.lost.add(Lost { bytes, by, why: why(lock), by_lockf });
        }
        self.table.release(owner);
    }

    /// A description holds nothing any more.
    pub fn release_description(&mut self, id: FileId) {
        self.table.release(Owner::Description(id));
        self.flocks.retain(|flocked| flocked.description != id);
    }

    /// Remembers what a process is about to lose by unlocking or converting.
    pub fn remember(&mut self, by: Actor, kind: Option<Kind>, bytes: Bytes) {
        let why = match kind {
            None => Why::Unlocked,
            Some(Kind::Read) => Why::Downgraded,
            Some(Kind::Write) => return,
        };
        let loses = |lock: &&Lock| why == Why::Unlocked || lock.kind == Kind::Write;
        for lock in self.table.own(Owner::Process(by), bytes).filter(loses) {
            if let Some(bytes) = lock.bytes.common(bytes) {
                self.lost.add(Lost { bytes, by, why, by_lockf: lock.by_lockf });
            }
        }
    }

    /// What a call that asks for no record lock has changed.
    pub fn noted(&mut self, call: Call, by: Actor, outcome: &Outcome, id: FileId) {
        match (call, Seen::of(outcome)) {
            (Call::Get { range, .. }, Seen::Free { .. }) => {
                if let Some(bytes) = range.bytes(self.bytes) {
                    self.lost.add(Lost { bytes, by, why: Why::Asked, by_lockf: false });
                }
            }
            (Call::Resize { bytes, .. }, _) => self.bytes = bytes,
            (Call::Write { .. }, _) => self.bytes = self.bytes.max(1),
            (Call::Flock { kind, .. }, _) => self.flocked(by, id, kind),
            _ => {}
        }
    }

    fn flocked(&mut self, by: Actor, description: FileId, kind: Option<Kind>) {
        let place = self.flocks.iter().position(|flocked| flocked.description == description);
        let known = place.map(|place| self.flocks.remove(place));
        let Some(kind) = kind else { return };
        let mut all = known.map(|known| known.by).unwrap_or_default();
        if !all.contains(&by) {
            all.push(by);
            all.sort_unstable();
        }
        self.flocks.push(Flocked { description, kind, by: all });
        self.flocks.sort_unstable();
    }
}
