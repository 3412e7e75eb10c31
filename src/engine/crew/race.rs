//! A race: the calls of several actors overlap, each bracketed by tickets that order them.
//!
//! Interleavings are not repeatable; what is told is what happened this time.

use super::actor::Order;
use super::mailbox::{Common, RACE_CALLS_MAX, Word};
use super::settle::Stand;
use super::{Crew, CrewError};
use crate::engine::Answer;
use crate::engine::history::{Fate, Timed};
use crate::engine::script::Lane;
use crate::sys::{self, Ended};

/// What came of a race.
#[derive(Debug, Clone, PartialEq)]
pub struct Race {
    /// The calls that were made, by actor and in each actor's order. Of an actor that waits the
    /// last one is open, and those after it are never made.
    pub calls: Vec<Timed>,
    /// Two calls of different actors were open at the same time.
    pub overlapped: bool,
}

impl Crew {
    /// Has the actors make their calls at the same time, each after as many turns of a loop as
    /// `delays` says for its lane.
    pub fn race(&mut self, lanes: &[Lane], delays: &[u32]) -> Result<Race, CrewError> {
        let mut seats = Vec::with_capacity(lanes.len());
        for lane in lanes {
            let seat = self.ready_seat(lane.by)?;
            if lane.calls.len() > RACE_CALLS_MAX || seats.contains(&seat) {
                return Err(CrewError::RaceTooLong);
            }
            seats.push(seat);
        }
        self.spread(&seats);
        let told = self.run(lanes, delays, &seats);
        self.gather(&seats);
        told
    }

    fn run(&mut self, lanes: &[Lane], delays: &[u32], seats: &[usize]) -> Result<Race, CrewError> {
        // Any number that no race had.
        let race = self.epoch + 1;
        self.board.set_common(Common::Arrived, 0);
        let base = self.board.ticket() + 1;
        for (index, (lane, seat)) in lanes.iter().zip(seats).enumerate() {
            let order = Order::Race {
                calls: lane.calls.clone(),
                delay: delays.get(index).copied().unwrap_or(0),
                party: lanes.len() as u32,
                race,
            };
            self.board.set(*seat, Word::Begun, 0);
            self.board.set(*seat, Word::Done, 0);
            self.send(*seat, &order, RACE_CALLS_MAX as u32)?;
            let member = self.members[*seat].as_mut();
            let open = member.and_then(|member| member.open.as_mut());
            open.expect("just sent").race = true;
        }
        self.settled()?;
        // Who wakes up from now on makes no further call, so what is seen next is final.
        self.board.set_common(Common::Over, race);
        let stands = self.settled()?;
        let mut calls = Vec::new();
        for (lane, seat) in lanes.iter().zip(seats) {
            let stand = stands.iter().find(|(told, _)| told == seat).map(|(_, stand)| *stand);
            self.tell(lane, *seat, stand.unwrap_or(Stand::Returned), base, &mut calls)?;
        }
        let overlapped = calls.iter().any(|one: &Timed| {
            calls.iter().any(|two| one.by < two.by && one.start < two.end && two.start < one.end)
        });
        Ok(Race { calls, overlapped })
    }

    /// Adds the calls that one actor made.
    fn tell(
        &mut self,
        lane: &Lane,
        seat: usize,
        stand: Stand,
        base: u64,
        calls: &mut Vec<Timed>,
    ) -> Result<(), CrewError> {
        let done = self.board.get(seat, Word::Done) as usize;
        let begun = self.board.get(seat, Word::Begun) as usize;
        for nth in 0..done {
            let (start, end) = self.board.tickets(seat, nth);
            let answer = self.race_answer(seat, nth)?;
            calls.push(Timed {
                by: lane.by,
                nth: nth as u8,
                start: start.saturating_sub(base),
                end: end.saturating_sub(base),
                fate: Fate::Returned(answer),
            });
        }
        let fate = match stand {
            Stand::Ended(Ended::Exited(status)) => return Err(CrewError::Lost(lane.by, status)),
            Stand::Ended(Ended::Killed(signal)) => Fate::Died(signal),
            Stand::Waits | Stand::Busy | Stand::Returned => Fate::Waits,
        };
        if begun > done {
            let (start, _) = self.board.tickets(seat, done);
            let start = start.saturating_sub(base);
            calls.push(Timed { by: lane.by, nth: done as u8, start, end: u64::MAX, fate });
        }
        if stand != Stand::Waits
            && let Some(member) = &mut self.members[seat]
        {
            member.open = None;
        }
        Ok(())
    }

    /// The answer to the `nth` call of a seat in its race.
    pub(super) fn race_answer(&mut self, seat: usize, nth: usize) -> Result<Answer, CrewError> {
        let from = if nth == 0 { 0 } else { self.board.answer_end(seat, nth - 1) };
        let to = self.board.answer_end(seat, nth);
        self.read_part(seat, from, to)
    }

    /// Spreads the actors over the processors, one after the other.
    fn spread(&self, seats: &[usize]) {
        let cpus = &self.surroundings.cpus;
        if cpus.len() < 2 || self.surroundings.cpu.is_none() {
            return;
        }
        let home = cpus.iter().position(|cpu| Some(*cpu) == self.surroundings.cpu).unwrap_or(0);
        for (index, seat) in seats.iter().enumerate() {
            self.pin(*seat, cpus[(home + index) % cpus.len()]);
        }
    }

    fn gather(&self, seats: &[usize]) {
        let Some(home) = self.surroundings.cpu else { return };
        for seat in seats {
            self.pin(*seat, home);
        }
    }

    fn pin(&self, seat: usize, cpu: usize) {
        if let Some(member) = self.members[seat].as_ref().filter(|member| member.alive) {
            // Where it may not be bound it races from where it is.
            let threaded = self.board.get(seat, Word::Home) != 0;
            let thread = self.board.get(seat, Word::Thread).cast_signed();
            let _ = sys::pin(if threaded { thread } else { member.pid }, &[cpu]);
        }
    }
}
