//! A relay, as the driver sees it: operations of several actors whose answers are foreseen are
//! handed on from actor to actor, and the driver sleeps until all are done or one came out
//! otherwise.
//!
//! On one processor a hand-off to the driver and back costs several times an operation.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::actor::Order;
use super::legs::{HandsOn, LEGS_MAX, LETTERS_BYTES, Leg, Relay};
use super::mailbox::{Common, SEATS, Word};
use super::settle::Stand;
use super::{Crew, CrewError};
use crate::engine::deed::Told;
use crate::engine::{Actor, Answer, Deed, Room};

/// Sleeps of the driver before it looks whether the leg under way waits or its actor has ended.
const FIRST_LOOK: Duration = Duration::from_millis(1);
const LOOKS: Duration = Duration::from_micros(200);
/// Longest time that one leg may take.
const PATIENCE: Duration = Duration::from_secs(20);

impl<R: Room> Crew<R> {
    /// Begins a new relay.
    pub fn new_relay(&mut self) {
        self.relay.clear();
    }

    /// How many legs it has so far.
    pub fn legs(&self) -> usize {
        self.relay.legs.len()
    }

    /// Adds a call, with the answers that are foreseen where it goes on only with those.
    pub fn add_call(
        &mut self,
        by: Actor,
        op: &R::Op,
        foreseen: &[Answer<R::Seen>],
        hands_on: HandsOn,
    ) -> Result<(), CrewError> {
        let seat = self.ready_seat(by)?;
        self.add(seat, &Order::Call(op), foreseen, hands_on)
    }

    /// Adds a deed that ends nobody and makes nobody: one leg, or two where another receives.
    pub fn add_deed(
        &mut self,
        by: Actor,
        deed: &Deed,
        foreseen: &[Answer<Told>],
        hands_on: HandsOn,
    ) -> Result<(), CrewError> {
        let seat = self.ready_seat(by)?;
        let target = deed.target().and_then(|target| self.member(target));
        let number = target.map_or(0, |member| member.pid);
        let order: Order<&R::Op> = Order::Deed { deed: deed.clone(), number };
        self.add(seat, &order, foreseen, hands_on)?;
        if let Deed::Pass { to, .. } = deed {
            let seat = self.ready_seat(*to)?;
            self.add(seat, &Order::<&R::Op>::Receive, foreseen, hands_on)?;
        }
        Ok(())
    }

    fn add(
        &mut self,
        seat: usize,
        order: &Order<&R::Op>,
        foreseen: &[impl Serialize],
        hands_on: HandsOn,
    ) -> Result<(), CrewError> {
        let start = self.relay.letters.len();
        let mut letters = std::mem::take(&mut self.relay.letters);
        letters = postcard::to_extend(order, letters)?;
        let order_end = letters.len();
        if hands_on == HandsOn::IfForeseen {
            letters = postcard::to_extend(foreseen, letters)?;
        }
        let answer_end = letters.len();
        self.relay.letters = letters;
        if answer_end > LETTERS_BYTES || self.relay.legs.len() == LEGS_MAX {
            return Err(postcard::Error::SerializeBufferFull.into());
        }
        self.relay.legs.push(Leg { seat, order: (start, order_end), answer_end, hands_on });
        Ok(())
    }

    /// Has the relay run; how many legs came out as foreseen. The leg after them, if there is one,
    /// is open: it returned something else, or waits, or its actor has ended; or nothing was
    /// foreseen of it.
    pub fn run_relay(&mut self) -> Result<usize, CrewError> {
        let relay = std::mem::take(&mut self.relay);
        let done = self.run_legs(&relay);
        self.leave_waiting(&relay.legs);
        self.relay = relay;
        done
    }

    fn run_legs(&mut self, relay: &Relay) -> Result<usize, CrewError> {
        let legs = &relay.legs[..];
        let Some(leg) = legs.first() else { return Ok(0) };
        let first = self.epoch + 1;
        self.epoch += legs.len() as u32;
        self.board.put_relay(relay, first);
        for leg in legs {
            if let Some(member) = &mut self.members[leg.seat] {
                member.used = true;
            }
        }
        self.board.wake(leg.seat, first);
        let mut sleep = FIRST_LOOK;
        // The leg that is looked at, and since when.
        let mut looked: Option<(usize, Instant)> = None;
        loop {
            let seen = self.board.common(Common::Bell);
            let at = self.board.common(Common::RelayAt).wrapping_sub(first) as usize;
            if let Some((before, _)) = looked.filter(|(before, _)| *before != at) {
                self.close_leg(&legs[before]);
                looked = None;
            }
            let Some(leg) = legs.get(at) else { return Ok(at - self.leave_open(legs)) };
            let epoch = first + at as u32;
            if self.board.get(leg.seat, Word::Answer) == epoch {
                self.open_leg(leg.seat, epoch);
                return Ok(at);
            }
            if sleep == LOOKS {
                // It may still be in an earlier call of its own.
                let phase = self.board.get(leg.seat, Word::Phase);
                let earlier = (first..epoch).contains(&phase);
                self.open_leg(leg.seat, if earlier { phase } else { epoch });
                let (_, since) = *looked.get_or_insert_with(|| (at, Instant::now()));
                let stand = self.look(leg.seat);
                // It may have handed on since.
                if matches!(stand, Stand::Waits | Stand::Ended(_))
                    && self.board.exchange(Common::RelayAt, epoch, 0)
                {
                    return Ok(at);
                }
                if since.elapsed() > PATIENCE {
                    return Err(self.stuck(leg.seat));
                }
            }
            self.board.await_bell(seen, sleep);
            if self.board.common(Common::Bell) == seen {
                sleep = LOOKS;
            }
        }
    }

    /// The leg that was looked at is past.
    fn close_leg(&mut self, leg: &Leg) {
        if let Some(member) = &mut self.members[leg.seat] {
            member.open = None;
        }
    }

    /// The last leg is open if it handed on before it knew; how many legs that are.
    fn leave_open(&mut self, legs: &[Leg]) -> usize {
        let Some(leg) = legs.last().filter(|leg| leg.hands_on == HandsOn::Open) else { return 0 };
        let epoch = self.board.common(Common::RelayFirst) + legs.len() as u32 - 1;
        self.open_leg(leg.seat, epoch);
        1
    }

    /// Which of the answers that were foreseen came of a leg that came out as foreseen.
    pub fn came(&self, leg: usize) -> usize {
        self.board.came(leg) as usize
    }

    /// Whoever handed on before its call may still be in it.
    fn leave_waiting(&mut self, legs: &[Leg]) {
        let first = self.board.common(Common::RelayFirst);
        for (epoch, leg) in (first..).zip(legs) {
            let answered = self.board.get(leg.seat, Word::Answer);
            let begun = self.board.get(leg.seat, Word::Order) >= epoch;
            if leg.hands_on == HandsOn::Before && begun && answered < epoch {
                self.open_leg(leg.seat, epoch);
            }
        }
    }

    fn open_leg(&mut self, seat: usize, epoch: u32) {
        if let Some(member) = &mut self.members[seat]
            && member.open.is_none()
        {
            member.begin_call(epoch, 1);
        }
    }

    /// The answer to the deed of an open leg.
    pub fn answer_of_leg(&mut self, nth: usize) -> Result<Answer<Told>, CrewError> {
        let seat = self.relay.legs[nth].seat;
        self.answer_of(seat)
    }

    /// Puts everybody who has been told something back to how all begin, one after the other.
    pub(super) fn reset(&mut self) -> Result<(), CrewError> {
        self.relay.clear();
        for seat in 0..SEATS {
            if self.members[seat].as_ref().is_some_and(|member| member.used) {
                self.add(seat, &Order::<&R::Op>::Reset, &[()], HandsOn::IfForeseen)?;
            }
        }
        let done = self.run_relay()?;
        if let Some(leg) = self.relay.legs.get(done) {
            return Err(self.stuck(leg.seat));
        }
        for member in self.members.iter_mut().flatten() {
            member.used = false;
        }
        Ok(())
    }
}
