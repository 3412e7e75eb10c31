//! The calls of FIFOs, made: raw, but where the C library is spoken of. It decides nothing.

use std::ffi::{CStr, CString};
use std::fs;
use std::os::unix::fs::{DirBuilderExt, symlink};

use super::calls::{Call, NAMES, Odd, OpenFlags, Seen};
use crate::engine::content::Content;
use crate::engine::forms::{Flags, Mode};
use crate::engine::isolate::Made;
use crate::engine::{Access, Answer, Hands, Op};
use crate::sys::{self, Errno};

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    let number = |value: usize| Seen::Number { number: value as u64 }.into();
    match Call::of(op) {
        Call::Make { name, mode, raw } => {
            make(&path(name, hands), mode, raw, hands)?;
            Seen::Done.answer()
        }
        Call::MakeOdd { how } => make_odd(how, hands),
        Call::Open { name, access, flags } => open(name, access, flags, hands),
        Call::Unlink { name } => {
            sys::unlinkat(path(name, hands).as_c_str().into(), 0)?;
            Seen::Done.answer()
        }
        Call::Look { name } => look(&path(name, hands)),
        Call::Read { fd, bytes } => {
            let fd = hands.fd(fd);
            let buffer = &mut hands.scratch[..bytes as usize];
            let read = sys::read(fd, (&mut *buffer).into())?;
            Seen::Read { content: Content::decode(&buffer[..read]) }.answer()
        }
        Call::Write { fd, bytes, tag } => {
            let wrote = sys::write(hands.fd(fd), tag.piece(bytes).as_slice().into())?;
            Seen::Wrote { bytes: wrote as u64 }.answer()
        }
        Call::Fionread { fd } => sys::readable_bytes(hands.fd(fd)).map(number),
        Call::Lseek { fd } => sys::lseek(hands.fd(fd), 0, libc::SEEK_CUR).map(number),
    }
}

/// Removes every FIFO that a case may have made, and what stood in the way of one.
pub fn clean(hands: &mut Hands) {
    for name in 0..NAMES {
        // Most cases use one of them only.
        let _ = sys::unlinkat(path(name, hands).as_c_str().into(), 0);
    }
    remove_obstacle(&obstacle(hands));
}

/// Where the FIFO of that name is.
pub fn path(name: u8, hands: &Hands) -> CString {
    in_directory(&format!("fifo{name}"), hands)
}

fn in_directory(name: &str, hands: &Hands) -> CString {
    let directory = hands.directory().to_string_lossy();
    CString::new(format!("{directory}/{name}")).expect("a path of ours has no NUL")
}

fn make(path: &CStr, Mode(mode): Mode, raw: bool, hands: &Hands) -> Answer<usize> {
    hands.note(Made::File, &path.to_string_lossy());
    if raw {
        sys::mknodat(path.into(), libc::S_IFIFO | mode)
    } else {
        sys::library_mkfifoat(libc::AT_FDCWD, path, mode)
    }
}

fn open(name: u8, access: Access, flags: Flags<OpenFlags>, hands: &mut Hands) -> Answer {
    let path = path(name, hands);
    let fd = sys::openat(path.as_c_str().into(), access.bits() | flags.bits(), 0)?;
    hands.keep(fd);
    let cloexec = sys::fcntl(fd, libc::F_GETFD, 0)? as i32 & libc::FD_CLOEXEC != 0;
    Seen::Opened { cloexec }.answer()
}

fn look(path: &CStr) -> Answer {
    let status = nix::sys::stat::stat(path).map_err(|errno| Errno(errno as i32))?;
    let seen = Seen::Status {
        is_fifo: status.st_mode & libc::S_IFMT == libc::S_IFIFO,
        mode: status.st_mode & 0o7777,
        owned: status.st_uid == nix::unistd::geteuid().as_raw(),
        empty: status.st_size == 0,
    };
    seen.answer()
}

/// What stands in the way of a FIFO: a file, a link or a directory.
fn obstacle(hands: &Hands) -> CString {
    in_directory("obstacle", hands)
}

fn remove_obstacle(path: &CStr) {
    if sys::unlinkat(path.into(), 0).is_err() {
        let _ = sys::unlinkat(path.into(), libc::AT_REMOVEDIR);
    }
}

/// Puts something in the way, and tries to make a FIFO.
fn make_odd(how: Odd, hands: &mut Hands) -> Answer {
    let obstacle = obstacle(hands);
    let text = obstacle.to_string_lossy().into_owned();
    hands.note(Made::File, &text);
    let under = in_directory("obstacle/fifo", hands);
    let target = match how {
        Odd::OverDanglingLink => {
            symlink("nothing", &text)?;
            obstacle.clone()
        }
        Odd::UnderFile => {
            fs::File::create(&text)?;
            under
        }
        Odd::Unsearchable => {
            fs::DirBuilder::new().mode(0o000).create(&text)?;
            under
        }
        Odd::MissingDirectory => under,
        Odd::TooLong => in_directory(&"f".repeat(256), hands),
        Odd::BadDirectory => c"fifo".to_owned(),
    };
    let directory = if how == Odd::BadDirectory { -1 } else { libc::AT_FDCWD };
    let made = sys::library_mkfifoat(directory, &target, 0o600);
    if made.is_ok() {
        let _ = sys::unlinkat(target.as_c_str().into(), 0);
    }
    remove_obstacle(&obstacle);
    made?;
    Seen::Done.answer()
}
