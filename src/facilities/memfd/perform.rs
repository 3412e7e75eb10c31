//! Makes the calls. It decides nothing.

use std::ffi::CString;
use std::os::fd::RawFd;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::calls::{
    Call, GROW, Kind, MAPPED_BYTES, Mfd, NAME_BYTES_MAX, Name, PLACES, Seen, Space, offset,
};
use crate::engine::forms::{Choice, Flags};
use crate::engine::{Access, Answer, Errno, Hands, Op, Pick};
use crate::sys::{self, Mapping, Text};

/// The command of fcntl that adds seals, and the one that tells them.
pub const ADD: i32 = libc::F_ADD_SEALS;
pub const GET: i32 = libc::F_GET_SEALS;
/// Most bytes that a call writes.
const WRITTEN_BYTES_MAX: usize = 8;
/// No name of ours.
const OTHER_NAME: u8 = u8::MAX;

/// The mappings of this process. What an earlier case left in a place is unmapped when the place is
/// used again.
static PLACES_OF_PROCESS: Mutex<[Option<Mapping>; PLACES as usize]> =
    Mutex::new([None; PLACES as usize]);

pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    seen(Call::of(op), hands).map(Into::into)
}

/// Makes a call, and says what came back as the room's own code reads it.
pub fn seen(call: Call, hands: &mut Hands) -> Answer<Seen> {
    let done = |answer: Answer<usize>| answer.map(|_| Seen::Done);
    match call {
        Call::Create { name, flags } => created(create(name, flags)?, hands),
        Call::Reopen { fd, access, truncate } => {
            hands.keep(reopen(hands.fd(fd), access, truncate)?);
            Ok(Seen::Opened)
        }
        Call::Add { fd, seals } => done(add(hands.fd(fd), seals.bits())),
        Call::Get { fd } => Ok(Seen::Sealed { seals: sys::fcntl(hands.fd(fd), GET, 0)? as i32 }),
        Call::Foreign { adds } => {
            let other = sys::eventfd2(0, libc::EFD_CLOEXEC)?;
            let answer = if adds { add(other, GROW) } else { sys::fcntl(other, GET, 0) };
            sys::close(other)?;
            done(answer)
        }
        Call::Truncate { fd, bytes } => done(sys::ftruncate(hands.fd(fd), bytes)),
        Call::Allocate { fd, space, at, bytes } => {
            done(sys::fallocate(hands.fd(fd), space.mode(), at, bytes))
        }
        Call::Write { fd, at, bytes, tag } => {
            let buffer = [tag.0 as u8; WRITTEN_BYTES_MAX];
            let buffer = &buffer[..usize::from(bytes).min(WRITTEN_BYTES_MAX)];
            let wrote = sys::pwrite(hands.fd(fd), buffer.into(), offset(at) as i64)?;
            Ok(Seen::Wrote { bytes: wrote as u8 })
        }
        Call::Read { fd, at } => {
            let mut buffer = [0];
            match sys::pread(hands.fd(fd), buffer[..].as_mut().into(), offset(at) as i64)? {
                1 => Ok(Seen::Byte { value: buffer[0] }),
                _ => Err(Errno::EIO),
            }
        }
        Call::Status { fd } => Ok(Seen::Size { bytes: sys::fstat(hands.fd(fd))?.st_size }),
        Call::ChangeMode { fd, mode } => {
            sys::fchmod(hands.fd(fd), mode.0)?;
            Ok(Seen::Done)
        }
        Call::GetMode { fd } => {
            Ok(Seen::ModeIs { mode: sys::fstat(hands.fd(fd))?.st_mode & 0o7777 })
        }
        Call::Link { fd } => link(fd, hands),
        Call::Map { place, fd, kind } => map(place, hands.fd(fd), kind),
        Call::Unmap { place } => {
            let mapping = places()[usize::from(place % PLACES)].take();
            mapping.ok_or(Errno::EIO)?.unmap()?;
            Ok(Seen::Done)
        }
        Call::Store { place, at, tag } => {
            mapped(place)?.store(offset(at) as usize, tag.0 as u8)?;
            Ok(Seen::Done)
        }
        Call::Load { place, at } => {
            Ok(Seen::Byte { value: mapped(place)?.load(offset(at) as usize)? })
        }
    }
}

/// Unmaps what this process has mapped.
pub fn clean(_hands: &mut Hands) {
    for mapping in places().iter_mut().filter_map(Option::take) {
        let _ = mapping.unmap();
    }
}

/// memfd_create of one of our names.
pub fn create(name: Name, flags: Flags<Mfd>) -> Answer<RawFd> {
    if name == Name::BadAddress {
        return sys::memfd_create(Text::Bad, flags.bits());
    }
    let name = CString::new(text(name)).expect("a name of ours has no NUL");
    sys::memfd_create(name.as_c_str().into(), flags.bits())
}

/// Keeps a descriptor that was made, and says what it is of.
pub fn created(fd: RawFd, hands: &mut Hands) -> Answer<Seen> {
    hands.keep(fd);
    let cloexec = sys::fcntl(fd, libc::F_GETFD, 0)? as i32 & libc::FD_CLOEXEC != 0;
    Ok(Seen::Created { bytes: sys::fstat(fd)?.st_size, cloexec })
}

/// Opens what a descriptor refers to anew.
pub fn reopen(fd: RawFd, access: Access, truncate: bool) -> Answer<RawFd> {
    let path = CString::new(format!("/proc/self/fd/{fd}")).expect("a number has no NUL");
    let truncate = if truncate { libc::O_TRUNC } else { 0 };
    sys::openat(path.as_c_str().into(), access.bits() | truncate, 0)
}

pub fn add(fd: RawFd, seals: i32) -> Answer<usize> {
    sys::fcntl(fd, ADD, seals.into())
}

/// Maps a descriptor, and keeps the mapping in a place.
pub fn map(place: u8, fd: RawFd, kind: Kind) -> Answer<Seen> {
    let mapping = Mapping::of(fd, MAPPED_BYTES, kind != Kind::Read, kind != Kind::Private)?;
    let before = places()[usize::from(place % PLACES)].replace(mapping);
    if let Some(before) = before {
        before.unmap()?;
    }
    Ok(Seen::Done)
}

/// What link a descriptor has in /proc.
fn link(fd: Pick, hands: &Hands) -> Answer<Seen> {
    let link = hands.link(fd)?;
    let shown = link.strip_prefix("/memfd:");
    let name = shown.unwrap_or(&link);
    let name = name.strip_suffix(" (deleted)").unwrap_or(name);
    let known = Name::TABLE.iter().map(|(known, ..)| *known);
    let known = known.into_iter().find(|known| text(*known) == name);
    let name = known.map_or(OTHER_NAME, |known| known as u8);
    Ok(Seen::Linked { memfd: shown.is_some(), name })
}

fn text(name: Name) -> String {
    match name {
        Name::First | Name::BadAddress => "one".into(),
        Name::Second => "two".into(),
        Name::Longest => "n".repeat(NAME_BYTES_MAX),
        Name::TooLong => "n".repeat(NAME_BYTES_MAX + 1),
    }
}

fn places() -> MutexGuard<'static, [Option<Mapping>; PLACES as usize]> {
    PLACES_OF_PROCESS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn mapped(place: u8) -> Answer<Mapping> {
    places()[usize::from(place % PLACES)].ok_or(Errno::EIO)
}

impl Space {
    fn mode(self) -> i32 {
        match self {
            Self::Allocated => 0,
            Self::KeepingSize => libc::FALLOC_FL_KEEP_SIZE,
            Self::Punched => libc::FALLOC_FL_PUNCH_HOLE | libc::FALLOC_FL_KEEP_SIZE,
        }
    }
}
