//! process_vm_readv(2), executable.

#[cfg(test)]
mod tests;
mod transfer;

use super::calls::{CELLS, Call, Odd, Seen, value};
use super::claims::*;
use crate::claim::Claim;
use crate::engine::forms::Rest;
use crate::engine::world::ACTORS_MAX;
use crate::engine::{self, Actor, Allow, Errno, Event, How, Model, Next, Ruling, Taken, World};
use crate::families::names::holds;
use transfer::{Asked, Ends};

type By = &'static Claim;

const NO_AREA: &str = "the caller has no area";
const ODD_SILENT: &str = "an odd transfer with a process that has no area, or that is denied";

/// The areas of a case: of each process, by its first actor.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Areas([Option<Area>; ACTORS_MAX]);

/// The cells of an area.
pub type Area = [Cell; CELLS.len()];

/// A cell, and which claim says what it holds; none where its process put it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Cell {
    pub value: u8,
    pub by: Option<By>,
}

/// Whether a transfer is permitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Permitted {
    Same,
    Privileged,
    No,
}

impl Permitted {
    fn of(by: Actor, target: Actor, world: &World) -> Self {
        let (caller, other) = (world.process(by), world.process(target));
        if caller.other_uid == other.other_uid {
            Self::Same
        } else if holds(by, SYS_PTRACE, world) {
            Self::Privileged
        } else {
            Self::No
        }
    }
}

impl Areas {
    pub fn of(&self, actor: Actor, world: &World) -> Option<&Area> {
        self.0[usize::from(world.process_of(actor).0)].as_ref()
    }

    fn of_mut(&mut self, actor: Actor, world: &World) -> &mut Option<Area> {
        &mut self.0[usize::from(world.process_of(actor).0)]
    }

    fn rule_load(&self, cell: u8, by: Actor, world: &World) -> Ruling {
        match self.of(by, world).map(|area| area[usize::from(cell) % CELLS.len()]) {
            None => Ruling::silent(NO_AREA),
            Some(Cell { by: None, .. }) => {
                Ruling::silent("what a process finds that it put there itself")
            }
            Some(Cell { value, by: Some(claim) }) => claim.returns(Seen::Cell { value }),
        }
    }

    fn rule_transfer(&self, asked: &Asked, by: Actor, world: &World) -> Ruling {
        if !world.exists(asked.target) {
            let was_there = usize::from(asked.target.0) < world.actors_ever();
            return (if was_there { &ENDED } else { &NO_PROCESS }).fails(Errno::ESRCH);
        }
        let permitted = Permitted::of(by, asked.target, world);
        if permitted == Permitted::No {
            return DENIED.fails(Errno::EPERM);
        }
        let area = self.of(asked.target, world);
        let (cells, ends) = asked.reached(area.is_some());
        if cells.is_empty() {
            return asked.bad().fails(Errno::EFAULT);
        }
        let bytes = transfer::bytes(&cells);
        let count = match ends {
            Ends::Whole if permitted == Permitted::Privileged => &PRIVILEGED,
            ends => asked.count(ends),
        };
        match area {
            Some(area) if asked.tag.is_none() => {
                let values = cells.iter().map(|cell| area[usize::from(*cell)].value).collect();
                [count, asked.content()].returns(Seen::Moved { bytes, cells: Rest(values) })
            }
            _ => count.returns(Seen::Wrote { bytes }),
        }
    }

    fn rule_odd(
        &self,
        (target, odd, writes): (Actor, Odd, bool),
        by: Actor,
        world: &World,
    ) -> Ruling {
        if odd == Odd::NoProcess {
            return NO_PROCESS.fails(Errno::ESRCH);
        }
        let is_plain = world.exists(target) && Permitted::of(by, target, world) == Permitted::Same;
        let area = if is_plain { self.of(target, world) } else { None };
        let Some(area) = area else { return Ruling::silent(ODD_SILENT) };
        let moves = |claim: By| {
            if writes {
                return Ruling::silent("what an odd transfer writes");
            }
            claim.returns(Seen::Moved { bytes: 4, cells: Rest(vec![area[0].value]) })
        };
        match odd {
            Odd::Flags => FLAGS.fails(Errno::EINVAL),
            Odd::LocalMost => moves(&LOCAL_MOST),
            Odd::LocalTooMany => LOCAL_TOO_MANY.fails(Errno::EINVAL),
            Odd::RemoteMost => moves(&REMOTE_MOST),
            Odd::RemoteTooMany => REMOTE_TOO_MANY.fails(Errno::EINVAL),
            Odd::LocalTooLong => LOCAL_TOO_LONG.fails(Errno::EINVAL),
            Odd::RemoteTooLong => REMOTE_TOO_LONG.fails(Errno::EINVAL),
            Odd::LocalTooLongTogether => LOCAL_SUM.fails(Errno::EINVAL),
            Odd::RemoteTooLongTogether => REMOTE_SUM.fails(Errno::EINVAL),
            Odd::LocalBad => LOCAL_BAD.fails(Errno::EFAULT),
            Odd::LocalBadLater => LOCAL_BAD_LATER.fails(Errno::EFAULT),
            Odd::NoProcess => unreachable!("it was ruled"),
        }
    }
}

impl Model for Areas {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        let by = call.by;
        match Call::of(call.op) {
            Call::Prepare { .. } if self.of(by, world).is_some() => {
                Ruling::silent("the caller has an area already")
            }
            Call::Prepare { .. } => AREA_MAPS.returns(Seen::Done),
            Call::Discard if self.of(by, world).is_none() => Ruling::silent(NO_AREA),
            Call::Discard => AREA_UNMAPS.returns(Seen::Done),
            Call::Load { cell } => self.rule_load(cell, by, world),
            Call::Oddly { target, odd, writes } => self.rule_odd((target, odd, writes), by, world),
            call => match Asked::of(call) {
                Some(asked) => self.rule_transfer(&asked, by, world),
                None => unreachable!("every other call has a rule of its own"),
            },
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        let by = call.by;
        let How::Returned(Ok(_)) = took.how else { return Next::here() };
        match Call::of(call.op) {
            Call::Prepare { tag } => {
                let filled = |number| Cell { value: value(tag, number), by: None };
                *self.of_mut(by, world) = Some(std::array::from_fn(filled));
            }
            Call::Discard => *self.of_mut(by, world) = None,
            call @ Call::Write { .. } => {
                let Some(asked) = Asked::of(call) else { return Next::here() };
                if let Some(area) = self.of_mut(asked.target, world) {
                    asked.write(area);
                }
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        match event {
            Event::Ended(process) | Event::Executed(process) => {
                self.0[usize::from(process.0)] = None;
            }
            Event::Forked { parent, child } => {
                // No transfer put there what a child finds in its copy.
                let mut copy = self.0[usize::from(parent.0)];
                copy.iter_mut().flatten().for_each(|cell| cell.by = None);
                self.0[usize::from(child.0)] = copy;
            }
            _ => {}
        }
        Next::here()
    }
}
