//! Situations of message queues that chance reaches too rarely.

use super::calls::{CREATE, Call, Given, Name, Request};
use crate::engine::deed::Watching;
use crate::engine::forms::{Flags, Mode, PRIVATE, Tag, Until};
use crate::engine::{Access, Actor, Deed, Limit, Limits, Op, Pick, Scene, Step};

const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);
const THREE: Actor = Actor(2);
const FIRST: Pick = Pick(0);
const NAME: Name = Name::Plain(0);
const OTHER_NAME: Name = Name::Plain(1);
/// What a queue of one message of 8 bytes is charged is 104 bytes: one fits, two do not.
const ROOM_FOR_ONE_BYTES: u64 = 200;
const MESSAGE_BYTES: u32 = 8;

type Steps = Vec<Step>;

pub fn all() -> Vec<Scene> {
    let within = |actors, limit, value, steps| {
        let limits = Limits([(limit, value)].into_iter().collect());
        Scene { actors, limits, steps }
    };
    vec![
        Scene::of(2, sleepers_are_interrupted()),
        Scene::of(3, a_receiver_goes_before_a_notice()),
        Scene::of(2, a_notice_comes_once()),
        Scene::of(2, a_registration_waits_for_emptiness()),
        Scene::of(3, a_registration_ends_with_its_process()),
        Scene::of(2, a_registration_ends_at_exec()),
        Scene::of(1, a_descriptor_stays_open_at_exec()),
        Scene::of(2, another_user_comes()),
        Scene::of(2, messages_outlive_their_senders()),
        Scene::of(2, a_queue_outlives_its_name()),
        Scene::of(1, sleepers_until_soon()),
        Scene::of(1, the_oldest_comes_first()),
        Scene::of(1, epoll_is_asked_again()),
        Scene::of(1, vec![Step::call(ONE, Call::NotifyThread)]),
        within(1, Limit::NofileRoom, 1, a_descriptor_is_the_last()),
        within(1, Limit::MqueueQueuesMax, 1, a_queue_makes_room()),
        within(1, Limit::MsgqueueBytes, ROOM_FOR_ONE_BYTES, a_queue_makes_room()),
        within(2, Limit::MsgqueueBytes, ROOM_FOR_ONE_BYTES, users_are_counted_apart()),
    ]
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn create(by: Actor, name: Name, mode: Mode) -> Step {
    create_for(1, by, name, mode)
}

fn create_for(messages_max: i64, by: Actor, name: Name, mode: Mode) -> Step {
    Step::call(by, opening(messages_max, name, mode))
}

fn opening(messages_max: i64, name: Name, mode: Mode) -> Op {
    let (access, flags) = (Access::Both, Flags::of(CREATE));
    let attributes = Some(Given::of(messages_max, MESSAGE_BYTES.into()));
    Call::Open { name, access, flags, mode, attributes, library: false }.into()
}

fn open(by: Actor, access: Access) -> Step {
    let (name, flags, mode) = (NAME, Flags::NONE, Mode(0));
    Step::call(by, Call::Open { name, access, flags, mode, attributes: None, library: false })
}

/// Every descriptor of a queue is made with close-on-exec.
fn a_descriptor_stays_open_at_exec() -> Steps {
    let clear = Deed::SetCloexec { fd: FIRST, on: false };
    vec![create(ONE, NAME, PRIVATE), deed(ONE, clear), deed(ONE, Deed::Exec), send(ONE, 1)]
}

fn unlink(by: Actor, library: bool) -> Step {
    Step::call(by, Call::Unlink { name: NAME, library })
}

fn send(by: Actor, tag: u16) -> Step {
    send_until(Until::Forever, by, tag)
}

fn send_until(until: Until, by: Actor, tag: u16) -> Step {
    let (fd, tag, bytes, priority) = (FIRST, Tag(tag), MESSAGE_BYTES, 0);
    Step::call(by, Call::Send { fd, tag, bytes, priority, until })
}

fn receive(by: Actor) -> Step {
    receive_until(Until::Forever, by)
}

fn receive_until(until: Until, by: Actor) -> Step {
    Step::call(by, Call::Receive { fd: FIRST, bytes: MESSAGE_BYTES, until })
}

fn notify(by: Actor, request: Request, tag: u16) -> Step {
    Step::call(by, Call::Notify { fd: FIRST, request, tag: Tag(tag) })
}

fn notices(by: Actor) -> Step {
    Step::call(by, Call::Notices)
}

/// A queue that both have open.
fn shared() -> Steps {
    vec![create(ONE, NAME, PRIVATE), open(TWO, Access::Both)]
}

/// What comes between two questions makes one report; the last close ends them.
fn epoll_is_asked_again() -> Steps {
    let ask = || deed(ONE, Deed::EpollAgain);
    vec![
        create(ONE, NAME, PRIVATE),
        deed(ONE, Deed::Epoll { fd: FIRST, how: Watching::Kept }),
        send(ONE, 1),
        ask(),
        receive(ONE),
        send(ONE, 2),
        ask(),
        deed(ONE, Deed::Close { fd: FIRST }),
        ask(),
    ]
}

fn sleepers_are_interrupted() -> Steps {
    let signal = || deed(ONE, Deed::Signal { target: TWO });
    let handle = |restart| deed(TWO, Deed::Handle { restart });
    let mut steps = shared();
    steps.extend([handle(false), receive(TWO), signal()]);
    steps.extend([handle(true), receive(TWO), signal(), send(ONE, 1)]);
    steps.extend([send(ONE, 2), handle(false), send(TWO, 3), signal()]);
    steps.extend([handle(true), send(TWO, 4), signal(), receive(ONE), receive(ONE)]);
    steps
}

fn the_oldest_comes_first() -> Steps {
    let sends = [1, 2].map(|tag| send(ONE, tag));
    std::iter::once(create_for(2, ONE, NAME, PRIVATE))
        .chain(sends)
        .chain([receive(ONE), receive(ONE)])
        .collect()
}

fn a_receiver_goes_before_a_notice() -> Steps {
    let mut steps = shared();
    steps.push(open(THREE, Access::Both));
    steps.extend([notify(TWO, Request::Signal(0), 1), receive(THREE), send(ONE, 2)]);
    steps.extend([notices(TWO), notify(ONE, Request::Nothing, 3), send(ONE, 4), notices(TWO)]);
    steps
}

fn a_notice_comes_once() -> Steps {
    let mut steps = shared();
    steps.extend([notify(TWO, Request::Signal(1), 1), send(ONE, 2), notices(TWO), receive(ONE)]);
    steps.extend([send(ONE, 3), notices(TWO), receive(ONE), notify(ONE, Request::Nothing, 4)]);
    steps.extend([send(TWO, 5), notices(ONE), receive(TWO)]);
    steps.extend([notify(TWO, Request::Signal(1), 6), notify(TWO, Request::GiveUp, 7)]);
    steps.extend([send(ONE, 8), notices(TWO), notify(ONE, Request::Nothing, 9)]);
    steps
}

fn a_registration_waits_for_emptiness() -> Steps {
    let mut steps = shared();
    steps.extend([send(ONE, 1), notify(TWO, Request::Signal(0), 2), receive(ONE)]);
    steps.extend([notices(TWO), send(ONE, 3), notices(TWO)]);
    steps
}

fn a_registration_ends_with_its_process() -> Steps {
    let mut steps = shared();
    steps.extend([open(THREE, Access::Both), notify(TWO, Request::Nothing, 1)]);
    steps.extend([deed(ONE, Deed::Kill { target: TWO }), notify(ONE, Request::Nothing, 2)]);
    steps.extend([deed(ONE, Deed::Exit), notify(THREE, Request::Nothing, 3)]);
    steps.extend([deed(THREE, Deed::Close { fd: FIRST }), open(THREE, Access::Both)]);
    steps.push(notify(THREE, Request::Nothing, 4));
    steps
}

fn a_registration_ends_at_exec() -> Steps {
    let mut steps = shared();
    steps.extend([notify(TWO, Request::Nothing, 1), deed(TWO, Deed::Exec)]);
    steps.push(notify(ONE, Request::Nothing, 2));
    steps
}

fn another_user_comes() -> Steps {
    vec![
        deed(ONE, Deed::Umask { mask: 0 }),
        create(ONE, NAME, Mode(0o602)),
        deed(TWO, Deed::BecomeOther),
        open(TWO, Access::Write),
        open(TWO, Access::Read),
        unlink(TWO, true),
        create(TWO, OTHER_NAME, Mode(0o640)),
        Step::call(TWO, Call::Status { fd: Pick(1) }),
        Step::call(ONE, Call::Status { fd: FIRST }),
        notify(ONE, Request::Signal(0), 1),
        send(TWO, 2),
        notices(ONE),
    ]
}

fn messages_outlive_their_senders() -> Steps {
    let mut steps = vec![create(ONE, NAME, PRIVATE), send(ONE, 1), deed(ONE, Deed::Exit)];
    steps.extend([open(TWO, Access::Both), receive(TWO)]);
    steps
}

fn a_queue_outlives_its_name() -> Steps {
    let mut steps = shared();
    steps.extend([unlink(ONE, false), open(ONE, Access::Read), send(TWO, 1), receive(ONE)]);
    steps.extend([create(ONE, NAME, PRIVATE), send(TWO, 2), receive(ONE), unlink(TWO, true)]);
    steps
}

/// A full queue and an empty one, each until a moment that comes.
fn sleepers_until_soon() -> Steps {
    let until = Until::Soon;
    vec![
        create(ONE, NAME, PRIVATE),
        receive_until(until, ONE),
        send(ONE, 1),
        send_until(until, ONE, 2),
    ]
}

/// There is room for a second queue only when the first has no name and is not open.
fn a_queue_makes_room() -> Steps {
    vec![
        create(ONE, NAME, PRIVATE),
        create(ONE, OTHER_NAME, PRIVATE),
        unlink(ONE, false),
        create(ONE, OTHER_NAME, PRIVATE),
        deed(ONE, Deed::Close { fd: FIRST }),
        create(ONE, OTHER_NAME, PRIVATE),
    ]
}

fn a_descriptor_is_the_last() -> Steps {
    let dup = deed(ONE, Deed::Dup { fd: FIRST });
    vec![create(ONE, NAME, PRIVATE), dup, open(ONE, Access::Read)]
}

fn users_are_counted_apart() -> Steps {
    vec![
        create(ONE, NAME, PRIVATE),
        deed(TWO, Deed::BecomeOther),
        create(TWO, OTHER_NAME, PRIVATE),
        create(TWO, Name::Plain(2), PRIVATE),
    ]
}
