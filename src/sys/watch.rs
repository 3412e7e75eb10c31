//! poll, ppoll, select and pselect6 as the kernel takes them: any timeout, any number, any mask.
#![allow(unsafe_code)] // Arrays, sets, times and masks are memory that the kernel reads and writes.

use super::call::{BAD_ADDRESS, call5};
use super::{Errno, signal_mask_bytes};

/// Words of a set of descriptors: more than the C library's.
pub const SET_WORDS: usize = 80;

/// A set of descriptors, a bit each.
pub type Set = [u64; SET_WORDS];

/// Seconds, and nanoseconds or microseconds; the kernel may change them.
pub type Time = [i64; 2];

/// The array that poll is given.
#[derive(Debug)]
pub enum Entries<'a> {
    Of(&'a mut [libc::pollfd]),
    /// An address at which nothing is mapped, and how many are said to be there.
    Bad(usize),
}

impl Entries<'_> {
    fn parts(self) -> (usize, usize) {
        match self {
            Self::Of(entries) => (entries.as_mut_ptr().expose_provenance(), entries.len()),
            Self::Bad(count) => (BAD_ADDRESS, count),
        }
    }
}

fn address<T>(memory: Option<&mut T>) -> usize {
    memory.map_or(0, |memory| std::ptr::from_mut(memory).expose_provenance())
}

pub fn poll(entries: Entries<'_>, timeout_ms: i32) -> Result<usize, Errno> {
    let (first, count) = entries.parts();
    // SAFETY: the kernel writes so many entries, which are borrowed for the call.
    unsafe { call5(libc::SYS_poll, [first, count, timeout_ms as usize, 0, 0]) }
}

pub fn ppoll(
    entries: Entries<'_>,
    time: Option<&mut Time>,
    mut mask: Option<u64>,
) -> Result<usize, Errno> {
    let (first, count) = entries.parts();
    let mask = address(mask.as_mut());
    // SAFETY: the kernel writes the entries and the time, which are borrowed for the call.
    unsafe { call5(libc::SYS_ppoll, [first, count, address(time), mask, signal_mask_bytes()]) }
}

/// The sets are null where there are none; the descriptors below `count` are in bounds.
pub fn select(
    count: i32,
    sets: &mut [Option<Set>; 3],
    time: Option<&mut Time>,
) -> Result<usize, Errno> {
    let [reads, writes, excepts] = sets.each_mut().map(|set| address(set.as_mut()));
    let count = in_bounds(count) as usize;
    // SAFETY: the kernel writes sets of so many bits and the time, which are borrowed for the call.
    unsafe { call5(libc::SYS_select, [count, reads, writes, excepts, address(time)]) }
}

pub fn pselect6(
    count: i32,
    sets: &mut [Option<Set>; 3],
    time: Option<&mut Time>,
    mut mask: Option<u64>,
) -> Result<usize, Errno> {
    let [reads, writes, excepts] = sets.each_mut().map(|set| address(set.as_mut()));
    let masks = [address(mask.as_mut()), signal_mask_bytes()];
    let (call, count) = (libc::SYS_pselect6, in_bounds(count));
    // SAFETY: as with select; the kernel reads the mask.
    let value = unsafe {
        libc::syscall(call, count, reads, writes, excepts, address(time), masks.as_ptr())
    };
    if value == -1 { Err(Errno::last()) } else { Ok(value as usize) }
}

/// The count itself: a set has room for so many.
fn in_bounds(count: i32) -> i32 {
    assert!(count <= (SET_WORDS * 64) as i32, "a set has room for {count} descriptors");
    count
}
