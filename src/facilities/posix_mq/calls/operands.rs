//! The operands that only message queues have.

use serde::{Deserialize, Serialize};

use crate::engine::forms::{self, FlagSet, FlagSpec, Operand, Put, Take, flag};
use crate::sys::{MqAttr, signal_name};

/// A queue's name, as the manual has it: with its slash.
pub type Name = forms::Name<255>;

/// The flags of mq_open, without the access mode.
#[derive(Debug, Clone, Copy)]
pub struct OpenFlags;

pub const CREATE: i32 = libc::O_CREAT;
pub const EXCLUSIVE: i32 = libc::O_EXCL;
pub const NONBLOCK: i32 = libc::O_NONBLOCK;
pub const CLOEXEC: i32 = libc::O_CLOEXEC;

impl FlagSet for OpenFlags {
    const TABLE: &'static [FlagSpec] = &[
        flag("create", "O_CREAT", CREATE),
        flag("exclusive", "O_EXCL", EXCLUSIVE),
        flag("nonblocking", "O_NONBLOCK", NONBLOCK),
        flag("cloexec", "O_CLOEXEC", CLOEXEC),
    ];
}

/// Attributes given to mq_open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    pub messages_max: i64,
    pub message_bytes_max: i64,
    /// Values in the fields that are not looked at.
    pub junk: bool,
}

impl Given {
    pub fn of(messages_max: i64, message_bytes_max: i64) -> Self {
        Self { messages_max, message_bytes_max, junk: false }
    }

    /// Whether a queue can have them, where no limit is in the way.
    pub fn is_positive(self) -> bool {
        self.messages_max > 0 && self.message_bytes_max > 0
    }

    pub fn structure(self) -> MqAttr {
        let Self { messages_max, message_bytes_max, junk } = self;
        let (flags, messages) = if junk { (NONBLOCK.into(), 1) } else { (0, 0) };
        MqAttr { flags, messages_max, message_bytes_max, messages }
    }
}

impl Operand for Given {
    fn put(self, words: &mut Put) {
        self.messages_max.put(words);
        self.message_bytes_max.put(words);
        self.junk.put(words);
    }

    fn take(words: &mut Take<'_>) -> Self {
        let (messages_max, message_bytes_max) = (i64::take(words), i64::take(words));
        Self { messages_max, message_bytes_max, junk: bool::take(words) }
    }

    fn show(self) -> String {
        let Self { messages_max, message_bytes_max, junk } = self;
        let junk = if junk { ", junk in the rest" } else { "" };
        format!("{messages_max}×{message_bytes_max}{junk}")
    }

    fn c(self) -> String {
        format!(
            "&(struct mq_attr){{.mq_maxmsg = {}, .mq_msgsize = {}}}",
            self.messages_max, self.message_bytes_max
        )
    }

    fn simpler(self) -> Vec<Self> {
        vec![Self::of(1, 8), Self { junk: false, ..self }]
    }
}

/// What mq_notify is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    GiveUp,
    Nothing,
    /// The n-th of the signals of notices.
    Signal(u8),
    /// A number that may be no signal's.
    SignalNumber(i32),
    /// A value of `sigev_notify`.
    Method(i32),
}

/// Signals of notices: queued, so that none is lost in another.
pub const NOTICE_SIGNALS: [i32; 2] = [40, 41];

impl Request {
    /// `sigev_notify` and `sigev_signo`, or nothing for a null pointer.
    pub fn parts(self) -> Option<(i32, i32)> {
        Some(match self {
            Self::GiveUp => return None,
            Self::Nothing => (libc::SIGEV_NONE, 0),
            Self::Signal(nth) => {
                (libc::SIGEV_SIGNAL, NOTICE_SIGNALS[usize::from(nth) % NOTICE_SIGNALS.len()])
            }
            Self::SignalNumber(number) => (libc::SIGEV_SIGNAL, number),
            Self::Method(method) => (method, 0),
        })
    }
}

impl Operand for Request {
    fn put(self, words: &mut Put) {
        let (which, value) = match self {
            Self::GiveUp => (0, 0),
            Self::Nothing => (1, 0),
            Self::Signal(nth) => (2, nth.into()),
            Self::SignalNumber(number) => (3, number),
            Self::Method(method) => (4, method),
        };
        words.word(which);
        value.put(words);
    }

    fn take(words: &mut Take<'_>) -> Self {
        let (which, value) = (words.word(), i32::take(words));
        match which {
            0 => Self::GiveUp,
            1 => Self::Nothing,
            2 => Self::Signal(value as u8),
            3 => Self::SignalNumber(value),
            _ => Self::Method(value),
        }
    }

    fn show(self) -> String {
        match (self, self.parts()) {
            (_, None) => "NULL".into(),
            (Self::Nothing, _) => "SIGEV_NONE".into(),
            (Self::Signal(_), Some((_, signal))) => signal_name(signal),
            (Self::SignalNumber(number), _) => format!("signal {number}"),
            (_, Some((method, _))) => format!("sigev_notify {method}"),
        }
    }

    fn c(self) -> String {
        self.parts().map_or("NULL".into(), |(method, signal)| {
            format!("&(struct sigevent){{.sigev_notify = {method}, .sigev_signo = {signal}}}")
        })
    }

    fn simpler(self) -> Vec<Self> {
        if matches!(self, Self::Signal(_)) { vec![Self::Nothing] } else { vec![] }
    }

    fn class(self) -> u32 {
        match self {
            Self::GiveUp => 0,
            Self::Nothing => 1,
            Self::Signal(_) => 2,
            Self::SignalNumber(_) => 3,
            Self::Method(_) => 4,
        }
    }
}
