//! The calls of regular files, made: raw, but where the C library is spoken of. It decides nothing.

use std::ffi::{CStr, CString};
use std::fs;
use std::os::fd::{AsRawFd, IntoRawFd, RawFd};
use std::os::unix::fs::PermissionsExt;

use super::calls::{Call, MOVED_BYTES_MAX, NAMES, OpenFlags, Seen, Whence, record};
use crate::engine::forms::{Flags, Mode};
use crate::engine::isolate::Made;
use crate::engine::{Access, Answer, Hands, Op};
use crate::sys::{self, Ended, Errno, Fork};

/// Buffers of a call that takes too many.
const TOO_MANY: usize = 1025;
/// How often a child opens the name that is replaced.
const LOOKS: usize = 100;
/// The status of a child that found the name missing.
const MISSING: i32 = 1;

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    let wrote = |bytes: usize| Seen::Wrote { bytes: bytes as u8 }.into();
    match Call::of(op) {
        Call::Open { name, access, flags, mode } => open(name, access, flags, mode, hands),
        Call::OpenUnnamed => {
            let directory = hands.directory().clone();
            let fd =
                sys::openat(directory.as_c_str().into(), libc::O_TMPFILE | libc::O_RDWR, 0o600)?;
            keep(fd, hands)
        }
        Call::Read { fd, bytes, vector } => {
            let mut buffer = [0; MOVED_BYTES_MAX];
            let (fd, buffer) = (hands.fd(fd), &mut buffer[..usize::from(bytes)]);
            let read = if vector {
                let (first, second) = buffer.split_at_mut(usize::from(bytes) / 2);
                sys::readv(fd, &mut [first, second])?
            } else {
                sys::read(fd, (&mut *buffer).into())?
            };
            Seen::data(&buffer[..read]).answer()
        }
        Call::Write { fd, bytes, tag, vector } => {
            let buffer = vec![record(tag); bytes.into()];
            let (first, second) = buffer.split_at(buffer.len() / 2);
            let fd = hands.fd(fd);
            let written = if vector {
                sys::writev(fd, &[first, second])
            } else {
                sys::write(fd, buffer.as_slice().into())
            };
            written.map(wrote)
        }
        Call::Pread { fd, bytes, at } => {
            let mut buffer = [0; MOVED_BYTES_MAX];
            let buffer = &mut buffer[..usize::from(bytes)];
            let read = sys::pread(hands.fd(fd), (&mut *buffer).into(), at.into())?;
            Seen::data(&buffer[..read]).answer()
        }
        Call::Pwrite { fd, bytes, tag, at } => {
            let buffer = vec![record(tag); bytes.into()];
            sys::pwrite(hands.fd(fd), buffer.as_slice().into(), at.into()).map(wrote)
        }
        Call::Seek { fd, whence, offset } => {
            let number = sys::lseek(hands.fd(fd), offset.into(), whence.number())?;
            Seen::Number { number: number as u64 }.answer()
        }
        Call::Resize { fd, bytes } => done(sys::ftruncate(hands.fd(fd), bytes.into())),
        Call::TooMany { fd, writes: true } => {
            sys::writev(hands.fd(fd), &vec![&[0][..]; TOO_MANY]).map(wrote)
        }
        Call::TooMany { fd, .. } => {
            let mut bytes = [0; TOO_MANY];
            let mut buffers: Vec<&mut [u8]> = bytes.chunks_mut(1).collect();
            sys::readv(hands.fd(fd), &mut buffers).map(wrote)
        }
        Call::Limited { fd, bytes, tag, limit, caught } => {
            let buffer = vec![record(tag); bytes.into()];
            let fd = hands.fd(fd);
            if caught { within(fd, &buffer, limit) } else { child_within(fd, &buffer, limit) }
        }
        named => perform_named(named, hands),
    }
}

fn perform_named(call: Call, hands: &mut Hands) -> Answer {
    match call {
        Call::Link { name, to } => {
            done(sys::link(path(name, hands).as_c_str(), path(to, hands).as_c_str()))
        }
        Call::Rename { name, to, keeps } => {
            let flags = if keeps { libc::RENAME_NOREPLACE } else { 0 };
            done(sys::rename(path(name, hands).as_c_str(), path(to, hands).as_c_str(), flags))
        }
        Call::Unlink { name } => done(sys::unlinkat(path(name, hands).as_c_str().into(), 0)),
        Call::Look { name } => look(&path(name, hands)),
        Call::Replaced => replaced(hands),
        Call::Mkstemp { wrong } => mkstemp(wrong, hands),
        _ => Err(Errno::ENOSYS),
    }
}

/// Removes every file that a case may have made.
pub fn clean(hands: &mut Hands) {
    let scratch = [watched(hands), replacement(hands)];
    for path in (0..NAMES).map(|name| path(name, hands)).chain(scratch) {
        // Most cases use one of them only.
        let _ = sys::unlinkat(path.as_c_str().into(), 0);
    }
}

fn done(answer: Answer<usize>) -> Answer {
    answer?;
    Seen::Done.answer()
}

/// Where the file of that name is.
pub fn path(name: u8, hands: &Hands) -> CString {
    in_directory(&format!("file{name}"), hands)
}

fn watched(hands: &Hands) -> CString {
    in_directory("watched", hands)
}

fn replacement(hands: &Hands) -> CString {
    in_directory("replacement", hands)
}

fn in_directory(name: &str, hands: &Hands) -> CString {
    let directory = hands.directory().to_string_lossy();
    CString::new(format!("{directory}/{name}")).expect("a path of ours has no NUL")
}

fn keep(fd: RawFd, hands: &mut Hands) -> Answer {
    hands.keep(fd);
    let cloexec = sys::fcntl(fd, libc::F_GETFD, 0)? as i32 & libc::FD_CLOEXEC != 0;
    Seen::Opened { cloexec }.answer()
}

fn open(
    name: u8,
    access: Access,
    flags: Flags<OpenFlags>,
    Mode(mode): Mode,
    hands: &mut Hands,
) -> Answer {
    let path = path(name, hands);
    hands.note(Made::File, &path.to_string_lossy());
    let fd = sys::openat(path.as_c_str().into(), access.bits() | flags.bits(), mode)?;
    keep(fd, hands)
}

fn look(path: &CStr) -> Answer {
    let status = nix::sys::stat::stat(path)?;
    let seen = Seen::Status {
        bytes: status.st_size as u64,
        mode: status.st_mode & 0o7777,
        owned: status.st_uid == nix::unistd::geteuid().as_raw(),
        links: status.st_nlink,
    };
    seen.answer()
}

/// Writes under the limit, with the signal caught.
fn within(fd: RawFd, buffer: &[u8], limit: u8) -> Answer {
    let (before, _) = sys::rlimit(libc::RLIMIT_FSIZE)?;
    sys::catch(libc::SIGXFSZ, true)?;
    let (caught_before, _) = sys::notices();
    sys::set_soft_limit(libc::RLIMIT_FSIZE, limit.into())?;
    let wrote = sys::write(fd, buffer.into());
    sys::set_soft_limit(libc::RLIMIT_FSIZE, before)?;
    let (caught, kept) = sys::notices();
    let new = kept.len().saturating_sub(caught - caught_before);
    let signalled = kept[new..].iter().any(|notice| notice.signal == libc::SIGXFSZ);
    sys::restore_default(libc::SIGXFSZ)?;
    match wrote {
        Ok(bytes) => Seen::Wrote { bytes: bytes as u8 }.answer(),
        Err(Errno::EFBIG) => Seen::Limit { signalled }.answer(),
        Err(errno) => Err(errno),
    }
}

/// A child writes under the limit, and leaves the signal at its default.
fn child_within(fd: RawFd, buffer: &[u8], limit: u8) -> Answer {
    let child = match sys::fork()? {
        Fork::Child => {
            let _ = sys::set_soft_limit(libc::RLIMIT_CORE, 0);
            let _ = sys::restore_default(libc::SIGXFSZ);
            let _ = sys::set_soft_limit(libc::RLIMIT_FSIZE, limit.into());
            sys::exit(i32::from(sys::write(fd, buffer.into()).is_ok()))
        }
        Fork::Parent { child } => child,
    };
    match sys::wait(child, true)? {
        Some((_, Ended::Killed(signal))) => Seen::Killed { signal }.answer(),
        Some((_, Ended::Exited(0))) => Err(Errno::EFBIG),
        _ => Seen::Done.answer(),
    }
}

/// Replaces a name again and again, while a child opens it.
fn replaced(hands: &mut Hands) -> Answer {
    let (target, new) = (watched(hands), replacement(hands));
    let flags = libc::O_CREAT | libc::O_WRONLY | libc::O_CLOEXEC;
    let make = |path: &CStr| sys::close(sys::openat(path.into(), flags, 0o600)?);
    hands.note(Made::File, &target.to_string_lossy());
    hands.note(Made::File, &new.to_string_lossy());
    make(&target)?;
    let child = match sys::fork()? {
        Fork::Child => {
            for _ in 0..LOOKS {
                match sys::openat(target.as_c_str().into(), libc::O_PATH, 0) {
                    Ok(fd) => drop(sys::close(fd)),
                    Err(_) => sys::exit(MISSING),
                }
            }
            sys::exit(0)
        }
        Fork::Parent { child } => child,
    };
    let ended = loop {
        let again = make(&new).and_then(|_| sys::rename(&new, &target, 0));
        if let Some((_, ended)) = sys::wait(child, again.is_err())? {
            break ended;
        }
    };
    let _ = sys::unlinkat(target.as_c_str().into(), 0);
    Seen::Watched { missing: ended == Ended::Exited(MISSING) }.answer()
}

fn mkstemp(wrong: bool, hands: &mut Hands) -> Answer {
    let end = if wrong { "temporaryXXXXX" } else { "temporaryXXXXXX" };
    let template = in_directory(end, hands);
    let (fd, place) = nix::unistd::mkstemp(template.as_c_str())?;
    let permissions = fs::metadata(&place).map(|status| status.permissions().mode() & 0o7777);
    let _ = fs::remove_file(&place);
    let fd = fd.into_raw_fd();
    let flags = sys::fcntl(fd.as_raw_fd(), libc::F_GETFL, 0)? as i32;
    sys::close(fd)?;
    Seen::Made { mode: permissions?, both: flags & libc::O_ACCMODE == libc::O_RDWR }.answer()
}

impl Whence {
    fn number(self) -> i32 {
        match self {
            Self::Set => libc::SEEK_SET,
            Self::Current => libc::SEEK_CUR,
            Self::End => libc::SEEK_END,
        }
    }
}
