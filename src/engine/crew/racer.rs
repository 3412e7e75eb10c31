//! An actor's part in a race: its calls, each between two tickets, from a gate that opens for all.

use super::actor::Actor;
use super::mailbox::{Common, Word};
use crate::engine::{Hands, Op, perform};
use crate::sys;

/// Turns of the loop at the gate before the processor is offered to somebody else.
const GATE_TURNS: u32 = 100;
/// Offers at the gate before it is passed anyway: somebody died on the way to it.
const GATE_OFFERS_MAX: u32 = 200_000;

impl Actor {
    /// Makes the calls of a race, each between two tickets.
    pub(super) fn race(&mut self, calls: &[Op], delay: u32, party: u32, race: u32) {
        let (epoch, seat) = (self.epoch, self.seat);
        self.pass_gate(party, race);
        for _ in 0..delay {
            std::hint::spin_loop();
        }
        let liar = self.liar();
        let mut end = 0;
        for (nth, op) in calls.iter().enumerate() {
            if self.board.common(Common::Over) == race {
                break;
            }
            self.board.set(seat, Word::Begun, nth as u32 + 1);
            self.board.set_ticket_before(seat, nth, self.board.ticket());
            let call = |hands: &mut Hands| perform::call(op, liar.as_ref(), hands);
            let answer = self.in_phase(epoch + nth as u32, call);
            self.board.set_ticket_after(seat, nth, self.board.ticket());
            end = self.put_answer(end, &answer);
            self.board.set_answer_end(seat, nth, end);
            self.board.set(seat, Word::Done, nth as u32 + 1);
        }
        self.board.ring(seat, epoch);
    }

    /// The last to arrive opens the gate for all.
    fn pass_gate(&self, party: u32, race: u32) {
        if self.board.count(Common::Arrived) + 1 == party {
            self.board.set_common(Common::Gate, race);
        }
        for _ in 0..GATE_OFFERS_MAX {
            for _ in 0..GATE_TURNS {
                if self.board.common(Common::Gate) == race {
                    return;
                }
                std::hint::spin_loop();
            }
            sys::yield_now();
        }
    }
}
