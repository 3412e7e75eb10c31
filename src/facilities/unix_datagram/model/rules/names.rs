//! What the calls do that make a socket alone, name it, and connect it.

use super::send::{self, GONE, SENDS};
use crate::claim::Claim;
use crate::engine::forms::Flags;
use crate::engine::{self, Actor, Allow, Errno, File, Ruling, World};
use crate::facilities::unix_datagram::calls::Seen;
use crate::facilities::unix_datagram::claims::*;
use crate::facilities::unix_datagram::model::Sockets;
use crate::facilities::unix_datagram::model::singles::{Holder, Single};
use crate::families::datagrams::Send;
use crate::families::socket::{Address, CLOEXEC, Making, NONBLOCK, Name, Peer, UNKNOWN};

/// How a send may fail that would not be received: the pages do not say it.
const NOT_RECEIVED: &[Errno] = &[Errno::EPERM, Errno::ECONNREFUSED, Errno::EISCONN];
/// How a send may fail to an address that no socket has.
const NOBODY: &[Errno] = &[Errno::ECONNREFUSED, Errno::ENOENT];

pub fn socket(flags: Flags<Making>, by: Actor, world: &World) -> Ruling {
    if flags.has(UNKNOWN) {
        return Ruling::silent("an unknown flag in the type of a socket made alone");
    }
    if world.process(by).nofile_room == Some(0) {
        return SOCKET_EMFILE.fails(Errno::EMFILE);
    }
    let opened = Seen::Opened { cloexec: flags.has(CLOEXEC), nonblock: flags.has(NONBLOCK) };
    [&SOCKET_CLOEXEC, &SOCKET_NONBLOCK].returns(opened)
}

/// Whether the permissions of a path matter: they are of two users.
fn is_of_other(name: Name, by: Actor, world: &World) -> bool {
    name.is_path() && world.process(by).other_uid
}

/// Rules a call on a socket that was made alone.
fn on_single(sockets: &Sockets, file: &File, rule: impl FnOnce(&Single) -> Ruling) -> Ruling {
    match sockets.singles.get(file.object) {
        None => Ruling::silent("the names of sockets of a pair"),
        Some(Single { unsure: true, .. }) => Ruling::silent("a socket after a connect failed"),
        Some(single) => rule(single),
    }
}

pub fn bind(sockets: &Sockets, file: &File, name: Name, by: Actor, world: &World) -> Ruling {
    on_single(sockets, file, |single| {
        if is_of_other(name, by, world) {
            return Ruling::silent("a path of two users");
        }
        let holder = sockets.singles.holder(name);
        let in_use = match holder {
            Holder::Socket(_) => BIND_IN_USE.fails(Errno::EADDRINUSE),
            Holder::Closed if name.is_path() => NAME_STAYS.fails(Errno::EADDRINUSE),
            _ => Ruling::none(),
        };
        let twice = BIND_TWICE.fails_if(single.address.is_some(), Errno::EINVAL);
        (in_use | twice).or_else(|| match holder {
            Holder::Closed => ABSTRACT_VANISHES.returns(Seen::Done),
            Holder::Unlinked => UNLINK_FREES.returns(Seen::Done),
            _ => BIND_NAMES.returns(Seen::Done),
        })
    })
}

pub fn autobind(sockets: &Sockets, file: &File) -> Ruling {
    on_single(sockets, file, |single| match single.address {
        None => AUTOBIND.returns(Seen::Done),
        Some(_) => Ruling::silent("autobind of a socket that has a name"),
    })
}

pub fn unlink(sockets: &Sockets, name: Name, by: Actor, world: &World) -> Ruling {
    match sockets.singles.holder(name) {
        _ if !name.is_path() => Ruling::silent("an abstract name is not unlinked"),
        _ if is_of_other(name, by, world) => Ruling::silent("a path of two users"),
        Holder::Socket(_) | Holder::Closed => UNLINK_ANY_TIME.returns(Seen::Done),
        _ => Ruling::silent("unlink of nothing"),
    }
}

pub fn connect(sockets: &Sockets, file: &File, name: Name, by: Actor, world: &World) -> Ruling {
    on_single(sockets, file, |single| {
        let own = file.object;
        if let Some(why) = may_not_change(sockets, file, single) {
            return why;
        }
        let denied = !sockets.singles.may_write(name, by, world);
        let number = match sockets.singles.holder(name) {
            Holder::Socket(_) if denied => return PATH_WRITE.fails(Errno::EACCES),
            Holder::Socket(number) => number,
            Holder::Closed if name.is_path() => {
                return CONNECT_REFUSED.fails(Errno::ECONNREFUSED)
                    | PATH_WRITE.fails_if(denied, Errno::EACCES);
            }
            _ if name.is_path() => return CONNECT_NO_PATH.fails(Errno::ENOENT),
            _ => return CONNECT_REFUSED.fails(Errno::ECONNREFUSED),
        };
        match sockets.singles.numbered(number) {
            _ if number == own.number => Ruling::silent("a socket that is connected to itself"),
            Single { unsure: true, .. } => Ruling::silent("a socket after a connect failed"),
            Single { to: Some(to), .. } if *to != own.number => {
                Ruling::silent("a connect to a socket that is connected to another one")
            }
            _ if single.to.is_some() => CONNECT_AGAIN.returns(Seen::Done),
            _ if is_of_other(name, by, world) => PATH_UMASK.returns(Seen::Done),
            _ => CONNECT_NAMES.returns(Seen::Done),
        }
    })
}

pub fn dissolve(sockets: &Sockets, file: &File) -> Ruling {
    on_single(sockets, file, |single| match may_not_change(sockets, file, single) {
        Some(why) => why,
        None if single.to.is_none() => Ruling::silent("a connection that there is not"),
        None => CONNECT_DISSOLVES.returns(Seen::Done),
    })
}

/// Why no page says what happens when a socket is connected anew.
fn may_not_change(sockets: &Sockets, file: &File, single: &Single) -> Option<Ruling> {
    let end = sockets.pairs.end(file.object);
    if !end.inbox.is_empty() {
        return Some(Ruling::silent("what came before a socket was connected anew"));
    }
    if single.to.is_some_and(|to| !sockets.pairs.numbered(to).open) {
        return Some(Ruling::silent("a new connection after the other socket was closed"));
    }
    None
}

/// A send to a name.
pub fn send_to(
    sockets: &Sockets,
    file: &File,
    name: Name,
    asked: Send,
    call: &engine::Call<'_>,
    world: &World,
) -> Ruling {
    on_single(sockets, file, |single| {
        let denied = !sockets.singles.may_write(name, call.by, world);
        if single.to.is_some() {
            return Ruling::silent("a target of a socket that is connected");
        }
        match sockets.singles.holder(name) {
            Holder::Socket(_) if denied => PATH_WRITE.fails(Errno::EACCES) | shut(sockets, file),
            Holder::Socket(to) => {
                let whole = whole(sockets, name, to, world.process(call.by).other_uid);
                deliver(sockets, file, to, Send { whole, ..asked })
            }
            _ if call.waited => Ruling::silent("a send that sleeps while the name goes"),
            _ => {
                let denied = PATH_WRITE.fails_if(denied, Errno::EACCES);
                SEND_NOBODY.refused(NOBODY) | shut(sockets, file) | denied
            }
        }
    })
}

/// The claim on a send to a name, which may be of the other user's socket.
fn whole(sockets: &Sockets, name: Name, to: u8, by_other: bool) -> &'static Claim {
    match sockets.pairs.numbered(to).made_by {
        Peer::Process { other, .. } if other == by_other => &SEND_TO,
        _ if name.is_path() => &PATH_UMASK,
        _ => &ABSTRACT_ANYONE,
    }
}

/// A send without a target of a socket that was made alone.
pub fn send_alone(sockets: &Sockets, file: &File, single: &Single, asked: Send) -> Ruling {
    match single.to {
        _ if single.unsure => Ruling::silent("a socket after a connect failed"),
        Some(to) => deliver(sockets, file, to, asked),
        None => {
            SEND_UNCONNECTED.fails(Errno::ENOTCONN)
                | SEND_UNCONNECTED.fails(Errno::EDESTADDRREQ)
                | shut(sockets, file)
        }
    }
}

/// The refusal of a socket that was shut down for writing, if it was.
fn shut(sockets: &Sockets, file: &File) -> Ruling {
    if sockets.pairs.end(file.object).shut_write {
        SHUT_DISALLOWS_SENDS.refused(GONE)
    } else {
        Ruling::none()
    }
}

fn deliver(sockets: &Sockets, file: &File, to: u8, asked: Send) -> Ruling {
    let (own, target) = (sockets.pairs.end(file.object), sockets.pairs.numbered(to));
    if let Some(refused) = send::refused(own, target) {
        return refused;
    }
    let other = sockets.singles.numbered(to);
    if other.unsure {
        return Ruling::silent("a socket after a connect failed");
    }
    match other.to {
        Some(its) if its != file.object.number && sockets.pairs.numbered(its).open => {
            FILTERED.refused(NOT_RECEIVED)
        }
        Some(its) if its != file.object.number => {
            Ruling::silent("a send to a socket whose own other one was closed")
        }
        _ if target.inbox.fits(asked.bytes) && sockets.singles.fits(file.object, asked.bytes) => {
            SENDS.rule(&target.inbox, asked)
        }
        _ => SENDS.may_block(asked),
    }
}

/// What is told of the name of a socket that was made alone.
pub fn name(sockets: &Sockets, single: &Single, of_peer: bool) -> Ruling {
    let named = |single: &Single| match single.address {
        Some(address) => told(address),
        None => Ruling::silent("the name of a socket that was made alone and has none"),
    };
    match single.to {
        _ if single.unsure => Ruling::silent("a socket after a connect failed"),
        _ if !of_peer => named(single),
        None => PEER_UNCONNECTED.fails(Errno::ENOTCONN),
        Some(to) if sockets.pairs.numbered(to).open => named(sockets.singles.numbered(to)),
        Some(_) => Ruling::silent("what is told of the other socket after it was closed"),
    }
}

fn told(address: Address) -> Ruling {
    let claim = match address {
        Address::Auto => &AUTOBIND_TOLD,
        Address::Of(name) if name.is_path() => &PATHNAME_TOLD,
        _ => &ABSTRACT_TOLD,
    };
    [claim, claim].returns(Seen::Address { address, fits: true })
}

/// The address of the sender of the first datagram.
pub fn source(sockets: &Sockets, file: &File) -> Option<Ruling> {
    let end = sockets.pairs.end(file.object);
    end.inbox.first()?;
    Some(match sockets.singles.source(file.object) {
        _ if end.shut_read => {
            Ruling::silent("the source of a datagram of a socket that was shut down for reading")
        }
        Some(address) => [&SOURCE, &SOURCE].returns(Seen::Address { address, fits: true }),
        None => Ruling::silent("the source of a datagram that came from a socket without a name"),
    })
}
