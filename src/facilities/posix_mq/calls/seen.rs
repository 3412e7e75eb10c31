//! What comes out of the calls of message queues, in symbols.

use crate::engine::content::{Content, Piece};
use crate::engine::forms::{OutcomeRow, Part, Parts, Rest, TakeParts};
use crate::engine::{Actor, Errno, Outcome};
use crate::facilities::posix_mq::POSIX_MQ;
use crate::outcomes;
use crate::sys::signal_name;

outcomes! { Seen of POSIX_MQ:
    Opened { cloexec: bool },
        OutcomeRow::of("a descriptor{cloexec?| without close-on-exec}").after_success();
    Done, OutcomeRow::of("done");
    Sent, OutcomeRow::of("sent");
    Received { priority: u32, content: Content },
        OutcomeRow::of("received {content}, priority {priority}")
            .differs(received_differs).lie(received_lie);
    TimedOut { early: bool },
        OutcomeRow::of("ETIMEDOUT{early?, before its time|}").after_success()
            .failure(Errno::ETIMEDOUT);
    /// The flags are 0, or 1 for O_NONBLOCK; anything else is foreign.
    Attributes { flags: i64, messages_max: i64, message_bytes_max: i64, messages: i64 },
        OutcomeRow::shown(attributes_shown);
    Registered, OutcomeRow::of("registered");
    /// The notices since the last look.
    Notices { notices: Rest<Notice> },
        OutcomeRow::shown(notices_shown).differs(notices_differ).lie(notices_lie);
    /// A registration for a thread and an arrival: whether the function ran, and in which thread.
    Thread { ran: bool, apart: bool },
        OutcomeRow::of("the function {ran?ran|did not run}{apart? in a thread of its own|}");
    /// The line in the file of a queue. The fields that mean nothing without a registration are 0.
    Line { bytes: u64, by: Who, method: i32, signal: i32 },
        OutcomeRow::of("QSIZE {bytes}, NOTIFY {method}, SIGNO {signal}, NOTIFY_PID {by}");
    Status { mode: u32, owned: bool, grouped: bool },
        OutcomeRow::shown(status_shown);
    /// Whether the directory shows a file of that name.
    Shown { shown: bool }, OutcomeRow::of("{shown?there|not there}");
    Sticky { sticky: bool }, OutcomeRow::of("{sticky?sticky|not sticky}").after_success();
    Number { number: i64 }, OutcomeRow::of("{number}");
}

/// A process, as a pid tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Nobody,
    An(Actor),
    Stranger,
}

/// A caught notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl Part for Who {
    fn put(self, parts: &mut Parts) {
        parts.word(match self {
            Self::Nobody => 0,
            Self::An(actor) => 1 + u64::from(actor.0),
            Self::Stranger => u64::MAX,
        });
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        match parts.word() {
            0 => Self::Nobody,
            u64::MAX => Self::Stranger,
            actor => Self::An(Actor((actor - 1) as u8)),
        }
    }

    fn show(&self) -> String {
        match self {
            Self::Nobody => "0".into(),
            Self::An(actor) => format!("of {actor}"),
            Self::Stranger => "of a stranger".into(),
        }
    }

    fn lie(&self) -> Option<Self> {
        Some(if *self == Self::Stranger { Self::Nobody } else { Self::Stranger })
    }
}

/// The parts of a receive's clause, in the order of its claims.
const WHOLE: usize = 1;
const PRIORITY: usize = 2;
const FIRST: usize = 3;
const OLDEST: usize = 4;

fn received_differs(expected: &Outcome, seen: &Outcome) -> usize {
    let (Seen::Received { priority, content }, Seen::Received { priority: with, content: came }) =
        (Seen::of(expected), Seen::of(seen))
    else {
        return 0;
    };
    let cut = came.partial_cmp(&content).is_some();
    match (content == came, priority == with) {
        (true, _) => PRIORITY,
        (false, true) if cut => WHOLE,
        (false, false) => FIRST,
        (false, true) => OLDEST,
    }
}

fn received_lie(truth: &Outcome, part: usize) -> Option<Outcome> {
    let Seen::Received { priority, content } = Seen::of(truth) else { return None };
    let (priority, content) = match part {
        WHOLE => match content.len() {
            0 => (priority, std::iter::once(Piece::of(0, 1)).collect()),
            1 => (priority, Content::default()),
            _ => (priority, content.shortened()?),
        },
        PRIORITY => (priority ^ 1, content),
        FIRST => (priority ^ 1, content.reversed()?),
        OLDEST => (priority, content.reversed()?),
        _ => return None,
    };
    Some(Seen::Received { priority, content }.into())
}

fn attributes_shown(outcome: &Outcome) -> String {
    let Seen::Attributes { flags, messages_max, message_bytes_max, messages } = Seen::of(outcome)
    else {
        return String::new();
    };
    let flags = match flags {
        0 => "blocking".to_owned(),
        1 => "non-blocking".to_owned(),
        other => format!("flags {other:#x}"),
    };
    format!("{flags}, {messages} of {messages_max} messages of {message_bytes_max} bytes")
}

fn status_shown(outcome: &Outcome) -> String {
    let Seen::Status { mode, owned, grouped } = Seen::of(outcome) else { return String::new() };
    let not = |holds| if holds { "" } else { "not " };
    format!("mode {mode:03o}, {}owned by me, {}my group's", not(owned), not(grouped))
}

/// How many parts a notice has of which claims speak; a notice too many comes after them.
const NOTICE_PARTS: usize = 4;

impl Notice {
    /// The part in which another one differs, by the place of the claim that speaks of it.
    fn differs(&self, other: &Self) -> Option<usize> {
        let same = [
            self.signal == other.signal && self.tag == other.tag,
            self.coded == other.coded,
            self.sender == other.sender,
            self.same_user == other.same_user,
        ];
        same.iter().position(|same| !same)
    }
}

fn notices(outcome: &Outcome) -> Vec<Notice> {
    match Seen::of(outcome) {
        Seen::Notices { notices } => notices.0,
        _ => vec![],
    }
}

fn notices_differ(expected: &Outcome, seen: &Outcome) -> usize {
    let (expected, seen) = (notices(expected), notices(seen));
    if seen.len() > expected.len() {
        return NOTICE_PARTS;
    }
    expected.iter().zip(&seen).find_map(|(one, other)| one.differs(other)).unwrap_or(0)
}

#[expect(clippy::unnecessary_wraps, reason = "as the other lies are")]
fn notices_lie(truth: &Outcome, part: usize) -> Option<Outcome> {
    let mut lie = notices(truth);
    match (lie.first_mut(), part) {
        (Some(_), 0) => drop(lie.remove(0)),
        (Some(first), 1) => first.coded = !first.coded,
        (Some(first), 2) => first.sender = Who::Stranger,
        (Some(first), 3) => first.same_user = !first.same_user,
        _ => lie.push(Notice {
            signal: libc::SIGUSR2,
            tag: 0,
            coded: true,
            sender: Who::Stranger,
            same_user: true,
        }),
    }
    Some(Seen::Notices { notices: Rest(lie) }.into())
}

fn notices_shown(outcome: &Outcome) -> String {
    let all: Vec<_> = notices(outcome).iter().map(Part::show).collect();
    if all.is_empty() { "no notice".into() } else { all.join(", ") }
}

impl Part for Notice {
    fn put(self, parts: &mut Parts) {
        let Self { signal, tag, coded, sender, same_user } = self;
        signal.put(parts);
        tag.put(parts);
        coded.put(parts);
        sender.put(parts);
        same_user.put(parts);
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        Self {
            signal: i32::take(parts),
            tag: u16::take(parts),
            coded: bool::take(parts),
            sender: Who::take(parts),
            same_user: bool::take(parts),
        }
    }

    fn show(&self) -> String {
        let Self { signal, tag, coded, sender, same_user } = self;
        let (signal, sender) = (signal_name(*signal), sender.show());
        let coded = if *coded { "" } else { " without SI_MESGQ" };
        let user = if *same_user { "" } else { ", another user" };
        format!("{signal} for registration {tag}{coded}, sender {sender}{user}")
    }

    fn lie(&self) -> Option<Self> {
        None
    }
}
