//! Locks on files, and semaphores.

use super::channels::{file, file_again, is_there, raw, remove_file};
use super::held::{Held, Special, Subject};
use super::processes::{End, after_exec, in_child};
use super::site::Site;
use crate::engine::isolate::Made;
use crate::guide::limits;
use crate::sys::apart::{Semaphore, sem_unlink};
use crate::sys::{self, Errno, Flock, Timeout};

/// The locks and semaphores.
pub const SUBJECTS: &[Subject] = &[
    Subject {
        facility: "flock",
        take: Some(|held| sys::flock(raw(held)?, libc::LOCK_EX | libc::LOCK_NB).map(drop)),
        ..LOCK
    },
    Subject {
        facility: "record_lock",
        take: Some(|held| write_lock(held, libc::F_SETLK)),
        special: &[("identifies", Some(tells_the_holder))],
        ..LOCK
    },
    Subject {
        facility: "ofd_lock",
        take: Some(|held| write_lock(held, libc::F_OFD_SETLK)),
        ..LOCK
    },
    Subject {
        facility: "lease",
        take: Some(|held| {
            let kind = i64::from(libc::F_WRLCK as i16);
            sys::fcntl(raw(held)?, libc::F_SETLEASE, kind).map(drop)
        }),
        special: LEASE,
        ..LOCK
    },
    POSIX_SEM,
    SYSV_SEM,
];

const LOCK: Subject = Subject {
    make: |site| file(site, 0o600).map(Held::one),
    find: Some(|site| file_again(site).map(Held::one)),
    named: Some(is_there),
    remove: remove_file,
    ..Subject::PLAIN
};

fn write_lock(held: &Held, command: i32) -> Result<(), Errno> {
    let kind = libc::F_WRLCK as i16;
    let mut whole = Flock { kind, whence: libc::SEEK_SET as i16, start: 0, length: 0, pid: 0 };
    sys::lock(raw(held)?, command, &mut whole).map(drop)
}

/// F_GETLK of a child names its parent, which holds the lock.
fn tells_the_holder(site: &Site<'_>) -> Result<String, Errno> {
    let held = file(site, 0o600).map(Held::one)?;
    write_lock(&held, libc::F_SETLK)?;
    let own = std::process::id() as i32;
    let told = in_child(End::Exits, || {
        let kind = libc::F_WRLCK as i16;
        let mut asked = Flock { kind, whence: 0, start: 0, length: 0, pid: 0 };
        sys::lock(raw(&held)?, libc::F_GETLK, &mut asked)?;
        if asked.pid == own { Ok(()) } else { Err(Errno::ESRCH) }
    });
    Ok(if told.is_ok() { "yes" } else { "no" }.into())
}

/// A lease wants a file that nobody else has open, and its holder to own the file.
const LEASE: &[Special] = &[
    ("access", Some(wants_the_owner)),
    ("exec", Some(lease_after_exec)),
    ("fork", Some(lease_after_fork)),
    ("notification", Some(tells_of_an_open)),
    ("peer_death", Some(lease_ends_with_its_holder)),
    ("crash", Some(|site| lease_ends_with_its_holder(site).map(|_| "released".into()))),
];

fn lease(held: &Held) -> Result<(), Errno> {
    let kind = i64::from(libc::F_WRLCK as i16);
    sys::fcntl(raw(held)?, libc::F_SETLEASE, kind).map(drop)
}

/// Whether somebody has a lease that an open would have to break.
fn is_leased(site: &Site<'_>) -> bool {
    use nix::fcntl::{OFlag, open};
    let flags = OFlag::O_RDWR | OFlag::O_NONBLOCK;
    let opened = open(&*site.path(), flags, nix::sys::stat::Mode::empty());
    opened.is_err_and(|errno| errno == nix::errno::Errno::EWOULDBLOCK)
}

fn wants_the_owner(site: &Site<'_>) -> Result<String, Errno> {
    let uid = site.other_uid.ok_or(Errno::EPERM)?;
    drop(file(site, 0o666)?);
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    std::fs::set_permissions(site.path(), mode)?;
    let taken = in_child(End::Exits, || {
        sys::set_resuid(uid)?;
        lease(&Held::one(file_again(site)?))
    });
    Ok(if taken == Err(Errno::EACCES) { "file's owner" } else { "permission bits" }.into())
}

fn lease_after_exec(site: &Site<'_>) -> Result<String, Errno> {
    let leased = after_exec(
        || {
            sys::block(libc::SIGIO);
            let held = Held::one(file(site, 0o600)?);
            lease(&held)?;
            std::mem::forget(held);
            Ok(())
        },
        |_| is_leased(site),
    )?;
    Ok(if leased { "kept" } else { "gone" }.into())
}

/// A child can give up the lease that its parent took: it has the same description.
fn lease_after_fork(site: &Site<'_>) -> Result<String, Errno> {
    let held = Held::one(file(site, 0o600)?);
    lease(&held)?;
    in_child(End::Exits, || {
        sys::fcntl(raw(&held)?, libc::F_SETLEASE, i64::from(libc::F_UNLCK as i16)).map(drop)
    })?;
    let left = sys::fcntl(raw(&held)?, libc::F_GETLEASE, 0)?;
    Ok(if left as i32 == libc::F_UNLCK { "shared" } else { "not inherited" }.into())
}

/// Another process that opens the file raises SIGIO at the holder.
fn tells_of_an_open(site: &Site<'_>) -> Result<String, Errno> {
    sys::block(libc::SIGIO);
    let held = Held::one(file(site, 0o600)?);
    lease(&held)?;
    in_child(End::Exits, || if is_leased(site) { Ok(()) } else { Err(Errno::EAGAIN) })?;
    sys::apart::take_signal(&[libc::SIGIO], false).map(|_| "SIGIO".into())
}

fn lease_ends_with_its_holder(site: &Site<'_>) -> Result<String, Errno> {
    in_child(End::Killed, || {
        let held = Held::one(file(site, 0o600)?);
        lease(&held)?;
        std::mem::forget(held);
        Ok(())
    })?;
    if is_leased(site) { Err(Errno::EAGAIN) } else { Ok("lock is free".into()) }
}

const POSIX_SEM: Subject = Subject {
    facility: "posix_sem",
    make: |site| {
        site.note(Made::File, &format!("/dev/shm/sem.{}", &site.name().to_string_lossy()[1..]));
        semaphore(Semaphore::open(&site.name(), libc::O_CREAT | libc::O_EXCL, 0o600, 0))
    },
    find: Some(|site| semaphore(Semaphore::open(&site.name(), 0, 0, 0))),
    named: Some(|site| Semaphore::open(&site.name(), 0, 0, 0).is_ok()),
    remove: |site| {
        let _ = sem_unlink(&site.name());
    },
    say: Some(|held, _, _| held.semaphore()?.post().map(|()| 1)),
    hear: Some(|held, _, _| held.semaphore()?.try_wait().map(|()| b"x".to_vec())),
    special: &[
        ("unit", Some(|site| counts(site, &POSIX_SEM))),
        ("order", None),
        ("peer_death", Some(|site| stays_taken(site, &POSIX_SEM))),
        ("capacity", Some(limits::sem_value_max)),
        ("message_max", None),
        ("exec", Some(|site| super::memory::gone_after_exec(site, &POSIX_SEM, "/dev/shm/sem."))),
    ],
    ..Subject::PLAIN
};

fn semaphore(opened: Result<Semaphore, Errno>) -> Result<Held, Errno> {
    Ok(Held { semaphore: Some(opened?), ..Held::default() })
}

const SYSV_SEM: Subject = Subject {
    facility: "sysv_sem",
    make: |site| {
        let id = sys::semget(site.key(), 1, libc::IPC_CREAT | libc::IPC_EXCL | 0o600)?;
        site.note(Made::Semaphores, &id.to_string());
        Ok(Held { id, ..Held::default() })
    },
    find: Some(|site| Ok(Held { id: sys::semget(site.key(), 1, 0o600)?, ..Held::default() })),
    named: Some(|site| sys::semget(site.key(), 0, 0).is_ok()),
    remove: |site| {
        if let Ok(id) = sys::semget(site.key(), 0, 0) {
            let _ = sys::remove_semaphores(id);
        }
    },
    say: Some(|held, _, _| operate(held, 1, 0).map(|()| 1)),
    hear: Some(|held, _, _| operate(held, -1, libc::IPC_NOWAIT).map(|()| b"x".to_vec())),
    special: &[
        ("unit", Some(|site| counts(site, &SYSV_SEM))),
        ("order", None),
        ("identifies", Some(tells_the_last)),
        ("peer_death", Some(undoes)),
        ("capacity", Some(limits::semvmx)),
        ("message_max", None),
    ],
    ..Subject::PLAIN
};

fn operate(held: &Held, by: i16, flags: i32) -> Result<(), Errno> {
    let element = sys::sembuf(0, by, flags as i16);
    sys::semop(held.id, element[..].into(), 1, Timeout::Semop).0.map(drop)
}

/// What is posted twice can be taken twice, and not a third time.
fn counts(site: &Site<'_>, subject: &Subject) -> Result<String, Errno> {
    let held = (subject.make)(site)?;
    let (say, hear) = (subject.say.ok_or(Errno::ENOSYS)?, subject.hear.ok_or(Errno::ENOSYS)?);
    let near = super::held::End::Near;
    say(&held, near, b"x")?;
    say(&held, near, b"x")?;
    hear(&held, near, 1)?;
    hear(&held, near, 1)?;
    Ok(if hear(&held, near, 1).is_err() { "counter" } else { "lock" }.into())
}

/// What a process took that was killed is not given back.
fn stays_taken(site: &Site<'_>, subject: &Subject) -> Result<String, Errno> {
    let held = (subject.make)(site)?;
    let (say, hear) = (subject.say.ok_or(Errno::ENOSYS)?, subject.hear.ok_or(Errno::ENOSYS)?);
    let near = super::held::End::Near;
    say(&held, near, b"x")?;
    in_child(End::Killed, || hear(&held, near, 1).map(drop))?;
    Ok(if hear(&held, near, 1).is_err() { "stays taken" } else { "lock is free" }.into())
}

fn tells_the_last(site: &Site<'_>) -> Result<String, Errno> {
    let held = (SYSV_SEM.make)(site)?;
    operate(&held, 1, 0)?;
    let last = sys::semctl(held.id, 0, libc::GETPID, 0)?;
    Ok(if last == std::process::id() as usize { "yes" } else { "no" }.into())
}

/// A process that is killed gives back what it took with SEM_UNDO, and keeps what it took without.
fn undoes(site: &Site<'_>) -> Result<String, Errno> {
    let taken = stays_taken(site, &SYSV_SEM)?;
    (SYSV_SEM.remove)(site);
    let held = (SYSV_SEM.make)(site)?;
    operate(&held, 1, 0)?;
    in_child(End::Killed, || operate(&held, -1, libc::SEM_UNDO | libc::IPC_NOWAIT))?;
    let given_back = operate(&held, -1, libc::IPC_NOWAIT).is_ok();
    Ok(if given_back && taken == "stays taken" { "undone if asked" } else { "stays taken" }.into())
}
