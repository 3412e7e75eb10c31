//! Which calls of datagram sockets are tried: boundary values from the live state.

use super::calls::{CALLS, Call};
use super::model::Sockets;
use crate::engine::forms::{Flags, Tag};
use crate::engine::world::Picks;
use crate::engine::{Actor, Draw, Op, Pick, View};
use crate::families::datagrams::{Inbox, recv_bytes, send_bytes};
use crate::families::socket::{DONTWAIT, How, NONBLOCK, Name, PEEK, UNKNOWN, Wrong};

/// Most open sockets of a case.
const SOCKETS_MAX: usize = 4;
/// Most bytes that are sent to a name.
const SHORT_BYTES: usize = 300;

/// The table says which call; its counts of bytes follow the live state.
pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let sockets = view.model::<Sockets>();
    let pairs = &sockets.pairs;
    let all = view.picks(by, |_| true);
    let roomy = view.world.free_slots(by) > 3 && pairs.open() < SOCKETS_MAX;
    let roomy = roomy || draw.percent(20);
    let op = if all.is_empty() { CALLS[0].draw(all, draw) } else { draw.call(&CALLS, all, roomy) };
    let tag = Tag(view.step);
    let first = |fd| {
        let inbox = view.file(by, fd).map(|file| &pairs.end(file.object).inbox);
        inbox.and_then(Inbox::first).map_or(0, |first| first.bytes.into())
    };
    let singles = view.picks(by, |file| sockets.singles.get(file.object).is_some());
    match Call::of(&op) {
        call if call.wants_single() => single(sockets, call, singles, tag, draw),
        Call::Socket { flags } => Call::Socket { flags: flags.without(UNKNOWN) },
        Call::Unlink { name } if !name.is_path() => Call::Unlink { name: Name::Path },
        // Half of the table's draws are of what makes a pair fail.
        Call::Pair { flags, .. } if !draw.percent(8) => Call::Pair { flags, wrong: Wrong::Nothing },
        Call::Send { fd, flags, .. } => Call::Send { fd, bytes: send_bytes(draw), tag, flags },
        Call::Write { fd, .. } => Call::Write { fd, bytes: send_bytes(draw).max(1), tag },
        Call::Recv { fd, flags, .. } => {
            let flags = if flags.has(PEEK) { flags.with(DONTWAIT) } else { flags };
            Call::Recv { fd, bytes: recv_bytes(first(fd), draw), flags }
        }
        Call::Read { fd, .. } => Call::Read { fd, bytes: recv_bytes(first(fd), draw) },
        Call::Whether { fd, .. } => Call::Whether { fd, bytes: recv_bytes(first(fd), draw) },
        call => call,
    }
    .into()
}

/// A call that is about names, on a socket that was made alone; without one it makes one.
fn single(sockets: &Sockets, call: Call, singles: Picks, tag: Tag, draw: &mut Draw<'_>) -> Call {
    let Some(fd) = draw.pick(singles) else {
        return Call::Socket { flags: Flags::of(if draw.percent(45) { NONBLOCK } else { 0 }) };
    };
    let held: Vec<Name> = sockets.singles.held().collect();
    let known = if draw.percent(80) { draw.maybe(&held).copied() } else { None };
    match call {
        Call::Bind { name, .. } => Call::Bind { fd, name },
        Call::Connect { name, .. } => Call::Connect { fd, name: known.unwrap_or(name) },
        Call::SendTo { name, flags, .. } => {
            let bytes = draw.below(SHORT_BYTES) as u32;
            Call::SendTo { fd, name: known.unwrap_or(name), bytes, tag, flags }
        }
        Call::Dissolve { .. } => Call::Dissolve { fd },
        Call::Source { .. } => Call::Source { fd },
        _ => Call::Autobind { fd },
    }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let (first, second) = (Pick(0), Pick(1));
    let pair = Call::Pair { flags: Flags::of(NONBLOCK), wrong: Wrong::Nothing };
    let send = |fd, bytes, tag| Call::Send { fd, bytes, tag: Tag(tag), flags: Flags::NONE };
    let recv = |bytes, flags| Call::Recv { fd: second, bytes, flags: Flags::of(flags) };
    let shut = |how| Call::Shutdown { fd: first, how };
    let calls = [
        pair,
        send(first, 0, 1),
        send(first, 100, 2),
        send(second, 100, 3),
        Call::Write { fd: first, bytes: 10, tag: Tag(4) },
        recv(0, 0),
        recv(50, 0),
        recv(1000, 0),
        recv(1000, PEEK),
        Call::Read { fd: second, bytes: 1000 },
        Call::Read { fd: second, bytes: 0 },
        Call::Whether { fd: second, bytes: 50 },
        shut(How::Write),
        shut(How::Read),
        shut(How::Both),
    ];
    (calls.map(Op::from).into(), 1)
}
