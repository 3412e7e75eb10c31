//! Whether the kernel is Linux by what it does, not by what it says of itself: what is known of
//! Linux must not excuse a stand-in for it.
//!
//! Asked are old corners of process handling that no facility under test depends on, that no
//! container's filter takes away, and that stand-ins do without.

use std::os::unix::process::parent_id;
use std::sync::atomic::Ordering;

use crate::sys::{self, Errno, Fork, Region};

/// Exit status of the helpers below.
const DONE: i32 = 0;

/// Whether it is; none where it cannot be found out. The caller must have no other thread and no
/// child.
pub fn is_linux() -> Option<bool> {
    let told = Region::new(4096).ok()?;
    let (word, us) = (told.word(0), std::process::id());
    let note = |holds: bool| word.fetch_add(u32::from(holds), Ordering::SeqCst);
    match sys::fork().ok()? {
        Fork::Child => {
            note(sys::set_subreaper().is_ok());
            note(sys::execveat(-1, &[c"nothing"]) == Errno::EBADF);
            note(sys::huge_pages_can_be_asked_about());
            // Where the flag is heeded, the parent of our child is our own.
            if sys::clone(libc::CLONE_PARENT) == Ok(Fork::Child) {
                note(parent_id() == us);
            }
            sys::exit(DONE)
        }
        // Both of them, if the second is ours.
        Fork::Parent { .. } => while matches!(sys::wait(-1, true), Ok(Some(_))) {},
    }
    Some(word.load(Ordering::SeqCst) == HOLD)
}

/// How many of the above hold on Linux.
const HOLD: u32 = 4;
