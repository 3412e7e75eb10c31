//! What can be seen of queues: attributes, status, readiness, and the file system.

use super::Queues;
use super::queue::{Kept, Queue};
use crate::claim::{Capability, Claim};
use crate::engine::{
    Access, Actor, Allow, Errno, File, Next, Pick, Readiness, Ready, Ruling, World,
};
use crate::facilities::posix_mq::calls::{Call, Name, Seen, Who};
use crate::facilities::posix_mq::claims::*;
use crate::families::names::{Owned, holds};

/// What a description's note says of its flags.
pub const NOTE_NOTHING: u32 = 0;
/// Junk was given in `mq_flags` when it was opened.
pub const NOTE_JUNK_FLAGS: u32 = 1;
/// They were last set by mq_setattr.
const NOTE_SET: u32 = 2;

const NO_FILE_SYSTEM: &str = "no mqueue file system of ours";
pub const NO_DESCRIPTOR_LEFT: &str = "no descriptor is left to look with";

impl Queues {
    fn attributes(&self, file: &File) -> Seen {
        let queue = self.of(file);
        Seen::Attributes {
            flags: file.nonblocking.into(),
            messages_max: queue.messages_max.into(),
            message_bytes_max: queue.message_bytes_max.into(),
            messages: queue.messages.len() as i64,
        }
    }

    pub(super) fn rule_get_attributes(&self, fd: Pick, by: Actor, world: &World) -> Ruling {
        let (Some(file), Some(slot)) = (world.file(by, fd), world.slot(by, fd)) else {
            return GETATTR_BAD_DESCRIPTOR.fails(Errno::EBADF);
        };
        let queue = self.of(file);
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
        [flags, most, longest, count].returns(self.attributes(file))
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

    pub(super) fn rule_set_attributes(&self, other_flag: bool, file: Option<&File>) -> Ruling {
        let errors = SETATTR_OTHER_FLAG.fails_if(other_flag, Errno::EINVAL);
        let Some(file) = file else {
            return errors | GETATTR_BAD_DESCRIPTOR.fails(Errno::EBADF);
        };
        if !self.of(file).is_quiet() {
            return Ruling::silent("O_NONBLOCK is switched while a call sleeps");
        }
        errors.or_else(|| SETATTR_GIVES_OLD.returns(self.attributes(file)))
    }

    pub(super) fn follow_set_attributes(
        &mut self,
        fd: Pick,
        nonblocking: bool,
        by: Actor,
        world: &World,
    ) -> Next {
        let (Some(file), Some(slot)) = (world.file(by, fd), world.slot(by, fd)) else {
            return Next::here();
        };
        self.queue_mut(file.object.number).set = true;
        Next::changing(slot.file, File { nonblocking, note: NOTE_SET, ..*file })
    }

    pub(super) fn rule_directory(&self) -> Ruling {
        if !self.bounds.mounted {
            return Ruling::silent(NO_FILE_SYSTEM);
        }
        MOUNT_STICKY.returns(Seen::Sticky { sticky: true })
    }

    pub(super) fn rule_mount(&self, by: Actor, world: &World) -> Ruling {
        if !self.bounds.mounted || !holds(by, Capability::SYS_ADMIN, world) {
            return Ruling::silent("a mount without CAP_SYS_ADMIN, or in a namespace not ours");
        }
        [&MOUNT_SUCCEEDS, &MOUNT_STICKY].returns(Seen::Sticky { sticky: true })
    }

    /// What is done with the file of a name.
    pub(super) fn rule_file(&self, op: Call, name: Name, by: Actor, world: &World) -> Ruling {
        if !self.bounds.mounted {
            return Ruling::silent(NO_FILE_SYSTEM);
        }
        if world.is_full(by) {
            return Ruling::silent(NO_DESCRIPTOR_LEFT);
        }
        if !matches!(name, Name::Plain(_) | Name::Longest) {
            return Ruling::silent("a file of a name that no queue has");
        }
        match (op, self.named(name)) {
            (Call::Look { .. }, queue) => {
                MOUNT_SHOWS.returns(Seen::Shown { shown: queue.is_some() })
            }
            (_, None) => MOUNT_SHOWS.fails(Errno::ENOENT),
            (Call::RemoveFile { .. }, Some(queue)) if queue.owned.is_removable(by, world) => {
                MOUNT_REMOVE.returns(Seen::Done)
            }
            (Call::RemoveFile { .. }, _) => {
                Ruling::silent("unlink of a queue's file without permission")
            }
            (_, Some(queue)) if queue.owned.grants(by, Access::Read, world) => line(queue),
            _ => Ruling::silent("a read of a queue's file without permission"),
        }
    }

    /// A read of the file of a queue opens and closes a descriptor of it.
    pub(super) fn follow_read_file(&mut self, name: Name, by: Actor) {
        if let Some(number) = self.names.get(name)
            && let Some(held) = &mut self.queue_mut(number).registration
            && held.by == by
        {
            held.kept = Kept::OtherClosed;
        }
    }
}

/// The line in the file of a queue.
fn line(queue: &Queue) -> Ruling {
    let bytes = queue.bytes();
    let Some(held) = queue.registration else {
        let line = Seen::Line { bytes, by: Who::Nobody, method: 0, signal: 0 };
        return [&FILE_QSIZE, &FILE_NOTIFY_PID].returns(line);
    };
    if let Some(situation) = held.doubt {
        return Ruling::silent(situation);
    }
    let (method, signal) =
        held.signal.map_or((libc::SIGEV_NONE, 0), |signal| (libc::SIGEV_SIGNAL, signal));
    let owner = match held.kept {
        Kept::OtherClosed => &CLOSE_OF_OTHER_KEEPS_NOTIFY,
        _ => &FILE_NOTIFY_PID,
    };
    let line = Seen::Line { bytes, by: Who::An(held.by), method, signal };
    [&FILE_QSIZE, owner, &FILE_NOTIFY, &FILE_SIGNO].returns(line)
}

pub fn status(queue: Owned, by: Actor, world: &World) -> Ruling {
    let mine = queue.is_of(by, world);
    [&MODE_MASKED, &OWNER_IS_CREATOR, &GROUP_IS_CREATORS].returns(Seen::Status {
        mode: queue.mode,
        owned: mine,
        grouped: mine,
    })
}

pub fn ready(queue: &Queue, access: Access) -> Readiness {
    let input = Ready::iff(&POLL_INPUT, !queue.messages.is_empty());
    let output = Ready::iff(&POLL_OUTPUT, !queue.is_full());
    // The manual does not speak of the side for which it was not opened.
    Readiness {
        input: if access.reads() { input } else { Ready::Unruled },
        output: if access.writes() { output } else { Ready::Unruled },
        ..Readiness::UNRULED
    }
}
