//! The state of one locked file.

use smallvec::SmallVec;

use crate::engine::{Actor, File};
use crate::facilities::record_lock::lost::{Losses, Lost, Why};
use crate::facilities::record_lock::operations::Op;
use crate::facilities::record_lock::ranges::{Bytes, FILE_BYTES};
use crate::facilities::record_lock::seen::Saw;
use crate::facilities::record_lock::table::{Kind, Lock, Owner, Table};

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
    /// The number of the description that has it.
    pub description: u32,
    pub kind: Kind,
    /// All who asked for it: the manual does not say whose it is.
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
    pub fn release_description(&mut self, number: u32) {
        self.table.release(Owner::Description(number));
        self.flocks.retain(|flocked| flocked.description != number);
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
    pub fn noted(&mut self, op: &Op, by: Actor, saw: &Saw, file: &File<u8>) {
        match (op, saw) {
            (Op::Get { range, .. }, Saw::Free { .. }) => {
                if let Some(bytes) = range.bytes(self.bytes) {
                    self.lost.add(Lost { bytes, by, why: Why::Asked, by_lockf: false });
                }
            }
            (Op::Resize { bytes, .. }, _) => self.bytes = *bytes,
            (Op::Write { .. }, _) => self.bytes = self.bytes.max(1),
            (Op::Flock { kind, .. }, _) => self.flocked(by, file.note, *kind),
            _ => {}
        }
    }

    fn flocked(&mut self, by: Actor, description: u32, kind: Option<Kind>) {
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
