//! epoll(7), executable: the lists of the instances. What is ready, the models of other rooms say.

mod entry;
mod list;
#[cfg(test)]
mod tests;
mod wait;

use smallvec::SmallVec;

use super::calls::{Asks, CLOEXEC, Call, EXCLUSIVE, Seen, UNKNOWN, data};
use super::claims::*;
use crate::engine::{
    self, Access, Allow, Errno, Event, File, FileId, How, Model, Next, Object, Pick, Readiness,
    Ready, Ruling, State, Taken, World,
};
use entry::{Entry, Found};
use list::Instance;

/// The instances of a case, by object number; one that is gone keeps its number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Instances {
    all: SmallVec<[Option<Instance>; 4]>,
    /// The step under way is one of ours: it does nothing to what is watched.
    ours: bool,
}

impl Instances {
    pub fn live(&self) -> usize {
        self.all.iter().flatten().count()
    }

    pub fn get(&self, file: &File) -> Option<&Instance> {
        self.all.get(file.object.index())?.as_ref()
    }

    fn get_mut(&mut self, file: &File) -> Option<&mut Instance> {
        self.all.get_mut(file.object.index())?.as_mut()
    }

    /// What the caller names: the instance, and whether it is one.
    fn named<'m>(&'m self, by: engine::Actor, on: Pick, world: &World) -> Option<Named<'m>> {
        let file = world.file(by, on)?;
        let ours = is_instance(file, world);
        Some(self.get(file).filter(|_| ours).map_or(Named::Other, Named::Instance))
    }

    /// Whether an instance is watched by that one, or by what it watches.
    fn reaches(&self, from: u8, to: u8) -> bool {
        from == to
            || self.all[usize::from(from)].as_ref().is_some_and(|instance| {
                instance
                    .entries
                    .iter()
                    .filter_map(|entry| entry.inner)
                    .any(|inner| self.reaches(inner, to))
            })
    }
}

/// What a descriptor is that should be of an instance.
enum Named<'m> {
    Instance(&'m Instance),
    Other,
}

pub fn is_instance(file: &File, world: &World) -> bool {
    world.room_of(file).is(&super::EPOLL)
}

impl Model for Instances {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        if let Some(asks) = Asks::of(call.op) {
            return match self.named(call.by, asks.on, world) {
                Some(Named::Instance(instance)) => wait::rule(self, instance, &asks, call, world),
                named => wait::refused(&asks, named.is_none(), true),
            };
        }
        let full = world.is_full(call.by);
        match Call::of(call.op) {
            // The manual does not rank the two errors.
            Call::Create { flags } => (CREATE_UNKNOWN_FLAG
                .fails_if(flags.has(UNKNOWN), Errno::EINVAL)
                | CREATE_EMFILE.fails_if(full, Errno::EMFILE))
            .or_else(|| CREATES.returns(Seen::Created)),
            Call::CreateSized { size } => (CREATE_SIZE_NOT_POSITIVE
                .fails_if(size <= 0, Errno::EINVAL)
                | CREATE_EMFILE.fails_if(full, Errno::EMFILE))
            .or_else(|| CREATE_SIZE_IGNORED.returns(Seen::Created)),
            _ => self.rule_control(call, world),
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        self.ours = true;
        if let Some(asks) = Asks::of(call.op) {
            let report = match took.how {
                How::Returned(Ok(outcome)) => match Seen::of(outcome) {
                    Seen::Told { report } => Some(report),
                    _ => None,
                },
                _ => None,
            };
            if let Some(file) = world.file(call.by, asks.on).copied()
                && is_instance(&file, world)
                && let Some(instance) = self.get_mut(&file)
            {
                instance.told(report.as_ref(), call, world);
            }
            return Next::here();
        }
        if !matches!(took.how, How::Returned(Ok(_))) {
            return Next::here();
        }
        let slot = |fd| world.resolve(call.by, fd).map(|slot| slot as u8);
        let target = |fd| world.slot(call.by, fd).map(|slot| slot.file);
        let op = Call::of(call.op);
        match op {
            Call::Create { flags } => return self.open(flags.has(CLOEXEC)),
            Call::CreateSized { .. } => return self.open(false),
            Call::Add { on, fd, events, tag } => {
                let (Some(slot), Some(file)) = (slot(fd), target(fd)) else { return Next::here() };
                let watched = world.description(file);
                let inner = is_instance(watched, world).then_some(watched.object.number);
                let on = *world.file(call.by, on).expect("it was ruled");
                let entry = Entry::new(slot, file, inner, events.bits(), data(tag));
                if let Some(instance) = self.get_mut(&on) {
                    instance.add(entry);
                }
            }
            Call::Modify { on, fd, events, tag } => {
                let on = *world.file(call.by, on).expect("it was ruled");
                let key = (slot(fd), target(fd));
                if let Some(instance) = self.get_mut(&on) {
                    instance.modify(key, events.bits(), data(tag));
                }
            }
            Call::Remove { on, fd } => {
                let on = *world.file(call.by, on).expect("it was ruled");
                let key = (slot(fd), target(fd));
                if let Some(instance) = self.get_mut(&on) {
                    instance.remove(key);
                }
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, world: &World) -> Next {
        if let Event::Closed { file, last_of_description: true, .. } = event
            && is_instance(file, world)
        {
            self.all[file.object.index()] = None;
        }
        Next::here()
    }

    fn ready(&self, file: &File, _world: &World) -> Readiness {
        let input = match self.get(file).map(|instance| instance.readable) {
            Some(Some(readable)) => Ready::iff(&NESTED, readable),
            _ => Ready::Unruled,
        };
        Readiness { input, ..Readiness::UNRULED }
    }

    fn observe(&mut self, siblings: &[State], world: &World) {
        let ours = std::mem::take(&mut self.ours);
        for instance in self.all.iter_mut().flatten() {
            instance.forget_closed(world);
        }
        for entry in self.all.iter_mut().flatten().flat_map(|instance| &mut instance.entries) {
            if entry.inner.is_none() {
                let ready = ready_of(entry, &[], siblings, world);
                entry.see(&ready, ours);
            }
            entry.turns = if ours { entry.turns } else { 0 };
        }
        // What is inside comes first; a circle there is not.
        for _ in 0..=self.live() {
            for index in 0..self.all.len() {
                self.look(index, siblings, world);
            }
        }
        let readable: SmallVec<[Option<bool>; 4]> =
            self.all.iter().map(|one| one.as_ref().and_then(|one| one.readable)).collect();
        for instance in self.all.iter_mut().flatten() {
            for entry in instance.entries.iter_mut().filter(|entry| entry.inner.is_some()) {
                let ready = ready_of(entry, &readable, siblings, world);
                entry.see(&ready, ours);
            }
        }
    }
}

/// What an entry's description is ready for.
fn ready_of(
    entry: &Entry,
    readable: &[Option<bool>],
    siblings: &[State],
    world: &World,
) -> Readiness {
    if let Some(inner) = entry.inner {
        let input = readable.get(usize::from(inner)).copied().flatten();
        let input = input.map_or(Ready::Unruled, |is| Ready::iff(&NESTED, is));
        return Readiness { input, ..Readiness::UNRULED };
    }
    let file = world.description(entry.file);
    siblings[usize::from(file.object.room)].ready(file, world)
}

impl Instances {
    /// What an instance has to report, for those that watch it.
    fn look(&mut self, index: usize, siblings: &[State], world: &World) {
        let readable: SmallVec<[Option<bool>; 4]> =
            self.all.iter().map(|one| one.as_ref().and_then(|one| one.readable)).collect();
        let Some(instance) = &mut self.all[index] else { return };
        let mut is = Some(false);
        for entry in &instance.entries {
            match entry.found(&ready_of(entry, &readable, siblings, world)) {
                Found::Due { .. } => is = Some(true),
                Found::Unsure | Found::Touched if is == Some(false) => is = None,
                _ => {}
            }
        }
        instance.readable = is;
    }

    fn open(&mut self, cloexec: bool) -> Next {
        let object = Object::of(self.all.len() as u8);
        self.all.push(Some(Instance::default()));
        let (access, nonblocking) = (Access::Both, false);
        Next::opening([File { object, access, nonblocking, cloexec, note: 0 }])
    }

    /// The operations on the list. The pages do not rank what is wrong with one.
    fn rule_control(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        let (on, fd, events) = match Call::of(call.op) {
            Call::Add { on, fd, events, .. } | Call::Modify { on, fd, events, .. } => {
                (on, fd, events.bits())
            }
            Call::Remove { on, fd } | Call::Unknown { on, fd } => (on, fd, 0),
            _ => return Ruling::silent("no operation on a list"),
        };
        let named = self.named(call.by, on, world);
        let target = world.slot(call.by, fd);
        let closed = named.is_none() || target.is_none();
        let is_self = target.is_some()
            && world.slot(call.by, on).map(|slot| slot.file) == target.map(|slot| slot.file);
        if is_self && world.resolve(call.by, on) != world.resolve(call.by, fd) {
            return Ruling::silent("an instance is to watch a duplicate of its own descriptor");
        }
        let unknown = matches!(Call::of(call.op), Call::Unknown { .. });
        let mut ruling = CTL_CLOSED.fails_if(closed, Errno::EBADF)
            | CTL_OF_OTHER.fails_if(matches!(named, Some(Named::Other)), Errno::EINVAL)
            | CTL_OF_SELF.fails_if(is_self, Errno::EINVAL)
            | CTL_UNKNOWN.fails_if(unknown, Errno::EINVAL);
        let (Some(Named::Instance(instance)), Some(target), false) = (named, target, is_self)
        else {
            return ruling;
        };
        let watched = world.description(target.file);
        let inner = is_instance(watched, world).then_some(watched.object.number);
        let slot = world.resolve(call.by, fd).map(|slot| slot as u8);
        let listed = instance.find((slot, Some(target.file)));
        let exclusive = events & EXCLUSIVE != 0;
        let beside = exclusive && events & !entry::BESIDE_EXCLUSIVE != 0;
        match Call::of(call.op) {
            Call::Add { .. } => {
                let own = world.file(call.by, on).map(|file| file.object.number);
                let circle = inner.zip(own).is_some_and(|(inner, own)| self.reaches(inner, own));
                ruling = ruling
                    | ADD_TWICE.fails_if(listed.is_some(), Errno::EEXIST)
                    | EXCLUSIVE_WITH_OTHER.fails_if(beside, Errno::EINVAL)
                    | EXCLUSIVE_OF_EPOLL.fails_if(exclusive && inner.is_some(), Errno::EINVAL)
                    | CIRCLE.fails_if(circle, Errno::ELOOP);
                let duplicate = instance.entries.iter().any(|entry| entry.file == target.file);
                let claim = if duplicate { &ADD_DUPLICATE } else { &ADDS };
                ruling.or_else(|| claim.returns(Seen::Done))
            }
            Call::Modify { .. } => {
                let stays = listed.is_some_and(|entry| entry.events & EXCLUSIVE != 0);
                ruling = ruling
                    | NOT_LISTED.fails_if(listed.is_none(), Errno::ENOENT)
                    | EXCLUSIVE_LATE.fails_if(exclusive, Errno::EINVAL)
                    | EXCLUSIVE_STAYS.fails_if(stays, Errno::EINVAL);
                ruling.or_else(|| MODIFIES.returns(Seen::Done))
            }
            Call::Remove { .. } => NOT_LISTED
                .fails_if(listed.is_none(), Errno::ENOENT)
                .or_else(|| REMOVES.returns(Seen::Done)),
            _ => ruling,
        }
    }

    /// Whether another instance watches it with EPOLLEXCLUSIVE.
    fn is_shared_exclusively(&self, watched: FileId, instance: &Instance) -> bool {
        let exclusive = |entry: &Entry| entry.file == watched && entry.events & EXCLUSIVE != 0;
        let others = self.all.iter().flatten().filter(|other| !std::ptr::eq(*other, instance));
        others.flat_map(|other| &other.entries).any(exclusive)
    }
}
