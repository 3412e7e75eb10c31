//! System V shared memory, without the C library, and what of it this process has attached.
#![allow(unsafe_code)] // An attached segment is an address until it is wrapped.

use std::mem;
use std::ptr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Errno;
use super::call::{BAD_ADDRESS, call_plain, call5};

/// Commands that the library does not name.
pub const SHM_STAT: i32 = 13;
const SHM_INFO: i32 = 14;
pub const SHM_STAT_ANY: i32 = 15;
/// Flags that it does not name.
pub const SHM_RDONLY: i32 = 0o10_000;
pub const SHM_RND: i32 = 0o20_000;
pub const SHM_REMAP: i32 = 0o40_000;
pub const SHM_DEST: u32 = 0o1_000;

/// The size of a page, which is also that of `SHMLBA`.
pub const PAGE_BYTES: usize = 4096;
/// Places for what this process has attached.
pub const ATTACHED_MAX: usize = 4;

/// What is attached: the address, and how many bytes may be looked at. A child has the places from
/// its parent, as it has the segments.
type Attached = [Option<(usize, usize)>; ATTACHED_MAX];
static ATTACHED: Mutex<Attached> = Mutex::new([None; ATTACHED_MAX]);

/// What shmctl(2) tells of a segment, and takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShmStatus {
    pub key: i32,
    pub uid: u32,
    pub gid: u32,
    pub creator_uid: u32,
    pub creator_gid: u32,
    pub mode: u32,
    pub size: u64,
    pub attached_at: i64,
    pub detached_at: i64,
    pub changed_at: i64,
    pub creator: i32,
    pub last: i32,
    pub attached: u64,
}

/// What `IPC_INFO` tells, as the kernel lays it out.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShmLimits {
    pub shmmax: u64,
    pub shmmin: u64,
    pub shmmni: u64,
    shmseg: u64,
    pub shmall: u64,
    unused: [u64; 4],
}

/// What `SHM_INFO` tells, as the kernel lays it out.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShmUsed {
    pub segments: i32,
    pub pages: u64,
    resident: u64,
    swapped: u64,
    attempts: u64,
    successes: u64,
}

pub fn shmget(key: i32, size: u64, flags: i32) -> Result<i32, Errno> {
    // SAFETY: plain numbers.
    let id =
        unsafe { call_plain(libc::SYS_shmget, [key.into(), size.cast_signed(), flags.into()]) }?;
    Ok(id as i32)
}

/// shmat(2) at this address, 0 for none, of a segment of so many bytes: where it is attached then.
/// What was in the place is detached.
pub fn shmat(
    place: usize,
    id: i32,
    (address, flags): (usize, i32),
    bytes: usize,
) -> Result<usize, Errno> {
    // SAFETY: without SHM_REMAP, which nobody says beside an address, nothing that is mapped
    // changes.
    let at = unsafe { call5(libc::SYS_shmat, [id as usize, address, flags as usize, 0, 0]) }?;
    if let Some((before, _)) = attached()[place].replace((at, bytes)) {
        detach(before)?;
    }
    Ok(at)
}

/// shmdt(2) of what is in a place, or so many bytes past it; of an empty place, of a page of ours.
pub fn shmdt(place: usize, past: usize) -> Result<usize, Errno> {
    let mut places = attached();
    let start = places[place].map_or_else(occupied_address, |(start, _)| start);
    let returned = detach(start + past)?;
    places[place] = None;
    Ok(returned)
}

/// Detaches all that this process has attached.
pub fn detach_all() {
    for (start, _) in mem::take(&mut *attached()).into_iter().flatten() {
        let _ = detach(start);
    }
}

fn attached() -> MutexGuard<'static, Attached> {
    ATTACHED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn detach(address: usize) -> Result<usize, Errno> {
    // SAFETY: what is attached the kernel alone reads and writes, a byte at a time.
    unsafe { call5(libc::SYS_shmdt, [address, 0, 0, 0, 0]) }
}

/// An address at which so many bytes can be mapped: nothing is there now.
pub fn free_address(bytes: usize) -> Result<usize, Errno> {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    // SAFETY: a new mapping at an address of the kernel's choice touches no other memory, and it
    // goes before anything uses it.
    unsafe {
        let start = libc::mmap(ptr::null_mut(), bytes, libc::PROT_NONE, flags, -1, 0);
        if start == libc::MAP_FAILED {
            return Err(Errno::last());
        }
        libc::munmap(start, bytes);
        Ok(start.addr())
    }
}

/// An address of a page of ours, at which no segment is attached.
pub fn occupied_address() -> usize {
    #[repr(align(4096))]
    struct Page([u8; PAGE_BYTES]);
    static PAGE: Page = Page([0; PAGE_BYTES]);
    PAGE.0.as_ptr().addr()
}

/// The byte at this offset of what is in a place, as the kernel reads it; EFAULT where it cannot.
pub fn load_attached(place: usize, offset: usize) -> Result<u8, Errno> {
    let mut byte = 0u8;
    copy(&mut byte, address_of(place, offset)?, libc::process_vm_readv)?;
    Ok(byte)
}

/// Has the kernel set the byte at this offset of what is in a place; EFAULT where it cannot.
pub fn store_attached(place: usize, offset: usize, mut value: u8) -> Result<(), Errno> {
    copy(&mut value, address_of(place, offset)?, libc::process_vm_writev)
}

fn address_of(place: usize, offset: usize) -> Result<usize, Errno> {
    let (start, bytes) = attached()[place].ok_or(Errno::EIO)?;
    if offset < bytes { Ok(start + offset) } else { Err(Errno::EIO) }
}

type Copying = unsafe extern "C" fn(
    libc::pid_t,
    *const libc::iovec,
    libc::c_ulong,
    *const libc::iovec,
    libc::c_ulong,
    libc::c_ulong,
) -> isize;

fn copy(byte: &mut u8, address: usize, copying: Copying) -> Result<(), Errno> {
    let here = libc::iovec { iov_base: ptr::from_mut(byte).cast(), iov_len: 1 };
    let there = libc::iovec { iov_base: ptr::without_provenance_mut(address), iov_len: 1 };
    // SAFETY: it copies one byte between ours and one that only the kernel touches.
    let copied = unsafe { copying(libc::getpid(), &raw const here, 1, &raw const there, 1, 0) };
    if copied == 1 { Ok(()) } else { Err(Errno::last()) }
}

/// shmctl(2) of a command that takes no buffer, or ignores it.
pub fn shmctl(id: i32, command: i32) -> Result<usize, Errno> {
    let arguments = [id.into(), command.into(), BAD_ADDRESS as i64];
    // SAFETY: nothing is mapped at the address.
    unsafe { call_plain(libc::SYS_shmctl, arguments) }
}

/// `IPC_STAT`, `SHM_STAT` or `SHM_STAT_ANY`: what the call returned, and what it told.
pub fn shmctl_stat(id: i32, command: i32, bad: bool) -> Result<(usize, ShmStatus), Errno> {
    // SAFETY: all-zero is a valid structure.
    let mut raw: libc::shmid_ds = unsafe { mem::zeroed() };
    let address = if bad { BAD_ADDRESS } else { ptr::from_mut(&mut raw).expose_provenance() };
    // SAFETY: the kernel writes the structure.
    let returned =
        unsafe { call5(libc::SYS_shmctl, [id as usize, command as usize, address, 0, 0]) }?;
    let permissions = raw.shm_perm;
    let status = ShmStatus {
        key: permissions.__key,
        uid: permissions.uid,
        gid: permissions.gid,
        creator_uid: permissions.cuid,
        creator_gid: permissions.cgid,
        mode: permissions.mode.into(),
        size: raw.shm_segsz as u64,
        attached_at: raw.shm_atime,
        detached_at: raw.shm_dtime,
        changed_at: raw.shm_ctime,
        creator: raw.shm_cpid,
        last: raw.shm_lpid,
        attached: raw.shm_nattch,
    };
    Ok((returned, status))
}

/// `IPC_SET`; without a status, of one at a bad address.
pub fn shmctl_set(id: i32, status: Option<&ShmStatus>) -> Result<usize, Errno> {
    // SAFETY: all-zero is a valid structure.
    let mut raw: libc::shmid_ds = unsafe { mem::zeroed() };
    if let Some(status) = status {
        raw.shm_perm.__key = status.key;
        raw.shm_perm.uid = status.uid;
        raw.shm_perm.gid = status.gid;
        raw.shm_perm.cuid = status.creator_uid;
        raw.shm_perm.mode = status.mode as _;
        raw.shm_segsz = status.size as usize;
        raw.shm_nattch = status.attached;
    }
    let address = if status.is_some() { ptr::from_ref(&raw).addr() } else { BAD_ADDRESS };
    // SAFETY: the kernel reads the structure.
    unsafe { call5(libc::SYS_shmctl, [id as usize, libc::IPC_SET as usize, address, 0, 0]) }
}

/// `IPC_INFO`: what the call returned, and what it told.
pub fn shmctl_limits() -> Result<(usize, ShmLimits), Errno> {
    let mut limits = ShmLimits::default();
    let address = ptr::from_mut(&mut limits).expose_provenance();
    // SAFETY: the kernel writes the structure.
    let highest = unsafe { call5(libc::SYS_shmctl, [0, libc::IPC_INFO as usize, address, 0, 0]) }?;
    Ok((highest, limits))
}

/// `SHM_INFO`.
pub fn shmctl_used() -> Result<ShmUsed, Errno> {
    let mut used = ShmUsed::default();
    let address = ptr::from_mut(&mut used).expose_provenance();
    // SAFETY: the kernel writes the structure.
    unsafe { call5(libc::SYS_shmctl, [0, SHM_INFO as usize, address, 0, 0]) }?;
    Ok(used)
}
