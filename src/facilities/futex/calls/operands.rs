//! Which word a call is made with, how long it may sleep, what FUTEX_WAKE_OP does, and what is
//! wrong with a call that is refused.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::engine::Draw;
use crate::engine::forms::{Choice, Operand, Put, Take};

/// Words in the memory that processes share.
pub const WORDS: u8 = 3;

/// A futex word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// In memory that processes share.
    Shared(u8),
    /// The same memory, at another address.
    Again(u8),
    /// In the memory of the caller's process.
    Own,
}

const AGAIN: u64 = 0x100;
const OWN: u64 = 0x200;

impl Operand for Word {
    fn put(self, words: &mut Put) {
        words.word(match self {
            Self::Shared(nth) => nth.into(),
            Self::Again(nth) => AGAIN | u64::from(nth),
            Self::Own => OWN,
        });
    }

    fn take(words: &mut Take<'_>) -> Self {
        let word = words.word();
        match word & !0xff {
            AGAIN => Self::Again(word as u8),
            OWN => Self::Own,
            _ => Self::Shared(word as u8),
        }
    }

    fn show(self) -> String {
        match self {
            Self::Shared(nth) => format!("word{nth}"),
            Self::Again(nth) => format!("word{nth} at its other address"),
            Self::Own => "the process's own word".into(),
        }
    }

    fn c(self) -> String {
        match self {
            Self::Shared(nth) => format!("&shared[{nth}]"),
            Self::Again(nth) => format!("&shared_again[{nth}]"),
            Self::Own => "&own".into(),
        }
    }

    fn simpler(self) -> Vec<Self> {
        match self {
            Self::Again(nth) => vec![Self::Shared(nth)],
            Self::Shared(1..) => vec![Self::Shared(0)],
            Self::Shared(0) | Self::Own => vec![],
        }
    }

    fn class(self) -> u32 {
        match self {
            Self::Shared(_) => 0,
            Self::Again(_) => 1,
            Self::Own => 2,
        }
    }

    fn draw(draw: &mut Draw<'_>) -> Option<Self> {
        let nth = *draw.one_of(&[0, 0, 1, 2]);
        Some(*draw.one_of(&[
            Self::Shared(nth),
            Self::Shared(nth),
            Self::Shared(nth),
            Self::Again(nth),
            Self::Own,
        ]))
    }
}

/// How long a call may sleep: counted from the call on, or a time of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Not at all; as a time, long ago.
    Zero,
    /// Not long.
    Soon,
    /// Longer than any script.
    Far,
    Negative,
    ThousandMillion,
    /// At an address at which nothing is mapped.
    Unmapped,
}

/// How long the call may sleep that times out.
pub const SOON: Duration = Duration::from_millis(1);

impl Choice for Span {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Zero, "0 s", "&(struct timespec){0, 0}"),
        (Self::Soon, "1 ms", "&(struct timespec){0, 1000000}"),
        (Self::Far, "ages", "&(struct timespec){1l << 32, 0}"),
        (Self::Negative, "-1 s", "&(struct timespec){-1, 0}"),
        (Self::ThousandMillion, "1000000000 ns", "&(struct timespec){1, 1000000000}"),
        (Self::Unmapped, "what an address says at which nothing is", "(void *)8"),
    ];
}

/// What FUTEX_WAKE_OP does to the second word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Set,
    Add,
    Or,
    AndNot,
    Xor,
}

impl Choice for Change {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Set, "=", "FUTEX_OP_SET"),
        (Self::Add, "+=", "FUTEX_OP_ADD"),
        (Self::Or, "|=", "FUTEX_OP_OR"),
        (Self::AndNot, "&= ~", "FUTEX_OP_ANDN"),
        (Self::Xor, "^=", "FUTEX_OP_XOR"),
    ];
}

impl Change {
    pub fn made(self, value: u32, operand: u32) -> u32 {
        match self {
            Self::Set => operand,
            Self::Add => value.wrapping_add(operand),
            Self::Or => value | operand,
            Self::AndNot => value & !operand,
            Self::Xor => value ^ operand,
        }
    }
}

/// How FUTEX_WAKE_OP compares what the second word was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    Equal,
    Unequal,
    Less,
    NotMore,
    More,
    NotLess,
}

impl Choice for Test {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Equal, "==", "FUTEX_OP_CMP_EQ"),
        (Self::Unequal, "!=", "FUTEX_OP_CMP_NE"),
        (Self::Less, "<", "FUTEX_OP_CMP_LT"),
        (Self::NotMore, "<=", "FUTEX_OP_CMP_LE"),
        (Self::More, ">", "FUTEX_OP_CMP_GT"),
        (Self::NotLess, ">=", "FUTEX_OP_CMP_GE"),
    ];
}

impl Test {
    pub fn holds<T: PartialOrd + Copy>(self, left: T, right: T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::Unequal => left != right,
            Self::Less => left < right,
            Self::NotMore => left <= right,
            Self::More => left > right,
            Self::NotLess => left >= right,
        }
    }
}

/// An operation of futex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    Wake,
    Wait,
    WaitBitset,
    WakeBitset,
    Requeue,
    CompareRequeue,
    WakeOp,
}

impl Choice for Operation {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Wake, "FUTEX_WAKE", "FUTEX_WAKE"),
        (Self::Wait, "FUTEX_WAIT", "FUTEX_WAIT"),
        (Self::WaitBitset, "FUTEX_WAIT_BITSET", "FUTEX_WAIT_BITSET"),
        (Self::WakeBitset, "FUTEX_WAKE_BITSET", "FUTEX_WAKE_BITSET"),
        (Self::Requeue, "FUTEX_REQUEUE", "FUTEX_REQUEUE"),
        (Self::CompareRequeue, "FUTEX_CMP_REQUEUE", "FUTEX_CMP_REQUEUE"),
        (Self::WakeOp, "FUTEX_WAKE_OP", "FUTEX_WAKE_OP"),
    ];
}

impl Operation {
    pub fn waits(self) -> bool {
        matches!(self, Self::Wait | Self::WaitBitset)
    }

    /// Whether it has a second word.
    pub fn has_second(self) -> bool {
        matches!(self, Self::Requeue | Self::CompareRequeue | Self::WakeOp)
    }
}

/// What is wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    Misaligned,
    MisalignedSecond,
    Unmapped,
    UnmappedSecond,
    Forbidden,
    Realtime,
}

impl Choice for Fault {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Misaligned, "a word that is not aligned", "misaligned"),
        (Self::MisalignedSecond, "a second word that is not aligned", "second_misaligned"),
        (Self::Unmapped, "a word at which nothing is mapped", "unmapped"),
        (Self::UnmappedSecond, "a second word at which nothing is mapped", "second_unmapped"),
        (Self::Forbidden, "a word that may not be read", "not_readable"),
        (Self::Realtime, "FUTEX_CLOCK_REALTIME", "realtime"),
    ];
}
