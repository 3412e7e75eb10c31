//! msgget(2), msgop(2) and msgctl(2), executable.

mod control;
mod get;
mod look;
mod queue;
#[cfg(test)]
mod tests;
mod transfer;

use smallvec::SmallVec;

use super::calls::{Call, Which};
use super::claims::*;
use crate::claim::{Capability, Claim};
use crate::engine::{
    self, Actor, Allow, Errno, Event, How, Limit, Limits, Model, Next, Ruling, Taken, World,
};
use crate::families::sysv::{Grant, KEYS};
use crate::kernel::Facts;
pub use queue::Queue;
use transfer::{Asked, Sent};

/// The queues of a case, by number; one that was removed keeps its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Queues {
    queues: SmallVec<[Queue; 3]>,
    pub bounds: Bounds,
    /// Keys whose queue was removed, until that was told.
    freed: [bool; KEYS as usize],
}

/// The limits in force, and which of them the case has drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// None where they cannot be read.
    values: Option<[u64; 3]>,
    drawn: [bool; 3],
    own_ipc: bool,
    /// There is another user to give a queue to.
    other_user: bool,
}

const LIMITS: [Limit; 3] = [Limit::MsgmaxBytes, Limit::MsgmnbBytes, Limit::Msgmni];

impl Bounds {
    fn of(facts: &Facts, limits: &Limits) -> Self {
        let values = LIMITS.map(|limit| limits.get(limit).or(facts.limit(limit)));
        let known = values.iter().all(Option::is_some);
        Self {
            values: known.then(|| values.map(Option::unwrap_or_default)),
            drawn: LIMITS.map(|limit| limits.get(limit).is_some()),
            own_ipc: facts.own_ipc,
            other_user: facts.other_uid.is_some(),
        }
    }

    /// What may be at most.
    pub fn most(&self, limit: Limit) -> u64 {
        let place = LIMITS.iter().position(|one| *one == limit);
        self.values.zip(place).map_or(u64::MAX, |(values, place)| values[place])
    }

    fn is_drawn(&self, limit: Limit) -> bool {
        LIMITS.iter().zip(self.drawn).any(|(one, drawn)| *one == limit && drawn)
    }
}

/// What a call names.
#[derive(Debug, Clone, Copy)]
enum Named<'q> {
    Queue(u8, &'q Queue),
    Removed(&'q Queue),
    Never,
}

impl Queues {
    pub fn new(facts: &Facts, limits: &Limits) -> Self {
        Self {
            queues: SmallVec::new(),
            bounds: Bounds::of(facts, limits),
            freed: [false; KEYS as usize],
        }
    }

    /// All queues that were made, in their order.
    pub fn queues(&self) -> &[Queue] {
        &self.queues
    }

    /// The queue that a call names, if it exists.
    pub fn queue(&self, which: Which) -> Option<&Queue> {
        match self.named(which) {
            Named::Queue(_, queue) => Some(queue),
            _ => None,
        }
    }

    fn named(&self, which: Which) -> Named<'_> {
        let Which::Nth(number) = which else { return Named::Never };
        match self.queues.get(usize::from(number)) {
            Some(queue) if queue.exists => Named::Queue(number, queue),
            Some(queue) => Named::Removed(queue),
            None => Named::Never,
        }
    }

    fn alive(&self) -> impl Iterator<Item = &Queue> {
        self.queues.iter().filter(|queue| queue.exists)
    }

    fn queue_mut(&mut self, which: Which) -> Option<&mut Queue> {
        let Which::Nth(number) = which else { return None };
        self.queues.get_mut(usize::from(number))
    }
}

/// That a caller may do something, by the claim of the bits, or by one of its own.
fn granted(grant: Grant, by: Actor, world: &World, plainly: &'static Claim) -> &'static Claim {
    match grant {
        Grant::Owner if world.process(by).other_uid => &ACCESS_OWNER,
        Grant::Group => &ACCESS_GROUP,
        Grant::Others => &ACCESS_OTHERS,
        Grant::Privileged => &ACCESS_PRIVILEGED,
        Grant::Owner | Grant::Denied | Grant::Unclear => plainly,
    }
}

const UNCLEAR: &str = "what the creator of a queue may do that another user or group owns";

/// That a call of msgctl names no queue.
fn no_queue(named: Named<'_>) -> Ruling {
    match named {
        Named::Queue(..) => Ruling::none(),
        Named::Never => CONTROL_NO_QUEUE.fails(Errno::EINVAL),
        // The page has both errors, and does not rank them.
        Named::Removed(_) => {
            CONTROL_NO_QUEUE.fails(Errno::EINVAL) | CONTROL_REMOVED.fails(Errno::EIDRM)
        }
    }
}

fn has(by: Actor, capability: Capability, world: &World) -> bool {
    world.process(by).capabilities >> capability.number & 1 == 1
}

impl Model for Queues {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        let by = call.by;
        match Call::of(call.op) {
            Call::Get { key, mode, flags } => self.rule_get(key, mode, flags, by, world),
            Call::Send { queue, bytes, kind, nowait, bad, .. } => {
                self.rule_send(queue, Sent { bytes, kind, nowait, bad }, call, world)
            }
            Call::Receive { queue, bytes, wanted, flags, bad } => {
                self.rule_receive(queue, Asked { bytes, wanted, flags, bad }, call, world)
            }
            Call::Stat { queue, bad } => self.rule_stat(queue, bad, by, world),
            Call::Index { queue, any } => self.rule_index(queue, any, by, world),
            Call::Set { owner, group, .. } if (owner || group) && !self.bounds.other_user => {
                Ruling::silent("IPC_SET to a user or group that is not there")
            }
            Call::Set { queue, most, bad, .. } => self.rule_set(queue, most, bad, by, world),
            Call::Remove { queue } => self.rule_remove(queue, by, world),
            Call::Unknown { queue, .. } => {
                CONTROL_UNKNOWN.fails(Errno::EINVAL) | no_queue(self.named(queue))
            }
            Call::Info => self.rule_info(),
            Call::Used => self.rule_used(),
            Call::Highest => self.rule_highest(),
            Call::LimitsFiles => self.rule_limits_files(),
            Call::List => self.rule_list(by, world),
            Call::Namespace { queue } => self.rule_namespace(queue, by, world),
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        let by = call.by;
        match (Call::of(call.op), &took.how) {
            (Call::Send { queue, tag, bytes, kind, .. }, how) => {
                if let Some(queue) = self.queue_mut(queue) {
                    queue.follow_send(tag, bytes, kind, how, by);
                }
            }
            (Call::Receive { queue, bytes, wanted, flags, .. }, how) => {
                return self.follow_receive(queue, bytes, wanted, flags, how, by);
            }
            (Call::Get { key, mode, .. }, How::Returned(answer)) => {
                self.follow_get(key, mode, answer, by, world);
            }
            (Call::Set { queue, owner, group, mode, most, .. }, How::Returned(Ok(_))) => {
                self.follow_set(queue, owner, group, mode, most);
            }
            (Call::Remove { queue }, How::Returned(Ok(_))) => self.follow_remove(queue),
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        if let Event::Ended(by) = *event {
            for queue in &mut self.queues {
                queue.wakes(by);
            }
        }
        Next::here()
    }
}
