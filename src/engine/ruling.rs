//! A ruling: the outcomes that the documentation allows now, each naming the claims that allow it.
//!
//! There is no way to make a clause without a claim. What the manual does not speak of is silent,
//! under a name.

use std::fmt;
use std::ops::BitOr;

use smallvec::{SmallVec, smallvec};

use super::{Answer, Errno, Outcome, Seen};
use crate::claim::{Claim, Version};

/// The outcomes that a model allows now, or the name of a situation of which the manual is silent.
#[derive(Debug, Clone)]
pub struct Ruling<S = Outcome> {
    /// Mostly one: a ruling is moved about more often than it has another.
    pub clauses: SmallVec<[Clause<S>; 1]>,
    pub silent: Option<&'static str>,
}

/// One allowed outcome, and the claims that allow it.
#[derive(Debug, Clone)]
pub struct Clause<S = Outcome> {
    pub claims: SmallVec<[&'static Claim; 2]>,
    pub happens: Happens<S>,
    /// Tells the model's `follow` which clause it was.
    pub mark: u8,
}

/// What a clause lets happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Happens<S = Outcome> {
    Returns(Expect<S>),
    /// Sleeps; and what a caught signal then does.
    Waits(Interrupted<S>),
    /// Takes effect in part (this many bytes) and does not return yet.
    Advances(u64),
    /// The caller is killed by this signal.
    Dies(i32),
}

/// A set of answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Expect<S = Outcome> {
    Is(S),
    /// Both ends included, by the order of the values. Boxed, as it is rare: a ruling is moved
    /// about at every step.
    Between(Box<(S, S)>),
    Fails(Errno),
    /// With one of these: the manual does not say which.
    FailsOneOf(&'static [Errno]),
}

/// What a caught signal does to a sleeping call.
#[derive(Debug, Clone, PartialEq)]
pub enum Interrupted<S = Outcome> {
    /// The room does not say: the engine sends no signal to this call.
    Unruled,
    /// EINTR without `SA_RESTART`, by the first claim; goes on sleeping with it, by the second.
    Restarts(&'static Claim, &'static Claim),
    /// EINTR whatever the handler's flags.
    AlwaysEintr(&'static Claim),
    /// Goes on sleeping: the call's own mask blocks the signal.
    Blocked(&'static Claim),
    /// Returns what it has done so far.
    Short(&'static Claim, Box<S>),
}

impl<S> Clause<S> {
    /// The claims to credit, each once: a claim may speak of several parts of the outcome.
    pub fn credited(&self) -> impl Iterator<Item = &'static Claim> {
        let first = |place: usize| !self.claims[..place].contains(&self.claims[place]);
        self.claims.iter().enumerate().filter(move |(place, _)| first(*place)).map(|(_, one)| *one)
    }
}

impl<S> Ruling<S> {
    /// Nothing is allowed, and nothing is silent: what else is allowed may be added.
    pub fn none() -> Self {
        Self { clauses: SmallVec::new(), silent: None }
    }

    /// This, unless it allows nothing; then the other.
    #[must_use]
    pub fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        if self.clauses.is_empty() && self.silent.is_none() { other() } else { self }
    }
}

impl<S: Seen> Ruling<S> {
    /// The manual does not speak of this situation.
    pub fn silent(situation: &'static str) -> Self {
        Self { clauses: SmallVec::new(), silent: Some(situation) }
    }

    /// Marks every clause, so that `follow` can tell which was taken.
    #[must_use]
    pub fn marked(mut self, mark: u8) -> Self {
        for clause in &mut self.clauses {
            clause.mark = mark;
        }
        self
    }

    /// Drops the clauses that do not speak of the running kernel.
    #[must_use]
    pub fn for_kernel(mut self, version: Version) -> Self {
        self.restrict(version);
        self
    }

    /// The same in place.
    pub fn restrict(&mut self, version: Version) {
        let speaks =
            |clause: &Clause<S>| clause.claims.iter().all(|claim| claim.speaks_of(version));
        if self.clauses.iter().all(speaks) {
            return;
        }
        self.clauses.retain(|clause| speaks(clause));
        if self.clauses.is_empty() && self.silent.is_none() {
            self.silent = Some("no claim speaks of this kernel");
        }
    }

    /// The clause that lets the call sleep, if there is one.
    pub fn waits(&self) -> Option<(&Clause<S>, &Interrupted<S>)> {
        self.clauses.iter().find_map(|clause| match &clause.happens {
            Happens::Waits(interrupted) => Some((clause, interrupted)),
            _ => None,
        })
    }

    /// Whether the call can end or stop the caller: not to be made in the worker itself. Where the
    /// manual is silent, it can.
    pub fn may_wait_or_die(&self) -> bool {
        self.silent.is_some()
            || self.clauses.iter().any(|clause| !matches!(clause.happens, Happens::Returns(_)))
    }

    /// Whether the call can do nothing but sleep, and in one way.
    pub fn must_wait(&self) -> bool {
        let waits = |clause: &Clause<S>| matches!(clause.happens, Happens::Waits(_));
        self.silent.is_none() && matches!(&self.clauses[..], [clause] if waits(clause))
    }
}

impl<S> BitOr for Ruling<S> {
    type Output = Self;

    /// Either: the manual does not rank the two.
    fn bitor(mut self, other: Self) -> Self {
        self.clauses.extend(other.clauses);
        self.silent = self.silent.or(other.silent);
        self
    }
}

/// What claims (one, or several that speak of parts of the outcome) can allow.
pub trait Allow: Sized {
    fn named(self) -> SmallVec<[&'static Claim; 2]>;

    fn clause<S>(self, happens: Happens<S>) -> Ruling<S> {
        let clause = Clause { claims: self.named(), happens, mark: 0 };
        Ruling { clauses: smallvec![clause], silent: None }
    }

    /// The call returns exactly this.
    fn returns<S>(self, seen: impl Into<S>) -> Ruling<S> {
        self.clause(Happens::Returns(Expect::Is(seen.into())))
    }

    /// The call returns something from `low` to `high`, both included.
    fn returns_between<S>(self, low: impl Into<S>, high: impl Into<S>) -> Ruling<S> {
        self.clause(Happens::Returns(Expect::Between(Box::new((low.into(), high.into())))))
    }

    /// The call fails with this error.
    fn fails<S>(self, errno: Errno) -> Ruling<S> {
        self.clause(Happens::Returns(Expect::Fails(errno)))
    }

    /// The call fails with this error if `holds`; else nothing is ruled.
    fn fails_if<S>(self, holds: bool, errno: Errno) -> Ruling<S> {
        if holds { self.fails(errno) } else { Ruling::none() }
    }

    /// The call fails, with an error that the manual does not name: one of these.
    fn refused<S>(self, errnos: &'static [Errno]) -> Ruling<S> {
        self.clause(Happens::Returns(Expect::FailsOneOf(errnos)))
    }

    /// The call sleeps.
    fn waits<S>(self, interrupted: Interrupted<S>) -> Ruling<S> {
        self.clause(Happens::Waits(interrupted))
    }

    /// The call takes effect in part and goes on.
    fn advances<S>(self, bytes: u64) -> Ruling<S> {
        self.clause(Happens::Advances(bytes))
    }

    /// The call kills its caller.
    fn dies<S>(self, signal: i32) -> Ruling<S> {
        self.clause(Happens::Dies(signal))
    }
}

impl Allow for &'static Claim {
    fn named(self) -> SmallVec<[&'static Claim; 2]> {
        smallvec![self]
    }
}

impl<const N: usize> Allow for [&'static Claim; N] {
    /// Each in the place of the part that it speaks of; of several parts, in the place of each.
    fn named(self) -> SmallVec<[&'static Claim; 2]> {
        self.into_iter().collect()
    }
}

impl<S: Seen> Expect<S> {
    /// Whether the answer is one of these.
    pub fn admits(&self, answer: &Answer<S>) -> bool {
        match (self, answer) {
            (Self::Is(expected), Ok(seen)) => expected == seen,
            (Self::Between(ends), Ok(seen)) => ends.0 <= *seen && *seen <= ends.1,
            (Self::Fails(expected), Err(errno)) => expected == errno,
            (Self::FailsOneOf(expected), Err(errno)) => expected.contains(errno),
            _ => false,
        }
    }
}

impl<S: Seen> fmt::Display for Happens<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Returns(Expect::Is(seen)) => write!(f, "{seen}"),
            Self::Returns(Expect::Between(ends)) => write!(f, "{} to {}", ends.0, ends.1),
            Self::Returns(Expect::Fails(errno)) => write!(f, "{errno}"),
            Self::Returns(Expect::FailsOneOf(errnos)) => {
                let names: Vec<_> = errnos.iter().map(Errno::to_string).collect();
                f.write_str(&names.join(" or "))
            }
            Self::Waits(_) => f.write_str("waits"),
            Self::Advances(bytes) => write!(f, "takes {bytes} bytes and goes on"),
            Self::Dies(signal) => write!(f, "killed by {}", crate::sys::signal_name(*signal)),
        }
    }
}
