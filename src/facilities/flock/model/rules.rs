//! flock(2), executable: what each call may do in each state.

use smallvec::SmallVec;

use super::{FileState, Files, Freed, Lock, Lost, Placer, Request};
use crate::claim::Claim;
use crate::engine::{self, Access, Allow, Errno, File, FileId, Interrupted, Pick, Ruling, World};
use crate::facilities::flock::calls::{Call, Mode, Seen};
use crate::facilities::flock::claims::*;
use crate::families::ranges::Kind;

/// A conversion that has removed the old lock: how much of it is done, by whose descriptor.
const REMOVED: u64 = 1;
const REMOVED_BY_DUPLICATE: u64 = 2;

pub fn rule(files: &Files, call: &engine::Call<'_>, world: &World) -> Ruling {
    let is = Call::of(call.op);
    match is {
        Call::Open { .. } => {
            return OPEN_EMFILE
                .fails_if(world.is_full(call.by), Errno::EMFILE)
                .or_else(|| OPEN_OPENS.returns(Seen::Opened));
        }
        Call::ProcLocks { .. } | Call::ByPath { .. } if world.is_full(call.by) => {
            return Ruling::silent("no descriptor is left to look with");
        }
        _ => {}
    }
    let slot = call.op.picks().first().and_then(|fd| world.slot(call.by, *fd));
    let Some(id) = slot.map(|slot| slot.file) else { return not_open(is) };
    let file = world.description(id);
    let situation = Situation { files, call, world, id, file, state: files.file(file.object) };
    match is {
        Call::Lock { mode: None, .. } => situation.unlock(),
        Call::Lock { mode: Some(mode), nonblocking, .. } => situation.lock(mode, nonblocking),
        Call::Odd { .. } => OPERATION_INVALID.fails(Errno::EINVAL),
        Call::ByPath { .. } => PATH_EBADF.fails(Errno::EBADF),
        Call::Record { kind, .. } => situation.record(kind),
        Call::Touch { writes, .. } => situation.touch(writes),
        Call::ProcLocks { .. } => situation.proc_locks(),
        Call::Open { .. } => unreachable!("ruled above"),
    }
}

/// A call on a descriptor that is none.
fn not_open(call: Call) -> Ruling {
    match call {
        Call::Lock { fd: Pick::NONE, .. } => NOT_OPEN.fails(Errno::EBADF),
        // The manual does not rank the two errors.
        Call::Odd { fd: Pick::NONE, .. } => {
            NOT_OPEN.fails(Errno::EBADF) | OPERATION_INVALID.fails(Errno::EINVAL)
        }
        _ => Ruling::silent("a call without a descriptor"),
    }
}

/// A call on an open descriptor, and all that it depends on.
struct Situation<'a> {
    files: &'a Files,
    call: &'a engine::Call<'a>,
    world: &'a World,
    id: FileId,
    file: &'a File,
    state: &'a FileState,
}

impl Situation<'_> {
    fn unlock(&self) -> Ruling {
        if self.state.own(self.id).is_some() {
            UNLOCKS.returns(Seen::Done)
        } else {
            Ruling::silent("LOCK_UN of a file that the description has not locked")
        }
    }

    fn lock(&self, mode: Mode, nonblocking: bool) -> Ruling {
        let by = self.call.by;
        let crosses =
            |other: &Request| other.by != by && other.description == self.id && other.mode != mode;
        let own = self.state.own(self.id);
        match own {
            _ if self.files.waiting.iter().any(crosses) => {
                return Ruling::silent(
                    "flock in one mode while a duplicate sleeps in flock for the other",
                );
            }
            Some(own) if own.mode == mode => return self.holds(own).returns(Seen::Done),
            _ => {}
        }
        let conflicts: SmallVec<[&Lock; 4]> = self.state.conflicts(self.id, mode).collect();
        if !conflicts.is_empty() {
            return self.refusal(mode, nonblocking, &conflicts);
        }
        let Some(own) = own else { return self.acquires(mode).returns(Seen::Done) };
        let converts = converts(mode, self.is_of_duplicate(own)).returns(Seen::Done);
        if self.world.actors().nth(1).is_none() {
            return converts;
        }
        let removed = if self.is_of_duplicate(own) { REMOVED_BY_DUPLICATE } else { REMOVED };
        converts | CONVERSION_NOT_ATOMIC.advances(removed)
    }

    /// The lock was placed by another descriptor.
    fn is_of_duplicate(&self, own: &Lock) -> bool {
        let fd = self.call.op.picks()[0];
        let slot = self.world.resolve(self.call.by, fd).unwrap_or_default() as u8;
        own.placer != Placer { process: self.world.process_of(self.call.by), slot }
    }

    /// Why a lock in this mode is granted: it is there already.
    fn holds(&self, own: &Lock) -> &'static Claim {
        if self.call.waited {
            &SLEEPER_ACQUIRES
        } else if self.is_of_duplicate(own) {
            &DUPLICATES_SHARE
        } else {
            &RELOCKS
        }
    }

    /// Why a lock is granted that nothing keeps out.
    fn acquires(&self, mode: Mode) -> &'static Claim {
        let shared = self.state.others(self.id).next().is_some();
        let writes = |kind| kind == Kind::Write || mode == Mode::Exclusive;
        let process = self.world.process_of(self.call.by);
        let mut records = self.state.records().iter();
        match self.state.freed(self.id, mode) {
            _ if self.call.waited => &SLEEPER_ACQUIRES,
            _ if self.call.done > 0 => converts(mode, self.call.done == REMOVED_BY_DUPLICATE),
            Some(Freed::Converting) => &CONVERSION_REMOVES_FIRST,
            Some(Freed::Ended) => &END_FREES,
            Some(Freed::UnlockedByDuplicate) => &UNLOCK_BY_DUPLICATE_FREES,
            Some(Freed::Closed) => &LAST_CLOSE_FREES,
            Some(Freed::Downgraded) if shared => &DOWNGRADE_ADMITS,
            Some(Freed::Unlocked) => &UNLOCK_FREES,
            _ if shared => &SHARED_MANY,
            _ if records.any(|(owner, kind)| *owner != process && writes(*kind)) => {
                &APART_FROM_FCNTL
            }
            _ if self.is_open_otherwise(mode) => &LOCKS_IN_ANY_MODE,
            _ => &LOCKS_FREE,
        }
    }

    fn is_open_otherwise(&self, mode: Mode) -> bool {
        match mode {
            Mode::Shared => self.file.access == Access::Write,
            Mode::Exclusive => self.file.access == Access::Read,
        }
    }

    /// These locks keep the call out.
    fn refusal(&self, mode: Mode, nonblocking: bool, conflicts: &[&Lock]) -> Ruling {
        let class = Interrupted::Restarts(&EINTR, &RESTARTS);
        match (self.call.done > 0 && !self.call.waited, nonblocking) {
            (true, true) => CONVERSION_NOT_ATOMIC.fails(Errno::EAGAIN),
            (true, false) => CONVERSION_NOT_ATOMIC.waits(class),
            (false, true) => self.kept_out(mode, conflicts).fails(Errno::EAGAIN),
            (false, false) => {
                let (by, description, file) = (self.call.by, self.id, self.file.object);
                let request = Request { by, description, file, mode };
                let claim = match mode {
                    _ if self.files.is_deadlock(request, self.world) => &DEADLOCK_NOT_DETECTED,
                    Mode::Exclusive => &EXCLUSIVE_WAITS,
                    Mode::Shared => &SHARED_WAITS,
                };
                claim.waits(class)
            }
        }
    }

    /// Why these locks keep the call out.
    fn kept_out(&self, mode: Mode, conflicts: &[&Lock]) -> &'static Claim {
        let is_here = |lock: &Lock| {
            self.world.slots(self.call.by).any(|(_, slot)| slot.file == lock.description)
        };
        match (mode, conflicts) {
            _ if self.state.own(self.id).is_some() => &UPGRADE_REFUSED,
            (_, [Lock { executed: true, .. }]) => &EXEC_KEEPS_LOCK,
            (_, [Lock { lost: Some(Lost::Ended), .. }]) => &END_OF_ONE_KEEPS,
            (_, [Lock { lost: Some(Lost::Closed), .. }]) => &CLOSE_OF_ONE_KEEPS,
            (Mode::Shared, [Lock { upgraded: true, .. }]) => &UPGRADED_EXCLUDES,
            (_, [lock]) if is_here(lock) => &OPENS_ARE_APART,
            (Mode::Shared, _) => &EXCLUSIVE_EXCLUDES_SHARED,
            (_, [Lock { mode: Mode::Exclusive, .. }]) => &EXCLUSIVE_EXCLUDES_EXCLUSIVE,
            _ => &SHARED_EXCLUDES_EXCLUSIVE,
        }
    }

    /// A record lock on the whole file.
    fn record(&self, kind: Option<Kind>) -> Ruling {
        let usable = match kind {
            Some(Kind::Read) => self.file.access.reads(),
            Some(Kind::Write) => self.file.access.writes(),
            None => true,
        };
        let process = self.world.process_of(self.call.by);
        let stands = |(owner, of): &(engine::Actor, Kind)| {
            *owner != process && kind.is_some_and(|kind| (kind, *of) != (Kind::Read, Kind::Read))
        };
        if !usable || self.state.records().iter().any(stands) {
            return Ruling::silent("a record lock that fcntl does not grant");
        }
        FCNTL_APART.returns(Seen::Done)
    }

    fn touch(&self, writes: bool) -> Ruling {
        let access = self.file.access;
        if !(if writes { access.writes() } else { access.reads() }) {
            return Ruling::silent("a file is used in a way for which it is not open");
        }
        let claim = if writes { &WRITE_IGNORES_LOCKS } else { &READ_IGNORES_LOCKS };
        claim.returns(Seen::Done)
    }

    fn proc_locks(&self) -> Ruling {
        let is_alive = |place: u8| self.world.exists(engine::Actor(place));
        let asked = self.state.locks().iter().fold(0, |all, lock| all | lock.askers);
        if (0..8).any(|place| asked >> place & 1 == 1 && !is_alive(place)) {
            return Ruling::silent("/proc/locks where a process that called flock has ended");
        }
        let count = |mode| self.state.locks().iter().filter(|lock| lock.mode == mode).count();
        let (shared, exclusive) = (count(Mode::Shared) as u64, count(Mode::Exclusive) as u64);
        [&PROC_SHARED, &PROC_EXCLUSIVE].returns(Seen::Listed { shared, exclusive })
    }
}

fn converts(mode: Mode, by_duplicate: bool) -> &'static Claim {
    match mode {
        _ if by_duplicate => &DUPLICATES_CONVERT,
        Mode::Exclusive => &UPGRADES,
        Mode::Shared => &DOWNGRADES,
    }
}
