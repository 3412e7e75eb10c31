//! Notices: who is registered, what an arrival brings, and what was caught.

use smallvec::SmallVec;

use super::super::PosixMq;
use super::super::claims::*;
use super::super::operations::{Op, Request};
use super::super::seen::{Notice, Saw, Who};
use super::queue::{Freed, Kept, Registration};
use super::{Queues, either};
use crate::claim::Claim;
use crate::engine::{Actor, Allow, Call, Errno, Next, Pick, Ruling, World};

/// The largest number that a signal has.
const SIGNAL_MOST: i32 = 64;

/// A notice that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Caught {
    pub by: Actor,
    registration: Registration,
    signal: i32,
    sender: Actor,
    /// The sender was the other user.
    of_other: bool,
}

/// Why an arrival brought no notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quiet {
    NotEmpty,
    Receiver,
    WantsNone,
    Once,
    GivenUp,
}

/// A message arrives.
pub struct Arrival {
    pub object: u8,
    pub by: Actor,
    /// Its sender slept.
    pub waited: bool,
}

impl Queues {
    pub(super) fn rule_notify(
        &self,
        request: Request,
        fd: Pick,
        by: Actor,
        world: &World<u8>,
    ) -> Ruling<Saw> {
        let mut errors = None;
        match request.parts() {
            Some((libc::SIGEV_SIGNAL, 0)) => return Ruling::silent("a registration for signal 0"),
            Some((libc::SIGEV_SIGNAL, signal)) if !(1..=SIGNAL_MOST).contains(&signal) => {
                errors = either(errors, NOTIFY_BAD_SIGNAL.fails(Errno::EINVAL));
            }
            Some((libc::SIGEV_THREAD, _)) => {
                return Ruling::silent("the system call mq_notify with SIGEV_THREAD");
            }
            Some((method, _)) if method != libc::SIGEV_SIGNAL && method != libc::SIGEV_NONE => {
                errors = either(errors, NOTIFY_BAD_METHOD.fails(Errno::EINVAL));
            }
            _ => {}
        }
        let Some(file) = world.file(by, fd) else {
            let errors = either(errors, NOTIFY_BAD_DESCRIPTOR.fails(Errno::EBADF));
            return errors.expect("one was just added");
        };
        let queue = self.queue(file.object);
        let ruling = match &queue.registration {
            Some(Registration { doubt: Some(situation), .. }) => {
                return Ruling::silent(situation);
            }
            Some(held) if request == Request::GiveUp && held.by == by => {
                NOTIFY_GIVEN_UP.returns(Saw::Done)
            }
            _ if request == Request::GiveUp => {
                return Ruling::silent("a registration is given up by who does not have it");
            }
            Some(held) if held.by == by => {
                return errors.unwrap_or_else(|| Ruling::silent("the registrant registers again"));
            }
            Some(held) => {
                let busy = held.claim_of_force().fails(Errno::EBUSY);
                return either(errors, busy).expect("one was just added");
            }
            None => registers(queue.freed).returns(Saw::Registered),
        };
        errors.unwrap_or(ruling)
    }

    pub(super) fn follow_notify(
        &mut self,
        call: &Call<'_, PosixMq>,
        world: &World<u8>,
    ) -> Next<PosixMq> {
        if let Op::Notify { fd, request, tag } = *call.op
            && let Some(slot) = world.resolve(call.by, fd)
            && let Some(file) = world.file(call.by, fd)
        {
            self.queue_mut(file.object).register(call.by, request, tag, slot);
            if request == Request::GiveUp {
                self.quiet[usize::from(call.by.0)] = Some(Quiet::GivenUp);
            }
        }
        Next::here()
    }

    /// What the arrival of a message, not yet in its queue, brings.
    pub(super) fn arrives(&mut self, arrival: &Arrival, world: &World<u8>) {
        let Arrival { object, by, waited } = *arrival;
        let queue = self.queue_mut(object);
        let (empty, awaited) = (queue.messages.is_empty(), !queue.receivers.is_empty());
        let Some(held) = &mut queue.registration else {
            if let Some((Freed::Delivered, owner)) = queue.freed
                && empty
                && !awaited
            {
                self.quiet[usize::from(owner.0)] = Some(Quiet::Once);
            }
            return;
        };
        let owner = usize::from(held.by.0);
        if !empty {
            self.quiet[owner] = Some(Quiet::NotEmpty);
            return;
        }
        if awaited {
            // What it is still in force by is what was put to the test first.
            if held.kept != Kept::OtherClosed {
                held.kept = Kept::Receiver;
            }
            self.quiet[owner] = Some(Quiet::Receiver);
            return;
        }
        if held.doubt.is_some() {
            return;
        }
        if waited {
            let situation = "a message whose sender slept reaches the queue that was emptied";
            held.doubt = Some(situation);
            self.unknown[owner] = Some(situation);
            return;
        }
        self.deliver(object, by, world);
    }

    fn deliver(&mut self, object: u8, sender: Actor, world: &World<u8>) {
        let queue = self.queue_mut(object);
        let Some(registration) = queue.registration.take() else { return };
        queue.freed = Some((Freed::Delivered, registration.by));
        let by = registration.by;
        let of_other = world.process(sender).other_uid;
        match registration.signal {
            Some(signal) => {
                self.caught.push(Caught { by, registration, signal, sender, of_other });
            }
            None => self.quiet[usize::from(by.0)] = Some(Quiet::WantsNone),
        }
    }

    pub(super) fn rule_notices(&self, by: Actor, world: &World<u8>) -> Ruling<Saw> {
        let doubt = self
            .alive()
            .filter_map(|queue| queue.registration)
            .filter(|held| held.by == by)
            .find_map(|held| held.doubt);
        if let Some(situation) = doubt.or(self.unknown[usize::from(by.0)]) {
            return Ruling::silent(situation);
        }
        let mine = || self.caught.iter().filter(|caught| caught.by == by);
        let other_uid = world.process(by).other_uid;
        let notices = mine()
            .map(|caught| Notice {
                signal: caught.signal,
                tag: caught.registration.tag,
                coded: true,
                sender: Who::An(caught.sender),
                same_user: caught.of_other == other_uid,
            })
            .collect();
        let saw = Saw::Notices(notices);
        let Some(first) = mine().next() else {
            let quiet: &'static Claim = match self.quiet[usize::from(by.0)] {
                Some(Quiet::NotEmpty) | None => &NOTICE_ONLY_OF_EMPTY,
                Some(Quiet::Receiver) => &NOTICE_NOT_FOR_RECEIVER,
                Some(Quiet::WantsNone) => &NOTICE_NONE,
                Some(Quiet::Once) => &NOTICE_ONCE,
                Some(Quiet::GivenUp) => &NOTIFY_GIVEN_UP,
            };
            return quiet.returns(saw);
        };
        let comes = match first.registration {
            Registration { kept: Kept::OtherClosed, .. } => &CLOSE_OF_OTHER_KEEPS_NOTIFY,
            Registration { before_empty: true, .. } => &NOTICE_AFTER_EMPTYING,
            _ => &NOTICE_SIGNAL,
        };
        [comes, &NOTICE_CODE, &NOTICE_SENDER, &NOTICE_USER, &NOTICE_ONCE].returns(saw)
    }

    pub(super) fn rule_notify_thread(&self, by: Actor, world: &World<u8>) -> Ruling<Saw> {
        if self.bounds.leaves_room() && world.process(by).nofile_room.is_none() {
            NOTICE_THREAD.returns(Saw::Thread { ran: true, apart: true })
        } else {
            Ruling::silent("SIGEV_THREAD within limits that leave no room for another queue")
        }
    }

    /// A child has a copy of the memory in which its parent noted what it caught.
    pub(super) fn forked(&mut self, parent: Actor, child: Actor) {
        let copies: SmallVec<[Caught; 2]> = self
            .caught
            .iter()
            .filter(|caught| caught.by == parent)
            .map(|caught| Caught { by: child, ..*caught })
            .collect();
        self.caught.extend(copies);
    }
}

impl Registration {
    /// Which claim says that it is in force.
    pub fn claim_of_force(&self) -> &'static Claim {
        match self.kept {
            Kept::Nothing => &NOTIFY_ONE_PROCESS,
            Kept::Receiver => &NOTIFY_STAYS_FOR_RECEIVER,
            Kept::OtherClosed => &CLOSE_OF_OTHER_KEEPS_NOTIFY,
        }
    }
}

/// Which claim says that one may register now.
fn registers(freed: Option<(Freed, Actor)>) -> &'static Claim {
    match freed {
        None => &NOTIFY_REGISTERS,
        Some((Freed::Delivered, _)) => &NOTIFY_ONCE,
        Some((Freed::GivenUp, _)) => &NOTIFY_GIVEN_UP,
        Some((Freed::Closed, _)) => &CLOSE_DROPS_NOTIFY,
        Some((Freed::Ended, _)) => &END_DROPS_NOTIFY,
        Some((Freed::Executed, _)) => &EXEC_DROPS_NOTIFY,
    }
}
