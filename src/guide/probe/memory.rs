//! Memory that processes share, files, another process's memory, and strings handed on.

use std::os::fd::OwnedFd;

use nix::unistd::ftruncate;

use super::channels::{as_file, file, file_again, is_there, raw, remove_file};
use super::held::{End, Held, Special, Subject};
use super::processes::{self, HANDED_ON, after_exec, in_child};
use super::site::Site;
use crate::engine::isolate::Made;
use crate::guide::limits;
use crate::sys::apart::{memfd, read_memory, shm_open, shm_unlink, shmat, shmget};
use crate::sys::{self, Errno, Region};

/// Of each piece of shared memory.
const BYTES: usize = 4096;

/// What is shared.
pub const SUBJECTS: &[Subject] =
    &[MMAP, POSIX_SHM, SYSV_SHM, MEMFD, FUTEX, REGULAR_FILE, PROCESS_VM, ENVIRONMENT];

const MEMORY: Subject = Subject {
    say: Some(|held, _, bytes| {
        held.region()?.put(0, bytes);
        Ok(bytes.len())
    }),
    hear: Some(|held, _, bytes_max| {
        let mut bytes = vec![0; bytes_max];
        held.region()?.get(0, &mut bytes);
        // Zeros are memory that nobody has written to.
        bytes.truncate(bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1));
        if bytes.is_empty() { Err(Errno::EAGAIN) } else { Ok(bytes) }
    }),
    ..Subject::PLAIN
};

/// What no memory answers as channels do.
const ORDER: Special = ("order", None);
const CAPACITY: Special = ("capacity", None);
const MESSAGE_MAX: Special = ("message_max", None);
const NOTIFICATION: Special = ("notification", None);

const MMAP: Subject = Subject {
    facility: "mmap",
    make: |site| mapped(&file(site, 0o600)?),
    find: Some(|site| mapped(&file_again(site)?)),
    named: Some(is_there),
    remove: remove_file,
    special: &[
        ORDER,
        CAPACITY,
        MESSAGE_MAX,
        NOTIFICATION,
        ("persistence", None),
        ("exec", Some(|site| gone_after_exec(site, &MMAP, &site.path()))),
    ],
    ..MEMORY
};

/// The mapping alone is kept: its descriptor is closed.
fn mapped(file: &OwnedFd) -> Result<Held, Errno> {
    ftruncate(file, BYTES as i64)?;
    let region = Region::of(std::os::fd::AsRawFd::as_raw_fd(file), BYTES)?;
    Ok(Held { region: Some(region), ..Held::default() })
}

/// The mapping, and the descriptor beside it.
fn with_descriptor(fd: OwnedFd) -> Result<Held, Errno> {
    let held = mapped(&fd)?;
    Ok(Held { near: Some(fd), ..held })
}

/// A mapping whose name begins so is there before exec, and not after it.
pub fn gone_after_exec(site: &Site<'_>, subject: &Subject, name: &str) -> Result<String, Errno> {
    let maps = |pid: &str| std::fs::read_to_string(format!("/proc/{pid}/maps"));
    let left = after_exec(
        || {
            let held = (subject.make)(site)?;
            let there = maps("self")?.contains(name);
            std::mem::forget(held);
            if there { Ok(()) } else { Err(Errno::ENOENT) }
        },
        |child| maps(&child.to_string()).is_ok_and(|maps| maps.contains(name)),
    )?;
    Ok(if left { "kept" } else { "gone" }.into())
}

const POSIX_SHM: Subject = Subject {
    facility: "posix_shm",
    make: |site| {
        site.note(Made::File, &format!("/dev/shm{}", site.name().to_string_lossy()));
        opened(site, libc::O_RDWR | libc::O_CREAT | libc::O_EXCL)
    },
    find: Some(|site| opened(site, libc::O_RDWR)),
    named: Some(|site| shm_open(&site.name(), libc::O_RDONLY, 0).is_ok()),
    remove: |site| {
        let _ = shm_unlink(&site.name());
    },
    special: &[ORDER, CAPACITY, MESSAGE_MAX, NOTIFICATION],
    ..MEMORY
};

fn opened(site: &Site<'_>, flags: i32) -> Result<Held, Errno> {
    with_descriptor(sys::owned(shm_open(&site.name(), flags, 0o600)?))
}

const SYSV_SHM: Subject = Subject {
    facility: "sysv_shm",
    make: |site| {
        let held = attached(site, libc::IPC_CREAT | libc::IPC_EXCL | 0o600)?;
        site.note(Made::Segment, &held.id.to_string());
        Ok(held)
    },
    find: Some(|site| attached(site, 0o600)),
    named: Some(|site| shmget(site.key(), 0, 0).is_ok()),
    remove: |site| {
        if let Ok(id) = shmget(site.key(), 0, 0) {
            let _ = sys::remove_segment(id);
        }
    },
    special: &[
        ORDER,
        CAPACITY,
        MESSAGE_MAX,
        NOTIFICATION,
        ("exec", Some(|site| gone_after_exec(site, &SYSV_SHM, "/SYSV"))),
    ],
    ..MEMORY
};

fn attached(site: &Site<'_>, flags: i32) -> Result<Held, Errno> {
    let id = shmget(site.key(), BYTES, flags)?;
    Ok(Held { id, region: Some(shmat(id, BYTES)?), ..Held::default() })
}

const MEMFD: Subject = Subject {
    facility: "memfd",
    make: |_| with_descriptor(sys::owned(memfd(c"bythebook")?)),
    special: &[ORDER, CAPACITY, MESSAGE_MAX, NOTIFICATION, ("persistence", Some(outlives_maker))],
    ..MEMORY
};

/// What a process wrote that has ended is there for whom it passed the descriptor to.
fn outlives_maker(_: &Site<'_>) -> Result<String, Errno> {
    let [ours, theirs] = sys::socket_pair()?;
    in_child(processes::End::Exits, || {
        let held = with_descriptor(sys::owned(memfd(c"bythebook")?))?;
        held.region()?.put(0, b"x");
        sys::send_descriptor(theirs, held.fd(End::Near)?).map(drop)
    })?;
    let received = with_descriptor(sys::owned(sys::receive_descriptor(ours)?))?;
    let mut byte = [0];
    received.region()?.get(0, &mut byte);
    if byte == *b"x" { Ok("process".into()) } else { Err(Errno::EIO) }
}

/// Its word is in memory that relatives share.
const FUTEX: Subject = Subject {
    facility: "futex",
    make: |_| {
        let fd = sys::owned(sys::memfd(c"bythebook")?);
        mapped(&fd)
    },
    special: &[
        ORDER,
        CAPACITY,
        MESSAGE_MAX,
        NOTIFICATION,
        ("persistence", None),
        ("exec", Some(|site| gone_after_exec(site, &FUTEX, "/memfd:bythebook"))),
    ],
    ..MEMORY
};

const REGULAR_FILE: Subject = Subject {
    facility: "regular_file",
    make: |site| file(site, 0o600).map(Held::one),
    find: Some(|site| file_again(site).map(Held::one)),
    named: Some(is_there),
    remove: remove_file,
    say: Some(|held, _, bytes| {
        use std::io::{Seek, SeekFrom, Write};
        let mut file = as_file(held.near.as_ref().ok_or(Errno::EBADF)?)?;
        file.seek(SeekFrom::End(0))?;
        Ok(file.write(bytes)?)
    }),
    hear: Some(|held, _, bytes_max| {
        let mut bytes = vec![0; bytes_max];
        let length = sys::pread(raw(held)?, (&mut bytes[..]).into(), 0)?;
        bytes.truncate(length);
        if length == 0 { Err(Errno::EAGAIN) } else { Ok(bytes) }
    }),
    special: &[
        ("persistence", None),
        ("capacity", None),
        ("message_max", None),
        ("notification", None),
    ],
    ..Subject::PLAIN
};

/// A child reads its parent's memory, or the parent that of a child.
const PROCESS_VM: Subject = Subject {
    facility: "process_vm",
    make: |_| {
        let region = Region::new(BYTES)?;
        if let Some(fd) = region.fd() {
            let _ = sys::close(fd);
        }
        Ok(Held { region: Some(region), id: std::process::id() as i32, ..Held::default() })
    },
    special: &[
        ("unit", Some(reads_what_is_there)),
        ("reach", Some(|site| reads_what_is_there(site).map(|_| "same host".into()))),
        ("order", None),
        ("fork", None),
        ("exec", None),
        ("direction", None),
        ("persistence", None),
        ("crash", None),
        ("capacity", None),
        ("message_max", None),
        ("notification", None),
        ("access", Some(wants_the_user)),
        ("peer_death", Some(reads_the_dead)),
    ],
    ..MEMORY
};

/// A child that was told an address of its parent's memory copies what is there now.
fn reads_what_is_there(site: &Site<'_>) -> Result<String, Errno> {
    let held = (PROCESS_VM.make)(site)?;
    held.region()?.put(0, b"x");
    in_child(processes::End::Exits, || read_one(&held))?;
    Ok("memory".into())
}

fn read_one(held: &Held) -> Result<(), Errno> {
    let mut byte = [0];
    read_memory(held.id, held.region()?.address(), &mut byte)?;
    if byte == *b"x" { Ok(()) } else { Err(Errno::EIO) }
}

fn wants_the_user(site: &Site<'_>) -> Result<String, Errno> {
    let uid = site.other_uid.ok_or(Errno::EPERM)?;
    let held = (PROCESS_VM.make)(site)?;
    held.region()?.put(0, b"x");
    let read = in_child(processes::End::Exits, || {
        sys::set_resuid(uid)?;
        read_one(&held)
    });
    Ok(if read == Err(Errno::EPERM) { "user ID" } else { "none" }.into())
}

fn reads_the_dead(site: &Site<'_>) -> Result<String, Errno> {
    let held = (PROCESS_VM.make)(site)?;
    let sys::Fork::Parent { child } = sys::fork()? else { sys::exit(0) };
    sys::wait(child, true)?;
    let mut byte = [0];
    let read = read_memory(child, held.region()?.address(), &mut byte);
    Ok(if read == Err(Errno::ESRCH) { "ESRCH" } else { "nothing" }.into())
}

const ENVIRONMENT: Subject = Subject {
    facility: "environment",
    make: |_| Ok(Held::default()),
    special: &[
        ("fork", Some(is_a_copy)),
        ("exec", Some(is_handed_on)),
        ("message_max", Some(limits::max_arg_strlen)),
        ("persistence", None),
        ("crash", None),
    ],
    ..Subject::PLAIN
};

/// A variable that is there in every process that is run by a shell or by `cargo`.
const VARIABLE: &str = "PATH";

/// A child has what its parent has; that each has its own memory is fork's.
fn is_a_copy(_: &Site<'_>) -> Result<String, Errno> {
    let own = std::env::var_os(VARIABLE).ok_or(Errno::ENOENT)?;
    in_child(processes::End::Exits, || {
        let same = std::env::var_os(VARIABLE).is_some_and(|value| value == own);
        if same { Ok(()) } else { Err(Errno::ENOENT) }
    })?;
    Ok("copied".into())
}

/// What exec was given stands in the new program's /proc/PID/environ.
fn is_handed_on(_: &Site<'_>) -> Result<String, Errno> {
    let there = after_exec(
        || Ok(()),
        |child| {
            let environment = std::fs::read(format!("/proc/{child}/environ"));
            environment.is_ok_and(|given| given.starts_with(HANDED_ON.to_bytes()))
        },
    )?;
    Ok(if there { "kept" } else { "gone" }.into())
}
