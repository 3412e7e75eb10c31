//! F_ADD_SEALS and F_GET_SEALS, and what each seal refuses.

use super::{By, Memfd, Memfds};
use crate::claim::Claim;
use crate::engine::forms::Flags;
use crate::engine::{Access, Allow, Errno, File, FileId, Ruling};
use crate::facilities::memfd::calls::{
    EXEC, FUTURE, GROW, Kind, SEAL, SHRINK, Seals, Seen, Space, UNKNOWN_SEAL, WRITE, offset,
};
use crate::facilities::memfd::claims::*;

pub const UNSURE: &str =
    "a file with F_SEAL_EXEC, of which it is not known whether that sealed it against writes";
const READ_ONLY: &str = "a file is to be changed by a descriptor that is not open for writing";

impl Memfds {
    pub(super) fn rule_get(&self, file: &File, by: FileId) -> Ruling {
        let memfd = self.of(file);
        let claim: By = if memfd.has(EXEC) {
            match memfd.can_be_executed() {
                _ if !memfd.unsure => &EXEC_IMPLIES,
                Some(false) => &EXEC_IMPLIES_ALWAYS,
                // No page says with what mode a memfd begins.
                _ => return Ruling::silent(UNSURE),
            }
        } else {
            match memfd.added {
                0 if memfd.seals == 0 => &SEALS_EMPTY,
                0 => &SEALS_LOCKED,
                _ if memfd.added_by != Some(by) => &SEALS_OF_FILE,
                1 => &SEALS_TOLD,
                _ => &SEALS_STAY,
            }
        };
        claim.returns(Seen::Sealed { seals: memfd.seals })
    }

    pub(super) fn rule_add(&self, file: &File, seals: Flags<Seals>) -> Ruling {
        let memfd = self.of(file);
        if memfd.unsure && !memfd.has(SEAL) {
            return Ruling::silent(UNSURE);
        }
        let exec = seals.has(EXEC);
        let unknown = seals.has(UNKNOWN_SEAL) || exec && !self.knows_exec;
        let new = |seal| seals.has(seal) && !memfd.has(seal);
        let writes = new(WRITE) || exec && !memfd.has(WRITE);
        let mapped = |kind| self.is_mapped(file.object, kind);
        let busy: By = if new(WRITE) { &ADD_WRITE_BUSY } else { &ADD_EXEC_BUSY };
        // The manual does not rank the errors.
        (ADD_UNKNOWN.fails_if(unknown, Errno::EINVAL)
            | ADD_READ_ONLY.fails_if(file.access == Access::Read, Errno::EPERM)
            | ADD_LOCKED.fails_if(memfd.has(SEAL), Errno::EPERM)
            | busy.fails_if(writes && mapped(Kind::Written), Errno::EBUSY))
        .or_else(|| {
            let claim: By = if memfd.has(seals.bits()) {
                &ADD_AGAIN
            } else if writes && mapped(Kind::Read) {
                &ADD_WRITE_MAPPED_TO_READ
            } else if exec {
                &ADD_EXEC
            } else if writes && memfd.was_mapped {
                &ADD_WRITE_UNMAPPED
            } else if new(FUTURE) && mapped(Kind::Written) {
                &ADD_FUTURE_MAPPED
            } else {
                &ADDS
            };
            claim.returns(Seen::Done)
        })
    }

    /// Why the manual says nothing of a change of the file by this description.
    fn silence(&self, file: &File) -> Option<&'static str> {
        if !file.access.writes() {
            Some(READ_ONLY)
        } else if self.of(file).unsure {
            Some(UNSURE)
        } else {
            None
        }
    }

    pub(super) fn rule_truncate(&self, file: &File, bytes: i64) -> Ruling {
        if let Some(situation) = self.silence(file) {
            return Ruling::silent(situation);
        }
        let memfd = self.of(file);
        let (less, more) = (bytes < memfd.size, bytes > memfd.size);
        (SHRINK_TRUNCATE.fails_if(less && memfd.has(SHRINK), Errno::EPERM)
            | GROW_TRUNCATE.fails_if(more && memfd.has(GROW), Errno::EPERM))
        .or_else(|| {
            let claim: By = if more && memfd.has(SHRINK) {
                &SHRINK_GROWS
            } else if memfd.has(GROW) {
                &GROW_KEEPS
            } else if memfd.has(WRITE) {
                &WRITE_RESIZES
            } else {
                &RESIZES
            };
            claim.returns(Seen::Done)
        })
    }

    pub(super) fn rule_allocate(&self, file: &File, space: Space, end: i64) -> Ruling {
        if let Some(situation) = self.silence(file) {
            return Ruling::silent(situation);
        }
        let memfd = self.of(file);
        if space == Space::Punched {
            return refuses_writes(memfd, &WRITE_PUNCH, &FUTURE_PUNCH)
                .or_else(|| HOLE_ZEROS.returns(Seen::Done));
        }
        let past = end > memfd.size;
        let extends = past && space == Space::Allocated;
        GROW_ALLOCATE.fails_if(extends && memfd.has(GROW), Errno::EPERM).or_else(|| {
            let claim: By = if memfd.has(GROW) && past {
                &GROW_ALLOCATE_KEEPS
            } else if memfd.has(WRITE) {
                &WRITE_ALLOCATES
            } else if extends {
                &ALLOCATE_EXTENDS
            } else {
                &ALLOCATE_KEEPS_SIZE
            };
            claim.returns(Seen::Done)
        })
    }

    pub(super) fn rule_write(&self, file: &File, at: u8, bytes: u8) -> Ruling {
        if let Some(situation) = self.silence(file) {
            return Ruling::silent(situation);
        }
        let memfd = self.of(file);
        let start = offset(at) as i64;
        let past = start + i64::from(bytes) > memfd.size;
        let grows: By = if start < memfd.size { &GROW_WRITE_ACROSS } else { &GROW_WRITE };
        (refuses_writes(memfd, &WRITE_WRITE, &FUTURE_WRITE)
            | grows.fails_if(past && memfd.has(GROW), Errno::EPERM))
        .or_else(|| {
            let claim: By = if past { &WRITE_EXTENDS } else { &WRITTEN };
            claim.returns(Seen::Wrote { bytes })
        })
    }
}

/// That a file is sealed against what F_SEAL_WRITE and F_SEAL_FUTURE_WRITE refuse alike.
pub fn refuses_writes(memfd: &Memfd, write: &'static Claim, future: &'static Claim) -> Ruling {
    write.fails_if(memfd.has(WRITE), Errno::EPERM)
        | future.fails_if(memfd.has(FUTURE), Errno::EPERM)
}
