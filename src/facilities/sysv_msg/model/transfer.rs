//! msgsnd and msgrcv.

use super::super::calls::{COPY, EXCEPT, NOERROR, NOWAIT, Seen, Take, Which};
use super::super::claims::*;
use super::queue::Message;
use super::{Named, Queue, Queues, UNCLEAR, granted};
use crate::claim::Claim;
use crate::engine::forms::{Flags, Tag};
use crate::engine::world::Handler;
use crate::engine::{self, Actor, Allow, Errno, How, Interrupted, Limit, Next, Ruling, World};
use crate::families::sysv::{ALTER, Grant, READ};

const CHANGED: &str = "a call that sleeps at a queue which its caller may no longer use";

/// What a call of msgsnd is made with.
#[derive(Debug, Clone, Copy)]
pub struct Sent {
    pub bytes: i32,
    pub kind: i64,
    pub nowait: bool,
    pub bad: bool,
}

/// What a call of msgrcv is made with.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub bytes: i32,
    pub wanted: i64,
    pub flags: Flags<Take>,
    pub bad: bool,
}

/// That a call which sleeps is interrupted: the first claim, or with SA_RESTART the second.
fn interrupted(
    by: Actor,
    world: &World,
    plainly: &'static Claim,
    restarts: &'static Claim,
) -> Interrupted {
    let restarting = world.process(by).handler == Handler::Restarting;
    Interrupted::AlwaysEintr(if restarting { restarts } else { plainly })
}

/// That the queue is gone at which a call sleeps.
fn removed(queue: &Queue, claim: &'static Claim) -> Ruling {
    let claims = if queue.sleepers.len() > 1 { [&REMOVE_WAKES_ALL, claim] } else { [claim, claim] };
    claims.fails(Errno::EIDRM)
}

impl Queues {
    pub(super) fn rule_send(
        &self,
        which: Which,
        sent: Sent,
        call: &engine::Call<'_>,
        world: &World,
    ) -> Ruling {
        let longest = self.bounds.most(Limit::MsgmaxBytes);
        let bytes = u64::try_from(sent.bytes);
        let too_long = bytes.is_ok_and(|bytes| bytes > longest);
        let errors = SEND_TYPE_NOT_POSITIVE.fails_if(sent.kind < 1 && !sent.bad, Errno::EINVAL)
            | SEND_SIZE_NEGATIVE.fails_if(bytes.is_err(), Errno::EINVAL)
            | SEND_TOO_LONG.fails_if(too_long, Errno::EINVAL)
            | SEND_BAD_ADDRESS.fails_if(sent.bad, Errno::EFAULT);
        let queue = match self.named(which) {
            Named::Queue(_, queue) => queue,
            Named::Removed(queue) if call.waited => return removed(queue, &SEND_REMOVED),
            Named::Removed(_) => {
                return errors
                    | SEND_NO_QUEUE.fails(Errno::EINVAL)
                    | SEND_TO_REMOVED.fails(Errno::EIDRM);
            }
            Named::Never => return errors | SEND_NO_QUEUE.fails(Errno::EINVAL),
        };
        let grant = queue.owned.grant(call.by, ALTER, world);
        match grant {
            Grant::Unclear => return Ruling::silent(UNCLEAR),
            Grant::Denied if call.waited => return Ruling::silent(CHANGED),
            _ => {}
        }
        let bytes = bytes.unwrap_or_default();
        let (filled, count) = (queue.bytes() + bytes, queue.messages.len() as u64 + 1);
        let full_bytes = filled > queue.most;
        let errors = errors | SEND_DENIED.fails_if(grant == Grant::Denied, Errno::EACCES);
        if full_bytes || count > queue.most {
            if sent.nowait {
                let full = match (full_bytes, count > queue.most) {
                    (true, false) if filled == queue.most + 1 => &FULL_BYTES,
                    (false, _) => &FULL_COUNT,
                    _ => &SEND_NOWAIT,
                };
                return errors | full.fails(Errno::EAGAIN);
            }
            return errors.or_else(|| {
                let (plainly, restarts) = (&SEND_INTERRUPTED, &SEND_NEVER_RESTARTED);
                SEND_WAITS.waits(interrupted(call.by, world, plainly, restarts))
            });
        }
        errors.or_else(|| {
            let plainly = if call.waited {
                &SEND_RESUMES
            } else if bytes == 0 {
                &SEND_EMPTY
            } else if filled == queue.most {
                &FITS_BYTES
            } else if bytes == longest {
                &SEND_LONGEST
            } else {
                &SEND_AT_ONCE
            };
            let plainly = if count == queue.most && !call.waited { &FITS_COUNT } else { plainly };
            let may = if call.waited { plainly } else { granted(grant, call.by, world, plainly) };
            [may, &SEND_RETURNS_ZERO].returns(Seen::Done { returned: 0 })
        })
    }

    pub(super) fn rule_receive(
        &self,
        which: Which,
        asked: Asked,
        call: &engine::Call<'_>,
        world: &World,
    ) -> Ruling {
        let (flags, copies) = (asked.flags, asked.flags.has(COPY));
        let nowait = flags.has(NOWAIT);
        let errors = RECEIVE_SIZE_NEGATIVE.fails_if(asked.bytes < 0, Errno::EINVAL)
            | COPY_WITHOUT_NOWAIT.fails_if(copies && !nowait, Errno::EINVAL)
            | COPY_WITH_EXCEPT.fails_if(copies && flags.has(EXCEPT), Errno::EINVAL)
            | COPY_MISSING.fails_if(copies && nowait, Errno::ENOSYS)
            | RECEIVE_BAD_ADDRESS.fails_if(asked.bad, Errno::EFAULT);
        let wrong = asked.bytes < 0 || asked.bad || copies && (!nowait || flags.has(EXCEPT));
        let queue = match self.named(which) {
            Named::Queue(_, queue) => queue,
            Named::Removed(queue) if call.waited => return removed(queue, &RECEIVE_REMOVED),
            Named::Removed(_) => {
                return errors
                    | RECEIVE_NO_QUEUE.fails(Errno::EINVAL)
                    | RECEIVE_FROM_REMOVED.fails(Errno::EIDRM);
            }
            Named::Never => return errors | RECEIVE_NO_QUEUE.fails(Errno::EINVAL),
        };
        let grant = queue.owned.grant(call.by, READ, world);
        match grant {
            Grant::Unclear => return Ruling::silent(UNCLEAR),
            Grant::Denied if call.waited => return Ruling::silent(CHANGED),
            Grant::Denied => return errors | RECEIVE_DENIED.fails(Errno::EACCES),
            _ => {}
        }
        let Some((_, message)) = queue.chosen(asked.wanted, flags) else {
            if nowait {
                let missing = if copies { &COPY_PAST_END } else { &RECEIVE_NOWAIT };
                return errors | missing.fails(Errno::ENOMSG);
            }
            if asked.bad && asked.bytes >= 0 {
                return Ruling::silent("msgrcv to a bad address that would have to sleep");
            }
            return errors.or_else(|| {
                let (plainly, restarts) = (&RECEIVE_INTERRUPTED, &RECEIVE_NEVER_RESTARTED);
                RECEIVE_WAITS.waits(interrupted(call.by, world, plainly, restarts))
            });
        };
        let too_big = i64::from(asked.bytes) < i64::from(message.piece.bytes);
        if copies && too_big && flags.has(NOERROR) && asked.bad {
            return Ruling::silent("a copy to a bad address, of a text that MSG_NOERROR would cut");
        }
        let too_big = too_big && asked.bytes >= 0 && !flags.has(NOERROR);
        let errors = errors | RECEIVE_TOO_BIG.fails_if(too_big, Errno::E2BIG);
        if wrong || too_big {
            return errors;
        }
        let first = if call.waited {
            &RECEIVE_RESUMES
        } else {
            granted(grant, call.by, world, queue.spared.unwrap_or(&RECEIVE_AT_ONCE))
        };
        errors | queue.delivery(message, asked, first)
    }

    pub(super) fn follow_receive(
        &mut self,
        which: Which,
        bytes: i32,
        wanted: i64,
        flags: Flags<Take>,
        how: &How<'_>,
        by: Actor,
    ) -> Next {
        let Some(queue) = self.queue_mut(which) else { return Next::here() };
        queue.wakes(by);
        let chosen = queue.chosen(wanted, flags);
        match (how, chosen) {
            (How::Waited, _) => queue.sleeps(by),
            (How::Returned(Ok(_)), Some(_)) if flags.has(COPY) => {
                queue.copied = true;
                queue.spared = Some(&COPY_LEAVES);
            }
            (How::Returned(Ok(_)), Some((place, message))) => {
                let cut = i64::from(bytes) < i64::from(message.piece.bytes);
                queue.takes(place, by);
                queue.spared = cut.then_some(&NOERROR_LOSES);
            }
            (How::Returned(Err(Errno::E2BIG)), _) => queue.spared = Some(&TOO_BIG_STAYS),
            // The page does not say what becomes of the message.
            (How::Returned(Err(Errno::EFAULT)), Some((place, _))) if !flags.has(COPY) => {
                let before = self.clone();
                if let Some(queue) = self.queue_mut(which) {
                    queue.takes(place, by);
                }
                return Next::or([before]);
            }
            _ => {}
        }
        Next::here()
    }
}

impl Queue {
    fn takes(&mut self, place: usize, by: Actor) {
        self.messages.remove(place);
        self.receiver = Some(by);
        self.count_by = &QNUM_RECEIVE;
        self.copied = false;
        self.spared = None;
    }

    fn delivery(&self, message: Message, asked: Asked, first: &'static Claim) -> Ruling {
        let Message { kind, piece } = message;
        let flags = asked.flags;
        let cut = i64::from(asked.bytes) < i64::from(piece.bytes);
        let first = match flags.has(COPY) {
            true if cut => &COPY_TRUNCATES,
            true => &COPY_GIVES,
            false => first,
        };
        let choice = match asked.wanted {
            _ if flags.has(COPY) => &COPY_GIVES,
            0 => &TYPE_ANY,
            ..0 => &TYPE_LOWEST,
            _ if flags.has(EXCEPT) => &TYPE_EXCEPT,
            _ => &TYPE_EXACT,
        };
        let several = self.messages.iter().filter(|other| other.kind == kind).count() > 1;
        let text = match (cut, several) {
            (true, _) if flags.has(COPY) => &COPY_TRUNCATES,
            (true, _) => &NOERROR_TRUNCATES,
            (false, true) if !flags.has(COPY) => &TYPE_FIRST,
            _ => &RECEIVE_WHOLE,
        };
        let piece = if cut { piece.split(asked.bytes.cast_unsigned()).0 } else { piece };
        let content = std::iter::once(piece).collect();
        [first, choice, text].returns(Seen::Received { kind, content })
    }

    pub(super) fn follow_send(
        &mut self,
        tag: Tag,
        bytes: i32,
        kind: i64,
        how: &How<'_>,
        by: Actor,
    ) {
        self.wakes(by);
        match how {
            How::Waited => self.sleeps(by),
            How::Returned(Ok(_)) => {
                let piece = tag.piece(bytes.cast_unsigned());
                self.messages.push(Message { kind, piece });
                self.sender = Some(by);
                self.count_by = &QNUM_SEND;
            }
            _ => {}
        }
    }
}
