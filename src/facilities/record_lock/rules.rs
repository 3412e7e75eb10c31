//! fcntl_locking(2) and lockf(3), executable: what each call may do in each state.

use smallvec::SmallVec;

use super::RecordLock;
use super::claims::*;
use super::model::{Asked, Files, Why};
use super::operations::{Command, Op};
use super::ranges::{Bytes, FILE_BYTES, Range};
use super::seen::{Holder, Listed, Saw};
use super::table::{Kind, Lock, Origin, Owner};
use crate::claim::Claim;
use crate::engine::{Actor, Allow, Call, Errno, File, Interrupted, Ruling, World};

pub fn rule(files: &Files, call: &Call<'_, RecordLock>, world: &World<u8>) -> Ruling<Saw> {
    let full = world.process(call.by).nofile_room == Some(0);
    let fd = match *call.op {
        Op::Open { .. } if full => return OPEN_EMFILE.fails(Errno::EMFILE),
        Op::Open { .. } => return OPEN_OPENS.returns(Saw::Opened),
        Op::ProcLocks { .. } if full => {
            return Ruling::silent("no descriptor is left to look with");
        }
        Op::Set { fd, .. }
        | Op::Get { fd, .. }
        | Op::SetOfDescription { fd, .. }
        | Op::BadAddress { fd }
        | Op::Lockf { fd, .. }
        | Op::ProcLocks { fd } => fd,
    };
    let Some(file) = world.file(call.by, fd) else {
        return Ruling::silent("a call without a descriptor");
    };
    let situation = Situation { files, file, by: call.by, waited: call.waited, op: call.op };
    match *call.op {
        Op::Set { wait, kind, range, .. } => situation.set(wait, kind, range),
        Op::Get { kind, range, .. } => situation.get(kind, range),
        Op::SetOfDescription { .. } => situation.set_of_description(),
        Op::BadAddress { .. } => LOCK_EFAULT.fails(Errno::EFAULT),
        Op::Lockf { command, offset, length, .. } => {
            situation.lockf(command, Range::plain(offset.into(), length))
        }
        Op::ProcLocks { .. } => situation.proc_locks(),
        Op::Open { .. } => unreachable!("ruled above"),
    }
}

/// Whether waiting would close a circle of processes that wait for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Circle {
    No,
    /// Only by some of several that stand in the way: the manual does not say which is looked at.
    Perhaps,
    Yes,
}

struct Situation<'a> {
    files: &'a Files,
    file: &'a File<u8>,
    by: Actor,
    waited: bool,
    op: &'a Op,
}

/// The claims by which a wait is ruled.
struct Waiting {
    waits: &'static Claim,
    eintr: &'static Claim,
    restarts: &'static Claim,
    deadlock: &'static Claim,
}

impl Situation<'_> {
    fn owner(&self) -> Owner {
        Owner::Process(self.by)
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
        let (bytes, kind) = match (refused, range.bytes(), kind) {
            // The manual does not rank the two errors.
            (Some(refused), None, _) => {
                return refused.fails(Errno::EBADF) | BEFORE_START.fails(Errno::EINVAL);
            }
            (Some(refused), ..) => return refused.fails(Errno::EBADF),
            (_, None, _) => return BEFORE_START.fails(Errno::EINVAL),
            (_, Some(_), None) => return UNLOCK_SUCCEEDS.returns(Saw::Done),
            (_, Some(bytes), Some(kind)) => (bytes, kind),
        };
        let conflicts = self.conflicts(kind, bytes);
        if conflicts.is_empty() {
            return self.acquires(kind, bytes).returns(Saw::Done);
        }
        if !wait {
            let claim = self.refusal(&conflicts);
            return claim.fails(Errno::EAGAIN) | claim.fails(Errno::EACCES);
        }
        self.wait(
            &conflicts,
            &Waiting {
                waits: &SETLKW_WAITS,
                eintr: &SETLKW_EINTR,
                restarts: &SETLKW_RESTARTS,
                deadlock: &DEADLOCK_DETECTED,
            },
        )
    }

    /// The claim that says most of why a lock is acquired here.
    fn acquires(&self, kind: Kind, bytes: Bytes) -> &'static Claim {
        let state = self.files.file(self.file.object);
        let lost = state.released.iter().find(|(lost, _)| lost.meets(bytes));
        match lost {
            Some((_, Why::Ended)) => return &ENDED_RELEASES,
            Some((_, Why::Closed)) => return &CLOSE_RELEASES_ALL,
            None => {}
        }
        let (table, owner) = (&state.table, self.owner());
        if kind == Kind::Read && table.others_on(owner, bytes) {
            &READ_LOCKS_SHARE
        } else if table.own_on(owner, bytes) {
            &OWN_LOCKS_CONVERT
        } else if bytes.first >= FILE_BYTES {
            &PAST_END
        } else if table.others_elsewhere(owner, bytes) {
            &DISJOINT_RANGES
        } else {
            &LOCK_FREE_RANGE
        }
    }

    /// The claim that says most of why these locks stand in the way.
    fn refusal(&self, conflicts: &[Lock]) -> &'static Claim {
        if conflicts.iter().all(|lock| matches!(lock.owner, Owner::Description(_))) {
            &OFD_CONFLICT
        } else if let [lock] = conflicts {
            match lock.owner {
                _ if lock.executed => &EXEC_KEEPS_LOCKS,
                Owner::Process(holder) if self.files.is_child_of(self.by, holder) => {
                    &FORK_INHERITS_NONE
                }
                _ => &SETLK_CONFLICT,
            }
        } else {
            &SETLK_CONFLICT
        }
    }

    fn wait(&self, conflicts: &[Lock], claims: &Waiting) -> Ruling<Saw> {
        let class = if !self.waited || self.files.is_offset_still(self.op, self.file) {
            Interrupted::Restarts(claims.eintr, claims.restarts)
        } else {
            // It would restart, and count its range from where the offset is now.
            Interrupted::Unruled
        };
        let waits = || claims.waits.waits(class.clone());
        let deadlock = || claims.deadlock.fails(Errno::EDEADLK);
        match self.circle(conflicts) {
            Circle::No => waits(),
            // A circle is looked for when a wait begins, and again when it goes on.
            Circle::Yes if !self.waited => deadlock(),
            Circle::Yes | Circle::Perhaps => waits() | deadlock(),
        }
    }

    /// Follows who waits for whom, from those that hold these locks.
    fn circle(&self, conflicts: &[Lock]) -> Circle {
        let mut seen: SmallVec<[Actor; 6]> = SmallVec::new();
        let mut next = holders(conflicts);
        let mut certain = is_one_process(conflicts);
        while let Some(actor) = next.pop() {
            if actor == self.by {
                return if certain { Circle::Yes } else { Circle::Perhaps };
            }
            if seen.contains(&actor) {
                continue;
            }
            seen.push(actor);
            for request in self.files.waiting.iter().filter(|request| request.by == actor) {
                let table = &self.files.file(request.file).table;
                let owner = Owner::Process(actor);
                let theirs = table.conflicts(owner, request.kind, request.bytes);
                certain &= is_one_process(&theirs) && !request.stirred;
                next.extend(holders(&theirs));
            }
        }
        Circle::No
    }

    fn get(&self, kind: Kind, range: Range) -> Ruling<Saw> {
        let Some(bytes) = range.bytes() else { return BEFORE_START.fails(Errno::EINVAL) };
        let conflicts = self.conflicts(kind, bytes);
        let each = conflicts.iter().map(told);
        // Any of those that stand in the way may be told.
        each.reduce(|ruling, more| ruling | more).unwrap_or_else(|| {
            let free = Saw::Free { rest_untouched: true };
            [&GETLK_FREE, &GETLK_FREE_LEAVES_REST].returns(free)
        })
    }

    fn set_of_description(&self) -> Ruling<Saw> {
        let Some(Asked { owner, kind, range }) = self.op.asked(self.by, self.file) else {
            return Ruling::silent("no lock of a description is asked for");
        };
        let access = self.file.access;
        let usable = match kind {
            Some(Kind::Read) => access.reads(),
            Some(Kind::Write) => access.writes(),
            None => true,
        };
        let Some(bytes) = range.bytes().filter(|_| usable) else {
            return Ruling::silent("a lock of a description that a record lock could not be");
        };
        let table = &self.files.file(self.file.object).table;
        match kind.map(|kind| table.conflicts(owner, kind, bytes)) {
            Some(conflicts) if !conflicts.is_empty() => {
                OFD_CONFLICT.fails(Errno::EAGAIN) | OFD_CONFLICT.fails(Errno::EACCES)
            }
            _ => OFD_LOCKS.returns(Saw::Done),
        }
    }

    fn lockf(&self, command: Command, range: Range) -> Ruling<Saw> {
        let Some(bytes) = range.bytes() else {
            return Ruling::silent("lockf of a range before the beginning of the file");
        };
        let conflicts = self.conflicts(Kind::Write, bytes);
        match command {
            Command::Unknown => LOCKF_UNKNOWN.fails(Errno::EINVAL),
            Command::Unlock => LOCKF_UNLOCKS.returns(Saw::Done),
            Command::Test => test(&conflicts),
            _ if !self.file.access.writes() => LOCKF_NEEDS_WRITE.fails(Errno::EBADF),
            _ if conflicts.is_empty() => LOCKF_LOCKS.returns(Saw::Done),
            Command::TryLock => {
                LOCKF_TLOCK_CONFLICT.fails(Errno::EAGAIN)
                    | LOCKF_TLOCK_CONFLICT.fails(Errno::EACCES)
            }
            Command::Lock => self.wait(
                &conflicts,
                &Waiting {
                    waits: &LOCKF_LOCK_WAITS,
                    eintr: &LOCKF_EINTR,
                    restarts: &LOCKF_RESTARTS,
                    deadlock: &LOCKF_DEADLOCK,
                },
            ),
        }
    }

    fn proc_locks(&self) -> Ruling<Saw> {
        let locks = self.files.file(self.file.object).table.locks();
        let mut lines: Vec<Listed> = locks
            .iter()
            .map(|lock| Listed {
                of_description: matches!(lock.owner, Owner::Description(_)),
                kind: lock.kind,
                holder: holder_of(lock.owner),
                first: lock.bytes.first,
                last: lock.bytes.last,
            })
            .collect();
        lines.sort_unstable();
        let of_description = lines.iter().any(|line| line.of_description);
        let listed = Saw::Listed(lines);
        if of_description {
            [&PROC_LISTS_RECORD_LOCKS, &PROC_LISTS_OFD_LOCKS].returns(listed)
        } else {
            PROC_LISTS_RECORD_LOCKS.returns(listed)
        }
    }
}

fn told(lock: &Lock) -> Ruling<Saw> {
    let range = match lock.origin {
        Origin::Plain => &GETLK_RANGE,
        Origin::Negative => &LENGTH_NEGATIVE,
        Origin::Infinite => &LENGTH_ZERO,
        Origin::Current => &WHENCE_CURRENT,
        Origin::End => &WHENCE_END,
        Origin::Changed => &SPLIT_AND_MERGE,
    };
    let holder = match lock.owner {
        Owner::Description(_) => &GETLK_HOLDER_OFD,
        Owner::Process(_) => &GETLK_HOLDER,
    };
    let held = Saw::Held {
        kind: lock.kind,
        start: lock.bytes.first,
        length: lock.bytes.length(),
        from_start: true,
        holder: holder_of(lock.owner),
    };
    [&GETLK_TYPE, range, holder].returns(held)
}

fn test(conflicts: &[Lock]) -> Ruling<Saw> {
    let of_process = |lock: &&Lock| matches!(lock.owner, Owner::Process(_));
    if conflicts.len() != conflicts.iter().filter(of_process).count() {
        return Ruling::silent("F_TEST where a description has a lock");
    }
    if conflicts.is_empty() {
        LOCKF_TEST_OWN.returns(Saw::Done)
    } else if conflicts.iter().any(|lock| lock.kind == Kind::Write) {
        LOCKF_TEST_OTHER.fails(Errno::EAGAIN)
    } else {
        LOCKF_TEST_OTHER_READ.fails(Errno::EAGAIN)
    }
}

fn holder_of(owner: Owner) -> Holder {
    match owner {
        Owner::Process(actor) => Holder::Actor(actor),
        Owner::Description(_) => Holder::Nobody,
    }
}

/// All of them are held by one process.
fn is_one_process(locks: &[Lock]) -> bool {
    locks.iter().all(|lock| matches!(lock.owner, Owner::Process(_)) && lock.owner == locks[0].owner)
}

/// The processes among the holders, each once. A description waits for nobody.
fn holders(locks: &[Lock]) -> SmallVec<[Actor; 4]> {
    let mut actors: SmallVec<[Actor; 4]> = SmallVec::new();
    for lock in locks {
        if let Owner::Process(actor) = lock.owner
            && !actors.contains(&actor)
        {
            actors.push(actor);
        }
    }
    actors
}
