//! What is told of a socket.

use super::{On, names};
use crate::engine::{Allow, Errno, File, Ruling};
use crate::facilities::unix_datagram::calls::{Call, Seen};
use crate::facilities::unix_datagram::claims::*;
use crate::facilities::unix_datagram::model::Sockets;
use crate::families::socket::{Address, Told};

/// Whether a socket is connected to one that is open.
pub fn has_other(sockets: &Sockets, file: &File) -> bool {
    match sockets.singles.get(file.object) {
        Some(single) => {
            let is_open = |to| sockets.pairs.numbered(to).open;
            !single.unsure && single.to.is_some_and(is_open)
        }
        None => sockets.pairs.peer(file.object).open,
    }
}

pub fn told(sockets: &Sockets, call: Call, on: &On<'_>) -> Ruling {
    let pairs = &sockets.pairs;
    let of_peer = |fd, rule: &dyn Fn(&File) -> Ruling| {
        on(fd, &|file| {
            if pairs.peer(file.object).open {
                return rule(file);
            }
            Ruling::silent("what is told of the other socket where there is none in a pair")
        })
    };
    match call {
        Call::PeerCred { fd } => of_peer(fd, &|file| {
            PEER_CREDENTIALS.returns(Seen::Peer { peer: pairs.end(file.object).made_by })
        }),
        Call::Name { fd, of_peer: of_other } => on(fd, &|file| {
            if let Some(single) = sockets.singles.get(file.object) {
                return names::name(sockets, single, of_other);
            }
            let unnamed = || Seen::Address { address: Address::Unnamed, fits: true };
            if of_other {
                return of_peer(fd, &|_| {
                    [&PAIR_PEER_UNNAMED, &PAIR_PEER_UNNAMED].returns(unnamed())
                });
            }
            [&PAIR_UNNAMED, &PAIR_UNNAMED].returns(unnamed())
        }),
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
                return Ruling::silent("a byte out of band where not two sockets are whole");
            }
            let claim = if receives { &OOB_RECV } else { &OOB_SEND };
            claim.fails(Errno::EOPNOTSUPP)
        }),
        _ => unreachable!("the other calls are ruled elsewhere"),
    }
}
