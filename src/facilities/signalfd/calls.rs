//! The calls of a signalfd, those that send it signals, and what comes back.

use super::SIGNALFD;
use crate::claim::Need;
use crate::engine::forms::{FlagSet, FlagSpec, Flags, OutcomeRow, Rest, Row, flag};
use crate::engine::{Outcome, Pick};
use crate::families::signals::{FIELDS, Set, Sig, Target, Told, lists_differ, lists_lie, pending};
use crate::{calls, outcomes};

/// The flags of signalfd4, and one bit that it does not know.
#[derive(Debug, Clone, Copy)]
pub struct Sfd;

pub const NONBLOCK: i32 = libc::SFD_NONBLOCK;
pub const CLOEXEC: i32 = libc::SFD_CLOEXEC;
pub const UNKNOWN: i32 = 1 << 20;

impl FlagSet for Sfd {
    const TABLE: &'static [FlagSpec] = &[
        flag("nonblocking", "SFD_NONBLOCK", NONBLOCK).percent(60),
        flag("cloexec", "SFD_CLOEXEC", CLOEXEC).percent(25),
        flag("unknown", "1 << 20", UNKNOWN).percent(5).tells(),
    ];
}

/// Bytes that a read gives for each signal.
pub const RECORD_BYTES: u16 = 128;

calls! { Call of SIGNALFD:
    Create { set: Set, flags: Flags<Sfd> },
        Row::of("signalfd").weight(4).opens(1)
            .words("signalfd {set} {flags}").c("keep(signalfd(-1, {set}, {flags}));");
    /// The set of a signalfd is replaced.
    Change { fd: Pick, set: Set, flags: Flags<Sfd> },
        Row::of("signalfd, changing").call("signalfd").weight(4).races(false)
            .words("signalfd {fd}: {set} {flags}").c("signalfd(fd[{fd}], {set}, {flags});");
    /// With a number that is no descriptor, or one that is no signalfd.
    ChangeOther { foreign: bool = [0, 1], set: Set },
        Row::of("signalfd, of another").call("signalfd").weight(1).races(false)
            .words("signalfd of {foreign?an eventfd|no descriptor}: {set}")
            .c("signalfd({foreign} ? eventfd(0, 0) : 1000000, {set}, 0);");
    Read { fd: Pick, bytes: u16 = [128, 128, 256, 384, 300, 127, 0] },
        Row::of("read").weight(16)
            .words("read {bytes} from {fd}").c("read(fd[{fd}], buffer, {bytes});");
    Block { set: Set },
        Row::of("rt_sigprocmask").weight(5).races(false)
            .words("block {set}").c("mask(SIG_BLOCK, {set});");
    Kill { to: Target, signal: Sig },
        Row::of("kill").weight(12).words("kill {to} {signal}").c("kill({to}, {signal});");
    Queue { to: Target, signal: Sig, value: i32 = [1, 2, 3, 0] },
        Row::of("rt_sigqueueinfo").weight(12).words("sigqueue {to} {signal} with {value}")
            .c("sigqueue({to}, {signal}, (union sigval){ .sival_int = {value} });");
    Pending,
        Row::of("rt_sigpending").weight(6).words("sigpending").c("show_pending();");
    /// Without waiting.
    Accept { set: Set },
        Row::of("rt_sigtimedwait").weight(5)
            .words("sigtimedwait {set}, for no time")
            .c("sigtimedwait({set}, &info, &(struct timespec){0, 0});");
    /// Reads the set from /proc/self/fdinfo.
    Fdinfo { fd: Pick },
        Row::of("fdinfo").weight(3).needs(&[Need::Proc])
            .words("fdinfo {fd}").c("show_fdinfo(fd[{fd}]);");
}

outcomes! { Seen of SIGNALFD:
    Done, OutcomeRow::of("done");
    Created, OutcomeRow::of("a new descriptor");
    /// Whether the number that came back is that of the descriptor.
    Changed { same: bool }, OutcomeRow::of("{same?the same|another} descriptor");
    /// Whether as many bytes were read as the signals take.
    Read { whole: bool, all: Rest<Told> },
        OutcomeRow::of("read [{all}]{whole?|, and part of another}")
            .differs(read_differs).lie(read_lie);
    Pending { set: u8 }, OutcomeRow::shown(pending_shown);
    Took { signal: Sig }, OutcomeRow::of("took {signal}");
    Set { set: u8 }, OutcomeRow::shown(set_shown);
}

fn pending_shown(outcome: &Outcome) -> String {
    let Seen::Pending { set } = Seen::of(outcome) else { return String::new() };
    pending(set)
}

fn set_shown(outcome: &Outcome) -> String {
    let Seen::Set { set } = Seen::of(outcome) else { return String::new() };
    format!("set {:?}", Set::of(set.into()))
}

/// How many claims speak of each signal that was read.
pub const READ_FIELDS: usize = FIELDS - 1;

/// The first claim speaks of the bytes; the last of what there is too much of.
fn read_differs(expected: &Outcome, seen: &Outcome) -> usize {
    match (Seen::of(expected), Seen::of(seen)) {
        (Seen::Read { whole, all: Rest(all) }, Seen::Read { whole: other, all: Rest(others) })
            if whole == other =>
        {
            1 + lists_differ(&all, &others, READ_FIELDS)
        }
        _ => 0,
    }
}

fn read_lie(truth: &Outcome, part: usize) -> Option<Outcome> {
    let Seen::Read { whole, all: Rest(all) } = Seen::of(truth) else { return None };
    let Some(place) = part.checked_sub(1) else {
        return Some(Seen::Read { whole: !whole, all: Rest(all) }.into());
    };
    Some(Seen::Read { whole, all: Rest(lists_lie(all, place, READ_FIELDS)) }.into())
}
