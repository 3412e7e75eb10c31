//! What each call may do in each state.

mod names;
mod receive;
mod send;
mod told;

use super::Sockets;
use crate::engine::forms::Flags;
use crate::engine::{self, Allow, Errno, File, Pick, Readiness, Ready, Ruling, World};
use crate::facilities::unix_datagram::calls::{Call, Seen};
use crate::facilities::unix_datagram::claims::*;
use crate::families::datagrams::{Receive, Send};
use crate::families::socket::{Alone, DONTWAIT, How, MORE, Refusals, both};

/// Descriptors that a call takes for a moment which makes sockets of its own.
const OWN_DESCRIPTORS: u32 = 6;

static REFUSALS: Refusals = Refusals {
    unknown_flag: &PAIR_UNKNOWN_FLAG,
    array: &PAIR_EFAULT,
    family: &PAIR_FAMILY,
    no_pairs: &PAIR_INET,
    protocol: &PAIR_PROTOCOL,
    kind: &PAIR_TYPE,
    few: &PAIR_EMFILE,
    untouched: &PAIR_FAILURE_LEAVES_ARRAY,
    refused: |errno| Seen::Refused { errno, array_untouched: true }.into(),
};

/// Rules a call on the description that a pick means.
type On<'r> = dyn Fn(Pick, &dyn Fn(&File) -> Ruling) -> Ruling + 'r;

pub fn rule(sockets: &Sockets, call: &engine::Call<'_>, world: &World) -> Ruling {
    let by = call.by;
    let on = |fd: Pick, rule: &dyn Fn(&File) -> Ruling| match world.file(by, fd) {
        Some(file) => rule(file),
        None => Ruling::silent("a call without a descriptor"),
    };
    let pairs = &sockets.pairs;
    match Call::of(call.op) {
        Call::Pair { flags, wrong } => {
            let (cloexec, nonblock) = both(flags);
            let created = || Seen::Created { cloexec, nonblock };
            let created = || [&PAIR_CLOEXEC, &PAIR_NONBLOCK].returns(created());
            REFUSALS.rule(flags, wrong, by, world).or_else(created)
        }
        Call::Send { fd, bytes, flags, .. } => on(fd, &|file| {
            let whole = if flags.has(MORE) { &SEND_MORE } else { &SEND_WHOLE };
            let (nonblocking, dontwait) = (file.nonblocking, flags.has(DONTWAIT));
            send::send(sockets, file, Send { bytes, nonblocking, dontwait, whole })
        }),
        Call::Write { fd, bytes, .. } => on(fd, &|file| {
            let (nonblocking, whole) = (file.nonblocking, &WRITE_AS_SEND);
            send::send(sockets, file, Send { bytes, nonblocking, dontwait: false, whole })
        }),
        Call::Recv { fd, bytes, flags } => {
            on(fd, &|file| receive::receive(sockets, file, Receive::of(bytes, false, flags), flags))
        }
        Call::Read { fd, bytes } => on(fd, &|file| {
            receive::receive(sockets, file, Receive::of(bytes, true, Flags::NONE), Flags::NONE)
        }),
        Call::Whether { fd, bytes } => on(fd, &|file| receive::whether_cut(sockets, file, bytes)),
        Call::Source { fd } => on(fd, &|file| receive::source(sockets, file)),
        Call::Shutdown { fd, how } => on(fd, &|file| match how {
            _ if !told::has_other(sockets, file) => {
                Ruling::silent("shutdown of a socket without another one")
            }
            How::Unknown => SHUT_EINVAL.fails(Errno::EINVAL),
            _ => SHUT_SUCCEEDS.returns(Seen::Done),
        }),
        Call::Fionread { fd } => on(fd, &|file| {
            let first = pairs.end(file.object).inbox.first();
            NEXT_BYTES.returns(Seen::Count { bytes: first.map_or(0, |first| first.bytes.into()) })
        }),
        Call::PeerCred { .. }
        | Call::Name { .. }
        | Call::Option { .. }
        | Call::OutOfBand { .. } => told::told(sockets, Call::of(call.op), &on),
        other => named(sockets, other, call, world, &on),
    }
}

/// What is about names, and about sockets that are made alone.
fn named(
    sockets: &Sockets,
    call: Call,
    asked: &engine::Call<'_>,
    world: &World,
    on: &On<'_>,
) -> Ruling {
    let by = asked.by;
    match call {
        Call::Socket { flags } => names::socket(flags, by, world),
        Call::Bind { fd, name } => on(fd, &|file| names::bind(sockets, file, name, by, world)),
        Call::Autobind { fd } => on(fd, &|file| names::autobind(sockets, file)),
        Call::Unlink { name } => names::unlink(sockets, name, by, world),
        Call::Connect { fd, name } => {
            on(fd, &|file| names::connect(sockets, file, name, by, world))
        }
        Call::Dissolve { fd } => on(fd, &|file| names::dissolve(sockets, file)),
        Call::SendTo { fd, name, bytes, flags, .. } => on(fd, &|file| {
            let (nonblocking, dontwait) = (file.nonblocking, flags.has(DONTWAIT));
            let send = Send { bytes, nonblocking, dontwait, whole: &SEND_TO };
            names::send_to(sockets, file, name, send, asked, world)
        }),
        _ if world.process(by).nofile_room.is_some_and(|room| room < OWN_DESCRIPTORS) => {
            Ruling::silent("no descriptors are left for sockets of the call's own")
        }
        other => own(other),
    }
}

/// What calls show that make sockets of their own.
fn own(call: Call) -> Ruling {
    match call {
        Call::Largest { .. } => {
            let seen = Seen::Largest { goes: true, refused: true };
            [&SEND_LARGEST, &SEND_TOO_LONG].returns(seen)
        }
        Call::RightsAlone => RIGHTS_ALONE.returns(Seen::Came { came: true }),
        Call::RefusedSend => UNREAD_SURVIVES.returns(Seen::Left { left: true }),
        Call::ReadOfEmpty => READ_LEAVES_EMPTY.returns(Seen::Left { left: true }),
        Call::PartlyMapped => {
            let seen = Seen::Partly { bytes: 1, came: true, gone: true };
            [&RECV_PARTLY_MAPPED, &RIGHTS_COME, &RIGHTS_COME].returns(seen)
        }
        Call::SourceOfPair => SOURCE_UNNAMED.returns(Seen::Length { bytes: 2 }),
        Call::TargetOfConnected => TARGET_OF_CONNECTED.fails(Errno::EISCONN),
        Call::OtherType { path: true } => OTHER_TYPE.fails(Errno::EPROTOTYPE),
        Call::OtherType { path: false } => OTHER_TYPE_ABSTRACT.fails(Errno::EPROTOTYPE),
        Call::Alone { does } => match does {
            Alone::Send => {
                SEND_UNCONNECTED.fails(Errno::ENOTCONN)
                    | SEND_UNCONNECTED.fails(Errno::EDESTADDRREQ)
            }
            Alone::Shutdown => SHUT_UNCONNECTED.fails(Errno::ENOTCONN),
            Alone::PeerName => PEER_UNCONNECTED.fails(Errno::ENOTCONN),
            Alone::Listen => LISTEN_NOT.fails(Errno::EOPNOTSUPP),
            Alone::Accept => ACCEPT_NOT.fails(Errno::EOPNOTSUPP),
        },
        _ => unreachable!("the other calls are ruled before"),
    }
}

pub fn ready(sockets: &Sockets, file: &File) -> Readiness {
    let pairs = &sockets.pairs;
    let (end, peer) = (pairs.end(file.object), pairs.peer(file.object));
    if sockets.singles.get(file.object).is_some_and(|single| single.unsure) {
        return Readiness::UNRULED;
    }
    let input = match end.inbox.is_empty() {
        false => Ready::Yes(&POLL_INPUT),
        true if end.shut_read => Ready::Unruled,
        true => Ready::No(&POLL_INPUT),
    };
    let output = match (peer.inbox.is_empty(), peer.inbox.full) {
        _ if !end.is_whole() || !peer.is_whole() => Ready::Unruled,
        (true, _) => Ready::Yes(&POLL_OUTPUT),
        (false, true) => Ready::No(&POLL_OUTPUT),
        (false, false) => Ready::Unruled,
    };
    Readiness { input, output, hangup: Ready::Unruled, error: Ready::Unruled }
}
