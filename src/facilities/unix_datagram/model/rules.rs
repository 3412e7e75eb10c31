//! What each call may do in each state.

use super::asked;
use crate::engine::content::Content;
use crate::engine::forms::Flags;
use crate::engine::{self, Allow, Errno, File, Interrupted, Pick, Readiness, Ready, Ruling, World};
use crate::facilities::unix_datagram::calls::{Call, Seen};
use crate::facilities::unix_datagram::claims::*;
use crate::families::datagrams::{End, Pairs, Receive, Receives, Send, Sends};
use crate::families::socket::{Alone, DONTWAIT, How, MORE, Refusals, Told, WAITALL, both};

/// Descriptors that a call takes for a moment which makes a pair of its own.
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
static RECEIVES: Receives = Receives {
    in_order: &RECV_IN_ORDER,
    read_as_recv: &READ_AS_RECV,
    peek_first: &PEEK_FIRST,
    peek_leaves: &PEEK_LEAVES,
    one: &RECV_ONE_MESSAGE,
    discards: &RECV_DISCARDS_EXCESS,
    empty: &RECV_EMPTY,
    real_length: Some(&RECV_REAL_LENGTH),
    read_of_nothing: &READ_OF_NOTHING,
    gives: |length, content| Seen::Received { content, length }.into(),
};
static SENDS: Sends = Sends {
    waits: &SEND_WAITS,
    eagain: &SEND_EAGAIN,
    dontwait: &SEND_DONTWAIT,
    eintr: &SEND_EINTR,
    restarts: &SEND_RESTARTS,
    sent: |bytes| Seen::Sent { bytes }.into(),
};

pub fn rule(pairs: &Pairs, call: &engine::Call<'_>, world: &World) -> Ruling {
    let by = call.by;
    let on = |fd: Pick, rule: &dyn Fn(&File) -> Ruling| match world.file(by, fd) {
        Some(file) => rule(file),
        None => Ruling::silent("a call without a descriptor"),
    };
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
            send(pairs, file, Send { bytes, nonblocking, dontwait, whole })
        }),
        Call::Write { fd, bytes, .. } => on(fd, &|file| {
            let (nonblocking, whole) = (file.nonblocking, &WRITE_AS_SEND);
            send(pairs, file, Send { bytes, nonblocking, dontwait: false, whole })
        }),
        Call::Recv { fd, bytes, flags } => on(fd, &|file| {
            let one = if flags.has(WAITALL) { &RECV_WAITALL } else { &RECV_ONE_MESSAGE };
            let dontwait = flags.has(DONTWAIT);
            receive(pairs, file, asked(bytes, false, flags), dontwait, Receives { one, ..RECEIVES })
        }),
        Call::Read { fd, bytes } => {
            on(fd, &|file| receive(pairs, file, asked(bytes, true, Flags::NONE), false, RECEIVES))
        }
        Call::Whether { fd, bytes } => {
            on(fd, &|file| whether_cut(pairs.end(file.object), file, bytes))
        }
        Call::Shutdown { fd, how } => on(fd, &|file| match how {
            _ if !pairs.peer(file.object).open => {
                Ruling::silent("shutdown after the other socket was closed")
            }
            How::Unknown => SHUT_EINVAL.fails(Errno::EINVAL),
            _ => SHUT_SUCCEEDS.returns(Seen::Done),
        }),
        Call::Fionread { fd } => on(fd, &|file| {
            let first = pairs.end(file.object).inbox.first();
            NEXT_BYTES.returns(Seen::Count { bytes: first.map_or(0, |first| first.bytes.into()) })
        }),
        Call::PartlyMapped
        | Call::ReadOfEmpty
        | Call::Largest { .. }
        | Call::RightsAlone
        | Call::RefusedSend
        | Call::Alone { .. }
            if world.process(by).nofile_room.is_some_and(|room| room < OWN_DESCRIPTORS) =>
        {
            Ruling::silent("no descriptors are left for a pair of the call's own")
        }
        Call::Largest { .. } => {
            let seen = Seen::Largest { goes: true, refused: true };
            [&SEND_LARGEST, &SEND_TOO_LONG].returns(seen)
        }
        Call::RightsAlone => RIGHTS_ALONE.returns(Seen::Came { came: true }),
        Call::RefusedSend => UNREAD_SURVIVES.returns(Seen::Left { left: true }),
        Call::Alone { does } => unconnected(does),
        Call::ReadOfEmpty => READ_LEAVES_EMPTY.returns(Seen::Left { left: true }),
        Call::PartlyMapped => {
            let seen = Seen::Partly { bytes: 1, came: true, gone: true };
            [&RECV_PARTLY_MAPPED, &RIGHTS_COME, &RIGHTS_COME].returns(seen)
        }
        other => told(pairs, other, &on),
    }
}

/// Rules a call on the description that a pick means.
type On<'r> = dyn Fn(Pick, &dyn Fn(&File) -> Ruling) -> Ruling + 'r;

/// What is told of a socket.
fn told(pairs: &Pairs, call: Call, on: &On<'_>) -> Ruling {
    let of_peer = |fd, rule: &dyn Fn(&File) -> Ruling| {
        on(fd, &|file| match pairs.peer(file.object) {
            End { open: true, .. } => rule(file),
            _ => Ruling::silent("what is told of the other socket after it was closed"),
        })
    };
    match call {
        Call::PeerCred { fd } => of_peer(fd, &|file| {
            PEER_CREDENTIALS.returns(Seen::Peer { peer: pairs.end(file.object).made_by })
        }),
        Call::Name { fd, of_peer: true } => {
            of_peer(fd, &|_| PAIR_PEER_UNNAMED.returns(Seen::Length { bytes: 2 }))
        }
        Call::Name { fd, .. } => on(fd, &|_| PAIR_UNNAMED.returns(Seen::Length { bytes: 2 })),
        Call::Option { fd, which } => on(fd, &|_| {
            let (claim, value) = match which {
                Told::Type => (&OPTION_TYPE, libc::SOCK_DGRAM),
                Told::Domain => (&OPTION_DOMAIN, libc::AF_UNIX),
                Told::Protocol => (&OPTION_PROTOCOL, 0),
                Told::Listens => (&OPTION_LISTENS_NOT, 0),
                Told::Error => (&OPTION_NO_ERROR, 0),
            };
            claim.returns(Seen::Value { value })
        }),
        Call::OutOfBand { fd, receives } => on(fd, &|file| {
            if !pairs.end(file.object).is_whole() || !pairs.peer(file.object).is_whole() {
                return Ruling::silent("a byte out of band where a socket is closed or shut down");
            }
            let claim = if receives { &OOB_RECV } else { &OOB_SEND };
            claim.fails(Errno::EOPNOTSUPP)
        }),
        _ => unreachable!("the other calls are ruled before"),
    }
}

fn unconnected(does: Alone) -> Ruling {
    match does {
        Alone::Send => {
            SEND_UNCONNECTED.fails(Errno::ENOTCONN) | SEND_UNCONNECTED.fails(Errno::EDESTADDRREQ)
        }
        Alone::Shutdown => SHUT_UNCONNECTED.fails(Errno::ENOTCONN),
        Alone::PeerName => PEER_UNCONNECTED.fails(Errno::ENOTCONN),
        Alone::Listen => LISTEN_NOT.fails(Errno::EOPNOTSUPP),
        Alone::Accept => ACCEPT_NOT.fails(Errno::EOPNOTSUPP),
    }
}

/// How a send to a closed socket may fail: unix(7) speaks of ECONNRESET, but not of which call.
const GONE: &[Errno] = &[Errno::ECONNRESET, Errno::ECONNREFUSED, Errno::ENOTCONN, Errno::EPIPE];

fn send(pairs: &Pairs, file: &File, asked: Send) -> Ruling {
    let (own, to) = (pairs.end(file.object), pairs.peer(file.object));
    match (own.shut_write, to.open) {
        (_, false) if !own.inbox.is_empty() => {
            // Linux throws it away: `UNREAD_SURVIVES`, on a pair of its own.
            Ruling::silent("a send to a socket that was closed, while something is unread")
        }
        (true, _) => SHUT_DISALLOWS_SENDS.refused(GONE),
        (false, false) => SEND_GONE.refused(GONE),
        (false, true) if to.shut_read => {
            Ruling::silent("a send to a socket that was shut down for reading")
        }
        (false, true) => SENDS.rule(&to.inbox, asked),
    }
}

fn receive(
    pairs: &Pairs,
    file: &File,
    asked: Receive,
    dontwait: bool,
    receives: Receives,
) -> Ruling {
    let end = pairs.end(file.object);
    if end.shut_read && !end.inbox.is_empty() {
        return Ruling::silent("a receive of what had come before SHUT_RD");
    }
    if asked.peeks && !file.nonblocking && !dontwait && end.inbox.is_empty() {
        // It takes the wake-up that another sleeper needs, and leaves the datagram.
        return Ruling::silent("a receive with MSG_PEEK that sleeps, perhaps beside another");
    }
    receives.rule(&end.inbox, asked, || none_has_come(end, file, dontwait))
}

fn whether_cut(end: &End, file: &File, bytes: u32) -> Ruling {
    match end.inbox.first() {
        _ if end.shut_read => {
            Ruling::silent("the flags of a datagram of a socket that was shut down for reading")
        }
        Some(first) => RECV_TRUNC_FLAG.returns(Seen::Cut { told: first.bytes > bytes }),
        None => none_has_come(end, file, false),
    }
}

fn none_has_come(end: &End, file: &File, dontwait: bool) -> Ruling {
    let disallowed = || RECV_DISALLOWED.returns((RECEIVES.gives)(0, Content::default()));
    let waits = || RECV_WAITS.waits(Interrupted::Restarts(&RECV_EINTR, &RECV_RESTARTS));
    match (file.nonblocking, dontwait) {
        (true, _) if end.shut_read => disallowed() | RECV_EAGAIN.fails(Errno::EAGAIN),
        (false, true) if end.shut_read => disallowed() | RECV_DONTWAIT.fails(Errno::EAGAIN),
        (false, false) if end.shut_read => disallowed(),
        (true, _) => RECV_EAGAIN.fails(Errno::EAGAIN),
        (false, true) => RECV_DONTWAIT.fails(Errno::EAGAIN),
        (false, false) => waits(),
    }
}

pub fn ready(pairs: &Pairs, file: &File) -> Readiness {
    let (end, peer) = (pairs.end(file.object), pairs.peer(file.object));
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
