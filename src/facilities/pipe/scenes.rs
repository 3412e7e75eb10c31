//! Situations of pipes that chance reaches too rarely.

use super::model::PIPE_BUF;
use super::operations::{Array, Flags, Op};
use crate::engine::{Actor, Deed, Pick, Step};

const READER: Actor = Actor(0);
const WRITER: Actor = Actor(1);
const OTHER: Actor = Actor(2);
/// The read end of the first actor; the only descriptor of each writer.
const FIRST: Pick = Pick(0);
const WRITE_END: Pick = Pick(1);
/// Bytes of a pipe as it is made.
const CAPACITY: u32 = 1 << 16;

pub fn all() -> Vec<(u8, Vec<Step<Op>>)> {
    vec![(3, two_large_writes_take_turns()), (2, a_small_write_is_interrupted())]
}

/// A pipe whose write end the writers have too.
fn shared(writers: &[Actor]) -> Vec<Step<Op>> {
    let op = Op::Create { flags: Flags::default(), array: Array::Ours };
    let mut steps = vec![Step::Call { by: READER, op }];
    let pass = |to| Step::Deed { by: READER, deed: Deed::Pass { fd: WRITE_END, to } };
    steps.extend(writers.iter().copied().map(pass));
    steps
}

fn write(by: Actor, bytes: u32, tag: u16) -> Step<Op> {
    Step::Call { by, op: Op::Write { fd: FIRST, bytes, tag } }
}

fn read(bytes: u32) -> Step<Op> {
    Step::Call { by: READER, op: Op::Read { fd: FIRST, bytes } }
}

/// Each page that is read lets one of two sleeping writers put in another.
fn two_large_writes_take_turns() -> Vec<Step<Op>> {
    let mut steps = shared(&[WRITER, OTHER]);
    steps.extend([write(WRITER, CAPACITY + 3 * PIPE_BUF, 1), write(OTHER, 2 * PIPE_BUF, 2)]);
    steps.extend([PIPE_BUF, PIPE_BUF, PIPE_BUF, 2 * CAPACITY, 2 * CAPACITY].map(read));
    steps
}

/// A write that sleeps without having written anything is interrupted.
fn a_small_write_is_interrupted() -> Vec<Step<Op>> {
    let mut steps = shared(&[WRITER]);
    let deed = |by, deed| Step::Deed { by, deed };
    steps.extend([
        write(WRITER, CAPACITY, 1),
        deed(WRITER, Deed::Handle { restart: false }),
        write(WRITER, 100, 2),
        deed(READER, Deed::Signal { target: WRITER }),
        write(WRITER, PIPE_BUF + 1, 3),
        deed(READER, Deed::Signal { target: WRITER }),
        deed(WRITER, Deed::Handle { restart: true }),
        write(WRITER, 100, 4),
        deed(READER, Deed::Signal { target: WRITER }),
        read(2 * CAPACITY),
    ]);
    steps
}
