//! semget(2), semop(2) and semctl(2), executable.

mod array;
mod control;
mod get;
mod look;
mod operate;
mod set;
#[cfg(test)]
mod tests;
mod undo;

use smallvec::SmallVec;

use super::calls::{Call, NO_NUMBER};
use super::claims::*;
use super::operands::Which;
use crate::claim::Claim;
use crate::engine::{
    self, Actor, Allow, Errno, Event, How, Limit, Limits, Model, Next, Ruling, Taken, World,
};
use crate::families::sysv::{Grant, KEYS};
use crate::kernel::Facts;
pub use array::LARGEST;
pub use set::Set;
use undo::Adjustment;

/// The sets of a case, by number; one that was removed keeps its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sets {
    sets: SmallVec<[Set; 3]>,
    adjustments: SmallVec<[Adjustment; 4]>,
    pub bounds: Bounds,
    /// Keys whose set was removed, until that was told.
    freed: [bool; KEYS as usize],
}

/// The limits in force, and which of them the case has drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// In the order of the file; none where they cannot be read.
    values: Option<[u64; 4]>,
    drawn: [bool; 4],
    own_ipc: bool,
    /// There is another user to give a set to.
    other_user: bool,
}

const LIMITS: [Limit; 4] = [Limit::Semmsl, Limit::Semmns, Limit::Semopm, Limit::Semmni];

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
enum Named<'s> {
    Set(u8, &'s Set),
    Removed,
    Never,
    Negative,
}

impl Sets {
    pub fn new(facts: &Facts, limits: &Limits) -> Self {
        Self {
            sets: SmallVec::new(),
            adjustments: SmallVec::new(),
            bounds: Bounds::of(facts, limits),
            freed: [false; KEYS as usize],
        }
    }

    /// All sets that were made, in their order.
    pub fn sets(&self) -> &[Set] {
        &self.sets
    }

    /// The set that a call names, if it exists.
    pub fn set(&self, which: Which) -> Option<&Set> {
        match self.named(which) {
            Named::Set(_, set) => Some(set),
            _ => None,
        }
    }

    fn named(&self, which: Which) -> Named<'_> {
        let number = match which {
            Which::Nth(number) => number,
            Which::Never => return Named::Never,
            Which::Negative => return Named::Negative,
        };
        match self.sets.get(usize::from(number)) {
            Some(set) if set.exists => Named::Set(number, set),
            Some(_) => Named::Removed,
            None => Named::Never,
        }
    }

    fn alive(&self) -> impl Iterator<Item = &Set> {
        self.sets.iter().filter(|set| set.exists)
    }

    fn set_mut(&mut self, which: Which) -> Option<(u8, &mut Set)> {
        let Which::Nth(number) = which else { return None };
        Some((number, self.sets.get_mut(usize::from(number))?))
    }
}

/// That a caller may do something, by the claim of the user bits, or by one of its own.
fn granted(grant: Grant, by: Actor, world: &World, plainly: &'static Claim) -> &'static Claim {
    match grant {
        Grant::Owner if world.process(by).other_uid => &ACCESS_OWNER,
        Grant::Group => &ACCESS_GROUP,
        Grant::Others => &ACCESS_OTHERS,
        Grant::Privileged => &ACCESS_PRIVILEGED,
        Grant::Owner | Grant::Denied | Grant::Unclear => plainly,
    }
}

const UNCLEAR: &str = "what the creator of a set may do that another user or group owns";

/// That a call of semctl names no set.
fn no_set(named: Named<'_>) -> Ruling {
    match named {
        Named::Set(..) => Ruling::none(),
        Named::Never | Named::Negative => CONTROL_NO_SET.fails(Errno::EINVAL),
        // The page has both errors, and does not rank them.
        Named::Removed => CONTROL_NO_SET.fails(Errno::EINVAL) | CONTROL_REMOVED.fails(Errno::EIDRM),
    }
}

/// Whether a call ignores the number of a semaphore that it is given: then this is why it succeeds.
fn ignores(number: i32, ignored: &'static Claim, plainly: &'static Claim) -> &'static Claim {
    if number == NO_NUMBER { ignored } else { plainly }
}

impl Model for Sets {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        let by = call.by;
        match Call::of(call.op) {
            Call::Get { key, size, mode, flags } => {
                self.rule_get(key, size, mode, flags, by, world)
            }
            Call::Operate { set, array, until, bad } => {
                self.rule_operate(set, &array, until, bad, call, world)
            }
            Call::Ask { set, number, asked } => self.rule_ask(set, number, asked, by, world),
            Call::SetValue { set, number, value } => {
                self.rule_set_value(set, number, value, by, world)
            }
            Call::GetAll { set, number, bad } => self.rule_get_all(set, number, bad, by, world),
            Call::SetAll { set, number, first, second, third, bad } => {
                self.rule_set_all(set, number, [first, second, third], bad, by, world)
            }
            Call::Stat { set, number, bad } => self.rule_stat(set, number, bad, by, world),
            Call::Index { set, any } => self.rule_index(set, any, by, world),
            Call::Set { owner, group, .. } if (owner || group) && !self.bounds.other_user => {
                Ruling::silent("IPC_SET to a user or group that is not there")
            }
            Call::Set { set, number, bad, .. } => self.rule_set(set, number, bad, by, world),
            Call::Remove { set, number } => self.rule_remove(set, number, by, world),
            Call::Unknown { set, .. } => {
                CONTROL_UNKNOWN.fails(Errno::EINVAL) | no_set(self.named(set))
            }
            Call::Info => self.rule_info(),
            Call::Used => self.rule_used(),
            Call::Highest => self.rule_highest(),
            Call::LimitsFile => self.rule_limits_file(),
            Call::List => self.rule_list(by, world),
            Call::Namespace { set } => self.rule_namespace(set, by, world),
            Call::Unshare => UNSHARE_ADJUSTS.returns(super::calls::Seen::Done { returned: 0 }),
            Call::CloneBoth => look::clone_both(by, world),
            Call::Ftok { named, project } => look::ftok(named, project),
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        let by = call.by;
        match (Call::of(call.op), &took.how) {
            (Call::Operate { set, array, until, .. }, how) => {
                self.follow_operate(set, array, until, how, by);
            }
            (Call::Get { key, size, mode, .. }, How::Returned(answer)) => {
                self.follow_get(key, size, mode, answer, by, world);
            }
            (Call::Ask { set, number, asked }, How::Returned(Ok(_))) => {
                self.follow_ask(set, number, asked);
            }
            (Call::SetValue { set, number, value }, How::Returned(Ok(_))) => {
                self.follow_set_value(set, number, value, by);
            }
            (Call::SetAll { set, first, second, third, .. }, How::Returned(Ok(_))) => {
                self.follow_set_all(set, [first, second, third], by);
            }
            (Call::Set { set, owner, group, mode, .. }, How::Returned(Ok(_))) => {
                self.follow_set(set, owner, group, mode);
            }
            (Call::Remove { set, .. }, How::Returned(Ok(_))) => self.follow_remove(set),
            (Call::Unshare, How::Returned(Ok(_))) => self.unshared(by),
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        match *event {
            Event::Forked { parent, child } => self.forked(parent, child),
            Event::Executed(by) => self.executed(by),
            Event::Ended(by) => self.ended(by),
            Event::Left(_) | Event::Closed { .. } | Event::LimitSet(..) | Event::Settled => {}
        }
        Next::here()
    }
}
