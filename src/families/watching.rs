//! How long a call may sleep that watches descriptors, and which signals it lets through.

use serde::{Deserialize, Serialize};

use crate::engine::forms::{Choice, Operand};

/// How long the call may sleep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timeout {
    Zero,
    /// No timeout; of poll, -1.
    Forever,
    /// Longer than any script.
    Far,
    /// A millisecond.
    Soon,
    /// Less than zero: of poll, the lowest number.
    Negative,
    /// A whole second in the part that is less than one; of poll, as `Far`.
    Excess,
}

/// Longer than any script, in seconds.
pub const FAR_SECONDS: i64 = 1 << 20;

impl Choice for Timeout {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Zero, ", now", "0"),
        (Self::Forever, ", for ever", "-1"),
        (Self::Far, ", for days", "INT_MAX"),
        (Self::Soon, ", for 1 ms", "1"),
        (Self::Negative, ", for less than 0", "INT_MIN"),
        (Self::Excess, ", for a second in the fraction", "INT_MAX"),
    ];
}

impl Timeout {
    /// Seconds and the rest, a second having so many parts; none for no limit.
    pub fn time(self, parts: i64) -> Option<[i64; 2]> {
        Some(match self {
            Self::Forever => return None,
            Self::Zero => [0, 0],
            Self::Far => [FAR_SECONDS, 0],
            Self::Soon => [0, parts / 1_000],
            Self::Negative => [-1, 0],
            Self::Excess => [0, parts],
        })
    }

    pub fn milliseconds(self) -> i32 {
        match self {
            Self::Zero => 0,
            Self::Forever => -1,
            Self::Soon => 1,
            Self::Negative => i32::MIN,
            Self::Far | Self::Excess => i32::MAX,
        }
    }

    /// As C, as the call of that name takes it.
    pub fn written(self, name: &str) -> String {
        let (structure, parts) = match name {
            "select" => ("timeval", 1_000_000),
            "ppoll" | "pselect" | "pselect6" | "epoll_pwait2" => ("timespec", 1_000_000_000),
            _ => return self.c(),
        };
        self.time(parts).map_or_else(
            || "NULL".into(),
            |[seconds, rest]| format!("&(struct {structure}){{{seconds}, {rest}}}"),
        )
    }
}

/// The mask of signals that the call is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mask {
    /// No mask.
    Null,
    /// It blocks no signal.
    Empty,
    /// It blocks the script's signal.
    Blocks,
    /// It blocks no signal; and the script's signal was blocked, and is pending.
    Pending,
}

impl Choice for Mask {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Null, "", "NULL"),
        (Self::Empty, ", no signal blocked", "&(sigset_t){0}"),
        (Self::Blocks, ", SIGUSR1 blocked", "mask_of(SIGUSR1)"),
        (Self::Pending, ", SIGUSR1 pending and let through", "after_pending(SIGUSR1)"),
    ];
}

impl Mask {
    /// As the kernel takes it; none where there is none.
    pub fn bits(self) -> Option<u64> {
        match self {
            Self::Null => None,
            Self::Empty | Self::Pending => Some(0),
            Self::Blocks => Some(1 << (libc::SIGUSR1 - 1)),
        }
    }
}
