//! The journal of what was made and would outlive its maker.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, IntoRawFd, RawFd};
use std::os::unix::fs::FileExt;

use super::out_of_the_way;
use crate::sys;

/// A kind of thing that outlives its maker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// A POSIX message queue, by its name without the slash.
    Queue,
    /// A file, by its absolute path.
    File,
    /// A directory and all in it, by its absolute path.
    Directory,
    /// System V objects, by identifier.
    MessageQueue,
    Semaphores,
    Segment,
    /// A process group, by its number outside.
    Group,
}

/// An append-only file that forked processes share. An entry is written *before* the thing is made,
/// so that there is no moment at which it exists unknown.
#[derive(Debug)]
pub struct Journal(File);

/// Most bytes read back; a job that makes more leaves the oldest to be removed all the same.
const BYTES_MAX: usize = 1 << 24;

impl Journal {
    pub(super) fn new() -> io::Result<Self> {
        let file = match sys::memfd(c"bythebook-journal") {
            Ok(fd) => fd,
            Err(_) => tempfile::tempfile()?.into_raw_fd(),
        };
        Self::of(out_of_the_way(file))
    }

    /// The journal behind a descriptor that a new program was left with.
    pub(crate) fn of(fd: RawFd) -> io::Result<Self> {
        sys::fcntl(fd, libc::F_SETFL, libc::O_APPEND.into())
            .map_err(|errno| io::Error::from_raw_os_error(errno.0))?;
        Ok(Self(File::from(sys::owned(fd))))
    }

    /// Writes down that this is about to be made. One call, so entries never mix.
    pub fn note(&self, made: Made, name: &str) {
        // A journal that cannot be written must not change what the script does; the guardian
        // still removes the directory and the processes.
        let _ = (&self.0).write_all(format!("{} {name}\n", made.word()).as_bytes());
    }

    /// The same journal, for another holder in this process.
    pub(crate) fn share(&self) -> io::Result<Self> {
        let fd =
            sys::dup(self.0.as_raw_fd()).map_err(|errno| io::Error::from_raw_os_error(errno.0))?;
        Self::of(out_of_the_way(fd))
    }

    pub(crate) fn fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }

    /// Everything noted so far.
    pub(super) fn entries(&self) -> Vec<(Made, String)> {
        let bytes = self.0.metadata().map_or(0, |about| about.len() as usize).min(BYTES_MAX);
        let mut text = vec![0; bytes];
        let length = self.0.read_at(&mut text, 0).unwrap_or(0);
        String::from_utf8_lossy(&text[..length])
            .lines()
            .filter_map(|line| line.split_once(' '))
            .filter_map(|(word, name)| Some((Made::of(word)?, name.to_owned())))
            .collect()
    }
}

impl Made {
    const ALL: [Self; 7] = [
        Self::Queue,
        Self::File,
        Self::Directory,
        Self::MessageQueue,
        Self::Semaphores,
        Self::Segment,
        Self::Group,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::File => "file",
            Self::Directory => "directory",
            Self::MessageQueue => "message_queue",
            Self::Semaphores => "semaphores",
            Self::Segment => "segment",
            Self::Group => "group",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|made| made.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_read_back_in_order() {
        let journal = Journal::new().unwrap();
        journal.note(Made::Queue, "one");
        journal.note(Made::Directory, "/a path");
        let expected = [(Made::Queue, "one".into()), (Made::Directory, "/a path".into())];
        assert_eq!(journal.entries(), expected);
    }
}
