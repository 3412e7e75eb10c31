//! A relay, as the driver sees it: operations of several actors whose answers are predicted are
//! handed on from actor to actor, and the driver sleeps until all are done or one came out
//! otherwise.
//!
//! On one processor a hand-off to the driver and back costs several times an operation. In order:
//!
//! 1. The driver writes the legs and their letters (`legs.rs`) to the board, stores the epoch of
//!    the first in `RelayAt`, and wakes the actor of the first leg.
//! 2. That actor (`runner.rs`) reads its letter, makes the call, and compares the answer with those
//!    that are predicted, which follow the order in the letter.
//! 3. If it is one of them, the actor changes `RelayAt` from its own epoch to the next and wakes
//!    the actor of the next leg. After the last it rings the driver's bell.
//! 4. If it is not, the actor leaves `RelayAt` as it is, puts its answer where the driver reads
//!    answers, and rings the bell.
//! 5. Of a leg that is to wait (`HandsOn::Before`, `Open`) the actor hands on before its call.
//! 6. The driver sleeps on the bell. After a while it looks whether the actor of the leg under way
//!    waits or has ended; then it changes `RelayAt` to 0, which ends the relay: only one of the
//!    two, driver or actor, succeeds in changing it.
//! 7. What `RelayAt` says then is how many legs came out as predicted.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::actor::Order;
use super::legs::{HandsOn, LEGS_MAX, LETTERS_BYTES, Leg, Relay};
use super::mailbox::{Common, SEATS, Word};
use super::settle::Stand;
use super::{Crew, CrewError};
use crate::engine::deed::Told;
use crate::engine::{Actor, Answer, Deed, Op};

/// Sleeps of the driver before it looks whether the leg under way waits or its actor has ended.
const FIRST_LOOK: Duration = Duration::from_millis(1);
const LOOKS: Duration = Duration::from_micros(200);
/// Longest time that one leg may take.
const PATIENCE: Duration = Duration::from_secs(20);

impl Crew {
    /// Begins a new relay.
    pub fn new_relay(&mut self) {
        self.relay.clear();
    }

    /// How many legs it has so far.
    pub fn legs(&self) -> usize {
        self.relay.legs.len()
    }

    /// Adds a call, with the answers that are predicted where it goes on only with those.
    pub fn add_call(
        &mut self,
        by: Actor,
        op: &Op,
        predicted: &[Answer],
        hands_on: HandsOn,
    ) -> Result<(), CrewError> {
        let seat = self.ready_seat(by)?;
        self.add(seat, &Order::Call(*op), predicted, hands_on)
    }

    /// Adds a deed that ends nobody and makes nobody: one leg, or two where another receives.
    pub fn add_deed(
        &mut self,
        by: Actor,
        deed: &Deed,
        predicted: &[Answer<Told>],
        hands_on: HandsOn,
    ) -> Result<(), CrewError> {
        let seat = self.ready_seat(by)?;
        let target = deed.target().and_then(|target| self.member(target));
        let number = target.map_or(0, |member| member.pid);
        let order: Order = Order::Deed { deed: deed.clone(), number };
        self.add(seat, &order, predicted, hands_on)?;
        if let Deed::Pass { to, .. } = deed {
            let seat = self.ready_seat(*to)?;
            self.add(seat, &Order::Receive, predicted, hands_on)?;
        }
        Ok(())
    }

    fn add(
        &mut self,
        seat: usize,
        order: &Order,
        predicted: &[impl Serialize],
        hands_on: HandsOn,
    ) -> Result<(), CrewError> {
        let start = self.relay.letters.len();
        let mut letters = std::mem::take(&mut self.relay.letters);
        letters = postcard::to_extend(order, letters)?;
        let order_end = letters.len();
        if hands_on == HandsOn::IfPredicted {
            letters = postcard::to_extend(predicted, letters)?;
        }
        let answer_end = letters.len();
        self.relay.letters = letters;
        if answer_end > LETTERS_BYTES || self.relay.legs.len() == LEGS_MAX {
            return Err(postcard::Error::SerializeBufferFull.into());
        }
        self.relay.legs.push(Leg { seat, order: (start, order_end), answer_end, hands_on });
        Ok(())
    }

    /// Has the relay run; how many legs came out as predicted. The leg after them, if there is one,
    /// is open: it returned something else, or waits, or its actor has ended; or nothing was
    /// predicted of it.
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

    /// Which of the answers that were predicted came of a leg that came out as predicted.
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
                self.add(seat, &Order::Reset, &[()], HandsOn::IfPredicted)?;
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
