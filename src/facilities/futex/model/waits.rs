//! FUTEX_WAIT and FUTEX_WAIT_BITSET: whether a call sleeps, and how that ends.

use super::super::calls::{Call, Seen, Span, Word};
use super::super::claims::*;
use super::{By, Futexes, Key, Sleep, Story, Waiter};
use crate::claim::Claim;
use crate::engine::{self, Actor, Allow, Errno, Interrupted, Ruling, World};

/// What is asked of a call that waits.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    word: Word,
    key: Key,
    expected: u32,
    /// None where it is FUTEX_WAIT.
    bits: Option<u32>,
    span: Option<Span>,
    realtime: bool,
}

/// The claims that the two operations have each in their own words.
struct Side {
    sleeps: By,
    differs: By,
    returns_zero: By,
    expires: By,
    times_out: By,
    not_early: By,
    negative: By,
    thousand_million: By,
    unmapped: By,
    interrupted: By,
    restarted: By,
    timed_restarted: By,
}

static PLAIN: Side = Side {
    sleeps: &WAIT_SLEEPS,
    differs: &WAIT_DIFFERS,
    returns_zero: &WAIT_RETURNS_ZERO,
    expires: &WAIT_TIMES_OUT,
    times_out: &WAIT_TIMES_OUT,
    not_early: &WAIT_NOT_EARLY,
    negative: &WAIT_NEGATIVE,
    thousand_million: &WAIT_THOUSAND_MILLION,
    unmapped: &WAIT_TIMEOUT_UNMAPPED,
    interrupted: &WAIT_INTERRUPTED,
    restarted: &WAIT_RESTARTED,
    timed_restarted: &WAIT_TIMED_RESTARTED,
};

static BITSET: Side = Side {
    sleeps: &BITSET_SLEEPS,
    differs: &BITSET_DIFFERS,
    returns_zero: &BITSET_RETURNS_ZERO,
    expires: &BITSET_ABSOLUTE,
    times_out: &BITSET_TIMES_OUT,
    not_early: &BITSET_NOT_EARLY,
    negative: &BITSET_NEGATIVE,
    thousand_million: &BITSET_THOUSAND_MILLION,
    unmapped: &BITSET_TIMEOUT_UNMAPPED,
    interrupted: &BITSET_INTERRUPTED,
    restarted: &BITSET_RESTARTED,
    timed_restarted: &BITSET_TIMED_RESTARTED,
};

impl Asked {
    /// What a call asks; none where it does not wait.
    pub fn of(call: Call, by: Actor, world: &World) -> Option<Self> {
        let (at, expected, private, bits, span, realtime) = match call {
            Call::Wait { word, expected, private } => (word, expected, private, None, None, false),
            Call::WaitFor { word, expected, private, within } => {
                (word, expected, private, None, Some(within), false)
            }
            Call::WaitBits { word, expected, bits, private } => {
                (word, expected, private, Some(bits), None, false)
            }
            Call::WaitBitsUntil { word, expected, bits, realtime, until } => {
                (word, expected, false, Some(bits), Some(until), realtime)
            }
            _ => return None,
        };
        let key = Key::new(at, private, by, world);
        Some(Self { word: at, key, expected, bits, span, realtime })
    }

    pub fn waiter(&self, actor: Actor) -> Waiter {
        Waiter {
            actor,
            key: self.key,
            bits: self.bits,
            timed: self.span.is_some(),
            story: Story::Began,
            sleep: Sleep::Asleep(self.side().sleeps),
        }
    }

    fn side(&self) -> &'static Side {
        if self.bits.is_some() { &BITSET } else { &PLAIN }
    }

    fn times_out(&self) -> Ruling {
        let Side { times_out, not_early, .. } = *self.side();
        let times_out: &'static Claim = if self.realtime { &BITSET_REALTIME } else { times_out };
        [times_out, not_early].returns(Seen::TimedOut { early: false })
    }
}

impl Waiter {
    /// `alike` says whether it would sleep if it began now.
    fn rule(&self, side: &Side, alike: bool) -> Ruling {
        match self.sleep {
            Sleep::Woken(by) => [by, side.returns_zero].returns(Seen::Done { returned: 0 }),
            // What a call that is restarted waits for, where that has changed, no page says.
            Sleep::Asleep(by)
                if !alike || matches!(self.story, Story::Moved(_) | Story::Requeued) =>
            {
                by.waits(Interrupted::Unruled)
            }
            Sleep::Asleep(by) => {
                let restarted = if self.timed { side.timed_restarted } else { side.restarted };
                by.waits(Interrupted::Restarts(side.interrupted, restarted))
            }
        }
    }
}

impl Futexes {
    pub(super) fn rule_wait(
        &self,
        asked: &Asked,
        call: &engine::Call<'_>,
        world: &World,
    ) -> Ruling {
        let side = asked.side();
        let known = self.waiters.iter().find(|waiter| waiter.actor == call.by && call.waited);
        let differs = self.value(asked.word, call.by, world) != asked.expected;
        if let Some(waiter) = known {
            return waiter.rule(side, !differs);
        }
        let span = |span: Span| asked.span == Some(span);
        // The page does not rank the errors.
        let errors = BITSET_OF_NONE.fails_if(asked.bits == Some(0), Errno::EINVAL)
            | side.negative.fails_if(span(Span::Negative), Errno::EINVAL)
            | side.thousand_million.fails_if(span(Span::ThousandMillion), Errno::EINVAL)
            | side.unmapped.fails_if(span(Span::Unmapped), Errno::EFAULT)
            | side.differs.fails_if(differs, Errno::EAGAIN);
        errors.or_else(|| match asked.span {
            Some(Span::Zero) => side.expires.returns(Seen::TimedOut { early: false }),
            Some(Span::Soon) => asked.times_out(),
            _ => asked.waiter(call.by).rule(side, true),
        })
    }
}
