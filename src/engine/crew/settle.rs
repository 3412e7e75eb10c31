//! Waits until nobody runs: every open call has returned, or its caller has died, or is observed
//! asleep in it.
//!
//! A return may wake others, so the looks go round until one round changes nothing. What is told
//! here is a judgement about scheduling only: a call told as waiting may return later, and is then
//! explained from its whole interval.

use std::time::{Duration, Instant};

use super::mailbox::{Common, SEATS, Word, cookie};
use super::members::GiveWay;
use super::{Crew, CrewError};
use crate::engine::history::Fate;
use crate::engine::waiting::{Detector, Look};
use crate::engine::{Actor, Answer};
use crate::sys::{self, Ended};

/// Longest time in which everybody must have settled.
const SETTLING: Duration = Duration::from_secs(20);
/// Looks in a row that must see a sleeper whose call shows no cookie.
const LOOKS_WITHOUT_COOKIE: u32 = 3;
/// Looks in a row where only state and phase are seen: wake-ups may be late there.
const LOOKS_AT_STATE: u32 = 8;
/// Time for which the phase must not change where nothing else is seen.
const STILLNESS: Duration = Duration::from_millis(60);
/// Sleep between looks while the crew is only waited for.
const OUTLAST_SLEEP: Duration = Duration::from_millis(2);

/// The fates of open calls, in the order of their actors.
pub type Fates = Vec<(Actor, Fate)>;

/// How an open call stands at one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    Returned,
    Ended(Ended),
    Waits,
    Busy,
}

impl Crew {
    /// Waits until everything has settled; tells the fate of every open call, in the order of the
    /// actors. One told as [`Fate::Waits`] stays open and is told again.
    pub fn settle(&mut self) -> Result<Fates, CrewError> {
        let stands = self.settled()?;
        let mut fates = Vec::with_capacity(stands.len());
        for (seat, stand) in stands {
            fates.push((self.actor_in(seat), self.fate(seat, stand)?));
        }
        fates.sort_by_key(|(actor, _)| *actor);
        Ok(fates)
    }

    /// Goes on waiting until at least one more of the open calls returns, or patience ends.
    pub fn outlast(&mut self, patience: Duration) -> Result<Fates, CrewError> {
        let begin = Instant::now();
        loop {
            let seen = self.board.common(Common::Bell);
            let fates = self.settle()?;
            let still = fates.iter().all(|(_, fate)| *fate == Fate::Waits);
            if !still || fates.is_empty() || begin.elapsed() >= patience {
                return Ok(fates);
            }
            self.board.await_bell(seen, OUTLAST_SLEEP);
        }
    }

    /// Every open call with how it stands when all have settled.
    pub(super) fn settled(&mut self) -> Result<Vec<(usize, Stand)>, CrewError> {
        let mut stands: Vec<(usize, Stand)> = (0..SEATS)
            .filter(|seat| self.members[*seat].as_ref().is_some_and(|m| m.open.is_some()))
            .map(|seat| (seat, Stand::Busy))
            .collect();
        let mut way = GiveWay::new();
        // Before who was just told something could run, looking at anybody is in vain.
        if stands.iter().any(|(seat, _)| self.is_just_posted(*seat)) {
            sys::yield_now();
        }
        loop {
            let seen = self.board.common(Common::Bell);
            let (mut changed, mut busy) = (false, None);
            let is_over = |stand: &Stand| matches!(stand, Stand::Returned | Stand::Ended(_));
            for (seat, stand) in stands.iter_mut().filter(|(_, stand)| !is_over(stand)) {
                // What is seen in our own memory costs nothing; who returned may have woken others,
                // at whom we look after all who have returned.
                if self.has_answered(*seat) {
                    (*stand, changed) = (Stand::Returned, true);
                }
            }
            for (seat, stand) in stands.iter_mut().filter(|(_, stand)| !is_over(stand)) {
                *stand = self.look(*seat);
                match stand {
                    Stand::Returned | Stand::Ended(_) => changed = true,
                    Stand::Busy => busy = Some(*seat),
                    Stand::Waits => continue,
                }
                // Whatever the others do: there is another round.
                break;
            }
            match busy {
                None if !changed => {
                    for (seat, _) in stands.iter().filter(|(_, stand)| *stand == Stand::Waits) {
                        self.has_been_told_waiting(*seat);
                    }
                    return Ok(stands);
                }
                // Who returned may have woken others: look at all of them again, at once.
                None => {}
                Some(_) if way.pause(&self.board, seen, SETTLING) => {}
                Some(seat) => return Err(self.stuck(seat)),
            }
        }
    }

    fn has_answered(&self, seat: usize) -> bool {
        let open = self.members[seat].as_ref().and_then(|member| member.open);
        open.is_some_and(|open| self.board.get(seat, Word::Answer) == open.epoch)
    }

    /// From now on its state alone tells whether it was woken.
    fn has_been_told_waiting(&mut self, seat: usize) {
        let phase = self.board.get(seat, Word::Phase);
        if let Some(open) = self.members[seat].as_mut().and_then(|member| member.open.as_mut()) {
            open.told = Some(phase);
        }
    }

    /// It has not even begun its call: looking is in vain before it could run.
    fn is_just_posted(&self, seat: usize) -> bool {
        self.members[seat].as_ref().and_then(|member| member.open).is_some_and(|open| {
            self.board.get(seat, Word::Answer) != open.epoch
                && self.board.get(seat, Word::Phase) == 0
        })
    }

    /// One look at a seat with an open call.
    pub(super) fn look(&mut self, seat: usize) -> Stand {
        if self.home_of(seat) != seat {
            self.share_end(seat);
        }
        let detector = self.detection.detector;
        let Some(member) = self.members[seat].as_mut() else { return Stand::Busy };
        let Some(mut open) = member.open else { return Stand::Returned };
        if self.board.get(seat, Word::Answer) == open.epoch {
            return Stand::Returned;
        }
        if let Some(ended) = member.ended {
            return Stand::Ended(ended);
        }
        let phase = self.board.get(seat, Word::Phase);
        let in_call = phase.wrapping_sub(open.epoch) < open.epochs;
        let seen = if detector == Detector::Full && open.told == Some(phase) {
            // Nothing but its state can say that it was woken, and that says so at once.
            member.watch.look(Detector::StatAndPhase, 0)
        } else if in_call || detector == Detector::Timed {
            member.watch.look(detector, cookie(seat, phase))
        } else {
            member.watch.state().map_or(Look::Unseen, |state| match state {
                b'Z' | b'X' => Look::Ended,
                _ => Look::Awake,
            })
        };
        let enough = match (seen, detector) {
            (Look::AsleepInCall, Detector::Full) => 1,
            (Look::AsleepInCall, _) => LOOKS_AT_STATE,
            (Look::AsleepSomewhere, _) => LOOKS_WITHOUT_COOKIE,
            (Look::Awake, _) => u32::MAX,
            (Look::Ended, _) => return self.reap(seat).map_or(Stand::Busy, Stand::Ended),
            (Look::Unseen, _) => {
                if let Some(ended) = self.reap(seat) {
                    return Stand::Ended(ended);
                }
                let (still, since) = open.since.unwrap_or_else(|| (phase, Instant::now()));
                open.since = (still == phase).then_some((still, since));
                let is_still = in_call && still == phase && since.elapsed() > STILLNESS;
                if is_still { 1 } else { u32::MAX }
            }
        };
        let moved = self.board.get(seat, Word::Phase) != phase
            || self.board.get(seat, Word::Answer) == open.epoch;
        open.looks = if moved || enough == u32::MAX { 0 } else { open.looks + 1 };
        if let Some(member) = self.members[seat].as_mut() {
            member.open = Some(open);
        }
        if open.looks >= enough { Stand::Waits } else { Stand::Busy }
    }

    /// What is told of a call that stands so; unless it waits, it is open no longer.
    pub(super) fn fate(&mut self, seat: usize, stand: Stand) -> Result<Fate, CrewError> {
        let actor = self.actor_in(seat);
        let Some(member) = self.members[seat].as_mut() else {
            return Err(CrewError::Gone(actor));
        };
        let Some(open) = member.open else { return Err(CrewError::Gone(actor)) };
        match stand {
            Stand::Waits | Stand::Busy => return Ok(Fate::Waits),
            Stand::Ended(Ended::Killed(signal)) => {
                member.open = None;
                return Ok(Fate::Died(signal));
            }
            Stand::Ended(Ended::Exited(status)) => return Err(CrewError::Lost(actor, status)),
            Stand::Returned => member.open = None,
        }
        let answer: Answer = if open.race {
            let nth = self.board.get(seat, Word::Done) as usize;
            self.race_answer(seat, nth.saturating_sub(1))?
        } else {
            self.read(seat)?
        };
        Ok(Fate::Returned(answer))
    }
}
