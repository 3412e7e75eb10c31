//! What can be seen of queues: attributes, status, readiness, and the file system.

use super::super::PosixMq;
use super::super::claims::*;
use super::super::operations::{Name, Op};
use super::super::seen::{Attributes, Saw, Who};
use super::queue::{Kept, Queue};
use super::{Queues, either, holds};
use crate::claim::{Capability, Claim};
use crate::engine::{
    Access, Actor, Allow, Call, Errno, File, Next, Pick, Readiness, Ready, Ruling, World,
};

/// What a description's note says of its flags.
pub const NOTE_NOTHING: u32 = 0;
/// Junk was given in `mq_flags` when it was opened.
pub const NOTE_JUNK_FLAGS: u32 = 1;
/// They were last set by mq_setattr.
const NOTE_SET: u32 = 2;

const NO_FILE_SYSTEM: &str = "no mqueue file system of ours";
pub const NO_DESCRIPTOR_LEFT: &str = "no descriptor is left to look with";

impl Queues {
    fn attributes(&self, file: &File<u8>) -> Attributes {
        let queue = self.queue(file.object);
        Attributes {
            flags: file.nonblocking.into(),
            messages_max: queue.messages_max.into(),
            message_bytes_max: queue.message_bytes_max.into(),
            messages: queue.messages.len() as i64,
        }
    }

    pub(super) fn rule_get_attributes(
        &self,
        fd: Pick,
        by: Actor,
        world: &World<u8>,
    ) -> Ruling<Saw> {
        let (Some(file), Some(slot)) = (world.file(by, fd), world.slot(by, fd)) else {
            return GETATTR_BAD_DESCRIPTOR.fails(Errno::EBADF);
        };
        let queue = self.queue(file.object);
        let shared = world
            .actors()
            .filter(|actor| *actor != by)
            .any(|actor| world.slots(actor).any(|(_, other)| other.file == slot.file));
        let flags: &'static Claim = match file.note {
            NOTE_SET => &SETATTR_SWITCHES,
            _ if shared => &GETATTR_FLAGS_AFTER_FORK,
            NOTE_JUNK_FLAGS => &FLAGS_NOT_EMPLOYED,
            _ => &GETATTR_FLAGS,
        };
        let [most, longest] = self.claims_of_bounds(queue);
        let count = match queue {
            Queue { set: true, .. } => &SETATTR_LEAVES_REST,
            Queue { junk_count: true, .. } => &CURMSGS_NOT_EMPLOYED,
            _ => &GETATTR_CURMSGS,
        };
        [flags, most, longest, count].returns(Saw::Attributes(self.attributes(file)))
    }

    /// Which claims say what mq_maxmsg and mq_msgsize are.
    fn claims_of_bounds(&self, queue: &Queue) -> [&'static Claim; 2] {
        if queue.set {
            return [&SETATTR_LEAVES_REST; 2];
        }
        if !queue.by_default {
            return [&MAXMSG_AS_GIVEN, &MSGSIZE_AS_GIVEN];
        }
        let (messages, bytes) = self.bounds.capped();
        [
            if messages { &MAXMSG_DEFAULT_CAPPED } else { &MAXMSG_DEFAULT },
            if bytes { &MSGSIZE_DEFAULT_CAPPED } else { &MSGSIZE_DEFAULT },
        ]
    }

    pub(super) fn rule_set_attributes(
        &self,
        fd: Pick,
        other_flag: bool,
        by: Actor,
        world: &World<u8>,
    ) -> Ruling<Saw> {
        let mut errors = other_flag.then(|| SETATTR_OTHER_FLAG.fails(Errno::EINVAL));
        let Some(file) = world.file(by, fd) else {
            errors = either(errors, GETATTR_BAD_DESCRIPTOR.fails(Errno::EBADF));
            return errors.expect("one was just added");
        };
        let queue = self.queue(file.object);
        if !(queue.senders.is_empty() && queue.receivers.is_empty()) {
            return Ruling::silent("O_NONBLOCK is switched while a call sleeps");
        }
        errors.unwrap_or_else(|| SETATTR_GIVES_OLD.returns(Saw::Attributes(self.attributes(file))))
    }

    pub(super) fn follow_set_attributes(
        &mut self,
        call: &Call<'_, PosixMq>,
        world: &World<u8>,
    ) -> Next<PosixMq> {
        let Op::SetAttributes { fd, nonblocking, .. } = *call.op else { return Next::here() };
        let (Some(file), Some(slot)) = (world.file(call.by, fd), world.slot(call.by, fd)) else {
            return Next::here();
        };
        self.queue_mut(file.object).set = true;
        Next::changing(slot.file, File { nonblocking, note: NOTE_SET, ..*file })
    }

    pub(super) fn rule_status(&self, fd: Pick, by: Actor, world: &World<u8>) -> Ruling<Saw> {
        let Some(file) = world.file(by, fd) else {
            return Ruling::silent("fstat without a descriptor");
        };
        let queue = self.queue(file.object);
        let mine = queue.of_other == world.process(by).other_uid;
        [&MODE_MASKED, &OWNER_IS_CREATOR, &GROUP_IS_CREATORS].returns(Saw::Status {
            mode: queue.mode,
            owned: mine,
            grouped: mine,
        })
    }

    pub(super) fn rule_ready(&self, file: &File<u8>) -> Readiness {
        let queue = self.queue(file.object);
        let input = Ready::iff(&POLL_INPUT, !queue.messages.is_empty());
        let output = Ready::iff(&POLL_OUTPUT, !queue.is_full());
        Readiness {
            // Of the side for which it was not opened, nothing is said.
            input: if file.access.reads() { input } else { Ready::Unruled },
            output: if file.access.writes() { output } else { Ready::Unruled },
            hangup: Ready::Unruled,
            error: Ready::Unruled,
        }
    }

    pub(super) fn rule_directory(&self) -> Ruling<Saw> {
        if !self.bounds.mounted {
            return Ruling::silent(NO_FILE_SYSTEM);
        }
        MOUNT_STICKY.returns(Saw::Sticky(true))
    }

    pub(super) fn rule_mount(&self, by: Actor, world: &World<u8>) -> Ruling<Saw> {
        if !self.bounds.mounted || !holds(by, Capability::SYS_ADMIN, world) {
            return Ruling::silent("a mount without CAP_SYS_ADMIN, or in a namespace not ours");
        }
        [&MOUNT_SUCCEEDS, &MOUNT_STICKY].returns(Saw::Sticky(true))
    }

    /// Why what the directory shows of a name is not spoken of.
    fn unspoken(&self, name: Name, by: Actor, world: &World<u8>) -> Option<&'static str> {
        if !self.bounds.mounted {
            return Some(NO_FILE_SYSTEM);
        }
        if !has_room(by, world) {
            return Some(NO_DESCRIPTOR_LEFT);
        }
        match name {
            Name::Plain(_) | Name::Longest => None,
            _ => Some("a file of a name that no queue has"),
        }
    }

    pub(super) fn rule_look(&self, name: Name, by: Actor, world: &World<u8>) -> Ruling<Saw> {
        let shown = Saw::Shown(self.named(name).is_some());
        self.unspoken(name, by, world).map_or_else(|| MOUNT_SHOWS.returns(shown), Ruling::silent)
    }

    pub(super) fn rule_remove_file(&self, name: Name, by: Actor, world: &World<u8>) -> Ruling<Saw> {
        if let Some(situation) = self.unspoken(name, by, world) {
            return Ruling::silent(situation);
        }
        match self.named(name) {
            None => MOUNT_SHOWS.fails(Errno::ENOENT),
            Some(object) if self.removable(object, by, world) => MOUNT_REMOVE.returns(Saw::Done),
            Some(_) => Ruling::silent("unlink of a queue's file without permission"),
        }
    }

    /// Who reads the file of a queue opens and closes a descriptor of it.
    pub(super) fn follow_read_file(&mut self, name: Name, by: Actor) -> Next<PosixMq> {
        if let Some(object) = self.named(name)
            && let Some(held) = &mut self.queue_mut(object).registration
            && held.by == by
        {
            held.kept = Kept::OtherClosed;
        }
        Next::here()
    }

    pub(super) fn rule_read_file(&self, name: Name, by: Actor, world: &World<u8>) -> Ruling<Saw> {
        if let Some(situation) = self.unspoken(name, by, world) {
            return Ruling::silent(situation);
        }
        let Some(object) = self.named(name) else { return MOUNT_SHOWS.fails(Errno::ENOENT) };
        if !self.grants(object, by, Access::Read, world) {
            return Ruling::silent("a read of a queue's file without permission");
        }
        let queue = self.queue(object);
        let bytes = queue.bytes();
        let Some(held) = queue.registration else {
            let line = Saw::Line { bytes, by: Who::Nobody, method: 0, signal: 0 };
            return [&FILE_QSIZE, &FILE_NOTIFY_PID].returns(line);
        };
        if let Some(situation) = held.doubt {
            return Ruling::silent(situation);
        }
        let (method, signal) = match held.signal {
            Some(signal) => (libc::SIGEV_SIGNAL, signal),
            None => (libc::SIGEV_NONE, 0),
        };
        let line = Saw::Line { bytes, by: Who::An(held.by), method, signal };
        let owner = match held.kept {
            Kept::OtherClosed => &CLOSE_OF_OTHER_KEEPS_NOTIFY,
            _ => &FILE_NOTIFY_PID,
        };
        [&FILE_QSIZE, owner, &FILE_NOTIFY, &FILE_SIGNO].returns(line)
    }
}

/// Whether the process may open one more descriptor.
pub fn has_room(by: Actor, world: &World<u8>) -> bool {
    world.process(by).nofile_room.is_none_or(|room| room > 0)
}
