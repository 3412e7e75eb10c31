//! System V semaphores, without the C library but for ftok.
#![allow(unsafe_code)] // The kernel reads and writes small structures that live for the call.

use std::ffi::CStr;
use std::mem;
use std::ptr;

use super::call::{BAD_ADDRESS, call_plain, call5};
use super::{Errno, Fork, Source, Target, exit, fork, wait};

/// What semctl(2) tells of a set, and takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SemStatus {
    pub key: i32,
    pub uid: u32,
    pub gid: u32,
    pub creator_uid: u32,
    pub creator_gid: u32,
    pub mode: u32,
    pub size: u64,
    pub operated_at: i64,
    pub changed_at: i64,
}

/// What `IPC_INFO` and `SEM_INFO` tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SemInfo {
    /// What the call returned.
    pub highest: usize,
    pub semmni: i32,
    pub semmns: i32,
    pub semmsl: i32,
    pub semopm: i32,
    pub semvmx: i32,
    pub semusz: i32,
    pub semaem: i32,
}

/// How long semtimedop sleeps at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timeout {
    /// Not semtimedop but semop.
    Semop,
    /// A null pointer.
    Null,
    After {
        seconds: i64,
        nanoseconds: i64,
    },
    /// An address at which nothing is mapped.
    Bad,
}

/// One element of the array that semop takes, as bytes.
pub fn sembuf(number: u16, operation: i16, flags: i16) -> [u8; mem::size_of::<libc::sembuf>()] {
    let element = libc::sembuf { sem_num: number, sem_op: operation, sem_flg: flags };
    // SAFETY: three short numbers without padding.
    unsafe { mem::transmute(element) }
}

pub fn semget(key: i32, size: i32, flags: i32) -> Result<i32, Errno> {
    // SAFETY: plain numbers.
    let id = unsafe { call_plain(libc::SYS_semget, [key.into(), size.into(), flags.into()]) }?;
    Ok(id as i32)
}

/// semop(2) or semtimedop(2) of the first `count` elements; and whether the timeout is as it was.
pub fn semop(
    id: i32,
    array: Source<'_>,
    count: usize,
    timeout: Timeout,
) -> (Result<usize, Errno>, bool) {
    let (address, _) = array.parts();
    let (seconds, nanoseconds) = match timeout {
        Timeout::After { seconds, nanoseconds } => (seconds, nanoseconds),
        Timeout::Semop | Timeout::Null | Timeout::Bad => (0, 0),
    };
    let given = [seconds, nanoseconds];
    let mut time = given;
    let time_address = match timeout {
        Timeout::Semop | Timeout::Null => 0,
        Timeout::After { .. } => ptr::from_mut(&mut time).expose_provenance(),
        Timeout::Bad => BAD_ADDRESS,
    };
    let call = if timeout == Timeout::Semop { libc::SYS_semop } else { libc::SYS_semtimedop };
    // SAFETY: the kernel reads the array, and the timeout, which lives for the call.
    let done = unsafe { call5(call, [id as usize, address, count, time_address, 0]) };
    (done, time == given)
}

/// semctl(2) of a command whose fourth argument is a number, or nothing.
pub fn semctl(id: i32, number: i32, command: i32, value: i32) -> Result<usize, Errno> {
    let arguments = [id.into(), number.into(), command.into(), value.into()];
    // SAFETY: the caller's command takes a number; of other commands the address is one at which
    // nothing is mapped, or the kernel's answer is EFAULT.
    unsafe { call_plain(libc::SYS_semctl, arguments) }
}

/// `SETALL`.
pub fn semctl_setall(id: i32, number: i32, values: Source<'_>) -> Result<usize, Errno> {
    let (address, _) = values.parts();
    // SAFETY: the kernel reads as many values as the set has.
    unsafe {
        call5(libc::SYS_semctl, [id as usize, number as usize, libc::SETALL as usize, address, 0])
    }
}

/// `GETALL`. The room must be for as many values as the largest set has.
pub fn semctl_getall(id: i32, number: i32, values: Target<'_>) -> Result<usize, Errno> {
    let (address, _) = values.parts();
    // SAFETY: the kernel writes as many values as the set has.
    unsafe {
        call5(libc::SYS_semctl, [id as usize, number as usize, libc::GETALL as usize, address, 0])
    }
}

/// `IPC_STAT`, `SEM_STAT` or `SEM_STAT_ANY`: what the call returned, and what it told.
pub fn semctl_stat(
    id: i32,
    number: i32,
    command: i32,
    bad: bool,
) -> Result<(usize, SemStatus), Errno> {
    // SAFETY: all-zero is a valid structure.
    let mut raw: libc::semid_ds = unsafe { mem::zeroed() };
    let address = if bad { BAD_ADDRESS } else { ptr::from_mut(&mut raw).expose_provenance() };
    let arguments = [id as usize, number as usize, command as usize, address, 0];
    // SAFETY: the kernel writes the structure.
    let returned = unsafe { call5(libc::SYS_semctl, arguments) }?;
    let permissions = raw.sem_perm;
    let status = SemStatus {
        key: permissions.__key,
        uid: permissions.uid,
        gid: permissions.gid,
        creator_uid: permissions.cuid,
        creator_gid: permissions.cgid,
        mode: permissions.mode.into(),
        size: raw.sem_nsems as u64,
        operated_at: raw.sem_otime,
        changed_at: raw.sem_ctime,
    };
    Ok((returned, status))
}

/// `IPC_SET`; without a status, of one at a bad address.
pub fn semctl_set(id: i32, number: i32, status: Option<&SemStatus>) -> Result<usize, Errno> {
    // SAFETY: all-zero is a valid structure.
    let mut raw: libc::semid_ds = unsafe { mem::zeroed() };
    if let Some(status) = status {
        raw.sem_perm.__key = status.key;
        raw.sem_perm.uid = status.uid;
        raw.sem_perm.gid = status.gid;
        raw.sem_perm.cuid = status.creator_uid;
        raw.sem_perm.cgid = status.creator_gid;
        raw.sem_perm.mode = status.mode as _;
        raw.sem_nsems = status.size as _;
        raw.sem_otime = status.operated_at;
        raw.sem_ctime = status.changed_at;
    }
    let address = if status.is_some() { ptr::from_ref(&raw).addr() } else { BAD_ADDRESS };
    let arguments = [id as usize, number as usize, libc::IPC_SET as usize, address, 0];
    // SAFETY: the kernel reads the structure.
    unsafe { call5(libc::SYS_semctl, arguments) }
}

/// `IPC_INFO`, or `SEM_INFO` for what is in use.
pub fn semctl_info(used: bool) -> Result<SemInfo, Errno> {
    // SAFETY: all-zero is a valid structure.
    let mut raw: libc::seminfo = unsafe { mem::zeroed() };
    let command = if used { libc::SEM_INFO } else { libc::IPC_INFO };
    let address = ptr::from_mut(&mut raw).expose_provenance();
    // SAFETY: the kernel writes the structure.
    let highest = unsafe { call5(libc::SYS_semctl, [0, 0, command as usize, address, 0]) }?;
    Ok(SemInfo {
        highest,
        semmni: raw.semmni,
        semmns: raw.semmns,
        semmsl: raw.semmsl,
        semopm: raw.semopm,
        semvmx: raw.semvmx,
        semusz: raw.semusz,
        semaem: raw.semaem,
    })
}

/// ftok(3).
pub fn ftok(name: &CStr, project: i32) -> Result<i32, Errno> {
    // SAFETY: the library only reads the name.
    let key = unsafe { libc::ftok(name.as_ptr(), project) };
    if key == -1 { Err(Errno::last()) } else { Ok(key) }
}

/// clone(2) with `CLONE_NEWIPC` and `CLONE_SYSVSEM`. A child that comes of it ends at once.
pub fn clone_with_both() -> Result<(), Errno> {
    let flags = libc::CLONE_NEWIPC | libc::CLONE_SYSVSEM | libc::SIGCHLD;
    // SAFETY: as a fork; the child does nothing but end.
    match unsafe { call_plain(libc::SYS_clone, [flags.into()]) }? {
        0 => exit(0),
        child => wait(child as i32, true).map(drop),
    }
}

/// What the child of [`in_another_ipc_namespace`] ends with where it could have no namespace.
const NOT_APART: i32 = 255;

/// Runs this in a child with an IPC namespace of its own; what it says, a number below 255.
pub fn in_another_ipc_namespace(look: impl FnOnce() -> u8) -> Result<u8, Errno> {
    match fork()? {
        Fork::Child => {
            // SAFETY: a plain number.
            let apart = unsafe { call_plain(libc::SYS_unshare, [libc::CLONE_NEWIPC.into()]) };
            exit(if apart.is_ok() { look().into() } else { NOT_APART })
        }
        Fork::Parent { child } => match wait(child, true)? {
            Some((_, super::Ended::Exited(NOT_APART))) => Err(Errno::EPERM),
            Some((_, super::Ended::Exited(said))) => Ok(said as u8),
            _ => Err(Errno::EIO),
        },
    }
}
