//! Situations of counters that chance reaches too rarely.

use super::FIRST;
use super::calls::Call;
use crate::engine::deed::Watching;
use crate::engine::forms::Flags;
use crate::engine::{Actor, Deed, Scene, Step, Subject};

const ONE: Actor = Actor(0);
/// Of the first, in a script of two actors.
const THREAD: Actor = Actor(2);

/// A counter that is zero has nothing to read.
pub const SUBJECT: Subject = Subject {
    create: |_| Call::Create { initial: 0, flags: Flags::NONE }.into(),
    reads: FIRST,
    writes: FIRST,
    fill: |fd, _| Call::Write { fd, bytes: 8, value: 1 }.into(),
    drain: |fd| Call::Read { fd, bytes: 8 }.into(),
    again: "whether what happens to a counter that is ready all along is an edge",
};

pub fn all() -> Vec<Scene> {
    vec![
        Scene::of(1, epoll_is_asked_again()),
        Scene::of(2, the_process_of_a_reader_exits(ONE, THREAD)),
        Scene::of(2, the_process_of_a_reader_exits(THREAD, ONE)),
    ]
}

/// One thread sleeps in a read while the other exits: what another process writes, it may read.
fn the_process_of_a_reader_exits(by: Actor, reads: Actor) -> Vec<Step> {
    const OTHER: Actor = Actor(1);
    let read = |by| Step::call(by, Call::Read { fd: FIRST, bytes: 8 });
    let deed = |by, deed| Step::Deed { by, deed };
    vec![
        Step::call(ONE, Call::Create { initial: 0, flags: Flags::NONE }),
        deed(ONE, Deed::Pass { fd: FIRST, to: OTHER }),
        deed(ONE, Deed::Thread),
        read(reads),
        deed(by, Deed::Exit),
        Step::call(OTHER, Call::Write { fd: FIRST, bytes: 8, value: 1 }),
        read(OTHER),
    ]
}

/// What comes between two questions makes one report; the last close ends them.
fn epoll_is_asked_again() -> Vec<Step> {
    let call = |call: Call| Step::call(ONE, call);
    let deed = |deed| Step::Deed { by: ONE, deed };
    let write = || call(Call::Write { fd: FIRST, bytes: 8, value: 1 });
    let read = || call(Call::Read { fd: FIRST, bytes: 8 });
    let ask = || deed(Deed::EpollAgain);
    vec![
        call(Call::Create { initial: 0, flags: Flags::NONE }),
        call(Call::Link { fd: FIRST }),
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
