//! What each call may do in each state.

use crate::claim::Claim;
use crate::engine::forms::Flags;
use crate::engine::{
    self, Allow, Errno, File, Interrupted, Object, Pick, Readiness, Ready, Ruling, World,
};
use crate::facilities::unix_seqpacket::calls::{Call, Seen};
use crate::facilities::unix_seqpacket::claims::*;
use crate::families::datagrams::{End, Pairs, Receive, Receives, Send, Sends};
use crate::families::socket::{DONTWAIT, How, MORE, NOSIGNAL, Refusals, Told, both};

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
    real_length: None,
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
            let asked = Send { bytes, nonblocking, dontwait, whole };
            let ignores = world.process(by).ignores_sigpipe;
            send(pairs, file, asked, (flags.has(NOSIGNAL), ignores))
        }),
        Call::Write { fd, bytes, .. } => on(fd, &|file| {
            if pairs.end(file.object).shut_write && !world.process(by).ignores_sigpipe {
                return Ruling::silent("write after SHUT_WR, SIGPIPE at its default");
            }
            let (nonblocking, whole) = (file.nonblocking, &WRITE_AS_SEND);
            let asked = Send { bytes, nonblocking, dontwait: false, whole };
            send(pairs, file, asked, (false, world.process(by).ignores_sigpipe))
        }),
        Call::Recv { fd, bytes, flags } => on(fd, &|file| {
            receive(pairs, file, Receive::of(bytes, false, flags), flags.has(DONTWAIT))
        }),
        Call::Read { fd, bytes } => {
            on(fd, &|file| receive(pairs, file, Receive::of(bytes, true, Flags::NONE), false))
        }
        Call::Whether { fd, bytes } => on(fd, &|file| whether_cut(pairs, file, bytes)),
        Call::Shutdown { fd, how } => on(fd, &|file| match how {
            _ if !pairs.peer(file.object).open => {
                Ruling::silent("shutdown after the other socket was closed")
            }
            How::Unknown => SHUT_EINVAL.fails(Errno::EINVAL),
            _ => SHUT_SUCCEEDS.returns(Seen::Done),
        }),
        Call::Hangup { fd } => on(fd, &|file| hangup(pairs, file)),
        Call::PartlyMapped | Call::ReadOfEmpty | Call::TooLong
            if world.process(by).nofile_room.is_some_and(|room| room < OWN_DESCRIPTORS) =>
        {
            Ruling::silent("no descriptors are left for a pair of the call's own")
        }
        Call::TooLong => SEND_TOO_LONG.fails(Errno::EMSGSIZE),
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
        Call::Option { fd, which } => on(fd, &|file| {
            let (claim, value) = match which {
                Told::Error if pairs.end(file.object).reset => {
                    return Ruling::silent("SO_ERROR after the other socket was closed early");
                }
                Told::Type => (&OPTION_TYPE, libc::SOCK_SEQPACKET),
                Told::Domain => (&OPTION_DOMAIN, libc::AF_UNIX),
                Told::Protocol => (&OPTION_PROTOCOL, 0),
                Told::Listens => (&OPTION_LISTENS_NOT, 0),
                Told::Error => (&OPTION_NO_ERROR, 0),
            };
            claim.returns(Seen::Value { value })
        }),
        Call::OutOfBand { fd, receives } => on(fd, &|file| {
            if !pairs.end(file.object).is_whole() || !pairs.peer(file.object).is_whole() {
                return Ruling::silent("a byte out of band on a connection that is not whole");
            }
            let claim = if receives { &OOB_RECV } else { &OOB_SEND };
            claim.fails(Errno::EOPNOTSUPP)
        }),
        _ => unreachable!("the other calls are ruled before"),
    }
}

fn send(
    pairs: &Pairs,
    file: &File,
    asked: Send,
    (nosignal, ignores_sigpipe): (bool, bool),
) -> Ruling {
    let (own, to) = (pairs.end(file.object), pairs.peer(file.object));
    let reset = RESET.fails_if(own.reset, Errno::ECONNRESET);
    match (own.shut_write, to.open) {
        (true, _) if nosignal => SHUT_NOSIGNAL.fails(Errno::EPIPE) | reset,
        (true, _) if ignores_sigpipe => SHUT_EPIPE.fails(Errno::EPIPE) | reset,
        (true, _) => SHUT_SIGPIPE.dies(libc::SIGPIPE),
        (false, false) if nosignal || ignores_sigpipe => SEND_EPIPE.fails(Errno::EPIPE) | reset,
        (false, false) => Ruling::silent(
            "a send of a message after the other socket was closed, SIGPIPE at its default",
        ),
        (false, true) if to.shut_read => {
            Ruling::silent("a send to a socket that was shut down for reading")
        }
        (false, true) => SENDS.rule(&to.inbox, asked),
    }
}

fn receive(pairs: &Pairs, file: &File, asked: Receive, dontwait: bool) -> Ruling {
    let end = pairs.end(file.object);
    if end.shut_read && !end.inbox.is_empty() {
        return Ruling::silent("a receive of what had come before SHUT_RD");
    }
    let sleeps = !file.nonblocking && !dontwait && ended(pairs, file.object).is_none();
    if asked.peeks && sleeps && end.inbox.is_empty() {
        // It takes the wake-up that another sleeper needs, and leaves the message.
        return Ruling::silent("a receive with MSG_PEEK that sleeps, perhaps beside another");
    }
    let otherwise = || none_has_come(pairs, file, dontwait);
    let given = RECEIVES.rule(&end.inbox, asked, otherwise);
    let may_reset = end.reset && !end.inbox.is_empty();
    given | RESET.fails_if(may_reset, Errno::ECONNRESET)
}

fn whether_cut(pairs: &Pairs, file: &File, bytes: u32) -> Ruling {
    let end = pairs.end(file.object);
    match end.inbox.first() {
        _ if end.reset || end.shut_read => {
            Ruling::silent("the flags of a message of a connection that is not whole")
        }
        Some(first) => RECV_TRUNC_FLAG.returns(Seen::Cut { told: first.bytes > bytes }),
        None if ended(pairs, file.object).is_some() => {
            Ruling::silent("the flags of no message at the end of a connection")
        }
        None => none_has_come(pairs, file, false),
    }
}

fn hangup(pairs: &Pairs, file: &File) -> Ruling {
    let peer = pairs.peer(file.object);
    if pairs.end(file.object).is_whole() && peer.open && peer.shut_read != peer.shut_write {
        return POLL_HANGUP_SHUT.returns(Seen::Hangup { told: true });
    }
    Ruling::silent("POLLHUP where not just one way was shut down by the other end")
}

/// Why nothing more can come, if that is so.
fn ended(pairs: &Pairs, object: Object) -> Option<&'static Claim> {
    let (end, peer) = (pairs.end(object), pairs.peer(object));
    match () {
        () if !peer.open => Some(&RECV_END_CLOSED),
        () if peer.shut_write => Some(&RECV_END_SHUT),
        () if end.shut_read => Some(&RECV_DISALLOWED),
        () => None,
    }
}

fn none_has_come(pairs: &Pairs, file: &File, dontwait: bool) -> Ruling {
    if let Some(claim) = ended(pairs, file.object) {
        let nothing =
            claim.returns((RECEIVES.gives)(0, crate::engine::content::Content::default()));
        return nothing | RESET.fails_if(pairs.end(file.object).reset, Errno::ECONNRESET);
    }
    match (file.nonblocking, dontwait) {
        (true, _) => RECV_EAGAIN.fails(Errno::EAGAIN),
        (false, true) => RECV_DONTWAIT.fails(Errno::EAGAIN),
        _ => RECV_WAITS.waits(Interrupted::Restarts(&RECV_EINTR, &RECV_RESTARTS)),
    }
}

pub fn ready(pairs: &Pairs, file: &File) -> Readiness {
    let (end, peer) = (pairs.end(file.object), pairs.peer(file.object));
    let input = match end.inbox.is_empty() {
        false => Ready::Yes(&POLL_INPUT),
        true if ended(pairs, file.object).is_some() => Ready::Unruled,
        true => Ready::No(&POLL_INPUT),
    };
    let is_whole = end.is_whole() && peer.is_whole();
    let output = match (peer.inbox.is_empty(), peer.inbox.full) {
        _ if !is_whole => Ready::Unruled,
        (true, _) => Ready::Yes(&POLL_OUTPUT),
        (false, true) => Ready::No(&POLL_OUTPUT),
        (false, false) => Ready::Unruled,
    };
    let hangup = match (peer.open, is_whole) {
        (false, _) => Ready::Yes(&POLL_HANGUP),
        (true, true) => Ready::No(&POLL_HANGUP),
        (true, false) => Ready::Unruled,
    };
    Readiness { input, output, hangup, error: Ready::Unruled }
}
