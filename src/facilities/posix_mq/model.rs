//! The state of message queues, and how it follows from what was seen.

mod bounds;
mod look;
mod notify;
mod open;
mod queue;
mod settings;
#[cfg(test)]
mod tests;
mod transfer;

use smallvec::SmallVec;

use super::PosixMq;
use super::operations::{NAMES, Name, Op};
use super::seen::Saw;
use crate::claim::Capability;
use crate::engine::world::ACTORS_MAX;
use crate::engine::{
    Access, Actor, Call, Event, File, How, Limits, Model, Next, Readiness, Ruling, Taken, World,
};
use crate::kernel::Facts;
pub use bounds::{Bounds, charge};
use notify::{Caught, Quiet};
use queue::Freed;
pub use queue::{Charge, Kept, Queue};

/// A file's owner is not asked for permission to remove it.
const FOWNER: Capability = Capability { name: "CAP_FOWNER", number: 3 };

/// The queues of a case, by object number; a destroyed one keeps its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Queues {
    queues: SmallVec<[Option<Queue>; 4]>,
    names: [Bound; NAMES],
    pub bounds: Bounds,
    /// Notices that came and were not looked at yet.
    caught: SmallVec<[Caught; 1]>,
    /// Why the last arrival brought an actor no notice.
    quiet: [Option<Quiet>; ACTORS_MAX],
    /// The situation in which an actor was brought a notice or not, of which the manual is silent;
    /// it outlasts the registration.
    unknown: [Option<&'static str>; ACTORS_MAX],
    /// Queues that were destroyed in this case, and the bytes that they were charged.
    destroyed: u16,
    released: [u64; 2],
}

/// What a name refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Bound {
    Never,
    To(u8),
    /// It was unlinked from that queue.
    Unlinked(u8),
}

impl Queues {
    /// A queue that exists.
    pub fn queue(&self, object: u8) -> &Queue {
        self.queues[usize::from(object)].as_ref().expect("who has a descriptor keeps its queue")
    }

    fn queue_mut(&mut self, object: u8) -> &mut Queue {
        self.queues[usize::from(object)].as_mut().expect("who has a descriptor keeps its queue")
    }

    /// The queue that has this name.
    pub fn named(&self, name: Name) -> Option<u8> {
        match self.names[name.place()?] {
            Bound::To(object) => Some(object),
            _ => None,
        }
    }

    /// The queues that exist, named or open.
    pub fn alive(&self) -> impl Iterator<Item = &Queue> {
        self.queues.iter().flatten()
    }

    /// Bytes that the queues of one user are charged.
    pub fn charged(&self, other_uid: bool) -> u64 {
        self.alive()
            .filter(|queue| queue.charge.other_uid == other_uid)
            .map(|queue| queue.charge.bytes)
            .sum()
    }

    /// Whether the permissions of a queue grant this access.
    pub fn grants(&self, object: u8, by: Actor, access: Access, world: &World<u8>) -> bool {
        let process = world.process(by);
        let queue = self.queue(object);
        let shift = if queue.of_other == process.other_uid { 6 } else { 0 };
        let needed = u32::from(access.reads()) << 2 | u32::from(access.writes()) << 1;
        holds(by, Capability::DAC_OVERRIDE, world) || queue.mode >> shift & needed == needed
    }

    /// Whether this actor may unlink a queue: its directory is sticky.
    pub fn removable(&self, object: u8, by: Actor, world: &World<u8>) -> bool {
        self.queue(object).of_other == world.process(by).other_uid || holds(by, FOWNER, world)
    }

    fn destroy(&mut self, object: u8) {
        if let Some(queue) = self.queues[usize::from(object)].take() {
            self.destroyed += 1;
            self.released[usize::from(queue.charge.other_uid)] += queue.charge.bytes;
        }
    }

    /// Takes the name off a queue.
    fn unlink(&mut self, name: Name, world: &World<u8>) {
        let Some(object) = self.named(name) else { return };
        self.names[name.place().expect("a queue has it")] = Bound::Unlinked(object);
        self.queue_mut(object).linked = false;
        if !is_open(object, world) {
            self.destroy(object);
        }
    }

    fn closed(&mut self, by: Actor, file: &File<u8>, last: bool, world: &World<u8>) {
        let object = file.object;
        let Some(queue) = self.queues[usize::from(object)].as_mut() else { return };
        queue.descriptor_closed(by, world);
        if !last || is_open(object, world) {
            return;
        }
        if queue.linked {
            queue.left_alone();
        } else {
            self.destroy(object);
        }
    }

    fn ended(&mut self, actor: Actor) {
        for queue in self.queues.iter_mut().flatten() {
            queue.no_longer_waits(actor);
            queue.renounce(actor, Freed::Ended);
        }
        self.caught.retain(|caught| caught.by != actor);
        self.quiet[usize::from(actor.0)] = None;
        self.unknown[usize::from(actor.0)] = None;
    }

    fn executed(&mut self, actor: Actor) {
        for queue in self.queues.iter_mut().flatten() {
            queue.executed(actor);
        }
        self.caught.retain(|caught| caught.by != actor);
        self.quiet[usize::from(actor.0)] = None;
        self.unknown[usize::from(actor.0)] = None;
    }
}

/// Whether anybody has a descriptor of that queue.
fn is_open(object: u8, world: &World<u8>) -> bool {
    world.descriptions().any(|(file, _)| file.object == object)
}

pub(super) fn holds(by: Actor, capability: Capability, world: &World<u8>) -> bool {
    world.process(by).capabilities >> capability.number & 1 == 1
}

/// Either ruling, where there are two.
#[expect(clippy::unnecessary_wraps, reason = "it is what the next error is joined to")]
fn either(left: Option<Ruling<Saw>>, right: Ruling<Saw>) -> Option<Ruling<Saw>> {
    Some(match left {
        Some(left) => left | right,
        None => right,
    })
}

impl Model<PosixMq> for Queues {
    fn new(facts: &Facts, limits: &Limits) -> Self {
        Self {
            queues: SmallVec::new(),
            names: [Bound::Never; NAMES],
            bounds: Bounds::of(facts, limits),
            caught: SmallVec::new(),
            quiet: [None; ACTORS_MAX],
            unknown: [None; ACTORS_MAX],
            destroyed: 0,
            released: [0; 2],
        }
    }

    fn rule(&self, call: &Call<'_, PosixMq>, world: &World<u8>) -> Ruling<Saw> {
        let by = call.by;
        match *call.op {
            Op::Open { .. } => self.rule_open(call.op, by, world),
            Op::Unlink { name, library } => self.rule_unlink(name, library, by, world),
            Op::Send { .. } => self.rule_send(call, world),
            Op::Receive { .. } => self.rule_receive(call, world),
            Op::GetAttributes { fd } => self.rule_get_attributes(fd, by, world),
            Op::SetAttributes { fd, other_flag, .. } => {
                self.rule_set_attributes(fd, other_flag, by, world)
            }
            Op::Notify { fd, request, .. } => self.rule_notify(request, fd, by, world),
            Op::Notices => self.rule_notices(by, world),
            Op::NotifyThread => self.rule_notify_thread(by, world),
            Op::ReadFile { name } => self.rule_read_file(name, by, world),
            Op::RemoveFile { name } => self.rule_remove_file(name, by, world),
            Op::Look { name } => self.rule_look(name, by, world),
            Op::Directory => self.rule_directory(),
            Op::Mount => self.rule_mount(by, world),
            Op::Status { fd } => self.rule_status(fd, by, world),
            Op::GetSetting { .. } | Op::TrySetting { .. } if !look::has_room(by, world) => {
                Ruling::silent(look::NO_DESCRIPTOR_LEFT)
            }
            Op::GetSetting { setting } => self.bounds.rule_get(setting),
            Op::TrySetting { setting, value } => self.bounds.rule_try(setting, value, by, world),
            Op::PriorityMax => settings::priority_max(),
        }
    }

    fn follow(
        &mut self,
        call: &Call<'_, PosixMq>,
        took: &Taken<'_, Saw>,
        world: &World<u8>,
    ) -> Next<PosixMq> {
        match (call.op, &took.how) {
            (Op::Send { fd, .. } | Op::Receive { fd, .. }, how) => {
                return self.follow_transfer(call, *fd, how, world);
            }
            (Op::Open { .. }, How::Returned(Ok(_))) => return self.follow_open(call, world),
            (Op::Unlink { name, .. } | Op::RemoveFile { name }, How::Returned(Ok(_))) => {
                self.unlink(*name, world);
            }
            (Op::SetAttributes { .. }, How::Returned(Ok(_))) => {
                return self.follow_set_attributes(call, world);
            }
            (Op::Notify { .. }, How::Returned(Ok(_))) => return self.follow_notify(call, world),
            (Op::ReadFile { name }, How::Returned(Ok(_))) => {
                return self.follow_read_file(*name, call.by);
            }
            (Op::Notices, How::Returned(Ok(_))) => {
                self.caught.retain(|caught| caught.by != call.by);
                self.quiet[usize::from(call.by.0)] = None;
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event<u8>, world: &World<u8>) -> Next<PosixMq> {
        match event {
            Event::Closed { by, file, last_of_description } => {
                self.closed(*by, file, *last_of_description, world);
            }
            Event::Ended(actor) => self.ended(*actor),
            Event::Executed(actor) => self.executed(*actor),
            Event::Forked { parent, child } => self.forked(*parent, *child),
            Event::Left(_) | Event::Passed { .. } | Event::LimitSet(..) | Event::Settled => {}
        }
        Next::here()
    }

    fn ready(&self, file: &File<u8>, _world: &World<u8>) -> Readiness {
        self.rule_ready(file)
    }
}
