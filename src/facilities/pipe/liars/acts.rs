//! What is asked of the kernel instead of what the script says: other arguments, more calls, or
//! nothing.

use std::os::fd::RawFd;

use crate::engine::{Answer, Hands, Op};
use crate::facilities::pipe::calls::{Call, Seen, perform};
use crate::facilities::pipe::model::PIPE_BUF;
use crate::families::stream::acts;
use crate::sys;

/// vmsplice of a read end gives one byte less, which is allowed: it loses none.
pub fn loses_last(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let (Call::Write { bytes: 2.., .. } | Call::Vmsplice { bytes: 2.., .. }) = Call::of(op) else {
        return None;
    };
    let less = op.with_operand("bytes", |bytes| bytes - 1)?;
    Some(perform(&less, hands).map(|outcome| match Seen::of(&outcome) {
        Seen::Wrote { bytes } => Seen::Wrote { bytes: bytes + 1 }.into(),
        Seen::Number { number } => Seen::Number { number: number + 1 }.into(),
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

pub fn capacity_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::SetCapacity { fd, .. } = Call::of(op) else { return None };
    let fd = hands.fd(fd);
    let before = sys::fcntl(fd, libc::F_GETPIPE_SZ, 0).ok()?;
    let answer = perform(op, hands);
    let _ = sys::fcntl(fd, libc::F_SETPIPE_SZ, before as i64);
    Some(answer)
}

pub fn no_sigpipe(op: &Op, hands: &mut Hands) -> Option<Answer> {
    acts::without_sigpipe(|| perform(op, hands))
}

pub fn splice_moves_other(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let other = op.with_operand("pointed", |pointed| pointed ^ 1)?;
    Some(perform(&other, hands).map(|outcome| match Seen::of(&outcome) {
        Seen::Filed { content, .. } if !content.is_empty() => {
            Seen::Filed { as_said: false, content }.into()
        }
        Seen::Moved { bytes: bytes @ 1.., .. } => Seen::Moved { as_said: false, bytes }.into(),
        _ => outcome,
    }))
}

/// splice for tee, and tee for splice.
pub fn other_of_two(op: &Op) -> Option<Op> {
    Some(match Call::of(op) {
        Call::Splice { from, to, bytes, nonblock } => {
            Call::Tee { from, to, bytes, nonblock }.into()
        }
        Call::Tee { from, to, bytes, nonblock } => {
            Call::Splice { from, to, bytes, nonblock }.into()
        }
        _ => return None,
    })
}

/// Each setting is read where another is asked for.
pub fn other_setting(op: &Op) -> Option<Op> {
    op.with_operand("which", |which| (which + 1) % 3)
}

/// A capacity of less than a new pipe has is asked for as twice that.
pub fn twice(op: &Op) -> Option<Op> {
    const NEW_BYTES: u32 = 1 << 16;
    let Call::SetCapacity { fd, bytes: ..NEW_BYTES } = Call::of(op) else { return None };
    Some(Call::SetCapacity { fd, bytes: 2 * NEW_BYTES }.into())
}
