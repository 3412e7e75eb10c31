//! The state of the locked files, and how it follows from what was seen.

mod rules;

use smallvec::SmallVec;

use super::calls::{Call, FILE_BYTES, FILES};
use crate::engine::{
    self, Actor, Event, File, FileId, How, Model, Next, Object, Ruling, Taken, World,
};
use crate::families::ranges::{Bytes, Kind, Lock, Manner, Owner, Range, Table};

/// All files of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Files {
    files: [FileState; FILES as usize],
    waiting: SmallVec<[Request; 2]>,
}

/// One file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FileState {
    pub table: Table,
    /// Locks that are no more.
    freed: SmallVec<[Gone; 2]>,
    /// Descriptions with a lock, of which a descriptor was closed since.
    thinned: SmallVec<[FileId; 2]>,
}

/// A lock that an actor waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Request {
    by: Actor,
    owner: Owner,
    file: Object,
    kind: Kind,
    bytes: Bytes,
}

/// A lock that is no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Gone {
    why: Freed,
    owner: Owner,
    bytes: Bytes,
    kind: Kind,
}

/// How a lock came to be lost, the rarest way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Freed {
    Closed,
    Downgraded,
    Unlocked,
}

/// Most lost locks that are remembered: they decide only which claim is named.
const FREED_MAX: usize = 4;

impl FileState {
    /// The table changes as asked.
    fn set(&mut self, owner: Owner, kind: Option<Kind>, bytes: Bytes, manner: &Manner) {
        if kind.is_some() {
            self.freed.retain(|gone| !gone.bytes.meets(bytes));
        }
        let why = if kind.is_none() { Freed::Unlocked } else { Freed::Downgraded };
        let loses = |lock: &&Lock| kind.is_none() || kind < Some(lock.kind);
        let lost: SmallVec<[Lock; 4]> =
            self.table.own(owner, bytes).filter(loses).copied().collect();
        for lock in lost {
            self.lose(&lock, bytes, why);
        }
        self.table.set(owner, kind, bytes, manner);
    }

    /// The owner has none of its locks any more.
    fn release(&mut self, owner: Owner) {
        let of = |lock: &&Lock| lock.owner == owner;
        let lost: SmallVec<[Lock; 4]> = self.table.locks().iter().filter(of).copied().collect();
        for lock in lost {
            self.lose(&lock, lock.bytes, Freed::Closed);
        }
        self.table.release(owner);
    }

    fn lose(&mut self, lock: &Lock, bytes: Bytes, why: Freed) {
        let Some(bytes) = lock.bytes.common(bytes) else { return };
        let gone = Gone { why, owner: lock.owner, bytes, kind: lock.kind };
        if let Err(place) = self.freed.binary_search(&gone) {
            self.freed.insert(place, gone);
            self.freed.truncate(FREED_MAX);
        }
    }

    /// How what would have kept this lock out was lost by another, if it was.
    fn freed(&self, owner: Owner, kind: Kind, bytes: Bytes) -> Option<&Gone> {
        self.freed.iter().find(|gone| {
            let conflicts = gone.kind == Kind::Write || kind == Kind::Write;
            gone.owner != owner && gone.bytes.meets(bytes) && conflicts
        })
    }

    fn closed(&mut self, by: Actor, id: FileId, last: bool) {
        let owner = Owner::Description(id);
        self.release(Owner::Process(by));
        if last {
            self.thinned.retain(|other| *other != id);
            self.release(owner);
        } else if self.table.locks().iter().any(|lock| lock.owner == owner)
            && !self.thinned.contains(&id)
        {
            self.thinned.push(id);
            self.thinned.sort_unstable();
        }
    }
}

impl Files {
    pub fn file(&self, object: Object) -> &FileState {
        &self.files[object.index()]
    }

    /// Whether each process that could let this request go on sleeps itself, for what it could get
    /// from nobody but those that sleep.
    fn is_deadlock(&self, request: Request, world: &World) -> bool {
        let mut stuck: SmallVec<[Request; 6]> =
            self.waiting.iter().copied().filter(|other| other.by != request.by).collect();
        stuck.push(request);
        loop {
            let actors: SmallVec<[Actor; 6]> = stuck.iter().map(|request| request.by).collect();
            let before = stuck.len();
            stuck.retain(|request| {
                let Request { owner, kind, bytes, .. } = *request;
                let conflicts = self.file(request.file).table.conflicts(owner, kind, bytes);
                conflicts
                    .iter()
                    .any(|lock| users(lock.owner, world).all(|actor| actors.contains(&actor)))
            });
            if stuck.len() == before {
                return stuck.iter().any(|other| other.by == request.by);
            }
        }
    }
}

/// The actors that can unlock what this owner has locked.
fn users(owner: Owner, world: &World) -> impl Iterator<Item = Actor> {
    world.actors().filter(move |actor| match owner {
        Owner::Process(process) => world.process_of(*actor) == process,
        Owner::Description(id) => world.slots(*actor).any(|(_, slot)| slot.file == id),
    })
}

/// What a call asks of the table: whose lock, which, where.
fn asked(call: Call, process: Actor, id: FileId) -> Option<(Owner, Option<Kind>, Range)> {
    match call {
        Call::Set { kind, range, .. } => Some((Owner::Description(id), kind, range)),
        Call::Record { kind, range, .. } => Some((Owner::Process(process), kind, range)),
        _ => None,
    }
}

impl Model for Files {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        rules::rule(self, call, world)
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        let is = Call::of(call.op);
        if let (Call::Open { file, access }, How::Returned(Ok(_))) = (is, &took.how) {
            let object = Object::of(file);
            let file = File { object, access, nonblocking: false, cloexec: false, note: 0 };
            return Next::opening([file]);
        }
        let slot = call.op.picks().first().and_then(|fd| world.slot(call.by, *fd));
        let Some(id) = slot.map(|slot| slot.file) else { return Next::here() };
        let file = world.description(id).object;
        self.waiting.retain(|request| request.by != call.by);
        let Some((owner, kind, range)) = asked(is, world.process_of(call.by), id) else {
            return Next::here();
        };
        let Some(bytes) = range.bytes(FILE_BYTES) else { return Next::here() };
        match (&took.how, kind) {
            (How::Returned(Ok(_)), _) => {
                let (file_bytes, placer) = (FILE_BYTES, call.by);
                let manner = Manner { range, file_bytes, through: id, placer, by_lockf: false };
                self.files[file.index()].set(owner, kind, bytes, &manner);
            }
            (How::Waited, Some(kind)) => {
                self.waiting.push(Request { by: call.by, owner, file, kind, bytes });
                self.waiting.sort_unstable_by_key(|request| request.by);
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        match event {
            Event::Closed { by, id, file, last_of_description } => {
                self.files[file.object.index()].closed(*by, *id, *last_of_description);
            }
            Event::Ended(actor) | Event::Left(actor) => {
                self.waiting.retain(|request| request.by != *actor);
            }
            _ => {}
        }
        Next::here()
    }
}

#[cfg(test)]
mod tests;
