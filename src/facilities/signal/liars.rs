//! Stand-ins for kernels whose signals are not by the book, each with the claims that it breaks.

use super::calls::{Call, How, NODEFER, RESETHAND, Seen, Until};
use super::claims::*;
use super::perform::perform;
use crate::engine::liar::deed::{Altered, DeedLiar, Stock, lie};
use crate::engine::{Answer, Deed, Errno, Hands, Op};
use crate::families::signals::{Act, Set, Sig};
use crate::sys;

const KILL_KIND: &[&str] = &["kill"];
const QUEUE_KIND: &[&str] = &["rt_sigqueueinfo"];
const ACTION_KIND: &[&str] = &["rt_sigaction"];
const ACCEPT_KIND: &[&str] = &["rt_sigtimedwait"];
const MASK_KIND: &[&str] = &["rt_sigprocmask"];
/// What is no longer as it was when signals do not come, or come to other handlers.
const ALL: u32 = ACTION | MASK | PENDING | CAUGHT | TOLD;

pub static LIARS: &[DeedLiar] = &[
    DeedLiar::of_calls("accept_early", ACCEPT_KIND, "a moment is over before it is", early)
        .breaks(&[&ACCEPT_NOT_EARLY])
        .disturbs(ALL),
    DeedLiar::of_calls("accept_etimedout", ACCEPT_KIND, "a moment ends with ETIMEDOUT", timed_out)
        .breaks(&[&ACCEPT_EAGAIN])
        .disturbs(ALL),
    DeedLiar::of_other_calls("kill_queues", KILL_KIND, "kill sends as sigqueue does", kill_queues)
        .breaks(&[&KILL_CODE])
        .disturbs(TOLD),
    DeedLiar::of_other_calls("queue_kills", QUEUE_KIND, "sigqueue sends as kill does", queue_kills)
        .breaks(&[&QUEUE_CODE])
        .disturbs(TOLD),
    DeedLiar::of_other_calls(
        "tgkill_kills",
        &["tgkill"],
        "tgkill sends as kill does",
        tgkill_kills,
    )
    .breaks(&[&TGKILL_CODE])
    .disturbs(TOLD | PENDING),
    lie("value_more", QUEUE_KIND, "a queued value is one more", Stock::Adds("value", 1))
        .breaks(&[&QUEUE_VALUE, &REAL_TIME_ORDER])
        .disturbs(TOLD),
    DeedLiar::of_other_calls("kill_skipped", KILL_KIND, "kill sends nothing", skipped)
        .breaks(&[&CAUGHT_ENTERS, &SELF_BEFORE_RETURN])
        .disturbs(ALL),
    DeedLiar::of_calls("queues_twice", QUEUE_KIND, "sigqueue sends twice to its caller", twice)
        .breaks(&[&ENTERS_ONCE, &ACCEPTED_NOT_PENDING])
        .disturbs(ALL),
    lie(
        "resethand_dropped",
        ACTION_KIND,
        "SA_RESETHAND is not looked at",
        Stock::Drops("flags", RESETHAND),
    )
    .breaks(&[&RESETHAND_RESETS])
    .disturbs(ACTION),
    lie(
        "nodefer_dropped",
        ACTION_KIND,
        "SA_NODEFER is not looked at",
        Stock::Drops("flags", NODEFER),
    )
    .breaks(&[&super::claims::NODEFER])
    .disturbs(MASK | ACTION),
    lie("sa_mask_dropped", ACTION_KIND, "sa_mask is not looked at", Stock::Is("mask", 0))
        .breaks(&[&SA_MASK_BLOCKED])
        .disturbs(MASK | CAUGHT | PENDING | TOLD),
    DeedLiar::of_other_calls("nothing_deferred", ACTION_KIND, "SA_NODEFER is always set", deferred)
        .breaks(&[&OWN_BLOCKED])
        .disturbs(MASK | ACTION),
    DeedLiar::of_other_calls(
        "ignores_not",
        ACTION_KIND,
        "an ignored signal is caught",
        ignores_not,
    )
    .breaks(&[&ACTION_TOLD])
    .disturbs(ALL),
    DeedLiar::of_other_calls(
        "block_more",
        MASK_KIND,
        "SIG_BLOCK blocks SIGHUP besides",
        block_more,
    )
    .breaks(&[&BLOCK_ADDS])
    .disturbs(ALL),
    DeedLiar::of_other_calls("unblock_nothing", MASK_KIND, "SIG_UNBLOCK does nothing", unblocks)
        .breaks(&[&UNBLOCK_TAKES, &UNBLOCKED_ENTERS])
        .disturbs(ALL),
    DeedLiar::of_other_calls("setmask_adds", MASK_KIND, "SIG_SETMASK is SIG_BLOCK", setmask_adds)
        .breaks(&[&SETMASK_REPLACES])
        .disturbs(ALL),
    DeedLiar::of_calls(
        "accept_leaves",
        &["rt_sigtimedwait"],
        "an accepted real-time signal is queued again",
        accept_leaves,
    )
    .breaks(&[&ACCEPTED_NOT_PENDING])
    .disturbs(ALL),
    DeedLiar::of_deeds(
        "exec_blocks",
        &["execveat"],
        "after execve all signals are blocked",
        exec_blocks,
    )
    .breaks(&[&EXEC_MASK])
    .disturbs(ALL),
];

/// Waits as asked: nothing if the moment was over before anything came, else the answer.
fn ends_in_a_moment(op: &Op, hands: &mut Hands) -> Result<(), Answer> {
    let answer = perform(op, hands);
    let over = |seen: &Seen| matches!(seen, Seen::TimedOut { .. });
    let ended = answer.as_ref().is_ok_and(|outcome| over(&Seen::of(outcome)));
    if ended { Ok(()) } else { Err(answer) }
}

/// Only of a moment: another wait might go on.
fn of_a_moment(op: &Op) -> bool {
    matches!(Call::of(op), Call::Accept { until: Until::Soon, .. })
}

fn early(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let lie = || Seen::TimedOut { early: true }.answer();
    of_a_moment(op).then(|| ends_in_a_moment(op, hands).map_or_else(|truth| truth, |()| lie()))
}

fn timed_out(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let lie = || Err(Errno::ETIMEDOUT);
    of_a_moment(op).then(|| ends_in_a_moment(op, hands).map_or_else(|truth| truth, |()| lie()))
}

fn kill_queues(op: &Op) -> Option<Op> {
    let Call::Kill { to, signal } = Call::of(op) else { return None };
    Some(Call::Queue { to, signal, value: 0 }.into())
}

fn queue_kills(op: &Op) -> Option<Op> {
    let Call::Queue { to, signal, .. } = Call::of(op) else { return None };
    Some(Call::Kill { to, signal }.into())
}

fn tgkill_kills(op: &Op) -> Option<Op> {
    let Call::Tgkill { to, signal } = Call::of(op) else { return None };
    Some(Call::Kill { to, signal }.into())
}

fn skipped(op: &Op) -> Option<Op> {
    let Call::Kill { to, signal } = Call::of(op) else { return None };
    signal.place()?;
    Some(Call::Kill { to, signal: Sig::Null }.into())
}

/// To itself only: another process might be ended by what it does not catch a second time.
fn twice(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Queue { to, .. } = Call::of(op) else { return None };
    if to.pid(hands) != std::process::id().cast_signed() {
        return None;
    }
    let first = perform(op, hands);
    if first.is_ok() {
        return Some(perform(op, hands));
    }
    Some(first)
}

fn deferred(op: &Op) -> Option<Op> {
    let Call::Action { signal, act: Act::Caught, flags, mask } = Call::of(op) else { return None };
    let other = Call::Action { signal, act: Act::Caught, flags: flags.with(NODEFER), mask };
    Some(Op::from(other)).filter(|other| other != op)
}

fn ignores_not(op: &Op) -> Option<Op> {
    let Call::Action { signal, act: Act::Ignore, flags, mask } = Call::of(op) else { return None };
    Some(Call::Action { signal, act: Act::Caught, flags, mask }.into())
}

fn with_how(op: &Op, from: How, to: How, empty: bool) -> Option<Op> {
    let Call::Mask { how, set } = Call::of(op) else { return None };
    let set = if empty { Set::NONE } else { set };
    (how == from).then(|| Call::Mask { how: to, set }.into())
}

fn block_more(op: &Op) -> Option<Op> {
    let Call::Mask { how: How::Block, set } = Call::of(op) else { return None };
    let other = Call::Mask { how: How::Block, set: set.with(1) };
    Some(Op::from(other)).filter(|other| other != op)
}

fn unblocks(op: &Op) -> Option<Op> {
    with_how(op, How::Unblock, How::Block, true)
}

fn setmask_adds(op: &Op) -> Option<Op> {
    with_how(op, How::Set, How::Block, false)
}

fn accept_leaves(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Accept { .. } = Call::of(op) else { return None };
    let answer = perform(op, hands);
    if let Ok(Seen::Took { told }) = answer.as_ref().map(Seen::of)
        && let Some(signal) = told.signal
    {
        let pid = std::process::id().cast_signed();
        let _ = sys::queue_signal(pid, signal.number(), libc::SI_QUEUE, told.value);
    }
    Some(answer)
}

fn exec_blocks(_deed: &Deed, _hands: &mut Hands) -> Altered {
    let all = Set::of(0x3f).kernel();
    let _ = sys::change_signal_mask(libc::SIG_BLOCK, Some(all));
    Altered::Done
}
