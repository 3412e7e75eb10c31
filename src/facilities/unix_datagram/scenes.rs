//! Situations of datagram sockets that chance reaches too rarely.

mod names;

use super::calls::Call;
use crate::engine::deed::Watching;
use crate::engine::forms::{Choice, Flags, Tag};
use crate::engine::{Actor, Deed, Pick, Scene, Step};
use crate::families::socket::{
    Alone, DONTWAIT, How, MORE, NOSIGNAL, PEEK, TRUNC, Told, UNKNOWN, WAITALL, Wrong,
};

/// It has both sockets of the pair, the first and the second.
const ONE: Actor = Actor(0);
/// It has the second socket only.
const OTHER: Actor = Actor(1);
/// Of the first, in a script of two actors.
const THREAD: Actor = Actor(2);
const FIRST: Pick = Pick(0);
const SECOND: Pick = Pick(1);
/// Some datagrams of as much fill a socket.
const LARGE: u32 = 1 << 15;

pub fn all() -> Vec<Scene> {
    let scenes = [
        (1, it_is_told_what_it_is()),
        (1, pairs_are_refused()),
        (1, datagrams_stay_apart()),
        (1, vec![call(Call::ReadOfEmpty)]),
        (1, vec![call(Call::RightsAlone), call(Call::RefusedSend)]),
        (1, Alone::TABLE.iter().map(|(does, ..)| call(Call::Alone { does: *does })).collect()),
        (1, vec![call(Call::Largest { buffer_bytes: 4096 })]),
        (1, a_full_socket_refuses()),
        (2, a_full_socket_lets_senders_sleep()),
        (2, a_receive_sleeps()),
        (2, shared().into_iter().chain([recv(ONE, 10, PEEK)]).collect()),
        (2, a_receive_ends_by_shutdown()),
        (1, it_outlives_its_sender()),
        (1, it_is_shut_down()),
        (1, epoll_is_asked_again()),
        (2, the_process_of_a_reader_exits(ONE, THREAD)),
        (2, the_process_of_a_reader_exits(THREAD, ONE)),
    ];
    let scenes = scenes.into_iter().chain(names::all());
    scenes.map(|(actors, steps)| Scene::of(actors, steps)).collect()
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

fn recv_second(bytes: u32, flags: i32) -> Step {
    call(Call::Recv { fd: SECOND, bytes, flags: Flags::of(flags) })
}

fn shut(by: Actor, how: How) -> Step {
    Step::call(by, Call::Shutdown { fd: FIRST, how })
}

fn it_is_told_what_it_is() -> Vec<Step> {
    let options = Told::TABLE.iter().map(|(which, ..)| Call::Option { fd: FIRST, which: *which });
    let others = [
        Call::PeerCred { fd: SECOND },
        Call::Name { fd: FIRST, of_peer: false },
        Call::Name { fd: FIRST, of_peer: true },
        Call::OutOfBand { fd: FIRST, receives: false },
        Call::OutOfBand { fd: FIRST, receives: true },
        Call::PartlyMapped,
    ];
    let fdinfo = [Deed::Fdinfo { fd: FIRST }, Deed::FdinfoCloexec { fd: SECOND }];
    let calls = options.chain(others).map(call);
    std::iter::once(pair()).chain(calls).chain(fdinfo.map(|what| deed(ONE, what))).collect()
}

fn pairs_are_refused() -> Vec<Step> {
    let wrong = |wrong| Call::Pair { flags: Flags::NONE, wrong };
    let unknown = Call::Pair { flags: Flags::of(UNKNOWN), wrong: Wrong::Nothing };
    let all = Wrong::TABLE.iter().filter(|(wrong, ..)| *wrong != Wrong::Untouched);
    let last = [unknown, wrong(Wrong::Untouched)];
    all.map(|(which, ..)| wrong(*which)).chain(last).map(call).collect()
}

fn datagrams_stay_apart() -> Vec<Step> {
    let read = |bytes| call(Call::Read { fd: SECOND, bytes });
    let whether = |bytes| call(Call::Whether { fd: SECOND, bytes });
    vec![
        pair(),
        read(0),
        send(ONE, 9, 1, 0),
        send(ONE, 9, 2, MORE),
        call(Call::Write { fd: FIRST, bytes: 9, tag: Tag(3) }),
        send(ONE, 0, 4, 0),
        recv_second(100, PEEK),
        recv_second(100, 0),
        recv_second(4, 0),
        read(100),
        recv_second(100, 0),
        send(ONE, 9, 5, 0),
        send(ONE, 9, 6, 0),
        whether(4),
        whether(9),
        recv_second(1, DONTWAIT),
        send(ONE, 9, 7, 0),
        call(Call::Fionread { fd: SECOND }),
        recv_second(4, TRUNC),
        call(Call::Fionread { fd: SECOND }),
        send(ONE, 9, 8, 0),
        recv_second(100, WAITALL),
    ]
}

/// More than anything has room for, as far as there is room.
fn filled() -> impl Iterator<Item = Step> {
    (1..16).map(|tag| send(ONE, LARGE, tag, DONTWAIT))
}

fn a_full_socket_refuses() -> Vec<Step> {
    let nonblock = |on| deed(ONE, Deed::SetNonblock { fd: FIRST, on });
    let tries = [
        send(ONE, 1, 20, DONTWAIT),
        deed(ONE, Deed::Poll { fd: FIRST }),
        nonblock(true),
        send(ONE, 1, 21, 0),
        recv_second(LARGE, 0),
    ];
    std::iter::once(pair()).chain(filled()).chain(tries).collect()
}

fn a_full_socket_lets_senders_sleep() -> Vec<Step> {
    let mut steps = shared();
    let handle = |restart| deed(ONE, Deed::Handle { restart });
    let signal = || deed(OTHER, Deed::Signal { target: ONE });
    steps.extend(filled());
    steps.extend([handle(false), send(ONE, 100, 20, 0), signal()]);
    steps.extend([handle(true), send(ONE, 100, 21, 0), signal()]);
    steps.extend((0..16).map(|_| recv(OTHER, LARGE, DONTWAIT)));
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

/// A receive sleeps until its socket is shut down for reading.
fn a_receive_ends_by_shutdown() -> Vec<Step> {
    let mut steps = shared();
    steps.extend([deed(ONE, Deed::Thread), recv(THREAD, 100, 0), shut(ONE, How::Read)]);
    steps.push(recv(ONE, 100, DONTWAIT));
    steps
}

/// What was sent is received after the sender was closed, and more is waited for.
fn it_outlives_its_sender() -> Vec<Step> {
    let close = deed(ONE, Deed::Close { fd: SECOND });
    let sent = [9, 0].map(|bytes| {
        call(Call::Send { fd: SECOND, bytes, tag: Tag(bytes as u16), flags: Flags::NONE })
    });
    let received = [recv(ONE, 100, 0), recv(ONE, 100, 0), recv(ONE, 100, DONTWAIT)];
    let refused = send(ONE, 1, 3, NOSIGNAL);
    std::iter::once(pair()).chain(sent).chain([close]).chain(received).chain([refused]).collect()
}

fn it_is_shut_down() -> Vec<Step> {
    let (unknown, write, read) =
        (shut(ONE, How::Unknown), shut(ONE, How::Write), shut(ONE, How::Read));
    let refused = [send(ONE, 1, 2, 0), call(Call::Write { fd: FIRST, bytes: 1, tag: Tag(3) })];
    let received = [recv_second(100, 0), recv_second(100, DONTWAIT), read, recv(ONE, 100, 0)];
    let begun = [pair(), send(ONE, 9, 1, 0), unknown, write];
    begun.into_iter().chain(refused).chain(received).collect()
}

/// What comes between two questions makes one report; the last close ends them.
fn epoll_is_asked_again() -> Vec<Step> {
    let ask = || deed(ONE, Deed::EpollAgain);
    vec![
        pair(),
        deed(ONE, Deed::Epoll { fd: SECOND, how: Watching::Kept }),
        send(ONE, 9, 1, 0),
        ask(),
        recv_second(100, 0),
        send(ONE, 9, 2, 0),
        recv_second(100, 0),
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
