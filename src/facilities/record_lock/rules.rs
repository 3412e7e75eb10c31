//! fcntl_locking(2) and lockf(3), executable: what each call may do in each state.

mod circle;
mod library;
mod ofd;
mod reasons;
mod told;
mod waits;

use smallvec::SmallVec;

use super::RecordLock;
use super::claims::*;
use super::model::Files;
use super::operations::{Command, Oddity, Op};
use super::ranges::{Bytes, FILE_BYTES, Range, Whence};
use super::seen::Saw;
use super::table::{Kind, Lock, Owner};
use crate::engine::{Actor, Allow, Call, Errno, File, Pick, Ruling, World};

pub fn rule(files: &Files, call: &Call<'_, RecordLock>, world: &World<u8>) -> Ruling<Saw> {
    let full = world.process(call.by).nofile_room == Some(0);
    match call.op {
        Op::Open { .. } if full => return OPEN_EMFILE.fails(Errno::EMFILE),
        Op::Open { .. } => return OPEN_OPENS.returns(Saw::Opened),
        Op::ProcLocks { .. } if full => {
            return Ruling::silent("no descriptor is left to look with");
        }
        _ => {}
    }
    let Some(file) = call.op.fd().and_then(|fd| world.file(call.by, fd)) else {
        return not_open(call.op);
    };
    let Call { by, op, waited, .. } = *call;
    let process = world.process_of(by);
    let situation = Situation { files, world, file, by, process, waited, op };
    match *op {
        Op::Set { wait, kind, range, .. } => situation.set(wait, kind, range),
        Op::Get { kind, range, .. } => situation.get(kind, range),
        Op::SetOfDescription { .. } => situation.set_of_description(),
        Op::Odd { what, .. } => odd(what),
        Op::Lockf { command, offset, length, .. } => {
            situation.lockf(command, Range::of_lockf(offset, length))
        }
        Op::Resize { .. } if !file.access.writes() => {
            Ruling::silent("a file is resized through a descriptor not open for writing")
        }
        Op::Resize { .. } => RESIZES.returns(Saw::Done),
        Op::Write { .. } => situation.write(),
        Op::Flock { kind, .. } => situation.flock(kind),
        Op::ProcLocks { .. } => situation.proc_locks(),
        Op::Open { .. } => unreachable!("ruled above"),
    }
}

/// A call on a descriptor that is none.
fn not_open(op: &Op) -> Ruling<Saw> {
    let refused = |range: Range| match (range.whence, range.bytes(FILE_BYTES)) {
        (Whence::Set, Some(_)) => NOT_OPEN.fails(Errno::EBADF),
        // The manual does not rank the two errors.
        _ => NOT_OPEN.fails(Errno::EBADF) | before_start(),
    };
    match *op {
        Op::Set { fd: Pick::NONE, range, .. } | Op::Get { fd: Pick::NONE, range, .. } => {
            refused(range)
        }
        Op::Lockf { fd: Pick::NONE, command: Command::Unknown, .. } => {
            LOCKF_NOT_OPEN.fails(Errno::EBADF) | LOCKF_UNKNOWN.fails(Errno::EINVAL)
        }
        Op::Lockf { fd: Pick::NONE, .. } => LOCKF_NOT_OPEN.fails(Errno::EBADF),
        _ => Ruling::silent("a call without a descriptor"),
    }
}

fn odd(what: Oddity) -> Ruling<Saw> {
    match what {
        Oddity::SetAddress | Oddity::SetWaitAddress => SETLK_EFAULT.fails(Errno::EFAULT),
        Oddity::GetAddress => GETLK_EFAULT.fails(Errno::EFAULT),
        Oddity::Command => COMMAND_UNKNOWN.fails(Errno::EINVAL),
        Oddity::Kind => Ruling::silent("F_SETLK with an l_type that is none"),
        Oddity::Whence => Ruling::silent("F_SETLK with an l_whence that is none"),
        Oddity::PastLargest => Ruling::silent("F_SETLK of a range past the largest offset"),
        Oddity::GetUnlocked => Ruling::silent("F_GETLK with l_type F_UNLCK"),
    }
}

/// The errors for a range that cannot be: the manual does not name one.
const NO_SUCH_RANGE: &[Errno] = &[Errno::EINVAL, Errno::EOVERFLOW];

fn before_start() -> Ruling<Saw> {
    BEFORE_START.refused(NO_SUCH_RANGE)
}

/// A call on an open descriptor, and all that it depends on.
struct Situation<'a> {
    files: &'a Files,
    world: &'a World<u8>,
    file: &'a File<u8>,
    by: Actor,
    /// Of which `by` is a thread.
    process: Actor,
    waited: bool,
    op: &'a Op,
}

impl Situation<'_> {
    fn owner(&self) -> Owner {
        Owner::Process(self.process)
    }

    fn bytes(&self, range: Range) -> Option<Bytes> {
        self.files.bytes_of(range, self.by, self.waited, self.file.object)
    }

    fn conflicts(&self, kind: Kind, bytes: Bytes) -> SmallVec<[Lock; 4]> {
        self.files.file(self.file.object).table.conflicts(self.owner(), kind, bytes)
    }

    fn set(&self, wait: bool, kind: Option<Kind>, range: Range) -> Ruling<Saw> {
        let refused = match kind {
            Some(Kind::Read) if !self.file.access.reads() => Some(&READ_LOCK_NEEDS_READ),
            Some(Kind::Write) if !self.file.access.writes() => Some(&WRITE_LOCK_NEEDS_WRITE),
            _ => None,
        };
        let (bytes, kind) = match (refused, self.bytes(range), kind) {
            // The manual does not rank the two errors.
            (Some(refused), None, _) => return refused.fails(Errno::EBADF) | before_start(),
            (Some(refused), ..) => return refused.fails(Errno::EBADF),
            (_, None, _) => return before_start(),
            (_, Some(_), None) => return UNLOCK_SUCCEEDS.returns(Saw::Done),
            (_, Some(bytes), Some(kind)) => (bytes, kind),
        };
        let conflicts = self.conflicts(kind, bytes);
        if conflicts.is_empty() {
            return self.acquires(kind, bytes, wait).returns(Saw::Done);
        }
        if !wait {
            let claim = self.refusal(kind, bytes, &conflicts);
            return claim.fails(Errno::EAGAIN) | claim.fails(Errno::EACCES);
        }
        self.wait(&conflicts, &waits::BY_FCNTL)
    }

    /// Of one byte, the first.
    fn write(&self) -> Ruling<Saw> {
        const FIRST: Bytes = Bytes { first: 0, last: 0 };
        if !self.file.access.writes() {
            return Ruling::silent("a write through a descriptor not open for writing");
        }
        let table = &self.files.file(self.file.object).table;
        if table.others(self.owner(), FIRST).next().is_none() {
            return Ruling::silent("a write to what nobody else has locked");
        }
        let marked_mandatory = self.file.object != 0;
        (if marked_mandatory { &MANDATORY_GONE } else { &ADVISORY }).returns(Saw::Done)
    }

    fn flock(&self, kind: Option<Kind>) -> Ruling<Saw> {
        let flocks = &self.files.file(self.file.object).flocks;
        let stands = flocks.iter().any(|flocked| {
            flocked.description != self.file.note
                && kind.is_some_and(|kind| kind == Kind::Write || flocked.kind == Kind::Write)
        });
        if stands {
            return Ruling::silent("flock where another description has a lock of flock");
        }
        FLOCK_APART.returns(Saw::Done)
    }
}
