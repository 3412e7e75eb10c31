//! What is asked of the kernel instead of what the script says.

use crate::engine::liar::deed::Altered;
use crate::engine::{Answer, Deed, Errno, Hands, Op};
use crate::facilities::unix_datagram::calls::{Call, Seen};
use crate::facilities::unix_datagram::perform::perform;
use crate::families::socket::{self, How, PEEK};
use crate::sys;

/// The datagram goes in two halves, and is told to have gone in one.
pub fn two_sent_as_one(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let (fd, bytes, tag, flags) = match Call::of(op) {
        Call::Send { fd, bytes: bytes @ 2.., tag, flags } => (fd, bytes, tag, flags.bits()),
        Call::Write { fd, bytes: bytes @ 2.., tag } => (fd, bytes, tag, 0),
        _ => return None,
    };
    let fd = hands.fd(fd);
    let (first, second) = tag.piece(bytes).split(bytes / 2);
    let half = match sys::send(fd, first.as_slice().into(), flags) {
        Ok(half) => half,
        Err(errno) => return Some(Err(errno)),
    };
    let rest = sys::send(fd, second.as_slice().into(), flags).unwrap_or(0);
    Some(Seen::Sent { bytes: (half + rest) as u64 }.answer())
}

/// What is looked at is left where it is, where there is more of the datagram than is asked for.
pub fn keeps_rest(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Recv { fd, bytes, flags } = Call::of(op) else { return None };
    let (fd, peek) = (hands.fd(fd), libc::MSG_PEEK | libc::MSG_TRUNC | libc::MSG_DONTWAIT);
    let length = sys::recv(fd, (&mut [][..]).into(), peek).ok()?;
    let peeked = Call::Recv { fd: op.picks()[0], bytes, flags: flags.with(PEEK) };
    (length > bytes as usize).then(|| perform(&peeked.into(), hands))
}

/// A call that returns nothing is told to have been done.
pub fn told_done(op: &Op, _hands: &mut Hands) -> Option<Answer> {
    let skips = matches!(
        Call::of(op),
        Call::Bind { .. }
            | Call::Autobind { .. }
            | Call::Connect { .. }
            | Call::Dissolve { .. }
            | Call::Unlink { .. }
    );
    skips.then(|| Seen::Done.answer())
}

pub fn shutdown_skipped(op: &Op, _hands: &mut Hands) -> Option<Answer> {
    match Call::of(op) {
        Call::Shutdown { how: How::Unknown, .. } => None,
        _ => Some(Seen::Done.answer()),
    }
}

pub fn receives_into_all(op: &Op, _hands: &mut Hands) -> Option<Answer> {
    matches!(Call::of(op), Call::PartlyMapped).then_some(Err(Errno::EFAULT))
}

/// The deed is done to a socket of another pair, whose other socket is closed.
pub fn another(_deed: &Deed, _hands: &mut Hands) -> Altered {
    socket::another(libc::SOCK_DGRAM)
}
