//! What is told of masks, of pending signals, and of those that were accepted or caught.

use smallvec::SmallVec;

use super::super::calls::Seen;
use super::super::claims::*;
use super::{ACCEPT, BLOCK, SETMASK, SUSPEND, UNBLOCK, UNSTOPPABLE};
use crate::claim::Claim;
use crate::engine::forms::Rest;
use crate::engine::{Allow, Ruling};
use crate::families::signals::{By, Caught, Code, One, Order, Sent, Source, Told};

pub fn mask(one: &One) -> Ruling {
    let claim = match one.mask_by {
        BLOCK => &BLOCK_ADDS,
        UNBLOCK => &UNBLOCK_TAKES,
        SETMASK => &SETMASK_REPLACES,
        UNSTOPPABLE => &MASK_UNSTOPPABLE,
        SUSPEND => &SUSPEND_RESTORES,
        By::Fork => &FORK_MASK,
        By::Exec => &EXEC_MASK,
        By::Handler => &MASK_RESTORED,
        _ => &MASK_TOLD,
    };
    claim.returns(Seen::Mask { set: one.mask })
}

pub fn pending(one: &One) -> Ruling {
    let claim = match one.pending_by {
        _ if one.doubtful != 0 => &IGNORED_NOT_PENDING,
        By::Fork if one.left_behind => &FORK_PENDING,
        By::Exec if !one.pending.is_empty() => &EXEC_PENDING,
        By::Handler => &CAUGHT_NOT_PENDING,
        ACCEPT => &ACCEPTED_NOT_PENDING,
        _ => &PENDING_TOLD,
    };
    claim.returns(Seen::Pending { set: one.pending_bits() })
}

/// The claims on what is told of a signal: which it is, its code, its value, its sender, that one's
/// user.
fn claims(sent: &Sent, order: Order, is: &'static Claim) -> [&'static Claim; 5] {
    let is = match order {
        Order::Straight(Source::Another) => &CAUGHT_ENTERS,
        Order::Straight(Source::Itself) => &SELF_BEFORE_RETURN,
        Order::StandardFirst => &STANDARD_BEFORE,
        Order::LowFirst => &LOWEST_FIRST,
        Order::InTurn if sent.behind => &REAL_TIME_QUEUES,
        Order::Only | Order::InTurn => is,
    };
    if sent.again {
        return [is, &STANDARD_FIRST, &STANDARD_FIRST, &STANDARD_FIRST, &STANDARD_FIRST];
    }
    match sent.code {
        Code::Queue => {
            let value = if order == Order::InTurn { &REAL_TIME_ORDER } else { &QUEUE_VALUE };
            [is, &QUEUE_CODE, value, &QUEUE_PID, &QUEUE_UID]
        }
        Code::Tkill => [is, &TGKILL_CODE, &TGKILL_CODE, &TGKILL_CODE, &TGKILL_CODE],
        _ => [is, &KILL_CODE, &KILL_CODE, &KILL_PID, &KILL_UID],
    }
}

/// A pending signal is accepted.
pub fn took(sent: &Sent, order: Order) -> Ruling {
    claims(sent, order, &ACCEPT_PENDING).returns(Seen::Took { told: Told::of(sent, 0) })
}

/// The claims on each signal that was caught, and on there being no more.
struct Spoken(SmallVec<[&'static Claim; 2]>);

impl Allow for Spoken {
    fn named(self) -> SmallVec<[&'static Claim; 2]> {
        self.0
    }
}

pub fn caught(one: &One) -> Ruling {
    if one.unordered {
        return Ruling::silent(
            "several signals were delivered at once in an order that is not said",
        );
    }
    let mut spoken = SmallVec::new();
    let mut all = vec![];
    for Caught { sent, order, blocked, flags, masked } in &one.caught {
        spoken.extend(claims(sent, *order, &UNBLOCKED_ENTERS));
        spoken.push(match *flags & libc::SA_NODEFER != 0 {
            true => &NODEFER,
            false if masked & !sent.signal.bit() != 0 => &SA_MASK_BLOCKED,
            false => &OWN_BLOCKED,
        });
        all.push(Told::of(sent, *blocked));
    }
    let again = one.caught.iter().any(|caught| caught.sent.again);
    let pending = !one.pending.is_empty();
    spoken.push(match (again, pending) {
        (true, _) => &STANDARD_ONCE,
        (_, true) => &BLOCKED_WAITS,
        _ => &ENTERS_ONCE,
    });
    Spoken(spoken).returns(Seen::Caught { all: Rest(all) })
}
