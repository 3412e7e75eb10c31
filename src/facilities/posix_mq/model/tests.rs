//! The model by the book, against a kernel that conforms and against some that do not.

use super::*;
use crate::engine::content::Piece;
use crate::engine::deed::Told;
use crate::engine::fake::trial;
use crate::engine::forms::{Flags, PRIVATE, Rest, Tag, Until};
use crate::engine::history::Fate;
use crate::engine::judge::{Begun, Judge, Verdict};
use crate::engine::tally::Tally;
use crate::engine::{Access, Deed, Errno, Op, Pick, Script};
use crate::facilities::posix_mq::POSIX_MQ;
use crate::facilities::posix_mq::calls::{CREATE, Given, NONBLOCK, Request, Seen};
use crate::facilities::posix_mq::claims::*;
use crate::facilities::tests::facts;

/// Scripts of a trial.
const SCRIPTS: u64 = 2_000;
const FIRST: Pick = Pick(0);
const ONE: Actor = Actor(0);
const TWO: Actor = Actor(1);

type Asked = (Actor, Call, Result<Seen, Errno>);

fn judge(facts: &Facts) -> Judge<'_> {
    Judge::new(facts, &Script { actors: 2, ..crate::engine::scope::empty(&POSIX_MQ) })
}

/// What a judge says of one more call.
fn tells(judge: &mut Judge<'_>, (by, call, answer): Asked) -> Verdict {
    let fate = Fate::Returned(answer.map(Into::into));
    let begun = Begun { by, op: call.into(), start: 0, end: u64::MAX, fate };
    judge.window(vec![begun], &[], &mut Tally::default())
}

/// What the judge says of these calls with these answers.
fn judged(calls: Vec<Asked>) -> Verdict {
    let facts = facts();
    let mut judge = judge(&facts);
    let mut verdicts = calls.into_iter().map(|call| tells(&mut judge, call));
    let other = verdicts.find(|verdict| !matches!(verdict, Verdict::Allowed));
    other.unwrap_or(Verdict::Allowed)
}

fn blamed(calls: Vec<Asked>) -> &'static Claim {
    match judged(calls) {
        Verdict::Deviation(blame) => blame.claim,
        other => panic!("not a deviation: {other:?}"),
    }
}

/// A queue of two messages of 8 bytes.
fn open(by: Actor) -> Asked {
    let (name, access, flags) = (Name::Plain(0), Access::Both, Flags::of(CREATE | NONBLOCK));
    let attributes = Some(Given::of(2, 8));
    let call = Call::Open { name, access, flags, mode: PRIVATE, attributes, library: false };
    (by, call, Ok(Seen::Opened { cloexec: true }))
}

fn send(tag: u16, priority: u32, answer: Result<(), Errno>) -> Asked {
    let (fd, tag, until) = (FIRST, Tag(tag), Until::Forever);
    let call = Call::Send { fd, tag, bytes: 8, priority, until };
    (ONE, call, answer.map(|()| Seen::Sent))
}

fn receive(tag: u16, priority: u32) -> Asked {
    let call = Call::Receive { fd: FIRST, bytes: 8, until: Until::Forever };
    let content = std::iter::once(Piece::of(tag, 8)).collect();
    (ONE, call, Ok(Seen::Received { priority, content }))
}

fn notify(by: Actor, answer: Result<(), Errno>) -> Asked {
    let call = Call::Notify { fd: FIRST, request: Request::Signal(0), tag: Tag(9) };
    (by, call, answer.map(|()| Seen::Registered))
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
    let silent = (TWO, Call::Notices, Ok(Seen::Notices { notices: Rest(vec![]) }));
    assert_eq!(blamed(then(vec![send(1, 0, Ok(())), silent])), &NOTICE_SIGNAL);
}

#[test]
fn a_queue_lives_while_it_is_named_or_open() {
    let facts = facts();
    let mut judge = judge(&facts);
    let alive = |judge: &Judge<'_>| judge.view(0).model::<Queues>().alive().count();
    let unlink = (ONE, Call::Unlink { name: Name::Plain(0), library: false }, Ok(Seen::Done));
    for call in [open(ONE), unlink, send(1, 0, Ok(()))] {
        assert!(matches!(tells(&mut judge, call), Verdict::Allowed));
        assert_eq!(alive(&judge), 1);
    }
    let mut tally = Tally::default();
    judge.deed(ONE, &Deed::Close { fd: FIRST }, &Ok(Told::Done), &mut tally);
    assert_eq!(alive(&judge), 0);
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&POSIX_MQ, &facts(), SCRIPTS, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_shortens_messages_is_rejected() {
    let shortens = |_: &Op, fate: &mut Fate| {
        if let Fate::Returned(Ok(outcome)) = fate
            && let Seen::Received { priority, content } = Seen::of(outcome)
            && let Some(content) = content.shortened()
        {
            *outcome = Seen::Received { priority, content }.into();
        }
    };
    let (_, broken) = trial(&POSIX_MQ, &facts(), SCRIPTS, Some(shortens));
    assert_eq!(broken, Some("RECEIVE_WHOLE"));
}

#[test]
fn a_kernel_that_opens_what_is_not_there_is_rejected() {
    let opens = |op: &Op, fate: &mut Fate| {
        if matches!((op.kind(), &fate), ("mq_open", Fate::Returned(Err(Errno::ENOENT)))) {
            *fate = Fate::Returned(Seen::Opened { cloexec: true }.answer());
        }
    };
    let (_, broken) = trial(&POSIX_MQ, &facts(), SCRIPTS, Some(opens));
    assert!(["OPEN_MISSING", "NAME_SLASH_ALONE"].contains(&broken.expect("it was found")));
}
