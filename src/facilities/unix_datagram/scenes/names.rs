//! Situations of sockets that have names.

use super::{FIRST, ONE, OTHER, SECOND, call, deed, recv, send, shut};
use crate::engine::forms::{Flags, Tag};
use crate::engine::{Actor, Deed, Pick, Step};
use crate::facilities::unix_datagram::calls::Call;
use crate::families::socket::{DONTWAIT, How, NONBLOCK, Name};

const THIRD: Pick = Pick(2);

pub fn all() -> Vec<(u8, Vec<Step>)> {
    let own = [
        Call::SourceOfPair,
        Call::TargetOfConnected,
        Call::OtherType { path: true },
        Call::OtherType { path: false },
    ];
    vec![
        (1, own.map(call).into()),
        (1, names_come_and_go(Name::Abstract)),
        (1, names_come_and_go(Name::Path)),
        (1, names_are_told()),
        (1, datagrams_tell_their_source()),
        (1, only_the_connected_one_sends()),
        (1, it_connects_again()),
        (1, a_connect_is_refused(Name::Abstract)),
        (1, a_connect_is_refused(Name::OtherPath)),
        (1, it_is_shut_down()),
        (1, its_other_one_is_closed()),
        (2, it_is_sent_to_by_another_process()),
        (1, it_may_be_full()),
        (2, another_user_sends()),
    ]
}

fn socket(by: Actor, flags: i32) -> Step {
    Step::call(by, Call::Socket { flags: Flags::of(flags) })
}

fn bind(fd: Pick, name: Name) -> Step {
    call(Call::Bind { fd, name })
}

fn connect(fd: Pick, name: Name) -> Step {
    call(Call::Connect { fd, name })
}

fn send_to(by: Actor, fd: Pick, name: Name, tag: u16) -> Step {
    let flags = Flags::of(DONTWAIT);
    Step::call(by, Call::SendTo { fd, name, bytes: 9, tag: Tag(tag), flags })
}

fn close(fd: Pick) -> Step {
    deed(ONE, Deed::Close { fd })
}

fn name(fd: Pick, of_peer: bool) -> Step {
    call(Call::Name { fd, of_peer })
}

/// A receive that does not wait.
fn take(fd: Pick) -> Step {
    call(Call::Recv { fd, bytes: 100, flags: Flags::of(DONTWAIT) })
}

fn source(fd: Pick) -> Step {
    call(Call::Source { fd })
}

/// Three sockets, the first two of them with these names.
fn three(first: Name, second: Name) -> Vec<Step> {
    let sockets = (0..3).map(|_| socket(ONE, NONBLOCK));
    sockets.chain([bind(FIRST, first), bind(SECOND, second)]).collect()
}

fn names_come_and_go(it: Name) -> Vec<Step> {
    let unlinks = it.is_path().then(|| call(Call::Unlink { name: it }));
    let begun = [socket(ONE, 0), socket(ONE, 0), bind(FIRST, it), bind(SECOND, it)];
    let twice = [bind(FIRST, Name::OtherAbstract), close(FIRST)];
    let unbound = [send_to(ONE, FIRST, it, 1), bind(FIRST, it)];
    let steps = begun.into_iter().chain(twice).chain(unbound).chain(unlinks);
    steps.chain([bind(FIRST, it), name(FIRST, false)]).collect()
}

fn names_are_told() -> Vec<Step> {
    let mut steps = three(Name::OtherAbstract, Name::OtherPath);
    steps.extend([call(Call::Autobind { fd: THIRD }), name(FIRST, true)]);
    steps.extend([FIRST, SECOND, THIRD].map(|fd| name(fd, false)));
    steps.extend([connect(THIRD, Name::OtherPath), name(THIRD, true)]);
    steps
}

fn datagrams_tell_their_source() -> Vec<Step> {
    let mut steps = three(Name::Abstract, Name::Path);
    steps.extend([source(FIRST), send_to(ONE, SECOND, Name::Abstract, 1), source(FIRST)]);
    steps.extend([send_to(ONE, FIRST, Name::Path, 2), source(SECOND)]);
    steps.extend([call(Call::Autobind { fd: THIRD }), send_to(ONE, THIRD, Name::Path, 3)]);
    steps.extend([source(SECOND), send_to(ONE, SECOND, Name::OtherPath, 4)]);
    steps
}

fn only_the_connected_one_sends() -> Vec<Step> {
    let mut steps = three(Name::Abstract, Name::OtherAbstract);
    steps.extend([connect(FIRST, Name::OtherAbstract), send_to(ONE, THIRD, Name::Abstract, 1)]);
    steps.extend([take(FIRST), send_to(ONE, SECOND, Name::Abstract, 2), take(FIRST)]);
    steps.extend([connect(SECOND, Name::Abstract), send(ONE, 9, 3, 0), take(SECOND)]);
    steps
}

fn it_connects_again() -> Vec<Step> {
    let mut steps = three(Name::Abstract, Name::Path);
    let sends =
        |tag| call(Call::Send { fd: THIRD, bytes: 9, tag: Tag(tag), flags: Flags::of(DONTWAIT) });
    steps.extend([sends(1), connect(THIRD, Name::Abstract), sends(2), take(FIRST)]);
    steps.extend([connect(THIRD, Name::Path), sends(3), take(SECOND)]);
    steps.extend([call(Call::Unlink { name: Name::Path }), sends(4), take(SECOND)]);
    steps.extend([call(Call::Dissolve { fd: THIRD }), sends(5), name(THIRD, true)]);
    steps.extend([send_to(ONE, THIRD, Name::Abstract, 6), take(FIRST)]);
    steps
}

fn a_connect_is_refused(it: Name) -> Vec<Step> {
    let mut steps = vec![socket(ONE, 0), socket(ONE, 0), socket(ONE, 0)];
    steps.extend([connect(FIRST, it), bind(SECOND, it), close(SECOND), connect(SECOND, it)]);
    steps
}

fn it_is_shut_down() -> Vec<Step> {
    let mut steps = three(Name::Abstract, Name::Path);
    steps.extend([connect(FIRST, Name::Path), shut(ONE, How::Write), send(ONE, 9, 1, 0)]);
    steps
}

fn its_other_one_is_closed() -> Vec<Step> {
    let mut steps = three(Name::Abstract, Name::Path);
    steps.extend([connect(FIRST, Name::Path), close(SECOND), send(ONE, 9, 1, 0)]);
    steps
}

/// It sleeps until another process sends to it.
fn it_is_sent_to_by_another_process() -> Vec<Step> {
    let begun = [socket(ONE, 0), bind(FIRST, Name::Abstract), socket(OTHER, 0)];
    let steps = begun.into_iter().chain([recv(ONE, 100, 0)]);
    steps.chain([send_to(OTHER, FIRST, Name::Abstract, 1)]).collect()
}

/// More datagrams than there is sure to be room for.
fn it_may_be_full() -> Vec<Step> {
    let begun = [socket(ONE, 0), socket(ONE, 0), bind(FIRST, Name::Abstract)];
    let sends = (1..16).map(|tag| send_to(ONE, SECOND, Name::Abstract, tag));
    begun.into_iter().chain(sends).chain((0..16).map(|_| take(FIRST))).collect()
}

fn another_user_sends() -> Vec<Step> {
    let umask = |mask| deed(ONE, Deed::Umask { mask });
    let mut steps: Vec<Step> = (0..3).map(|_| socket(ONE, 0)).collect();
    steps.extend([bind(FIRST, Name::Abstract), umask(0), bind(SECOND, Name::Path)]);
    steps.extend([umask(0o22), bind(THIRD, Name::OtherPath), deed(OTHER, Deed::BecomeOther)]);
    steps.extend((0..2).map(|_| socket(OTHER, 0)));
    let names = [Name::Abstract, Name::Path, Name::OtherPath];
    steps.extend(names.map(|name| send_to(OTHER, FIRST, name, name as u16)));
    let connects = [(FIRST, Name::Path), (SECOND, Name::OtherPath)];
    steps.extend(connects.map(|(fd, name)| Step::call(OTHER, Call::Connect { fd, name })));
    steps
}
