//! The ids that the kernel gave to the objects of a script, in memory that all its actors share.
//!
//! An id is a number that any process may use: an actor can name an object that another one made,
//! and one that is gone. A script says *the first*, *the second*; the table says which id that is.

use std::cell::RefCell;
use std::ffi::{CString, OsStr};
use std::fs::{File, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::engine::Hands;
use crate::families::sysv::Which;
use crate::sys::{Errno, Region, yield_now};

/// Most objects that one script makes.
pub const IDS_MAX: usize = 32;
const BYTES: usize = (IDS_MAX + 1) * 8;
/// So often the turn is waited for: an actor that had it may have been killed.
const TURNS_MAX: u32 = 1 << 20;
/// A used place holds the id and this, so that it is not zero.
const USED: u64 = 1 << 40;
/// The object is gone: should the id come again, it is another one's.
const GONE: u64 = 1 << 41;

thread_local! {
    /// The table of the directory in which it lies.
    static TABLE: RefCell<Option<(CString, Region)>> = const { RefCell::new(None) };
}

/// Makes or finds an object; its id and its number: the next one, if it was not seen yet.
///
/// One at a time: numbers are given in the order in which objects are made, as a model gives them.
pub fn get(hands: &Hands, get: impl FnOnce() -> Result<i32, Errno>) -> Result<(i32, u8), Errno> {
    with(hands, |places| {
        let (turn, places) = places.split_last().expect("the last place is whose turn it is");
        for _ in 0..TURNS_MAX {
            if turn.compare_exchange(0, 1, Ordering::AcqRel, Ordering::Acquire).is_ok() {
                break;
            }
            yield_now();
        }
        let got = get().and_then(|id| Ok((id, number_in(places, id)?)));
        turn.store(0, Ordering::Release);
        got
    })?
}

/// The number of the object with this id.
pub fn number(id: i32, hands: &Hands) -> Result<u8, Errno> {
    with(hands, |places| number_in(&places[..IDS_MAX], id))?
}

fn number_in(places: &[&AtomicU64], id: i32) -> Result<u8, Errno> {
    let entry = USED | u64::from(id.cast_unsigned());
    for (number, place) in (0..).zip(places) {
        let found = place.compare_exchange(0, entry, Ordering::AcqRel, Ordering::Acquire);
        if found.is_ok() || found == Err(entry) {
            return Ok(number);
        }
    }
    Err(Errno::ENOMEM)
}

/// The id that a call is made with: of an object that was not made yet it is nobody's.
pub fn of(which: Which, hands: &Hands) -> i32 {
    const NEVER: i32 = i32::MAX;
    match which {
        Which::Nth(number) => id(number, hands).unwrap_or(NEVER),
        Which::Never => NEVER,
        Which::Negative => -1,
    }
}

/// The id of the object with this number.
pub fn id(number: u8, hands: &Hands) -> Option<i32> {
    let place = |places: &[&AtomicU64]| {
        Some(places[..IDS_MAX].get(usize::from(number))?.load(Ordering::Acquire))
    };
    with(hands, place).ok()?.filter(|entry| *entry != 0).map(|entry| entry as u32 as i32)
}

/// Says that the object with this id was removed.
pub fn removed(id: i32, hands: &Hands) {
    let entry = USED | u64::from(id.cast_unsigned());
    let _ = with(hands, |places| {
        for place in &places[..IDS_MAX] {
            let _ =
                place.compare_exchange(entry, entry | GONE, Ordering::AcqRel, Ordering::Acquire);
        }
    });
}

/// Empties the table, and has every object removed that may be left.
pub fn clear(hands: &Hands, remove: impl Fn(i32)) {
    let _ = with(hands, |places| {
        let (turn, places) = places.split_last().expect("the last place is whose turn it is");
        turn.store(0, Ordering::Release);
        for place in places {
            match place.swap(0, Ordering::AcqRel) {
                0 => {}
                entry if entry & GONE != 0 => {}
                entry => remove(entry as u32 as i32),
            }
        }
    });
}

fn with<T>(hands: &Hands, look: impl FnOnce(&[&AtomicU64]) -> T) -> Result<T, Errno> {
    TABLE.with_borrow_mut(|table| {
        if table.as_ref().is_none_or(|(directory, _)| directory != hands.directory()) {
            let region = open(hands).map_err(|_| Errno::EIO)?;
            *table = Some((hands.directory().clone(), region));
        }
        let (_, region) = table.as_ref().expect("it was just opened");
        let places: [&AtomicU64; IDS_MAX + 1] = std::array::from_fn(|place| region.long(place * 8));
        Ok(look(&places))
    })
}

/// A file in the directory of the job, that any user may open.
fn open(hands: &Hands) -> io::Result<Region> {
    let path = Path::new(OsStr::from_bytes(hands.directory().as_bytes())).join("sysv-ids");
    let file = File::options().read(true).write(true).create(true).truncate(false).open(path)?;
    // The umask is a script's. Where another user made the file, it is as it should be.
    let _ = file.set_permissions(Permissions::from_mode(0o666));
    file.set_len(BYTES as u64)?;
    Region::of(file.as_raw_fd(), BYTES).map_err(|errno| io::Error::from_raw_os_error(errno.0))
}
