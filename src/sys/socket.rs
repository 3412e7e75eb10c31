//! The sockets that the harness itself needs: passing one descriptor, and raising the loopback.
#![allow(unsafe_code)] // Control messages and interface requests are C structures.

use std::mem::{size_of, zeroed};
use std::os::fd::RawFd;

use super::Errno;

/// Room for the control message with one descriptor, aligned as its header wants it.
type Control = [u64; 4];

/// A connected pair of UNIX seqpacket sockets, close-on-exec.
pub fn socket_pair() -> Result<[RawFd; 2], Errno> {
    let mut ends = [-1; 2];
    let kind = libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC;
    // SAFETY: the kernel writes two ints, which live here.
    let done = unsafe { libc::socketpair(libc::AF_UNIX, kind, 0, ends.as_mut_ptr()) };
    if done == 0 { Ok(ends) } else { Err(Errno::last()) }
}

/// Sends one descriptor with one byte.
pub fn send_descriptor(socket: RawFd, fd: RawFd) -> Result<usize, Errno> {
    send_beside(1, socket, fd)
}

/// Sends one descriptor without a byte, which a socket of datagrams can.
pub fn send_descriptor_alone(socket: RawFd, fd: RawFd) -> Result<usize, Errno> {
    send_beside(0, socket, fd)
}

/// Sends one descriptor with so many bytes.
fn send_beside(bytes: usize, socket: RawFd, fd: RawFd) -> Result<usize, Errno> {
    with_message(bytes, |message| {
        // SAFETY: the message is well formed, with room for one header and one descriptor.
        unsafe {
            let header = libc::CMSG_FIRSTHDR(message);
            (*header).cmsg_level = libc::SOL_SOCKET;
            (*header).cmsg_type = libc::SCM_RIGHTS;
            (*header).cmsg_len = libc::CMSG_LEN(size_of::<RawFd>() as u32) as usize;
            libc::CMSG_DATA(header).cast::<RawFd>().write_unaligned(fd);
            libc::sendmsg(socket, message, libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL)
        }
    })
    .map(|(sent, _)| sent)
}

/// Receives one descriptor, not close-on-exec. A full table shows as EMFILE: the kernel then cuts
/// the control message.
pub fn receive_descriptor(socket: RawFd) -> Result<RawFd, Errno> {
    // SAFETY: the message is well formed.
    let receive = |message| unsafe { libc::recvmsg(socket, message, libc::MSG_DONTWAIT) };
    let (_, fd) = with_message(1, receive)?;
    fd.ok_or(Errno::EMFILE)
}

/// A message of at most one byte with room for one descriptor, and what came in that room.
fn with_message(
    bytes: usize,
    transfer: impl FnOnce(*mut libc::msghdr) -> isize,
) -> Result<(usize, Option<RawFd>), Errno> {
    let mut byte = [1u8];
    let mut control: Control = [0; 4];
    let mut part = libc::iovec { iov_base: byte.as_mut_ptr().cast(), iov_len: bytes.min(1) };
    // SAFETY: all-zero is a valid message header.
    let mut message: libc::msghdr = unsafe { zeroed() };
    message.msg_iov = &raw mut part;
    message.msg_iovlen = 1;
    message.msg_control = control.as_mut_ptr().cast();
    // SAFETY: only a computation.
    message.msg_controllen = unsafe { libc::CMSG_SPACE(size_of::<RawFd>() as u32) } as usize;
    let done = transfer(&raw mut message);
    if done < 0 {
        return Err(Errno::last());
    }
    // SAFETY: the kernel left a well-formed message in memory that lives here.
    let fd = unsafe {
        let header = libc::CMSG_FIRSTHDR(&raw const message);
        let came = !header.is_null()
            && (*header).cmsg_type == libc::SCM_RIGHTS
            && (*header).cmsg_len >= libc::CMSG_LEN(size_of::<RawFd>() as u32) as usize;
        came.then(|| libc::CMSG_DATA(header).cast::<RawFd>().read_unaligned())
    };
    Ok((done as usize, fd))
}

/// Brings the loopback interface of this network namespace up.
pub fn loopback_up() -> Result<(), Errno> {
    // SAFETY: the request is a C structure that lives for the calls.
    unsafe {
        let socket = libc::socket(libc::AF_INET, libc::SOCK_DGRAM | libc::SOCK_CLOEXEC, 0);
        if socket < 0 {
            return Err(Errno::last());
        }
        let mut request: libc::ifreq = zeroed();
        request.ifr_name[0] = b'l' as libc::c_char;
        request.ifr_name[1] = b'o' as libc::c_char;
        request.ifr_ifru.ifru_flags = (libc::IFF_UP | libc::IFF_RUNNING) as i16;
        let done = libc::ioctl(socket, libc::SIOCSIFFLAGS as _, &raw const request);
        let result = if done == 0 { Ok(()) } else { Err(Errno::last()) };
        libc::close(socket);
        result
    }
}
