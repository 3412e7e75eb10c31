//! Regular files in a directory of the case: each has a path that every actor knows, the first to
//! open one makes it. It does not say what may be done to them: rooms do.

use std::ffi::{CStr, CString};

use crate::engine::isolate::Made;
use crate::engine::{Access, Answer, Errno, Hands};
use crate::sys;

/// The path of the file with this name and number.
///
/// # Panics
/// If the name has a NUL.
pub fn path(name: &str, file: u8, hands: &Hands) -> CString {
    let directory = hands.directory().to_string_lossy();
    CString::new(format!("{directory}/{name}{file}")).expect("a path of ours has no NUL")
}

/// Opens a file and keeps the descriptor; what is not there yet is made, with this mode and size.
pub fn open(path: &CStr, access: Access, mode: u32, bytes: u8, hands: &mut Hands) -> Answer<()> {
    let flags = match access {
        Access::Read => libc::O_RDONLY,
        Access::Write => libc::O_WRONLY,
        Access::Both => libc::O_RDWR,
    };
    hands.note(Made::File, &path.to_string_lossy());
    let fd = match sys::openat(path.into(), flags | libc::O_CREAT | libc::O_EXCL, mode) {
        Ok(fd) => {
            // By its path: another descriptor of the file, once closed, would take locks with it.
            sys::truncate(path.into(), bytes.into())?;
            fd
        }
        Err(Errno::EEXIST) => sys::openat(path.into(), flags, 0)?,
        Err(errno) => return Err(errno),
    };
    hands.keep(fd);
    Ok(())
}

/// Removes the first `count` files with this name: most cases use one of them only.
pub fn remove(name: &str, count: u8, hands: &Hands) {
    for file in 0..count {
        let _ = sys::unlinkat(path(name, file, hands).as_c_str().into(), 0);
    }
}
