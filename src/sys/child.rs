//! Programs of others that must not outlive us.
#![allow(unsafe_code)] // What runs between fork and exec must be promised to be harmless.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Has the program killed when the thread that starts it ends, however that ends.
pub fn end_with_parent(command: &mut Command) -> &mut Command {
    let parent = std::process::id();
    // SAFETY: two system calls, which is all that runs between fork and exec.
    unsafe {
        command.pre_exec(move || {
            super::set_parent_death_signal(libc::SIGKILL)
                .map_err(|errno| io::Error::from_raw_os_error(errno.0))?;
            if std::os::unix::process::parent_id() == parent {
                Ok(())
            } else {
                Err(io::ErrorKind::Interrupted.into())
            }
        })
    }
}
