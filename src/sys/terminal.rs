//! Terminals and their pairs: settings, window sizes, and the requests of ioctl_tty(2).
#![allow(unsafe_code)] // Requests take addresses of what lives here.

use std::ffi::{CStr, c_char};
use std::os::fd::RawFd;

use super::Errno;
use super::call::call5;

type Done = Result<usize, Errno>;

/// Rows and columns of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowSize {
    pub rows: u16,
    pub columns: u16,
}

/// Requests of ioctl that take a number, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TerminalRequest {
    /// Opens the slave of a master.
    Peer,
    Exclusive,
    NotExclusive,
    Flush,
    Flow,
}

impl TerminalRequest {
    fn code(self) -> usize {
        let code = match self {
            Self::Peer => libc::TIOCGPTPEER,
            Self::Exclusive => libc::TIOCEXCL,
            Self::NotExclusive => libc::TIOCNXCL,
            Self::Flush => libc::TCFLSH,
            Self::Flow => libc::TCXONC,
        };
        code as usize
    }
}

/// Makes one of these requests.
pub fn terminal_request(fd: RawFd, request: TerminalRequest, argument: i32) -> Done {
    let arguments = [fd as usize, request.code(), argument as usize, 0, 0];
    // SAFETY: no address among the arguments.
    unsafe { call5(libc::SYS_ioctl, arguments) }
}

/// Requests of ioctl that read or write an int.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TerminalInt {
    Lock,
    IsLocked,
    Packet,
    IsPacket,
    IsExclusive,
    /// How much of what was written is in the output buffer.
    Unsent,
    /// The number of the slave of a master.
    Number,
    Session,
    Group,
}

impl TerminalInt {
    fn code(self) -> usize {
        let code = match self {
            Self::Lock => libc::TIOCSPTLCK,
            Self::IsLocked => libc::TIOCGPTLCK,
            Self::Packet => libc::TIOCPKT,
            Self::IsPacket => libc::TIOCGPKT,
            Self::IsExclusive => libc::TIOCGEXCL,
            Self::Unsent => libc::TIOCOUTQ,
            Self::Number => libc::TIOCGPTN,
            Self::Session => libc::TIOCGSID,
            Self::Group => libc::TIOCGPGRP,
        };
        code as usize
    }
}

/// Makes one of these requests, with this value; what it is then.
pub fn terminal_int(fd: RawFd, request: TerminalInt, mut value: i32) -> Result<i32, Errno> {
    let address = (&raw mut value).expose_provenance();
    // SAFETY: the kernel reads or writes one int, which lives here.
    unsafe { call5(libc::SYS_ioctl, [fd as usize, request.code(), address, 0, 0]) }?;
    Ok(value)
}

pub fn window_size(fd: RawFd) -> Result<WindowSize, Errno> {
    let mut size = [0u16; 4];
    let address = size.as_mut_ptr().expose_provenance();
    let request = libc::TIOCGWINSZ as usize;
    // SAFETY: the kernel writes four shorts, which live here.
    unsafe { call5(libc::SYS_ioctl, [fd as usize, request, address, 0, 0]) }?;
    Ok(WindowSize { rows: size[0], columns: size[1] })
}

pub fn set_window_size(fd: RawFd, size: WindowSize) -> Done {
    let size = [size.rows, size.columns, 0, 0];
    let request = libc::TIOCSWINSZ as usize;
    let arguments = [fd as usize, request, size.as_ptr().expose_provenance(), 0, 0];
    // SAFETY: the kernel reads four shorts, which live here.
    unsafe { call5(libc::SYS_ioctl, arguments) }
}

/// tcgetattr(3).
pub fn terminal_attributes(fd: RawFd) -> Result<libc::termios, Errno> {
    // SAFETY: all-zero is a valid structure, which the library fills.
    unsafe {
        let mut attributes: libc::termios = std::mem::zeroed();
        told(libc::tcgetattr(fd, &raw mut attributes))?;
        Ok(attributes)
    }
}

/// tcsetattr(3).
pub fn set_terminal_attributes(fd: RawFd, when: i32, attributes: &libc::termios) -> Done {
    // SAFETY: the library only reads the attributes.
    told(unsafe { libc::tcsetattr(fd, when, attributes) })
}

/// posix_openpt(3).
pub fn library_openpt(flags: i32) -> Result<RawFd, Errno> {
    // SAFETY: no address among the arguments.
    told(unsafe { libc::posix_openpt(flags) }).map(|fd| fd as RawFd)
}

/// grantpt(3).
pub fn library_grantpt(fd: RawFd) -> Done {
    // SAFETY: no address among the arguments.
    told(unsafe { libc::grantpt(fd) })
}

/// unlockpt(3).
pub fn library_unlockpt(fd: RawFd) -> Done {
    // SAFETY: no address among the arguments.
    told(unsafe { libc::unlockpt(fd) })
}

/// ptsname_r(3) into this buffer.
pub fn library_ptsname(fd: RawFd, into: &mut [u8]) -> Result<&CStr, Errno> {
    // SAFETY: the library writes within the buffer, which is borrowed for the call.
    let error = unsafe { libc::ptsname_r(fd, into.as_mut_ptr().cast::<c_char>(), into.len()) };
    if error != 0 {
        return Err(Errno(error));
    }
    CStr::from_bytes_until_nul(into).map_err(|_| Errno::EIO)
}

/// isatty(3).
pub fn library_isatty(fd: RawFd) -> bool {
    // SAFETY: no address among the arguments.
    unsafe { libc::isatty(fd) == 1 }
}

fn told(value: i32) -> Done {
    if value == -1 { Err(Errno::last()) } else { Ok(value as usize) }
}
