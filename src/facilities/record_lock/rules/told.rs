//! What F_GETLK and /proc/locks tell of the locks that there are.

use super::{Kind, Lock, Owner, Range, Situation, before_start};
use crate::claim::Claim;
use crate::engine::{Allow, Clause, Expect, Happens, Ruling};
use crate::facilities::record_lock::claims::*;
use crate::facilities::record_lock::model::Flocked;
use crate::facilities::record_lock::ranges::INFINITY;
use crate::facilities::record_lock::seen::{Class, Holder, Listed, Part, Saw, parts};
use crate::facilities::record_lock::table::Origin;

impl Situation<'_> {
    pub fn get(&self, kind: Kind, range: Range) -> Ruling<Saw> {
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
        let table = &self.files.file(self.file.object).table;
        let free = if table.others(self.owner(), bytes).next().is_some() {
            &GETLK_IGNORES_SHARED
        } else if table.own(self.owner(), bytes).next().is_some() {
            &GETLK_IGNORES_OWN
        } else {
            &GETLK_FREE
        };
        [free, &GETLK_FREE_LEAVES_REST].returns(Saw::Free { rest_untouched: true })
    }

    pub fn proc_locks(&self) -> Ruling<Saw> {
        let state = self.files.file(self.file.object);
        let gone = |flocked: &Flocked| !self.world.exists(flocked.by);
        if state.flocks.iter().any(gone) {
            return Ruling::silent("/proc/locks where whoever called flock has ended");
        }
        let mut lines: Vec<Listed> = state.table.locks().iter().map(listed).collect();
        lines.extend(state.flocks.iter().map(|flocked| Listed {
            class: Class::Flock,
            first: 0,
            last: INFINITY,
            kind: flocked.kind,
            advisory: true,
            holder: Holder::Nobody,
        }));
        lines.sort_unstable();
        let claims = parts(&lines).into_iter().map(claim_of).collect();
        let happens = Happens::Returns(Expect::Is(Saw::Listed(lines)));
        let clause = Clause { claims, happens, mark: 0 };
        Ruling { clauses: smallvec::smallvec![clause], silent: None }
    }
}

fn claim_of(part: Part) -> &'static Claim {
    match part {
        Part::Records => &PROC_LISTS,
        Part::Advisory => &PROC_ADVISORY,
        Part::Kind => &PROC_TYPE,
        Part::Holder => &PROC_HOLDER,
        Part::First => &PROC_FIRST,
        Part::Last => &PROC_LAST,
        Part::Eof => &PROC_EOF,
        Part::Descriptions => &PROC_OFD,
        Part::NoHolder => &PROC_OFD_HOLDER,
        Part::Flocks => &PROC_FLOCK,
    }
}

fn told(lock: &Lock) -> Ruling<Saw> {
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
    let held = Saw::Held {
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

fn listed(lock: &Lock) -> Listed {
    let class = match lock.owner {
        Owner::Process(_) => Class::Posix,
        Owner::Description(_) => Class::Ofd,
    };
    Listed {
        class,
        first: lock.bytes.first,
        last: lock.bytes.last,
        kind: lock.kind,
        advisory: true,
        holder: holder_of(lock.owner),
    }
}

fn holder_of(owner: Owner) -> Holder {
    match owner {
        Owner::Process(actor) => Holder::Actor(actor),
        Owner::Description(_) => Holder::Nobody,
    }
}
