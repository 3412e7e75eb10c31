//! The state of the locked files, and how it follows from what was seen.

mod file;

use smallvec::SmallVec;

use super::RecordLock;
use super::lost::Why;
use super::operations::{Command, FILES, Op};
use super::ranges::{Bytes, Range, Whence};
use super::rules;
use super::seen::Saw;
use super::table::{Executed, Kind, Lock, Manner, Owner};
use crate::engine::{Actor, Call, Event, File, How, Limits, Model, Next, Ruling, Taken, World};
use crate::kernel::Facts;
pub use file::{FileState, Flocked};

/// All files of a case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Files {
    files: [FileState; FILES as usize],
    /// Descriptions opened so far: each has a number of its own.
    opened: u32,
    pub waiting: SmallVec<[Request; 2]>,
    /// File offsets that calls have set, by the number of the description.
    offsets: SmallVec<[(u32, u8); 2]>,
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
    pub file: u8,
    pub kind: Kind,
    pub bytes: Bytes,
    /// Locks of the file have changed since: it may be about to look again.
    pub stirred: bool,
}

/// What a call asks of the table: whose lock, which, where.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub owner: Owner,
    pub kind: Option<Kind>,
    pub range: Range,
}

impl Op {
    /// The file offset that the call sets first, if it does.
    fn offset(&self) -> Option<u8> {
        match self.range()?.whence {
            Whence::Current(offset) => Some(offset),
            Whence::Set | Whence::End => None,
        }
    }

    /// The range that the call speaks of.
    fn range(&self) -> Option<Range> {
        match *self {
            Self::Set { range, .. }
            | Self::Get { range, .. }
            | Self::SetOfDescription { range, .. } => Some(range),
            Self::Lockf { offset, length, .. } => Some(Range::of_lockf(offset, length)),
            _ => None,
        }
    }

    /// The change of the table that the call asks for, if it is one.
    pub fn asked(&self, by: Actor, file: &File<u8>) -> Option<Asked> {
        let range = self.range()?;
        let owner = Owner::Process(by);
        match *self {
            Self::Set { kind, .. } => Some(Asked { owner, kind, range }),
            Self::SetOfDescription { kind, .. } => {
                Some(Asked { owner: Owner::Description(file.note), kind, range })
            }
            Self::Lockf { command, .. } => {
                let kind = match command {
                    Command::Lock | Command::TryLock => Some(Kind::Write),
                    Command::Unlock => None,
                    Command::Test | Command::Unknown => return None,
                };
                Some(Asked { owner, kind, range })
            }
            _ => None,
        }
    }
}

impl Files {
    pub fn file(&self, object: u8) -> &FileState {
        &self.files[usize::from(object)]
    }

    fn file_mut(&mut self, object: u8) -> &mut FileState {
        &mut self.files[usize::from(object)]
    }

    /// The bytes that a call means: those counted when it was made, if it waits since.
    pub fn bytes_of(&self, range: Range, by: Actor, waited: bool, object: u8) -> Option<Bytes> {
        let request = self.waiting.iter().find(|request| waited && request.by == by);
        request.map(|request| request.bytes).or_else(|| range.bytes(self.file(object).bytes))
    }

    /// Whether a sleeping call, restarted now, would mean the same bytes: it would count from where
    /// the file offset and the end of the file are now.
    pub fn is_place_still(&self, op: &Op, by: Actor, file: &File<u8>) -> bool {
        let Some(range) = op.range() else { return true };
        let whence = match range.whence {
            Whence::Current(_) => {
                let known = self.offsets.iter().find(|(note, _)| *note == file.note);
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

    fn release(&mut self, by: Actor, object: u8, why: impl Fn(&Lock) -> Why) {
        self.file_mut(object).release(by, why);
        self.stir(object);
    }

    /// Whoever waits for a lock on this file may have been woken.
    fn stir(&mut self, object: u8) {
        for request in self.waiting.iter_mut().filter(|request| request.file == object) {
            request.stirred = true;
        }
    }

    /// The table changes as asked.
    fn set(&mut self, object: u8, asked: &Asked, bytes: Bytes, manner: &Manner) {
        let Asked { owner, kind, .. } = *asked;
        self.file_mut(object).table.set(owner, kind, bytes, manner);
        self.stir(object);
    }

    fn closed(&mut self, by: Actor, file: &File<u8>, last: bool, world: &World<u8>) {
        let has_more = world.process(by).alive
            && world.slots(by).any(|(_, slot)| world.description(slot.file).note == file.note);
        self.release(by, file.object, |lock| {
            if !world.process(by).alive {
                Why::Ended
            } else if lock.through != file.note {
                Why::ClosedOther
            } else if has_more {
                Why::ClosedDuplicate
            } else {
                Why::Closed
            }
        });
        if last {
            self.file_mut(file.object).release_description(file.note);
            self.stir(file.object);
        }
    }
}

impl Model<RecordLock> for Files {
    fn new(_facts: &Facts, _limits: &Limits) -> Self {
        Self {
            files: [FileState::default(), FileState::default()],
            opened: 0,
            waiting: SmallVec::new(),
            offsets: SmallVec::new(),
            thinned: false,
            kin: SmallVec::new(),
        }
    }

    fn rule(&self, call: &Call<'_, RecordLock>, world: &World<u8>) -> Ruling<Saw> {
        rules::rule(self, call, world)
    }

    fn follow(
        &mut self,
        call: &Call<'_, RecordLock>,
        took: &Taken<'_, Saw>,
        world: &World<u8>,
    ) -> Next<RecordLock> {
        if let (Op::Open { file, access }, How::Returned(Ok(_))) = (call.op, &took.how) {
            self.opened += 1;
            let file = File {
                object: *file,
                access: *access,
                nonblocking: false,
                cloexec: false,
                note: self.opened,
            };
            return Next::opening([file]);
        }
        let Some(file) = call.op.fd().and_then(|fd| world.file(call.by, fd)) else {
            return Next::here();
        };
        if let Some(offset) = call.op.offset().filter(|_| !call.waited) {
            self.offsets.retain(|(note, _)| *note != file.note);
            self.offsets.push((file.note, offset));
            self.offsets.sort_unstable();
        }
        let process = world.process_of(call.by);
        let Some(asked) = call.op.asked(process, file) else {
            if let How::Returned(Ok(saw)) = &took.how {
                self.file_mut(file.object).noted(call.op, process, saw, file);
            }
            return Next::here();
        };
        let bytes = self.bytes_of(asked.range, call.by, call.waited, file.object);
        self.waiting.retain(|request| request.by != call.by);
        let Some(bytes) = bytes else { return Next::here() };
        match (&took.how, asked.kind) {
            (How::Returned(Ok(_)), kind) => {
                if kind.is_some() {
                    self.file_mut(file.object).lost.forget(bytes);
                }
                if asked.owner == Owner::Process(process) {
                    self.file_mut(file.object).remember(process, kind, bytes);
                }
                let manner = Manner {
                    range: asked.range,
                    file_bytes: self.file(file.object).bytes,
                    through: file.note,
                    placer: call.by,
                    by_lockf: matches!(call.op, Op::Lockf { .. }),
                };
                self.set(file.object, &asked, bytes, &manner);
            }
            (How::Waited, Some(kind)) => {
                let (by, file) = (call.by, file.object);
                self.waiting.push(Request { by, process, file, kind, bytes, stirred: false });
                self.waiting.sort_unstable_by_key(|request| request.by);
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event<u8>, world: &World<u8>) -> Next<RecordLock> {
        match event {
            Event::Closed { by, file, last_of_description } => {
                self.closed(*by, file, *last_of_description, world);
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
            Event::Passed { .. } | Event::LimitSet(..) => {}
        }
        Next::here()
    }
}

#[cfg(test)]
mod tests;
