//! The lines of /proc/locks, and which part of what they show differs from which.

use std::fmt;

use super::calls::Seen;
use super::claims::*;
use crate::claim::Claim;
use crate::engine::Outcome;
use crate::engine::forms::{Choice, Part, Parts, Rest, TakeParts};
pub use crate::families::ranges::Holder;
use crate::families::ranges::{Bytes, INFINITY, Kind};

/// A line of /proc/locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    pub class: Class,
    pub bytes: Bytes,
    pub kind: Kind,
    pub advisory: bool,
    /// Nobody for a lock of flock: these have no one owner.
    pub holder: Holder,
}

/// Whose lock it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A process's.
    Posix,
    /// An open file description's.
    Ofd,
    /// flock's.
    Flock,
}

/// Something that lines show, and the claim that speaks of it.
struct Shown {
    claim: &'static Claim,
    /// Whether a line shows it.
    by: fn(&Listed) -> bool,
    /// What a line says of it: only that it is there, or a value.
    says: fn(&Listed) -> (i64, i64),
    /// Another line, that says something else of it; none, if it is the number of lines.
    lie: Option<fn(&mut Listed)>,
}

const fn part(
    claim: &'static Claim,
    by: fn(&Listed) -> bool,
    says: fn(&Listed) -> (i64, i64),
    lie: Option<fn(&mut Listed)>,
) -> Shown {
    Shown { claim, by, says, lie }
}

/// All that lines show, in the order of the claims.
static PARTS: [Shown; 10] = [
    part(&PROC_LISTS, is_posix, |_| (0, 0), None),
    part(&PROC_ADVISORY, |_| true, |l| (l.advisory.into(), 0), Some(|l| l.advisory = !l.advisory)),
    part(&PROC_TYPE, |_| true, |l| (l.kind as i64, 0), Some(|l| l.kind = l.kind.other())),
    part(&PROC_HOLDER, is_posix, holder, Some(|l| l.holder = Holder::Stranger)),
    part(&PROC_FIRST, has_range, |l| (l.bytes.first, 0), Some(|l| l.bytes.first += 1)),
    part(
        &PROC_EOF,
        |l| has_range(l) && l.bytes.last == INFINITY,
        |_| (0, 0),
        Some(|l| l.bytes.last = l.bytes.first + 1),
    ),
    part(
        &PROC_LAST,
        |l| has_range(l) && l.bytes.last != INFINITY,
        |l| (l.bytes.last, 0),
        Some(|l| l.bytes.last += 1),
    ),
    part(&PROC_OFD, is_ofd, |_| (0, 0), None),
    part(&PROC_OFD_HOLDER, is_ofd, holder, Some(|l| l.holder = Holder::Stranger)),
    part(&PROC_FLOCK, |l| !has_range(l), |l| (l.bytes.first, l.bytes.last), None),
];

fn is_posix(line: &Listed) -> bool {
    line.class == Class::Posix
}

fn is_ofd(line: &Listed) -> bool {
    line.class == Class::Ofd
}

fn has_range(line: &Listed) -> bool {
    line.class != Class::Flock
}

fn holder(line: &Listed) -> (i64, i64) {
    (line.holder.word() as i64, 0)
}

impl Shown {
    /// What all lines together say of it.
    fn all(&self, lines: &[Listed]) -> Vec<(i64, i64)> {
        let mut all: Vec<_> = lines.iter().filter(|line| (self.by)(line)).map(self.says).collect();
        all.sort_unstable();
        all
    }

    fn differs(&self, lines: &[Listed], seen: &[Listed]) -> bool {
        self.all(lines) != self.all(seen)
    }
}

/// What these lines show. Record locks that are not there are not to be listed.
fn parts(lines: &[Listed]) -> impl Iterator<Item = &'static Shown> {
    PARTS
        .iter()
        .enumerate()
        .filter(|(nth, part)| *nth == 0 || lines.iter().any(part.by))
        .map(|(_, part)| part)
}

/// The claims that speak of what these lines show.
pub fn claims(lines: &[Listed]) -> impl Iterator<Item = &'static Claim> {
    parts(lines).map(|part| part.claim)
}

fn lines_of(outcome: &Outcome) -> Vec<Listed> {
    if let Seen::Listed { lines: Rest(lines) } = Seen::of(outcome) { lines } else { vec![] }
}

/// The place of the first claim that lines which differ break.
pub fn differs_at(expected: &Outcome, seen: &Outcome) -> usize {
    let (lines, seen) = (lines_of(expected), lines_of(seen));
    let differs = |part: &Shown| part.differs(&lines, &seen);
    // A line more or less would show in every part: by itself it is one of its class.
    let counts = PARTS.iter().find(|part| part.lie.is_none() && differs(part));
    let first = counts.or_else(|| parts(&lines).find(|part| differs(part)));
    let place = first.and_then(|first| claims(&lines).position(|claim| claim == first.claim));
    place.unwrap_or(0)
}

/// The same lines, but for what the claim in that place speaks of.
pub fn lie_about(truth: &Outcome, place: usize) -> Option<Outcome> {
    let mut lines = lines_of(truth);
    let part = parts(&lines).nth(place)?;
    let first = lines.iter().position(part.by);
    match (part.lie, first) {
        (Some(lie), first) => lie(&mut lines[first?]),
        (None, Some(first)) => drop(lines.remove(first)),
        (None, None) => lines.push(Listed {
            class: Class::Posix,
            bytes: Bytes { first: 0, last: 0 },
            kind: Kind::Write,
            advisory: true,
            holder: Holder::Stranger,
        }),
    }
    lines.sort_unstable();
    Some(Seen::Listed { lines: Rest(lines) }.into())
}

pub fn shown(outcome: &Outcome) -> String {
    let lines: Vec<_> = lines_of(outcome).iter().map(Part::show).collect();
    if lines.is_empty() { "no locks".into() } else { lines.join("; ") }
}

impl Choice for Class {
    const TABLE: &'static [(Self, &'static str, &'static str)] =
        &[(Self::Posix, "POSIX", ""), (Self::Ofd, "OFDLCK", ""), (Self::Flock, "FLOCK", "")];
}

impl Part for Listed {
    fn put(self, parts: &mut Parts) {
        let Self { class, bytes: Bytes { first, last }, kind, advisory, holder } = self;
        class.put(parts);
        first.put(parts);
        last.put(parts);
        kind.put(parts);
        advisory.put(parts);
        holder.put(parts);
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        Self {
            class: Class::take(parts),
            bytes: Bytes { first: i64::take(parts), last: i64::take(parts) },
            kind: Part::take(parts),
            advisory: bool::take(parts),
            holder: Holder::take(parts),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }

    fn lie(&self) -> Option<Self> {
        Some(Self { holder: Holder::Stranger, ..*self })
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { class, bytes: Bytes { first, last }, kind, advisory, holder } = self;
        let binds = if *advisory { "" } else { "mandatory " };
        write!(f, "{} {binds}{} ", class.show(), Part::show(kind))?;
        if *class != Class::Flock {
            write!(f, "of {} ", holder.show())?;
        }
        if *last == INFINITY { write!(f, "{first}-EOF") } else { write!(f, "{first}-{last}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Actor;

    fn line(class: Class, last: i64) -> Listed {
        let holder = if class == Class::Posix { Holder::Actor(Actor(0)) } else { Holder::Nobody };
        let bytes = Bytes { first: 0, last };
        Listed { class, bytes, kind: Kind::Write, advisory: true, holder }
    }

    #[test]
    fn a_lie_about_a_part_differs_in_that_part() {
        let lines = vec![
            line(Class::Posix, 9),
            line(Class::Posix, INFINITY),
            line(Class::Ofd, 9),
            line(Class::Flock, INFINITY),
        ];
        assert_eq!(parts(&lines).count(), PARTS.len());
        let truth = Seen::Listed { lines: Rest(lines) }.into();
        for (place, part) in PARTS.iter().enumerate() {
            let lie = lie_about(&truth, place).expect("every part is shown");
            assert_eq!(differs_at(&truth, &lie), place, "{}", part.claim.id());
        }
    }
}
