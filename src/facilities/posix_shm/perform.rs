//! Makes the calls. It decides nothing.

use std::ffi::CString;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::sys::statfs::{TMPFS_MAGIC, statfs};
use nix::unistd::{getegid, geteuid};

use super::calls::{CREATE, Call, MAPPED_BYTES, Name, OFFSETS, PLACES, Seen};
use crate::engine::forms::Mode;
use crate::engine::isolate::Made;
use crate::engine::{Answer, Errno, Hands, Op};
use crate::sys::{self, Mapping};

const DIRECTORY: &str = "/dev/shm";
const ENDLESS: usize = 4200;

/// The mappings of this process. What an earlier case left in a place is unmapped when the place is
/// used again.
static PLACES_OF_PROCESS: Mutex<[Option<Mapping>; PLACES as usize]> =
    Mutex::new([None; PLACES as usize]);

pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    seen(Call::of(op), hands).map(Into::into)
}

/// Makes a call, and says what came back as the room's own code reads it.
pub fn seen(call: Call, hands: &mut Hands) -> Answer<Seen> {
    match call {
        Call::Open { name, access, flags, mode: Mode(mode) } => {
            let text = text(name, hands)?;
            if flags.has(CREATE) {
                hands.note(Made::File, &file(name, hands)?);
            }
            let lowest = (0..i32::MAX).find(|fd| sys::fcntl(*fd, libc::F_GETFD, 0).is_err());
            let fd = sys::shm_open(&text, access.bits() | flags.bits(), mode)?;
            hands.keep(fd);
            let cloexec = sys::fcntl(fd, libc::F_GETFD, 0)? as i32 & libc::FD_CLOEXEC != 0;
            Ok(Seen::Opened { cloexec, lowest: lowest == Some(fd) })
        }
        Call::OpenEndless => {
            let fd = sys::shm_open(&endless(hands), libc::O_RDWR | CREATE, 0o600)?;
            sys::close(fd)?;
            Ok(Seen::Opened { cloexec: true, lowest: true })
        }
        Call::Unlink { name } => done(sys::shm_unlink(text(name, hands)?.as_c_str())),
        Call::UnlinkEndless => done(sys::shm_unlink(&endless(hands))),
        Call::Truncate { fd, bytes } => done(sys::ftruncate(hands.fd(fd), bytes).map(|_| 0)),
        Call::Status { fd } => {
            let status = sys::fstat(hands.fd(fd))?;
            let owned = status.st_uid == geteuid().as_raw();
            let grouped = status.st_gid == getegid().as_raw();
            let (size, mode) = (status.st_size, status.st_mode & 0o7777);
            Ok(Seen::Status { size, mode, owned, grouped })
        }
        Call::ChangeMode { fd, mode: Mode(mode) } => {
            done(sys::fchmod(hands.fd(fd), mode).map(|()| 0))
        }
        Call::Look { name } => {
            let status = statfs(file(name, hands)?.as_str())?;
            Ok(Seen::Looked { tmpfs: status.filesystem_type() == TMPFS_MAGIC })
        }
        Call::Map { place, fd, write } => map(place, hands.fd(fd), write, true),
        Call::Unmap { place } => {
            let mapping = places()[usize::from(place % PLACES)].take();
            done(mapping.ok_or(Errno::EIO)?.unmap())
        }
        Call::Store { place, at, tag } => {
            mapped(place)?.store(offset(at), tag.0 as u8)?;
            Ok(Seen::Stored)
        }
        Call::Load { place, at } => Ok(Seen::Loaded { value: mapped(place)?.load(offset(at))? }),
    }
}

/// Maps a descriptor, and keeps the mapping in a place.
pub fn map(place: u8, fd: i32, write: bool, shared: bool) -> Answer<Seen> {
    let mapping = Mapping::of(fd, MAPPED_BYTES, write, shared)?;
    let before = places()[usize::from(place % PLACES)].replace(mapping);
    if let Some(before) = before {
        before.unmap()?;
    }
    Ok(Seen::Mapped)
}

/// Unlinks every object that a case may have made, and unmaps what this process has mapped.
pub fn clean(hands: &mut Hands) {
    for mapping in places().iter_mut().filter_map(Option::take) {
        let _ = mapping.unmap();
    }
    for name in Name::lasting().chain([Name::WithoutSlash]) {
        if let Ok(text) = text(name, hands) {
            let _ = sys::shm_unlink(&text);
        }
    }
}

fn done(returned: Result<i64, Errno>) -> Answer<Seen> {
    Ok(Seen::Done { returned: returned? })
}

fn places() -> MutexGuard<'static, [Option<Mapping>; PLACES as usize]> {
    PLACES_OF_PROCESS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn mapped(place: u8) -> Answer<Mapping> {
    places()[usize::from(place % PLACES)].ok_or(Errno::EIO)
}

fn offset(at: u8) -> usize {
    OFFSETS[usize::from(at) % OFFSETS.len()] as usize
}

/// The name as the library takes it. Names of dots are not ours alone: with them no call is made.
fn text(name: Name, hands: &Hands) -> Answer<CString> {
    if matches!(name, Name::Dot | Name::TwoDots) {
        return Err(Errno::EIO);
    }
    Ok(CString::new(name.text(hands.tag())).expect("a name of ours has no NUL"))
}

fn endless(hands: &Hands) -> CString {
    CString::new(format!("/{:q<ENDLESS$}", hands.tag())).expect("a name of ours has no NUL")
}

/// The file that an object has.
fn file(name: Name, hands: &Hands) -> Answer<String> {
    let text = text(name, hands)?.into_string().map_err(|_| Errno::EIO)?;
    Ok(format!("{DIRECTORY}/{}", text.trim_start_matches('/')))
}
