//! What a deed gives back, in symbols.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::monitor::{self, ROUNDS};
use crate::engine::{Access, Seen};

/// What a deed gave back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Told {
    Done,
    /// What epoll reported each time that it was asked; the bits are those of `Ready`.
    Reported {
        rounds: [u8; ROUNDS],
        spoken: u8,
    },
    Flag(bool),
    /// How the description was opened.
    Mode(Access),
    /// What fdinfo shows of it.
    Shown {
        access: Access,
        nonblocking: bool,
    },
    /// What poll reported, a bit each for input, output, hangup and error, and which of these are
    /// spoken of: two reports are equal when they agree on what both speak of.
    Ready {
        bits: u8,
        spoken: u8,
    },
    /// The slots still open after fork or exec, a bit each.
    Open(u32),
    /// The same after an exec in a process of several threads; and whether others are left.
    Alone {
        open: u32,
        others: bool,
    },
    /// One of several threads has exited; and whether others are left.
    Gone {
        others: bool,
    },
}

impl PartialEq for Told {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Done, Self::Done) => true,
            (Self::Flag(left), Self::Flag(right)) => left == right,
            (Self::Mode(left), Self::Mode(right)) => left == right,
            (
                Self::Shown { access, nonblocking },
                Self::Shown { access: opened, nonblocking: other },
            ) => (access, nonblocking) == (opened, other),
            (Self::Open(left), Self::Open(right)) => left == right,
            (Self::Alone { open, others }, Self::Alone { open: seen, others: left }) => {
                (open, others) == (seen, left)
            }
            (Self::Gone { others }, Self::Gone { others: left }) => others == left,
            (Self::Ready { bits, spoken }, Self::Ready { bits: seen, spoken: also }) => {
                (bits ^ seen) & spoken & also == 0
            }
            (Self::Reported { rounds, spoken }, Self::Reported { rounds: seen, spoken: also }) => {
                rounds.iter().zip(seen).all(|(bits, seen)| (bits ^ seen) & spoken & also == 0)
            }
            _ => false,
        }
    }
}

impl PartialOrd for Told {
    /// Reports have no order; only equal ones compare.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self == other).then_some(Ordering::Equal)
    }
}

impl Seen for Told {
    fn differs_at(&self, seen: &Self) -> usize {
        match (self, seen) {
            (Self::Ready { bits, spoken }, Self::Ready { bits: reported, .. }) => {
                let first = ((bits ^ reported) & spoken).trailing_zeros();
                (spoken & ((1u32 << first) as u8).wrapping_sub(1)).count_ones() as usize
            }
            (Self::Reported { rounds, spoken }, Self::Reported { rounds: reported, .. }) => {
                let differs = |(bits, seen): (&u8, &u8)| (bits ^ seen) & spoken != 0;
                rounds.iter().zip(reported).position(differs).unwrap_or_default()
            }
            // Nothing that should be open is missing: then something that should be closed is not.
            (Self::Open(expected), Self::Open(open)) => usize::from(expected & !open == 0),
            (Self::Alone { open: expected, .. }, Self::Alone { open, .. }) => {
                if expected == open {
                    2
                } else {
                    usize::from(expected & !open == 0)
                }
            }
            _ => 0,
        }
    }

    fn lie(&self, part: usize) -> Option<Self> {
        Some(match *self {
            Self::Done => return None,
            Self::Flag(on) => Self::Flag(!on),
            Self::Mode(Access::Both) => Self::Mode(Access::Read),
            Self::Mode(_) => Self::Mode(Access::Both),
            Self::Shown { access, nonblocking } => {
                Self::Shown { access, nonblocking: !nonblocking }
            }
            Self::Ready { bits, spoken } => {
                let bit = (0..4).filter(|bit| spoken >> bit & 1 == 1).nth(part)?;
                Self::Ready { bits: bits ^ 1 << bit, spoken }
            }
            Self::Reported { mut rounds, spoken } => {
                rounds[part] ^= 1 << spoken.trailing_zeros();
                Self::Reported { rounds, spoken }
            }
            Self::Open(mask) if part == 0 => Self::Open(mask & mask.checked_sub(1)?),
            Self::Open(mask) => Self::Open(mask | 1 << (!mask).trailing_zeros()),
            Self::Gone { others } => Self::Gone { others: !others },
            Self::Alone { open, others } if part == 2 => Self::Alone { open, others: !others },
            Self::Alone { open, others } => match Self::Open(open).lie(part)? {
                Self::Open(open) => Self::Alone { open, others },
                _ => return None,
            },
        })
    }
}

const OTHERS_LEFT: &str = "; other threads are left";

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("done"),
            Self::Flag(true) => f.write_str("set"),
            Self::Flag(false) => f.write_str("clear"),
            Self::Mode(access) => write!(f, "{access}"),
            Self::Shown { access, nonblocking } => {
                write!(f, "{access}")?;
                f.write_str(if *nonblocking { ", non-blocking" } else { "" })
            }
            Self::Ready { bits, spoken } => f.write_str(&monitor::events(bits & spoken)),
            Self::Reported { rounds, spoken } => {
                let rounds = rounds.map(|bits| monitor::events(bits & spoken));
                f.write_str(&rounds.join(", then "))
            }
            Self::Alone { open, others } => {
                write!(f, "{}", Self::Open(*open))?;
                f.write_str(if *others { OTHERS_LEFT } else { "" })
            }
            Self::Gone { others } => {
                f.write_str("gone")?;
                f.write_str(if *others { OTHERS_LEFT } else { "" })
            }
            Self::Open(mask) => {
                let open: Vec<_> = (0..32)
                    .filter(|bit| mask >> bit & 1 == 1)
                    .map(|bit| format!("fd{bit}"))
                    .collect();
                write!(f, "open: {}", if open.is_empty() { "none".into() } else { open.join(" ") })
            }
        }
    }
}
