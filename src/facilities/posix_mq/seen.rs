//! What comes out of the calls of message queues, in symbols.

use std::fmt;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::engine::content::{Content, Piece};
use crate::engine::{Actor, Seen};
use crate::sys::signal_name;

/// What came back.
#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize)]
pub enum Saw {
    Opened {
        cloexec: bool,
    },
    Done,
    Sent,
    Received {
        content: Content,
        priority: u32,
    },
    /// The time was up; and whether it was before its time.
    TimedOut {
        early: bool,
    },
    Attributes(Attributes),
    Registered,
    /// The notices since the last look.
    Notices(SmallVec<[Notice; 1]>),
    /// A registration for a thread and an arrival: whether the function ran, and in which thread.
    Thread {
        ran: bool,
        apart: bool,
    },
    /// The line in the file of a queue. Of what means nothing without a registration, nothing.
    Line {
        bytes: u64,
        by: Who,
        method: i32,
        signal: i32,
    },
    Status {
        mode: u32,
        owned: bool,
        grouped: bool,
    },
    /// Whether the directory shows a file of that name.
    Shown(bool),
    Sticky(bool),
    Number(i64),
}

/// `struct mq_attr`, as told.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Attributes {
    /// 0, or 1 for `O_NONBLOCK`; anything else is foreign.
    pub flags: i64,
    pub messages_max: i64,
    pub message_bytes_max: i64,
    pub messages: i64,
}

/// A process, as a pid tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Hash, Serialize, Deserialize)]
pub enum Who {
    Nobody,
    An(Actor),
    Stranger,
}

/// A caught notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Hash, Serialize, Deserialize)]
pub struct Notice {
    pub signal: i32,
    /// The tag of the registration, which came back in `si_value`.
    pub tag: u16,
    /// Its code is `SI_MESGQ`.
    pub coded: bool,
    pub sender: Who,
    /// The sender's real user is the receiver's.
    pub same_user: bool,
}

/// The parts of a receive's clause, in the order of its claims.
const WHOLE: usize = 1;
const PRIORITY: usize = 2;
const FIRST: usize = 3;
const OLDEST: usize = 4;

impl Seen for Saw {
    fn differs_at(&self, seen: &Self) -> usize {
        match (self, seen) {
            (Self::Opened { .. }, Self::Opened { .. })
            | (Self::Sticky(_), Self::Sticky(_))
            | (Self::TimedOut { .. }, Self::TimedOut { .. }) => 1,
            (
                Self::Received { content, priority },
                Self::Received { content: came, priority: with },
            ) => {
                let cut = came.partial_cmp(content).is_some();
                received_differs(content == came, cut, priority == with)
            }
            (Self::Attributes(told), Self::Attributes(seen)) => told.differs_at(seen),
            (Self::Notices(expected), Self::Notices(seen)) => notices_differ(expected, seen),
            (
                Self::Line { bytes, by, method, .. },
                Self::Line { bytes: counted, by: owner, method: by_way, .. },
            ) => first_false(&[bytes == counted, by == owner, method == by_way]),
            (Self::Status { mode, owned, .. }, Self::Status { mode: has, owned: own, .. }) => {
                first_false(&[mode == has, owned == own])
            }
            _ => 0,
        }
    }

    fn lie(&self, part: usize) -> Option<Self> {
        Some(match (self, part) {
            (Self::Opened { cloexec }, 1) => Self::Opened { cloexec: !cloexec },
            (Self::TimedOut { early }, 1) => Self::TimedOut { early: !early },
            (Self::Received { content, priority }, WHOLE) => {
                let content = match content.len() {
                    0 => std::iter::once(Piece::of(0, 1)).collect(),
                    1 => Content::default(),
                    _ => content.shortened()?,
                };
                Self::Received { content, priority: *priority }
            }
            (Self::Received { content, priority }, PRIORITY) => {
                Self::Received { content: content.clone(), priority: priority ^ 1 }
            }
            (Self::Received { content, priority }, FIRST) => {
                Self::Received { content: content.reversed()?, priority: priority ^ 1 }
            }
            (Self::Received { content, priority }, OLDEST) => {
                Self::Received { content: content.reversed()?, priority: *priority }
            }
            (Self::Attributes(told), _) => Self::Attributes(told.lie(part)),
            (Self::Notices(expected), _) => Self::Notices(lie_of_notices(expected, part)?),
            (Self::Thread { .. }, _) => Self::Thread { ran: false, apart: false },
            (Self::Line { bytes, by, method, signal }, _) => Self::Line {
                bytes: bytes + u64::from(part == 0),
                by: if part == 1 { Who::Stranger } else { *by },
                method: method + i32::from(part == 2),
                signal: signal + i32::from(part == 3),
            },
            (Self::Status { mode, owned, grouped }, _) => Self::Status {
                mode: mode ^ u32::from(part == 0),
                owned: *owned != (part == 1),
                grouped: *grouped != (part == 2),
            },
            (Self::Shown(shown), _) => Self::Shown(!shown),
            (Self::Sticky(sticky), 1) => Self::Sticky(!sticky),
            (Self::Number(number), _) => Self::Number(number + 1),
            _ => return None,
        })
    }
}

/// Which part of a received message is not as it should be.
fn received_differs(same: bool, cut: bool, same_priority: bool) -> usize {
    match (same, same_priority) {
        (true, _) => PRIORITY,
        (false, true) if cut => WHOLE,
        (false, false) => FIRST,
        (false, true) => OLDEST,
    }
}

fn notices_differ(expected: &[Notice], seen: &[Notice]) -> usize {
    const ALL: usize = 4;
    if seen.len() > expected.len() {
        return ALL;
    }
    let differs = |(left, right): (&Notice, &Notice)| {
        let same = [
            left.signal == right.signal && left.tag == right.tag,
            left.coded == right.coded,
            left.sender == right.sender,
            left.same_user == right.same_user,
        ];
        same.contains(&false).then(|| first_false(&same))
    };
    expected.iter().zip(seen).find_map(differs).unwrap_or(0)
}

#[expect(clippy::unnecessary_wraps, reason = "as the other lies are")]
fn lie_of_notices(expected: &[Notice], part: usize) -> Option<SmallVec<[Notice; 1]>> {
    let mut lie: SmallVec<[Notice; 1]> = expected.iter().copied().collect();
    let stray = Notice {
        signal: libc::SIGUSR2,
        tag: 0,
        coded: true,
        sender: Who::Stranger,
        same_user: true,
    };
    if lie.is_empty() || part > 3 {
        lie.push(stray);
        return Some(lie);
    }
    let first = &mut lie[0];
    match part {
        0 => {
            lie.remove(0);
        }
        1 => first.coded = !first.coded,
        2 => first.sender = Who::Stranger,
        _ => first.same_user = !first.same_user,
    }
    Some(lie)
}

/// The place of the first that does not hold; past the end if all do.
fn first_false(hold: &[bool]) -> usize {
    hold.iter().position(|holds| !holds).unwrap_or(hold.len())
}

impl Attributes {
    fn differs_at(&self, seen: &Self) -> usize {
        first_false(&[
            self.flags == seen.flags,
            self.messages_max == seen.messages_max,
            self.message_bytes_max == seen.message_bytes_max,
        ])
    }

    fn lie(&self, part: usize) -> Self {
        Self {
            flags: self.flags ^ i64::from(part == 0),
            messages_max: self.messages_max + i64::from(part == 1),
            message_bytes_max: self.message_bytes_max + i64::from(part == 2),
            messages: self.messages + i64::from(part == 3),
        }
    }
}

impl fmt::Display for Saw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let yes = |holds: &bool, yes: &'static str, no: &'static str| if *holds { yes } else { no };
        match self {
            Self::Opened { cloexec } => {
                write!(f, "a descriptor{}", yes(cloexec, "", " without close-on-exec"))
            }
            Self::Done => f.write_str("done"),
            Self::Sent => f.write_str("sent"),
            Self::Received { content, priority } => {
                write!(f, "received {content}, priority {priority}")
            }
            Self::TimedOut { early } => {
                write!(f, "ETIMEDOUT{}", yes(early, ", before its time", ""))
            }
            Self::Attributes(told) => {
                let Attributes { flags, messages_max, message_bytes_max, messages } = told;
                let flags = match flags {
                    0 => "blocking".to_owned(),
                    1 => "non-blocking".to_owned(),
                    other => format!("flags {other:#x}"),
                };
                write!(f, "{flags}, {messages} of {messages_max} messages")?;
                write!(f, " of {message_bytes_max} bytes")
            }
            Self::Registered => f.write_str("registered"),
            Self::Notices(notices) if notices.is_empty() => f.write_str("no notice"),
            Self::Notices(notices) => {
                let all: Vec<_> = notices.iter().map(ToString::to_string).collect();
                f.write_str(&all.join(", "))
            }
            Self::Thread { ran, apart } => f.write_str(match (ran, apart) {
                (true, true) => "the function ran in a thread of its own",
                (true, false) => "the function ran in the thread that registered it",
                (false, _) => "the function did not run",
            }),
            Self::Line { bytes, by, method, signal } => {
                write!(f, "QSIZE {bytes}, NOTIFY {method}, SIGNO {signal}, NOTIFY_PID {by}")
            }
            Self::Status { mode, owned, grouped } => {
                write!(f, "mode {mode:03o}, {}", yes(owned, "owned by me", "not owned by me"))?;
                f.write_str(yes(grouped, ", my group's", ", not my group's"))
            }
            Self::Shown(shown) => f.write_str(yes(shown, "there", "not there")),
            Self::Sticky(sticky) => f.write_str(yes(sticky, "sticky", "not sticky")),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => f.write_str("0"),
            Self::An(actor) => write!(f, "of {actor}"),
            Self::Stranger => f.write_str("of a stranger"),
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} for registration {}", signal_name(self.signal), self.tag)?;
        f.write_str(if self.coded { "" } else { " without SI_MESGQ" })?;
        write!(f, ", sender {}", self.sender)?;
        f.write_str(if self.same_user { "" } else { ", another user" })
    }
}
