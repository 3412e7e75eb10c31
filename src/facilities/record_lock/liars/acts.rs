//! What is asked of the kernel instead of what the script says: other arguments, more calls, or
//! nothing.

use crate::engine::liar::deed::Altered;
use crate::engine::{Answer, Deed, Errno, Hands};
use crate::facilities::record_lock::operations::{Command, Op};
use crate::facilities::record_lock::perform::perform;
use crate::facilities::record_lock::ranges::Range;
use crate::facilities::record_lock::seen::Saw;
use crate::facilities::record_lock::table::Kind;
use crate::sys;

/// Whether a lock could be placed now.
fn is_free(op: &Op, hands: &mut Hands) -> bool {
    let &Op::Set { fd, kind: Some(kind), range, .. } = op else { return false };
    matches!(perform(&Op::Get { fd, kind, range }, hands), Ok(Saw::Free { .. }))
}

pub fn lock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let answer = is_free(op, hands).then_some(Ok(Saw::Done))?;
    // Only if it would have been: the descriptor may be open for the wrong side.
    let placed = perform(op, hands);
    let &Op::Set { fd, range, .. } = op else { return None };
    if placed.is_ok() {
        let _ = perform(&Op::Set { fd, wait: false, kind: None, range }, hands);
        return Some(answer);
    }
    Some(placed)
}

pub fn unlock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: None, range, .. } = op else { return None };
    // The same is refused of both.
    let asked = perform(&Op::Get { fd, kind: Kind::Read, range }, hands);
    Some(asked.map(|_| Saw::Done))
}

pub fn unlock_all(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: None, wait, range } = op else { return None };
    range.bytes(0)?;
    let range = Range::plain(0, 0);
    Some(perform(&Op::Set { fd, kind: None, wait, range }, hands))
}

pub fn range_one_longer(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: kind @ Some(_), wait, range } = op else { return None };
    let range = Range { length: (range.length > 0).then_some(range.length + 1)?, ..range };
    Some(perform(&Op::Set { fd, kind, wait, range }, hands))
}

pub fn range_one_later(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: kind @ Some(_), wait, range } = op else { return None };
    let range = Range {
        start: (range.start >= 0).then_some(range.start + 1)?,
        length: if range.length > 1 { range.length - 1 } else { range.length },
        ..range
    };
    Some(perform(&Op::Set { fd, kind, wait, range }, hands))
}

pub fn read_for_write(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: Some(Kind::Write), wait, range } = op else { return None };
    // Where the write lock would not be granted, nor is this one.
    let waits = perform(&Op::Get { fd, kind: Kind::Write, range }, hands);
    if !matches!(waits, Ok(Saw::Free { .. })) {
        return None;
    }
    let read = perform(&Op::Set { fd, kind: Some(Kind::Read), wait, range }, hands);
    if read.is_err() { None } else { Some(read) }
}

pub fn write_for_read(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: Some(Kind::Read), wait, range } = op else { return None };
    // Open for both, or one of the two is refused.
    let flags = sys::fcntl(hands.fd(fd), libc::F_GETFL, 0).ok()? as i32;
    let both = flags & libc::O_ACCMODE == libc::O_RDWR;
    both.then(|| perform(&Op::Set { fd, kind: Some(Kind::Write), wait, range }, hands))
}

pub fn past_end_refused(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: Some(_), range, .. } = op else { return None };
    let bytes = u8::try_from(sys::fstat(hands.fd(fd)).ok()?.st_size).ok()?;
    let is_past = range.bytes(bytes)?.first >= i64::from(bytes);
    // Where it is not free, that is told first.
    (is_past && is_free(op, hands) && is_open_for(op, hands)).then_some(Err(Errno::EINVAL))
}

pub fn lockf_past_end_refused(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Lockf { fd, command: Command::Lock | Command::TryLock, offset, length } = op else {
        return None;
    };
    let range = Range::of_lockf(offset, length);
    past_end_refused(&Op::Set { fd, wait: false, kind: Some(Kind::Write), range }, hands)
}

/// Whether the descriptor is open for what the lock needs.
fn is_open_for(op: &Op, hands: &Hands) -> bool {
    let &Op::Set { fd, kind: Some(kind), .. } = op else { return false };
    let refused = if kind == Kind::Read { libc::O_WRONLY } else { libc::O_RDONLY };
    let flags = sys::fcntl(hands.fd(fd), libc::F_GETFL, 0);
    flags.is_ok_and(|flags| flags as i32 & libc::O_ACCMODE != refused)
}

pub fn own_conflicts(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind: Some(_), wait: false, range } = op else { return None };
    // Of a descriptor that is open for the wrong side, that is told.
    if !is_open_for(op, hands) {
        return None;
    }
    let listed = perform(&Op::ProcLocks { fd }, hands);
    let Ok(Saw::Listed(lines)) = listed else { return None };
    let bytes = range.bytes(0)?;
    let meets = lines.iter().any(|line| line.first <= bytes.last && bytes.first <= line.last);
    (meets && is_free(op, hands)).then_some(Err(Errno::EAGAIN))
}

pub fn lock_of_description(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind, wait: false, range } = op else { return None };
    Some(perform(&Op::SetOfDescription { fd, kind, range }, hands))
}

pub fn getlk_places(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Get { fd, kind, range } = op else { return None };
    let answer = perform(op, hands);
    if matches!(answer, Ok(Saw::Free { .. })) {
        let _ = perform(&Op::Set { fd, kind: Some(kind), wait: false, range }, hands);
    }
    Some(answer)
}

pub fn setlkw_gives_up(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Set { fd, kind, wait: true, range } = op else { return None };
    Some(perform(&Op::Set { fd, kind, wait: false, range }, hands))
}

pub fn flock_is_record_lock(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Flock { fd, kind } = op else { return None };
    let range = Range::plain(0, 0);
    let placed = perform(&Op::Set { fd, kind, wait: false, range }, hands);
    Some(placed.and_then(|_| perform(op, hands)))
}

pub fn locks_are_mandatory(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Write { fd } = op else { return None };
    let first = Op::Get { fd, kind: Kind::Write, range: Range::plain(0, 1) };
    matches!(perform(&first, hands), Ok(Saw::Held { .. })).then_some(Err(Errno::EAGAIN))
}

pub fn ofd_lock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::SetOfDescription { fd, kind: Some(_), range } = op else { return None };
    let answer = perform(op, hands);
    if answer.is_ok() {
        let _ = perform(&Op::SetOfDescription { fd, kind: None, range }, hands);
    }
    Some(answer)
}

pub fn ofd_lock_is_the_process_s(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::SetOfDescription { fd, kind, range } = op else { return None };
    Some(perform(&Op::Set { fd, kind, wait: false, range }, hands))
}

pub fn lockf_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Lockf { fd, command: Command::Lock | Command::TryLock, offset, length } = op else {
        return None;
    };
    let lockf = |command| Op::Lockf { fd, command, offset, length };
    // F_LOCK would wait; where F_TLOCK does not get it, it is not free.
    if perform(&lockf(Command::TryLock), hands).is_err() {
        return None;
    }
    let _ = perform(&lockf(Command::Unlock), hands);
    Some(Ok(Saw::Done))
}

pub fn lockf_unlock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Lockf { fd, command: Command::Unlock, offset, length } = op else { return None };
    let asked = Op::Get { fd, kind: Kind::Read, range: Range::of_lockf(offset, length) };
    Some(perform(&asked, hands).map(|_| Saw::Done))
}

pub fn lockf_test_locks(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Lockf { fd, command: Command::Test, offset, length } = op else { return None };
    let answer = perform(op, hands);
    if answer.is_ok() {
        let _ = perform(&Op::Lockf { fd, command: Command::TryLock, offset, length }, hands);
    }
    Some(answer)
}

pub fn lockf_test_minds_own(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Lockf { fd, command: Command::Test, offset, length } = op else { return None };
    let answer = perform(op, hands);
    let Ok(Saw::Listed(lines)) = perform(&Op::ProcLocks { fd }, hands) else { return None };
    let bytes = Range::of_lockf(offset, length).bytes(0)?;
    let meets = lines.iter().any(|line| line.first <= bytes.last && bytes.first <= line.last);
    Some(if answer.is_ok() && meets { Err(Errno::EAGAIN) } else { answer })
}

pub fn lockf_one_shorter(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Lockf { fd, command: command @ (Command::Lock | Command::TryLock), offset, length } =
        op
    else {
        return None;
    };
    let length = match length {
        2.. => length - 1,
        ..=-2 => length + 1,
        _ => return None,
    };
    Some(perform(&Op::Lockf { fd, command, offset, length }, hands))
}

pub fn exec_unlocks(_deed: &Deed, hands: &mut Hands) -> Altered {
    for fd in hands.slots().iter().filter(|fd| **fd >= 0) {
        let kind = libc::F_UNLCK as i16;
        let mut all =
            sys::Flock { kind, whence: libc::SEEK_SET as i16, start: 0, length: 0, pid: 0 };
        let _ = sys::lock(*fd, libc::F_SETLK, &mut all);
    }
    Altered::Done
}
