//! What liars of a stream ask of the kernel instead of what the script says.

use std::os::fd::RawFd;

use crate::engine::content::Piece;
use crate::engine::{Answer, Errno};
use crate::sys;

/// Writes the piece by two calls, so that another's bytes may come between; how much was written.
pub fn write_in_two(fd: RawFd, piece: Piece) -> Result<u64, Errno> {
    let (first, second) = piece.split(piece.bytes / 2);
    let half = sys::write(fd, first.as_slice().into())?;
    Ok((half + sys::write(fd, second.as_slice().into()).unwrap_or(0)) as u64)
}

/// Takes the next byte away, if there is one.
pub fn lose_next(fd: RawFd) {
    if sys::readable_bytes(fd).is_ok_and(|bytes| bytes > 0) {
        let _ = sys::read(fd, (&mut [0][..]).into());
    }
}

/// The call as one makes it that ignores SIGPIPE.
pub fn without_sigpipe(call: impl FnOnce() -> Answer) -> Option<Answer> {
    let ignored = sys::ignore(libc::SIGPIPE).ok();
    let answer = call();
    ignored?;
    Some(answer)
}
