//! The one way into the kernel: a number, up to five arguments, and a cookie in the sixth register.
#![allow(unsafe_code)] // A raw system call is what this module is for.

use std::cell::Cell;
use std::ffi::CStr;

use super::Errno;

thread_local! {
    /// Passed as the sixth argument of calls that have at most five, which ignore it; it shows in
    /// /proc/TID/syscall and so says which call of ours a sleeper sleeps in.
    static COOKIE: Cell<usize> = const { Cell::new(0) };
}

/// An address at which nothing is ever mapped: below any `mmap_min_addr`.
pub(super) const BAD_ADDRESS: usize = 8;

/// Sets the cookie of all later calls of this thread.
pub fn set_cookie(cookie: usize) {
    COOKIE.set(cookie);
}

/// Makes a call of up to five arguments.
///
/// # Safety
/// As the call itself: what the kernel writes must be memory that the caller may change.
pub(super) unsafe fn call5(number: libc::c_long, arguments: [usize; 5]) -> Result<usize, Errno> {
    let [first, second, third, fourth, fifth] = arguments;
    let cookie = COOKIE.get();
    // SAFETY: the caller's promise.
    let value = unsafe { libc::syscall(number, first, second, third, fourth, fifth, cookie) };
    if value == -1 { Err(Errno::last()) } else { Ok(value as usize) }
}

/// Makes a call whose arguments are all plain numbers.
///
/// # Safety
/// The call must take no address.
pub(super) unsafe fn call_plain<const N: usize>(
    number: libc::c_long,
    arguments: [i64; N],
) -> Result<usize, Errno> {
    let mut all = [0; 5];
    for (to, from) in all.iter_mut().zip(arguments) {
        *to = from as usize;
    }
    // SAFETY: the caller's promise.
    unsafe { call5(number, all) }
}

/// Memory that the kernel reads.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    Bytes(&'a [u8]),
    /// An address at which nothing is mapped, for EFAULT.
    Bad {
        length: usize,
    },
}

/// Memory that the kernel writes.
#[derive(Debug)]
pub enum Target<'a> {
    Bytes(&'a mut [u8]),
    /// An address at which nothing is mapped, for EFAULT.
    Bad {
        length: usize,
    },
}

/// A name that the kernel reads.
#[derive(Debug, Clone, Copy)]
pub enum Text<'a> {
    Of(&'a CStr),
    /// An address at which nothing is mapped, for EFAULT.
    Bad,
}

impl<'a> From<&'a [u8]> for Source<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a mut [u8]> for Target<'a> {
    fn from(bytes: &'a mut [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a CStr> for Text<'a> {
    fn from(text: &'a CStr) -> Self {
        Self::Of(text)
    }
}

impl Source<'_> {
    pub(super) fn parts(self) -> (usize, usize) {
        match self {
            Self::Bytes(bytes) => (bytes.as_ptr().addr(), bytes.len()),
            Self::Bad { length } => (BAD_ADDRESS, length),
        }
    }
}

impl Target<'_> {
    pub(super) fn parts(self) -> (usize, usize) {
        match self {
            Self::Bytes(bytes) => (bytes.as_mut_ptr().expose_provenance(), bytes.len()),
            Self::Bad { length } => (BAD_ADDRESS, length),
        }
    }
}

impl Text<'_> {
    pub(super) fn address(self) -> usize {
        match self {
            Self::Of(text) => text.as_ptr().addr(),
            Self::Bad => BAD_ADDRESS,
        }
    }
}
