//! The calls of terminals, made: raw, but where the C library is spoken of. It decides nothing.

use std::ffi::CString;
use std::os::fd::RawFd;

use super::calls::{Call, Seen};
use super::operands::{How, Setting, When};
use crate::engine::content::Content;
use crate::engine::{Answer, Errno, Hands, Op};
use crate::sys::{self, TerminalInt, TerminalRequest};

/// Where masters are had.
const MULTIPLEXOR: &std::ffi::CStr = c"/dev/ptmx";
/// The first major number of slaves, and how many slaves have one.
const SLAVES: (u64, u64) = (136, 1 << 20);

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    let fd = op.picks().first().map_or(-1, |fd| hands.fd(*fd));
    match Call::of(op) {
        Call::Open { library, access, flags } => {
            open(library, access.bits() | libc::O_NOCTTY | flags.bits(), hands)
        }
        Call::Slave { how, flags, .. } => {
            open_slave(fd, how, libc::O_RDWR | libc::O_NOCTTY | flags.bits(), hands)
        }
        Call::Unlock { .. } => sys::library_unlockpt(fd).and_then(done),
        Call::Lock { on, .. } => sys::terminal_int(fd, TerminalInt::Lock, on.into()).and_then(done),
        Call::IsLocked { .. } => flag(fd, TerminalInt::IsLocked),
        Call::Grant { .. } => sys::library_grantpt(fd).and_then(done),
        Call::Owner { .. } => {
            let owner = nix::sys::stat::stat(name(fd)?.as_c_str())?.st_uid;
            Seen::Owner { owned: owner == sys::real_uid() }.answer()
        }
        Call::Mode { .. } => {
            let mode = nix::sys::stat::stat(name(fd)?.as_c_str())?.st_mode & 0o7777;
            Seen::Mode { mode }.answer()
        }
        Call::Name { short, .. } => {
            let mut buffer = [0; 64];
            let room = if short { 4 } else { buffer.len() };
            let name = sys::library_ptsname(fd, &mut buffer[..room])?;
            let device = nix::sys::stat::stat(name)?.st_rdev;
            let number = sys::terminal_int(fd, TerminalInt::Number, 0)?;
            Seen::Named { right: slave_number(device) == u64::try_from(number).ok() }.answer()
        }
        Call::Exists { .. } => {
            Seen::Flag { on: nix::sys::stat::stat(name_by_number(fd)?.as_c_str()).is_ok() }.answer()
        }
        Call::Node => {
            let status = nix::sys::stat::stat(MULTIPLEXOR)?;
            let is_device = status.st_mode & libc::S_IFMT == libc::S_IFCHR;
            let (major, minor) =
                (nix::sys::stat::major(status.st_rdev), nix::sys::stat::minor(status.st_rdev));
            Seen::Node { is_device, major, minor }.answer()
        }
        Call::IsTerminal { .. } => Seen::Flag { on: sys::library_isatty(fd) }.answer(),
        Call::Set { setting, when, min, time, .. } => set(fd, setting, when, [min, time]),
        Call::Get { .. } => {
            let on = sys::terminal_attributes(fd)?.c_lflag & libc::ICANON != 0;
            Seen::Flag { on }.answer()
        }
        Call::Read { bytes, .. } => {
            let buffer = &mut hands.scratch[..bytes as usize];
            let read = sys::read(fd, (&mut *buffer).into())?;
            Seen::Read { content: Content::decode(&buffer[..read]) }.answer()
        }
        Call::Write { letters, tag, ending, .. } => {
            let wrote = sys::write(fd, ending.text(tag, letters)[..].into())?;
            Seen::Wrote { bytes: wrote as u64 }.answer()
        }
        call => ask(call, fd),
    }
}

/// The calls that ask something of a terminal, or tell it something.
fn ask(call: Call, fd: RawFd) -> Answer {
    let number = |number: usize| Seen::Number { number: number as u64 }.answer();
    match call {
        Call::Await { .. } => poll(fd, libc::POLLIN, -1).and_then(|_| Seen::Done.answer()),
        Call::Priority { .. } => {
            let on = poll(fd, libc::POLLPRI, 0)? & libc::POLLPRI != 0;
            Seen::Flag { on }.answer()
        }
        Call::Fionread { .. } => sys::readable_bytes(fd).and_then(number),
        Call::Unsent { .. } => {
            number(sys::terminal_int(fd, TerminalInt::Unsent, 0)?.cast_unsigned() as usize)
        }
        Call::Flush { which, .. } => {
            sys::terminal_request(fd, TerminalRequest::Flush, which.bits()).and_then(done)
        }
        Call::Flow { on, .. } => {
            let action = if on { libc::TCOON } else { libc::TCOOFF };
            sys::terminal_request(fd, TerminalRequest::Flow, action).and_then(done)
        }
        Call::Packet { on, .. } => {
            sys::terminal_int(fd, TerminalInt::Packet, on.into()).and_then(done)
        }
        Call::IsPacket { .. } => flag(fd, TerminalInt::IsPacket),
        Call::SetSize { rows, columns, .. } => {
            sys::set_window_size(fd, sys::WindowSize { rows, columns }).and_then(done)
        }
        Call::GetSize { .. } => {
            let sys::WindowSize { rows, columns } = sys::window_size(fd)?;
            Seen::Size { rows, columns }.answer()
        }
        Call::Exclusive { on, .. } => {
            let request =
                if on { TerminalRequest::Exclusive } else { TerminalRequest::NotExclusive };
            sys::terminal_request(fd, request, 0).and_then(done)
        }
        Call::IsExclusive { .. } => flag(fd, TerminalInt::IsExclusive),
        Call::Session { .. } => {
            sys::terminal_int(fd, TerminalInt::Session, 0).and_then(|_| done(0))
        }
        Call::Group { .. } => sys::terminal_int(fd, TerminalInt::Group, 0).and_then(|_| done(0)),
        call => unreachable!("{call:?} asks nothing"),
    }
}

fn done<T>(_: T) -> Answer {
    Seen::Done.answer()
}

fn flag(fd: RawFd, request: TerminalInt) -> Answer {
    Seen::Flag { on: sys::terminal_int(fd, request, 0)? != 0 }.answer()
}

fn poll(fd: RawFd, events: i16, timeout_ms: i32) -> Answer<i16> {
    let mut entries = [libc::pollfd { fd, events, revents: 0 }];
    sys::poll(sys::Entries::Of(&mut entries), timeout_ms)?;
    Ok(entries[0].revents)
}

fn is_cloexec(fd: RawFd) -> Answer<bool> {
    Ok(sys::fcntl(fd, libc::F_GETFD, 0)? as i32 & libc::FD_CLOEXEC != 0)
}

/// A new pair; before, the lowest descriptor that is free.
fn open(library: bool, flags: i32, hands: &mut Hands) -> Answer {
    let lowest = sys::eventfd2(0, libc::EFD_CLOEXEC)?;
    sys::close(lowest)?;
    let fd = if library {
        sys::library_openpt(flags)?
    } else {
        sys::openat(MULTIPLEXOR.into(), flags, 0)?
    };
    let number = |fd| sys::terminal_int(fd, TerminalInt::Number, 0).ok();
    let known = hands.slots().iter().filter(|known| **known >= 0);
    let fresh = !known.copied().any(|known| number(known) == number(fd));
    hands.keep(fd);
    Seen::Opened { lowest: fd == lowest, fresh, cloexec: is_cloexec(fd)? }.answer()
}

pub fn open_slave(master: RawFd, how: How, flags: i32, hands: &mut Hands) -> Answer {
    let fd = match how {
        How::Peer => sys::terminal_request(master, TerminalRequest::Peer, flags)? as RawFd,
        How::Name => sys::openat(name(master)?.as_c_str().into(), flags, 0)?,
    };
    hands.keep(fd);
    let number = sys::terminal_int(master, TerminalInt::Number, 0)?;
    let same = slave_number(sys::fstat(fd)?.st_rdev) == u64::try_from(number).ok();
    Seen::Slave { same, cloexec: is_cloexec(fd)? }.answer()
}

/// The name of the slave of a master, by ptsname.
fn name(master: RawFd) -> Answer<CString> {
    let mut buffer = [0; 64];
    sys::library_ptsname(master, &mut buffer).map(ToOwned::to_owned)
}

/// The name of a slave by its number, which either end tells.
fn name_by_number(fd: RawFd) -> Answer<CString> {
    let of_master = sys::terminal_int(fd, TerminalInt::Number, 0).ok();
    let number = match of_master {
        Some(number) => u64::try_from(number).ok(),
        None => slave_number(sys::fstat(fd)?.st_rdev),
    };
    let number = number.ok_or(Errno::ENOTTY)?;
    CString::new(format!("/dev/pts/{number}")).map_err(|_| Errno::EIO)
}

/// The number of the slave that is this device.
fn slave_number(device: u64) -> Option<u64> {
    let (major, minor) = (nix::sys::stat::major(device), nix::sys::stat::minor(device));
    let (first, each) = SLAVES;
    (first..first + 8).contains(&major).then(|| (major - first) * each + minor)
}

/// All that matters here is set, whatever it was.
fn set(fd: RawFd, setting: Setting, when: When, [min, time]: [u8; 2]) -> Answer {
    let mut attributes = sys::terminal_attributes(fd)?;
    // As cfmakeraw does.
    attributes.c_iflag &= !(libc::IGNBRK
        | libc::BRKINT
        | libc::PARMRK
        | libc::ISTRIP
        | libc::INLCR
        | libc::IGNCR
        | libc::ICRNL
        | libc::IXON);
    attributes.c_oflag &= !libc::OPOST;
    attributes.c_lflag &= !(libc::ECHO | libc::ECHONL | libc::ICANON | libc::ISIG | libc::IEXTEN);
    attributes.c_cflag = attributes.c_cflag & !(libc::CSIZE | libc::PARENB) | libc::CS8;
    attributes.c_cc[libc::VMIN] = min;
    attributes.c_cc[libc::VTIME] = time;
    if setting != Setting::Raw {
        attributes.c_iflag |= libc::ICRNL;
        attributes.c_oflag |= libc::OPOST | libc::ONLCR;
        attributes.c_lflag |= libc::ICANON;
    }
    if setting == Setting::Cooked {
        attributes.c_lflag |= libc::ECHO;
    }
    sys::set_terminal_attributes(fd, when.bits(), &attributes)?;
    Seen::Done.answer()
}
