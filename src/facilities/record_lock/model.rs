//! The state of the locked files, and how it follows from what was seen.

use smallvec::SmallVec;

use super::RecordLock;
use super::operations::{Command, FILES, Op};
use super::ranges::{Bytes, Range, Whence};
use super::rules;
use super::seen::Saw;
use super::table::{Kind, Owner, Table};
use crate::engine::{
    Actor, Call, Event, File, How, Limits, Model, Next, Pick, Ruling, Taken, World,
};
use crate::kernel::Facts;

/// All files of a case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Files {
    files: [FileState; FILES as usize],
    /// Descriptions opened so far: each has a number of its own.
    opened: u32,
    pub waiting: SmallVec<[Request; 2]>,
    /// File offsets that calls have set, by the number of the description.
    offsets: SmallVec<[(u32, u8); 2]>,
    /// Children and their parents.
    kin: SmallVec<[(Actor, Actor); 2]>,
}

/// One file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FileState {
    pub table: Table,
    /// Bytes that a process lost without unlocking them, and not locked since.
    pub released: SmallVec<[(Bytes, Why); 2]>,
}

/// How locks were lost without being unlocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    Closed,
    Ended,
}

/// A lock that a process waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Request {
    pub by: Actor,
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
    /// The descriptor operand.
    fn fd(&self) -> Option<Pick> {
        match self {
            Self::Open { .. } => None,
            Self::Set { fd, .. }
            | Self::Get { fd, .. }
            | Self::SetOfDescription { fd, .. }
            | Self::BadAddress { fd }
            | Self::Lockf { fd, .. }
            | Self::ProcLocks { fd } => Some(*fd),
        }
    }

    /// The file offset that the call sets first, if it does.
    pub fn offset(&self) -> Option<u8> {
        match self {
            Self::Set { range: Range { whence: Whence::Current(offset), .. }, .. }
            | Self::Get { range: Range { whence: Whence::Current(offset), .. }, .. }
            | Self::SetOfDescription {
                range: Range { whence: Whence::Current(offset), .. }, ..
            }
            | Self::Lockf { offset, .. } => Some(*offset),
            _ => None,
        }
    }

    /// The change of the table that the call asks for, if it is one.
    pub fn asked(&self, by: Actor, file: &File<u8>) -> Option<Asked> {
        let owner = Owner::Process(by);
        match *self {
            Self::Set { kind, range, .. } => Some(Asked { owner, kind, range }),
            Self::SetOfDescription { kind, range, .. } => {
                Some(Asked { owner: Owner::Description(file.note), kind, range })
            }
            Self::Lockf { command, offset, length, .. } => {
                let kind = match command {
                    Command::Lock | Command::TryLock => Some(Kind::Write),
                    Command::Unlock => None,
                    Command::Test | Command::Unknown => return None,
                };
                Some(Asked { owner, kind, range: Range::plain(offset.into(), length) })
            }
            _ => None,
        }
    }
}

impl Files {
    pub fn file(&self, object: u8) -> &FileState {
        &self.files[usize::from(object)]
    }

    /// Whether the file offset is still where the call has set it, if it did. A call that restarts
    /// counts from where it is then.
    pub fn is_offset_still(&self, op: &Op, file: &File<u8>) -> bool {
        op.offset().is_none_or(|offset| self.offsets.contains(&(file.note, offset)))
    }

    pub fn is_child_of(&self, child: Actor, parent: Actor) -> bool {
        self.kin.contains(&(child, parent))
    }

    fn release(&mut self, by: Actor, object: u8, why: Why) {
        let state = &mut self.files[usize::from(object)];
        let owner = Owner::Process(by);
        let lost = state.table.locks().iter().filter(|lock| lock.owner == owner);
        state.released.extend(lost.map(|lock| (lock.bytes, why)));
        state.table.release(owner);
        self.stir(object);
    }

    /// Whoever waits for a lock on this file may have been woken.
    fn stir(&mut self, object: u8) {
        for request in self.waiting.iter_mut().filter(|request| request.file == object) {
            request.stirred = true;
        }
    }
}

impl Model<RecordLock> for Files {
    fn new(_facts: &Facts, _limits: &Limits) -> Self {
        let files = [FileState::default(), FileState::default()];
        Self {
            files,
            opened: 0,
            waiting: SmallVec::new(),
            offsets: SmallVec::new(),
            kin: SmallVec::new(),
        }
    }

    fn rule(&self, call: &Call<'_, RecordLock>, world: &World<u8>) -> Ruling<Saw> {
        rules::rule(self, call, world)
    }

    fn follow(
        &self,
        call: &Call<'_, RecordLock>,
        took: &Taken<'_, Saw>,
        world: &World<u8>,
    ) -> Next<RecordLock> {
        let mut next = self.clone();
        if let (Op::Open { file, access }, How::Returned(Ok(_))) = (call.op, &took.how) {
            next.opened += 1;
            let file = File {
                object: *file,
                access: *access,
                nonblocking: false,
                cloexec: false,
                note: next.opened,
            };
            return Next::opening(next, [file]);
        }
        let Some(file) = call.op.fd().and_then(|fd| world.file(call.by, fd)) else {
            return Next::one(next);
        };
        if let Some(offset) = call.op.offset().filter(|_| !call.waited) {
            next.offsets.retain(|(note, _)| *note != file.note);
            next.offsets.push((file.note, offset));
            next.offsets.sort_unstable();
        }
        let Some(Asked { owner, kind, range }) = call.op.asked(call.by, file) else {
            return Next::one(next);
        };
        next.waiting.retain(|request| request.by != call.by);
        let Some(bytes) = range.bytes() else { return Next::one(next) };
        match (&took.how, kind) {
            (How::Returned(Ok(_)), _) => {
                let state = &mut next.files[usize::from(file.object)];
                state.table.set(owner, kind, bytes, range);
                if kind.is_some() {
                    state.released.retain(|(lost, _)| !lost.meets(bytes));
                }
                next.stir(file.object);
            }
            (How::Waited, Some(kind)) => {
                let (by, file) = (call.by, file.object);
                next.waiting.push(Request { by, file, kind, bytes, stirred: false });
                next.waiting.sort_unstable_by_key(|request| request.by);
            }
            _ => {}
        }
        Next::one(next)
    }

    fn event(&self, event: &Event<u8>, world: &World<u8>) -> Next<RecordLock> {
        let mut next = self.clone();
        match event {
            Event::Closed { by, file, last_of_description } => {
                let why = if world.process(*by).alive { Why::Closed } else { Why::Ended };
                next.release(*by, file.object, why);
                if *last_of_description {
                    let state = &mut next.files[usize::from(file.object)];
                    state.table.release(Owner::Description(file.note));
                    next.stir(file.object);
                }
            }
            Event::Ended(actor) => next.waiting.retain(|request| request.by != *actor),
            Event::Settled => {
                for request in &mut next.waiting {
                    request.stirred = false;
                }
            }
            Event::Forked { parent, child } => next.kin.push((*child, *parent)),
            Event::Executed(actor) => {
                for state in &mut next.files {
                    state.table.outlast_exec(Owner::Process(*actor));
                }
            }
            Event::Passed { .. } | Event::LimitSet(..) => {}
        }
        Next::one(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Errno;
    use crate::engine::fake::trial;
    use crate::engine::history::Fate;

    fn facts() -> Facts {
        crate::facilities::tests::facts()
    }

    #[test]
    fn what_a_process_loses_by_closing_is_free_for_others() {
        let mut files = Files::new(&facts(), &Limits::default());
        let (range, holder) = (Range::plain(0, 10), Actor(0));
        let bytes = range.bytes().expect("it begins in the file");
        let owner = Owner::Process(holder);
        files.files[0].table.set(owner, Some(Kind::Write), bytes, range);
        let stranger = Owner::Process(Actor(1));
        assert_eq!(files.file(0).table.conflicts(stranger, Kind::Read, bytes).len(), 1);
        files.release(holder, 0, Why::Closed);
        assert!(files.file(0).table.conflicts(stranger, Kind::Write, bytes).is_empty());
        assert_eq!(files.file(0).released[..], [(bytes, Why::Closed)]);
    }

    #[test]
    fn a_kernel_that_conforms_is_accepted() {
        let (tally, broken) = trial::<RecordLock>(&facts(), 2_000, None);
        assert_eq!(broken, None);
        assert!(tally.operations > 10_000, "{} operations", tally.operations);
    }

    #[test]
    fn a_kernel_that_grants_what_conflicts_is_rejected() {
        let grants = |op: &Op, fate: &mut Fate<Saw>| {
            let conflict = matches!(fate, Fate::Returned(Err(Errno::EAGAIN | Errno::EACCES)));
            if matches!(op, Op::Set { wait: false, .. }) && conflict {
                *fate = Fate::Returned(Ok(Saw::Done));
            }
        };
        let (_, broken) = trial::<RecordLock>(&facts(), 2_000, Some(grants));
        let by_locks = ["SETLK_CONFLICT", "OFD_CONFLICT", "FORK_INHERITS_NONE", "EXEC_KEEPS_LOCKS"];
        assert!(broken.is_some_and(|claim| by_locks.contains(&claim)), "{broken:?}");
    }
}
