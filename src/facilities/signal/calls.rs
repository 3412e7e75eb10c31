//! The calls that send, block, accept and catch signals, and what comes back.

use serde::{Deserialize, Serialize};

use super::SIGNAL;
use crate::engine::forms::{Choice, FlagSet, FlagSpec, Flags, OutcomeRow, Rest, Row, flag};
use crate::engine::{Errno, Outcome};
use crate::families::signals::{
    Act, FIELDS, Set, Sig, Target, Told, lists_differ, lists_lie, pending,
};
use crate::{calls, outcomes};

/// The flags of sigaction that scripts set, and one that the kernel does not know. SA_SIGINFO is
/// always set.
#[derive(Debug, Clone, Copy)]
pub struct Sa;

pub const RESTART: i32 = libc::SA_RESTART;
pub const RESETHAND: i32 = libc::SA_RESETHAND;
pub const NODEFER: i32 = libc::SA_NODEFER;
pub const UNKNOWN: i32 = 0x100;

impl FlagSet for Sa {
    const TABLE: &'static [FlagSpec] = &[
        flag("restart", "SA_RESTART", RESTART).percent(40),
        flag("resethand", "SA_RESETHAND", RESETHAND).percent(15),
        flag("nodefer", "SA_NODEFER", NODEFER).percent(20),
        flag("unknown", "0x100", UNKNOWN).percent(6),
    ];
}

/// What a mask is changed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Block,
    Unblock,
    Set,
    Bad,
}

/// How long to wait for a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    Null,
    Zero,
    /// In a moment.
    Soon,
    /// Longer than any script.
    Far,
    Negative,
    TooMany,
}

impl Choice for How {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Block, "SIG_BLOCK", "SIG_BLOCK"),
        (Self::Unblock, "SIG_UNBLOCK", "SIG_UNBLOCK"),
        (Self::Set, "SIG_SETMASK", "SIG_SETMASK"),
        (Self::Bad, "how 77", "77"),
    ];
}

impl Choice for Until {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Null, "", "NULL"),
        (Self::Zero, ", for no time", "&(struct timespec){0, 0}"),
        (Self::Soon, ", for a moment", "&(struct timespec){0, 1000000}"),
        (Self::Far, ", for an hour", "&(struct timespec){3600, 0}"),
        (Self::Negative, ", for -1 s", "&(struct timespec){-1, 0}"),
        (Self::TooMany, ", for 1000000000 ns", "&(struct timespec){0, 1000000000}"),
    ];
}

impl Until {
    pub fn is_invalid(self) -> bool {
        matches!(self, Self::Negative | Self::TooMany)
    }
}

const MINUS: i32 = -7;

calls! { Call of SIGNAL:
    Kill { to: Target, signal: Sig },
        Row::of("kill").weight(14).words("kill {to} {signal}").c("took(kill({to}, {signal}));");
    /// To the first thread of the process.
    Tgkill { to: Target, signal: Sig },
        Row::of("tgkill").weight(5).words("tgkill {to} {signal}")
            .c("took(syscall(SYS_tgkill, {to}, {to}, {signal}));");
    Queue { to: Target, signal: Sig, value: i32 = [1, 2, 3, 0, MINUS, i32::MAX] },
        Row::of("rt_sigqueueinfo").weight(16).words("sigqueue {to} {signal} with {value}")
            .c("queue({to}, {signal}, {value});");
    Action { signal: Sig, act: Act, flags: Flags<Sa>, mask: Set },
        Row::of("rt_sigaction").weight(10).races(false)
            .words("sigaction {signal}: {act} {flags}, mask {mask}")
            .c("action({signal}, {act}, {flags}, {mask});");
    /// sigaction with a null act.
    Query { signal: Sig },
        Row::of("rt_sigaction, asking").call("rt_sigaction").weight(6).races(false)
            .words("sigaction {signal}?").c("told_action({signal});");
    Mask { how: How, set: Set },
        Row::of("rt_sigprocmask").weight(14).races(false)
            .words("sigprocmask {how} {set}").c("mask({how}, {set}, 0);");
    /// sigprocmask with a null set.
    AskMask { how: How },
        Row::of("rt_sigprocmask, asking").call("rt_sigprocmask").weight(5).races(false)
            .words("sigprocmask {how} null").c("mask({how}, 0, 1);");
    Pending,
        Row::of("rt_sigpending").weight(8).words("sigpending").c("told_pending();");
    Suspend { set: Set },
        Row::of("rt_sigsuspend").weight(7).races(false)
            .words("sigsuspend {set}").c("suspend({set});");
    Accept { set: Set, until: Until = [0, 0, 1, 1, 1, 2, 3, 3, 4, 5] },
        Row::of("rt_sigtimedwait").weight(16)
            .words("sigtimedwait {set}{until}").c("accept_signal({set}, {until});");
    /// What the handlers of the caller were told since this was last asked.
    Caught,
        Row::of("handlers").call("rt_sigaction").weight(12).races(false)
            .words("caught?").c("/* what handlers were told is not compared */");
}

outcomes! { Seen of SIGNAL:
    Done, OutcomeRow::of("done");
    Action { act: Act, flags: u32 }, OutcomeRow::of("{act}, flags {flags}");
    Mask { set: u8 }, OutcomeRow::shown(shown);
    Pending { set: u8 }, OutcomeRow::shown(pending_shown);
    Took { told: Told }, OutcomeRow::of("took {told}").differs(took_differs).lie(took_lie);
    TimedOut { early: bool },
        OutcomeRow::of("EAGAIN after the time{early? was not yet over|}").after_success()
            .failure(Errno::EAGAIN);
    Caught { all: Rest<Told> },
        OutcomeRow::of("caught [{all}]").differs(caught_differs).lie(caught_lie);
}

fn shown(outcome: &Outcome) -> String {
    let Seen::Mask { set } = Seen::of(outcome) else {
        return String::new();
    };
    format!("{{{}}}", if set == 0 { String::new() } else { format!("{:?}", Set::of(set.into())) })
}

fn pending_shown(outcome: &Outcome) -> String {
    let Seen::Pending { set } = Seen::of(outcome) else { return String::new() };
    pending(set)
}

fn took_differs(expected: &Outcome, seen: &Outcome) -> usize {
    match (Seen::of(expected), Seen::of(seen)) {
        (Seen::Took { told }, Seen::Took { told: other }) => told.differs(&other).unwrap_or(0),
        _ => 0,
    }
}

fn took_lie(truth: &Outcome, part: usize) -> Option<Outcome> {
    let Seen::Took { told } = Seen::of(truth) else { return None };
    (part < FIELDS - 1).then(|| Seen::Took { told: told.lie_in(part) }.into())
}

/// The last claim speaks of what there is too much of.
fn caught_differs(expected: &Outcome, seen: &Outcome) -> usize {
    match (Seen::of(expected), Seen::of(seen)) {
        (Seen::Caught { all: Rest(all) }, Seen::Caught { all: Rest(other) }) => {
            lists_differ(&all, &other, FIELDS)
        }
        _ => 0,
    }
}

fn caught_lie(truth: &Outcome, part: usize) -> Option<Outcome> {
    let Seen::Caught { all: Rest(all) } = Seen::of(truth) else { return None };
    Some(Seen::Caught { all: Rest(lists_lie(all, part, FIELDS)) }.into())
}
