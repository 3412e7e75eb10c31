//! What is asked of the kernel instead of what the script says.

use crate::engine::liar::deed::Altered;
use crate::engine::{Answer, Deed, Errno, Hands, Op};
use crate::facilities::unix_stream::calls::{Call, Seen, perform};
use crate::families::socket::{self, How, MORE, PEEK};
use crate::families::stream::acts;
use crate::sys;

pub fn loses_last(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let (Call::Send { bytes: 2.., .. } | Call::Write { bytes: 2.., .. }) = Call::of(op) else {
        return None;
    };
    let less = op.with_operand("bytes", |bytes| bytes - 1)?;
    Some(perform(&less, hands).map(|outcome| match Seen::of(&outcome) {
        Seen::Sent { bytes } => Seen::Sent { bytes: bytes + 1 }.into(),
        _ => outcome,
    }))
}

pub fn takes_next(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let fd = match Call::of(op) {
        Call::Recv { fd, bytes: 1.., flags } if !flags.has(PEEK) => fd,
        Call::Read { fd, bytes: 1.. } => fd,
        _ => return None,
    };
    let fd = hands.fd(fd);
    let answer = perform(op, hands);
    if answer.is_ok() {
        let _ = sys::recv(fd, (&mut [0u8][..]).into(), libc::MSG_DONTWAIT);
    }
    Some(answer)
}

/// A send of nothing shows whether the connection is whole.
pub fn more_holds_back(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Send { fd, bytes, flags, .. } = Call::of(op) else { return None };
    if !flags.has(MORE) {
        return None;
    }
    let whole = sys::send(hands.fd(fd), [][..].into(), flags.bits());
    Some(whole.map(|_| Seen::Sent { bytes: bytes.into() }.into()))
}

pub fn no_sigpipe(op: &Op, hands: &mut Hands) -> Option<Answer> {
    acts::without_sigpipe(|| perform(op, hands))
}

pub fn shutdown_skipped(op: &Op, _hands: &mut Hands) -> Option<Answer> {
    match Call::of(op) {
        Call::Shutdown { how: How::Unknown, .. } => None,
        _ => Some(Seen::Done.answer()),
    }
}

pub fn oob_hides(op: &Op, _hands: &mut Hands) -> Option<Answer> {
    matches!(Call::of(op), Call::PeekPastOob).then_some(Err(Errno::EAGAIN))
}

pub fn receives_into_all(op: &Op, _hands: &mut Hands) -> Option<Answer> {
    matches!(Call::of(op), Call::PartlyMapped).then_some(Err(Errno::EFAULT))
}

/// The deed is done to a socket of another pair, whose other socket is closed.
pub fn another(_deed: &Deed, _hands: &mut Hands) -> Altered {
    socket::another(libc::SOCK_STREAM)
}
