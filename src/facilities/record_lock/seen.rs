//! What comes out of the calls on record locks.

mod listed;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::table::Kind;
use crate::engine::{Actor, Seen};
pub use listed::{Class, Listed, Part, parts};

/// What came back.
#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize)]
pub enum Saw {
    Opened,
    Done,
    /// `F_GETLK` found nothing in the way; whether it left the other fields alone.
    Free {
        rest_untouched: bool,
    },
    /// `F_GETLK` found a lock in the way: from which byte of the file, and how many.
    Held {
        kind: Kind,
        start: i64,
        length: i64,
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

/// What `F_GETLK` tells of a lock, in the order of the claims.
const KIND: usize = 0;
const START: usize = 1;
const LENGTH: usize = 2;
const HOLDER: usize = 3;

impl Seen for Saw {
    fn differs_at(&self, seen: &Self) -> usize {
        match (self, seen) {
            (Self::Free { .. }, Self::Free { .. }) => 1,
            (
                Self::Held { kind, start, length, .. },
                Self::Held { kind: kind_seen, start: start_seen, length: length_seen, .. },
            ) => {
                if kind != kind_seen {
                    KIND
                } else if start != start_seen {
                    START
                } else if length != length_seen {
                    LENGTH
                } else {
                    HOLDER
                }
            }
            (Self::Listed(lines), Self::Listed(seen)) => listed::differs_at(lines, seen),
            _ => 0,
        }
    }

    fn likeness(&self, seen: &Self) -> usize {
        let (
            Self::Held { kind, start, length, holder },
            Self::Held { kind: kind_seen, start: start_seen, length: length_seen, holder: by },
        ) = (self, seen)
        else {
            return 0;
        };
        let same = [kind == kind_seen, start == start_seen, length == length_seen, holder == by];
        same.into_iter().filter(|same| *same).count()
    }

    fn lie(&self, part: usize) -> Option<Self> {
        match self.clone() {
            Self::Free { .. } if part == 1 => Some(Self::Free { rest_untouched: false }),
            Self::Held { mut kind, mut start, mut length, mut holder } => {
                match part {
                    KIND => kind = kind.other(),
                    START => start += 1,
                    LENGTH => length += 1,
                    _ => holder = Holder::Stranger,
                }
                Some(Self::Held { kind, start, length, holder })
            }
            Self::Listed(lines) => listed::lie(lines, part).map(Self::Listed),
            _ => None,
        }
    }
}

impl Kind {
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Read => Self::Write,
            Self::Write => Self::Read,
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
            Self::Held { kind, start, length, holder } => {
                write!(f, "{kind} lock of {holder} on {start}, {length}")
            }
            Self::Listed(lines) if lines.is_empty() => f.write_str("no locks"),
            Self::Listed(lines) => {
                let lines: Vec<_> = lines.iter().map(Listed::to_string).collect();
                f.write_str(&lines.join("; "))
            }
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
