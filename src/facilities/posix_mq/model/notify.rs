//! Notices: which process is registered, what an arrival brings, and what was caught.

use smallvec::SmallVec;

use super::Queues;
use super::queue::{Freed, Kept, Registration};
use crate::claim::Claim;
use crate::engine::forms::{Rest, Tag};
use crate::engine::{Actor, Allow, Errno, File, Pick, Ruling, World};
use crate::facilities::posix_mq::calls::{Notice, Request, Seen, Who};
use crate::facilities::posix_mq::claims::*;

/// The largest number that a signal has.
const SIGNAL_MOST: i32 = 64;

/// What a process knows of notices, from what came since it last looked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Inbox {
    caught: SmallVec<[Caught; 1]>,
    /// Why the last arrival brought no notice.
    quiet: Option<Quiet>,
    /// The situation in which one came or not, of which the manual is silent; it outlasts the
    /// registration.
    unknown: Option<&'static str>,
}

/// A notice that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Caught {
    registration: Registration,
    signal: i32,
    sender: Actor,
    /// The sender was the other user.
    of_other: bool,
}

/// Why an arrival brought no notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Quiet {
    NotEmpty,
    Receiver,
    WantsNone,
    Once,
    GivenUp,
}

/// On Linux that registration is gone, and is known to be: see `close_of_other_keeps_notify`.
const ONE_IN_DOUBT: &str =
    "several notices, one of a registration after another descriptor of its queue was closed";

impl Queues {
    pub(super) fn rule_notify(&self, request: Request, file: Option<&File>, by: Actor) -> Ruling {
        let errors = match request.parts() {
            Some((libc::SIGEV_SIGNAL, 0)) => return Ruling::silent("a registration for signal 0"),
            Some((libc::SIGEV_SIGNAL, signal)) => {
                NOTIFY_BAD_SIGNAL.fails_if(!(1..=SIGNAL_MOST).contains(&signal), Errno::EINVAL)
            }
            Some((libc::SIGEV_THREAD, _)) => {
                return Ruling::silent("the system call mq_notify with SIGEV_THREAD");
            }
            Some((libc::SIGEV_NONE, _)) | None => Ruling::none(),
            Some(_) => NOTIFY_BAD_METHOD.fails(Errno::EINVAL),
        };
        let Some(file) = file else { return errors | NOTIFY_BAD_DESCRIPTOR.fails(Errno::EBADF) };
        let queue = self.of(file);
        match queue.registration {
            Some(Registration { doubt: Some(situation), .. }) => Ruling::silent(situation),
            Some(held) if request == Request::GiveUp && held.by == by => {
                NOTIFY_GIVEN_UP.returns(Seen::Done)
            }
            _ if request == Request::GiveUp => {
                Ruling::silent("a registration is given up by a process that does not have it")
            }
            Some(held) if held.by == by => {
                errors.or_else(|| Ruling::silent("the registrant registers again"))
            }
            Some(held) => errors | held.claim_of_force().fails(Errno::EBUSY),
            None => errors.or_else(|| registers(queue.freed).returns(Seen::Registered)),
        }
    }

    pub(super) fn follow_notify(
        &mut self,
        fd: Pick,
        request: Request,
        tag: Tag,
        by: Actor,
        world: &World,
    ) {
        if let Some(slot) = world.resolve(by, fd)
            && let Some(file) = world.file(by, fd)
        {
            self.queue_mut(file.object.number).register(by, request, tag, slot);
            if request == Request::GiveUp {
                self.inbox(by).quiet = Some(Quiet::GivenUp);
            }
        }
    }

    fn inbox(&mut self, of: Actor) -> &mut Inbox {
        &mut self.inboxes[usize::from(of.0)]
    }

    /// What the arrival of a message, not yet in its queue, brings; and whether its sender slept.
    pub(super) fn arrives(&mut self, number: u8, by: Actor, waited: bool, world: &World) {
        let queue = self.queue_mut(number);
        let (empty, awaited) = (queue.messages.is_empty(), queue.is_awaited());
        let Some(held) = &mut queue.registration else {
            if let Some((Freed::Delivered, owner)) = queue.freed
                && empty
                && !awaited
            {
                self.inbox(owner).quiet = Some(Quiet::Once);
            }
            return;
        };
        let owner = held.by;
        if !empty {
            self.inbox(owner).quiet = Some(Quiet::NotEmpty);
        } else if awaited {
            // What it is still in force by is what was put to the test first.
            if held.kept != Kept::OtherClosed {
                held.kept = Kept::Receiver;
            }
            self.inbox(owner).quiet = Some(Quiet::Receiver);
        } else if held.doubt.is_none() && waited {
            let situation = "a message whose sender slept reaches the queue that was emptied";
            held.doubt = Some(situation);
            self.inbox(owner).unknown = Some(situation);
        } else if held.doubt.is_none() {
            self.deliver(number, by, world);
        }
    }

    fn deliver(&mut self, number: u8, sender: Actor, world: &World) {
        let queue = self.queue_mut(number);
        let Some(registration) = queue.registration.take() else { return };
        queue.freed = Some((Freed::Delivered, registration.by));
        let of_other = world.process(sender).other_uid;
        let inbox = self.inbox(registration.by);
        match registration.signal {
            Some(signal) => inbox.caught.push(Caught { registration, signal, sender, of_other }),
            None => inbox.quiet = Some(Quiet::WantsNone),
        }
    }

    pub(super) fn rule_notices(&self, by: Actor, world: &World) -> Ruling {
        let Inbox { caught, quiet, unknown } = &self.inboxes[usize::from(by.0)];
        let mut mine =
            self.alive().filter_map(|queue| queue.registration.filter(|held| held.by == by));
        if let Some(situation) = mine.find_map(|held| held.doubt).or(*unknown) {
            return Ruling::silent(situation);
        }
        let lost = |caught: &Caught| caught.registration.kept == Kept::OtherClosed;
        if caught.len() > 1 && caught.iter().any(lost) {
            return Ruling::silent(ONE_IN_DOUBT);
        }
        let other_uid = world.process(by).other_uid;
        let notices = caught.iter().map(|caught| Notice {
            signal: caught.signal,
            tag: caught.registration.tag.0,
            coded: true,
            sender: Who::An(caught.sender),
            same_user: caught.of_other == other_uid,
        });
        let seen = Seen::Notices { notices: Rest(notices.collect()) };
        let comes = match caught.first().map(|first| first.registration) {
            None => return claim_of_quiet(*quiet).returns(seen),
            Some(Registration { kept: Kept::OtherClosed, .. }) => &CLOSE_OF_OTHER_KEEPS_NOTIFY,
            Some(Registration { before_empty: true, .. }) => &NOTICE_AFTER_EMPTYING,
            Some(_) => &NOTICE_SIGNAL,
        };
        [comes, &NOTICE_CODE, &NOTICE_SENDER, &NOTICE_USER, &NOTICE_ONCE].returns(seen)
    }

    pub(super) fn follow_notices(&mut self, by: Actor) {
        let inbox = self.inbox(by);
        inbox.caught.clear();
        inbox.quiet = None;
    }

    pub(super) fn rule_notify_thread(&self, by: Actor, world: &World) -> Ruling {
        if self.bounds.leaves_room() && world.process(by).nofile_room.is_none() {
            NOTICE_THREAD.returns(Seen::Thread { ran: true, apart: true })
        } else {
            Ruling::silent("SIGEV_THREAD within limits that leave no room for another queue")
        }
    }

    /// A child has a copy of the memory in which its parent noted what it caught.
    pub(super) fn forked(&mut self, parent: Actor, child: Actor) {
        let caught = self.inbox(parent).caught.clone();
        *self.inbox(child) = Inbox { caught, ..Inbox::default() };
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

/// Which claim says that no notice came.
fn claim_of_quiet(quiet: Option<Quiet>) -> &'static Claim {
    match quiet {
        Some(Quiet::NotEmpty) | None => &NOTICE_ONLY_OF_EMPTY,
        Some(Quiet::Receiver) => &NOTICE_NOT_FOR_RECEIVER,
        Some(Quiet::WantsNone) => &NOTICE_NONE,
        Some(Quiet::Once) => &NOTICE_ONCE,
        Some(Quiet::GivenUp) => &NOTIFY_GIVEN_UP,
    }
}
