//! What is told of a socket, and calls that leave it as it is.

use super::Sockets;
use crate::engine::{Actor, Allow, Errno, File, Pick, Ruling, World};
use crate::facilities::unix_stream::calls::{Call, Elsewhere, Seen, Told};
use crate::facilities::unix_stream::claims::*;

/// Descriptors that the calls take for a moment which make sockets of their own.
const OWN_DESCRIPTORS: u32 = 6;

pub fn rule(sockets: &Sockets, call: Call, by: Actor, world: &World) -> Ruling {
    let on = |fd, rule: &dyn Fn(&File) -> Ruling| match world.file(by, fd) {
        Some(file) => rule(file),
        None => Ruling::silent("a call without a descriptor"),
    };
    let peer_is_open =
        |fd: Pick| world.file(by, fd).is_none_or(|file| sockets.peer(file.object).open);
    let few = world.process(by).nofile_room.is_some_and(|room| room < OWN_DESCRIPTORS);
    match call {
        Call::Fionread { fd } => on(fd, &|file| fionread(sockets, file)),
        Call::PeerCred { fd } if !peer_is_open(fd) => {
            Ruling::silent("SO_PEERCRED after the other socket was closed")
        }
        Call::PeerCred { fd } => on(fd, &|file| {
            PEER_CREDENTIALS.returns(Seen::Peer { peer: sockets.end(file.object).made_by })
        }),
        Call::Option { fd, which } => on(fd, &|file| option(sockets, file, which)),
        Call::Name { fd, of_peer: false } => {
            on(fd, &|_| PAIR_UNNAMED.returns(Seen::Length { bytes: 2 }))
        }
        Call::Name { fd, of_peer: true } if !peer_is_open(fd) => {
            Ruling::silent("getpeername after the other socket was closed")
        }
        Call::Name { fd, of_peer: true } => {
            on(fd, &|_| PAIR_PEER_UNNAMED.returns(Seen::Length { bytes: 2 }))
        }
        Call::Lseek { fd } => on(fd, &|_| LSEEK_ESPIPE.fails(Errno::ESPIPE)),
        Call::Link { fd } => on(fd, &|_| FD_LINK.returns(Seen::Named { so: true })),
        Call::Hangup { fd } => on(fd, &|file| hangup(sockets, file)),
        Call::ReadHangup { by_epoll: true, .. } if few => {
            Ruling::silent("few descriptors are left to look with")
        }
        Call::ReadHangup { fd, by_epoll } => on(fd, &|file| read_hangup(sockets, file, by_epoll)),
        Call::OutOfBand { fd, receives } => on(fd, &|file| out_of_band(sockets, file, receives)),
        _ if few => Ruling::silent("no descriptors are left for a pair of the call's own"),
        Call::PeekPastOob => PEEK_PAST_OOB.returns(Seen::Peeked { plain: true }),
        Call::PartlyMapped => {
            let seen = Seen::Partly { bytes: 1, came: true, gone: true };
            [&RECV_PARTLY_MAPPED, &RIGHTS_COME, &RIGHTS_COME].returns(seen)
        }
        Call::OnOther { call } => {
            let claim = match call {
                Elsewhere::Send => &SEND_ENOTSOCK,
                Elsewhere::Recv => &RECV_ENOTSOCK,
                Elsewhere::Shutdown => &SHUT_ENOTSOCK,
                Elsewhere::Getsockopt => &OPTION_ENOTSOCK,
                Elsewhere::Getsockname => &NAME_ENOTSOCK,
                Elsewhere::Getpeername => &PEER_ENOTSOCK,
            };
            claim.fails(Errno::ENOTSOCK)
        }
        _ => unreachable!("the other calls are ruled elsewhere"),
    }
}

fn fionread(sockets: &Sockets, file: &File) -> Ruling {
    let end = sockets.end(file.object);
    if end.lost || end.partly_by.is_some() {
        return Ruling::silent("FIONREAD while a send has sent a part");
    }
    FIONREAD_COUNTS.returns(Seen::Count { bytes: end.inbox.bytes().into() })
}

fn option(sockets: &Sockets, file: &File, which: Told) -> Ruling {
    let (claim, value) = match which {
        Told::Error if sockets.end(file.object).reset => {
            return Ruling::silent("SO_ERROR after the other socket was closed with unread bytes");
        }
        Told::Type => (&OPTION_TYPE, libc::SOCK_STREAM),
        Told::Domain => (&OPTION_DOMAIN, libc::AF_UNIX),
        Told::Protocol => (&OPTION_PROTOCOL, 0),
        Told::Listens => (&OPTION_LISTENS_NOT, 0),
        Told::Error => (&OPTION_NO_ERROR, 0),
    };
    claim.returns(Seen::Value { value })
}

fn hangup(sockets: &Sockets, file: &File) -> Ruling {
    let (end, peer) = (sockets.end(file.object), sockets.peer(file.object));
    let ours_is_whole = !end.shut_read && !end.shut_write;
    if peer.open && ours_is_whole && peer.shut_read != peer.shut_write {
        return POLL_HANGUP_SHUT.returns(Seen::Hangup { told: true });
    }
    Ruling::silent("POLLHUP where not just one way was shut down by the other end")
}

fn read_hangup(sockets: &Sockets, file: &File, by_epoll: bool) -> Ruling {
    let (end, peer) = (sockets.end(file.object), sockets.peer(file.object));
    let told = !peer.open || peer.shut_write;
    if end.shut_read && !told {
        return Ruling::silent("POLLRDHUP of a socket that was itself shut down for reading");
    }
    let claim = if by_epoll { &EPOLL_RDHUP } else { &POLL_RDHUP };
    claim.returns(Seen::Hangup { told })
}

fn out_of_band(sockets: &Sockets, file: &File, receives: bool) -> Ruling {
    let (end, peer) = (sockets.end(file.object), sockets.peer(file.object));
    let is_whole = peer.open && !peer.shut_read && !peer.shut_write;
    if !is_whole || end.shut_read || end.shut_write || end.lost {
        return Ruling::silent("a byte out of band on a connection that is not whole");
    }
    let claim = if receives { &OOB_RECV } else { &OOB_SEND };
    claim.fails(Errno::EOPNOTSUPP)
}
