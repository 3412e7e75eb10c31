//! The lines of /proc/locks, and which part of what they show differs from which.

use std::fmt;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::Holder;
use crate::engine::Actor;
use crate::facilities::record_lock::ranges::INFINITY;
use crate::facilities::record_lock::table::Kind;

/// A line of /proc/locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Listed {
    pub class: Class,
    pub first: i64,
    pub last: i64,
    pub kind: Kind,
    pub advisory: bool,
    /// Nobody for a lock of flock: these have no one owner.
    pub holder: Holder,
}

/// Whose lock it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Class {
    /// A process's.
    Posix,
    /// An open file description's.
    Ofd,
    /// flock's.
    Flock,
}

/// What the lines show, in the order of the claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Records,
    Advisory,
    Kind,
    Holder,
    First,
    Eof,
    Last,
    Descriptions,
    NoHolder,
    Flocks,
}

/// The parts that these lines have.
pub fn parts(lines: &[Listed]) -> SmallVec<[Part; 10]> {
    let all = [
        Part::Records,
        Part::Advisory,
        Part::Kind,
        Part::Holder,
        Part::First,
        Part::Eof,
        Part::Last,
        Part::Descriptions,
        Part::NoHolder,
        Part::Flocks,
    ];
    let shown = |part: &Part| *part == Part::Records || lines.iter().any(|line| part.is_of(line));
    all.into_iter().filter(shown).collect()
}

impl Part {
    /// Whether a line shows this.
    fn is_of(self, line: &Listed) -> bool {
        match self {
            Self::Records | Self::Holder => line.class == Class::Posix,
            Self::Descriptions | Self::NoHolder => line.class == Class::Ofd,
            Self::Flocks => line.class == Class::Flock,
            Self::Advisory | Self::Kind => true,
            Self::First => line.class != Class::Flock,
            Self::Last => line.class != Class::Flock && line.last != INFINITY,
            Self::Eof => line.class != Class::Flock && line.last == INFINITY,
        }
    }

    /// What a line says of it: only that it is there, or a value.
    fn shown(self, line: &Listed) -> (i64, i64) {
        let holder = match line.holder {
            Holder::Actor(Actor(place)) => i64::from(place),
            Holder::Nobody => -1,
            Holder::Stranger => -2,
        };
        match self {
            Self::Records | Self::Descriptions => (0, 0),
            Self::Flocks => (line.first, line.last),
            Self::Advisory => (i64::from(line.advisory), 0),
            Self::Kind => (line.kind as i64, 0),
            Self::Holder | Self::NoHolder => (holder, 0),
            Self::First => (line.first, 0),
            Self::Last | Self::Eof => (line.last, 0),
        }
    }

    /// What all lines together say of it.
    fn all(self, lines: &[Listed]) -> Vec<(i64, i64)> {
        let of = lines.iter().filter(|line| self.is_of(line));
        let mut all: Vec<_> = of.map(|line| self.shown(line)).collect();
        all.sort_unstable();
        all
    }
}

/// The first part in which the lines differ.
pub fn differs_at(lines: &[Listed], seen: &[Listed]) -> usize {
    let parts = parts(lines);
    // A line more or less would show in every part: by itself it is one of its class.
    let counted = [Part::Records, Part::Descriptions, Part::Flocks];
    let differs = |part: &Part| part.all(lines) != part.all(seen);
    let first = counted.into_iter().find(differs).or_else(|| parts.iter().copied().find(differs));
    first.and_then(|first| parts.iter().position(|part| *part == first)).unwrap_or(0)
}

/// The same lines, but for that part.
pub fn lie(mut lines: Vec<Listed>, part: usize) -> Option<Vec<Listed>> {
    let part = *parts(&lines).get(part)?;
    let place = lines.iter().position(|line| part.is_of(line));
    match (part, place) {
        (Part::Records, _) => lines.push(Listed {
            class: Class::Posix,
            first: 0,
            last: 0,
            kind: Kind::Write,
            advisory: true,
            holder: Holder::Stranger,
        }),
        (Part::Descriptions | Part::Flocks, Some(place)) => {
            lines.remove(place);
        }
        (_, Some(place)) => {
            let line = &mut lines[place];
            match part {
                Part::Advisory => line.advisory = !line.advisory,
                Part::Kind => line.kind = line.kind.other(),
                Part::Holder | Part::NoHolder => line.holder = Holder::Stranger,
                Part::First => line.first += 1,
                Part::Last => line.last += 1,
                _ => line.last = line.first + 1,
            }
        }
        (_, None) => return None,
    }
    lines.sort_unstable();
    Some(lines)
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { class, kind, holder, first, last, advisory } = self;
        write!(f, "{class} ")?;
        f.write_str(if *advisory { "" } else { "mandatory " })?;
        write!(f, "{kind} ")?;
        if *class != Class::Flock {
            write!(f, "{holder} ")?;
        }
        match *last {
            INFINITY => write!(f, "{first}-EOF"),
            last => write!(f, "{first}-{last}"),
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Posix => "POSIX",
            Self::Ofd => "OFDLCK",
            Self::Flock => "FLOCK",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(class: Class, last: i64) -> Listed {
        let holder = if class == Class::Posix { Holder::Actor(Actor(0)) } else { Holder::Nobody };
        Listed { class, first: 0, last, kind: Kind::Write, advisory: true, holder }
    }

    #[test]
    fn a_lie_about_a_part_differs_in_that_part() {
        let lines = vec![
            line(Class::Posix, 9),
            line(Class::Posix, INFINITY),
            line(Class::Ofd, 9),
            line(Class::Flock, INFINITY),
        ];
        assert_eq!(parts(&lines).len(), 10);
        for part in 0..10 {
            let lie = lie(lines.clone(), part).expect("every part is shown");
            assert_eq!(differs_at(&lines, &lie), part, "{:?}", parts(&lines)[part]);
        }
    }
}
