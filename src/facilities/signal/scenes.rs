//! Situations of signals that chance reaches too rarely.

use super::calls::{Call, How, NODEFER, RESETHAND, RESTART, UNKNOWN, Until};
use crate::engine::forms::Flags;
use crate::engine::{Actor, Deed, Scene, Step};
use crate::families::signals::{Act, KILL_AND_STOP, Set, Sig, Target, set_of};

const A: Actor = Actor(0);
const B: Actor = Actor(1);
/// The child of one of two.
const CHILD: Actor = Actor(2);
const TO_A: Target = Target::Actor(A);
const EVERY: Set = set_of(0x3f);

pub fn all() -> Vec<Scene> {
    vec![
        Scene::of(2, queued()),
        Scene::of(2, coalesced()),
        Scene::of(2, sent_twice(Sig::Usr2)),
        Scene::of(2, sent_twice(Sig::Rt2)),
        Scene::of(2, vec![accept(Set::NONE, Until::Soon)]),
        Scene::of(2, vec![by(A, block(EVERY)), accept(EVERY, Until::Far), kill(Sig::Rt2)]),
        Scene::of(2, ignored()),
        Scene::of(2, inherited()),
        Scene::of(2, kept_by_exec()),
        Scene::of(2, handlers()),
        Scene::of(2, accepted()),
        Scene::of(2, suspended()),
        Scene::of(2, by_another_user()),
        Scene::of(2, unstoppable()),
        Scene::of(3, ended(Sig::Usr2)),
        Scene::of(3, ended(Sig::Rt3)),
        Scene::of(3, ended(Sig::Kill)),
    ]
}

fn by(by: Actor, call: Call) -> Step {
    Step::call(by, call)
}

fn deed(by: Actor, deed: Deed) -> Step {
    Step::Deed { by, deed }
}

fn block(set: Set) -> Call {
    Call::Mask { how: How::Block, set }
}

fn unblock(set: Set) -> Call {
    Call::Mask { how: How::Unblock, set }
}

fn catch(signal: Sig, flags: i32, mask: Set) -> Call {
    Call::Action { signal, act: Act::Caught, flags: Flags::of(flags), mask }
}

fn queue(signal: Sig, value: i32) -> Step {
    by(B, Call::Queue { to: TO_A, signal, value })
}

fn kill(signal: Sig) -> Step {
    by(B, Call::Kill { to: TO_A, signal })
}

fn accept(set: Set, until: Until) -> Step {
    by(A, Call::Accept { set, until })
}

/// Real-time signals of several numbers, and standard ones before them.
fn queued() -> Vec<Step> {
    let mut steps = vec![by(A, block(EVERY))];
    steps.extend([Sig::Usr2, Sig::Rt2, Sig::Rt3].map(|one| by(A, catch(one, 0, EVERY))));
    let sends =
        || vec![queue(Sig::Rt3, 1), queue(Sig::Rt2, 2), queue(Sig::Rt2, 3), kill(Sig::Usr2)];
    steps.extend(sends());
    steps.extend([by(A, Call::Pending), by(A, unblock(EVERY)), by(A, Call::Caught)]);
    steps.extend([by(A, Call::Pending), by(A, block(EVERY))]);
    steps.extend(sends());
    steps.extend([EVERY; 5].map(|set| accept(set, Until::Zero)));
    steps
}

/// A standard signal that comes again while it is pending.
fn coalesced() -> Vec<Step> {
    let again = || [queue(Sig::Usr2, 7), kill(Sig::Usr2), queue(Sig::Usr2, 8)];
    let mut steps = vec![by(A, catch(Sig::Usr2, 0, Set::NONE)), by(A, block(EVERY))];
    steps.extend(again());
    steps.extend([accept(EVERY, Until::Null), by(A, Call::Pending)]);
    steps.extend(again());
    steps.extend([by(A, unblock(EVERY)), by(A, Call::Caught)]);
    steps
}

/// A signal that comes twice while it is blocked, and nothing else.
fn sent_twice(signal: Sig) -> Vec<Step> {
    let set = set_of(signal.bit());
    vec![
        by(A, catch(signal, 0, Set::NONE)),
        by(A, block(set)),
        kill(signal),
        kill(signal),
        by(A, unblock(set)),
        by(A, Call::Pending),
        by(A, Call::Caught),
    ]
}

fn ignored() -> Vec<Step> {
    let ignore =
        |signal| Call::Action { signal, act: Act::Ignore, flags: Flags::NONE, mask: Set::NONE };
    vec![
        by(A, ignore(Sig::Usr2)),
        by(A, Call::Kill { to: TO_A, signal: Sig::Usr2 }),
        by(A, Call::Kill { to: TO_A, signal: Sig::Urg }),
        by(A, Call::Pending),
        deed(A, Deed::Exec),
        by(A, Call::Query { signal: Sig::Usr2 }),
        by(A, block(EVERY)),
        kill(Sig::Usr2),
        by(A, Call::Pending),
    ]
}

fn inherited() -> Vec<Step> {
    let child = |call| by(CHILD, call);
    vec![
        by(A, catch(Sig::Rt2, 0, EVERY)),
        by(A, block(EVERY)),
        queue(Sig::Rt2, 1),
        deed(A, Deed::Fork),
        child(Call::Pending),
        child(Call::AskMask { how: How::Block }),
        child(Call::Query { signal: Sig::Rt2 }),
        by(A, Call::Pending),
    ]
}

fn kept_by_exec() -> Vec<Step> {
    vec![
        by(A, catch(Sig::Rt2, 0, EVERY)),
        by(A, block(EVERY)),
        queue(Sig::Rt2, 1),
        queue(Sig::Rt2, 2),
        deed(A, Deed::Exec),
        by(A, Call::Pending),
        by(A, Call::AskMask { how: How::Bad }),
        by(A, Call::AskMask { how: How::Set }),
        by(A, Call::Query { signal: Sig::Rt2 }),
        accept(EVERY, Until::Zero),
        accept(EVERY, Until::Zero),
    ]
}

fn handlers() -> Vec<Step> {
    let itself = |signal| by(A, Call::Queue { to: TO_A, signal, value: 5 });
    vec![
        by(A, catch(Sig::Rt2, NODEFER, Set::NONE)),
        by(A, catch(Sig::Rt3, RESETHAND, Set::NONE)),
        by(A, catch(Sig::Rt4, RESTART | UNKNOWN, set_of(1))),
        by(A, Call::Query { signal: Sig::Rt4 }),
        by(A, Call::Query { signal: Sig::Rt2 }),
        itself(Sig::Rt2),
        itself(Sig::Rt3),
        itself(Sig::Rt4),
        by(A, Call::Caught),
        by(A, Call::Query { signal: Sig::Rt3 }),
        by(A, Call::AskMask { how: How::Block }),
        by(A, Call::Tgkill { to: TO_A, signal: Sig::Rt2 }),
        kill(Sig::Rt4),
        by(A, Call::Caught),
    ]
}

fn accepted() -> Vec<Step> {
    vec![
        by(A, block(set_of(0x3b))),
        by(A, catch(Sig::Urg, RESTART, EVERY)),
        accept(EVERY, Until::TooMany),
        accept(set_of(0x38), Until::Null),
        queue(Sig::Rt3, 4),
        by(A, Call::Pending),
        accept(set_of(0x38), Until::Far),
        kill(Sig::Urg),
        accept(set_of(0x38), Until::Null),
        deed(B, Deed::Signal { target: A }),
        accept(set_of(0x38), Until::Far),
        kill(Sig::Rt2),
        accept(set_of(0x38), Until::Soon),
        accept(set_of(0x38), Until::Zero),
        accept(set_of(0x38), Until::Negative),
    ]
}

fn suspended() -> Vec<Step> {
    let suspend = |set| by(A, Call::Suspend { set });
    vec![
        by(A, block(EVERY)),
        by(A, catch(Sig::Usr2, RESTART, EVERY)),
        suspend(Set::NONE),
        kill(Sig::Usr2),
        by(A, Call::Caught),
        by(A, Call::AskMask { how: How::Block }),
        kill(Sig::Usr2),
        suspend(Set::NONE),
        by(A, Call::AskMask { how: How::Block }),
        by(A, Call::Pending),
        suspend(EVERY),
        kill(Sig::Usr2),
        deed(B, Deed::Signal { target: A }),
        suspend(Set::NONE),
        kill(Sig::Rt4),
    ]
}

/// A process that has become another user may send nothing, and gets what a privileged user sends.
fn by_another_user() -> Vec<Step> {
    let to = |to, signal| Call::Kill { to: Target::Actor(to), signal };
    let sends = |from, to| {
        let to = Target::Actor(to);
        [
            by(from, Call::Kill { to, signal: Sig::Rt2 }),
            by(from, Call::Tgkill { to, signal: Sig::Rt3 }),
            by(from, Call::Queue { to, signal: Sig::Rt4, value: 1 }),
        ]
    };
    let mut steps = vec![by(A, block(EVERY)), by(B, block(EVERY)), deed(B, Deed::BecomeOther)];
    steps.extend(sends(B, A));
    steps.push(by(B, to(A, Sig::Null)));
    steps.extend(sends(A, B));
    steps.extend([by(B, to(B, Sig::Usr2)), by(B, Call::Accept { set: EVERY, until: Until::Zero })]);
    steps
}

fn unstoppable() -> Vec<Step> {
    let set = set_of(0x09).with(KILL_AND_STOP);
    vec![
        by(A, block(set)),
        by(A, Call::AskMask { how: How::Set }),
        by(A, catch(Sig::Kill, 0, Set::NONE)),
        by(A, catch(Sig::Stop, 0, Set::NONE)),
        by(A, Call::Query { signal: Sig::Kill }),
        by(A, Call::Query { signal: Sig::Past }),
        by(A, Call::Mask { how: How::Bad, set }),
        by(A, Call::Mask { how: How::Set, set: set_of(2) }),
        by(A, Call::AskMask { how: How::Set }),
    ]
}

/// A process that sends itself what it does not catch; nobody has its pid then.
fn ended(signal: Sig) -> Vec<Step> {
    let null = |call: Call| by(B, call);
    vec![
        by(A, Call::Kill { to: TO_A, signal }),
        null(Call::Kill { to: TO_A, signal: Sig::Null }),
        null(Call::Tgkill { to: TO_A, signal: Sig::Null }),
        null(Call::Queue { to: TO_A, signal: Sig::Null, value: 1 }),
        null(Call::Kill { to: Target::Actor(B), signal: Sig::Past }),
        null(Call::Tgkill { to: Target::Actor(B), signal: Sig::Past }),
        null(Call::Queue { to: Target::Actor(B), signal: Sig::Past, value: 1 }),
        null(Call::Queue { to: Target::Actor(B), signal: Sig::Null, value: 1 }),
    ]
}
