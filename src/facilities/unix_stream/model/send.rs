//! Sends: what goes, what finds no room, and what finds nobody.

use super::{End, Sockets};
use crate::claim::Claim;
use crate::engine::{self, Allow, Errno, File, Interrupted, Ruling, World};
use crate::facilities::unix_stream::calls::Seen;
use crate::facilities::unix_stream::claims::*;

/// What a send, or a write, asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub bytes: u32,
    pub dontwait: bool,
    pub nosignal: bool,
    /// The claim on all of it being sent.
    pub whole: &'static Claim,
}

pub fn rule(
    sockets: &Sockets,
    file: &File,
    asked: Asked,
    call: &engine::Call<'_>,
    world: &World,
) -> Ruling {
    let (own, to) = (sockets.end(file.object), sockets.peer(file.object));
    if asked.bytes == 0 {
        return Ruling::silent("a send of no bytes on a stream");
    }
    let is_broken = own.shut_write || !to.open;
    if call.done > 0 {
        if is_broken || to.shut_read {
            return Ruling::silent("the connection breaks while a send has sent a part");
        }
        return goes_on(to, asked);
    }
    if is_broken {
        return broken(own, asked, world.process(call.by).ignores_sigpipe);
    }
    if to.shut_read {
        return Ruling::silent("a send to a socket that was shut down for reading");
    }
    if to.partly_by.is_some() {
        return Ruling::silent("a send beside one that has sent a part");
    }
    let nonblocking = file.nonblocking || asked.dontwait;
    let eagain = if file.nonblocking { &SEND_EAGAIN } else { &SEND_DONTWAIT };
    if to.full {
        return if nonblocking { eagain.fails(Errno::EAGAIN) } else { waits() };
    }
    if to.fits(asked.bytes) {
        return asked.whole.returns(sent(asked.bytes));
    }
    let may_be_full = !to.inbox.is_empty();
    if nonblocking {
        let some = SEND_PARTIAL.returns_between(sent(1), sent(asked.bytes));
        return some | eagain.fails_if(may_be_full, Errno::EAGAIN);
    }
    let some = SEND_COMPLETES.returns(sent(asked.bytes)) | SEND_WAITS.advances(asked.bytes.into());
    if may_be_full { some | waits() } else { some }
}

/// All that it is asked for is on its way, as far as there was room: the rest follows as the other
/// end receives.
fn goes_on(to: &End, asked: Asked) -> Ruling {
    let completes = SEND_COMPLETES.returns(sent(asked.bytes));
    if to.inbox.is_empty() {
        return completes;
    }
    // How much it has sent, which a signal would show, nobody says.
    completes | SEND_WAITS.waits(Interrupted::Unruled)
}

fn waits() -> Ruling {
    SEND_WAITS.waits(Interrupted::Restarts(&SEND_EINTR, &SEND_RESTARTS))
}

fn broken(own: &End, asked: Asked, ignores_sigpipe: bool) -> Ruling {
    let [nosignal, epipe, sigpipe] = if own.shut_write {
        [&SHUT_NOSIGNAL, &SHUT_EPIPE, &SHUT_SIGPIPE]
    } else {
        [&SEND_NOSIGNAL, &SEND_EPIPE, &SEND_SIGPIPE]
    };
    let broken = match (asked.nosignal, ignores_sigpipe) {
        (true, _) => nosignal.fails(Errno::EPIPE),
        (false, true) => epipe.fails(Errno::EPIPE),
        (false, false) => sigpipe.dies(libc::SIGPIPE),
    };
    broken | RESET.fails_if(own.reset, Errno::ECONNRESET)
}

fn sent(bytes: u32) -> Seen {
    Seen::Sent { bytes: bytes.into() }
}
