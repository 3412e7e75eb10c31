//! Stand-ins for kernels whose locks of descriptions are not by the book, each with the claims that
//! it breaks.

use super::calls::{Call, GETLK, Oddity, SETLK, SETLKW, Seen};
use super::claims::*;
use super::perform::perform;
use crate::engine::liar::deed::{Altered, DeedLiar, Stock, lie};
use crate::engine::liar::shared::Here;
use crate::engine::{Actor, Answer, Deed, Errno, Hands, Op, Pick};
use crate::families::ranges::{Holder, Kind, Range};
use crate::sys;

const SETS: &[&str] = &[SETLK, SETLKW];
const ALL: u32 = HELD | TOLD | FREE;

pub static LIARS: &[DeedLiar] = &[
    DeedLiar::of_calls("lock_skipped", SETS, "a lock that is free is not placed", lock_skipped)
        .breaks(&[&LOCKS_FREE, &SETLKW_AT_ONCE])
        .disturbs(HELD | TOLD),
    DeedLiar::of_calls("unlock_skipped", SETS, "F_UNLCK unlocks nothing", |op, hands| {
        let Call::Set { fd, kind: None, range, .. } = Call::of(op) else { return None };
        // The same is refused of F_OFD_GETLK.
        let asked = perform(&Call::Get { fd, kind: Kind::Read, range }.into(), hands);
        Some(asked.and_then(|_| Seen::Done.answer()))
    })
    .breaks(&[&UNLOCK_SUCCEEDS, &UNLOCK_FREES])
    .disturbs(FREE | TOLD),
    DeedLiar::of_other_calls("lock_of_process", SETS, "the process holds the lock", |op| {
        let Call::Set { fd, kind, range, wait: false } = Call::of(op) else { return None };
        Some(Call::Record { fd, kind, range }.into())
    })
    .breaks(&[
        &OPENS_CONFLICT,
        &CLOSE_OF_ONE_KEEPS,
        &SHARED_BY_PROCESSES,
        &OWN_RECORD_EXCLUDES,
        &EXCLUDES_OWN_RECORD,
        &GETLK_HOLDER_OFD,
    ])
    .disturbs(ALL),
    DeedLiar::of_calls(
        "getlk_tells_process",
        &[GETLK],
        "F_OFD_GETLK tells a process where a description has the lock",
        |op, hands| {
            let mut answer = perform(op, hands);
            if let Ok(outcome) = &mut answer
                && let Seen::Held { kind, start, length, holder: Holder::Nobody } =
                    Seen::of(outcome)
            {
                let holder = Holder::Actor(Actor(0));
                *outcome = Seen::Held { kind, start, length, holder }.into();
            }
            Some(answer)
        },
    )
    .breaks(&[&GETLK_HOLDER_OFD]),
    DeedLiar::of_calls("pid_ignored", &["fcntl(odd)"], "l_pid is not looked at", |op, hands| {
        let Call::Odd { what, .. } = Call::of(op) else { return None };
        perform(op, hands).err().filter(|errno| *errno == Errno::EINVAL)?;
        match what {
            Oddity::SetPid | Oddity::SetWaitPid => Some(Seen::Done.answer()),
            Oddity::GetPid => Some(Seen::Free { rest_untouched: true }.answer()),
            _ => None,
        }
    })
    .breaks(&[&SET_PID_EINVAL, &SETW_PID_EINVAL, &GET_PID_EINVAL]),
    DeedLiar::of_other_calls(
        "range_one_longer",
        SETS,
        "a lock covers one byte too many",
        range_one_longer,
    )
    .breaks(&[&GETLK_LENGTH, &DISJOINT_RANGES])
    .disturbs(ALL),
    DeedLiar::of_other_calls("unlock_all", SETS, "F_UNLCK unlocks the whole file", |op| {
        let Call::Set { fd, kind: None, wait, range } = Call::of(op) else { return None };
        range.bytes(0)?;
        Some(Call::Set { fd, kind: None, wait, range: Range::plain(0, 0) }.into())
    })
    .breaks(&[&SPLITS])
    .disturbs(HELD | TOLD),
    DeedLiar::of_calls(
        "read_for_write",
        SETS,
        "a write lock is placed as a read lock",
        |op, hands| in_kind(op, Kind::Write, Kind::Read, hands),
    )
    .breaks(&[&GETLK_TYPE, &WRITE_EXCLUDES_READ])
    .disturbs(HELD | TOLD),
    DeedLiar::of_calls(
        "write_for_read",
        SETS,
        "a read lock is placed as a write lock",
        |op, hands| in_kind(op, Kind::Read, Kind::Write, hands),
    )
    .breaks(&[&READ_LOCKS_SHARE, &DOWNGRADE_ADMITS, &GETLK_IGNORES_SHARED])
    .disturbs(FREE | TOLD),
    DeedLiar::of_calls(
        "getlk_places",
        &[GETLK],
        "F_OFD_GETLK places the lock that it asks about",
        |op, hands| {
            let Call::Get { fd, kind, range } = Call::of(op) else { return None };
            let answer = perform(op, hands);
            if matches!(answer.as_ref().map(Seen::of), Ok(Seen::Free { .. })) {
                let set = Call::Set { fd, wait: false, kind: Some(kind), range };
                let _ = perform(&set.into(), hands);
            }
            Some(answer)
        },
    )
    .breaks(&[&LOCKS_FREE])
    .disturbs(ALL),
    lie("setlkw_gives_up", &[SETLKW], "F_OFD_SETLKW is made as F_OFD_SETLK", Stock::Is("wait", 0))
        .breaks(&[&SETLKW_WAITS, &DEADLOCK_NOT_DETECTED]),
    DeedLiar::of_calls(
        "locks_are_mandatory",
        &["write"],
        "a write fails where another description has a lock",
        |op, hands| {
            let Call::Write { fd } = Call::of(op) else { return None };
            (!is_free(fd, Kind::Write, Range::plain(0, 1), hands)).then_some(Err(Errno::EAGAIN))
        },
    )
    .breaks(&[&ADVISORY]),
    DeedLiar::of_deeds(
        "close_unlocks",
        &["close"],
        "closing any descriptor of a description releases its locks",
        |deed, hands| {
            if let Deed::Close { fd } = deed {
                let set = Call::Set { fd: *fd, wait: false, kind: None, range: Range::plain(0, 0) };
                let _ = perform(&set.into(), hands);
            }
            Altered::Done
        },
    )
    .breaks(&[&CLOSE_OF_ONE_KEEPS])
    .disturbs(HELD | TOLD),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::of("close_skipped").breaks(&[&LAST_CLOSE_FREES]).disturbs(FREE | TOLD),
    // Opening a file takes a descriptor; and what is not closed keeps its locks.
    Here::of("close_leaks").breaks(&[&OPEN_OPENS]).disturbs(FREE | TOLD),
    // A lock goes with the last descriptor.
    Here::of("cloexec_skipped").disturbs(ALL),
    Here::of("dup_copies_cloexec").disturbs(ALL),
    Here::of("exec_closes_none").disturbs(ALL),
    Here::of("exec_closes_all").disturbs(ALL),
    Here::of("fork_loses_last").disturbs(ALL),
    Here::of("dup_opens_anew").disturbs(ALL),
    Here::of("pass_opens_anew").disturbs(ALL),
];

/// Whether F_OFD_GETLK finds nothing in the way of such a lock.
fn is_free(fd: Pick, kind: Kind, range: Range, hands: &mut Hands) -> bool {
    let answer = perform(&Call::Get { fd, kind, range }.into(), hands);
    matches!(answer.as_ref().map(Seen::of), Ok(Seen::Free { .. }))
}

fn lock_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Set { fd, kind: Some(kind), range, .. } = Call::of(op) else { return None };
    if !is_free(fd, kind, range, hands) {
        return None;
    }
    // Only if it would have been: the descriptor may be open for the wrong side.
    let placed = perform(op, hands);
    if placed.is_ok() {
        let _ = perform(&Call::Set { fd, wait: false, kind: None, range }.into(), hands);
    }
    Some(placed)
}

/// A lock of the first kind is placed as one of the other, where either would be granted.
fn in_kind(op: &Op, asked: Kind, placed: Kind, hands: &mut Hands) -> Option<Answer> {
    let Call::Set { fd, kind, wait, range } = Call::of(op) else { return None };
    let mode = sys::fcntl(hands.fd(fd), libc::F_GETFL, 0).ok()? as i32 & libc::O_ACCMODE;
    let free = kind == Some(asked) && mode == libc::O_RDWR && is_free(fd, asked, range, hands);
    free.then(|| perform(&Call::Set { fd, wait, kind: Some(placed), range }.into(), hands))
}

fn range_one_longer(op: &Op) -> Option<Op> {
    let Call::Set { fd, kind: kind @ Some(_), wait, range } = Call::of(op) else { return None };
    let range = Range { length: (range.length > 0).then_some(range.length + 1)?, ..range };
    Some(Call::Set { fd, kind, wait, range }.into())
}
