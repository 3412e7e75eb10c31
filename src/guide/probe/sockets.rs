//! UNIX domain sockets and UDP.

use std::net::UdpSocket;
use std::os::fd::{AsRawFd, OwnedFd};

use nix::sys::socket::sockopt::PeerCredentials;
use nix::sys::socket::{
    AddressFamily, Backlog, SockFlag, SockType, UnixAddr, accept, bind, connect, getsockopt,
    listen, socket,
};
use nix::sys::stat::{Mode, umask};

use super::channels::{address, hear, inheritable, is_there, remove_file, say};
use super::held::{Held, Special, Subject};
use super::processes::{End, in_child};
use super::site::Site;
use crate::engine::isolate::Made;
use crate::sys::Errno;

/// The sockets.
pub const SUBJECTS: &[Subject] = &[
    Subject {
        facility: "unix_stream",
        make: |site| connected(site, SockType::Stream),
        find: Some(|site| found(site, SockType::Stream)),
        special: STREAM,
        ..UNIX
    },
    Subject {
        facility: "unix_seqpacket",
        make: |site| connected(site, SockType::SeqPacket),
        find: Some(|site| found(site, SockType::SeqPacket)),
        special: SEQPACKET,
        ..UNIX
    },
    Subject {
        facility: "unix_datagram",
        make: datagrams,
        find: Some(|site| found(site, SockType::Datagram)),
        special: DATAGRAM,
        ..UNIX
    },
    UDP,
];

const UNIX: Subject = Subject {
    named: Some(is_there),
    remove: remove_file,
    say: Some(say),
    hear: Some(hear),
    ..Subject::PLAIN
};

const STREAM: &[Special] = &[
    ("reach", Some(|site| accepts_an_unrelated_process(site, SockType::Stream))),
    ("identifies", Some(|site| tells_the_peer(site, SockType::Stream))),
];
const SEQPACKET: &[Special] = &[
    ("reach", Some(|site| accepts_an_unrelated_process(site, SockType::SeqPacket))),
    ("identifies", Some(|site| tells_the_peer(site, SockType::SeqPacket))),
];
/// Both its ends are addresses that any process may send to: what comes back is not told by that.
const DATAGRAM: &[Special] = &[("direction", Some(answers))];

const UDP: Subject = Subject {
    facility: "udp",
    make: |site| {
        let far = UdpSocket::bind(address(site))?;
        let near = UdpSocket::bind("127.0.0.1:0")?;
        near.connect(address(site))?;
        far.connect(near.local_addr()?)?;
        Ok(Held::two(inheritable(near)?, inheritable(far)?))
    },
    find: Some(|site| {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.connect(address(site))?;
        Ok(Held::one(inheritable(socket)?))
    }),
    named: Some(|site| UdpSocket::bind(address(site)).is_err()),
    say: Some(say),
    hear: Some(hear),
    special: UDP_ANSWERS,
    ..Subject::PLAIN
};

/// The far socket hears only the near one; another one is bound for who comes.
const UDP_ANSWERS: &[Special] = &[("reach", Some(hears_an_unrelated_process)), ("order", None)];

fn path(site: &Site<'_>) -> Result<UnixAddr, Errno> {
    Ok(UnixAddr::new(&*site.path())?)
}

fn unix(kind: SockType) -> Result<OwnedFd, Errno> {
    Ok(socket(AddressFamily::Unix, kind, SockFlag::SOCK_NONBLOCK, None)?)
}

/// A socket with the path, which its owner alone may connect to.
fn bound(site: &Site<'_>, kind: SockType) -> Result<OwnedFd, Errno> {
    let socket = unix(kind)?;
    site.note(Made::File, &site.path());
    let before = umask(Mode::from_bits_truncate(0o177));
    let done = bind(socket.as_raw_fd(), &path(site)?);
    umask(before);
    done?;
    Ok(socket)
}

fn listening(site: &Site<'_>, kind: SockType) -> Result<OwnedFd, Errno> {
    let listener = bound(site, kind)?;
    listen(&listener, Backlog::new(8)?)?;
    Ok(listener)
}

fn connected(site: &Site<'_>, kind: SockType) -> Result<Held, Errno> {
    let listener = listening(site, kind)?;
    let near = unix(kind)?;
    connect(near.as_raw_fd(), &path(site)?)?;
    let far = accepted(&listener)?;
    let mut held = Held::two(near, far);
    held.rest.push(listener);
    Ok(held)
}

fn accepted(listener: &OwnedFd) -> Result<OwnedFd, Errno> {
    inheritable(crate::sys::owned(accept(listener.as_raw_fd())?))
}

fn datagrams(site: &Site<'_>) -> Result<Held, Errno> {
    let far = bound(site, SockType::Datagram)?;
    let near = unix(SockType::Datagram)?;
    connect(near.as_raw_fd(), &path(site)?)?;
    Ok(Held::two(near, far))
}

fn found(site: &Site<'_>, kind: SockType) -> Result<Held, Errno> {
    let near = unix(kind)?;
    connect(near.as_raw_fd(), &path(site)?)?;
    Ok(Held::one(near))
}

/// A process that is forked before there is a socket connects and speaks; it is heard.
fn accepts_an_unrelated_process(site: &Site<'_>, kind: SockType) -> Result<String, Errno> {
    let listener = listening(site, kind)?;
    in_child(End::Exits, || {
        let held = found(site, kind)?;
        say(&held, super::held::End::Near, b"x").map(drop)
    })?;
    let far = Held::one(accepted(&listener)?);
    let heard = hear(&far, super::held::End::Far, 8)?;
    if heard == b"x" { Ok("same host".into()) } else { Err(Errno::EIO) }
}

fn hears_an_unrelated_process(site: &Site<'_>) -> Result<String, Errno> {
    let far = Held::one(inheritable(UdpSocket::bind(address(site))?)?);
    in_child(End::Exits, || {
        let find = UDP.find.ok_or(Errno::ENOSYS)?;
        say(&find(site)?, super::held::End::Near, b"x").map(drop)
    })?;
    let heard = hear(&far, super::held::End::Far, 8)?;
    if heard == b"x" { Ok("same host".into()) } else { Err(Errno::EIO) }
}

/// SO_PEERCRED at the accepted end names the process that connected.
fn tells_the_peer(site: &Site<'_>, kind: SockType) -> Result<String, Errno> {
    let held = connected(site, kind)?;
    let far = held.far.as_ref().ok_or(Errno::EBADF)?;
    let told = getsockopt(far, PeerCredentials)?.pid();
    Ok(if told == std::process::id() as i32 { "yes" } else { "no" }.into())
}

/// A pair of datagram sockets carries both ways.
fn answers(_: &Site<'_>) -> Result<String, Errno> {
    let (near, far) = nix::sys::socket::socketpair(
        AddressFamily::Unix,
        SockType::Datagram,
        None,
        SockFlag::SOCK_NONBLOCK,
    )?;
    let held = Held::two(near, far);
    say(&held, super::held::End::Far, b"x")?;
    let heard = hear(&held, super::held::End::Near, 8)?;
    Ok(if heard == b"x" { "both ways" } else { "one way" }.into())
}

/// A datagram socket bound to the port of a site, for limits.
pub fn udp_pair(site: &Site<'_>) -> Result<Held, Errno> {
    (UDP.make)(site)
}
