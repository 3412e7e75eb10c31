//! Streams of bytes, and what probes need of any descriptor.

use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream};
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use nix::fcntl::{FcntlArg, OFlag, fcntl, open};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::openpty;
use nix::sys::stat::Mode;
use nix::sys::termios::{SetArg, cfmakeraw, tcgetattr, tcsetattr};
use nix::unistd::{mkfifo, pipe2};

use super::held::{End, Held, Special, Subject};
use super::site::Site;
use crate::engine::isolate::Made;
use crate::sys::{self, Errno};

/// How long a message may be on its way, in milliseconds: the loopback delivers at once, but for
/// what a softirq thread does later.
const ON_ITS_WAY_MS: u16 = 20;
/// The streams of bytes.
pub const SUBJECTS: &[Subject] = &[PIPE, FIFO, TCP, PTY];

const PIPE: Subject = Subject {
    facility: "pipe",
    make: |_| {
        let (read, write) = pipe2(OFlag::O_NONBLOCK)?;
        Ok(Held::two(write, read))
    },
    say: Some(say),
    hear: Some(hear),
    ..Subject::PLAIN
};

const FIFO: Subject = Subject {
    facility: "fifo",
    make: |site| {
        site.note(Made::File, &site.path());
        mkfifo(&*site.path(), Mode::from_bits_truncate(0o600))?;
        let read = open(&*site.path(), OFlag::O_RDONLY | OFlag::O_NONBLOCK, Mode::empty())?;
        let write = open(&*site.path(), OFlag::O_WRONLY | OFlag::O_NONBLOCK, Mode::empty())?;
        Ok(Held::two(write, read))
    },
    // For both: a FIFO that nobody reads cannot be opened for writing without waiting.
    find: Some(|site| {
        let both = open(&*site.path(), OFlag::O_RDWR | OFlag::O_NONBLOCK, Mode::empty())?;
        Ok(Held::one(both))
    }),
    named: Some(is_there),
    remove: remove_file,
    say: Some(say),
    hear: Some(hear),
    ..Subject::PLAIN
};

const TCP: Subject = Subject {
    facility: "tcp",
    make: |site| {
        let listener = TcpListener::bind(address(site))?;
        let near = TcpStream::connect(address(site))?;
        let (far, _) = listener.accept()?;
        let mut held = Held::two(inheritable(near)?, inheritable(far)?);
        held.rest.push(listener.into());
        Ok(held)
    },
    find: Some(|site| Ok(Held::one(inheritable(TcpStream::connect(address(site))?)?))),
    named: Some(|site| {
        TcpListener::bind(address(site))
            .is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse)
    }),
    say: Some(say),
    hear: Some(hear),
    special: TCP_ANSWERS,
    ..Subject::PLAIN
};

/// One that connects speaks to the listener's process, which must accept first.
const TCP_ANSWERS: &[Special] = &[("reach", None)];

const PTY: Subject = Subject {
    facility: "pty",
    make: |_| {
        let pair = openpty(None, None)?;
        let mut raw = tcgetattr(&pair.slave)?;
        cfmakeraw(&mut raw);
        tcsetattr(&pair.slave, SetArg::TCSANOW, &raw)?;
        for end in [&pair.master, &pair.slave] {
            fcntl(end, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        }
        Ok(Held::two(pair.slave, pair.master))
    },
    say: Some(say),
    hear: Some(hear),
    special: PTY_ANSWERS,
    ..Subject::PLAIN
};

/// What was written is carried over by a worker of the kernel's, some time later.
const PTY_ANSWERS: &[Special] = &[
    ("unit", Some(flows_together)),
    ("notification", None),
    ("capacity", None),
    ("message_max", None),
];

/// How long the worker may take.
const CARRIED_MAX: Duration = Duration::from_secs(2);

/// What was written in two writes one read takes, once it has all arrived.
fn flows_together(site: &Site<'_>) -> Result<String, Errno> {
    let held = (PTY.make)(site)?;
    say(&held, End::Near, b"abc")?;
    say(&held, End::Near, b"de")?;
    let begin = Instant::now();
    while sys::readable_bytes(held.fd(End::Far)?)? < 5 {
        if begin.elapsed() > CARRIED_MAX {
            return Err(Errno::ETIMEDOUT);
        }
        sys::yield_now();
    }
    let heard = hear(&held, End::Far, 16)?;
    Ok(if heard == b"abcde" { "bytes" } else { "messages" }.into())
}

pub fn address(site: &Site<'_>) -> SocketAddrV4 {
    SocketAddrV4::new(Ipv4Addr::LOCALHOST, site.port())
}

/// A descriptor as socket(2) gives it where nothing else is asked for, but not blocking.
pub fn inheritable(socket: impl Into<OwnedFd>) -> Result<OwnedFd, Errno> {
    let socket = socket.into();
    fcntl(&socket, FcntlArg::F_SETFD(nix::fcntl::FdFlag::empty()))?;
    fcntl(&socket, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
    Ok(socket)
}

/// Writes at that end.
pub fn say(held: &Held, end: End, bytes: &[u8]) -> Result<usize, Errno> {
    sys::write(held.fd(end)?, bytes.into())
}

/// Reads at the other end from the one that was said at.
pub fn hear(held: &Held, end: End, bytes_max: usize) -> Result<Vec<u8>, Errno> {
    let fd = held.fd(end)?;
    let mut bytes = vec![0; bytes_max];
    let mut length = sys::read(fd, (&mut bytes[..]).into());
    if length == Err(Errno::EAGAIN) && comes(held, end) {
        length = sys::read(fd, (&mut bytes[..]).into());
    }
    bytes.truncate(length?);
    Ok(bytes)
}

/// Waits a little for what is on its way.
fn comes(held: &Held, end: End) -> bool {
    let (first, second) = match end {
        End::Near => (&held.near, &held.far),
        End::Far => (&held.far, &held.near),
    };
    let Some(fd) = first.as_ref().or(second.as_ref()) else { return false };
    let mut waits = [PollFd::new(std::os::fd::AsFd::as_fd(fd), PollFlags::POLLIN)];
    poll(&mut waits, PollTimeout::from(ON_ITS_WAY_MS)).is_ok_and(|ready| ready > 0)
}

pub fn is_there(site: &Site<'_>) -> bool {
    std::fs::symlink_metadata(site.path()).is_ok()
}

pub fn remove_file(site: &Site<'_>) {
    let _ = std::fs::remove_file(site.path());
}

/// A file of one's own, open for both, with these permissions.
pub fn file(site: &Site<'_>, mode: u32) -> Result<OwnedFd, Errno> {
    site.note(Made::File, &site.path());
    let flags = OFlag::O_RDWR | OFlag::O_CREAT;
    Ok(open(&*site.path(), flags, Mode::from_bits_truncate(mode))?)
}

/// The same file, opened again.
pub fn file_again(site: &Site<'_>) -> Result<OwnedFd, Errno> {
    Ok(open(&*site.path(), OFlag::O_RDWR, Mode::empty())?)
}

/// The same open file description, for a type of the standard library.
pub fn as_file(fd: &OwnedFd) -> Result<File, Errno> {
    Ok(File::from(fd.try_clone()?))
}

/// For calls of nix that want the descriptor lent.
pub fn lent(held: &Held) -> Result<BorrowedFd<'_>, Errno> {
    held.near.as_ref().map(std::os::fd::AsFd::as_fd).ok_or(Errno::EBADF)
}

/// The raw descriptor of the near end.
pub fn raw(held: &Held) -> Result<i32, Errno> {
    Ok(lent(held)?.as_raw_fd())
}
