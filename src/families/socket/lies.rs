//! What stands in for a socket in deeds that are not by the book.

use crate::engine::liar::deed::Altered;
use crate::sys;

/// The deed is done to a socket of another pair of this type, whose other socket is closed.
pub fn another(kind: i32) -> Altered {
    let mut ends = [-1; 2];
    if sys::socketpair(libc::AF_UNIX, kind | libc::SOCK_CLOEXEC, 0, Some(&mut ends)).is_err() {
        return Altered::Done;
    }
    let _ = sys::close(ends[1]);
    Altered::To(ends[0])
}
