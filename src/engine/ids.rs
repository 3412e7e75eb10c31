//! The ids that the kernel gave to the objects of a script, in memory that all its actors share: a
//! table for each kind of object. It is for rooms whose objects are named by numbers.
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

use super::Hands;
use super::isolate::Made;
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

/// The kind of objects of a table, the directory in which it lies, and its memory.
type Table = (Made, CString, Region);

thread_local! {
    /// The tables that are mapped, one of each kind.
    static TABLES: RefCell<Vec<Table>> = const { RefCell::new(vec![]) };
}

/// Makes or finds an object; its id and its number: the next one, if it was not seen yet.
///
/// One at a time: numbers are given in the order in which objects are made, as a model gives them.
pub fn get(
    kind: Made,
    hands: &Hands,
    get: impl FnOnce() -> Result<i32, Errno>,
) -> Result<(i32, u8), Errno> {
    with(kind, hands, |places| {
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
pub fn number(kind: Made, id: i32, hands: &Hands) -> Result<u8, Errno> {
    with(kind, hands, |places| number_in(&places[..IDS_MAX], id))?
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

/// The id of the object with this number.
pub fn id(kind: Made, number: u8, hands: &Hands) -> Option<i32> {
    let place = |places: &[&AtomicU64]| {
        Some(places[..IDS_MAX].get(usize::from(number))?.load(Ordering::Acquire))
    };
    with(kind, hands, place).ok()?.filter(|entry| *entry != 0).map(|entry| entry as u32 as i32)
}

/// Says that the object with this id was removed.
pub fn removed(kind: Made, id: i32, hands: &Hands) {
    let entry = USED | u64::from(id.cast_unsigned());
    let _ = with(kind, hands, |places| {
        for place in &places[..IDS_MAX] {
            let _ =
                place.compare_exchange(entry, entry | GONE, Ordering::AcqRel, Ordering::Acquire);
        }
    });
}

/// Empties the table, and has every object removed that may be left.
pub fn clear(kind: Made, hands: &Hands, remove: impl Fn(i32)) {
    let _ = with(kind, hands, |places| {
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

fn with<T>(kind: Made, hands: &Hands, look: impl FnOnce(&[&AtomicU64]) -> T) -> Result<T, Errno> {
    TABLES.with_borrow_mut(|tables| {
        tables.retain(|(of, directory, _)| *of != kind || directory == hands.directory());
        let known = tables.iter().position(|(of, ..)| *of == kind);
        let place = known.unwrap_or(tables.len());
        if known.is_none() {
            let region = open(kind, hands).map_err(|_| Errno::EIO)?;
            tables.push((kind, hands.directory().clone(), region));
        }
        let (.., region) = &tables[place];
        let places: [&AtomicU64; IDS_MAX + 1] = std::array::from_fn(|place| region.long(place * 8));
        Ok(look(&places))
    })
}

/// A file in the directory of the job, that any user may open.
fn open(kind: Made, hands: &Hands) -> io::Result<Region> {
    let directory = Path::new(OsStr::from_bytes(hands.directory().as_bytes()));
    let path = directory.join(format!("ids-{kind:?}"));
    let file = File::options().read(true).write(true).create(true).truncate(false).open(path)?;
    // The umask is a script's. Where another user made the file, it is as it should be.
    let _ = file.set_permissions(Permissions::from_mode(0o666));
    file.set_len(BYTES as u64)?;
    Region::of(file.as_raw_fd(), BYTES).map_err(|errno| io::Error::from_raw_os_error(errno.0))
}
