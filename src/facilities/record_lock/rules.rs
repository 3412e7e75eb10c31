//! fcntl_locking(2) and lockf(3), executable: what each call may do in each state.

mod circle;
mod library;
mod ofd;
mod reasons;
mod told;
mod waits;

use smallvec::SmallVec;

use super::calls::{Call, Command, FILE_BYTES, Oddity, Seen};
use super::claims::*;
use super::model::{FileState, Files};
use crate::engine::{self, Actor, Allow, Errno, File, FileId, Pick, Ruling, World};
use crate::families::ranges::{Bytes, Kind, Lock, Owner, Range, Whence};

pub fn rule(files: &Files, call: &engine::Call<'_>, world: &World) -> Ruling {
    let is = Call::of(call.op);
    match is {
        Call::Open { .. } => {
            return OPEN_EMFILE
                .fails_if(world.is_full(call.by), Errno::EMFILE)
                .or_else(|| OPEN_OPENS.returns(Seen::Opened));
        }
        Call::ProcLocks { .. } if world.is_full(call.by) => {
            return Ruling::silent("no descriptor is left to look with");
        }
        _ => {}
    }
    let Some(slot) = call.op.picks().first().and_then(|fd| world.slot(call.by, *fd)) else {
        return not_open(is);
    };
    let (by, process, waited) = (call.by, world.process_of(call.by), call.waited);
    let (id, file) = (slot.file, world.description(slot.file));
    let situation = Situation { files, world, id, file, by, process, waited, call: is };
    match is {
        Call::Set { wait, kind, range, .. } => situation.set(wait, kind, range),
        Call::Get { kind, range, .. } => situation.get(kind, range),
        Call::SetOfDescription { .. } => situation.set_of_description(),
        Call::Odd { what, .. } => odd(what),
        Call::Lockf { command, offset, length, .. } => {
            situation.lockf(command, Range::of_lockf(offset, length))
        }
        Call::Resize { .. } if !file.access.writes() => {
            Ruling::silent("a file is resized through a descriptor not open for writing")
        }
        Call::Resize { .. } => RESIZES.returns(Seen::Done),
        Call::Write { .. } => situation.write(),
        Call::Flock { kind, .. } => situation.flock(kind),
        Call::ProcLocks { .. } => situation.proc_locks(),
        Call::Open { .. } => unreachable!("ruled above"),
    }
}

/// A call on a descriptor that is none.
fn not_open(call: Call) -> Ruling {
    let refused = |range: Range| match (range.whence, range.bytes(FILE_BYTES)) {
        (Whence::Set, Some(_)) => NOT_OPEN.fails(Errno::EBADF),
        // The manual does not rank the two errors.
        _ => NOT_OPEN.fails(Errno::EBADF) | before_start(),
    };
    match call {
        Call::Set { fd: Pick::NONE, range, .. } | Call::Get { fd: Pick::NONE, range, .. } => {
            refused(range)
        }
        Call::Lockf { fd: Pick::NONE, command: Command::Unknown, .. } => {
            LOCKF_NOT_OPEN.fails(Errno::EBADF) | LOCKF_UNKNOWN.fails(Errno::EINVAL)
        }
        Call::Lockf { fd: Pick::NONE, .. } => LOCKF_NOT_OPEN.fails(Errno::EBADF),
        _ => Ruling::silent("a call without a descriptor"),
    }
}

fn odd(what: Oddity) -> Ruling {
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

fn before_start() -> Ruling {
    BEFORE_START.refused(NO_SUCH_RANGE)
}

/// A call on an open descriptor, and all that it depends on.
struct Situation<'a> {
    files: &'a Files,
    world: &'a World,
    id: FileId,
    file: &'a File,
    by: Actor,
    /// Of which `by` is a thread.
    process: Actor,
    waited: bool,
    call: Call,
}

impl Situation<'_> {
    fn owner(&self) -> Owner {
        Owner::Process(self.process)
    }

    fn state(&self) -> &FileState {
        self.files.file(self.file.object)
    }

    fn bytes(&self, range: Range) -> Option<Bytes> {
        self.files.bytes_of(range, self.by, self.waited, self.file.object)
    }

    fn conflicts(&self, kind: Kind, bytes: Bytes) -> SmallVec<[Lock; 4]> {
        self.state().table.conflicts(self.owner(), kind, bytes)
    }

    fn set(&self, wait: bool, kind: Option<Kind>, range: Range) -> Ruling {
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
            (_, Some(_), None) => return UNLOCK_SUCCEEDS.returns(Seen::Done),
            (_, Some(bytes), Some(kind)) => (bytes, kind),
        };
        let conflicts = self.conflicts(kind, bytes);
        if conflicts.is_empty() {
            return self.acquires(kind, bytes, wait).returns(Seen::Done);
        }
        if !wait {
            let claim = self.refusal(kind, bytes, &conflicts);
            return claim.fails(Errno::EAGAIN) | claim.fails(Errno::EACCES);
        }
        self.wait(&conflicts, &waits::BY_FCNTL)
    }

    /// Of one byte, the first.
    fn write(&self) -> Ruling {
        const FIRST: Bytes = Bytes { first: 0, last: 0 };
        if !self.file.access.writes() {
            return Ruling::silent("a write through a descriptor not open for writing");
        }
        let table = &self.state().table;
        if table.others(self.owner(), FIRST).next().is_none() {
            return Ruling::silent("a write to what nobody else has locked");
        }
        let marked_mandatory = self.file.object.index() != 0;
        (if marked_mandatory { &MANDATORY_GONE } else { &ADVISORY }).returns(Seen::Done)
    }

    fn flock(&self, kind: Option<Kind>) -> Ruling {
        let flocks = &self.state().flocks;
        let stands = flocks.iter().any(|flocked| {
            flocked.description != self.id
                && kind.is_some_and(|kind| kind == Kind::Write || flocked.kind == Kind::Write)
        });
        if stands {
            return Ruling::silent("flock where another description has a lock of flock");
        }
        FLOCK_APART.returns(Seen::Done)
    }
}
