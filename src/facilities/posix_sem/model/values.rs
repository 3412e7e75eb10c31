//! What changes a value, waits for one, and tells it.

use super::super::calls::{Call, MOST, Seen, Sem};
use super::super::claims::*;
use super::{By, Kind, Semaphores};
use crate::claim::Claim;
use crate::engine::forms::Until;
use crate::engine::{self, Actor, Allow, Errno, How, Interrupted, Ruling, World};

const DONE: Seen = Seen::Done { returned: 0 };

impl Semaphores {
    pub(super) fn rule_value(&self, call: Call, made: &engine::Call<'_>, world: &World) -> Ruling {
        let Some(sem) = sem_of(call) else { return Ruling::silent("a call without a rule") };
        let number = match self.slept(made).map_or_else(|| self.number(sem, made.by, world), Ok) {
            Ok(number) => number,
            Err(situation) => return Ruling::silent(situation),
        };
        let semaphore = &self.semaphores[usize::from(number)];
        let value = semaphore.value;
        match call {
            Call::Post { .. } | Call::PostInHandler { .. } if value == MOST => {
                POST_PAST_MOST.fails(Errno::EOVERFLOW)
            }
            Call::Post { .. } => [&POST_ADDS, &POST_RETURNS_ZERO].returns(DONE),
            Call::PostInHandler { .. } => [&POST_IN_HANDLER, &POST_RETURNS_ZERO].returns(DONE),
            Call::TryWait { .. } if value == 0 => TRY_OF_ZERO.fails(Errno::EAGAIN),
            Call::TryWait { .. } => [&TRY_TAKES, &WAIT_RETURNS_ZERO].returns(DONE),
            Call::Wait { .. } | Call::TimedWait { .. } if value > 0 && made.waited => {
                [&POST_WAKES, &WAIT_RETURNS_ZERO].returns(DONE)
            }
            Call::Wait { .. } if value > 0 => [&WAIT_AT_ONCE, &WAIT_RETURNS_ZERO].returns(DONE),
            Call::Wait { .. } => {
                WAIT_BLOCKS.waits(Interrupted::Restarts(&WAIT_INTERRUPTED, &WAIT_RESTARTED))
            }
            Call::TimedWait { until, .. } if value > 0 => {
                [timed_at_once(until), &WAIT_RETURNS_ZERO].returns(DONE)
            }
            Call::TimedWait { until, .. } => rule_timed(until),
            Call::GetValue { .. } => {
                let value_by = if semaphore.sleepers.is_empty() {
                    semaphore.by.unwrap_or(&GETVALUE)
                } else {
                    &GETVALUE_BLOCKED
                };
                let seen = Seen::Value { returned: 0, value: value.into() };
                [&GETVALUE_RETURNS_ZERO, value_by].returns(seen)
            }
            _ => Ruling::silent("a call without a rule"),
        }
    }

    /// The semaphore on which the call is blocked.
    fn slept(&self, made: &engine::Call<'_>) -> Option<u8> {
        let blocked = |(_, semaphore): &(u8, &super::Semaphore)| {
            made.waited && semaphore.sleepers.contains(&made.by)
        };
        (0..).zip(&self.semaphores).find(blocked).map(|(number, _)| number)
    }

    pub(super) fn follow_value(
        &mut self,
        call: Call,
        how: &How<'_>,
        made: &engine::Call<'_>,
        world: &World,
    ) {
        let Some(sem) = sem_of(call) else { return };
        let number = self.slept(made).map_or_else(|| self.number(sem, made.by, world), Ok);
        let Ok(number) = number else { return };
        let shown = self.shown(number, made.by, world);
        let semaphore = &mut self.semaphores[usize::from(number)];
        semaphore.sleepers.retain(|sleeper| *sleeper != made.by);
        match (call, how) {
            (_, How::Waited) => semaphore.sleepers.push(made.by),
            (Call::Post { .. }, How::Returned(Ok(_))) => {
                semaphore.value += 1;
                semaphore.by = Some(shown.unwrap_or(&POST_ADDS));
            }
            (Call::PostInHandler { .. }, How::Returned(Ok(_))) => {
                semaphore.value += 1;
                semaphore.by = Some(&POST_IN_HANDLER);
            }
            (Call::Post { .. } | Call::PostInHandler { .. }, How::Returned(Err(_))) => {
                semaphore.by = Some(&POST_UNCHANGED);
            }
            (Call::GetValue { .. }, How::Returned(Ok(_))) => semaphore.by = None,
            (_, How::Returned(Ok(outcome))) if Seen::of(outcome) == DONE => {
                semaphore.value = semaphore.value.saturating_sub(1);
                let plainly = match call {
                    Call::TryWait { .. } => &TRY_TAKES,
                    Call::TimedWait { .. } => &TIMED_AT_ONCE,
                    _ => &WAIT_TAKES,
                };
                semaphore.by = Some(shown.unwrap_or(plainly));
            }
            (_, How::Returned(_)) => semaphore.by = Some(&WAIT_UNCHANGED),
            (_, How::Advanced(_) | How::Died) => {}
        }
    }

    /// What a change by this actor shows of the semaphore, where that is something particular.
    fn shown(&self, number: u8, by: Actor, world: &World) -> Option<By> {
        let semaphore = &self.semaphores[usize::from(number)];
        let process = world.process_of(by);
        match semaphore.kind {
            Kind::Named if !semaphore.linked => Some(&UNLINK_GOES_ON),
            Kind::Named if semaphore.maker != process => Some(&NAME_SHARED),
            Kind::Private if semaphore.maker != by => Some(&THREADS_SHARE),
            Kind::Shared if semaphore.maker != process => {
                let forked = self.process(by, world).forked;
                Some(if forked { &CHILD_SHARES } else { &PROCESSES_SHARE })
            }
            _ => None,
        }
    }
}

/// The semaphore that a call is made with which changes, waits for or tells a value.
fn sem_of(call: Call) -> Option<Sem> {
    match call {
        Call::Post { sem }
        | Call::PostInHandler { sem }
        | Call::Wait { sem }
        | Call::TryWait { sem }
        | Call::TimedWait { sem, .. }
        | Call::GetValue { sem } => Some(sem),
        _ => None,
    }
}

fn timed_at_once(until: Until) -> &'static Claim {
    match until {
        Until::Past | Until::NegativeSeconds => &TIMED_PAST_UNUSED,
        Until::NegativeNanoseconds | Until::ThousandMillion | Until::PastThousandMillion => {
            &TIMED_NOT_VALIDATED
        }
        Until::Forever | Until::Soon | Until::Far => &TIMED_AT_ONCE,
    }
}

fn rule_timed(until: Until) -> Ruling {
    match until {
        Until::Past | Until::NegativeSeconds => TIMED_EXPIRED.fails(Errno::ETIMEDOUT),
        Until::Soon => [&TIMED_OUT, &TIMED_NOT_EARLY].returns(Seen::TimedOut { early: false }),
        Until::NegativeNanoseconds => TIMED_BELOW_ZERO.fails(Errno::EINVAL),
        Until::ThousandMillion => TIMED_THOUSAND_MILLION.fails(Errno::EINVAL),
        Until::PastThousandMillion => TIMED_ABOVE.fails(Errno::EINVAL),
        Until::Far => {
            TIMED_BLOCKS.waits(Interrupted::Restarts(&TIMED_INTERRUPTED, &TIMED_RESTARTED))
        }
        Until::Forever => Ruling::silent("sem_timedwait without a time"),
    }
}
