//! Laws that a fake kernel breaks, one at a time, and the claims of which one must be blamed.

mod eventfd;
mod pipe;
mod posix_mq;
mod record_lock;

use bythebook::engine::fake::{Breaks, long_trial};
use bythebook::engine::history::Fate;
use bythebook::engine::{Errno, Outcome, Room};

use crate::facts;

/// Operations under each law.
const OPERATIONS: u64 = 60_000;

/// A law by what breaks it, and the claims that may be blamed, of which the first must be.
struct Law {
    broken: &'static str,
    breaks: Breaks,
    blamed: &'static [&'static str],
}

/// Each law is found broken, and no claim is blamed but those that it breaks.
fn are_found(room: &'static Room, laws: &[Law]) {
    let facts = facts();
    for Law { broken, breaks, blamed } in laws {
        let (_, found) = long_trial(room, &facts, OPERATIONS, Some(*breaks));
        println!("{}: {broken}: {found:?}", room.facility.name);
        assert!(found.contains_key(blamed[0]), "{broken}: {} is not in {found:?}", blamed[0]);
        let innocent: Vec<_> = found.keys().filter(|claim| !blamed.contains(claim)).collect();
        assert!(innocent.is_empty(), "{broken}: {innocent:?} did not do it: {found:?}");
    }
}

/// Another outcome in place of this one, if `other` has one.
fn other_outcome<S: Into<Outcome>>(fate: &mut Fate, other: impl FnOnce(&Outcome) -> Option<S>) {
    if let Fate::Returned(Ok(outcome)) = fate
        && let Some(lie) = other(outcome)
    {
        *outcome = lie.into();
    }
}

/// Another errno in place of this one.
fn other_errno(fate: &mut Fate, errno: Errno) {
    if matches!(fate, Fate::Returned(Err(told)) if *told == errno) {
        *fate = Fate::Returned(Err(Errno::EIO));
    }
}
