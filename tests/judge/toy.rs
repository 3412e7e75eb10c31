//! A facility for the judge alone: a box that holds two numbers, with calls that wait, that take
//! effect in parts, and of which one hides what it did.

use bythebook::engine::forms::{OutcomeRow, Row};
use bythebook::engine::{
    self, Allow, Errno, Facility, How, Interrupted, Model, Next, Room, Ruling, State, Taken, World,
};
use bythebook::{calls, claims, outcomes};
use smallvec::SmallVec;

/// Numbers that the box holds.
pub const CAPACITY: usize = 2;

claims! { "toy":
    /// A number is put at the end where there is room.
    PUTS: Semantics, PIPE_2, "DESCRIPTION";
    /// Without waiting, nothing is put into a full box.
    FULL: Error, PIPE_2, "DESCRIPTION";
    /// Who puts something into a full box and may wait, waits.
    PUT_WAITS: Semantics, PIPE_2, "DESCRIPTION";
    /// The first number is taken.
    TAKES: Semantics, PIPE_2, "DESCRIPTION";
    /// Without waiting, nothing is taken from an empty box.
    EMPTY: Error, PIPE_2, "DESCRIPTION";
    /// Who takes something from an empty box and may wait, waits.
    TAKE_WAITS: Semantics, PIPE_2, "DESCRIPTION";
    /// All numbers are taken, and their sum is told.
    DRAINS: Semantics, PIPE_2, "DESCRIPTION";
    /// The order of the numbers may be turned round.
    TURNS: Semantics, PIPE_2, "DESCRIPTION";
}

calls! { Call of TOY:
    Put { number: u8, wait: bool }, Row::of("put").words("put {number}, {wait?waiting|at once}");
    Take { wait: bool }, Row::of("take").words("take, {wait?waiting|at once}");
    Drain, Row::of("drain").words("drain");
    /// Turns the order round, or does not.
    Turn, Row::of("turn").words("turn");
    /// Puts a number twice, one after the other, and waits for room.
    PutTwice { number: u8 }, Row::of("put_twice").words("put {number} twice");
}

outcomes! { Saw of TOY:
    Done, OutcomeRow::of("done");
    Number { number: u8 }, OutcomeRow::of("{number}");
}

/// What the box holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Held(SmallVec<[u8; CAPACITY]>);

impl Model for Held {
    fn rule(&self, call: &engine::Call<'_>, _: &World) -> Ruling {
        let full = self.0.len() == CAPACITY;
        let told = |number| Saw::Number { number };
        match Call::of(call.op) {
            Call::Put { wait: false, .. } if full => FULL.fails(Errno::EAGAIN),
            Call::Put { .. } | Call::PutTwice { .. } if full => {
                PUT_WAITS.waits(Interrupted::Unruled)
            }
            Call::PutTwice { .. } if call.done == 0 => PUTS.advances(1),
            Call::Put { .. } | Call::PutTwice { .. } => PUTS.returns(Saw::Done),
            Call::Take { wait } => match self.0.first() {
                Some(first) => TAKES.returns(told(*first)),
                None if wait => TAKE_WAITS.waits(Interrupted::Unruled),
                None => EMPTY.fails(Errno::EAGAIN),
            },
            Call::Drain => DRAINS.returns(told(self.0.iter().sum())),
            Call::Turn => TURNS.returns(Saw::Done),
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, _: &World) -> Next {
        match (Call::of(call.op), &took.how) {
            (Call::Put { number, .. } | Call::PutTwice { number }, How::Returned(Ok(_)))
            | (Call::PutTwice { number }, How::Advanced(_)) => self.0.push(number),
            (Call::Take { .. }, How::Returned(Ok(_))) => drop(self.0.remove(0)),
            (Call::Drain, How::Returned(_)) => self.0.clear(),
            (Call::Turn, How::Returned(_)) => {
                let mut turned = self.clone();
                turned.0.reverse();
                return Next::or([turned]);
            }
            _ => {}
        }
        Next::here()
    }
}

pub static TOY: Room = Room {
    facility: Facility {
        name: "toy",
        summary: "A box for tests of the judge.",
        claims: CLAIMS,
        actors: (1, 3),
        ..Room::PLAIN.facility
    },
    calls: &CALLS,
    outcomes: &OUTCOMES,
    model: |_, _| State::of(Held::default()),
    ..Room::PLAIN
};
