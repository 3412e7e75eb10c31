//! poll(2) and select(2), executable. They keep nothing: all that they say is of other rooms.

mod scan;
mod side;
#[cfg(test)]
mod tests;

use super::calls::{Array, Aspect, How, Left, Looks, Mask, Numbers, Report, Seen, Timeout, Which};
use super::claims::*;
use crate::claim::Claim;
use crate::engine::world::Handler;
use crate::engine::{
    self, Allow, Clause, Errno, Expect, Happens, Interrupted, Model, Next, Ruling, Taken, World,
};
use scan::Scan;
use side::Side;

/// There is no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Monitor;

impl Model for Monitor {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        let looks = Looks::of(call.op);
        let side = Side::of(&looks);
        if let Some(situation) = unspoken(&looks, call, world) {
            return Ruling::silent(situation);
        }
        refused(&looks, side).or_else(|| {
            let scan = Scan::of(&looks, call, world);
            looked(&looks, side, &scan, call, world)
        })
    }

    fn follow(&mut self, _call: &engine::Call<'_>, _took: &Taken<'_>, _world: &World) -> Next {
        Next::here()
    }
}

/// What is odd about the arguments, and the pages do not speak of.
fn unspoken(looks: &Looks, call: &engine::Call<'_>, world: &World) -> Option<&'static str> {
    let closed = looks.entries().iter().any(|(_, asked)| asked.which == Which::Closed);
    let limited = world.process(call.by).nofile_room.is_some();
    match looks.how {
        How::Array(Array::Bad) if looks.count == 0 => Some("poll of nothing at a bad address"),
        How::Sets(_) if closed && limited => {
            Some("select of a closed descriptor that may be past RLIMIT_NOFILE")
        }
        How::Sets(Numbers::First) if closed => {
            Some("select of a closed descriptor that may be above its number")
        }
        How::Array(_) if looks.mask.is_none() => None,
        _ if looks.timeout == Timeout::Excess => {
            Some("a timeout whose fraction of a second is a second")
        }
        _ => None,
    }
}

/// The errors of the arguments; the pages do not rank them.
fn refused(looks: &Looks, side: &Side) -> Ruling {
    let invalid = looks.timeout == Timeout::Negative && side.refuses_negative.is_some();
    let mut ruling = match side.refuses_negative {
        Some(claim) => claim.fails_if(invalid, Errno::EINVAL),
        None => Ruling::none(),
    };
    match looks.how {
        How::Array(array) => {
            ruling = ruling
                | ENTRIES_PAST_LIMIT.fails_if(array == Array::PastLimit, Errno::EINVAL)
                | BAD_ADDRESS.fails_if(array == Array::Bad, Errno::EFAULT);
        }
        How::Sets(numbers) => {
            let in_a_set = |(_, asked): &(_, super::calls::Asked)| {
                asked.which == Which::Closed && asked.bits != 0
            };
            let looks_at_all = !matches!(numbers, Numbers::Zero | Numbers::First);
            let closed = looks_at_all && looks.entries().iter().any(in_a_set);
            ruling = ruling
                | SELECT_NEGATIVE_NUMBER.fails_if(numbers == Numbers::Negative, Errno::EINVAL)
                | SELECT_NUMBER_PAST_LIMIT.fails_if(numbers == Numbers::PastLimit, Errno::EINVAL)
                | SELECT_CLOSED.fails_if(closed, Errno::EBADF);
        }
    }
    ruling
}

/// What a look at the descriptors comes to.
fn looked(
    looks: &Looks,
    side: &Side,
    scan: &Scan,
    call: &engine::Call<'_>,
    world: &World,
) -> Ruling {
    let ends = matches!(looks.timeout, Timeout::Zero | Timeout::Soon);
    if looks.mask == Some(Mask::Pending) && (scan.is_ready() || ends) {
        return Ruling::silent("a signal is let through, and the call need not sleep");
    }
    if scan.is_ready() {
        let first = scan
            .reason()
            .map_or(First::Claim(if call.waited { side.wakes } else { side.ready }), First::Aspect);
        let left = if call.waited && ended_early(looks) { side.left_less } else { Left::ANY };
        let partly = call.waited && scan.looks_at_several();
        return returns(looks, side, scan, first, &Ends { left, early: None, partly });
    }
    if looks.timeout == Timeout::Zero {
        let zero = scan.below_number.unwrap_or(side.zero);
        let ends = Ends { left: Left::ANY, early: None, partly: false };
        return returns(looks, side, scan, First::Claim(zero), &ends);
    }
    if scan.is_unsure() {
        return Ruling::silent("what is asked for is nothing that the object's page speaks of");
    }
    if looks.timeout == Timeout::Soon {
        let first = if looks.is_select() && scan.is_empty() {
            First::Of(&SELECT_AS_SLEEP, Aspect::Early)
        } else {
            First::Claim(side.times_out)
        };
        let ends = Ends { left: side.left_nothing, early: Some(false), partly: false };
        return returns(looks, side, scan, first, &ends);
    }
    if looks.mask == Some(Mask::Pending) {
        return side.lets_through.fails(Errno::EINTR);
    }
    let caught = match world.process(call.by).handler {
        Handler::Restarting => &NEVER_RESTARTED,
        Handler::Interrupting => side.caught,
    };
    let interrupted = match looks.mask {
        Some(Mask::Blocks) => Interrupted::Blocked(side.blocks),
        _ => Interrupted::AlwaysEintr(caught),
    };
    scan.sleeps_by(looks, side).waits(interrupted)
}

/// It slept, and there is a timeout of which something is left.
fn ended_early(looks: &Looks) -> bool {
    looks.timeout == Timeout::Far
}

/// What the first claim of a clause is about.
#[derive(Clone, Copy)]
enum First {
    Claim(&'static Claim),
    Of(&'static Claim, Aspect),
    Aspect(Aspect),
}

/// What a call that returns says besides of what it found.
struct Ends {
    left: u8,
    early: Option<bool>,
    partly: bool,
}

/// The call returns, and reports what was found.
fn returns(looks: &Looks, side: &Side, scan: &Scan, first: First, ends: &Ends) -> Ruling {
    let Ends { left, early, partly } = *ends;
    let mut cited = scan.aspects() | Aspect::Count.bit();
    let masked = looks.mask.is_some_and(|mask| mask != Mask::Null);
    let others = [
        (left != Left::ANY, Aspect::Left),
        (early.is_some(), Aspect::Early),
        (masked, Aspect::Restored),
    ];
    others.iter().filter(|(holds, _)| *holds).for_each(|(_, aspect)| cited |= aspect.bit());
    let (first_claim, first) = match first {
        First::Claim(claim) => (claim, None),
        First::Of(claim, aspect) => (claim, Some(aspect)),
        First::Aspect(aspect) => (side.aspect(aspect), Some(aspect)),
    };
    cited &= !first.map_or(0, Aspect::bit);
    let mut report = Report {
        select: looks.is_select(),
        count: 0,
        entries: scan.told,
        used: looks.count,
        left,
        early,
        restored: masked.then_some(true),
        exact: scan.is_exact() && !partly,
        partly,
        cited,
        first,
    };
    report.count = report.counted();
    let rest = Aspect::ALL.iter().filter(|aspect| cited & aspect.bit() != 0);
    let claims = std::iter::once(first_claim).chain(rest.map(|aspect| match aspect {
        // What is not to be looked at is not to be counted either.
        Aspect::Count => scan.below_number.unwrap_or(side.aspect(*aspect)),
        _ => side.aspect(*aspect),
    }));
    let seen = if report.select { Seen::Selected { report } } else { Seen::Polled { report } };
    let happens = Happens::Returns(Expect::Is(seen.into()));
    let clause = Clause { claims: claims.collect(), happens, mark: 0 };
    Ruling { clauses: std::iter::once(clause).collect(), silent: None }
}
