//! The three tests of every model, over descriptors of another room.

use super::super::EPOLL;
use super::super::calls::{
    Aspect, Call, EDGE, IN, Item, Must, ONESHOT, OUT, Report, Seen, Timeout, data,
};
use super::super::claims::*;
use crate::engine::fake::{judged_beside, mixed_trial};
use crate::engine::forms::{Flags, Tag};
use crate::engine::history::Fate;
use crate::engine::judge::Verdict;
use crate::engine::{Answer, Op, Pick, Room, room};
use crate::facilities::tests::facts;

const FD: Pick = Pick(0);
const ON: Pick = Pick(1);

fn counters() -> &'static Room {
    crate::facilities::open();
    room::named("eventfd").expect("a room whose objects any actor makes ready")
}

/// A call of the other room, as its own kernel answers it.
fn theirs(op: Op, hands: &mut crate::engine::Hands) -> (Op, Answer) {
    let answer = (counters().perform)(&op, hands);
    (op, answer)
}

fn done(call: Call) -> (Op, Answer) {
    (call.into(), Seen::Done.answer())
}

fn told(events: &[(u16, i32)]) -> (Op, Answer) {
    let wait = Call::Wait { on: ON, most: 8, outside: false, timeout: Timeout::Zero };
    let item = |(tag, bits): &(u16, i32)| Item {
        data: data(Tag(*tag)),
        bits: *bits as u16,
        spoken: u16::MAX,
        asked: 0,
        must: Must::Be,
        by: Aspect::Level,
        turns: 0,
    };
    let report = Report {
        came: true,
        items: events.iter().map(item).collect(),
        most: 8,
        partly: false,
        early: Some(false),
        restored: Some(true),
        cited: 0,
        first: None,
    };
    (wait.into(), Seen::Told { report }.answer())
}

/// What the judge says of these questions about a counter that is not zero and was added so; each
/// may be preceded by a change, or by another write.
#[derive(Clone, Copy)]
enum Asked<'a> {
    For(&'a [(u16, i32)]),
    Changed(i32, u16),
    Written,
}

fn asked(events: i32, steps: &[Asked<'_>]) -> Result<Option<&'static str>, ()> {
    let subject = counters().subject.as_ref().expect("it can be watched");
    let mut hands = crate::engine::Hands::new("epoll", "/");
    let create = theirs((subject.create)(0), &mut hands);
    let write = |tag, hands: &mut _| theirs((subject.fill)(FD, tag), hands);
    let flags = Flags::of;
    let mut calls = vec![create, write(1, &mut hands)];
    calls.push((Call::Create { flags: Flags::NONE }.into(), Seen::Created.answer()));
    calls.push(done(Call::Add { on: ON, fd: FD, events: flags(events), tag: Tag(1) }));
    for step in steps {
        calls.push(match step {
            Asked::For(events) => told(events),
            Asked::Changed(events, tag) => {
                done(Call::Modify { on: ON, fd: FD, events: flags(*events), tag: Tag(*tag) })
            }
            Asked::Written => write(2, &mut hands),
        });
    }
    hands.close_all();
    match judged_beside(&[&EPOLL, counters()], &facts(), calls) {
        Verdict::Allowed => Ok(None),
        Verdict::Deviation(blame) => Ok(Some(blame.claim.name())),
        Verdict::Silent => Err(()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_due_is_told_and_nothing_else() {
    use Asked::{Changed, For};
    let both = IN | OUT;
    assert_eq!(asked(IN, &[For(&[(1, IN)]), For(&[(1, IN)])]), Ok(None));
    assert_eq!(asked(IN, &[For(&[(1, IN)]), For(&[])]), Ok(Some(LEVEL.name())));
    assert_eq!(asked(IN, &[For(&[(1, both)])]), Ok(Some(REQUESTED.name())));
    assert_eq!(asked(IN, &[For(&[(2, IN)])]), Ok(Some(DATA.name())));
    let edge = both | EDGE;
    assert_eq!(asked(edge, &[For(&[(1, both)]), For(&[])]), Ok(None));
    let twice = [For(&[(1, both)]), For(&[(1, both)])];
    assert_eq!(asked(edge, &twice), Ok(Some(EDGE_ONCE.name())));
    let reread = [For(&[(1, both)]), Changed(edge, 2), For(&[])];
    assert_eq!(asked(edge, &reread), Ok(Some(MODIFY_REREADS.name())));
    let oneshot = IN | ONESHOT;
    let twice = [For(&[(1, IN)]), For(&[(1, IN)])];
    assert_eq!(asked(oneshot, &twice), Ok(Some(ONESHOT_NAME)));
    let rearmed = [For(&[(1, IN)]), Changed(oneshot, 2), For(&[])];
    assert_eq!(asked(oneshot, &rearmed), Ok(Some(ONESHOT_REARMED.name())));
}

const ONESHOT_NAME: &str = "ONESHOT";

/// Linux 5.5 to 5.13 told of no second write to a pipe, and other kernels do not of a counter's:
/// no page says which is right, so it is seen by name.
#[test]
fn whether_a_second_write_is_an_edge_is_a_silence() {
    use Asked::{For, Written};
    assert_eq!(asked(IN | EDGE, &[For(&[(1, IN)]), Written, For(&[(1, IN)])]), Err(()));
    assert_eq!(asked(IN | EDGE, &[For(&[(1, IN)]), Written, For(&[])]), Err(()));
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = mixed_trial(&[&EPOLL, counters()], &facts(), 3_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
    for claim in [&WAKES, &EDGE_ONCE, &EDGE_ANEW, &NEVER_RESTARTED, &PWAIT_LETS_THROUGH] {
        assert!(tally.claims[claim.index()].kept > 0, "{} was never ruled", claim.name());
    }
}

#[test]
fn a_kernel_that_forgets_an_event_is_rejected() {
    let forgets = |op: &Op, fate: &mut Fate| {
        if let (true, Fate::Returned(Ok(outcome))) = (op.room().is(&EPOLL), fate)
            && let Seen::Told { report } = Seen::of(outcome)
            && report.items.iter().any(|item| item.must == Must::Be)
        {
            let report = Report { came: true, items: [].into_iter().collect(), ..report };
            *outcome = Seen::Told { report }.into();
        }
    };
    let (_, broken) = mixed_trial(&[&EPOLL, counters()], &facts(), 3_000, Some(forgets));
    assert!(broken.is_some());
}
