//! What comes out of the calls on record locks.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::table::Kind;
use crate::engine::{Actor, Seen};

/// What came back.
#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize)]
pub enum Saw {
    Opened,
    Done,
    /// `F_GETLK` found nothing in the way; whether it left the other fields alone.
    Free {
        rest_untouched: bool,
    },
    /// `F_GETLK` found a lock in the way.
    Held {
        kind: Kind,
        start: i64,
        length: i64,
        from_start: bool,
        holder: Holder,
    },
    /// The locks of the file in /proc/locks, sorted.
    Listed(Vec<Listed>),
}

/// Whom a lock is said to belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Holder {
    Actor(Actor),
    /// Process -1.
    Nobody,
    /// A process that is no actor.
    Stranger,
}

/// A line of /proc/locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Listed {
    pub of_description: bool,
    pub kind: Kind,
    pub holder: Holder,
    pub first: i64,
    pub last: i64,
}

impl Seen for Saw {
    fn differs_at(&self, seen: &Self) -> usize {
        match (self, seen) {
            (Self::Held { kind, .. }, Self::Held { kind: other, .. }) if kind != other => 0,
            (Self::Held { holder, .. }, Self::Held { holder: other, .. }) if holder != other => 2,
            (Self::Free { .. }, Self::Free { .. }) | (Self::Held { .. }, Self::Held { .. }) => 1,
            (Self::Listed(lines), Self::Listed(seen)) => {
                let records = |lines: &[Listed]| -> Vec<Listed> {
                    lines.iter().filter(|line| !line.of_description).copied().collect()
                };
                usize::from(records(lines) == records(seen))
            }
            _ => 0,
        }
    }

    fn lie(&self, part: usize) -> Option<Self> {
        match (self, part) {
            (Self::Free { .. }, 1) => Some(Self::Free { rest_untouched: false }),
            (Self::Held { kind, start, length, from_start, holder }, _) => {
                let other = if *kind == Kind::Read { Kind::Write } else { Kind::Read };
                Some(Self::Held {
                    kind: if part == 0 { other } else { *kind },
                    start: start + i64::from(part == 1),
                    length: *length,
                    from_start: *from_start,
                    holder: if part == 2 { Holder::Stranger } else { *holder },
                })
            }
            (Self::Listed(lines), _) => {
                let of_description = part == 1;
                let place = lines.iter().position(|line| line.of_description == of_description)?;
                let mut lines = lines.clone();
                lines.remove(place);
                Some(Self::Listed(lines))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Saw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opened => f.write_str("a new descriptor"),
            Self::Done => f.write_str("done"),
            Self::Free { rest_untouched: true } => f.write_str("nothing in the way"),
            Self::Free { .. } => f.write_str("nothing in the way, other fields changed"),
            Self::Held { kind, start, length, from_start, holder } => {
                write!(f, "{kind} lock of {holder} on {start}, {length}")?;
                f.write_str(if *from_start { "" } else { ", not from SEEK_SET" })
            }
            Self::Listed(lines) if lines.is_empty() => f.write_str("no locks"),
            Self::Listed(lines) => {
                let lines: Vec<_> = lines.iter().map(Listed::to_string).collect();
                f.write_str(&lines.join("; "))
            }
        }
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { of_description, kind, holder, first, last } = self;
        let class = if *of_description { "OFDLCK" } else { "POSIX" };
        write!(f, "{class} {kind} {holder} {first}-")?;
        match *last {
            i64::MAX => f.write_str("EOF"),
            last => write!(f, "{last}"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
        })
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Actor(actor) => write!(f, "{actor}"),
            Self::Nobody => f.write_str("process -1"),
            Self::Stranger => f.write_str("a process that is no actor"),
        }
    }
}
