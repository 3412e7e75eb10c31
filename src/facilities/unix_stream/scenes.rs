//! Situations of stream sockets that chance reaches too rarely.

use super::calls::{Call, Elsewhere, Told};
use crate::engine::deed::Watching;
use crate::engine::forms::{Choice, Flags, Tag};
use crate::engine::{Actor, Deed, Pick, Scene, Step};
use crate::families::socket::{DONTWAIT, How, MORE, NOSIGNAL, PEEK, WAITALL, Wrong};

/// It has both sockets of the pair, the first and the second.
const ONE: Actor = Actor(0);
/// It has the second socket only.
const OTHER: Actor = Actor(1);
/// Of the first, in a script of two actors.
const THREAD: Actor = Actor(2);
const FIRST: Pick = Pick(0);
const SECOND: Pick = Pick(1);
/// Two sends of as much fill a socket, and then some.
const LARGE: u32 = 1 << 17;

pub fn all() -> Vec<Scene> {
    let scenes = [
        (1, it_is_told_what_it_is()),
        (1, pairs_are_refused()),
        (1, reads_and_peeks()),
        (1, a_full_socket_refuses()),
        (2, a_full_socket_lets_senders_sleep()),
        (2, a_sleeping_sender_is_interrupted()),
        (2, a_receive_sleeps()),
        (2, a_receive_waits_for_all()),
        (2, sleepers_wake_by(deed(OTHER, Deed::Close { fd: FIRST }))),
        (2, sleepers_wake_by(deed(OTHER, Deed::Exit))),
        (2, sleepers_wake_by(shut(OTHER, How::Write))),
        (2, sleepers_wake_by(shut(ONE, How::Read))),
        (1, broken_by(deed(ONE, Deed::Close { fd: SECOND }))),
        (1, broken_by(shut(ONE, How::Write))),
        (1, it_dies_by(deed(ONE, Deed::Close { fd: SECOND }))),
        (1, it_dies_by(shut(ONE, How::Write))),
        (1, it_is_shut_down()),
        (1, a_half_shut_connection_hangs_up()),
        (1, out_of_band(false)),
        (1, out_of_band(true)),
        (1, epoll_is_asked_again()),
        (2, the_process_of_a_reader_exits(ONE, THREAD)),
        (2, the_process_of_a_reader_exits(THREAD, ONE)),
    ];
    scenes.into_iter().map(|(actors, steps)| Scene::of(actors, steps)).collect()
}

fn call(call: Call) -> Step {
    Step::call(ONE, call)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn pair() -> Step {
    call(Call::Pair { flags: Flags::NONE, wrong: Wrong::Nothing })
}

/// A pair whose second socket another process has, and the first only its maker.
fn shared() -> Vec<Step> {
    let close = Deed::Close { fd: SECOND };
    vec![pair(), deed(ONE, Deed::Pass { fd: SECOND, to: OTHER }), deed(ONE, close)]
}

fn send(by: Actor, bytes: u32, tag: u16, flags: i32) -> Step {
    let flags = Flags::of(flags);
    Step::call(by, Call::Send { fd: FIRST, bytes, tag: Tag(tag), flags })
}

fn recv(by: Actor, bytes: u32, flags: i32) -> Step {
    Step::call(by, Call::Recv { fd: FIRST, bytes, flags: Flags::of(flags) })
}

fn shut(by: Actor, how: How) -> Step {
    Step::call(by, Call::Shutdown { fd: FIRST, how })
}

fn it_is_told_what_it_is() -> Vec<Step> {
    let options = Told::TABLE.iter().map(|(which, ..)| Call::Option { fd: FIRST, which: *which });
    let elsewhere = Elsewhere::TABLE.iter().map(|(call, ..)| Call::OnOther { call: *call });
    let others = [
        Call::PeerCred { fd: SECOND },
        Call::Name { fd: FIRST, of_peer: false },
        Call::Name { fd: FIRST, of_peer: true },
        Call::Lseek { fd: FIRST },
        Call::Link { fd: SECOND },
        Call::PeekPastOob,
        Call::PartlyMapped,
    ];
    let fdinfo = [Deed::Fdinfo { fd: FIRST }, Deed::FdinfoCloexec { fd: SECOND }];
    let calls = options.chain(elsewhere).chain(others).map(call);
    std::iter::once(pair()).chain(calls).chain(fdinfo.map(|what| deed(ONE, what))).collect()
}

fn pairs_are_refused() -> Vec<Step> {
    let wrong =
        Wrong::TABLE.iter().map(|(wrong, ..)| Call::Pair { flags: Flags::NONE, wrong: *wrong });
    let unknown = Flags::of(crate::families::socket::UNKNOWN);
    let unknown = Call::Pair { flags: unknown, wrong: Wrong::Nothing };
    wrong.chain([unknown]).map(call).collect()
}

fn reads_and_peeks() -> Vec<Step> {
    let recv = |bytes, flags| call(Call::Recv { fd: SECOND, bytes, flags: Flags::of(flags) });
    let read = |bytes| call(Call::Read { fd: SECOND, bytes });
    vec![
        pair(),
        read(0),
        send(ONE, 9, 1, 0),
        send(ONE, 9, 2, MORE),
        call(Call::Write { fd: FIRST, bytes: 9, tag: Tag(3) }),
        call(Call::Fionread { fd: SECOND }),
        read(0),
        recv(0, 0),
        recv(4, PEEK),
        recv(2, 0),
        read(5),
        recv(100, 0),
        recv(1, DONTWAIT),
    ]
}

/// More than anything has room for, as far as there is room.
fn filled() -> impl Iterator<Item = Step> {
    (1..5).map(|tag| send(ONE, LARGE, tag, DONTWAIT))
}

fn a_full_socket_refuses() -> Vec<Step> {
    let drain = || call(Call::Recv { fd: SECOND, bytes: 2 * LARGE, flags: Flags::NONE });
    let nonblock = |on| deed(ONE, Deed::SetNonblock { fd: FIRST, on });
    let tries = [
        send(ONE, 1, 6, DONTWAIT),
        deed(ONE, Deed::Poll { fd: FIRST }),
        nonblock(true),
        send(ONE, 1, 7, 0),
        drain(),
        drain(),
        send(ONE, LARGE, 8, 0),
    ];
    std::iter::once(pair()).chain(filled()).chain(tries).collect()
}

fn a_full_socket_lets_senders_sleep() -> Vec<Step> {
    let mut steps = shared();
    steps.extend(filled());
    steps.push(send(ONE, 100, 6, 0));
    steps.extend((0..4).map(|_| recv(OTHER, LARGE, DONTWAIT)));
    steps.push(send(ONE, LARGE, 7, 0));
    steps.push(send(ONE, LARGE, 8, 0));
    steps.extend((0..6).map(|_| recv(OTHER, LARGE, DONTWAIT)));
    steps
}

fn a_sleeping_sender_is_interrupted() -> Vec<Step> {
    let mut steps = shared();
    let handle = |restart| deed(ONE, Deed::Handle { restart });
    let signal = || deed(OTHER, Deed::Signal { target: ONE });
    steps.extend(filled());
    steps.extend([handle(false), send(ONE, 100, 6, 0), signal()]);
    steps.extend([handle(true), send(ONE, 100, 7, 0), signal()]);
    steps.extend((0..4).map(|_| recv(OTHER, LARGE, DONTWAIT)));
    steps
}

fn a_receive_sleeps() -> Vec<Step> {
    let mut steps = shared();
    let handle = |restart| deed(ONE, Deed::Handle { restart });
    let signal = || deed(OTHER, Deed::Signal { target: ONE });
    steps.extend([recv(ONE, 10, 0), send(OTHER, 4, 1, 0)]);
    steps.extend([handle(false), recv(ONE, 10, 0), signal()]);
    steps.extend([handle(true), recv(ONE, 10, 0), signal(), send(OTHER, 4, 2, 0)]);
    steps
}

fn a_receive_waits_for_all() -> Vec<Step> {
    let mut steps = shared();
    let signal = || deed(OTHER, Deed::Signal { target: ONE });
    let handle = |restart| deed(ONE, Deed::Handle { restart });
    steps.extend([send(OTHER, 4, 1, 0), recv(ONE, 10, WAITALL), send(OTHER, 9, 2, 0)]);
    steps.extend([recv(ONE, 3, WAITALL), recv(ONE, 10, WAITALL), send(OTHER, 4, 3, 0), signal()]);
    steps.extend([handle(false), recv(ONE, 10, WAITALL), signal()]);
    steps.extend([recv(ONE, 10, WAITALL), send(OTHER, 4, 4, 0)]);
    steps.push(deed(OTHER, Deed::Close { fd: FIRST }));
    steps
}

/// A receive and a send sleep, in turn, until this happens.
fn sleepers_wake_by(wake: Step) -> Vec<Step> {
    let mut steps = shared();
    if matches!(&wake, Step::Deed { .. }) {
        steps.extend(filled());
        steps.extend([send(ONE, 100, 6, 0)]);
    } else {
        steps.extend([deed(ONE, Deed::Thread), recv(THREAD, 100, 0)]);
    }
    steps.extend([wake, recv(ONE, 100, DONTWAIT)]);
    steps
}

/// After this, sends fail in each way.
fn broken_by(breaks: Step) -> Vec<Step> {
    let write = call(Call::Write { fd: FIRST, bytes: 1, tag: Tag(3) });
    vec![pair(), send(ONE, 9, 1, 0), breaks, send(ONE, 1, 2, 0), send(ONE, 1, 2, NOSIGNAL), write]
}

/// After this, a send ends a process that leaves SIGPIPE at its default.
fn it_dies_by(breaks: Step) -> Vec<Step> {
    let default = deed(ONE, Deed::IgnorePipe { on: false });
    vec![pair(), breaks, default, send(ONE, 1, 2, NOSIGNAL), send(ONE, 1, 3, 0)]
}

fn it_is_shut_down() -> Vec<Step> {
    let recv = || call(Call::Recv { fd: SECOND, bytes: 100, flags: Flags::NONE });
    let unknown = shut(ONE, How::Unknown);
    let write = shut(ONE, How::Write);
    let own = recv_of_own();
    vec![pair(), send(ONE, 9, 1, 0), unknown, write, recv(), recv(), shut(ONE, How::Read), own]
}

fn recv_of_own() -> Step {
    recv(ONE, 100, 0)
}

fn a_half_shut_connection_hangs_up() -> Vec<Step> {
    vec![pair(), shut(ONE, How::Write), call(Call::Hangup { fd: SECOND })]
}

fn out_of_band(receives: bool) -> Vec<Step> {
    vec![pair(), call(Call::OutOfBand { fd: FIRST, receives })]
}

/// What comes between two questions makes one report; the last close ends them.
fn epoll_is_asked_again() -> Vec<Step> {
    let ask = || deed(ONE, Deed::EpollAgain);
    let recv = || call(Call::Recv { fd: SECOND, bytes: 100, flags: Flags::NONE });
    vec![
        pair(),
        deed(ONE, Deed::Epoll { fd: SECOND, how: Watching::Kept }),
        send(ONE, 9, 1, 0),
        ask(),
        recv(),
        send(ONE, 9, 2, 0),
        recv(),
        send(ONE, 9, 3, 0),
        ask(),
        deed(ONE, Deed::Close { fd: SECOND }),
        ask(),
    ]
}

/// One thread sleeps in a receive while the other exits.
fn the_process_of_a_reader_exits(by: Actor, receives: Actor) -> Vec<Step> {
    let mut steps = shared();
    steps.extend([deed(ONE, Deed::Thread), recv(receives, 100, 0), deed(by, Deed::Exit)]);
    steps.push(send(OTHER, 100, 1, NOSIGNAL));
    steps
}
