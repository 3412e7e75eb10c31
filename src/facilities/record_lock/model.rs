//! The state of the locked files, and how it follows from what was seen.

mod file;

use smallvec::SmallVec;

use super::calls::{Call, Command, FILES};
use super::rules;
use crate::engine::{
    self, Actor, Event, File, FileId, How, Model, Next, Object, Ruling, Taken, World,
};
use crate::families::ranges::{Bytes, Executed, Kind, Lock, Manner, Owner, Range, Whence, Why};
pub use file::{FileState, Flocked};

/// All files of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Files {
    files: [FileState; FILES as usize],
    pub waiting: SmallVec<[Request; 2]>,
    /// File offsets that calls have set, by description.
    offsets: SmallVec<[(FileId, u8); 2]>,
    /// A thread has left, and its process has not yet said why.
    thinned: bool,
    /// Children and their parents.
    kin: SmallVec<[(Actor, Actor); 2]>,
}

/// A lock that a process waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Request {
    pub by: Actor,
    /// The process of which `by` is a thread.
    pub process: Actor,
    pub file: Object,
    pub kind: Kind,
    pub bytes: Bytes,
    /// Locks of the file have changed since: it may be about to look again.
    pub stirred: bool,
}

impl Request {
    pub fn owner(&self) -> Owner {
        Owner::Process(self.process)
    }

    /// Whether its lock would stand in the way of the other's.
    pub fn stands_before(&self, other: &Self) -> bool {
        let conflict = self.kind == Kind::Write || other.kind == Kind::Write;
        let meets = self.file == other.file && self.bytes.meets(other.bytes);
        conflict && meets && self.process != other.process
    }
}

/// What a call asks of the table: whose lock, which, where.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub owner: Owner,
    pub kind: Option<Kind>,
    pub range: Range,
}

impl Asked {
    /// The change of the table that the call asks for through this description, if it is one.
    pub fn of(call: Call, process: Actor, id: FileId) -> Option<Self> {
        let range = call.range()?;
        let (owner, kind) = match call {
            Call::Set { kind, .. } => (Owner::Process(process), kind),
            Call::SetOfDescription { kind, .. } => (Owner::Description(id), kind),
            Call::Lockf { command: Command::Lock | Command::TryLock, .. } => {
                (Owner::Process(process), Some(Kind::Write))
            }
            Call::Lockf { command: Command::Unlock, .. } => (Owner::Process(process), None),
            _ => return None,
        };
        Some(Self { owner, kind, range })
    }
}

impl Files {
    pub fn file(&self, object: Object) -> &FileState {
        &self.files[object.index()]
    }

    fn file_mut(&mut self, object: Object) -> &mut FileState {
        &mut self.files[object.index()]
    }

    /// The bytes that a call means: those counted when it was made, if it waits since.
    pub fn bytes_of(&self, range: Range, by: Actor, waited: bool, object: Object) -> Option<Bytes> {
        let request = self.waiting.iter().find(|request| waited && request.by == by);
        request.map(|request| request.bytes).or_else(|| range.bytes(self.file(object).bytes))
    }

    /// Whether a sleeping call, restarted now, would mean the same bytes: it would count from where
    /// the file offset and the end of the file are now.
    pub fn is_place_still(&self, call: Call, by: Actor, id: FileId, file: &File) -> bool {
        let Some(range) = call.range() else { return true };
        let whence = match range.whence {
            Whence::Current(_) => {
                let known = self.offsets.iter().find(|(of, _)| *of == id);
                let Some((_, offset)) = known else { return false };
                Whence::Current(*offset)
            }
            other => other,
        };
        let now = Range { whence, ..range }.bytes(self.file(file.object).bytes);
        now == self.bytes_of(range, by, true, file.object)
    }

    pub fn is_child_of(&self, child: Actor, parent: Actor) -> bool {
        self.kin.contains(&(child, parent))
    }

    fn release(&mut self, by: Actor, object: Object, why: impl Fn(&Lock) -> Why) {
        self.file_mut(object).release(by, why);
        self.stir(object);
    }

    /// Whoever waits for a lock on this file may have been woken.
    fn stir(&mut self, object: Object) {
        for request in self.waiting.iter_mut().filter(|request| request.file == object) {
            request.stirred = true;
        }
    }

    /// The table changes as asked.
    fn set(&mut self, object: Object, asked: &Asked, bytes: Bytes, manner: &Manner) {
        let Asked { owner, kind, .. } = *asked;
        let state = self.file_mut(object);
        if kind.is_some() {
            state.lost.forget(bytes);
        }
        if let Owner::Process(process) = owner {
            state.remember(process, kind, bytes);
        }
        state.table.set(owner, kind, bytes, manner);
        self.stir(object);
    }

    fn closed(&mut self, by: Actor, id: FileId, object: Object, last: bool, world: &World) {
        let alive = world.process(by).alive;
        let has_more = alive && world.slots(by).any(|(_, slot)| slot.file == id);
        self.release(by, object, |lock| {
            if !alive {
                Why::Ended
            } else if lock.through != id {
                Why::ClosedOther
            } else if has_more {
                Why::ClosedDuplicate
            } else {
                Why::Closed
            }
        });
        if last {
            self.file_mut(object).release_description(id);
            self.stir(object);
        }
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
        let object = world.description(id).object;
        if let (Some(Range { whence: Whence::Current(offset), .. }), false) =
            (is.range(), call.waited)
        {
            self.offsets.retain(|(of, _)| *of != id);
            self.offsets.push((id, offset));
            self.offsets.sort_unstable();
        }
        let process = world.process_of(call.by);
        let Some(asked) = Asked::of(is, process, id) else {
            if let How::Returned(Ok(outcome)) = &took.how {
                self.file_mut(object).noted(is, process, outcome, id);
            }
            return Next::here();
        };
        let bytes = self.bytes_of(asked.range, call.by, call.waited, object);
        self.waiting.retain(|request| request.by != call.by);
        let Some(bytes) = bytes else { return Next::here() };
        match (&took.how, asked.kind) {
            (How::Returned(Ok(_)), _) => {
                let manner = Manner {
                    range: asked.range,
                    file_bytes: self.file(object).bytes,
                    through: id,
                    placer: call.by,
                    by_lockf: matches!(is, Call::Lockf { .. }),
                };
                self.set(object, &asked, bytes, &manner);
            }
            (How::Waited, Some(kind)) => {
                let (by, file) = (call.by, object);
                self.waiting.push(Request { by, process, file, kind, bytes, stirred: false });
                self.waiting.sort_unstable_by_key(|request| request.by);
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, world: &World) -> Next {
        match event {
            Event::Closed { by, id, file, last_of_description } => {
                self.closed(*by, *id, file.object, *last_of_description, world);
            }
            Event::Ended(actor) | Event::Left(actor) => {
                // Threads leave just before their process executes, or ends.
                self.thinned = matches!(event, Event::Left(_));
                self.waiting.retain(|request| request.by != *actor);
            }
            Event::Settled => {
                for request in &mut self.waiting {
                    request.stirred = false;
                }
            }
            Event::Forked { parent, child } => self.kin.push((*child, *parent)),
            Event::Executed(actor) => {
                let executed = if self.thinned { Executed::AmongThreads } else { Executed::Alone };
                self.thinned = false;
                for state in &mut self.files {
                    state.table.outlast_exec(Owner::Process(*actor), executed);
                }
            }
            Event::LimitSet(..) => {}
        }
        Next::here()
    }
}

#[cfg(test)]
mod tests;
