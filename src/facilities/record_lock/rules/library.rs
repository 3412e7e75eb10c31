//! lockf(3): record locks for writing, from the file offset on.

use super::{Bytes, Command, Kind, Lock, Owner, Range, Situation, waits};
use crate::claim::Claim;
use crate::engine::{Allow, Errno, Ruling};
use crate::facilities::record_lock::calls::Seen;
use crate::facilities::record_lock::claims::*;
use crate::families::ranges::Why;

impl Situation<'_> {
    pub fn lockf(&self, command: Command, range: Range) -> Ruling {
        let Some(bytes) = self.bytes(range) else {
            return Ruling::silent("lockf of a range before the beginning of the file");
        };
        let conflicts = self.conflicts(Kind::Write, bytes);
        match command {
            Command::Unknown => LOCKF_UNKNOWN.fails(Errno::EINVAL),
            Command::Unlock => LOCKF_UNLOCKS.returns(Seen::Done),
            Command::Test => self.test(bytes, &conflicts),
            _ if !self.file.access.writes() => LOCKF_NEEDS_WRITE.fails(Errno::EBADF),
            _ if conflicts.is_empty() => self.locks(command, bytes).returns(Seen::Done),
            Command::TryLock => {
                let claim = self.tlock_refusal(&conflicts);
                claim.fails(Errno::EAGAIN) | claim.fails(Errno::EACCES)
            }
            Command::Lock => self.wait(&conflicts, &waits::BY_LOCKF),
        }
    }

    fn locks(&self, command: Command, bytes: Bytes) -> &'static Claim {
        let state = self.state();
        let closed = [Why::Closed, Why::ClosedDuplicate, Why::ClosedOther];
        let mut lost = state.lost.to_others(self.process, bytes);
        if self.waited {
            &LOCKF_LOCK_ACQUIRES
        } else if lost.any(|lost| lost.by_lockf && closed.contains(&lost.why)) {
            &LOCKF_CLOSE_RELEASES
        } else if bytes.first >= i64::from(state.bytes) {
            &LOCKF_PAST_END
        } else if command == Command::Lock {
            &LOCKF_LOCKS
        } else {
            &LOCKF_TLOCK_LOCKS
        }
    }

    fn tlock_refusal(&self, conflicts: &[Lock]) -> &'static Claim {
        match conflicts {
            [lock] if lock.by_lockf && self.is_of_parent(lock) => &LOCKF_FORK_INHERITS_NONE,
            [lock] if !lock.by_lockf && matches!(lock.owner, Owner::Process(_)) => {
                &FCNTL_BINDS_LOCKF
            }
            _ => &LOCKF_TLOCK_CONFLICT,
        }
    }

    fn test(&self, bytes: Bytes, conflicts: &[Lock]) -> Ruling {
        if conflicts.iter().any(|lock| matches!(lock.owner, Owner::Description(_))) {
            return Ruling::silent("F_TEST where a description has a lock");
        }
        let table = &self.state().table;
        if conflicts.iter().any(|lock| lock.kind == Kind::Write) {
            LOCKF_TEST_OTHER.fails(Errno::EAGAIN)
        } else if !conflicts.is_empty() {
            LOCKF_TEST_OTHER_READ.fails(Errno::EAGAIN)
        } else if table.own(self.owner(), bytes).next().is_some() {
            LOCKF_TEST_OWN.returns(Seen::Done)
        } else {
            LOCKF_TEST_FREE.returns(Seen::Done)
        }
    }
}
