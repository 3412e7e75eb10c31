//! Situations of a terminal and its master in two processes.

use super::{A, ALL, B, MASTER, SLAVE, Steps, call, deed, pair, read, slave, write};
use crate::engine::{Deed, Pick};
use crate::facilities::pty::calls::Call;
use crate::facilities::pty::operands::{Ending, How, Setting, Which};

pub fn all() -> Vec<Steps> {
    vec![
        min_bytes_are_waited_for(),
        the_rest_of_min_is_waited_for(),
        a_line_is_waited_for(),
        the_master_waits(),
        a_read_is_interrupted(Setting::Raw),
        a_read_is_interrupted(Setting::Quiet),
        poll_waits(),
        exclusive(),
    ]
}

/// The slave is another actor's.
fn shared(setting: Setting, min_and_time: [u8; 2]) -> Steps {
    let mut steps = pair(setting, min_and_time, 0);
    steps.push(deed(A, Deed::Pass { fd: SLAVE, to: B }));
    steps
}

/// The reader's only descriptor is the slave.
const ITS: Pick = Pick(0);

fn min_bytes_are_waited_for() -> Steps {
    let mut steps = shared(Setting::Raw, [3, 0]);
    steps.extend([
        read(B, ITS, ALL),
        write(A, MASTER, 2, 1, Ending::Nothing),
        write(A, MASTER, 2, 2, Ending::Nothing),
        write(A, MASTER, 1, 3, Ending::Nothing),
        read(B, ITS, ALL),
        write(A, MASTER, 2, 4, Ending::Nothing),
    ]);
    steps
}

/// Some bytes lie there already when the read begins.
fn the_rest_of_min_is_waited_for() -> Steps {
    let mut steps = shared(Setting::Raw, [3, 0]);
    steps.extend([
        write(A, MASTER, 2, 1, Ending::Nothing),
        read(B, ITS, ALL),
        write(A, MASTER, 1, 2, Ending::Nothing),
    ]);
    steps
}

fn a_line_is_waited_for() -> Steps {
    let mut steps = shared(Setting::Quiet, [1, 0]);
    steps.extend([
        read(B, ITS, ALL),
        write(A, MASTER, 2, 1, Ending::Nothing),
        write(A, MASTER, 2, 2, Ending::Newline),
        write(A, MASTER, 2, 3, Ending::Nothing),
        read(B, ITS, ALL),
        write(A, MASTER, 0, 4, Ending::Eof),
        read(B, ITS, ALL),
        write(A, MASTER, 0, 5, Ending::Eof),
    ]);
    steps
}

fn the_master_waits() -> Steps {
    let mut steps = shared(Setting::Raw, [1, 0]);
    steps.extend([read(A, MASTER, ALL), write(B, ITS, 2, 1, Ending::Nothing)]);
    steps.extend([
        call(A, Call::Packet { fd: MASTER, on: true }),
        read(A, MASTER, ALL),
        call(B, Call::Flush { fd: ITS, which: Which::Input }),
    ]);
    steps
}

/// A read that sleeps is interrupted, and goes on where its handler lets it.
fn a_read_is_interrupted(setting: Setting) -> Steps {
    let handle = |restart| deed(B, Deed::Handle { restart });
    let signal = || deed(A, Deed::Signal { target: B });
    let mut steps = shared(setting, [1, 0]);
    steps.extend([handle(false), read(B, ITS, ALL), signal(), handle(true), read(B, ITS, ALL)]);
    steps.extend([signal(), write(A, MASTER, 2, 1, Ending::Newline)]);
    steps
}

fn poll_waits() -> Steps {
    let mut steps = shared(Setting::Quiet, [1, 0]);
    steps.extend([
        call(B, Call::Await { fd: ITS }),
        write(A, MASTER, 2, 1, Ending::Nothing),
        write(A, MASTER, 2, 2, Ending::Newline),
        read(B, ITS, ALL),
        call(A, Call::Await { fd: MASTER }),
        write(B, ITS, 2, 3, Ending::Newline),
    ]);
    steps
}

/// Another user, which has no capabilities, opens a slave in exclusive mode, and so does one that
/// has them.
fn exclusive() -> Steps {
    let exclusive = |on| call(A, Call::Exclusive { fd: SLAVE, on });
    let told = || call(A, Call::IsExclusive { fd: SLAVE });
    let mut steps = pair(Setting::Raw, [1, 0], 0);
    steps.extend([
        deed(A, Deed::Pass { fd: MASTER, to: B }),
        deed(B, Deed::BecomeOther),
        told(),
        exclusive(true),
        told(),
        call(B, slave(How::Peer, 0)),
        call(A, slave(How::Peer, 0)),
        call(A, slave(How::Name, 0)),
        exclusive(false),
        told(),
        call(B, slave(How::Peer, 0)),
    ]);
    steps
}
