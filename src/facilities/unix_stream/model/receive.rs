//! Receives: what they give, and what they do where nothing has come.

use super::{Sockets, content_of};
use crate::claim::Claim;
use crate::engine::content::Content;
use crate::engine::{self, Allow, Errno, File, Interrupted, Object, Ruling};
use crate::facilities::unix_stream::calls::Seen;
use crate::facilities::unix_stream::claims::*;

/// What a receive, or a read, asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub bytes: u32,
    pub is_read: bool,
    pub dontwait: bool,
    pub peeks: bool,
    pub waits_for_all: bool,
}

pub fn rule(sockets: &Sockets, file: &File, asked: Asked, call: &engine::Call<'_>) -> Ruling {
    let end = sockets.end(file.object);
    let nonblocking = file.nonblocking || asked.dontwait;
    if end.lost {
        return Ruling::silent("a receive of what a sender had begun to send that is gone");
    }
    if asked.is_read && asked.bytes == 0 {
        return READ_OF_NOTHING.returns(nothing());
    }
    if end.shut_read && !end.inbox.is_empty() {
        return Ruling::silent("a receive of what had come before SHUT_RD");
    }
    let empty = || none_has_come(sockets, file, asked.dontwait);
    if asked.bytes == 0 {
        let may = RECV_OF_NOTHING.returns(nothing());
        return if end.inbox.is_empty() { may | empty() } else { may };
    }
    if asked.waits_for_all && !nonblocking {
        if asked.peeks {
            return Ruling::silent("MSG_PEEK with MSG_WAITALL");
        }
        return all(sockets, file, asked.bytes, call);
    }
    if end.inbox.is_empty() {
        return empty();
    }
    let given = given(sockets, file.object, asked);
    let given = given | RESET.fails_if(end.reset, Errno::ECONNRESET);
    // The sleeping sender may not yet have put in what there is room for again.
    let eagain = if file.nonblocking { &RECV_EAGAIN } else { &RECV_DONTWAIT };
    given | eagain.fails_if(end.partly_by.is_some() && nonblocking, Errno::EAGAIN)
}

/// What is there is given, up to what is asked for.
fn given(sockets: &Sockets, object: Object, asked: Asked) -> Ruling {
    let end = sockets.end(object);
    let front = |bytes| content_of(end.inbox.front(bytes).map(|segment| segment.piece));
    let order: &'static Claim = match asked {
        Asked { peeks: true, .. } => &PEEK_FIRST,
        _ if end.peeked => &PEEK_LEAVES,
        Asked { is_read: true, .. } => &READ_AS_RECV,
        _ => &RECV_IN_ORDER,
    };
    let across = end.inbox.front(asked.bytes).nth(1).is_some();
    let all = if across { &RECV_ACROSS_SENDS } else { &RECV_TAKES_AVAILABLE };
    let most = received(front(asked.bytes));
    if end.partly_by.is_some() {
        return [order].returns_between(received(front(1)), most);
    }
    [order, all].returns(most)
}

/// With MSG_WAITALL: a part at a time, until there is all.
fn all(sockets: &Sockets, file: &File, bytes: u32, call: &engine::Call<'_>) -> Ruling {
    let end = sockets.end(file.object);
    let left = bytes - call.done as u32;
    let taken = sockets.taken(call.by).iter().copied();
    let reset = || RESET.fails_if(end.reset && call.done == 0, Errno::ECONNRESET);
    if left <= end.inbox.bytes() {
        let last = end.inbox.front(left).map(|segment| segment.piece);
        return WAITALL_COMPLETES.returns(received(content_of(taken.chain(last)))) | reset();
    }
    if !end.inbox.is_empty() {
        return WAITALL_WAITS.advances(end.inbox.bytes().into()) | reset();
    }
    let so_far = || received(content_of(taken.clone()));
    let ends = has_ended(sockets, file.object).is_some();
    match (call.done, ends) {
        (0, true) => none_has_come(sockets, file, false),
        (0, false) => WAITALL_WAITS.waits(INTERRUPTED),
        (_, true) => WAITALL_ENDS.returns(so_far()),
        (_, false) => {
            let short = Interrupted::Short(&WAITALL_CUT_SHORT, Box::new(so_far().into()));
            WAITALL_WAITS.waits(short)
        }
    }
}

const INTERRUPTED: Interrupted = Interrupted::Restarts(&RECV_EINTR, &RECV_RESTARTS);

/// Nothing has come, or all of it was received.
fn none_has_come(sockets: &Sockets, file: &File, dontwait: bool) -> Ruling {
    if let Some(claim) = has_ended(sockets, file.object) {
        let reset = sockets.end(file.object).reset;
        return claim.returns(nothing()) | RESET.fails_if(reset, Errno::ECONNRESET);
    }
    match (file.nonblocking, dontwait) {
        (true, _) => RECV_EAGAIN.fails(Errno::EAGAIN),
        (false, true) => RECV_DONTWAIT.fails(Errno::EAGAIN),
        (false, false) => RECV_WAITS.waits(INTERRUPTED),
    }
}

/// Why nothing more can come, if that is so.
pub fn has_ended(sockets: &Sockets, object: Object) -> Option<&'static Claim> {
    let (end, peer) = (sockets.end(object), sockets.peer(object));
    match () {
        () if !peer.open => Some(&RECV_END_CLOSED),
        () if peer.shut_write => Some(&RECV_END_SHUT),
        () if end.shut_read => Some(&RECV_DISALLOWED),
        () => None,
    }
}

fn nothing() -> Seen {
    received(Content::default())
}

fn received(content: Content) -> Seen {
    Seen::Received { content }
}
