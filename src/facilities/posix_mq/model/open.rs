//! mq_open and mq_unlink: names, permissions, and what the limits let be made.

use smallvec::SmallVec;

use super::super::PosixMq;
use super::super::claims::*;
use super::super::operations::{Flags, Given, Name, Op};
use super::super::seen::Saw;
use super::bounds::{MESSAGE_BYTES_HARD, MESSAGES_HARD, charge};
use super::look::{NOTE_JUNK_FLAGS, NOTE_NOTHING};
use super::queue::{Charge, Queue};
use super::{Bound, Queues, either, holds, is_open};
use crate::claim::{Capability, Claim};
use crate::engine::{Access, Actor, Allow, Call, Errno, File, Limit, Next, Ruling, World};

/// With which of these a creation that would exceed `RLIMIT_MSGQUEUE` fails, no page says.
const EXCEEDED: &[Errno] =
    &[Errno::EMFILE, Errno::ENOSPC, Errno::ENOMEM, Errno::EAGAIN, Errno::EOVERFLOW];

/// What is asked of mq_open, without the name.
#[derive(Clone, Copy)]
struct Asked {
    access: Access,
    flags: Flags,
    given: Option<Given>,
}

impl Queues {
    pub(super) fn rule_open(&self, op: &Op, by: Actor, world: &World<u8>) -> Ruling<Saw> {
        let Op::Open { name, access, flags, attributes: given, .. } = *op else {
            return Ruling::silent("not an opening");
        };
        let asked = Asked { access, flags, given };
        let full = world.process(by).nofile_room == Some(0);
        let errors = full.then(|| OPEN_EMFILE.fails(Errno::EMFILE));
        let refused: &'static Claim = match name {
            Name::PastLongest => &NAME_PAST_LONGEST,
            Name::TooLong => &NAME_TOO_LONG,
            Name::TwoSlashes => &NAME_SECOND_SLASH,
            Name::WithoutSlash => &NAME_WITHOUT_SLASH,
            Name::Slash => &NAME_SLASH_ALONE,
            Name::Plain(_) | Name::Longest | Name::Dot | Name::TwoDots => {
                return self.rule_open_named(name, asked, errors, by, world);
            }
        };
        let errno = match name {
            Name::TwoSlashes => Errno::EACCES,
            Name::WithoutSlash => Errno::EINVAL,
            Name::Slash => Errno::ENOENT,
            _ => Errno::ENAMETOOLONG,
        };
        // The manual does not rank the errors; how a name is wrong it says by itself.
        let ruling = refused.fails(errno);
        errors.map_or(ruling.clone(), |full| full | ruling)
    }

    fn rule_open_named(
        &self,
        name: Name,
        asked: Asked,
        full: Option<Ruling<Saw>>,
        by: Actor,
        world: &World<u8>,
    ) -> Ruling<Saw> {
        let errors = match self.named(name) {
            Some(object) => self.errors_of_existing(object, asked, by, world),
            None if asked.flags.create => self.errors_of_creation(asked.given, by, world),
            None => {
                let gone = self.names[name.place().expect("it can be a queue's")];
                let claim = match gone {
                    Bound::Unlinked(object) if self.queues[usize::from(object)].is_some() => {
                        &UNLINK_NAME_GONE
                    }
                    _ => &OPEN_MISSING,
                };
                Some(claim.fails(Errno::ENOENT))
            }
        };
        let errors = match (full, errors) {
            (Some(full), Some(errors)) => Some(full | errors),
            (full, errors) => full.or(errors),
        };
        let ruling = errors.unwrap_or_else(|| {
            let claim = match self.named(name) {
                Some(object) => self.claim_of_opening(object, asked.flags, by, world),
                None => self.claim_of_creation(name, asked.given, by, world),
            };
            [claim, &OPEN_CLOEXEC].returns(Saw::Opened { cloexec: true })
        });
        if matches!(name, Name::Dot | Name::TwoDots) {
            return all_by(ruling, &NAME_OF_DOTS);
        }
        ruling
    }

    fn errors_of_existing(
        &self,
        object: u8,
        asked: Asked,
        by: Actor,
        world: &World<u8>,
    ) -> Option<Ruling<Saw>> {
        let Asked { access, flags, given } = asked;
        let mut errors = None;
        if flags.create && flags.exclusive {
            errors = either(errors, CREATE_EXCLUSIVE.fails(Errno::EEXIST));
        }
        if !self.grants(object, by, access, world) {
            errors = either(errors, OPEN_DENIED.fails(Errno::EACCES));
        }
        let invalid = given.is_some_and(|given| self.errors_of_given(given, by, world).is_some());
        if flags.create && invalid {
            errors = either(errors, ATTR_INVALID_EXISTING.fails(Errno::EINVAL));
        }
        errors
    }

    fn errors_of_creation(
        &self,
        given: Option<Given>,
        by: Actor,
        world: &World<u8>,
    ) -> Option<Ruling<Saw>> {
        let mut errors = given.and_then(|given| self.errors_of_given(given, by, world));
        let most = self.bounds.value(Limit::MqueueQueuesMax);
        let privileged = holds(by, Capability::SYS_RESOURCE, world);
        if self.bounds.own_ipc && self.alive().count() as i64 >= most && !privileged {
            errors = either(errors, QUEUES_MAX_REACHED.fails(Errno::ENOSPC));
        }
        if self.total_with(given, by, world) > self.bounds.rlimit_bytes {
            errors = either(errors, RLIMIT_EXCEEDED.refused(EXCEEDED));
        }
        errors
    }

    /// Bytes charged to the caller's user, with the queue that it would make.
    fn total_with(&self, given: Option<Given>, by: Actor, world: &World<u8>) -> u64 {
        let (messages_max, message_bytes_max) = self.attributes_of(given);
        self.charged(world.process(by).other_uid)
            .saturating_add(charge(messages_max, message_bytes_max))
    }

    fn attributes_of(&self, given: Option<Given>) -> (i64, i64) {
        given.map_or_else(
            || self.bounds.defaults(),
            |given| (given.messages_max, given.message_bytes_max),
        )
    }

    fn errors_of_given(&self, given: Given, by: Actor, world: &World<u8>) -> Option<Ruling<Saw>> {
        let Given { messages_max, message_bytes_max, .. } = given;
        let (most, longest, above, too_long): (_, _, &'static Claim, &'static Claim) =
            if holds(by, Capability::SYS_RESOURCE, world) {
                (MESSAGES_HARD, MESSAGE_BYTES_HARD, &MAXMSG_HARD, &MSGSIZE_HARD)
            } else {
                let value = |limit| self.bounds.value(limit);
                let (most, longest) =
                    (value(Limit::MqueueMsgMax), value(Limit::MqueueMsgsizeMaxBytes));
                (most, longest, &MAXMSG_ABOVE_LIMIT, &MSGSIZE_ABOVE_LIMIT)
            };
        let mut errors = None;
        let wrong: [(bool, &'static Claim); 4] = [
            (messages_max <= 0, &MAXMSG_NOT_POSITIVE),
            (message_bytes_max <= 0, &MSGSIZE_NOT_POSITIVE),
            (messages_max > most, above),
            (message_bytes_max > longest, too_long),
        ];
        for (_, claim) in wrong.into_iter().filter(|(holds, _)| *holds) {
            errors = either(errors, claim.fails(Errno::EINVAL));
        }
        errors
    }

    fn claim_of_opening(
        &self,
        object: u8,
        flags: Flags,
        by: Actor,
        world: &World<u8>,
    ) -> &'static Claim {
        let others = self.queue(object).of_other != world.process(by).other_uid;
        if !is_open(object, world) {
            &PERSISTS
        } else if others && !holds(by, Capability::DAC_OVERRIDE, world) {
            &OPEN_GRANTED
        } else if flags.create {
            &CREATE_OPENS_EXISTING
        } else {
            &OPEN_SAME_NAME
        }
    }

    /// The most particular claim by which this creation succeeds.
    fn claim_of_creation(
        &self,
        name: Name,
        given: Option<Given>,
        by: Actor,
        world: &World<u8>,
    ) -> &'static Claim {
        let other_uid = world.process(by).other_uid;
        let count = self.alive().count() as i64;
        let queues_max = self.bounds.value(Limit::MqueueQueuesMax);
        let privileged = holds(by, Capability::SYS_RESOURCE, world);
        let total = self.total_with(given, by, world);
        let limit = self.bounds.rlimit_bytes;
        let released = self.released[usize::from(other_uid)];
        let (messages_max, message_bytes_max) = self.attributes_of(given);
        let (most, longest) = (
            self.bounds.value(Limit::MqueueMsgMax),
            self.bounds.value(Limit::MqueueMsgsizeMaxBytes),
        );
        let particular: [(bool, &'static Claim); 10] = [
            (name == Name::Longest, &NAME_LONGEST),
            (count >= queues_max && privileged, &QUEUES_MAX_PRIVILEGED),
            (!privileged && count + i64::from(self.destroyed) >= queues_max, &UNLINKED_DESTROYED),
            (total.saturating_add(released) > limit, &RLIMIT_UNTIL_REMOVED),
            (total.saturating_add(self.charged(!other_uid)) > limit, &RLIMIT_PER_USER),
            (total == limit, &RLIMIT_MET),
            (given.is_some() && messages_max > most, &MAXMSG_PRIVILEGED),
            (given.is_some() && message_bytes_max > longest, &MSGSIZE_PRIVILEGED),
            (given.is_some() && messages_max == most, &MAXMSG_AT_LIMIT),
            (given.is_some() && message_bytes_max == longest, &MSGSIZE_AT_LIMIT),
        ];
        let found = particular.into_iter().find(|(holds, _)| *holds);
        found.map_or(&CREATE_MAKES, |(_, claim)| claim)
    }

    pub(super) fn follow_open(
        &mut self,
        call: &Call<'_, PosixMq>,
        world: &World<u8>,
    ) -> Next<PosixMq> {
        let Op::Open { name, access, flags, mode, attributes: given, .. } = *call.op else {
            return Next::here();
        };
        let existing = self.named(name);
        let object = existing.unwrap_or_else(|| self.create(name, mode, given, call.by, world));
        let junk = existing.is_none() && given.is_some_and(|given| given.junk);
        let note = if junk { NOTE_JUNK_FLAGS } else { NOTE_NOTHING };
        let file = File { object, access, nonblocking: flags.nonblocking, cloexec: true, note };
        Next::opening([file])
    }

    fn create(
        &mut self,
        name: Name,
        mode: u32,
        given: Option<Given>,
        by: Actor,
        world: &World<u8>,
    ) -> u8 {
        let object = self.queues.len() as u8;
        let process = world.process(by);
        let (messages_max, message_bytes_max) = self.attributes_of(given);
        let bytes = charge(messages_max, message_bytes_max);
        self.queues.push(Some(Queue {
            messages_max: messages_max as u32,
            message_bytes_max: message_bytes_max as u32,
            by_default: given.is_none(),
            junk_count: given.is_some_and(|given| given.junk),
            set: false,
            messages: SmallVec::new(),
            mode: mode & !process.umask,
            of_other: process.other_uid,
            charge: Charge { bytes, other_uid: process.other_uid },
            linked: true,
            spared: false,
            registration: None,
            freed: None,
            receivers: SmallVec::new(),
            senders: SmallVec::new(),
        }));
        self.names[name.place().expect("it was ruled")] = Bound::To(object);
        object
    }

    pub(super) fn rule_unlink(
        &self,
        name: Name,
        library: bool,
        by: Actor,
        world: &World<u8>,
    ) -> Ruling<Saw> {
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
        match self.named(name) {
            None => missing(),
            Some(object) if self.removable(object, by, world) => UNLINK_SUCCEEDS.returns(Saw::Done),
            Some(_) if library => UNLINK_DENIED.fails(Errno::EACCES),
            Some(_) => Ruling::silent("the system call mq_unlink without permission"),
        }
    }
}

/// The same outcomes, each by this claim.
fn all_by(mut ruling: Ruling<Saw>, claim: &'static Claim) -> Ruling<Saw> {
    for clause in &mut ruling.clauses {
        clause.claims = smallvec::smallvec![claim];
    }
    ruling
}
