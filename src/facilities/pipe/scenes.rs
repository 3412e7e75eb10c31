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
    vec![
        (3, two_large_writes_take_turns()),
        (2, a_small_write_is_interrupted()),
        (1, packet_mode_is_switched_on()),
        (1, the_reader_goes()),
    ]
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

/// Two writes after packet mode was switched on are two packets.
fn packet_mode_is_switched_on() -> Vec<Step<Op>> {
    let op = Op::Create { flags: Flags::default(), array: Array::Ours };
    let call = |op| Step::Call { by: READER, op };
    let write = |tag| call(Op::Write { fd: WRITE_END, bytes: 10, tag });
    let on = call(Op::SetPacket { fd: WRITE_END, on: true });
    vec![call(op), on, write(1), write(2), read(100), read(4)]
}

/// A write to a pipe that nobody reads ends a process that does not ignore SIGPIPE.
fn the_reader_goes() -> Vec<Step<Op>> {
    let op = Op::Create { flags: Flags::default(), array: Array::Ours };
    let deed = |deed| Step::Deed { by: READER, deed };
    let closed = deed(Deed::Close { fd: FIRST });
    let ignore = deed(Deed::IgnorePipe { on: false });
    vec![Step::Call { by: READER, op }, ignore, closed, write(READER, 1, 1)]
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
