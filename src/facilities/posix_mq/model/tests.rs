//! The model by the book, against a kernel that conforms and against some that do not.

use super::super::claims::*;
use super::super::operations::{Flags, Given, Request, Until};
use super::*;
use crate::engine::content::Piece;
use crate::engine::deed::Told;
use crate::engine::fake::trial;
use crate::engine::history::Fate;
use crate::engine::judge::{Begun, Judge, Verdict};
use crate::engine::tally::Tally;
use crate::engine::{Answer, Deed, Errno, Pick};

/// Scripts of a trial.
const SCRIPTS: u64 = 2_000;
const FIRST: Pick = Pick(0);
const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);

fn facts() -> Facts {
    crate::facilities::tests::facts()
}

type Asked = (Actor, Op, Answer<Saw>);

/// What the judge says of these calls with these answers.
fn judged(calls: Vec<Asked>) -> Verdict {
    let facts = facts();
    let script = crate::engine::Script { actors: 2, ..crate::engine::scope::empty::<PosixMq>() };
    let mut judge = Judge::<PosixMq>::new(&facts, &script);
    let mut tally = Tally::new(crate::claim::count());
    let mut verdict = Verdict::Allowed;
    for (by, op, answer) in calls {
        let fate = Fate::Returned(answer);
        let begun = Begun { by, op, start: 0, end: u64::MAX, fate };
        verdict = judge.window(vec![begun], &[], &mut tally);
        if !matches!(verdict, Verdict::Allowed) {
            break;
        }
    }
    verdict
}

fn blamed(calls: Vec<Asked>) -> &'static crate::claim::Claim {
    match judged(calls) {
        Verdict::Deviation(blame) => blame.claim,
        other => panic!("not a deviation: {other:?}"),
    }
}

/// A queue of two messages of 8 bytes.
fn open(by: Actor) -> Asked {
    let flags = Flags { create: true, nonblocking: true, ..Flags::default() };
    let attributes = Some(Given { messages_max: 2, message_bytes_max: 8, junk: false });
    let (name, access) = (Name::Plain(0), Access::Both);
    let op = Op::Open { name, access, flags, mode: 0o600, attributes, library: false };
    (by, op, Ok(Saw::Opened { cloexec: true }))
}

fn send(tag: u16, priority: u32, answer: Answer<()>) -> Asked {
    let op = Op::Send { fd: FIRST, tag, bytes: 8, priority, until: Until::Forever };
    (ONE, op, answer.map(|()| Saw::Sent))
}

fn receive(tag: u16, priority: u32) -> Asked {
    let op = Op::Receive { fd: FIRST, bytes: 8, until: Until::Forever };
    let content = std::iter::once(Piece::of(tag, 8)).collect();
    (ONE, op, Ok(Saw::Received { content, priority }))
}

fn notify(by: Actor, answer: Answer<()>) -> Asked {
    let op = Op::Notify { fd: FIRST, request: Request::Signal(0), tag: 9 };
    (by, op, answer.map(|()| Saw::Registered))
}

#[test]
fn messages_come_by_priority_and_then_by_age() {
    let filled = || vec![open(ONE), send(1, 0, Ok(())), send(2, 3, Ok(()))];
    let then = |calls: Vec<Asked>| filled().into_iter().chain(calls).collect::<Vec<_>>();
    let full = send(3, 0, Err(Errno::EAGAIN));
    let in_order = then(vec![full, receive(2, 3), receive(1, 0)]);
    assert!(matches!(judged(in_order), Verdict::Allowed));
    assert_eq!(blamed(then(vec![receive(1, 0)])), &RECEIVE_HIGHEST_FIRST);
    assert_eq!(blamed(then(vec![receive(2, 0)])), &RECEIVE_PRIORITY);
    assert_eq!(blamed(then(vec![send(3, 0, Ok(()))])), &SEND_EAGAIN);
    let alike = vec![open(ONE), send(1, 1, Ok(())), send(2, 1, Ok(())), receive(2, 1)];
    assert_eq!(blamed(alike), &RECEIVE_OLDEST_FIRST);
}

#[test]
fn one_process_is_registered_until_its_notice_comes() {
    let registered = || vec![open(ONE), open(TWO), notify(TWO, Ok(()))];
    let then = |calls: Vec<Asked>| registered().into_iter().chain(calls).collect::<Vec<_>>();
    assert!(matches!(judged(then(vec![notify(ONE, Err(Errno::EBUSY))])), Verdict::Allowed));
    assert_eq!(blamed(then(vec![notify(ONE, Ok(()))])), &NOTIFY_ONE_PROCESS);
    let delivered = then(vec![send(1, 0, Ok(())), notify(ONE, Err(Errno::EBUSY))]);
    assert_eq!(blamed(delivered), &NOTIFY_ONCE);
    let silent = (TWO, Op::Notices, Ok(Saw::Notices(SmallVec::new())));
    assert_eq!(blamed(then(vec![send(1, 0, Ok(())), silent])), &NOTICE_SIGNAL);
}

#[test]
fn a_queue_lives_while_it_is_named_or_open() {
    let facts = facts();
    let script = crate::engine::scope::empty::<PosixMq>();
    let mut judge = Judge::<PosixMq>::new(&facts, &script);
    let mut tally = Tally::new(crate::claim::count());
    let mut call = |judge: &mut Judge<'_, PosixMq>, (by, op, answer): Asked| {
        let begun = Begun { by, op, start: 0, end: u64::MAX, fate: Fate::Returned(answer) };
        assert!(matches!(judge.window(vec![begun], &[], &mut tally), Verdict::Allowed));
        judge.state().model.alive().count()
    };
    assert_eq!(call(&mut judge, open(ONE)), 1);
    let unlink = Op::Unlink { name: Name::Plain(0), library: false };
    assert_eq!(call(&mut judge, (ONE, unlink, Ok(Saw::Done))), 1);
    assert_eq!(call(&mut judge, send(1, 0, Ok(()))), 1);
    let mut tally = Tally::new(crate::claim::count());
    judge.deed(ONE, &Deed::Close { fd: FIRST }, &Ok(Told::Done), &mut tally);
    assert_eq!(judge.state().model.alive().count(), 0);
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial::<PosixMq>(&facts(), SCRIPTS, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_shortens_messages_is_rejected() {
    let shortens = |_: &Op, fate: &mut Fate<Saw>| {
        if let Fate::Returned(Ok(Saw::Received { content, .. })) = fate
            && let Some(shorter) = content.shortened()
        {
            *content = shorter;
        }
    };
    let (_, broken) = trial::<PosixMq>(&facts(), SCRIPTS, Some(shortens));
    assert_eq!(broken, Some("RECEIVE_WHOLE"));
}

#[test]
fn a_kernel_that_opens_what_is_not_there_is_rejected() {
    let opens = |op: &Op, fate: &mut Fate<Saw>| {
        if matches!((op, &fate), (Op::Open { .. }, Fate::Returned(Err(Errno::ENOENT)))) {
            *fate = Fate::Returned(Ok(Saw::Opened { cloexec: true }));
        }
    };
    let (_, broken) = trial::<PosixMq>(&facts(), SCRIPTS, Some(opens));
    assert!(["OPEN_MISSING", "NAME_SLASH_ALONE"].contains(&broken.expect("it was found")));
}
