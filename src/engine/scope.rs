//! The small scope: every short sequence of a room's representative operations, before anything
//! random.

pub mod deeds;

use super::script::{SCRIPT_SCHEMA, Script, Step};
use super::{Actor, Limits, Room};

/// All sequences of one and two operations that begin with a creating one, then all of three.
pub struct SmallScope<Op> {
    operations: Vec<Op>,
    creating: usize,
}

impl<Op: Clone> SmallScope<Op> {
    pub fn of<R: Room<Op = Op>>() -> Self {
        let (operations, creating) = R::small_scope();
        Self { operations, creating }
    }

    /// How many sequences there are.
    pub fn len(&self) -> u64 {
        let (all, creating) = (self.operations.len() as u64, self.creating as u64);
        creating * (1 + all + all * all)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sequence of that number, as a script.
    pub fn script<R: Room<Op = Op>>(&self, number: u64) -> Script<Op> {
        let (all, creating) = (self.operations.len() as u64, self.creating as u64);
        let mut left = number;
        let mut length = 0;
        let mut count = creating;
        while left >= count {
            left -= count;
            count *= all;
            length += 1;
        }
        let mut picked = vec![];
        for _ in 0..length {
            picked.push((left % all) as usize);
            left /= all;
        }
        picked.push(left as usize);
        let steps = picked
            .into_iter()
            .rev()
            .map(|index| Step::Call { by: Actor(0), op: self.operations[index].clone() })
            .collect();
        Script { steps, ..empty::<R>() }
    }
}

/// A script without steps.
pub fn empty<R: Room>() -> Script<R::Op> {
    Script {
        schema: SCRIPT_SCHEMA,
        facility: R::FACILITY.name.to_owned(),
        actors: 1,
        solo: true,
        limits: Limits::default(),
        steps: vec![],
    }
}
