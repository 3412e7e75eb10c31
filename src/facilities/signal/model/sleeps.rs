//! Calls that sleep until a signal comes: sigsuspend, sigwaitinfo and sigtimedwait.

use super::super::calls::{Seen, Until};
use super::super::claims::*;
use super::{ACCEPT, SPLIT, SUSPEND, UNSURE, ends, tell};
use crate::engine::{Allow, Errno, How, Interrupted, Outcome, Ruling, Taken};
use crate::families::signals::{By, One, Set, Sleep};

pub fn rule_suspend(mut one: One, set: Set) -> Ruling {
    if one.split & !set.ours() != 0 {
        return Ruling::silent(SPLIT);
    }
    let asleep = matches!(one.sleep, Sleep::Suspended(_));
    if !asleep {
        one.suspend(set.ours());
        if one.unsure {
            return Ruling::silent(UNSURE);
        }
    }
    match one.dying {
        Some(signal) => ends(signal),
        None if one.interrupted && asleep => SUSPEND_EINTR.fails(Errno::EINTR),
        None if one.interrupted => SUSPEND_AT_ONCE.fails(Errno::EINTR),
        // With any handler the mask of before comes back.
        None if one.would_end() => SUSPEND_WAITS.waits(Interrupted::Unruled),
        None => SUSPEND_WAITS.waits(Interrupted::AlwaysEintr(&SUSPEND_EINTR)),
    }
}

pub fn follow_suspend(one: &mut One, set: Set, took: &Taken<'_>) {
    if !matches!(one.sleep, Sleep::Suspended(_)) {
        one.suspend(set.ours());
    }
    if !matches!(took.how, How::Waited) {
        one.wake(SUSPEND);
    }
}

pub fn rule_accept(one: &One, set: Set, until: Until, waited: bool) -> Ruling {
    let bits = set.ours();
    if let Some(signal) = one.dying {
        return ends(signal);
    }
    let einval = ACCEPT_EINVAL.fails_if(until.is_invalid(), Errno::EINVAL);
    if bits & !one.mask != 0 {
        return Ruling::silent("a signal is accepted that is not blocked");
    }
    if bits & one.doubtful != 0 {
        return Ruling::silent("a signal is accepted that came while blocked and ignored");
    }
    if one.is_mixed(bits) || bits & one.split != 0 {
        return Ruling::silent(
            "signals are accepted that were sent to a thread and to its process",
        );
    }
    let next = one.next_of(bits);
    if !next.is_empty() {
        let took = next.iter().map(|(at, order)| tell::took(&one.pending[*at], *order));
        return took.fold(einval, |either, took| either | took);
    }
    if waited && one.interrupted {
        return ACCEPT_EINTR.fails(Errno::EINTR);
    }
    einval.or_else(|| match until {
        Until::Zero => ACCEPT_POLL.fails(Errno::EAGAIN),
        Until::Soon => [&ACCEPT_EAGAIN, &ACCEPT_NOT_EARLY].returns(Seen::TimedOut { early: false }),
        Until::Far => ACCEPT_TIMED.waits(Interrupted::AlwaysEintr(&ACCEPT_NOT_RESTARTED)),
        _ => ACCEPT_WAITS.waits(Interrupted::AlwaysEintr(&ACCEPT_NOT_RESTARTED)),
    })
}

pub fn follow_accept(one: &mut One, set: Set, took: &Taken<'_>) {
    match took.how {
        How::Waited => return one.begin_sleep(Sleep::Accepting(set.ours())),
        How::Returned(Ok(outcome)) => {
            if let Some(at) = accepted(one, set, outcome) {
                one.take(at);
                one.pending_by = ACCEPT;
            }
        }
        _ => {}
    }
    one.wake(By::Start);
}

/// The place of the signal that was accepted.
fn accepted(one: &One, set: Set, outcome: &Outcome) -> Option<usize> {
    let Seen::Took { told } = Seen::of(outcome) else { return None };
    let next = one.next_of(set.ours());
    let is = |at: usize| Some(one.pending[at].signal) == told.signal;
    next.iter().map(|(at, _)| *at).find(|at| is(*at))
}
