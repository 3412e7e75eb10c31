//! What an actor holds while it performs: its descriptors by slot, its scratch memory, its place.
//!
//! The slots follow the same rule as the world's, so a pick means the same on both sides.

use std::ffi::{CString, OsStr};
use std::os::fd::RawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;

use super::isolate::{Journal, Made};
use super::waiting::own_proc_pid;
use super::world::{ACTORS_MAX, SLOTS_MAX, resolve};
use super::{Actor, Errno, Pick};
use crate::sys;

/// Bytes of scratch memory: the largest single transfer of a script.
pub const SCRATCH_BYTES: usize = 1 << 18;

/// The descriptors and buffers of one process of a script.
pub struct Hands {
    slots: [RawFd; SLOTS_MAX],
    /// Scratch memory for transfers.
    pub scratch: Vec<u8>,
    /// A part of every name that we make: unique to this run and job.
    tag: String,
    /// A directory of ours, for rooms whose objects are files.
    directory: CString,
    journal: Option<Journal>,
    /// An epoll instance that is asked in several steps.
    watch: Option<sys::Epoll>,
    /// The pids of the actors, by place; 0 for none.
    cast: [(i32, u32); ACTORS_MAX],
}

/// An empty slot.
pub const EMPTY: RawFd = -1;

impl Hands {
    pub fn new(tag: &str, directory: &str) -> Self {
        Self {
            slots: [EMPTY; SLOTS_MAX],
            scratch: vec![0; SCRATCH_BYTES],
            tag: tag.to_owned(),
            directory: CString::new(directory).expect("a path of ours has no NUL"),
            journal: None,
            watch: None,
            cast: [(0, 0); ACTORS_MAX],
        }
    }

    /// The same, writing down what is made where that would outlive the job.
    #[must_use]
    pub fn with_journal(mut self, journal: Option<Journal>) -> Self {
        self.journal = journal;
        self
    }

    /// Says that a thing with a name is about to be made. To be called *before* the call that
    /// makes it, with the name as it is outside: a queue's without the slash, a file's whole path.
    pub fn note(&self, made: Made, name: &str) {
        if let Some(journal) = &self.journal {
            journal.note(made, name);
        }
    }

    /// Says who the actors of this script are: the place, the pid, and the number in /proc of each.
    pub fn set_cast(&mut self, cast: impl Iterator<Item = (usize, i32, u32)>) {
        self.cast = [(0, 0); ACTORS_MAX];
        for (place, pid, in_proc) in cast.filter(|(place, ..)| *place < ACTORS_MAX) {
            self.cast[place] = (pid, in_proc);
        }
    }

    /// The actor with this pid. Where nobody said who the actors are, we are the only one.
    pub fn actor_of(&self, pid: i32) -> Option<Actor> {
        if self.is_alone() {
            return (pid.cast_unsigned() == std::process::id()).then_some(Actor(0));
        }
        let place = self.cast.iter().position(|(known, _)| *known == pid && pid != 0)?;
        Some(Actor(place as u8))
    }

    /// The pid of an actor. Where nobody said who the actors are, we are the only one.
    pub fn pid_of(&self, actor: Actor) -> Option<i32> {
        if self.is_alone() {
            return (actor == Actor(0)).then(|| std::process::id().cast_signed());
        }
        self.cast.get(usize::from(actor.0)).map(|(pid, _)| *pid).filter(|pid| *pid != 0)
    }

    /// The actor that /proc knows by this number: another than its pid where /proc is not of our
    /// process namespace.
    pub fn actor_in_proc(&self, number: u32) -> Option<Actor> {
        if self.is_alone() {
            return (number == own_proc_pid()).then_some(Actor(0));
        }
        let place = self.cast.iter().position(|(_, known)| *known == number && number != 0)?;
        Some(Actor(place as u8))
    }

    fn is_alone(&self) -> bool {
        self.cast.iter().all(|(pid, _)| *pid == 0)
    }

    /// Keeps this epoll instance in place of the one before, or none.
    pub fn watch(&mut self, instance: Option<sys::Epoll>) {
        self.watch = instance;
    }

    /// The epoll instance that is kept.
    pub fn watching(&self) -> Option<&sys::Epoll> {
        self.watch.as_ref()
    }

    /// Closes every descriptor in a slot, and the epoll instance.
    pub fn close_all(&mut self) {
        self.watch = None;
        for slot in &mut self.slots {
            let fd = std::mem::replace(slot, EMPTY);
            if fd != EMPTY {
                let _ = sys::close(fd);
            }
        }
    }

    /// Which slots hold a descriptor that is open, a bit each; the others are emptied.
    pub fn really_open(&mut self) -> u32 {
        let mut mask = 0;
        for (index, slot) in self.slots.iter_mut().enumerate().filter(|(_, fd)| **fd != EMPTY) {
            if sys::fcntl(*slot, libc::F_GETFD, 0).is_ok() {
                mask |= 1 << index;
            } else {
                *slot = EMPTY;
            }
        }
        mask
    }

    /// The descriptor that a pick means, or -1.
    pub fn fd(&self, pick: Pick) -> RawFd {
        self.slot(pick).map_or(EMPTY, |slot| self.slots[slot])
    }

    /// The slot that a pick means.
    pub fn slot(&self, pick: Pick) -> Option<usize> {
        if pick == Pick::NONE {
            return None;
        }
        resolve(self.slots.iter().map(|fd| *fd != EMPTY), pick)
    }

    /// What the fdinfo file of a descriptor has in the line that begins so.
    pub fn fdinfo(&self, pick: Pick, line: &str) -> Result<String, Errno> {
        let text = std::fs::read_to_string(format!("/proc/self/fdinfo/{}", self.fd(pick)))?;
        let value = text.lines().find_map(|other| other.strip_prefix(line));
        value.map(|value| value.trim().to_owned()).ok_or(Errno::EIO)
    }

    /// Where the link of a descriptor in /proc leads.
    pub fn link(&self, pick: Pick) -> Result<String, Errno> {
        let link = std::fs::read_link(format!("/proc/self/fd/{}", self.fd(pick)))?;
        Ok(link.to_string_lossy().into_owned())
    }

    /// The user and the group of the first actor of a script, and those of the other user. Actors
    /// begin as the user of the directory of the job; that which one becomes has a group of the
    /// same number.
    pub fn users(&self) -> Result<[[u32; 2]; 2], Errno> {
        let directory = std::fs::metadata(OsStr::from_bytes(self.directory.as_bytes()))?;
        let now = nix::unistd::geteuid().as_raw();
        let other = if now == directory.uid() { crate::kernel::other_uid() } else { now };
        Ok([[directory.uid(), directory.gid()], [other; 2]])
    }

    /// The real users of the two: another than the first may have one apart, by which its processes
    /// are counted.
    pub fn real_users(&self) -> Option<[u32; 2]> {
        let [[first, _], [other, _]] = self.users().ok()?;
        let now = sys::real_uid();
        Some(if nix::unistd::geteuid().as_raw() == first {
            [now, other]
        } else {
            [crate::kernel::user_apart_from(now).unwrap_or(first), now]
        })
    }

    /// Puts a descriptor into the lowest free slot.
    pub fn keep(&mut self, fd: RawFd) {
        let slot = self.slots.iter().position(|fd| *fd == EMPTY).expect("a free slot was checked");
        self.slots[slot] = fd;
    }

    /// Empties a slot and says what was in it.
    pub fn take(&mut self, slot: usize) -> RawFd {
        std::mem::replace(&mut self.slots[slot], EMPTY)
    }

    /// Puts another descriptor into a slot and says what was in it.
    pub fn replace(&mut self, slot: usize, fd: RawFd) -> RawFd {
        std::mem::replace(&mut self.slots[slot], fd)
    }

    pub fn slots(&self) -> &[RawFd; SLOTS_MAX] {
        &self.slots
    }

    pub fn set_slots(&mut self, slots: [RawFd; SLOTS_MAX]) {
        self.slots = slots;
    }

    /// A part of every name that we make.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// A directory of ours, absolute.
    pub fn directory(&self) -> &CString {
        &self.directory
    }
}
