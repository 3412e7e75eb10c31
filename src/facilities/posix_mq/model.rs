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

use super::calls::{Call, Name};
use crate::claim::Claim;
use crate::engine::world::ACTORS_MAX;
use crate::engine::{
    self, Actor, Event, File, How, Limits, Model, Next, Readiness, Ruling, Taken, World,
};
use crate::families::names::Names;
use crate::kernel::Facts;
pub use bounds::{Bounds, charge};
use notify::Inbox;
use open::Asked;
use queue::Freed;
pub use queue::{Kept, Queue};

/// The queues of a case, by object number; a destroyed one keeps its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Queues {
    queues: SmallVec<[Option<Queue>; 4]>,
    names: Names,
    pub bounds: Bounds,
    inboxes: [Inbox; ACTORS_MAX],
    /// Queues that were destroyed in this case, and the bytes that they were charged.
    destroyed: u16,
    released: [u64; 2],
}

impl Queues {
    pub fn new(facts: &Facts, limits: &Limits) -> Self {
        Self {
            queues: SmallVec::new(),
            names: Names::default(),
            bounds: Bounds::of(facts, limits),
            inboxes: Default::default(),
            destroyed: 0,
            released: [0; 2],
        }
    }

    /// The queue of a description.
    pub fn of(&self, file: &File) -> &Queue {
        self.queue(file.object.number)
    }

    /// A queue that exists.
    fn queue(&self, number: u8) -> &Queue {
        self.queues[usize::from(number)].as_ref().expect("a descriptor keeps its queue alive")
    }

    fn queue_mut(&mut self, number: u8) -> &mut Queue {
        self.queues[usize::from(number)].as_mut().expect("a descriptor keeps its queue alive")
    }

    /// The queue that has this name, and its number.
    fn numbered(&self, name: Name) -> Option<(u8, &Queue)> {
        let number = self.names.get(name)?;
        Some((number, self.queue(number)))
    }

    /// The queue that has this name.
    pub fn named(&self, name: Name) -> Option<&Queue> {
        self.numbered(name).map(|(_, queue)| queue)
    }

    /// The queues that exist, named or open.
    pub fn alive(&self) -> impl Iterator<Item = &Queue> {
        self.queues.iter().flatten()
    }

    /// Bytes that the queues of one user are charged.
    pub fn charged(&self, other_uid: bool) -> u64 {
        let theirs = self.alive().filter(|queue| queue.owned.by_other == other_uid);
        theirs.map(Queue::charge).sum()
    }

    fn destroy(&mut self, number: u8) {
        if let Some(queue) = self.queues[usize::from(number)].take() {
            self.destroyed += 1;
            self.released[usize::from(queue.owned.by_other)] += queue.charge();
        }
    }

    /// Takes the name off a queue.
    fn unlink(&mut self, name: Name) {
        let Some(number) = self.names.unlink(name) else { return };
        let queue = self.queue_mut(number);
        queue.linked = false;
        if queue.descriptions == 0 {
            self.destroy(number);
        }
    }

    fn closed(&mut self, by: Actor, file: &File, last: bool, world: &World) {
        let number = file.object.number;
        let queue = self.queue_mut(number);
        queue.descriptor_closed(by, world);
        queue.descriptions -= u16::from(last);
        match (queue.descriptions, queue.linked) {
            (0, true) => queue.left_alone(),
            (0, false) => self.destroy(number),
            _ => {}
        }
    }

    fn ended(&mut self, actor: Actor) {
        for queue in self.queues.iter_mut().flatten() {
            queue.wakes(actor);
            queue.renounce(actor, Freed::Ended);
        }
        self.inboxes[usize::from(actor.0)] = Inbox::default();
    }

    fn executed(&mut self, actor: Actor) {
        for queue in self.queues.iter_mut().flatten() {
            queue.executed(actor);
        }
        self.inboxes[usize::from(actor.0)] = Inbox::default();
    }
}

/// The first claim of those whose situation it is, else the plain one.
fn most_particular<const N: usize>(
    claims: [(bool, &'static Claim); N],
    plain: &'static Claim,
) -> &'static Claim {
    claims.into_iter().find(|(holds, _)| *holds).map_or(plain, |(_, claim)| claim)
}

impl Model for Queues {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        let by = call.by;
        match Call::of(call.op) {
            Call::Open { name, access, flags, attributes: given, .. } => {
                self.rule_open(&Asked { name, access, flags, given, by, world })
            }
            Call::Unlink { name, library } => self.rule_unlink(name, library, by, world),
            Call::Send { fd, bytes, priority, until, .. } => {
                let message = transfer::Sent { bytes, priority, until };
                self.rule_send(message, world.file(by, fd), call.waited)
            }
            Call::Receive { fd, bytes, until } => {
                self.rule_receive(bytes, until, world.file(by, fd), call.waited)
            }
            Call::GetAttributes { fd } => self.rule_get_attributes(fd, by, world),
            Call::SetAttributes { fd, other_flag, .. } => {
                self.rule_set_attributes(other_flag, world.file(by, fd))
            }
            Call::Notify { fd, request, .. } => self.rule_notify(request, world.file(by, fd), by),
            Call::Notices => self.rule_notices(by, world),
            Call::NotifyThread => self.rule_notify_thread(by, world),
            op @ (Call::ReadFile { name } | Call::RemoveFile { name } | Call::Look { name }) => {
                self.rule_file(op, name, by, world)
            }
            Call::Directory => self.rule_directory(),
            Call::Mount => self.rule_mount(by, world),
            Call::Status { fd } => match world.file(by, fd) {
                Some(file) => look::status(self.of(file).owned, by, world),
                None => Ruling::silent("fstat without a descriptor"),
            },
            Call::GetSetting { .. } | Call::TrySetting { .. } if world.is_full(by) => {
                Ruling::silent(look::NO_DESCRIPTOR_LEFT)
            }
            Call::GetSetting { setting } => self.bounds.rule_get(setting),
            Call::TrySetting { setting, value } => self.bounds.rule_try(setting, value, by, world),
            Call::PriorityMax => settings::priority_max(),
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        let by = call.by;
        let op = Call::of(call.op);
        if let Call::Send { fd, .. } | Call::Receive { fd, .. } = op {
            if let Some(file) = world.file(by, fd) {
                self.follow_transfer(call, file.object.number, &took.how, world);
            }
            return Next::here();
        }
        let How::Returned(Ok(_)) = took.how else { return Next::here() };
        match op {
            Call::Open { name, access, flags, mode, attributes: given, .. } => {
                return self.follow_open(&Asked { name, access, flags, given, by, world }, mode);
            }
            Call::Unlink { name, .. } | Call::RemoveFile { name } => self.unlink(name),
            Call::SetAttributes { fd, nonblocking, .. } => {
                return self.follow_set_attributes(fd, nonblocking, by, world);
            }
            Call::Notify { fd, request, tag } => self.follow_notify(fd, request, tag, by, world),
            Call::ReadFile { name } => self.follow_read_file(name, by),
            Call::Notices => self.follow_notices(by),
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, world: &World) -> Next {
        match event {
            Event::Closed { by, file, last_of_description, .. } => {
                self.closed(*by, file, *last_of_description, world);
            }
            Event::Ended(actor) => self.ended(*actor),
            Event::Executed(actor) => self.executed(*actor),
            Event::Forked { parent, child } => self.forked(*parent, *child),
            Event::Left(_) | Event::LimitSet(..) | Event::Settled => {}
        }
        Next::here()
    }

    fn ready(&self, file: &File, _world: &World) -> Readiness {
        look::ready(self.of(file), file.access)
    }
}
