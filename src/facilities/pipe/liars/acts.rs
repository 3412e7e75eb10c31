//! What is asked of the kernel instead of what the script says: other arguments, more calls, or
//! nothing.

use crate::engine::content::Piece;
use crate::engine::{Answer, Hands};
use crate::facilities::pipe::model::PIPE_BUF;
use crate::facilities::pipe::operations::{Op, perform};
use crate::facilities::pipe::seen::Saw;
use crate::facilities::pipe::splicing::Splicing;
use crate::sys;

pub fn write_loses_last(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Write { fd, bytes: bytes @ 2.., tag } = op else { return None };
    let wrote = sys::write(hands.fd(fd), Piece::of(tag, bytes - 1).as_slice().into());
    Some(wrote.map(|wrote| Saw::Wrote(wrote as u64 + 1)))
}

pub fn write_in_two(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Write { fd, bytes: bytes @ 2..=PIPE_BUF, tag } = op else { return None };
    let fd = hands.fd(fd);
    let (first, second) = Piece::of(tag, bytes).split(bytes / 2);
    let write = |piece: Piece| sys::write(fd, piece.as_slice().into());
    let both = write(first).map(|half| half + write(second).unwrap_or(0));
    Some(both.map(|bytes| Saw::Wrote(bytes as u64)))
}

pub fn read_loses_next(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let Op::Read { fd, bytes: 1.. } = op else { return None };
    let answer = perform(op, hands);
    take_one(hands.fd(*fd));
    Some(answer)
}

pub fn read_of_nothing_takes(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let Op::Read { fd, bytes: 0 } = op else { return None };
    let answer = perform(op, hands);
    if answer.is_ok() {
        take_one(hands.fd(*fd));
    }
    Some(answer)
}

/// Takes a byte out, if there is one.
fn take_one(fd: i32) {
    if sys::readable_bytes(fd).is_ok_and(|bytes| bytes > 0) {
        let _ = sys::read(fd, (&mut [0][..]).into());
    }
}

pub fn packets_are_bytes(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let Op::Write { fd, .. } = op else { return None };
    let fd = hands.fd(*fd);
    let flags = sys::fcntl(fd, libc::F_GETFL, 0).ok()? as i64;
    let direct = i64::from(libc::O_DIRECT);
    if flags & direct == 0 {
        return None;
    }
    sys::fcntl(fd, libc::F_SETFL, flags & !direct).ok()?;
    let answer = perform(op, hands);
    let _ = sys::fcntl(fd, libc::F_SETFL, flags);
    Some(answer)
}

pub fn capacity_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let Op::SetCapacity { fd, .. } = op else { return None };
    let fd = hands.fd(*fd);
    let before = sys::fcntl(fd, libc::F_GETPIPE_SZ, 0).ok()?;
    let answer = perform(op, hands);
    let _ = sys::fcntl(fd, libc::F_SETPIPE_SZ, before as i64);
    Some(answer)
}

pub fn no_sigpipe(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let ignored = sys::ignore(libc::SIGPIPE).ok();
    let answer = perform(op, hands);
    ignored?;
    Some(answer)
}

pub fn splice_copies(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Splicing(Splicing::Splice { from, to, bytes, nonblock }) = op else { return None };
    Some(perform(&Op::Splicing(Splicing::Tee { from, to, bytes, nonblock }), hands))
}

pub fn splice_moves_other(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Splicing(Splicing::File { fd, bytes, tag, pointed }) = op else { return None };
    let other = Splicing::File { fd, bytes, tag, pointed: !pointed };
    Some(match perform(&Op::Splicing(other), hands) {
        Ok(Saw::Filed { content, .. }) => Ok(Saw::Filed { as_said: false, content }),
        Ok(Saw::Moved { bytes, .. }) => Ok(Saw::Moved { as_said: false, bytes }),
        other => other,
    })
}

pub fn tee_consumes(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Splicing(Splicing::Tee { from, to, bytes, nonblock }) = op else { return None };
    Some(perform(&Op::Splicing(Splicing::Splice { from, to, bytes, nonblock }), hands))
}

pub fn vmsplice_loses_last(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Splicing(Splicing::Vmsplice { fd, bytes: bytes @ 2.., tag, nonblock }) = op else {
        return None;
    };
    let less = Splicing::Vmsplice { fd, bytes: bytes - 1, tag, nonblock };
    Some(match perform(&Op::Splicing(less), hands) {
        Ok(Saw::Number(moved)) => Ok(Saw::Number(moved + 1)),
        // Of a read end, bytes are asked for as the script says: none was lost.
        other => other,
    })
}
