//! The edges of signals and sockets.

use std::os::fd::{AsRawFd, OwnedFd};

use nix::sys::socket::{
    AddressFamily, Backlog, MsgFlags, SockFlag, SockType, UnixAddr, bind, connect, listen, send,
    sendmsg, socket, socketpair,
};

use super::edges::{at, counted, halved};
use super::{Edge, Probe};
use crate::guide::probe::site::Site;
use crate::guide::probe::udp_pair;
use crate::sys::apart::queue_signal;
use crate::sys::{self, Errno};

pub const PROBES: &[Probe] = &[
    Probe { name: "RLIMIT_SIGPENDING", exhausts: None, edge: queued },
    Probe { name: "signal number", exhausts: None, edge: |_, value| at(value, sends_number) },
    Probe {
        name: "sun_path",
        exhausts: None,
        edge: |site, value| at(value, |bytes| binds(site, bytes)),
    },
    Probe { name: "SCM_MAX_FD", exhausts: None, edge: |_, value| at(value, passes) },
    Probe { name: "UDP datagram", exhausts: None, edge: datagram },
    Probe { name: "net.unix.max_dgram_qlen", exhausts: None, edge: datagrams },
    Probe { name: "net.core.somaxconn", exhausts: None, edge: backlog },
    Probe { name: "net.core.wmem_default", exhausts: None, edge: largest_datagram },
];

/// Real-time signals, each with its value.
fn queued(_: &Site<'_>, _: Option<u64>) -> Edge {
    let signal = libc::SIGRTMIN() + 3;
    sys::block(signal);
    let own = std::process::id() as i32;
    counted(|_| queue_signal(own, signal, 1))
}

/// A signal that is ignored by then.
fn sends_number(number: u64) -> Result<(), Errno> {
    sys::block(number as i32);
    sys::kill(std::process::id() as i32, number as i32).map(drop)
}

fn unix(kind: SockType) -> Result<OwnedFd, Errno> {
    Ok(socket(AddressFamily::Unix, kind, SockFlag::SOCK_NONBLOCK, None)?)
}

/// An address whose path has so many bytes, without a null byte.
fn binds(site: &Site<'_>, bytes: u64) -> Result<(), Errno> {
    let begin = format!("{}.", site.path());
    let path = format!("{begin}{}", "p".repeat((bytes as usize).saturating_sub(begin.len())));
    let done = sys::apart::bind_path(unix(SockType::Datagram)?.as_raw_fd(), path.as_bytes());
    let _ = std::fs::remove_file(path);
    done
}

fn pair(kind: SockType) -> Result<(OwnedFd, OwnedFd), Errno> {
    Ok(socketpair(AddressFamily::Unix, kind, None, SockFlag::SOCK_NONBLOCK)?)
}

/// The same descriptor so many times, in one message.
fn passes(count: u64) -> Result<(), Errno> {
    let (near, _far) = pair(SockType::Datagram)?;
    let fds = vec![near.as_raw_fd(); count as usize];
    let control = [nix::sys::socket::ControlMessage::ScmRights(&fds)];
    let text = [std::io::IoSlice::new(b"x")];
    Ok(sendmsg::<()>(near.as_raw_fd(), &text, &control, MsgFlags::empty(), None).map(drop)?)
}

fn datagram(site: &Site<'_>, value: Option<u64>) -> Edge {
    let held = udp_pair(site)?;
    let fd = held.fd(crate::guide::probe::held::End::Near)?;
    at(value, |bytes| Ok(send(fd, &vec![b'x'; bytes as usize], MsgFlags::empty()).map(drop)?))
}

/// Datagrams that nobody takes, at a socket with a name.
fn datagrams(site: &Site<'_>, _: Option<u64>) -> Edge {
    let path = UnixAddr::new(&*site.path())?;
    let (far, near) = (unix(SockType::Datagram)?, unix(SockType::Datagram)?);
    bind(far.as_raw_fd(), &path)?;
    connect(near.as_raw_fd(), &path)?;
    let found = counted(|_| Ok(send(near.as_raw_fd(), b"x", MsgFlags::empty()).map(drop)?));
    let _ = std::fs::remove_file(site.path());
    found
}

/// Connections that nobody accepts, where the listener asked for as many as there may be.
fn backlog(site: &Site<'_>, _: Option<u64>) -> Edge {
    let path = UnixAddr::new(&*site.path())?;
    let listener = unix(SockType::Stream)?;
    bind(listener.as_raw_fd(), &path)?;
    listen(&listener, Backlog::MAXALLOWABLE)?;
    let mut waiting = vec![];
    let found = counted(|_| {
        let near = unix(SockType::Stream)?;
        connect(near.as_raw_fd(), &path)?;
        waiting.push(near);
        Ok(())
    });
    let _ = std::fs::remove_file(site.path());
    found.and_then(|(count, errno)| match errno {
        // Descriptors ran out first.
        Errno::EMFILE => Err(errno),
        _ => Ok((count, errno)),
    })
}

/// A datagram to a peer, which takes its place in the sender's buffer.
fn largest_datagram(_: &Site<'_>, value: Option<u64>) -> Edge {
    let most = value.ok_or(Errno::ENOSYS)? * 2;
    halved(0, most, |bytes| {
        let (near, _far) = pair(SockType::Datagram)?;
        Ok(send(near.as_raw_fd(), &vec![b'x'; bytes as usize], MsgFlags::empty()).map(drop)?)
    })
}
