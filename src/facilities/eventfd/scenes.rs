//! Situations of counters that chance reaches too rarely.

use super::FIRST;
use super::operations::{Flags, Op};
use crate::engine::deed::Watching;
use crate::engine::{Actor, Deed, Step};

const ONE: Actor = Actor(0);
/// Of the first, in a script of two actors.
const THREAD: Actor = Actor(2);

pub fn all() -> Vec<(u8, Vec<Step<Op>>)> {
    vec![
        (1, epoll_is_asked_again()),
        (2, the_process_of_a_reader_exits(ONE, THREAD)),
        (2, the_process_of_a_reader_exits(THREAD, ONE)),
    ]
}

/// One thread sleeps in a read while the other exits: what another process writes, it may read.
fn the_process_of_a_reader_exits(by: Actor, reads: Actor) -> Vec<Step<Op>> {
    const OTHER: Actor = Actor(1);
    let read = |by| Step::Call { by, op: Op::Read { fd: FIRST, bytes: 8 } };
    let deed = |by, deed| Step::Deed { by, deed };
    vec![
        Step::Call { by: ONE, op: Op::Create { initial: 0, flags: Flags::default() } },
        deed(ONE, Deed::Pass { fd: FIRST, to: OTHER }),
        deed(ONE, Deed::Thread),
        read(reads),
        deed(by, Deed::Exit),
        Step::Call { by: OTHER, op: Op::Write { fd: FIRST, bytes: 8, value: 1 } },
        read(OTHER),
    ]
}

/// What comes between two questions makes one report; the last close ends them.
fn epoll_is_asked_again() -> Vec<Step<Op>> {
    let call = |op| Step::Call { by: ONE, op };
    let deed = |deed| Step::Deed { by: ONE, deed };
    let write = || call(Op::Write { fd: FIRST, bytes: 8, value: 1 });
    let read = || call(Op::Read { fd: FIRST, bytes: 8 });
    let ask = || deed(Deed::EpollAgain);
    vec![
        call(Op::Create { initial: 0, flags: Flags::default() }),
        call(Op::Link { fd: FIRST }),
        deed(Deed::Epoll { fd: FIRST, how: Watching::Kept }),
        write(),
        ask(),
        read(),
        write(),
        read(),
        write(),
        ask(),
        deed(Deed::Close { fd: FIRST }),
        ask(),
    ]
}
