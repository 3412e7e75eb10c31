//! Which calls of stream sockets are tried: boundary values from the live state.

use super::calls::{CALLS, Call};
use super::model::{FITS_BYTES, Sockets};
use crate::engine::forms::{Flags, Tag};
use crate::engine::{Actor, Draw, File, Op, Pick, View};
use crate::families::socket::{How, NONBLOCK, PEEK, TRUNC, WAITALL, Wrong};

/// Most open sockets of a case.
const SOCKETS_MAX: usize = 4;
/// Longest send of a case: two of them fill a socket.
const BYTES_MAX: u64 = 1 << 17;

/// The table says which call; its counts of bytes follow the live state.
pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let sockets = view.model::<Sockets>();
    let all = view.picks(by, |_| true);
    let roomy = view.world.free_slots(by) > 3 && sockets.open() < SOCKETS_MAX;
    let roomy = roomy || draw.percent(20);
    let op = if all.is_empty() { CALLS[0].draw(all, draw) } else { draw.call(&CALLS, all, roomy) };
    let tag = Tag(view.step);
    let file = |fd| view.file(by, fd);
    match Call::of(&op) {
        // Half of the table's draws are of what makes a pair fail.
        Call::Pair { flags, .. } if !draw.percent(8) => Call::Pair { flags, wrong: Wrong::Nothing },
        Call::Send { fd, flags, .. } => {
            Call::Send { fd, bytes: send_bytes(view, file(fd), draw), tag, flags }
        }
        Call::Write { fd, .. } => Call::Write { fd, bytes: send_bytes(view, file(fd), draw), tag },
        Call::Recv { fd, flags, .. } => {
            let flags = if flags.has(WAITALL) { flags.without(PEEK) } else { flags };
            let bytes = recv_bytes(sockets, file(fd), draw);
            Call::Recv { fd, bytes, flags: flags.without(TRUNC) }
        }
        Call::Read { fd, .. } => Call::Read { fd, bytes: recv_bytes(sockets, file(fd), draw) },
        call => call,
    }
    .into()
}

/// That a long send takes effect at one moment no page promises.
fn send_bytes(view: &View<'_>, file: Option<&File>, draw: &mut Draw<'_>) -> u32 {
    let sockets = view.model::<Sockets>();
    let partly = file.is_some_and(|file| sockets.peer(file.object).partly_by.is_some());
    let bytes = match draw.below(12) {
        _ if partly => 1,
        _ if view.racing => 1 + draw.below(300) as u64,
        0..7 => 1 + draw.below(300) as u64,
        7 => draw.near(&[u64::from(FITS_BYTES)]),
        8 => 1 + draw.below(20_000) as u64,
        9 => draw.near(&[1, 100]),
        _ => BYTES_MAX,
    };
    bytes.clamp(u64::from(!draw.percent(1)), BYTES_MAX) as u32
}

fn recv_bytes(sockets: &Sockets, file: Option<&File>, draw: &mut Draw<'_>) -> u32 {
    let held = file.map_or(0, |file| sockets.end(file.object).inbox.bytes().into());
    let bytes = match draw.below(8) {
        0 => draw.near(&[1, 100]),
        1 | 2 => draw.near(&[held, held / 2]),
        3 | 4 => 1 + draw.below(300) as u64,
        5 => 1 + draw.below(20_000) as u64,
        _ => BYTES_MAX,
    };
    bytes.min(BYTES_MAX) as u32
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let (first, second) = (Pick(0), Pick(1));
    let pair = Call::Pair { flags: Flags::of(NONBLOCK), wrong: Wrong::Nothing };
    let send = |fd, bytes, tag| Call::Send { fd, bytes, tag: Tag(tag), flags: Flags::NONE };
    let recv = |fd, bytes, flags| Call::Recv { fd, bytes, flags: Flags::of(flags) };
    let shut = |how| Call::Shutdown { fd: first, how };
    let calls = [
        pair,
        send(first, 1, 1),
        send(first, 100, 2),
        send(second, 100, 3),
        send(first, 1 << 17, 4),
        Call::Write { fd: first, bytes: 10, tag: Tag(5) },
        recv(second, 1, 0),
        recv(second, 1000, 0),
        recv(first, 1000, 0),
        recv(second, 1000, PEEK),
        recv(second, 0, 0),
        Call::Read { fd: second, bytes: 1000 },
        Call::Read { fd: second, bytes: 0 },
        shut(How::Write),
        shut(How::Read),
        shut(How::Both),
        Call::Fionread { fd: second },
    ];
    (calls.map(Op::from).into(), 1)
}
