//! Sockets as scripts use them: pairs, sending and receiving, shutting down, options.
#![allow(unsafe_code)] // Raw calls with addresses of buffers that are borrowed for the call.

use std::mem::{size_of, zeroed};
use std::os::fd::RawFd;

use super::call::{BAD_ADDRESS, call_plain, call5};
use super::{Errno, Source, Target};

type Done = Result<usize, Errno>;

/// Whose socket is at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credentials {
    pub pid: i32,
    pub uid: u32,
    pub gid: u32,
}

/// What a receive gave, and the flags that the kernel set beside it.
#[derive(Debug, Clone, Copy)]
pub struct Received {
    pub bytes: usize,
    pub flags: i32,
}

/// socketpair into the caller's array, or, without one, to an address at which nothing is mapped.
pub fn socketpair(family: i32, kind: i32, protocol: i32, ends: Option<&mut [RawFd; 2]>) -> Done {
    let address = match ends {
        Some(ends) => (&raw mut *ends).expose_provenance(),
        None => BAD_ADDRESS,
    };
    let [family, kind, protocol] = [family, kind, protocol].map(|number| number as usize);
    // SAFETY: the kernel writes two ints, which are borrowed for the call, or fails with EFAULT.
    unsafe { call5(libc::SYS_socketpair, [family, kind, protocol, address, 0]) }
}

/// sendto without an address, which is send. The kernel does not look at the length of none.
pub fn send(fd: RawFd, from: Source<'_>, flags: i32) -> Done {
    let (address, length) = from.parts();
    // SAFETY: the kernel only reads.
    unsafe { call5(libc::SYS_sendto, [fd as usize, address, length, flags as usize, 0]) }
}

/// recvfrom without an address, which is recv.
pub fn recv(fd: RawFd, into: Target<'_>, flags: i32) -> Done {
    let (address, length) = into.parts();
    // SAFETY: the target is borrowed for the call, or is no memory at all.
    unsafe { call5(libc::SYS_recvfrom, [fd as usize, address, length, flags as usize, 0]) }
}

/// recvmsg without room for anything but bytes, which tells what flags the message has.
pub fn recvmsg(fd: RawFd, into: &mut [u8], flags: i32) -> Result<Received, Errno> {
    let mut part = libc::iovec { iov_base: into.as_mut_ptr().cast(), iov_len: into.len() };
    // SAFETY: all-zero is a valid message header.
    let mut message: libc::msghdr = unsafe { zeroed() };
    message.msg_iov = &raw mut part;
    message.msg_iovlen = 1;
    let address = (&raw mut message).expose_provenance();
    // SAFETY: the header and the buffer live for the call.
    let bytes = unsafe { call5(libc::SYS_recvmsg, [fd as usize, address, flags as usize, 0, 0]) }?;
    Ok(Received { bytes, flags: message.msg_flags })
}

/// Receives into `first`, and past that into memory that is not the caller's; with room for one
/// descriptor, which is given where one came.
pub fn receive_before_nothing(
    fd: RawFd,
    first: &mut [u8],
) -> Result<(usize, Option<RawFd>), Errno> {
    let start = first.as_mut_ptr().cast();
    let nowhere = std::ptr::without_provenance_mut(BAD_ADDRESS);
    let mut parts = [
        libc::iovec { iov_base: start, iov_len: first.len() },
        libc::iovec { iov_base: nowhere, iov_len: first.len() },
    ];
    let mut control = [0u64; 4];
    // SAFETY: all-zero is a valid message header.
    let mut message: libc::msghdr = unsafe { zeroed() };
    message.msg_iov = parts.as_mut_ptr();
    message.msg_iovlen = parts.len();
    message.msg_control = control.as_mut_ptr().cast();
    message.msg_controllen = size_of::<[u64; 4]>();
    // SAFETY: what the header names lives for the call, or is no memory at all.
    let done = unsafe { libc::recvmsg(fd, &raw mut message, libc::MSG_DONTWAIT) };
    if done < 0 {
        return Err(Errno::last());
    }
    // SAFETY: the kernel left a well-formed message in memory that lives here.
    let came = unsafe {
        let header = libc::CMSG_FIRSTHDR(&raw const message);
        let came = !header.is_null() && (*header).cmsg_type == libc::SCM_RIGHTS;
        came.then(|| libc::CMSG_DATA(header).cast::<RawFd>().read_unaligned())
    };
    Ok((done as usize, came))
}

/// Whether poll reports that the other end of a stream sends nothing more.
pub fn has_read_hangup(fd: RawFd) -> Result<bool, Errno> {
    let mut entry = libc::pollfd { fd, events: libc::POLLRDHUP, revents: 0 };
    let address = (&raw mut entry).expose_provenance();
    // SAFETY: the kernel writes one pollfd, which lives here.
    unsafe { call5(libc::SYS_poll, [address, 1, 0, 0, 0]) }?;
    Ok(entry.revents & libc::POLLRDHUP != 0)
}

pub fn shutdown(fd: RawFd, how: i32) -> Done {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_shutdown, [fd.into(), how.into()]) }
}

/// An option at the level of sockets, whose value is an int.
pub fn socket_option(fd: RawFd, option: i32) -> Result<i32, Errno> {
    let mut value: i32 = 0;
    get_option(fd, option, (&raw mut value).expose_provenance(), size_of::<i32>())?;
    Ok(value)
}

/// Sets an option at the level of sockets, whose value is an int.
pub fn set_socket_option(fd: RawFd, option: i32, value: i32) -> Done {
    let address = (&raw const value).expose_provenance();
    let (level, option) = (libc::SOL_SOCKET as usize, option as usize);
    let arguments = [fd as usize, level, option, address, size_of::<i32>()];
    // SAFETY: the kernel reads one int, which lives here.
    unsafe { call5(libc::SYS_setsockopt, arguments) }
}

/// `SO_PEERCRED`.
pub fn peer_credentials(fd: RawFd) -> Result<Credentials, Errno> {
    let mut told = libc::ucred { pid: 0, uid: 0, gid: 0 };
    let address = (&raw mut told).expose_provenance();
    get_option(fd, libc::SO_PEERCRED, address, size_of::<libc::ucred>())?;
    Ok(Credentials { pid: told.pid, uid: told.uid, gid: told.gid })
}

fn get_option(fd: RawFd, option: i32, address: usize, bytes: usize) -> Done {
    let mut length = bytes as libc::socklen_t;
    let length = (&raw mut length).expose_provenance();
    let (level, option) = (libc::SOL_SOCKET as usize, option as usize);
    // SAFETY: the caller lends a value of that many bytes, and the length lives here.
    unsafe { call5(libc::SYS_getsockopt, [fd as usize, level, option, address, length]) }
}

/// How long the address of a socket is, or that of the socket at its other end.
pub fn name_bytes(fd: RawFd, of_peer: bool) -> Done {
    let call = if of_peer { libc::SYS_getpeername } else { libc::SYS_getsockname };
    // SAFETY: all-zero is a valid address of no family.
    let mut name: libc::sockaddr_un = unsafe { zeroed() };
    let mut length = size_of::<libc::sockaddr_un>() as libc::socklen_t;
    let address = (&raw mut name).expose_provenance();
    let size = (&raw mut length).expose_provenance();
    // SAFETY: the kernel writes an address of at most that many bytes, and its length.
    unsafe { call5(call, [fd as usize, address, size, 0, 0]) }?;
    Ok(length as usize)
}
