//! Sending and receiving: order, room, and how long a call sleeps.

use smallvec::SmallVec;

use super::super::PosixMq;
use super::super::claims::*;
use super::super::operations::{Op, Until};
use super::super::seen::Saw;
use super::notify::Arrival;
use super::{Queues, either};
use crate::claim::Claim;
use crate::engine::content::Piece;
use crate::engine::{
    Allow, Answer, Call, Errno, File, How, Interrupted, Next, Pick, Ruling, World,
};

/// The highest priority.
pub const PRIORITY_MOST: u32 = 32_767;
/// With which of these a priority past the highest is refused, the pages do not say.
const BAD_PRIORITY: &[Errno] = &[Errno::EINVAL, Errno::ERANGE];

/// The claims that sending and receiving have each in their own words.
struct Side {
    waits: &'static Claim,
    eagain: &'static Claim,
    times_out: &'static Claim,
    absolute: &'static Claim,
    past: &'static Claim,
    invalid: &'static Claim,
    invalid_unused: &'static Claim,
    thousand_million: &'static Claim,
    eintr: &'static Claim,
    restarts: &'static Claim,
}

static SEND: Side = Side {
    waits: &SEND_WAITS,
    eagain: &SEND_EAGAIN,
    times_out: &SEND_TIMES_OUT,
    absolute: &SEND_TIMEOUT_ABSOLUTE,
    past: &SEND_TIMEOUT_PAST,
    invalid: &SEND_TIMEOUT_INVALID,
    invalid_unused: &SEND_TIMEOUT_INVALID_UNUSED,
    thousand_million: &SEND_TIMEOUT_1000_MILLION,
    eintr: &SEND_EINTR,
    restarts: &SEND_RESTARTS,
};

static RECEIVE: Side = Side {
    waits: &RECEIVE_WAITS,
    eagain: &RECEIVE_EAGAIN,
    times_out: &RECEIVE_TIMES_OUT,
    absolute: &RECEIVE_TIMEOUT_ABSOLUTE,
    past: &RECEIVE_TIMEOUT_PAST,
    invalid: &RECEIVE_TIMEOUT_INVALID,
    invalid_unused: &RECEIVE_TIMEOUT_INVALID_UNUSED,
    thousand_million: &RECEIVE_TIMEOUT_1000_MILLION,
    eintr: &RECEIVE_EINTR,
    restarts: &RECEIVE_RESTARTS,
};

impl Side {
    /// Of a call that cannot go on at once.
    fn stopped(&self, nonblocking: bool, until: Until) -> Ruling<Saw> {
        if nonblocking {
            return self.eagain.fails(Errno::EAGAIN);
        }
        match until {
            Until::Forever | Until::Far => {
                self.waits.waits(Interrupted::Restarts(self.eintr, self.restarts))
            }
            Until::Past | Until::ThousandMillion => self.past.fails(Errno::ETIMEDOUT),
            Until::Soon => [self.times_out, self.absolute].returns(Saw::TimedOut { early: false }),
            Until::NegativeSeconds | Until::NegativeNanoseconds | Until::PastThousandMillion => {
                self.invalid.fails(Errno::EINVAL)
            }
        }
    }

    /// The outcome, in view of what is odd about the timeout.
    fn in_view_of(&self, until: Until, sleeps: bool, ruling: Ruling<Saw>) -> Ruling<Saw> {
        match until {
            Until::ThousandMillion => first_by(ruling, self.thousand_million),
            _ if until.is_invalid() && !sleeps => first_by(ruling, self.invalid_unused),
            _ => ruling,
        }
    }

    /// All errors that apply, else the outcome.
    fn judge(
        &self,
        errors: Option<Ruling<Saw>>,
        stopped: Option<bool>,
        until: Until,
        outcome: impl FnOnce() -> Ruling<Saw>,
    ) -> Ruling<Saw> {
        let sleeps = stopped == Some(false);
        let ruling = match (errors, stopped) {
            (None, None) => outcome(),
            (None, Some(nonblocking)) => self.stopped(nonblocking, until),
            (Some(errors), None) => errors,
            (Some(errors), Some(nonblocking)) => {
                let stopped = self.stopped(nonblocking, until);
                // Who is in error does not sleep first.
                if stopped.waits().is_some() || until == Until::Soon {
                    errors
                } else {
                    errors | stopped
                }
            }
        };
        self.in_view_of(until, sleeps, ruling)
    }
}

/// The same outcomes: that they come at all is by this claim, what a message is by its own.
fn first_by(mut ruling: Ruling<Saw>, claim: &'static Claim) -> Ruling<Saw> {
    for clause in &mut ruling.clauses {
        clause.claims[0] = claim;
    }
    ruling
}

impl Queues {
    pub(super) fn rule_send(&self, call: &Call<'_, PosixMq>, world: &World<u8>) -> Ruling<Saw> {
        let Op::Send { fd, bytes, priority, until, .. } = *call.op else {
            return Ruling::silent("not a send");
        };
        let file = world.file(call.by, fd);
        let mut errors = None;
        if priority > PRIORITY_MOST {
            errors = either(errors, PRIORITY_PAST_HIGHEST.refused(BAD_PRIORITY));
        }
        let Some(file) = file else {
            let ruling = either(errors, SEND_BAD_DESCRIPTOR.fails(Errno::EBADF));
            return SEND.judge(ruling, None, until, || unreachable!("it has an error"));
        };
        if !file.access.writes() {
            errors = either(errors, SEND_READ_ONLY.fails(Errno::EBADF));
        }
        let queue = self.queue(file.object);
        if bytes > queue.message_bytes_max {
            errors = either(errors, SEND_TOO_LONG.fails(Errno::EMSGSIZE));
        }
        let stopped = (queue.is_full() && file.access.writes()).then_some(file.nonblocking);
        SEND.judge(errors, stopped, until, || {
            let particular: [(bool, &'static Claim); 6] = [
                (call.waited, &SEND_RESUMES),
                (until == Until::Past, &SEND_TIMEOUT_UNHEEDED),
                (!queue.linked, &UNLINKED_TAKES),
                (priority == PRIORITY_MOST, &PRIORITY_HIGHEST),
                (bytes == 0, &SEND_OF_NOTHING),
                (bytes == queue.message_bytes_max, &SEND_LONGEST),
            ];
            let found = particular.into_iter().find(|(holds, _)| *holds);
            found.map_or(&SEND_ADDS, |(_, claim)| claim).returns(Saw::Sent)
        })
    }

    pub(super) fn rule_receive(&self, call: &Call<'_, PosixMq>, world: &World<u8>) -> Ruling<Saw> {
        let Op::Receive { fd, bytes, until } = *call.op else {
            return Ruling::silent("not a receive");
        };
        let Some(file) = world.file(call.by, fd) else {
            let errors = Some(RECEIVE_BAD_DESCRIPTOR.fails(Errno::EBADF));
            return RECEIVE.judge(errors, None, until, || unreachable!("it has an error"));
        };
        let mut errors = None;
        if !file.access.reads() {
            errors = either(errors, RECEIVE_WRITE_ONLY.fails(Errno::EBADF));
        }
        let queue = self.queue(file.object);
        if bytes < queue.message_bytes_max {
            errors = either(errors, RECEIVE_BUFFER_SMALL.fails(Errno::EMSGSIZE));
        }
        let stopped =
            (queue.messages.is_empty() && file.access.reads()).then_some(file.nonblocking);
        RECEIVE.judge(errors, stopped, until, || self.delivery(file, call.waited, until))
    }

    /// The message that a receive takes.
    fn delivery(&self, file: &File<u8>, waited: bool, until: Until) -> Ruling<Saw> {
        let queue = self.queue(file.object);
        let first = &queue.messages[0];
        let particular: [(bool, &'static Claim); 5] = [
            (waited, &RECEIVE_RESUMES),
            (until == Until::Past, &RECEIVE_TIMEOUT_UNHEEDED),
            (!queue.linked, &UNLINKED_GIVES),
            (first.survived, &PERSISTS_WITH_MESSAGES),
            (queue.spared, &RECEIVE_FAILURE_LEAVES),
        ];
        let found = particular.into_iter().find(|(holds, _)| *holds);
        let takes = found.map_or(&RECEIVE_TAKES, |(_, claim)| claim);
        let whole = if first.piece.bytes == 0 { &RECEIVE_OF_NOTHING } else { &RECEIVE_WHOLE };
        let mut claims: SmallVec<[&'static Claim; 5]> =
            smallvec::smallvec![takes, whole, &RECEIVE_PRIORITY];
        if queue.messages.iter().any(|message| message.priority < first.priority) {
            claims.push(&RECEIVE_HIGHEST_FIRST);
        }
        if queue.messages.iter().skip(1).any(|message| message.priority == first.priority) {
            claims.push(&RECEIVE_OLDEST_FIRST);
        }
        if claims.len() == 3 {
            claims.push(&RECEIVE_REMOVES);
        }
        let content = std::iter::once(first.piece).collect();
        let mut ruling = takes.returns(Saw::Received { content, priority: first.priority });
        ruling.clauses[0].claims = claims.into_iter().collect();
        ruling
    }

    pub(super) fn follow_transfer(
        &mut self,
        call: &Call<'_, PosixMq>,
        fd: Pick,
        how: &How<'_, Saw>,
        world: &World<u8>,
    ) -> Next<PosixMq> {
        let Some(object) = world.file(call.by, fd).map(|file| file.object) else {
            return Next::here();
        };
        let queue = self.queue_mut(object);
        match (call.op, how) {
            (Op::Send { .. }, How::Waited) => queue.begins_to_send(call.by),
            (Op::Receive { .. }, How::Waited) => queue.begins_to_receive(call.by),
            (_, How::Returned(answer)) => {
                queue.no_longer_waits(call.by);
                self.follow_return(call, object, answer, world);
            }
            _ => {}
        }
        Next::here()
    }

    fn follow_return(
        &mut self,
        call: &Call<'_, PosixMq>,
        object: u8,
        answer: &Answer<Saw>,
        world: &World<u8>,
    ) {
        let queue = self.queue_mut(object);
        match (call.op, answer) {
            (Op::Receive { .. }, Ok(Saw::Received { .. })) => {
                queue.messages.remove(0);
                queue.spared = false;
            }
            (Op::Receive { .. }, Err(Errno::EMSGSIZE)) => {
                queue.spared = !queue.messages.is_empty();
            }
            (&Op::Send { tag, bytes, priority, .. }, Ok(Saw::Sent)) => {
                let arrival = Arrival { object, by: call.by, waited: call.waited };
                self.arrives(&arrival, world);
                self.queue_mut(object).put(priority, Piece::of(tag, bytes));
            }
            _ => {}
        }
    }
}
