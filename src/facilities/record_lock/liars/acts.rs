//! What is asked of the kernel instead of what the script says: other arguments, more calls, or
//! nothing.

use crate::engine::liar::deed::Altered;
use crate::engine::{Answer, Deed, Errno, Hands, Op, Pick};
use crate::facilities::record_lock::calls::{Call, Command, Seen};
use crate::facilities::record_lock::perform::{self, whole};
use crate::families::ranges::{Kind, Range};
use crate::sys;

fn perform(call: Call, hands: &mut Hands) -> Answer {
    perform::perform(&call.into(), hands)
}

fn is_ok(call: Call, hands: &mut Hands) -> bool {
    perform(call, hands).is_ok()
}

/// Whether F_GETLK finds nothing in the way of such a lock.
fn is_free(fd: Pick, kind: Kind, range: Range, hands: &mut Hands) -> bool {
    let answer = perform(Call::Get { fd, kind, range }, hands);
    matches!(answer.as_ref().map(Seen::of), Ok(Seen::Free { .. }))
}

/// Whether the descriptor is open for what the lock needs.
fn is_open_for(kind: Kind, fd: Pick, hands: &Hands) -> bool {
    let refused = if kind == Kind::Read { libc::O_WRONLY } else { libc::O_RDONLY };
    mode(fd, hands).is_some_and(|mode| mode != refused)
}

fn mode(fd: Pick, hands: &Hands) -> Option<i32> {
    Some(sys::fcntl(hands.fd(fd), libc::F_GETFL, 0).ok()? as i32 & libc::O_ACCMODE)
}

/// Whether /proc/locks lists a lock of the file that meets these bytes.
fn is_listed(fd: Pick, range: Range, hands: &mut Hands) -> Option<bool> {
    let listed = perform(Call::ProcLocks { fd }, hands).ok()?;
    let Seen::Listed { lines } = Seen::of(&listed) else { return None };
    let bytes = range.bytes(0)?;
    Some(lines.0.iter().any(|line| line.bytes.meets(bytes)))
}

pub fn lock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Set { fd, kind: Some(kind), range, .. } = Call::of(op) else { return None };
    if !is_free(fd, kind, range, hands) {
        return None;
    }
    // Only if it would have been: the descriptor may be open for the wrong side.
    let placed = perform::perform(op, hands);
    if placed.is_ok() {
        let _ = perform(Call::Set { fd, wait: false, kind: None, range }, hands);
    }
    Some(placed)
}

pub fn unlock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Set { fd, kind: None, range, .. } = Call::of(op) else { return None };
    Some(asked_only(fd, range, hands))
}

/// The same is refused of F_GETLK.
fn asked_only(fd: Pick, range: Range, hands: &mut Hands) -> Answer {
    let asked = perform(Call::Get { fd, kind: Kind::Read, range }, hands);
    asked.and_then(|_| Seen::Done.answer())
}

pub fn unlock_all(op: &Op) -> Option<Op> {
    let Call::Set { fd, kind: None, wait, range } = Call::of(op) else { return None };
    range.bytes(0)?;
    Some(Call::Set { fd, kind: None, wait, range: Range::plain(0, 0) }.into())
}

pub fn range_one_longer(op: &Op) -> Option<Op> {
    let Call::Set { fd, kind: kind @ Some(_), wait, range } = Call::of(op) else { return None };
    let range = Range { length: (range.length > 0).then_some(range.length + 1)?, ..range };
    Some(Call::Set { fd, kind, wait, range }.into())
}

pub fn range_one_later(op: &Op) -> Option<Op> {
    let Call::Set { fd, kind: kind @ Some(_), wait, range } = Call::of(op) else { return None };
    let start = (range.start >= 0).then_some(range.start + 1)?;
    let length = if range.length > 1 { range.length - 1 } else { range.length };
    Some(Call::Set { fd, kind, wait, range: Range { start, length, ..range } }.into())
}

pub fn read_for_write(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Set { fd, kind: Some(Kind::Write), wait, range } = Call::of(op) else { return None };
    // Where the write lock would not be granted, nor is this one.
    if !is_free(fd, Kind::Write, range, hands) {
        return None;
    }
    perform(Call::Set { fd, kind: Some(Kind::Read), wait, range }, hands).ok().map(Ok)
}

pub fn write_for_read(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Set { fd, kind: Some(Kind::Read), wait, range } = Call::of(op) else { return None };
    // Open for both, or one of the two is refused.
    let both = mode(fd, hands)? == libc::O_RDWR;
    both.then(|| perform(Call::Set { fd, kind: Some(Kind::Write), wait, range }, hands))
}

pub fn past_end_refused(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Set { fd, kind: Some(kind), range, .. } = Call::of(op) else { return None };
    past_end(fd, kind, range, hands)
}

pub fn lockf_past_end_refused(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let (fd, _, offset, length) = locking(op)?;
    past_end(fd, Kind::Write, Range::of_lockf(offset, length), hands)
}

fn past_end(fd: Pick, kind: Kind, range: Range, hands: &mut Hands) -> Option<Answer> {
    let bytes = u8::try_from(sys::fstat(hands.fd(fd)).ok()?.st_size).ok()?;
    let is_past = range.bytes(bytes)?.first >= i64::from(bytes);
    // Where it is not free, that is told first.
    let free = is_past && is_free(fd, kind, range, hands) && is_open_for(kind, fd, hands);
    free.then_some(Err(Errno::EINVAL))
}

pub fn own_conflicts(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Set { fd, kind: Some(kind), wait: false, range } = Call::of(op) else { return None };
    // Of a descriptor that is open for the wrong side, that is told.
    let own = is_open_for(kind, fd, hands)
        && is_listed(fd, range, hands)?
        && is_free(fd, kind, range, hands);
    own.then_some(Err(Errno::EAGAIN))
}

pub fn of_description(op: &Op) -> Option<Op> {
    let Call::Set { fd, kind, wait: false, range } = Call::of(op) else { return None };
    Some(Call::SetOfDescription { fd, kind, range }.into())
}

pub fn of_process(op: &Op) -> Option<Op> {
    let Call::SetOfDescription { fd, kind, range } = Call::of(op) else { return None };
    Some(Call::Set { fd, kind, wait: false, range }.into())
}

pub fn getlk_places(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Get { fd, kind, range } = Call::of(op) else { return None };
    let answer = perform::perform(op, hands);
    if matches!(answer.as_ref().map(Seen::of), Ok(Seen::Free { .. })) {
        let _ = perform(Call::Set { fd, kind: Some(kind), wait: false, range }, hands);
    }
    Some(answer)
}

pub fn flock_locks(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Flock { fd, kind } = Call::of(op) else { return None };
    let placed = perform(Call::Set { fd, kind, wait: false, range: Range::plain(0, 0) }, hands);
    Some(placed.and_then(|_| perform::perform(op, hands)))
}

pub fn locks_are_mandatory(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Write { fd } = Call::of(op) else { return None };
    let free = is_free(fd, Kind::Write, Range::plain(0, 1), hands);
    (!free).then_some(Err(Errno::EAGAIN))
}

pub fn ofd_lock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::SetOfDescription { fd, kind: Some(_), range } = Call::of(op) else { return None };
    let answer = perform::perform(op, hands);
    if answer.is_ok() {
        let _ = perform(Call::SetOfDescription { fd, kind: None, range }, hands);
    }
    Some(answer)
}

/// The operands of F_LOCK or F_TLOCK.
fn locking(op: &Op) -> Option<(Pick, Command, u8, i16)> {
    match Call::of(op) {
        Call::Lockf { fd, command, offset, length }
            if matches!(command, Command::Lock | Command::TryLock) =>
        {
            Some((fd, command, offset, length))
        }
        _ => None,
    }
}

pub fn lockf_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let (fd, _, offset, length) = locking(op)?;
    let lockf = |command| Call::Lockf { fd, command, offset, length };
    // F_LOCK would wait; where F_TLOCK does not get it, it is not free.
    is_ok(lockf(Command::TryLock), hands).then(|| {
        let _ = perform(lockf(Command::Unlock), hands);
        Seen::Done.answer()
    })
}

pub fn lockf_unlock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Lockf { fd, command: Command::Unlock, offset, length } = Call::of(op) else {
        return None;
    };
    Some(asked_only(fd, Range::of_lockf(offset, length), hands))
}

pub fn lockf_test_locks(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Lockf { fd, command: Command::Test, offset, length } = Call::of(op) else {
        return None;
    };
    let answer = perform::perform(op, hands);
    if answer.is_ok() {
        let _ = perform(Call::Lockf { fd, command: Command::TryLock, offset, length }, hands);
    }
    Some(answer)
}

pub fn lockf_test_minds_own(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Lockf { fd, command: Command::Test, offset, length } = Call::of(op) else {
        return None;
    };
    let answer = perform::perform(op, hands);
    let meets = is_listed(fd, Range::of_lockf(offset, length), hands)?;
    Some(if answer.is_ok() && meets { Err(Errno::EAGAIN) } else { answer })
}

pub fn lockf_one_shorter(op: &Op) -> Option<Op> {
    let (fd, command, offset, length) = locking(op)?;
    let length = match length {
        2.. => length - 1,
        ..=-2 => length + 1,
        _ => return None,
    };
    Some(Call::Lockf { fd, command, offset, length }.into())
}

pub fn exec_unlocks(_deed: &Deed, hands: &mut Hands) -> Altered {
    for fd in hands.slots().iter().filter(|fd| **fd >= 0) {
        let _ = sys::lock(*fd, libc::F_SETLK, &mut whole(None));
    }
    Altered::Done
}
