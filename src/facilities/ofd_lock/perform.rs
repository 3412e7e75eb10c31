//! The calls on locks of open file descriptions, made: raw, deciding nothing.

use std::os::fd::RawFd;

use super::calls::{Call, FILE_BYTES, FILES, Oddity, Seen};
use crate::engine::{Answer, Hands, Op};
use crate::families::files;
use crate::families::ranges::{Holder, Kind, Range};
use crate::sys::{self, Flock};

/// What every file of this room is called, before its number.
const NAME: &str = "ofd";

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    match Call::of(op) {
        Call::Open { file, access } => {
            let path = files::path(NAME, file, hands);
            files::open(&path, access, 0o600, FILE_BYTES, hands)?;
            return Seen::Opened.answer();
        }
        Call::Get { fd, kind, range } => return get(hands.fd(fd), kind, range, hands),
        Call::Set { fd, wait, kind, range } => {
            let command = if wait { libc::F_OFD_SETLKW } else { libc::F_OFD_SETLK };
            sys::lock(hands.fd(fd), command, &mut flock(kind, range))
        }
        Call::Record { fd, kind, range } => {
            sys::lock(hands.fd(fd), libc::F_SETLK, &mut flock(kind, range))
        }
        Call::Odd { fd, what } => odd(hands.fd(fd), what),
        Call::Write { fd } => sys::pwrite(hands.fd(fd), [0][..].into(), 0),
    }?;
    Seen::Done.answer()
}

/// Removes the files.
pub fn clean(hands: &mut Hands) {
    files::remove(NAME, FILES, hands);
}

/// Every range of this room is counted from the beginning of the file.
fn flock(kind: Option<Kind>, range: Range) -> Flock {
    let kind = match kind {
        Some(Kind::Read) => libc::F_RDLCK,
        Some(Kind::Write) => libc::F_WRLCK,
        None => libc::F_UNLCK,
    };
    Flock {
        kind: kind as i16,
        whence: libc::SEEK_SET as i16,
        start: range.start.into(),
        length: range.length.into(),
        pid: 0,
    }
}

fn get(fd: RawFd, kind: Kind, range: Range, hands: &Hands) -> Answer {
    let asked = flock(Some(kind), range);
    let mut told = asked;
    sys::lock(fd, libc::F_OFD_GETLK, &mut told)?;
    if told.kind == libc::F_UNLCK as i16 {
        let rest = Flock { kind: asked.kind, ..told };
        return Seen::Free { rest_untouched: rest == asked }.answer();
    }
    let held = Seen::Held {
        kind: if told.kind == libc::F_RDLCK as i16 { Kind::Read } else { Kind::Write },
        start: told.start,
        length: told.length,
        holder: match hands.actor_of(told.pid) {
            _ if told.pid == -1 => Holder::Nobody,
            Some(actor) => Holder::Actor(actor),
            None => Holder::Stranger,
        },
    };
    held.answer()
}

fn odd(fd: RawFd, what: Oddity) -> Answer<usize> {
    let mut with_pid = Flock { pid: 1, ..flock(Some(Kind::Read), Range::plain(0, 0)) };
    match what {
        Oddity::SetPid => sys::lock(fd, libc::F_OFD_SETLK, &mut with_pid),
        Oddity::SetWaitPid => sys::lock(fd, libc::F_OFD_SETLKW, &mut with_pid),
        Oddity::GetPid => sys::lock(fd, libc::F_OFD_GETLK, &mut with_pid),
        Oddity::SetAddress => sys::lock_at_bad_address(fd, libc::F_OFD_SETLK),
        Oddity::SetWaitAddress => sys::lock_at_bad_address(fd, libc::F_OFD_SETLKW),
        Oddity::GetAddress => sys::lock_at_bad_address(fd, libc::F_OFD_GETLK),
    }
}
