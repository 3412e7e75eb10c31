//! Stand-ins for kernels whose pipes are not by the book, each with the claims that it breaks.

mod shows;

use super::claims::*;
use super::operations::{Op, perform};
use super::seen::Saw;
use super::{PipeRoom, SHARED};
use crate::engine::content::Piece;
use crate::engine::liar::deed::DeedLiar;
use crate::engine::liar::shared;
use crate::engine::shared_claims::Shared;
use crate::engine::{Answer, Hands};
use crate::sys;
use shows::{BLOCKING, BYTES, PACKETS};

pub static LIARS: &[DeedLiar<PipeRoom>] = &[
    DeedLiar::of_calls(
        "write_loses_last",
        &["write"],
        "a write leaves out its last byte, and tells that it wrote all",
        write_loses_last,
    )
    .breaks(&[&READ_IN_ORDER, &READ_TAKES_AVAILABLE, &FIONREAD_COUNTS])
    .shows(&[BYTES, PACKETS]),
    DeedLiar::of_calls(
        "write_in_two",
        &["write"],
        "a write of at most PIPE_BUF bytes is made in two halves",
        write_in_two,
    )
    .breaks(&[&WRITE_SMALL_EAGAIN, &WRITE_SMALL_WAITS, &WRITE_SMALL_ATOMIC])
    .shows(&[BYTES, PACKETS]),
    DeedLiar::of_calls(
        "read_loses_next",
        &["read"],
        "a read also takes the byte that follows, and drops it",
        read_loses_next,
    )
    .breaks(&[&READ_IN_ORDER, &READ_TAKES_AVAILABLE, &FIONREAD_COUNTS])
    .shows(&[BYTES, PACKETS]),
    DeedLiar::of_calls(
        "read_of_nothing_takes",
        &["read"],
        "a read of no bytes takes one, and drops it",
        read_of_nothing_takes,
    )
    .breaks(&[&READ_OF_NOTHING])
    .shows(&[BYTES, PACKETS]),
    DeedLiar::of_calls(
        "packets_are_bytes",
        &["write"],
        "a write in packet mode writes plain bytes",
        packets_are_bytes,
    )
    .breaks(&[&PACKET_IS_ONE_READ, &PACKET_EXCESS_DISCARDED, &PACKET_SPLIT])
    .shows(&[BYTES, PACKETS]),
    DeedLiar::of_calls(
        "packet_mode_skipped",
        &["fcntl(F_SETFL, O_DIRECT)"],
        "F_SETFL tells that it switched packet mode, and does not",
        |_, _| Some(Ok(Saw::Done)),
    )
    .breaks(&[&PACKET_SWITCHES])
    .shows(&[BYTES, PACKETS]),
    DeedLiar::of_calls(
        "capacity_skipped",
        &["fcntl(F_SETPIPE_SZ)"],
        "F_SETPIPE_SZ tells the capacity that it would have set",
        capacity_skipped,
    )
    .breaks(&[&CAPACITY_REPORTED])
    .shows(&[BYTES, PACKETS]),
    DeedLiar::of_calls(
        "no_sigpipe",
        &["write"],
        "a write without a reader fails and sends no SIGPIPE",
        no_sigpipe,
    )
    .breaks(&[&WRITE_SIGPIPE]),
    DeedLiar::of_deeds(
        "close_skipped",
        &["close"],
        "close tells success and closes nothing",
        shared::close_skipped,
    )
    .breaks(&[
        &READ_END_OF_FILE,
        &WRITE_EPIPE,
        &WRITE_SIGPIPE,
        &POLL_HANGUP,
        &POLL_ERROR,
        SHARED.claim(Shared::CloseFrees),
    ]),
    DeedLiar::of_deeds(
        "nonblock_skipped",
        &["fcntl(F_SETFL)"],
        "F_SETFL tells that it switched O_NONBLOCK, and does not",
        shared::skipped,
    )
    .breaks(&[
        &READ_OF_EMPTY_EAGAIN,
        &READ_OF_EMPTY_WAITS,
        &WRITE_SMALL_EAGAIN,
        &WRITE_SMALL_WAITS,
        &WRITE_LARGE_EAGAIN,
        SHARED.claim(Shared::NonblockSwitches),
        SHARED.claim(Shared::FlagsShared),
    ])
    .shows(&[BLOCKING]),
    DeedLiar::of_deeds(
        "dup_opens_anew",
        &["dup"],
        "dup gives a descriptor of another description of the pipe",
        shared::opened_anew,
    )
    .breaks(&[SHARED.claim(Shared::DupRefers), SHARED.claim(Shared::FlagsShared)])
    .shows(&[BLOCKING, PACKETS]),
    DeedLiar::of_deeds(
        "pass_opens_anew",
        &["sendmsg(SCM_RIGHTS)"],
        "a passed descriptor is of another description of the pipe",
        shared::opened_anew,
    )
    .breaks(&[SHARED.claim(Shared::PassRefers), SHARED.claim(Shared::FlagsShared)])
    .shows(&[BLOCKING, PACKETS]),
    DeedLiar::of_deeds(
        "cloexec_skipped",
        &["fcntl(F_SETFD)"],
        "F_SETFD tells that it set close-on-exec, and does not",
        shared::skipped,
    )
    .breaks(&[
        SHARED.claim(Shared::CloexecAsSet),
        SHARED.claim(Shared::ExecCloses),
        SHARED.claim(Shared::ExecKeeps),
    ])
    .shows(&[&[SHARED.claim(Shared::ExecKeeps)]]),
    DeedLiar::of_deeds(
        "dup_copies_cloexec",
        &["dup"],
        "dup copies close-on-exec",
        shared::dup_copies_cloexec,
    )
    .breaks(&[SHARED.claim(Shared::CloexecAsSet)]),
    DeedLiar::of_deeds(
        "fork_loses_last",
        &["fork"],
        "a child does not have its parent's last descriptor",
        shared::fork_loses_last,
    )
    .breaks(&[SHARED.claim(Shared::ForkCopies)]),
    DeedLiar::of_deeds(
        "exec_closes_none",
        &["execveat"],
        "execve closes no descriptor",
        shared::exec_closes_none,
    )
    .breaks(&[SHARED.claim(Shared::ExecCloses)]),
    DeedLiar::of_deeds(
        "exec_closes_all",
        &["execveat"],
        "execve closes every descriptor",
        shared::exec_closes_all,
    )
    .breaks(&[SHARED.claim(Shared::ExecKeeps)]),
];

fn write_loses_last(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Write { fd, bytes: bytes @ 2.., tag } = op else { return None };
    let wrote = sys::write(hands.fd(fd), Piece::of(tag, bytes - 1).as_slice().into());
    Some(wrote.map(|wrote| Saw::Wrote(wrote as u64 + 1)))
}

fn write_in_two(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let &Op::Write { fd, bytes: bytes @ 2..=super::model::PIPE_BUF, tag } = op else { return None };
    let fd = hands.fd(fd);
    let (first, second) = Piece::of(tag, bytes).split(bytes / 2);
    let write = |piece: Piece| sys::write(fd, piece.as_slice().into());
    let both = write(first).map(|half| half + write(second).unwrap_or(0));
    Some(both.map(|bytes| Saw::Wrote(bytes as u64)))
}

fn read_loses_next(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let Op::Read { fd, bytes: 1.. } = op else { return None };
    let answer = perform(op, hands);
    take_one(hands.fd(*fd));
    Some(answer)
}

fn read_of_nothing_takes(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
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

fn packets_are_bytes(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
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

fn capacity_skipped(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let Op::SetCapacity { fd, .. } = op else { return None };
    let fd = hands.fd(*fd);
    let before = sys::fcntl(fd, libc::F_GETPIPE_SZ, 0).ok()?;
    let answer = perform(op, hands);
    let _ = sys::fcntl(fd, libc::F_SETPIPE_SZ, before as i64);
    Some(answer)
}

fn no_sigpipe(op: &Op, hands: &mut Hands) -> Option<Answer<Saw>> {
    let ignored = sys::ignore(libc::SIGPIPE).ok();
    let answer = perform(op, hands);
    ignored?;
    Some(answer)
}
