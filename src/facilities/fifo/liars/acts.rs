//! What is asked of the kernel instead of what the script says: other arguments, more calls, or
//! nothing.

use std::os::fd::RawFd;
use std::os::unix::fs::PermissionsExt;

use crate::engine::{Access, Answer, Hands, Op};
use crate::facilities::fifo::calls::{CLOEXEC, Call, NONBLOCK, Seen, TRUNCATE};
use crate::facilities::fifo::model::PIPE_BUF;
use crate::facilities::fifo::perform::{path, perform};
use crate::families::stream::acts;
use crate::sys;

/// For reading without waiting; for writing as if for both, if nobody reads.
pub fn open_never_sleeps(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Open { name, access, flags } = Call::of(op) else { return None };
    if flags.has(NONBLOCK) || access == Access::Both {
        return None;
    }
    let path = path(name, hands);
    let cloexec = flags.has(CLOEXEC);
    let rest = if cloexec { CLOEXEC } else { 0 };
    let open =
        |access: Access, more| sys::openat(path.as_c_str().into(), access.bits() | rest | more, 0);
    let fd = match open(access, NONBLOCK) {
        Err(sys::Errno::ENXIO) => open(Access::Both, 0),
        other => other,
    };
    let Ok(fd) = fd else { return None };
    let _ = sys::fcntl(fd, libc::F_SETFL, 0);
    hands.keep(fd);
    Some(Seen::Opened { cloexec }.answer())
}

pub fn write_end_without_reader(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Open { access: Access::Write, flags, .. } = Call::of(op) else { return None };
    let truth = if flags.has(NONBLOCK) { perform(op, hands) } else { return None };
    if truth != Err(sys::Errno::ENXIO) {
        return Some(truth);
    }
    Some(perform(&op.with_operand("access", |_| Access::Both as u64)?, hands))
}

pub fn opens_first(op: &Op) -> Option<Op> {
    op.with_operand("name", |_| 0).filter(|other| other != op)
}

pub fn truncates(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Open { name, access, flags } = Call::of(op) else { return None };
    let sleeps = access != Access::Both && !flags.has(NONBLOCK);
    if !flags.has(TRUNCATE) || sleeps {
        return None;
    }
    let answer = perform(op, hands);
    let path = path(name, hands);
    if answer.is_ok()
        && let Ok(fd) = sys::openat(path.as_c_str().into(), libc::O_RDONLY | NONBLOCK, 0)
    {
        while matches!(sys::read(fd, (&mut [0; 4096][..]).into()), Ok(1..)) {}
        let _ = sys::close(fd);
    }
    Some(answer)
}

pub fn umask_unheeded(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Make { name, mode, .. } = Call::of(op) else { return None };
    let answer = perform(op, hands);
    if answer.is_ok() {
        let mode = std::fs::Permissions::from_mode(mode.0);
        let _ = std::fs::set_permissions(path(name, hands).to_str().ok()?, mode);
    }
    Some(answer)
}

pub fn loses_last(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Write { bytes: 2.., .. } = Call::of(op) else { return None };
    let less = op.with_operand("bytes", |bytes| bytes - 1)?;
    Some(perform(&less, hands).map(|outcome| match Seen::of(&outcome) {
        Seen::Wrote { bytes } => Seen::Wrote { bytes: bytes + 1 }.into(),
        _ => outcome,
    }))
}

pub fn write_in_two(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Write { fd, bytes: bytes @ 2..=PIPE_BUF, tag } = Call::of(op) else { return None };
    let written = acts::write_in_two(hands.fd(fd), tag.piece(bytes));
    Some(written.and_then(|bytes| Seen::Wrote { bytes }.answer()))
}

pub fn read_loses_next(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Read { fd, bytes: 1.. } = Call::of(op) else { return None };
    Some(takes_one_more(op, hands.fd(fd), hands))
}

pub fn read_of_nothing_takes(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Read { fd, bytes: 0 } = Call::of(op) else { return None };
    Some(takes_one_more(op, hands.fd(fd), hands))
}

fn takes_one_more(op: &Op, fd: RawFd, hands: &mut Hands) -> Answer {
    let answer = perform(op, hands);
    if answer.is_ok() {
        acts::lose_next(fd);
    }
    answer
}

pub fn no_sigpipe(op: &Op, hands: &mut Hands) -> Option<Answer> {
    acts::without_sigpipe(|| perform(op, hands))
}
