//! Which claim says most of why a lock is acquired here, or refused.

use super::{Bytes, Kind, Lock, Owner, Situation};
use crate::claim::Claim;
use crate::facilities::record_lock::claims::*;
use crate::families::ranges::{Executed, Lost, Origin, Why};

impl Situation<'_> {
    /// Why nothing stands in the way.
    pub fn acquires(&self, kind: Kind, bytes: Bytes, wait: bool) -> &'static Claim {
        let state = self.state();
        let (table, owner) = (&state.table, self.owner());
        if self.waited {
            return &SETLKW_ACQUIRES;
        }
        let shared = table.others(owner, bytes).next().is_some();
        let mut lost = state.lost.to_others(self.process, bytes);
        if let Some(claim) = lost.find_map(|lost| freed(lost, shared)) {
            return claim;
        }
        let elsewhere = |description| description != self.id;
        let mut own = table.own(owner, bytes).peekable();
        let stands = |lock: &Lock| {
            lock.placer != self.by && (kind == Kind::Write || lock.kind == Kind::Write)
        };
        if shared {
            &READ_LOCKS_SHARE
        } else if table.own(owner, bytes).any(stands) {
            &THREADS_SHARE
        } else if own.peek().is_some() {
            match kind {
                Kind::Write if own.any(|lock| lock.kind == Kind::Read) => &UPGRADES,
                Kind::Read if own.any(|lock| lock.kind == Kind::Write) => &DOWNGRADES,
                _ => &RELOCKS,
            }
        } else if bytes.first >= i64::from(state.bytes) {
            &PAST_END
        } else if state.flocks.iter().any(|flocked| elsewhere(flocked.description)) {
            &APART_FROM_FLOCK
        } else if table.others_elsewhere(owner, bytes) {
            &DISJOINT_RANGES
        } else if wait {
            &SETLKW_AT_ONCE
        } else {
            &LOCK_FREE_RANGE
        }
    }

    /// Why these locks stand in the way.
    pub fn refusal(&self, kind: Kind, bytes: Bytes, conflicts: &[Lock]) -> &'static Claim {
        if conflicts.iter().all(|lock| matches!(lock.owner, Owner::Description(_))) {
            let own = conflicts.iter().any(|lock| self.has_open(lock.owner));
            return if own { &OFD_CONFLICT_OWN } else { &OFD_CONFLICT };
        }
        let [lock] = conflicts else { return &SETLK_CONFLICT };
        let grown = i64::from(self.state().bytes);
        match (lock.origin, kind, lock.kind) {
            _ if lock.executed == Executed::AmongThreads => &EXEC_BY_THREAD_KEEPS_LOCKS,
            _ if lock.executed == Executed::Alone => &EXEC_KEEPS_LOCKS,
            _ if self.is_of_parent(lock) => &FORK_INHERITS_NONE,
            _ if lock.by_lockf => &LOCKF_BINDS_FCNTL,
            (Origin::Infinite(then), ..)
                if (i64::from(then)..grown).contains(&bytes.first) && bytes.last < grown =>
            {
                &LENGTH_ZERO_GROWS
            }
            (_, Kind::Read, _) => &WRITE_EXCLUDES_READ,
            (_, Kind::Write, Kind::Read) => &READ_EXCLUDES_WRITE,
            (_, Kind::Write, Kind::Write) => &WRITE_EXCLUDES_WRITE,
        }
    }

    pub fn is_of_parent(&self, lock: &Lock) -> bool {
        let Owner::Process(holder) = lock.owner else { return false };
        self.files.is_child_of(self.process, holder)
    }

    /// Whether this process has a descriptor of the description that holds the lock.
    fn has_open(&self, owner: Owner) -> bool {
        let Owner::Description(number) = owner else { return false };
        self.world.slots(self.by).any(|(_, slot)| slot.file == number)
    }
}

/// The claim by which what another process lost is free, also where others still read.
fn freed(lost: &Lost, shared: bool) -> Option<&'static Claim> {
    Some(match lost.why {
        Why::Downgraded if shared => &DOWNGRADE_ADMITS,
        Why::Downgraded => return None,
        // A read lock would have been granted before.
        _ if shared => return None,
        Why::Ended => &ENDED_RELEASES,
        Why::Closed => &CLOSE_RELEASES,
        Why::ClosedDuplicate => &CLOSE_DUPLICATE_RELEASES,
        Why::ClosedOther => &CLOSE_OTHER_RELEASES,
        Why::Unlocked => &UNLOCK_FREES,
        Why::Asked => &GETLK_PLACES_NOTHING,
    })
}
