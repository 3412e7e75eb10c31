//! Addresses of local sockets: binding, connecting, sending to one, and receiving with one.
//!
//! An address is given and told without its family: a path with its NUL, a NUL and an abstract
//! name, or nothing.
#![allow(unsafe_code)] // Raw calls with addresses of structures that are borrowed for the call.

use std::mem::{offset_of, size_of, zeroed};
use std::os::fd::RawFd;

use super::Errno;
use super::call::{call_plain, call5};

type Done = Result<usize, Errno>;

/// Bytes of the family, before the name.
const FAMILY_BYTES: usize = offset_of!(libc::sockaddr_un, sun_path);

/// A socket of the protocol 0.
pub fn socket(family: i32, kind: i32) -> Result<RawFd, Errno> {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_socket, [family.into(), kind.into(), 0]) }.map(|fd| fd as RawFd)
}

pub fn listen(fd: RawFd, backlog: i32) -> Done {
    // SAFETY: no address among the arguments.
    unsafe { call_plain(libc::SYS_listen, [fd.into(), backlog.into()]) }
}

/// accept that does not ask whose connection it is.
pub fn accept(fd: RawFd) -> Result<RawFd, Errno> {
    // SAFETY: the addresses are null, which means that none is asked for.
    unsafe { call_plain(libc::SYS_accept, [fd.into()]) }.map(|fd| fd as RawFd)
}

pub fn bind(fd: RawFd, name: &[u8]) -> Done {
    with_address(libc::SYS_bind, fd, libc::AF_UNIX, name)
}

pub fn connect(fd: RawFd, name: &[u8]) -> Done {
    with_address(libc::SYS_connect, fd, libc::AF_UNIX, name)
}

/// connect to no address: `AF_UNSPEC`.
pub fn disconnect(fd: RawFd) -> Done {
    with_address(libc::SYS_connect, fd, libc::AF_UNSPEC, &[])
}

fn with_address(call: libc::c_long, fd: RawFd, family: i32, name: &[u8]) -> Done {
    let (address, bytes) = address(family, name);
    let address = (&raw const address).expose_provenance();
    // SAFETY: the kernel reads an address of that many bytes, which lives here.
    unsafe { call5(call, [fd as usize, address, bytes, 0, 0]) }
}

/// The structure, and how much of it is meant.
fn address(family: i32, name: &[u8]) -> (libc::sockaddr_un, usize) {
    // SAFETY: all-zero is a valid address of no family.
    let mut address: libc::sockaddr_un = unsafe { zeroed() };
    address.sun_family = family as libc::sa_family_t;
    for (to, from) in address.sun_path.iter_mut().zip(name) {
        *to = from.cast_signed();
    }
    (address, FAMILY_BYTES + name.len().min(address.sun_path.len()))
}

/// sendmsg to an address, which is sendto: that one has six arguments, and so no place for a
/// cookie.
pub fn send_to(fd: RawFd, from: &[u8], flags: i32, name: &[u8]) -> Done {
    let (mut address, bytes) = address(libc::AF_UNIX, name);
    let start = from.as_ptr().cast_mut().cast();
    let mut part = libc::iovec { iov_base: start, iov_len: from.len() };
    // SAFETY: all-zero is a valid message header.
    let mut message: libc::msghdr = unsafe { zeroed() };
    message.msg_name = (&raw mut address).cast();
    message.msg_namelen = bytes as libc::socklen_t;
    message.msg_iov = &raw mut part;
    message.msg_iovlen = 1;
    let header = (&raw const message).expose_provenance();
    // SAFETY: the kernel only reads what the header names, which lives for the call.
    unsafe { call5(libc::SYS_sendmsg, [fd as usize, header, flags as usize, 0, 0]) }
}

/// recvmsg that asks for the address of the sender, which is recvfrom; what it tells, and how many
/// bytes the address has with its family, 0 where there is not even that.
pub fn receive_from(fd: RawFd, into: &mut [u8]) -> Result<(Vec<u8>, usize), Errno> {
    // SAFETY: all-zero is a valid address of no family.
    let mut address: libc::sockaddr_un = unsafe { zeroed() };
    let mut part = libc::iovec { iov_base: into.as_mut_ptr().cast(), iov_len: into.len() };
    // SAFETY: all-zero is a valid message header.
    let mut message: libc::msghdr = unsafe { zeroed() };
    message.msg_name = (&raw mut address).cast();
    message.msg_namelen = size_of::<libc::sockaddr_un>() as libc::socklen_t;
    message.msg_iov = &raw mut part;
    message.msg_iovlen = 1;
    let header = (&raw mut message).expose_provenance();
    // SAFETY: what the header names lives for the call.
    unsafe { call5(libc::SYS_recvmsg, [fd as usize, header, 0, 0, 0]) }?;
    Ok(told(&address, message.msg_namelen as usize))
}

/// The address of a socket, or of the one to which it is connected; and how many bytes it has with
/// its family.
pub fn socket_name(fd: RawFd, of_peer: bool) -> Result<(Vec<u8>, usize), Errno> {
    let call = if of_peer { libc::SYS_getpeername } else { libc::SYS_getsockname };
    // SAFETY: all-zero is a valid address of no family.
    let mut name: libc::sockaddr_un = unsafe { zeroed() };
    let mut length = size_of::<libc::sockaddr_un>() as libc::socklen_t;
    let address = (&raw mut name).expose_provenance();
    let size = (&raw mut length).expose_provenance();
    // SAFETY: the kernel writes an address of at most that many bytes, and its length.
    unsafe { call5(call, [fd as usize, address, size, 0, 0]) }?;
    Ok(told(&name, length as usize))
}

fn told(address: &libc::sockaddr_un, bytes: usize) -> (Vec<u8>, usize) {
    let name = address.sun_path.iter().take(bytes.saturating_sub(FAMILY_BYTES));
    (name.map(|byte| byte.cast_unsigned()).collect(), bytes)
}
