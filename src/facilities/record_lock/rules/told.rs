//! What F_GETLK and /proc/locks tell of the locks that there are.

use super::{Bytes, Kind, Lock, Owner, Range, Situation, before_start};
use crate::claim::Claim;
use crate::engine::forms::Rest;
use crate::engine::{Allow, Clause, Expect, Happens, Ruling};
use crate::facilities::record_lock::calls::Seen;
use crate::facilities::record_lock::claims::*;
use crate::facilities::record_lock::listed::{self, Class, Holder, Listed};
use crate::families::ranges::{INFINITY, Origin};

impl Situation<'_> {
    pub fn get(&self, kind: Kind, range: Range) -> Ruling {
        let Some(bytes) = self.bytes(range) else { return before_start() };
        let conflicts = self.conflicts(kind, bytes);
        let each = conflicts.iter().map(told);
        // Any of those that stand in the way may be told.
        if let Some(told) = each.reduce(|ruling, more| ruling | more) {
            return told;
        }
        let usable = match kind {
            Kind::Read => self.file.access.reads(),
            Kind::Write => self.file.access.writes(),
        };
        if !usable {
            // It could not be placed, and no lock stands in the way.
            return Ruling::silent("F_GETLK of a lock for which the descriptor is not open");
        }
        let table = &self.state().table;
        let free = if table.others(self.owner(), bytes).next().is_some() {
            &GETLK_IGNORES_SHARED
        } else if table.own(self.owner(), bytes).next().is_some() {
            &GETLK_IGNORES_OWN
        } else {
            &GETLK_FREE
        };
        [free, &GETLK_FREE_LEAVES_REST].returns(Seen::Free { rest_untouched: true })
    }

    pub fn proc_locks(&self) -> Ruling {
        let state = self.state();
        let mut flockers = state.flocks.iter().flat_map(|flocked| &flocked.by);
        if !flockers.all(|actor| self.world.exists(*actor)) {
            return Ruling::silent("/proc/locks where a process that called flock has ended");
        }
        let mut lines: Vec<Listed> = state.table.locks().iter().map(line).collect();
        lines.extend(state.flocks.iter().map(|flocked| Listed {
            class: Class::Flock,
            bytes: Bytes { first: 0, last: INFINITY },
            kind: flocked.kind,
            advisory: true,
            holder: Holder::Nobody,
        }));
        lines.sort_unstable();
        let claims = listed::claims(&lines).collect();
        let happens = Happens::Returns(Expect::Is(Seen::Listed { lines: Rest(lines) }.into()));
        let clause = Clause { claims, happens, mark: 0 };
        Ruling { clauses: smallvec::smallvec![clause], silent: None }
    }
}

fn told(lock: &Lock) -> Ruling {
    let kind = match lock {
        Lock { converted: true, .. } => &CONVERTS,
        Lock { by_lockf: true, .. } => &LOCKF_IS_WRITE_LOCK,
        _ => &GETLK_TYPE,
    };
    let holder = match lock.owner {
        Owner::Description(_) => &GETLK_HOLDER_OFD,
        Owner::Process(_) => &GETLK_HOLDER,
    };
    let (start, length) = bounds(lock);
    let held = Seen::Held {
        kind: lock.kind,
        start: lock.bytes.first,
        length: lock.bytes.length(),
        holder: holder_of(lock.owner),
    };
    [kind, start, length, holder].returns(held)
}

/// The claims that say where a lock begins, and how long it is.
fn bounds(lock: &Lock) -> (&'static Claim, &'static Claim) {
    match (lock.origin, lock.by_lockf) {
        (Origin::Plain, false) => (&GETLK_START, &GETLK_LENGTH),
        (Origin::Negative, false) => (&LENGTH_NEGATIVE, &LENGTH_NEGATIVE),
        (Origin::Infinite(_), false) => (&GETLK_START, &LENGTH_ZERO),
        (Origin::Current, _) => (&WHENCE_CURRENT, &GETLK_LENGTH),
        (Origin::End, _) => (&WHENCE_END, &GETLK_LENGTH),
        (Origin::Shrunk, _) => (&SHRINKS, &SHRINKS),
        (Origin::Split, _) => (&SPLITS, &SPLITS),
        (Origin::SplitByLockf, _) => (&LOCKF_SPLITS, &LOCKF_SPLITS),
        (Origin::Merged, false) => (&MERGES, &MERGES),
        (Origin::Merged, true) => (&LOCKF_MERGES, &LOCKF_MERGES),
        (Origin::Joined, _) => (&JOINS, &JOINS),
        (Origin::Plain, true) => (&LOCKF_FROM_OFFSET, &LOCKF_FROM_OFFSET),
        (Origin::Negative, true) => (&LOCKF_NEGATIVE, &LOCKF_NEGATIVE),
        (Origin::Infinite(_), true) => (&LOCKF_FROM_OFFSET, &LOCKF_ZERO),
    }
}

fn line(lock: &Lock) -> Listed {
    let class = match lock.owner {
        Owner::Process(_) => Class::Posix,
        Owner::Description(_) => Class::Ofd,
    };
    let holder = holder_of(lock.owner);
    Listed { class, bytes: lock.bytes, kind: lock.kind, advisory: true, holder }
}

fn holder_of(owner: Owner) -> Holder {
    match owner {
        Owner::Process(actor) => Holder::Actor(actor),
        Owner::Description(_) => Holder::Nobody,
    }
}
