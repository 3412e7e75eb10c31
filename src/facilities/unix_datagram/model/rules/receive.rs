//! Receives, and what they tell besides.

use super::names;
use crate::engine::content::Content;
use crate::engine::forms::Flags;
use crate::engine::{Allow, Errno, File, Interrupted, Ruling};
use crate::facilities::unix_datagram::calls::Seen;
use crate::facilities::unix_datagram::claims::*;
use crate::facilities::unix_datagram::model::Sockets;
use crate::families::datagrams::{End, Receive, Receives};
use crate::families::socket::{DONTWAIT, Receiving, WAITALL};

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

pub fn receive(sockets: &Sockets, file: &File, asked: Receive, flags: Flags<Receiving>) -> Ruling {
    let (end, dontwait) = (sockets.pairs.end(file.object), flags.has(DONTWAIT));
    if let Some(why) = is_unsure(sockets, file) {
        return why;
    }
    if end.shut_read && !end.inbox.is_empty() {
        return Ruling::silent("a receive of what had come before SHUT_RD");
    }
    if asked.peeks && !file.nonblocking && !dontwait && end.inbox.is_empty() {
        // It takes the wake-up that another sleeper needs, and leaves the datagram.
        return Ruling::silent("a receive with MSG_PEEK that sleeps, perhaps beside another");
    }
    let one = if flags.has(WAITALL) { &RECV_WAITALL } else { &RECV_ONE_MESSAGE };
    let receives = Receives { one, ..RECEIVES };
    receives.rule(&end.inbox, asked, || none_has_come(end, file, dontwait))
}

/// The flags of the first datagram.
pub fn whether_cut(sockets: &Sockets, file: &File, bytes: u32) -> Ruling {
    let end = sockets.pairs.end(file.object);
    if let Some(why) = is_unsure(sockets, file) {
        return why;
    }
    match end.inbox.first() {
        _ if end.shut_read => {
            Ruling::silent("the flags of a datagram of a socket that was shut down for reading")
        }
        Some(first) => RECV_TRUNC_FLAG.returns(Seen::Cut { told: first.bytes > bytes }),
        None => none_has_come(end, file, false),
    }
}

/// The source of the first datagram.
pub fn source(sockets: &Sockets, file: &File) -> Ruling {
    let end = sockets.pairs.end(file.object);
    is_unsure(sockets, file)
        .or_else(|| names::source(sockets, file))
        .unwrap_or_else(|| none_has_come(end, file, false))
}

fn is_unsure(sockets: &Sockets, file: &File) -> Option<Ruling> {
    let unsure = sockets.singles.get(file.object).is_some_and(|single| single.unsure);
    unsure.then(|| Ruling::silent("a socket after a connect failed"))
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
