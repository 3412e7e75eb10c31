//! Where a process keeps the addresses that sem_open gave it, and the memory in which processes
//! share semaphores.
//!
//! The addresses are in memory of the process: a fork copies them, and a new program has none. The
//! shared memory says which case runs, so that a process forgets what it opened in the one before.

use std::ffi::{CString, OsStr};
use std::fs::{File, OpenOptions, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::calls::{PLACES, Sem, UNNAMED};
use crate::engine::{Errno, Hands};
use crate::sys::{self, Region, SEM_BYTES, Semaphore};

/// What a process knows of the semaphores of a case.
struct Table {
    /// The directory in which the shared memory has its file.
    memory: Option<(CString, Region)>,
    case: u64,
    places: [Option<Semaphore>; PLACES as usize],
    /// Addresses that lost their place.
    lost: Vec<Semaphore>,
}

static TABLE: Mutex<Table> =
    Mutex::new(Table { memory: None, case: 0, places: [None; PLACES as usize], lost: Vec::new() });

/// The number of the case is at the beginning of the shared memory, the semaphores behind it.
const BYTES: usize = (UNNAMED as usize + 1) * SEM_BYTES;

/// The semaphore that a call is made with, if there is an address.
pub fn find(sem: Sem, hands: &Hands) -> Result<Option<Semaphore>, Errno> {
    let table = table(hands)?;
    Ok(match sem {
        Sem::Named(place) => table.places.get(usize::from(place)).copied().flatten(),
        Sem::Shared(nth) => {
            let offset = usize::from(nth % UNNAMED + 1) * SEM_BYTES;
            table.memory.as_ref().map(|(_, region)| Semaphore::within(region, offset))
        }
        Sem::Private(nth) => Some(Semaphore::of_process(usize::from(nth))),
    })
}

/// Keeps an address in a place.
pub fn keep(place: u8, opened: Semaphore, hands: &Hands) -> Result<(), Errno> {
    let mut table = table(hands)?;
    let before = table.places[usize::from(place % PLACES)].replace(opened);
    table.lost.extend(before);
    Ok(())
}

/// The place holds no address any more.
pub fn forget(place: u8, hands: &Hands) -> Result<(), Errno> {
    table(hands)?.places[usize::from(place % PLACES)] = None;
    Ok(())
}

/// The next case begins: there are no semaphores.
pub fn clear(hands: &Hands) {
    if let Ok(table) = table(hands)
        && let Some((_, region)) = &table.memory
    {
        region.put(SEM_BYTES, &[0; BYTES - SEM_BYTES]);
        region.long(0).fetch_add(1, Ordering::AcqRel);
    }
    drop(table(hands));
}

fn table(hands: &Hands) -> Result<MutexGuard<'static, Table>, Errno> {
    let mut table = TABLE.lock().unwrap_or_else(PoisonError::into_inner);
    let known = |(directory, _): &(CString, Region)| directory == hands.directory();
    if !table.memory.as_ref().is_some_and(known) {
        table.memory = Some((hands.directory().clone(), map(hands)?));
        table.case = u64::MAX;
    }
    let case =
        table.memory.as_ref().map_or(0, |(_, region)| region.long(0).load(Ordering::Acquire));
    if case != table.case {
        table.case = case;
        let places = std::mem::take(&mut table.places);
        for semaphore in table.lost.drain(..).chain(places.into_iter().flatten()) {
            let _ = semaphore.close();
        }
    }
    Ok(table)
}

/// Maps the file, which any user may open; whatever limit on descriptors the case has set.
fn map(hands: &Hands) -> Result<Region, Errno> {
    let error = |error: io::Error| Errno::from(error);
    match open(hands).map_err(error) {
        Err(Errno::EMFILE) => {
            let (soft, hard) = sys::rlimit(libc::RLIMIT_NOFILE)?;
            sys::set_soft_limit(libc::RLIMIT_NOFILE, hard)?;
            let mapped = open(hands).map_err(error);
            sys::set_soft_limit(libc::RLIMIT_NOFILE, soft)?;
            mapped
        }
        mapped => mapped,
    }
}

fn open(hands: &Hands) -> io::Result<Region> {
    let path = Path::new(OsStr::from_bytes(hands.directory().as_bytes())).join("posix-semaphores");
    let open = |create| OpenOptions::new().read(true).write(true).create(create).open(&path);
    let file: File = open(false).or_else(|_| open(true))?;
    // The umask is a script's. Where another user made the file, it is as it should be.
    let _ = file.set_permissions(Permissions::from_mode(0o666));
    file.set_len(BYTES as u64)?;
    Region::of(file.as_raw_fd(), BYTES).map_err(|errno| io::Error::from_raw_os_error(errno.0))
}
