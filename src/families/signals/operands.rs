//! The operands by which calls name signals, sets of them, and the process that one is sent to.

use serde::{Deserialize, Serialize};

use crate::engine::forms::{Choice, FlagSet, FlagSpec, Flags, Operand, Put, Take, flag};
use crate::engine::{Actor, Draw, Hands, SCRIPT_SIGNALS};

/// A signal of a call. The first six are what scripts send; of no other is anything kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sig {
    Hup,
    Usr2,
    /// Ignored by default.
    Urg,
    Rt2,
    Rt3,
    Rt4,
    Kill,
    Stop,
    /// 0.
    Null,
    /// One past the last.
    Past,
    Negative,
}

/// How many signals scripts send.
pub const COUNT: usize = 6;
/// Those.
pub const ALL: [Sig; COUNT] = [Sig::Hup, Sig::Usr2, Sig::Urg, Sig::Rt2, Sig::Rt3, Sig::Rt4];

impl Choice for Sig {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Hup, "SIGHUP", "SIGHUP"),
        (Self::Usr2, "SIGUSR2", "SIGUSR2"),
        (Self::Urg, "SIGURG", "SIGURG"),
        (Self::Rt2, "SIGRTMIN+2", "SIGRTMIN + 2"),
        (Self::Rt3, "SIGRTMIN+3", "SIGRTMIN + 3"),
        (Self::Rt4, "SIGRTMIN+4", "SIGRTMIN + 4"),
        (Self::Kill, "SIGKILL", "SIGKILL"),
        (Self::Stop, "SIGSTOP", "SIGSTOP"),
        (Self::Null, "signal 0", "0"),
        (Self::Past, "signal 65", "65"),
        (Self::Negative, "signal -1", "-1"),
    ];
}

impl Sig {
    /// Its place among those that scripts send.
    pub fn place(self) -> Option<usize> {
        ALL.iter().position(|one| *one == self)
    }

    /// Its bit in a set, if it is one that scripts send.
    pub fn bit(self) -> u8 {
        self.place().map_or(0, |place| 1 << place)
    }

    pub fn is_real_time(self) -> bool {
        matches!(self, Self::Rt2 | Self::Rt3 | Self::Rt4)
    }

    /// Whether there is no such signal, and it is not the null signal.
    pub fn is_invalid(self) -> bool {
        matches!(self, Self::Past | Self::Negative)
    }

    /// Whether it can be neither caught nor blocked.
    pub fn is_unstoppable(self) -> bool {
        matches!(self, Self::Kill | Self::Stop)
    }

    pub fn number(self) -> i32 {
        match self {
            Self::Kill => libc::SIGKILL,
            Self::Stop => libc::SIGSTOP,
            Self::Null => 0,
            Self::Past => 65,
            Self::Negative => -1,
            one => SCRIPT_SIGNALS[one.place().unwrap_or_default()],
        }
    }

    /// The one of this number, if scripts send it.
    pub fn numbered(number: i32) -> Option<Self> {
        ALL.into_iter().find(|one| one.number() == number)
    }
}

/// The signals of a set, a bit each in their order; then SIGKILL and SIGSTOP, both.
#[derive(Debug, Clone, Copy)]
pub struct Signals;

/// A set of signals.
pub type Set = Flags<Signals>;

/// SIGKILL and SIGSTOP in a set.
pub const KILL_AND_STOP: i32 = 1 << COUNT;

impl FlagSet for Signals {
    const TABLE: &'static [FlagSpec] = &[
        flag("hup", "HUP", 1).percent(35),
        flag("usr2", "USR2", 1 << 1).percent(40),
        flag("urg", "URG", 1 << 2).percent(25),
        flag("rt2", "RT2", 1 << 3).percent(50),
        flag("rt3", "RT3", 1 << 4).percent(50),
        flag("rt4", "RT4", 1 << 5).percent(40),
        flag("kill_and_stop", "KILL|STOP", KILL_AND_STOP).percent(8),
    ];
}

/// The set of these bits.
pub const fn set_of(bits: u8) -> Set {
    Set::of(bits as i32)
}

impl Set {
    /// The signals that scripts send, a bit each.
    pub fn ours(self) -> u8 {
        (self.bits() & (KILL_AND_STOP - 1)) as u8
    }

    /// As the kernel takes it.
    pub fn kernel(self) -> u64 {
        let bit = |signal: i32| 1u64 << (signal - 1);
        let ours = ALL.into_iter().filter(|one| self.ours() & one.bit() != 0);
        let ours = ours.fold(0, |mask, one| mask | bit(one.number()));
        let both = bit(libc::SIGKILL) | bit(libc::SIGSTOP);
        if self.has(KILL_AND_STOP) { ours | both } else { ours }
    }

    /// What of it the kernel tells; SIGKILL or SIGSTOP shows as both.
    pub fn told(mask: u64) -> u8 {
        let has = |signal: i32| mask >> (signal - 1) & 1 == 1;
        let ours = ALL.into_iter().filter(|one| has(one.number()));
        let both = has(libc::SIGKILL) || has(libc::SIGSTOP);
        ours.fold(u8::from(both) << COUNT, |bits, one| bits | one.bit())
    }
}

/// The process that a signal is sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    Actor(Actor),
    /// No process has this number.
    Nobody,
}

/// Above any pid.
const NO_PID: i32 = 0x7fff_fff0;

impl Target {
    /// Its pid; of an actor that has ended, one that no process has.
    pub fn pid(self, hands: &Hands) -> i32 {
        match self {
            Self::Actor(actor) => hands.pid_of(actor).unwrap_or(NO_PID),
            Self::Nobody => NO_PID,
        }
    }
}

impl Operand for Target {
    fn put(self, words: &mut Put) {
        words.word(match self {
            Self::Actor(actor) => actor.0.into(),
            Self::Nobody => 0xff,
        });
    }

    fn take(words: &mut Take<'_>) -> Self {
        match words.word() {
            0xff => Self::Nobody,
            place => Self::Actor(Actor(place as u8)),
        }
    }

    fn show(self) -> String {
        match self {
            Self::Actor(actor) => actor.to_string(),
            Self::Nobody => "no process".into(),
        }
    }

    fn c(self) -> String {
        match self {
            Self::Actor(actor) => format!("pid_of({})", actor.0),
            Self::Nobody => "0x7ffffff0".into(),
        }
    }

    fn class(self) -> u32 {
        u32::from(self == Self::Nobody)
    }

    fn draw(draw: &mut Draw<'_>) -> Option<Self> {
        Some(if draw.percent(4) { Self::Nobody } else { Self::Actor(Actor(draw.below(4) as u8)) })
    }
}
