//! Locks of open file descriptions, as far as record locks meet them.

use super::{Kind, Situation};
use crate::engine::{Allow, Errno, Ruling};
use crate::facilities::record_lock::calls::Seen;
use crate::facilities::record_lock::claims::*;
use crate::facilities::record_lock::model::Asked;
use crate::families::ranges::Owner;

impl Situation<'_> {
    pub fn set_of_description(&self) -> Ruling {
        let Some(Asked { owner, kind, range }) = Asked::of(self.call, self.process, self.id) else {
            return Ruling::silent("no lock of a description is asked for");
        };
        let access = self.file.access;
        let usable = match kind {
            Some(Kind::Read) => access.reads(),
            Some(Kind::Write) => access.writes(),
            None => true,
        };
        let Some(bytes) = self.bytes(range).filter(|_| usable) else {
            return Ruling::silent("a lock of a description that a record lock could not be");
        };
        let table = &self.state().table;
        let conflicts = kind.map(|kind| table.conflicts(owner, kind, bytes)).unwrap_or_default();
        if conflicts.is_empty() {
            return OFD_LOCKS.returns(Seen::Done);
        }
        let claim = if conflicts.iter().any(|lock| lock.owner == self.owner()) {
            &OFD_CONFLICT_OWN
        } else if conflicts.iter().all(|lock| matches!(lock.owner, Owner::Process(_))) {
            &OFD_CONFLICT
        } else {
            &OFD_CONFLICT_OFD
        };
        claim.fails(Errno::EAGAIN) | claim.fails(Errno::EACCES)
    }
}
