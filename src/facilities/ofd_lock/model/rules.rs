//! fcntl_locking(2), executable, as far as it speaks of locks of open file descriptions.

use smallvec::SmallVec;

use super::{FileState, Files, Freed, Request, asked};
use crate::claim::Claim;
use crate::engine::{self, Actor, Allow, Errno, File, FileId, Interrupted, Pick, Ruling, World};
use crate::facilities::ofd_lock::calls::{Call, FILE_BYTES, Oddity, Seen};
use crate::facilities::ofd_lock::claims::*;
use crate::families::ranges::{Bytes, Holder, Kind, Lock, Origin, Owner};

/// The errors for what cannot be: the manual does not name one.
const NO_SUCH_RANGE: &[Errno] = &[Errno::EINVAL, Errno::EOVERFLOW];
const NOT_OPEN_FOR_THAT: &[Errno] = &[Errno::EBADF, Errno::EACCES];

pub fn rule(files: &Files, call: &engine::Call<'_>, world: &World) -> Ruling {
    let is = Call::of(call.op);
    if let Call::Open { .. } = is {
        return OPEN_EMFILE
            .fails_if(world.is_full(call.by), Errno::EMFILE)
            .or_else(|| OPEN_OPENS.returns(Seen::Opened));
    }
    let slot = call.op.picks().first().and_then(|fd| world.slot(call.by, *fd));
    let Some(id) = slot.map(|slot| slot.file) else { return not_open(is) };
    let file = world.description(id);
    let (process, state) = (world.process_of(call.by), files.file(file.object));
    let situation = Situation { files, call, world, id, file, state, process };
    match is {
        Call::Set { wait, .. } => situation.set(is, wait),
        Call::Record { .. } => situation.record(is),
        Call::Get { kind, range, .. } => match range.bytes(FILE_BYTES) {
            Some(bytes) => situation.get(kind, bytes),
            None => BEFORE_START.refused(NO_SUCH_RANGE),
        },
        Call::Odd { what, .. } => odd(what, file),
        Call::Write { .. } => situation.write(),
        Call::Open { .. } => unreachable!("ruled above"),
    }
}

/// A call on a descriptor that is none.
fn not_open(call: Call) -> Ruling {
    match call {
        Call::Set { fd: Pick::NONE, range, .. } | Call::Get { fd: Pick::NONE, range, .. } => {
            let refused = NOT_OPEN.fails(Errno::EBADF);
            // The manual does not rank the two errors.
            match range.bytes(FILE_BYTES) {
                Some(_) => refused,
                None => refused | BEFORE_START.refused(NO_SUCH_RANGE),
            }
        }
        _ => Ruling::silent("a call without a descriptor"),
    }
}

/// What is asked for with a process id is a read lock.
fn odd(what: Oddity, file: &File) -> Ruling {
    let einval = |claim: &'static Claim| {
        let refused = claim.fails(Errno::EINVAL);
        if file.access.reads() {
            return refused;
        }
        // The manual does not rank the two errors.
        refused | READ_LOCK_NEEDS_READ.refused(NOT_OPEN_FOR_THAT)
    };
    match what {
        Oddity::SetPid => einval(&SET_PID_EINVAL),
        Oddity::SetWaitPid => einval(&SETW_PID_EINVAL),
        Oddity::GetPid => GET_PID_EINVAL.fails(Errno::EINVAL),
        Oddity::SetAddress | Oddity::SetWaitAddress => SETLK_EFAULT.fails(Errno::EFAULT),
        Oddity::GetAddress => GETLK_EFAULT.fails(Errno::EFAULT),
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
    process: Actor,
}

type Conflicts = SmallVec<[Lock; 4]>;

impl Situation<'_> {
    fn set(&self, is: Call, wait: bool) -> Ruling {
        let Some((owner, kind, range)) = asked(is, self.process, self.id) else {
            return Ruling::silent("no lock is asked for");
        };
        let needs = match kind {
            Some(Kind::Read) if !self.file.access.reads() => Some(&READ_LOCK_NEEDS_READ),
            Some(Kind::Write) if !self.file.access.writes() => Some(&WRITE_LOCK_NEEDS_WRITE),
            _ => None,
        };
        let refused = needs.map_or_else(Ruling::none, |claim| claim.refused(NOT_OPEN_FOR_THAT));
        let Some(bytes) = range.bytes(FILE_BYTES) else {
            // The manual does not rank the two errors.
            return refused | BEFORE_START.refused(NO_SUCH_RANGE);
        };
        refused.or_else(|| {
            let Some(kind) = kind else { return UNLOCK_SUCCEEDS.returns(Seen::Done) };
            let conflicts = self.state.table.conflicts(owner, kind, bytes);
            if conflicts.is_empty() {
                self.acquires(owner, kind, bytes, wait).returns(Seen::Done)
            } else if wait {
                self.waits(owner, kind, bytes)
            } else {
                self.refusal(kind, &conflicts).fails(Errno::EAGAIN)
            }
        })
    }

    fn waits(&self, owner: Owner, kind: Kind, bytes: Bytes) -> Ruling {
        let (by, file) = (self.call.by, self.file.object);
        let request = Request { by, owner, file, kind, bytes };
        let deadlock = self.files.is_deadlock(request, self.world);
        let claim = if deadlock { &DEADLOCK_NOT_DETECTED } else { &SETLKW_WAITS };
        claim.waits(Interrupted::Restarts(&SETLKW_EINTR, &SETLKW_RESTARTS))
    }

    /// Why nothing stands in the way.
    fn acquires(&self, owner: Owner, kind: Kind, bytes: Bytes, wait: bool) -> &'static Claim {
        let table = &self.state.table;
        let shared = table.others(owner, bytes).next().is_some();
        let why = self.state.freed(owner, kind, bytes);
        let process = |actor| self.world.process_of(actor);
        let own: Conflicts = table.own(owner, bytes).copied().collect();
        let is_other = |lock: &Lock| lock.kind != kind;
        match why {
            _ if self.call.waited => return &SETLKW_ACQUIRES,
            Some(gone) if matches!(gone.owner, Owner::Description(_)) => match gone.why {
                Freed::Closed if !shared => return &LAST_CLOSE_FREES,
                Freed::Unlocked if !shared => return &UNLOCK_FREES,
                Freed::Downgraded if shared => return &DOWNGRADE_ADMITS,
                _ => {}
            },
            _ => {}
        }
        if own.iter().any(|lock| process(lock.placer) != self.process) {
            &SHARED_BY_PROCESSES
        } else if shared {
            &READ_LOCKS_SHARE
        } else if own.iter().any(is_other) {
            if kind == Kind::Write { &UPGRADES } else { &DOWNGRADES }
        } else if !own.is_empty() {
            &RELOCKS
        } else if table.others_elsewhere(owner, bytes) {
            &DISJOINT_RANGES
        } else if wait {
            &SETLKW_AT_ONCE
        } else {
            &LOCKS_FREE
        }
    }

    /// Why these locks stand in the way of a description's.
    fn refusal(&self, kind: Kind, conflicts: &[Lock]) -> &'static Claim {
        let [lock] = conflicts else { return &SEVERAL_EXCLUDE };
        match (lock.owner, kind, lock.kind) {
            (Owner::Process(process), ..) if process == self.process => &OWN_RECORD_EXCLUDES,
            (Owner::Process(_), ..) => &RECORD_EXCLUDES,
            (Owner::Description(id), ..) if self.state.thinned.contains(&id) => &CLOSE_OF_ONE_KEEPS,
            (Owner::Description(id), ..) if self.has_open(id) => &OPENS_CONFLICT,
            (_, Kind::Read, _) => &WRITE_EXCLUDES_READ,
            (_, Kind::Write, Kind::Read) => &READ_EXCLUDES_WRITE,
            (_, Kind::Write, Kind::Write) => &WRITE_EXCLUDES_WRITE,
        }
    }

    /// Whether the process has a descriptor of this description.
    fn has_open(&self, id: FileId) -> bool {
        self.world.slots(self.call.by).any(|(_, slot)| slot.file == id)
    }

    /// A lock of the process, which its locks and those of descriptions bind.
    fn record(&self, is: Call) -> Ruling {
        let Some((owner, kind, range)) = asked(is, self.process, self.id) else {
            return Ruling::silent("no lock is asked for");
        };
        let usable = match kind {
            Some(Kind::Read) => self.file.access.reads(),
            Some(Kind::Write) => self.file.access.writes(),
            None => true,
        };
        let Some(bytes) = range.bytes(FILE_BYTES).filter(|_| usable) else {
            return Ruling::silent("a record lock that could not be placed on any file");
        };
        let table = &self.state.table;
        let conflicts = kind.map(|kind| table.conflicts(owner, kind, bytes)).unwrap_or_default();
        let of_description = |lock: &Lock| matches!(lock.owner, Owner::Description(_));
        if conflicts.is_empty() {
            return RECORD_FREE.returns(Seen::Done);
        }
        if !conflicts.iter().all(of_description) {
            return Ruling::silent("a record lock where another process has one");
        }
        let own = conflicts.iter().any(|lock| lock.owner == Owner::Description(self.id));
        let claim = if own { &EXCLUDES_OWN_RECORD } else { &EXCLUDES_RECORD };
        claim.fails(Errno::EAGAIN) | claim.fails(Errno::EACCES)
    }

    fn get(&self, kind: Kind, bytes: Bytes) -> Ruling {
        let owner = Owner::Description(self.id);
        let table = &self.state.table;
        let each = table.conflicts(owner, kind, bytes);
        // Any of those that stand in the way may be told.
        if let Some(told) = each.iter().map(told).reduce(|ruling, more| ruling | more) {
            return told;
        }
        let usable = match kind {
            Kind::Read => self.file.access.reads(),
            Kind::Write => self.file.access.writes(),
        };
        if !usable {
            // It could not be placed, and no lock stands in the way.
            return Ruling::silent("F_OFD_GETLK of a lock for which the descriptor is not open");
        }
        let free = if table.others(owner, bytes).next().is_some() {
            &GETLK_IGNORES_SHARED
        } else if table.own(owner, bytes).next().is_some() {
            &GETLK_IGNORES_OWN
        } else {
            &GETLK_FREE
        };
        [free, &GETLK_FREE_LEAVES_REST].returns(Seen::Free { rest_untouched: true })
    }

    /// Of one byte, the first.
    fn write(&self) -> Ruling {
        const FIRST: Bytes = Bytes { first: 0, last: 0 };
        let owner = Owner::Description(self.id);
        let mut others = self.state.table.others(owner, FIRST);
        let bound = others.any(|lock| matches!(lock.owner, Owner::Description(_)));
        if self.file.access.writes() && bound {
            ADVISORY.returns(Seen::Done)
        } else {
            Ruling::silent("a write to what no other description has locked")
        }
    }
}

fn told(lock: &Lock) -> Ruling {
    let kind = if lock.converted { &CONVERTS } else { &GETLK_TYPE };
    let (start, length) = match lock.origin {
        Origin::Negative => (&LENGTH_NEGATIVE, &LENGTH_NEGATIVE),
        Origin::Infinite(_) => (&GETLK_START, &LENGTH_ZERO),
        Origin::Shrunk | Origin::Split | Origin::SplitByLockf => (&SPLITS, &SPLITS),
        Origin::Merged | Origin::Joined => (&COALESCES, &COALESCES),
        Origin::Plain | Origin::Current | Origin::End => (&GETLK_START, &GETLK_LENGTH),
    };
    let (whose, holder) = match lock.owner {
        Owner::Description(_) => (&GETLK_HOLDER_OFD, Holder::Nobody),
        Owner::Process(actor) => (&GETLK_HOLDER_PROCESS, Holder::Actor(actor)),
    };
    let (from, bytes) = (lock.bytes.first, lock.bytes.length());
    let held = Seen::Held { kind: lock.kind, start: from, length: bytes, holder };
    [kind, start, length, whose].returns(held)
}
