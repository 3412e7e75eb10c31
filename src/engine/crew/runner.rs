//! An actor's part in a relay: it performs its leg, and hands on to the next actor itself.
//!
//! It compares what came out with what is predicted, and decides nothing: where the two differ it
//! calls the driver, whose judge does.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::actor::{Actor, Order};
use super::legs::{Answers, HandsOn, Leg};
use super::mailbox::{Common, Word};
use crate::engine::deed::Told;
use crate::engine::{Answer, Hands, perform};
use crate::sys;

impl Actor {
    /// Performs a leg, and those after it as long as they are its own.
    pub(super) fn run_legs(&mut self, first_of_mine: usize) {
        let legs = self.board.common(Common::RelayLegs) as usize;
        let mut nth = first_of_mine;
        loop {
            let leg = self.board.leg(nth);
            self.board.read_letters(leg.order.0, leg.order.1, &mut self.letter);
            self.take_slots();
            let order: Order =
                postcard::from_bytes(&self.letter).expect("an order of our own driver");
            if leg.hands_on.is_before() {
                if self.moves_on() {
                    self.hand_on(nth + 1, legs);
                }
            } else if nth > 0 && self.board.leg(nth - 1).hands_on == HandsOn::Before {
                // Whoever waits shall do so first.
                sys::yield_now();
            }
            let predicted = match order {
                Order::Call(op) => {
                    let liar = self.liar();
                    let call = |hands: &mut Hands| perform::call(&op, liar.as_ref(), hands);
                    let answer = self.in_phase(self.epoch, call);
                    self.is_predicted::<Answer>(nth, leg, &answer)
                }
                Order::Deed { deed, number } => {
                    let answer = self.deed_or_lie(&deed, number);
                    self.is_predicted::<Answer<Told>>(nth, leg, &answer)
                }
                Order::Receive => {
                    let answer = self.receive();
                    self.is_predicted::<Answer<Told>>(nth, leg, &answer)
                }
                Order::Reset => {
                    self.reset();
                    self.is_predicted(nth, leg, &())
                }
                order => panic!("{order:?} is no leg of a relay"),
            };
            if leg.hands_on == HandsOn::Before || !predicted {
                self.board.ring(self.seat, self.epoch);
                return;
            }
            if !self.hand_on(nth + 1, legs) {
                return;
            }
            nth += 1;
        }
    }

    /// The leg is over, unless the driver has broken the relay off.
    fn moves_on(&self) -> bool {
        self.board.exchange(Common::RelayAt, self.epoch, self.epoch + 1)
    }

    /// Hands on to leg `next`, or tells the driver that there is none; whether it is our own.
    fn hand_on(&mut self, next: usize, legs: usize) -> bool {
        if next == legs {
            self.board.ring_bell();
            return false;
        }
        let seat = self.board.leg(next).seat;
        let epoch = self.board.common(Common::RelayFirst).wrapping_add(next as u32);
        if seat == self.seat {
            self.epoch = epoch;
            self.board.set(seat, Word::Order, epoch);
            return true;
        }
        self.board.wake(seat, epoch);
        false
    }

    /// Whether the answer is a predicted one, and the relay goes on; if not, it is put where
    /// the driver reads answers.
    fn is_predicted<T>(&mut self, nth: usize, leg: Leg, answer: &T) -> bool
    where
        T: Serialize + DeserializeOwned + PartialEq,
    {
        self.show_slots();
        let predicted = match leg.hands_on {
            HandsOn::IfPredicted => {
                self.board.read_letters(leg.order.1, leg.answer_end, &mut self.letter);
                // Not all that are equal are written alike.
                let predicted = postcard::from_bytes::<Answers<T>>(&self.letter);
                let equals = |predicted: &T| predicted == answer;
                let which = predicted.ok().and_then(|all| all.iter().position(equals));
                if let Some(which) = which.filter(|which| *which > 0) {
                    self.board.set_came(nth, which);
                }
                which.is_some()
            }
            HandsOn::Always => true,
            HandsOn::Before => return true,
            HandsOn::Open => false,
        };
        if predicted && self.moves_on() {
            return true;
        }
        self.put_answer(0, answer);
        false
    }
}
