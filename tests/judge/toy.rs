//! A facility for the judge alone: a box that holds two numbers, with calls that wait, that take
//! effect in parts, and of which one hides what it did.

use bythebook::claims;
use bythebook::engine::{
    Actor, Allow, Answer, Call, Draw, Errno, Facility, Hands, How, Interrupted, Limits, Model,
    Next, Operation, Pick, Room, Ruling, Seen, SharedClaims, State, Taken, World,
};
use bythebook::kernel::Facts;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// Numbers that the box holds.
pub const ROOM: usize = 2;

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

#[derive(Debug, Clone, Copy)]
pub struct Toy;

/// One call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Op {
    Put {
        number: u8,
        wait: bool,
    },
    Take {
        wait: bool,
    },
    Drain,
    /// Turns the order round, or does not.
    Turn,
    /// Puts a number twice, one after the other, and waits for room.
    PutTwice {
        number: u8,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Serialize, Deserialize)]
pub enum Saw {
    Done,
    Number(u8),
}

impl std::fmt::Display for Saw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl Seen for Saw {}

impl Operation for Op {
    fn kind(&self) -> &'static str {
        "toy"
    }

    fn picks(&mut self) -> SmallVec<[&mut Pick; 2]> {
        SmallVec::new()
    }

    fn simpler(&self) -> Vec<Self> {
        Vec::new()
    }

    fn show(&self) -> String {
        format!("{self:?}")
    }

    fn c(&self) -> String {
        String::new()
    }
}

/// What the box holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Held(SmallVec<[u8; ROOM]>);

impl Model<Toy> for Held {
    fn new(_: &Facts, _: &Limits) -> Self {
        Self(SmallVec::new())
    }

    fn rule(&self, call: &Call<'_, Toy>, _: &World<()>) -> Ruling<Saw> {
        let full = self.0.len() == ROOM;
        match *call.op {
            Op::Put { wait, .. } if full => {
                if wait {
                    PUT_WAITS.waits(Interrupted::Unruled)
                } else {
                    FULL.fails(Errno::EAGAIN)
                }
            }
            Op::PutTwice { .. } if full => PUT_WAITS.waits(Interrupted::Unruled),
            Op::PutTwice { .. } if call.done == 0 => PUTS.advances(1),
            Op::Put { .. } | Op::PutTwice { .. } => PUTS.returns(Saw::Done),
            Op::Take { wait } => match self.0.first() {
                Some(first) => TAKES.returns(Saw::Number(*first)),
                None if wait => TAKE_WAITS.waits(Interrupted::Unruled),
                None => EMPTY.fails(Errno::EAGAIN),
            },
            Op::Drain => DRAINS.returns(Saw::Number(self.0.iter().sum())),
            Op::Turn => TURNS.returns(Saw::Done),
        }
    }

    fn follow(&mut self, call: &Call<'_, Toy>, took: &Taken<'_, Saw>, _: &World<()>) -> Next<Toy> {
        match (*call.op, &took.how) {
            (Op::Put { number, .. } | Op::PutTwice { number }, How::Returned(Ok(_)))
            | (Op::PutTwice { number }, How::Advanced(_)) => self.0.push(number),
            (Op::Take { .. }, How::Returned(Ok(_))) => drop(self.0.remove(0)),
            (Op::Drain, How::Returned(_)) => self.0.clear(),
            (Op::Turn, How::Returned(_)) => {
                let mut turned = self.clone();
                turned.0.reverse();
                return Next::or([turned]);
            }
            _ => {}
        }
        Next::here()
    }
}

static SHARED: SharedClaims = SharedClaims::of("toy", &[]);

impl Room for Toy {
    type Op = Op;
    type Seen = Saw;
    type Object = ();
    type Model = Held;

    const FACILITY: Facility = Facility {
        name: "toy",
        summary: "A box for tests of the judge.",
        claims: CLAIMS,
        left_out: &[],
        shared: &SHARED,
        needs: &[],
        actors: (1, 3),
    };
    const DEEDS: &'static [(bythebook::engine::DeedKind, u32)] = &[];

    fn propose(_: &State<'_, Self>, _: Actor, _: &mut Draw<'_>) -> Op {
        Op::Drain
    }

    fn small_scope() -> (Vec<Op>, usize) {
        (vec![Op::Drain], 1)
    }

    fn perform(_: &Op, _: &mut Hands) -> Answer<Saw> {
        Err(Errno::ENOSYS)
    }

    fn opens(_: &Op) -> usize {
        0
    }
}
