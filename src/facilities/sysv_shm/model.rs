//! shmget(2), shmop(2) and shmctl(2), executable.

mod control;
mod get;
mod look;
mod memory;
#[cfg(test)]
mod tests;

use smallvec::SmallVec;

use super::calls::{Call, OFFSETS, PLACES, Which};
use super::claims::*;
use crate::claim::{Capability, Claim};
use crate::engine::world::ACTORS_MAX;
use crate::engine::{
    self, Actor, Allow, Errno, Event, How, Limit, Limits, Model, Next, Ruling, Taken, World,
};
use crate::families::sysv::{Grant, Key, Owned};
use crate::kernel::Facts;

/// What made something what it is.
type By = &'static Claim;

/// The segments of a case, by number; one that is gone keeps its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Segments {
    segments: SmallVec<[Segment; 3]>,
    pub bounds: Bounds,
    /// What each process has attached, by its first actor.
    attached: [[Option<Attached>; PLACES as usize]; ACTORS_MAX],
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Segment {
    pub exists: bool,
    /// It is to be destroyed once nobody has it attached.
    pub marked: bool,
    pub key: Key,
    pub owned: Owned,
    pub size: u64,
    bytes: [Byte; OFFSETS.len()],
    /// What shm_nattch is by.
    count_by: By,
    creator: Actor,
    /// The last that attached or detached it, and what told that.
    last: Option<(Actor, By)>,
    was_attached: bool,
    was_detached: bool,
    /// It was attached or detached by something else than shmat and shmdt.
    unclear: bool,
    changed: By,
    /// What the mode is by, once IPC_SET has set it.
    set: Option<By>,
    /// Nobody had it attached since a byte was stored.
    rested: bool,
}

/// A byte that is looked at, and which process stored it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Byte {
    value: u8,
    by: Option<Actor>,
}

/// A segment that a process has attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attached {
    pub number: u8,
    pub read_only: bool,
}

/// The limits in force, and which of them the case has drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// None where they cannot be read.
    values: Option<[u64; 3]>,
    drawn: [bool; 3],
    own_ipc: bool,
    /// There is another user to give a segment to.
    other_user: bool,
}

const LIMITS: [Limit; 3] = [Limit::ShmmaxBytes, Limit::Shmmni, Limit::ShmallPages];

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
    Segment(u8, &'s Segment),
    Removed,
    Never,
}

const UNCLEAR: &str = "what the creator of a segment may do that another user or group owns";

impl Segments {
    pub fn new(facts: &Facts, limits: &Limits) -> Self {
        Self {
            segments: SmallVec::new(),
            bounds: Bounds::of(facts, limits),
            attached: Default::default(),
        }
    }

    /// All segments that were made, in their order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    fn named(&self, which: Which) -> Named<'_> {
        let Which::Nth(number) = which else { return Named::Never };
        match self.segments.get(usize::from(number)) {
            Some(segment) if segment.exists => Named::Segment(number, segment),
            Some(_) => Named::Removed,
            None => Named::Never,
        }
    }

    fn alive(&self) -> impl Iterator<Item = &Segment> {
        self.segments.iter().filter(|segment| segment.exists)
    }

    fn segment_mut(&mut self, which: Which) -> Option<&mut Segment> {
        let Which::Nth(number) = which else { return None };
        self.segments.get_mut(usize::from(number))
    }

    pub fn places(&self, by: Actor, world: &World) -> &[Option<Attached>; PLACES as usize] {
        &self.attached[usize::from(world.process_of(by).0)]
    }

    pub fn attached(&self, place: u8, by: Actor, world: &World) -> Option<Attached> {
        self.places(by, world)[usize::from(place % PLACES)]
    }

    /// How often a segment is attached.
    fn times_attached(&self, number: u8) -> u64 {
        let attached = self.attached.iter().flatten().flatten();
        attached.filter(|attached| attached.number == number).count() as u64
    }

    /// What a process has no more of is destroyed if it was marked, and if nobody else has it.
    fn detached(&mut self, number: u8) {
        let last = self.times_attached(number) == 0;
        let segment = &mut self.segments[usize::from(number)];
        segment.exists &= !(last && segment.marked);
        segment.rested |= last;
    }

    fn all_detached(&mut self, process: Actor, by: By) {
        let places = std::mem::take(&mut self.attached[usize::from(process.0)]);
        for Attached { number, .. } in places.into_iter().flatten() {
            let segment = &mut self.segments[usize::from(number)];
            (segment.count_by, segment.unclear) = (by, true);
            self.detached(number);
        }
    }
}

/// That a caller may do something, by the claim of the bits, or by one of its own.
fn granted(grant: Grant, by: Actor, world: &World, plainly: By) -> By {
    match grant {
        Grant::Owner if world.process(by).other_uid => &ACCESS_OWNER,
        Grant::Group => &ACCESS_GROUP,
        Grant::Others => &ACCESS_OTHERS,
        Grant::Privileged => &ACCESS_PRIVILEGED,
        Grant::Owner | Grant::Denied | Grant::Unclear => plainly,
    }
}

/// That a call of shmctl names no segment.
fn no_segment(named: Named<'_>) -> Ruling {
    match named {
        Named::Segment(..) => Ruling::none(),
        Named::Never => CONTROL_NO_SEGMENT.fails(Errno::EINVAL),
        // The page has both errors, and does not rank them.
        Named::Removed => {
            CONTROL_NO_SEGMENT.fails(Errno::EINVAL) | CONTROL_REMOVED.fails(Errno::EIDRM)
        }
    }
}

fn has(by: Actor, capability: Capability, world: &World) -> bool {
    world.process(by).capabilities >> capability.number & 1 == 1
}

impl Model for Segments {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        let by = call.by;
        match Call::of(call.op) {
            Call::Get { key, size, mode, flags } => {
                self.rule_get(key, size, mode, flags, by, world)
            }
            Call::Attach { segment, place, read_only, at } => {
                self.rule_attach(segment, place, read_only, at, by, world)
            }
            Call::Detach { place, unaligned } => self.rule_detach(place, unaligned, by, world),
            Call::Store { place, at, .. } => self.rule_store(place, at, by, world),
            Call::Load { place, at } => self.rule_load(place, at, by, world),
            Call::Stat { segment, bad } => self.rule_stat(segment, bad, by, world),
            Call::Times { segment } => self.rule_times(segment, by, world),
            Call::Index { segment, any } => self.rule_index(segment, any, by, world),
            Call::Set { owner, group, .. } if (owner || group) && !self.bounds.other_user => {
                Ruling::silent("IPC_SET to a user or group that is not there")
            }
            Call::Set { segment, bad, .. } => self.rule_set(segment, bad, by, world),
            Call::Remove { segment } => self.rule_remove(segment, by, world),
            Call::Unknown { segment, .. } => {
                CONTROL_UNKNOWN.fails(Errno::EINVAL) | no_segment(self.named(segment))
            }
            Call::Info => self.rule_info(),
            Call::Used => self.rule_used(),
            Call::Highest => self.rule_highest(),
            Call::LimitsFiles => self.rule_limits_files(),
            Call::List => self.rule_list(by, world),
            Call::Namespace { segment } => self.rule_namespace(segment, by, world),
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        let by = call.by;
        let How::Returned(Ok(_)) = took.how else { return Next::here() };
        match Call::of(call.op) {
            Call::Get { key, size, mode, .. } => self.follow_get(key, size, mode, by, world),
            Call::Attach { segment, place, read_only, .. } => {
                self.follow_attach(segment, place, read_only, by, world);
            }
            Call::Detach { place, .. } => self.follow_detach(place, by, world),
            Call::Store { place, at, tag } => self.follow_store(place, at, tag, by, world),
            Call::Set { segment, owner, group, mode, .. } => {
                self.follow_set(segment, owner, group, mode);
            }
            Call::Remove { segment } => self.follow_remove(segment),
            // A child is forked to look, and ends.
            Call::Namespace { .. } => {
                for Attached { number, .. } in (*self.places(by, world)).into_iter().flatten() {
                    self.segments[usize::from(number)].unclear = true;
                }
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        match *event {
            Event::Ended(process) => self.all_detached(process, &EXIT_DETACHES),
            Event::Executed(process) => self.all_detached(process, &EXEC_DETACHES),
            Event::Forked { parent, child } => {
                let copies = self.attached[usize::from(parent.0)];
                for Attached { number, .. } in copies.into_iter().flatten() {
                    let segment = &mut self.segments[usize::from(number)];
                    (segment.count_by, segment.unclear) = (&FORK_ATTACHES, true);
                }
                self.attached[usize::from(child.0)] = copies;
            }
            _ => {}
        }
        Next::here()
    }
}
