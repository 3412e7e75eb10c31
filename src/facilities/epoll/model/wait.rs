//! What a wait comes to.

use smallvec::SmallVec;

use super::super::calls::{Asks, Aspect, Item, Mask, Must, Report, Seen, Timeout};
use super::super::claims::*;
use super::Instances;
use super::entry::{Entry, Found};
use super::list::Instance;
use crate::claim::Claim;
use crate::engine::world::Handler;
use crate::engine::{self, Allow, Clause, Errno, Expect, Happens, Interrupted, Ruling, World};

/// The errors of the arguments; the pages do not rank them.
pub fn refused(asks: &Asks, closed: bool, other: bool) -> Ruling {
    let negative = asks.fine && asks.timeout == Timeout::Negative;
    if negative || asks.timeout == Timeout::Excess {
        return Ruling::silent("a timeout of which the pages of epoll do not speak");
    }
    if !asks.fine && asks.timeout == Timeout::Negative {
        return Ruling::silent("a timeout of less than -1");
    }
    WAIT_CLOSED.fails_if(closed, Errno::EBADF)
        | WAIT_OF_OTHER.fails_if(other && !closed, Errno::EINVAL)
        | WAIT_FOR_NONE.fails_if(asks.most <= 0, Errno::EINVAL)
        | WAIT_OUTSIDE.fails_if(asks.outside, Errno::EFAULT)
}

pub fn rule(
    instances: &Instances,
    instance: &Instance,
    asks: &Asks,
    call: &engine::Call<'_>,
    world: &World,
) -> Ruling {
    refused(asks, false, false).or_else(|| {
        let found: SmallVec<[(&Entry, Found); 4]> = instance
            .entries
            .iter()
            .map(|entry| (entry, entry.found(&call.ready(world.description(entry.file), world))))
            .collect();
        let any = |is: fn(&Found) -> bool| found.iter().any(|(_, found)| is(found));
        let is_due = any(|found| matches!(found, Found::Due { .. }));
        let touched = found.iter().find(|(_, found)| matches!(found, Found::Touched));
        if let Some((entry, _)) = touched {
            let room = world.room_of(world.description(entry.file));
            return Ruling::silent(room.subject.map_or(TOUCHED, |subject| subject.again));
        }
        let shared = |(entry, _): &(&Entry, Found)| {
            entry.events & super::EXCLUSIVE != 0
                && instances.is_shared_exclusively(entry.file, instance)
        };
        if call.waited && found.iter().any(shared) {
            return Ruling::silent("which of several instances with EPOLLEXCLUSIVE is woken");
        }
        let sleeps = asks.timeout != Timeout::Zero;
        if !is_due && sleeps && any(|found| matches!(found, Found::Unsure)) {
            return Ruling::silent("what is asked for is nothing that the object's page speaks of");
        }
        let ends = matches!(asks.timeout, Timeout::Zero | Timeout::Soon);
        if asks.mask == Some(Mask::Pending) && (is_due || ends) {
            return Ruling::silent("a signal is let through, and the call need not sleep");
        }
        if is_due || ends {
            return returns(instance, asks, call, &found, world);
        }
        if asks.mask == Some(Mask::Pending) {
            return PWAIT_LETS_THROUGH.fails(Errno::EINTR);
        }
        let caught = match world.process(call.by).handler {
            Handler::Restarting => &NEVER_RESTARTED,
            Handler::Interrupting => &CAUGHT,
        };
        let interrupted = match asks.mask {
            Some(Mask::Blocks) => Interrupted::Blocked(&PWAIT_BLOCKS),
            _ => Interrupted::AlwaysEintr(caught),
        };
        sleeps_by(instance, asks, &found).waits(interrupted)
    })
}

const TOUCHED: &str = "whether what happens to a descriptor that is ready all along is an edge";

/// By which claim the call sleeps.
fn sleeps_by(instance: &Instance, asks: &Asks, found: &[(&Entry, Found)]) -> &'static Claim {
    let not = |aspect| {
        let is =
            move |(_, found): &(&Entry, Found)| matches!(found, Found::Not { by } if *by == aspect);
        found.iter().any(is)
    };
    match asks.timeout {
        _ if not(Aspect::EdgeOnce) => &EDGE_ONCE,
        _ if not(Aspect::Oneshot) => &ONESHOT,
        _ if instance.entries.is_empty() => &EMPTY_WAITS,
        Timeout::Forever if asks.fine => &PWAIT2_INFINITE,
        Timeout::Forever => &INFINITE,
        _ => &WAITS,
    }
}

fn claim(aspect: Aspect) -> &'static Claim {
    match aspect {
        Aspect::Level => &LEVEL,
        Aspect::EdgeOnce => &EDGE_ONCE,
        Aspect::EdgeAnew => &EDGE_ANEW,
        Aspect::Reread => &MODIFY_REREADS,
        Aspect::Oneshot => &ONESHOT,
        Aspect::Rearmed => &ONESHOT_REARMED,
        Aspect::Nested => &NESTED,
        Aspect::Outlives => &OUTLIVES,
        Aspect::Added => &ADDED_WAKES,
        Aspect::Requested => &REQUESTED,
        Aspect::Trouble => &TROUBLE_UNASKED,
        Aspect::Removed => &REMOVES,
        Aspect::Forgotten => &FORGETS,
        Aspect::Data => &DATA,
        Aspect::Most => &MOST,
        Aspect::RoundRobin => &ROUND_ROBIN,
        Aspect::Early => &NOT_EARLY,
        Aspect::Restored => &PWAIT_RESTORES,
    }
}

/// What each descriptor is, in a report.
fn items(
    instance: &Instance,
    found: &[(&Entry, Found)],
    waited: bool,
    closed: impl Fn(&Entry) -> bool,
) -> SmallVec<[Item; 4]> {
    let of = |(entry, found): &(&Entry, Found)| {
        let (asked, data, turns) = (entry.asked(), entry.data, entry.turns);
        let all = u16::MAX;
        let (bits, spoken, must, by) = match *found {
            Found::Due { bits, spoken, by: Aspect::Level } if closed(entry) => {
                (bits, spoken, Must::Be, Aspect::Outlives)
            }
            Found::Due { bits, spoken, by } if waited && entry.fresh == Some(false) => {
                let plain = matches!(by, Aspect::Level | Aspect::Requested);
                (bits, spoken, Must::Be, if plain { Aspect::Added } else { by })
            }
            Found::Due { bits, spoken, by } => (bits, spoken, Must::Be, by),
            Found::Not { by } => (0, all, Must::NotBe, by),
            Found::Unsure | Found::Touched => (0, !asked, Must::Perhaps, Aspect::Requested),
        };
        Item { data, bits, spoken, asked, must, by, turns }
    };
    let ghost = |(data, why): &(u64, super::list::Gone)| Item {
        data: *data,
        bits: 0,
        spoken: u16::MAX,
        asked: 0,
        must: Must::NotBe,
        by: why.aspect(),
        turns: 0,
    };
    found.iter().map(of).chain(instance.ghosts.iter().map(ghost)).collect()
}

/// The call returns, and reports what was found.
fn returns(
    instance: &Instance,
    asks: &Asks,
    call: &engine::Call<'_>,
    found: &[(&Entry, Found)],
    world: &World,
) -> Ruling {
    let closed = |entry: &Entry| {
        let slot = world.slots(call.by).find(|(slot, _)| *slot == usize::from(entry.slot));
        slot.is_none_or(|(_, slot)| slot.file != entry.file)
    };
    let items = items(instance, found, call.waited, closed);
    let masked = asks.mask.is_some_and(|mask| mask != Mask::Null);
    let mut report = Report {
        came: false,
        items,
        most: asks.most.clamp(0, 255) as u8,
        partly: false,
        early: None,
        restored: masked.then_some(true),
        cited: 0,
        first: None,
    };
    let due = report.due().count();
    report.partly = call.waited && due > 0;
    let timed_out = due == 0 && asks.timeout == Timeout::Soon;
    report.early = timed_out.then_some(false);
    let others = [(timed_out, Aspect::Early), (masked, Aspect::Restored)];
    report.cited = report.aspects();
    others.iter().filter(|(is, _)| *is).for_each(|(_, aspect)| report.cited |= aspect.bit());
    // Where all that is due is due for one reason, that is what a call that sleeps breaks.
    let reason = report.due().next().map(|item| item.by);
    let reason = reason.filter(|first| report.due().all(|item| item.by == *first));
    let telling =
        [Aspect::EdgeAnew, Aspect::Reread, Aspect::Rearmed, Aspect::Nested, Aspect::Added];
    report.first = reason.filter(|reason| telling.contains(reason));
    let first = match (report.first, due) {
        (Some(aspect), _) => claim(aspect),
        (None, 0) if timed_out => &TIMES_OUT,
        (None, 0) => &ZERO_RETURNS,
        (None, _) if call.waited => &WAKES,
        (None, _) => &READY_AT_ONCE,
    };
    report.cited &= !report.first.map_or(0, Aspect::bit);
    let rest = Aspect::ALL.iter().filter(|aspect| report.cited & aspect.bit() != 0);
    let claims = std::iter::once(first).chain(rest.map(|aspect| claim(*aspect))).collect();
    let happens = Happens::Returns(Expect::Is(Seen::Told { report }.into()));
    let clause = Clause { claims, happens, mark: 0 };
    Ruling { clauses: std::iter::once(clause).collect(), silent: None }
}
