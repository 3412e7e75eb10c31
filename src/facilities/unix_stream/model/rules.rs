//! unix(7) and the pages of the calls, executable: what each call may do in each state.

use super::{Sockets, odd, receive, send};
use crate::engine::forms::Flags;
use crate::engine::{self, Actor, Allow, Errno, File, Readiness, Ready, Ruling, World};
use crate::facilities::unix_stream::calls::{Call, Seen};
use crate::facilities::unix_stream::claims::*;
use crate::families::socket::{
    DONTWAIT, How, MORE, Making, NOSIGNAL, PEEK, Receiving, Refusals, TRUNC, WAITALL, Wrong, both,
};

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

pub fn rule(sockets: &Sockets, call: &engine::Call<'_>, world: &World) -> Ruling {
    let on = |fd, rule: &dyn Fn(&File) -> Ruling| match world.file(call.by, fd) {
        Some(file) => rule(file),
        None => Ruling::silent("a call without a descriptor"),
    };
    match Call::of(call.op) {
        Call::Pair { flags, wrong } => pair(flags, wrong, call.by, world),
        Call::Send { fd, bytes, flags, .. } => on(fd, &|file| {
            let whole = if flags.has(MORE) { &SEND_MORE } else { &SEND_WHOLE };
            let (dontwait, nosignal) = (flags.has(DONTWAIT), flags.has(NOSIGNAL));
            let asked = send::Asked { bytes, dontwait, nosignal, whole };
            send::rule(sockets, file, asked, call, world)
        }),
        Call::Write { fd, bytes, .. } => on(fd, &|file| {
            let whole = &WRITE_AS_SEND;
            let asked = send::Asked { bytes, dontwait: false, nosignal: false, whole };
            send::rule(sockets, file, asked, call, world)
        }),
        Call::Recv { flags, .. } if flags.has(TRUNC) => Ruling::silent("MSG_TRUNC on a stream"),
        Call::Recv { fd, bytes, flags } => {
            on(fd, &|file| receive::rule(sockets, file, asked(bytes, false, flags), call))
        }
        Call::Read { fd, bytes } => {
            on(fd, &|file| receive::rule(sockets, file, asked(bytes, true, Flags::NONE), call))
        }
        Call::Shutdown { fd, how } => on(fd, &|file| shutdown(sockets, file, how)),
        other => odd::rule(sockets, other, call.by, world),
    }
}

fn asked(bytes: u32, is_read: bool, flags: Flags<Receiving>) -> receive::Asked {
    receive::Asked {
        bytes,
        is_read,
        dontwait: flags.has(DONTWAIT),
        peeks: flags.has(PEEK),
        waits_for_all: flags.has(WAITALL),
    }
}

fn pair(flags: Flags<Making>, wrong: Wrong, by: Actor, world: &World) -> Ruling {
    let (cloexec, nonblock) = both(flags);
    REFUSALS
        .rule(flags, wrong, by, world)
        .or_else(|| [&PAIR_CLOEXEC, &PAIR_NONBLOCK].returns(Seen::Created { cloexec, nonblock }))
}

fn shutdown(sockets: &Sockets, file: &File, how: How) -> Ruling {
    let is_connected = sockets.peer(file.object).open;
    match how {
        // The manual does not rank the errors.
        _ if !is_connected => Ruling::silent("shutdown after the other socket was closed"),
        How::Unknown => SHUT_EINVAL.fails(Errno::EINVAL),
        _ => SHUT_SUCCEEDS.returns(Seen::Done),
    }
}

pub fn ready(sockets: &Sockets, file: &File) -> Readiness {
    let (end, peer) = (sockets.end(file.object), sockets.peer(file.object));
    let ended = receive::has_ended(sockets, file.object).is_some();
    let input = match end.inbox.is_empty() {
        _ if end.partly_by.is_some() || end.lost => Ready::Unruled,
        false => Ready::Yes(&POLL_INPUT),
        true if ended => Ready::Unruled,
        true => Ready::No(&POLL_INPUT),
    };
    let is_whole = peer.open && !(end.shut_write || end.shut_read);
    let is_whole = is_whole && !(peer.shut_write || peer.shut_read);
    let output = match (peer.inbox.is_empty(), peer.full) {
        _ if !is_whole || peer.partly_by.is_some() || peer.lost => Ready::Unruled,
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
