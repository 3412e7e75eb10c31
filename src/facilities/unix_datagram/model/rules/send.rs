//! Sends, wherever they go.

use super::names;
use crate::engine::{Allow, Errno, File, Ruling};
use crate::facilities::unix_datagram::calls::Seen;
use crate::facilities::unix_datagram::claims::*;
use crate::facilities::unix_datagram::model::Sockets;
use crate::families::datagrams::{End, Send, Sends};

pub static SENDS: Sends = Sends {
    waits: &SEND_WAITS,
    eagain: &SEND_EAGAIN,
    dontwait: &SEND_DONTWAIT,
    eintr: &SEND_EINTR,
    restarts: &SEND_RESTARTS,
    sent: |bytes| Seen::Sent { bytes }.into(),
};

/// How a send may fail to a closed socket, or on one that was shut down: the pages do not say it.
pub const GONE: &[Errno] = &[Errno::ECONNRESET, Errno::ECONNREFUSED, Errno::ENOTCONN, Errno::EPIPE];

/// A send without a target.
pub fn send(sockets: &Sockets, file: &File, asked: Send) -> Ruling {
    if let Some(single) = sockets.singles.get(file.object) {
        return names::send_alone(sockets, file, single, asked);
    }
    let (own, to) = (sockets.pairs.end(file.object), sockets.pairs.peer(file.object));
    refused(own, to).unwrap_or_else(|| SENDS.rule(&to.inbox, asked))
}

/// Why one socket cannot send to another, if that is so.
pub fn refused(own: &End, to: &End) -> Option<Ruling> {
    Some(match (own.shut_write, to.open) {
        (_, false) if !own.inbox.is_empty() => {
            // Linux throws it away: `UNREAD_SURVIVES`, on a pair of its own.
            Ruling::silent("a send to a socket that was closed, while something is unread")
        }
        (true, _) => SHUT_DISALLOWS_SENDS.refused(GONE),
        (false, false) => SEND_GONE.refused(GONE),
        (false, true) if to.shut_read => {
            Ruling::silent("a send to a socket that was shut down for reading")
        }
        (false, true) => return None,
    })
}
