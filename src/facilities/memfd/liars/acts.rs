//! What is asked of the kernel instead of what the script says.

use crate::engine::forms::Flags;
use crate::engine::liar::deed::Altered;
use crate::engine::{Access, Answer, Deed, Errno, Hands, Op};
use crate::facilities::memfd::calls::{
    CLOEXEC, Call, GROW, Kind, MAPPED_BYTES, Name, SEALING, SHRINK, Seen, Space, WRITE,
};
use crate::facilities::memfd::perform::{add, create, created, map, perform, reopen};
use crate::sys::{self, Mapping};

pub fn all_sealable(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Create { name, flags } = Call::of(op) else { return None };
    let call = Call::Create { name, flags: flags.with(SEALING) };
    (!flags.has(SEALING)).then(|| perform(&call.into(), hands))
}

/// A descriptor of the first file of the caller's that was given the name.
pub fn same_file(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Create { name: name @ (Name::First | Name::Second), flags } = Call::of(op) else {
        return None;
    };
    let fresh = create(name, flags).ok()?;
    let link = |fd| std::fs::read_link(format!("/proc/self/fd/{fd}")).ok();
    let same = hands.slots().iter().copied().find(|fd| *fd != -1 && link(*fd) == link(fresh));
    let _ = sys::close(fresh);
    let fd = sys::dup(same?).ok()?;
    let _ = sys::fcntl(fd, libc::F_SETFD, i64::from(flags.has(CLOEXEC)));
    Some(created(fd, hands).map(Into::into))
}

pub fn grow_shrinks(op: &Op, hands: &mut Hands) -> Option<Answer> {
    with(op, GROW, SHRINK, hands)
}

pub fn write_grows(op: &Op, hands: &mut Hands) -> Option<Answer> {
    with(op, WRITE, GROW, hands)
}

/// Another seal is added with one.
fn with(op: &Op, seal: i32, other: i32, hands: &mut Hands) -> Option<Answer> {
    let Call::Add { fd, seals } = Call::of(op) else { return None };
    let call = Call::Add { fd, seals: seals.with(other) };
    seals.has(seal).then(|| perform(&call.into(), hands))
}

/// As if each mapping that there was once had stayed: the process has one of ours instead.
pub fn busy_for_ever(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Add { fd, seals } = Call::of(op) else { return None };
    let fd = hands.fd(fd);
    let sealed = sys::fcntl(fd, libc::F_GET_SEALS, 0).ok()? as i32;
    let writes = seals.has(WRITE) && sealed & (WRITE | libc::F_SEAL_SEAL) == 0;
    let known = seals.bits() & 1 << 20 == 0;
    let access = sys::fcntl(fd, libc::F_GETFL, 0).ok()? as i32 & libc::O_ACCMODE;
    (writes && known && access != libc::O_RDONLY).then_some(Err(Errno::EBUSY))
}

pub fn map_private(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Map { place, fd, kind: Kind::Written } = Call::of(op) else { return None };
    let fd = hands.fd(fd);
    can_be_written(fd).then(|| map(place, fd, Kind::Private).map(Into::into))
}

pub fn map_shared(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Map { place, fd, kind: Kind::Private } = Call::of(op) else { return None };
    let fd = hands.fd(fd);
    can_be_written(fd).then(|| map(place, fd, Kind::Written).map(Into::into))
}

/// Whether a shared mapping of it may be written by.
fn can_be_written(fd: i32) -> bool {
    let mapping = Mapping::of(fd, MAPPED_BYTES, true, true);
    mapping.is_ok_and(|mapping| mapping.unmap().is_ok())
}

pub fn less(op: &Op) -> Option<Op> {
    let Call::Truncate { fd, bytes: bytes @ 1.. } = Call::of(op) else { return None };
    Some(Call::Truncate { fd, bytes: bytes - 1 }.into())
}

pub fn punch_skipped(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Allocate { fd, space: Space::Punched, .. } = Call::of(op) else { return None };
    is_open_to_writes(hands.fd(fd)).then(|| Seen::Done.answer())
}

pub fn write_lost(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Write { fd, bytes, .. } = Call::of(op) else { return None };
    is_open_to_writes(hands.fd(fd)).then(|| Seen::Wrote { bytes }.answer())
}

/// Whether it has no seal that refuses a write, and may write.
fn is_open_to_writes(fd: i32) -> bool {
    let seals = sys::fcntl(fd, libc::F_GET_SEALS, 0).map(|seals| seals as i32);
    let access = sys::fcntl(fd, libc::F_GETFL, 0).map(|flags| flags as i32 & libc::O_ACCMODE);
    seals.is_ok_and(|seals| seals & !libc::F_SEAL_SEAL & !SHRINK == 0)
        && access.is_ok_and(|access| access != libc::O_RDONLY)
}

/// Another file, which nothing seals.
pub fn reopen_another(op: &Op, hands: &mut Hands) -> Option<Answer> {
    let Call::Reopen { access: Access::Both, truncate: false, .. } = Call::of(op) else {
        return None;
    };
    hands.keep(fresh().ok()?);
    Some(Seen::Opened.answer())
}

/// The deed is done to another file, opened for the same access.
pub fn another(deed: &Deed, hands: &mut Hands) -> Altered {
    let (Deed::Dup { fd } | Deed::Pass { fd, .. }) = *deed else { return Altered::Done };
    let opened = || {
        let access = sys::fcntl(hands.fd(fd), libc::F_GETFL, 0)? as i32 & libc::O_ACCMODE;
        let fresh = fresh()?;
        if access != libc::O_RDONLY {
            return Ok(fresh);
        }
        let opened = reopen(fresh, Access::Read, false);
        sys::close(fresh)?;
        opened
    };
    opened().map_or(Altered::Done, Altered::To)
}

fn fresh() -> Answer<i32> {
    let fd = create(Name::Second, Flags::of(SEALING))?;
    sys::ftruncate(fd, 77)?;
    add(fd, SHRINK)?;
    Ok(fd)
}
