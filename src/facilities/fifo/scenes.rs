//! Situations of FIFOs that chance reaches too rarely.

use super::calls::{Call, NONBLOCK, Odd, TRUNCATE};
use super::model::PIPE_BUF;
use crate::engine::deed::Watching;
use crate::engine::forms::{Flags, Mode, PRIVATE, Tag};
use crate::engine::script::Lane;
use crate::engine::{Access, Actor, Deed, Pick, Scene, Step};

type Steps = Vec<Step>;

const A: Actor = Actor(0);
const B: Actor = Actor(1);
const C: Actor = Actor(2);
const FD: Pick = Pick(0);
const CAPACITY: u32 = 1 << 16;
const MAKE: Call = Call::Make { name: 0, mode: Mode(0o666), raw: false };

pub fn all() -> Vec<Scene> {
    let mut scenes = vec![
        (2, two_open_at_once()),
        (2, an_open_is_interrupted(Access::Read)),
        (2, an_open_is_interrupted(Access::Write)),
        (3, two_sleepers_are_woken_by_one(Access::Read)),
        (3, two_sleepers_are_woken_by_one(Access::Write)),
        (2, a_sleeper_is_killed()),
        (2, the_maker_ends()),
        (2, another_user()),
        (2, the_name_goes()),
        (2, truncated()),
        (2, reopened()),
        (3, two_large_writes_take_turns()),
        (2, writes_are_interrupted()),
        (2, a_read_is_interrupted()),
        (2, a_writer_is_killed()),
        (1, what_is_told()),
        (1, epoll_is_asked_again()),
    ];
    for opener in [Access::Read, Access::Write] {
        for other in [Access::Read, Access::Write, Access::Both] {
            for nonblock in [false, true] {
                scenes.push((2, meeting(opener, other, nonblock)));
            }
        }
    }
    scenes.into_iter().map(|(actors, steps)| Scene::of(actors, steps)).collect()
}

fn call(by: Actor, call: Call) -> Step {
    Step::call(by, call)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn close(by: Actor) -> Step {
    deed(by, Deed::Close { fd: FD })
}

fn opening(access: Access, flags: i32) -> Call {
    Call::Open { name: 0, access, flags: Flags::of(flags) }
}

fn open(by: Actor, access: Access) -> Step {
    call(by, opening(access, 0))
}

fn open_at_once(by: Actor, access: Access) -> Step {
    call(by, opening(access, NONBLOCK))
}

fn write(by: Actor, bytes: u32, tag: u16) -> Step {
    call(by, Call::Write { fd: FD, bytes, tag: Tag(tag) })
}

fn read(by: Actor, bytes: u32) -> Step {
    call(by, Call::Read { fd: FD, bytes })
}

fn look(by: Actor) -> Step {
    call(by, Call::Look { name: 0 })
}

fn opposite(access: Access) -> Access {
    if access == Access::Read { Access::Write } else { Access::Read }
}

/// A reader, and those who write.
fn connected(writers: &[Actor]) -> Steps {
    let mut steps = vec![call(A, MAKE), open_at_once(A, Access::Read)];
    steps.extend(writers.iter().map(|by| open(*by, Access::Write)));
    steps.push(deed(A, Deed::SetNonblock { fd: FD, on: false }));
    steps
}

/// One opens; then another opens, and what both opened is used.
fn meeting(opener: Access, other: Access, nonblock: bool) -> Steps {
    let second = if nonblock { open_at_once(B, other) } else { open(B, other) };
    let (writer, reader) = if opener == Access::Write { (A, B) } else { (B, A) };
    let rest = [write(writer, 100, 1), read(reader, 40), close(writer), read(reader, 100)];
    let mut steps = vec![call(A, MAKE), open(A, opener), second];
    steps.extend(rest);
    steps.push(deed(reader, Deed::Poll { fd: FD }));
    steps
}

/// Whichever comes first sleeps.
fn two_open_at_once() -> Steps {
    let lane = |by, access| Lane { by, calls: vec![opening(access, 0).into()] };
    let windows = vec![lane(A, Access::Read), lane(B, Access::Write)];
    vec![call(A, MAKE), Step::Race { windows }, write(B, 100, 1), read(A, 100)]
}

/// An open fails after a handler, goes on after another, and succeeds in the end.
fn an_open_is_interrupted(access: Access) -> Steps {
    let handle = |restart| deed(A, Deed::Handle { restart });
    let signal = || deed(B, Deed::Signal { target: A });
    vec![
        call(A, MAKE),
        handle(false),
        open(A, access),
        signal(),
        handle(true),
        open(A, access),
        signal(),
        open(B, opposite(access)),
    ]
}

/// Two sleep in their opens, and one open of the other end wakes both.
fn two_sleepers_are_woken_by_one(access: Access) -> Steps {
    let mut steps = vec![call(A, MAKE), open(A, access), open(B, access)];
    steps.extend([open(C, opposite(access)), close(C), open_at_once(C, Access::Both)]);
    steps
}

/// An open that sleeps is gone with its process: the other end sleeps anew.
fn a_sleeper_is_killed() -> Steps {
    let kill = deed(B, Deed::Kill { target: A });
    let mut steps = vec![call(A, MAKE), open(A, Access::Read), kill];
    steps.extend([open_at_once(B, Access::Write), open_at_once(B, Access::Both)]);
    steps
}

/// The FIFO stays when its maker has ended.
fn the_maker_ends() -> Steps {
    let kill = deed(B, Deed::Kill { target: A });
    vec![call(A, MAKE), kill, look(B), open_at_once(B, Access::Both), write(B, 10, 1), look(B)]
}

/// Permissions of another user, which has no capabilities.
fn another_user() -> Steps {
    let make = |name, mode| call(A, Call::Make { name, mode: Mode(mode), raw: false });
    let open = |name, access| Call::Open { name, access, flags: Flags::of(NONBLOCK) };
    let become_other = deed(B, Deed::BecomeOther);
    let umask = deed(A, Deed::Umask { mask: 0 });
    let mut steps = vec![umask, make(0, 0o604), make(1, 0o602), become_other];
    steps.extend([
        call(B, open(0, Access::Write)),
        call(B, open(0, Access::Both)),
        call(B, open(1, Access::Read)),
        call(B, open(0, Access::Read)),
        look(B),
        call(B, Call::MakeOdd { how: Odd::Unsearchable }),
        call(A, Call::Unlink { name: 0 }),
        call(B, Call::Make { name: 0, mode: PRIVATE, raw: true }),
        look(B),
    ]);
    steps
}

/// The name goes while both ends are open, and is given to another FIFO.
fn the_name_goes() -> Steps {
    let mut steps = connected(&[B]);
    steps.extend([
        call(A, Call::Unlink { name: 0 }),
        look(A),
        write(B, 100, 1),
        read(A, 100),
        call(A, Call::Unlink { name: 0 }),
        open_at_once(B, Access::Read),
        call(A, Call::Make { name: 0, mode: PRIVATE, raw: true }),
        call(B, Call::Make { name: 0, mode: PRIVATE, raw: true }),
        open_at_once(B, Access::Write),
        close(A),
        write(B, 100, 2),
    ]);
    steps
}

/// O_TRUNC leaves what the FIFO holds.
fn truncated() -> Steps {
    let mut steps = connected(&[B]);
    let truncating = |access| call(B, opening(access, TRUNCATE | NONBLOCK));
    steps.extend([write(B, 100, 1), truncating(Access::Write), truncating(Access::Both)]);
    steps.push(read(A, 200));
    steps
}

/// The reader goes and another comes: what was written stays as long as there is a writer.
fn reopened() -> Steps {
    let mut steps = connected(&[B]);
    steps.extend([write(B, 100, 1), close(A), write(B, 100, 2), open(A, Access::Read)]);
    steps.extend([read(A, 200), close(B), read(A, 200), open_at_once(B, Access::Write)]);
    steps.extend([write(B, 10, 3), close(A), close(B), look(A), open_at_once(A, Access::Read)]);
    steps.push(read(A, 10));
    steps
}

/// Each page that is read lets one of two sleeping writers put in another.
fn two_large_writes_take_turns() -> Steps {
    let mut steps = connected(&[B, C]);
    steps.extend([write(B, CAPACITY + 3 * PIPE_BUF, 1), write(C, 2 * PIPE_BUF, 2)]);
    steps.extend([PIPE_BUF, PIPE_BUF, PIPE_BUF, 2 * CAPACITY].map(|bytes| read(A, bytes)));
    steps.push(read(A, 2 * CAPACITY));
    steps
}

/// Writes that sleep are interrupted, having written nothing or something.
fn writes_are_interrupted() -> Steps {
    let handle = |restart| deed(B, Deed::Handle { restart });
    let signal = || deed(A, Deed::Signal { target: B });
    let mut steps = connected(&[B]);
    steps.extend([handle(false), write(B, CAPACITY + 1, 1), signal(), write(B, 100, 2), signal()]);
    steps.extend([handle(true), write(B, 100, 3), signal(), read(A, 2 * CAPACITY)]);
    steps
}

/// A read that sleeps is interrupted, and goes on where its handler lets it.
fn a_read_is_interrupted() -> Steps {
    let handle = |restart| deed(A, Deed::Handle { restart });
    let signal = || deed(B, Deed::Signal { target: A });
    let mut steps = connected(&[B]);
    steps.extend([handle(false), read(A, 100), signal(), handle(true), read(A, 100), signal()]);
    steps.push(write(B, 100, 1));
    steps
}

/// A writer that leaves SIGPIPE at its default writes to nobody.
fn a_writer_is_killed() -> Steps {
    let mut steps = connected(&[B]);
    steps.extend([deed(B, Deed::IgnorePipe { on: false }), close(A), write(B, 100, 1)]);
    steps
}

/// What stat, FIONREAD and /proc tell, and where no FIFO is made.
fn what_is_told() -> Steps {
    let odd = |how| call(A, Call::MakeOdd { how });
    let mut steps = vec![call(A, MAKE), call(A, MAKE), open_at_once(A, Access::Both)];
    steps.extend([
        write(A, 100, 1),
        look(A),
        call(A, Call::Fionread { fd: FD }),
        call(A, Call::Lseek { fd: FD }),
        deed(A, Deed::Fdinfo { fd: FD }),
        deed(A, Deed::SetCloexec { fd: FD, on: true }),
        deed(A, Deed::GetCloexec { fd: FD }),
        deed(A, Deed::FdinfoCloexec { fd: FD }),
        deed(A, Deed::Dup { fd: FD }),
        deed(A, Deed::GetCloexec { fd: Pick(1) }),
        deed(A, Deed::FdinfoCloexec { fd: Pick(1) }),
        odd(Odd::OverDanglingLink),
        odd(Odd::MissingDirectory),
        odd(Odd::UnderFile),
        odd(Odd::TooLong),
        odd(Odd::BadDirectory),
    ]);
    steps
}

/// What comes between two questions makes one report.
fn epoll_is_asked_again() -> Steps {
    let ask = || deed(A, Deed::EpollAgain);
    vec![
        call(A, MAKE),
        open_at_once(A, Access::Read),
        open_at_once(A, Access::Write),
        deed(A, Deed::Epoll { fd: FD, how: Watching::Kept }),
        call(A, Call::Write { fd: Pick(1), bytes: 10, tag: Tag(1) }),
        ask(),
        read(A, 100),
        deed(A, Deed::Close { fd: Pick(1) }),
        ask(),
        close(A),
        ask(),
    ]
}
