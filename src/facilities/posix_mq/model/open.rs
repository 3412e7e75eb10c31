//! mq_open and mq_unlink: names, permissions, and what the limits let be made.

use super::bounds::{MESSAGE_BYTES_HARD, MESSAGES_HARD, charge};
use super::look::{NOTE_JUNK_FLAGS, NOTE_NOTHING};
use super::queue::Queue;
use super::{Queues, most_particular};
use crate::claim::{Capability, Claim};
use crate::engine::forms::{Flags, Mode};
use crate::engine::{Access, Actor, Allow, Errno, File, Limit, Next, Object, Ruling, World};
use crate::facilities::posix_mq::calls::{
    CREATE, EXCLUSIVE, Given, NONBLOCK, Name, OpenFlags, Seen,
};
use crate::facilities::posix_mq::claims::*;
use crate::families::names::{Owned, holds};

/// With which of these a creation that would exceed `RLIMIT_MSGQUEUE` fails, no page says.
const EXCEEDED: &[Errno] =
    &[Errno::EMFILE, Errno::ENOSPC, Errno::ENOMEM, Errno::EAGAIN, Errno::EOVERFLOW];

/// What is asked of mq_open, and by which actor.
#[derive(Clone, Copy)]
pub struct Asked<'w> {
    pub name: Name,
    pub access: Access,
    pub flags: Flags<OpenFlags>,
    pub given: Option<Given>,
    pub by: Actor,
    pub world: &'w World,
}

impl Asked<'_> {
    /// Whether the actor may exceed the limits of a queue.
    fn is_privileged(&self) -> bool {
        holds(self.by, Capability::SYS_RESOURCE, self.world)
    }

    fn other_uid(&self) -> bool {
        self.world.process(self.by).other_uid
    }
}

impl Queues {
    pub(super) fn rule_open(&self, asked: &Asked<'_>) -> Ruling {
        let full = OPEN_EMFILE.fails_if(asked.world.is_full(asked.by), Errno::EMFILE);
        // The manual does not rank the errors; how a name is wrong it says by itself.
        match asked.name {
            Name::PastLongest => full | NAME_PAST_LONGEST.fails(Errno::ENAMETOOLONG),
            Name::TooLong => full | NAME_TOO_LONG.fails(Errno::ENAMETOOLONG),
            Name::TwoSlashes => full | NAME_SECOND_SLASH.fails(Errno::EACCES),
            Name::WithoutSlash => full | NAME_WITHOUT_SLASH.fails(Errno::EINVAL),
            Name::Slash => full | NAME_SLASH_ALONE.fails(Errno::ENOENT),
            Name::Plain(_) | Name::Longest => self.rule_open_named(asked, full),
            Name::Dot | Name::TwoDots => all_by(self.rule_open_named(asked, full), &NAME_OF_DOTS),
        }
    }

    fn rule_open_named(&self, asked: &Asked<'_>, full: Ruling) -> Ruling {
        let existing = self.named(asked.name);
        let errors = match existing {
            Some(queue) => self.errors_of_existing(queue, asked),
            None if asked.flags.has(CREATE) => self.errors_of_creation(asked),
            None => {
                let before = self.names.before(asked.name).map(usize::from);
                let is_open = before.is_some_and(|number| self.queues[number].is_some());
                let claim = if is_open { &UNLINK_NAME_GONE } else { &OPEN_MISSING };
                claim.fails(Errno::ENOENT)
            }
        };
        (full | errors).or_else(|| {
            let claim = existing.map_or_else(
                || self.claim_of_creation(asked),
                |queue| claim_of_opening(queue, asked),
            );
            [claim, &OPEN_CLOEXEC].returns(Seen::Opened { cloexec: true })
        })
    }

    fn errors_of_existing(&self, queue: &Queue, asked: &Asked<'_>) -> Ruling {
        let (creates, exclusive) = (asked.flags.has(CREATE), asked.flags.has(EXCLUSIVE));
        let denied = !queue.owned.grants(asked.by, asked.access, asked.world);
        let invalid = creates && !self.errors_of_given(asked).clauses.is_empty();
        CREATE_EXCLUSIVE.fails_if(creates && exclusive, Errno::EEXIST)
            | OPEN_DENIED.fails_if(denied, Errno::EACCES)
            | ATTR_INVALID_EXISTING.fails_if(invalid, Errno::EINVAL)
    }

    fn errors_of_creation(&self, asked: &Asked<'_>) -> Ruling {
        let most = self.bounds.value(Limit::MqueueQueuesMax);
        let reached = self.bounds.own_ipc && self.alive().count() as i64 >= most;
        let reached = reached && !asked.is_privileged();
        let errors =
            self.errors_of_given(asked) | QUEUES_MAX_REACHED.fails_if(reached, Errno::ENOSPC);
        if self.total_with(asked) > self.bounds.rlimit_bytes {
            return errors | RLIMIT_EXCEEDED.refused(EXCEEDED);
        }
        errors
    }

    /// Bytes charged to the caller's user, with the queue that it would make.
    fn total_with(&self, asked: &Asked<'_>) -> u64 {
        let (messages_max, message_bytes_max) = self.attributes_of(asked.given);
        let charged = self.charged(asked.other_uid());
        charged.saturating_add(charge(messages_max, message_bytes_max))
    }

    fn attributes_of(&self, given: Option<Given>) -> (i64, i64) {
        given.map_or_else(
            || self.bounds.defaults(),
            |given| (given.messages_max, given.message_bytes_max),
        )
    }

    fn errors_of_given(&self, asked: &Asked<'_>) -> Ruling {
        let Some(Given { messages_max, message_bytes_max, .. }) = asked.given else {
            return Ruling::none();
        };
        let ((most, longest), above, too_long) = if asked.is_privileged() {
            ((MESSAGES_HARD, MESSAGE_BYTES_HARD), &MAXMSG_HARD, &MSGSIZE_HARD)
        } else {
            (self.bounds.most(), &MAXMSG_ABOVE_LIMIT, &MSGSIZE_ABOVE_LIMIT)
        };
        MAXMSG_NOT_POSITIVE.fails_if(messages_max <= 0, Errno::EINVAL)
            | MSGSIZE_NOT_POSITIVE.fails_if(message_bytes_max <= 0, Errno::EINVAL)
            | above.fails_if(messages_max > most, Errno::EINVAL)
            | too_long.fails_if(message_bytes_max > longest, Errno::EINVAL)
    }

    /// The most particular claim by which this creation succeeds.
    fn claim_of_creation(&self, asked: &Asked<'_>) -> &'static Claim {
        let (given, other_uid) = (asked.given.is_some(), asked.other_uid());
        let count = self.alive().count() as i64;
        let queues_max = self.bounds.value(Limit::MqueueQueuesMax);
        let privileged = asked.is_privileged();
        let (total, limit) = (self.total_with(asked), self.bounds.rlimit_bytes);
        let released = self.released[usize::from(other_uid)];
        let (messages_max, message_bytes_max) = self.attributes_of(asked.given);
        let (most, longest) = self.bounds.most();
        let particular: [(bool, &'static Claim); 10] = [
            (asked.name == Name::Longest, &NAME_LONGEST),
            (count >= queues_max && privileged, &QUEUES_MAX_PRIVILEGED),
            (!privileged && count + i64::from(self.destroyed) >= queues_max, &UNLINKED_DESTROYED),
            (total.saturating_add(released) > limit, &RLIMIT_UNTIL_REMOVED),
            (total.saturating_add(self.charged(!other_uid)) > limit, &RLIMIT_PER_USER),
            (total == limit, &RLIMIT_MET),
            (given && messages_max > most, &MAXMSG_PRIVILEGED),
            (given && message_bytes_max > longest, &MSGSIZE_PRIVILEGED),
            (given && messages_max == most, &MAXMSG_AT_LIMIT),
            (given && message_bytes_max == longest, &MSGSIZE_AT_LIMIT),
        ];
        most_particular(particular, &CREATE_MAKES)
    }

    pub(super) fn follow_open(&mut self, asked: &Asked<'_>, mode: Mode) -> Next {
        let Asked { name, access, flags, given, .. } = *asked;
        let existing = self.names.get(name);
        let number = existing
            .unwrap_or_else(|| self.create(name, given, Owned::new(asked.by, mode, asked.world)));
        self.queue_mut(number).descriptions += 1;
        let junk = existing.is_none() && given.is_some_and(|given| given.junk);
        let note = if junk { NOTE_JUNK_FLAGS } else { NOTE_NOTHING };
        let (object, nonblocking) = (Object::of(number), flags.has(NONBLOCK));
        Next::opening([File { object, access, nonblocking, cloexec: true, note }])
    }

    fn create(&mut self, name: Name, given: Option<Given>, owned: Owned) -> u8 {
        let number = self.queues.len() as u8;
        let (messages_max, message_bytes_max) = self.attributes_of(given);
        self.queues.push(Some(Queue {
            messages_max: messages_max as u32,
            message_bytes_max: message_bytes_max as u32,
            by_default: given.is_none(),
            junk_count: given.is_some_and(|given| given.junk),
            owned,
            linked: true,
            ..Queue::default()
        }));
        self.names.give(name, number);
        number
    }

    pub(super) fn rule_unlink(
        &self,
        name: Name,
        library: bool,
        by: Actor,
        world: &World,
    ) -> Ruling {
        let missing = || UNLINK_MISSING.fails(Errno::ENOENT);
        match name {
            Name::TooLong => return UNLINK_TOO_LONG.fails(Errno::ENAMETOOLONG),
            Name::PastLongest => {
                return missing() | NAME_PAST_LONGEST.fails(Errno::ENAMETOOLONG);
            }
            Name::TwoSlashes => return Ruling::silent("mq_unlink of a name with two slashes"),
            Name::WithoutSlash => return Ruling::silent("mq_unlink of a name without a slash"),
            Name::Dot | Name::TwoDots => return Ruling::silent("mq_unlink of a name of dots"),
            Name::Slash | Name::Plain(_) | Name::Longest => {}
        }
        match self.named(name).map(|queue| queue.owned.is_removable(by, world)) {
            None => missing(),
            Some(true) => UNLINK_SUCCEEDS.returns(Seen::Done),
            Some(false) if library => UNLINK_DENIED.fails(Errno::EACCES),
            Some(false) => Ruling::silent("the system call mq_unlink without permission"),
        }
    }
}

fn claim_of_opening(queue: &Queue, asked: &Asked<'_>) -> &'static Claim {
    let (by, world) = (asked.by, asked.world);
    let granted = !queue.owned.is_of(by, world) && !holds(by, Capability::DAC_OVERRIDE, world);
    let particular: [(bool, &'static Claim); 3] = [
        (queue.descriptions == 0, &PERSISTS),
        (granted, &OPEN_GRANTED),
        (asked.flags.has(CREATE), &CREATE_OPENS_EXISTING),
    ];
    most_particular(particular, &OPEN_SAME_NAME)
}

/// The same outcomes, each by this claim.
fn all_by(mut ruling: Ruling, claim: &'static Claim) -> Ruling {
    for clause in &mut ruling.clauses {
        clause.claims = smallvec::smallvec![claim];
    }
    ruling
}
