//! Sending and receiving: order, room, and how long a call sleeps.

use smallvec::SmallVec;

use super::queue::Queue;
use super::{Queues, most_particular};
use crate::claim::Claim;
use crate::engine::content::Piece;
use crate::engine::forms::Until;
use crate::engine::{self, Allow, Errno, File, How, Interrupted, Ruling, World};
use crate::facilities::posix_mq::calls::{Call, Seen};
use crate::facilities::posix_mq::claims::*;

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
    /// What happens to a call that cannot go on at once.
    fn stopped(&self, nonblocking: bool, until: Until) -> Ruling {
        if nonblocking {
            return self.eagain.fails(Errno::EAGAIN);
        }
        match until {
            Until::Forever | Until::Far => {
                self.waits.waits(Interrupted::Restarts(self.eintr, self.restarts))
            }
            Until::Past | Until::ThousandMillion => self.past.fails(Errno::ETIMEDOUT),
            Until::Soon => [self.times_out, self.absolute].returns(Seen::TimedOut { early: false }),
            Until::NegativeSeconds | Until::NegativeNanoseconds | Until::PastThousandMillion => {
                self.invalid.fails(Errno::EINVAL)
            }
        }
    }

    /// The outcome, in view of what is odd about the timeout.
    fn in_view_of(&self, until: Until, sleeps: bool, ruling: Ruling) -> Ruling {
        match until {
            Until::ThousandMillion => first_by(ruling, self.thousand_million),
            _ if until.is_invalid() && !sleeps => first_by(ruling, self.invalid_unused),
            _ => ruling,
        }
    }

    /// All errors that apply, else the outcome. `stopped` says whether the call cannot go on at
    /// once, and then whether it is non-blocking.
    fn judge(
        &self,
        errors: Ruling,
        stopped: Option<bool>,
        until: Until,
        outcome: impl FnOnce() -> Ruling,
    ) -> Ruling {
        let ruling = match stopped.map(|nonblocking| self.stopped(nonblocking, until)) {
            None => errors.or_else(outcome),
            // A call that is in error does not sleep first.
            Some(stopped) if stopped.waits().is_some() || until == Until::Soon => {
                errors.or_else(|| stopped)
            }
            Some(stopped) => errors | stopped,
        };
        self.in_view_of(until, stopped == Some(false), ruling)
    }
}

/// The same outcomes: that they come at all is by this claim, what a message is by its own.
fn first_by(mut ruling: Ruling, claim: &'static Claim) -> Ruling {
    for clause in &mut ruling.clauses {
        clause.claims[0] = claim;
    }
    ruling
}

/// What is asked of a send.
#[derive(Clone, Copy)]
pub struct Sent {
    pub bytes: u32,
    pub priority: u32,
    pub until: Until,
}

impl Queues {
    pub(super) fn rule_send(&self, asked: Sent, file: Option<&File>, waited: bool) -> Ruling {
        let Sent { bytes, priority, until } = asked;
        let errors = if priority > PRIORITY_MOST {
            PRIORITY_PAST_HIGHEST.refused(BAD_PRIORITY)
        } else {
            Ruling::none()
        };
        let Some(file) = file else {
            let errors = errors | SEND_BAD_DESCRIPTOR.fails(Errno::EBADF);
            return SEND.in_view_of(until, false, errors);
        };
        let queue = self.of(file);
        let errors = errors
            | SEND_READ_ONLY.fails_if(!file.access.writes(), Errno::EBADF)
            | SEND_TOO_LONG.fails_if(bytes > queue.message_bytes_max, Errno::EMSGSIZE);
        let stopped = (queue.is_full() && file.access.writes()).then_some(file.nonblocking);
        SEND.judge(errors, stopped, until, || {
            let particular: [(bool, &'static Claim); 6] = [
                (waited, &SEND_RESUMES),
                (until == Until::Past, &SEND_TIMEOUT_UNHEEDED),
                (!queue.linked, &UNLINKED_TAKES),
                (priority == PRIORITY_MOST, &PRIORITY_HIGHEST),
                (bytes == 0, &SEND_OF_NOTHING),
                (bytes == queue.message_bytes_max, &SEND_LONGEST),
            ];
            most_particular(particular, &SEND_ADDS).returns(Seen::Sent)
        })
    }

    pub(super) fn rule_receive(
        &self,
        bytes: u32,
        until: Until,
        file: Option<&File>,
        waited: bool,
    ) -> Ruling {
        let Some(file) = file else {
            let error = RECEIVE_BAD_DESCRIPTOR.fails(Errno::EBADF);
            return RECEIVE.in_view_of(until, false, error);
        };
        let queue = self.of(file);
        let errors = RECEIVE_WRITE_ONLY.fails_if(!file.access.reads(), Errno::EBADF)
            | RECEIVE_BUFFER_SMALL.fails_if(bytes < queue.message_bytes_max, Errno::EMSGSIZE);
        let stopped =
            (queue.messages.is_empty() && file.access.reads()).then_some(file.nonblocking);
        RECEIVE.judge(errors, stopped, until, || queue.delivery(waited, until))
    }

    pub(super) fn follow_transfer(
        &mut self,
        call: &engine::Call<'_>,
        number: u8,
        how: &How<'_>,
        world: &World,
    ) {
        let queue = self.queue_mut(number);
        let op = Call::of(call.op);
        let answer = match how {
            How::Returned(answer) => answer,
            How::Waited => {
                return queue.begins_to_sleep(call.by, matches!(op, Call::Receive { .. }));
            }
            How::Advanced(_) | How::Died => return,
        };
        queue.wakes(call.by);
        match (op, answer.as_ref().map(Seen::of)) {
            (Call::Receive { .. }, Ok(Seen::Received { .. })) => {
                queue.messages.remove(0);
                queue.spared = false;
            }
            (Call::Receive { .. }, Err(&Errno::EMSGSIZE)) => {
                queue.spared = !queue.messages.is_empty();
            }
            (Call::Send { tag, bytes, priority, .. }, Ok(Seen::Sent)) => {
                self.arrives(number, call.by, call.waited, world);
                self.queue_mut(number).put(priority, Piece::of(tag.0, bytes));
            }
            _ => {}
        }
    }
}

impl Queue {
    /// The message that a receive takes.
    fn delivery(&self, waited: bool, until: Until) -> Ruling {
        let first = &self.messages[0];
        let particular: [(bool, &'static Claim); 5] = [
            (waited, &RECEIVE_RESUMES),
            (until == Until::Past, &RECEIVE_TIMEOUT_UNHEEDED),
            (!self.linked, &UNLINKED_GIVES),
            (first.survived, &PERSISTS_WITH_MESSAGES),
            (self.spared, &RECEIVE_FAILURE_LEAVES),
        ];
        let takes = most_particular(particular, &RECEIVE_TAKES);
        let whole = if first.piece.bytes == 0 { &RECEIVE_OF_NOTHING } else { &RECEIVE_WHOLE };
        let mut claims: SmallVec<[&'static Claim; 5]> =
            smallvec::smallvec![takes, whole, &RECEIVE_PRIORITY];
        if self.messages.iter().any(|message| message.priority < first.priority) {
            claims.push(&RECEIVE_HIGHEST_FIRST);
        }
        if self.messages.iter().skip(1).any(|message| message.priority == first.priority) {
            claims.push(&RECEIVE_OLDEST_FIRST);
        }
        if claims.len() == 3 {
            claims.push(&RECEIVE_REMOVES);
        }
        let content = std::iter::once(first.piece).collect();
        let mut ruling = takes.returns(Seen::Received { priority: first.priority, content });
        ruling.clauses[0].claims = claims.into_iter().collect();
        ruling
    }
}
