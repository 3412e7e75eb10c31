//! Which claim an outcome breaks, and how the outcome reads.

use crate::claim::{Claim, Force};
use crate::engine::history::Fate;
use crate::engine::ruling::{Clause, Expect, Happens, Ruling};
use crate::engine::{Actor, Answer, Seen};

/// Which claim an outcome breaks.
#[derive(Debug, Clone)]
pub struct Blame {
    /// The first claim that should have held.
    pub claim: &'static Claim,
    /// The other claims that would have allowed something.
    pub also: Vec<&'static Claim>,
    pub allowed: Vec<String>,
    pub observed: String,
    /// Whose call it was.
    pub by: Actor,
}

impl<S: Seen> Clause<S> {
    /// Whether this clause alone allows that fate.
    pub fn allows(&self, fate: &Fate<S>) -> bool {
        match (&self.happens, fate) {
            (_, Fate::Returned(answer)) => self.returns(answer),
            (Happens::Waits(_), Fate::Waits) => true,
            (Happens::Dies(expected), Fate::Died(signal)) => expected == signal,
            _ => false,
        }
    }

    /// Whether this clause alone allows that answer.
    pub fn returns(&self, answer: &Answer<S>) -> bool {
        matches!(&self.happens, Happens::Returns(expect) if expect.admits(answer))
    }
}

/// The claim that should have held, of the outcome that is likest to what came; and the others of
/// the ruling. A claim that only permits is never blamed.
pub fn blame<S: Seen>(by: Actor, ruling: &Ruling<S>, fate: &Fate<S>) -> Option<Blame> {
    let requires =
        |clause: &&Clause<S>| clause.claims.iter().any(|claim| claim.force == Force::Requires);
    let likeness = |clause: &Clause<S>| match (&clause.happens, fate) {
        (Happens::Returns(Expect::Is(expected)), Fate::Returned(Ok(seen))) => {
            expected.likeness(seen)
        }
        _ => 0,
    };
    // Of equals, the first.
    let mut clauses = ruling.clauses.iter().filter(requires);
    let first = clauses.next()?;
    let first =
        clauses.fold(first, |best, next| if likeness(next) > likeness(best) { next } else { best });
    let part = match (&first.happens, fate) {
        (Happens::Returns(Expect::Is(expected)), Fate::Returned(Ok(seen))) => {
            expected.differs_at(seen)
        }
        _ => 0,
    };
    let claim = first.claims[part.min(first.claims.len() - 1)];
    let others = ruling.clauses.iter().filter(|clause| !std::ptr::eq(*clause, first));
    let also = others.map(|clause| clause.claims[0]).filter(|other| *other != claim).collect();
    let allowed = ruling.clauses.iter().map(|clause| clause.happens.to_string()).collect();
    Some(Blame { claim, also, allowed, observed: show(fate), by })
}

/// An outcome as a person reads it.
pub fn show<S: Seen>(fate: &Fate<S>) -> String {
    match fate {
        Fate::Returned(Ok(seen)) => seen.to_string(),
        Fate::Returned(Err(errno)) => errno.to_string(),
        Fate::Waits => "waits".into(),
        Fate::Died(signal) => format!("killed by {}", crate::sys::signal_name(*signal)),
    }
}

/// The clause of a deed's ruling that allows the answer.
pub(super) fn matching<'r, S: Seen>(
    ruling: &'r Ruling<S>,
    answer: &Answer<S>,
) -> Option<&'r Clause<S>> {
    ruling
        .clauses
        .iter()
        .find(|clause| matches!(&clause.happens, Happens::Returns(expect) if expect.admits(answer)))
}
