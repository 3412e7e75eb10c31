//! What waits, for how long, and what ends it: the same for fcntl and for lockf.

use super::circle::Circle;
use super::{Lock, Situation};
use crate::claim::Claim;
use crate::engine::{Allow, Errno, Interrupted, Ruling};
use crate::facilities::record_lock::claims::*;

/// The claims by which a wait is ruled.
pub struct Waiting {
    waits: &'static Claim,
    eintr: &'static Claim,
    restarts: &'static Claim,
    deadlock: &'static Claim,
    deadlock_of_many: &'static Claim,
}

pub static BY_FCNTL: Waiting = Waiting {
    waits: &SETLKW_WAITS,
    eintr: &SETLKW_EINTR,
    restarts: &SETLKW_RESTARTS,
    deadlock: &DEADLOCK_DETECTED,
    deadlock_of_many: &DEADLOCK_OF_MANY,
};

pub static BY_LOCKF: Waiting = Waiting {
    waits: &LOCKF_LOCK_WAITS,
    eintr: &LOCKF_EINTR,
    restarts: &LOCKF_RESTARTS,
    deadlock: &LOCKF_DEADLOCK,
    deadlock_of_many: &LOCKF_DEADLOCK,
};

impl Situation<'_> {
    pub fn wait(&self, conflicts: &[Lock], claims: &Waiting) -> Ruling {
        let stays =
            !self.waited || self.files.is_place_still(self.call, self.by, self.id, self.file);
        let class = if stays {
            Interrupted::Restarts(claims.eintr, claims.restarts)
        } else {
            // It would restart, and count its range from elsewhere.
            Interrupted::Unruled
        };
        let waits = || claims.waits.waits(class.clone());
        let deadlock = |of| {
            let claim = if of > 2 { claims.deadlock_of_many } else { claims.deadlock };
            claim.fails(Errno::EDEADLK)
        };
        match self.circle(conflicts) {
            Circle::No => waits(),
            // A circle is looked for when a wait begins, and again when it goes on.
            Circle::Yes(of) if !self.waited => deadlock(of),
            Circle::Yes(of) | Circle::Perhaps(of) => waits() | deadlock(of),
            Circle::Apparent => waits() | DEADLOCK_FALSELY.fails(Errno::EDEADLK),
        }
    }
}
