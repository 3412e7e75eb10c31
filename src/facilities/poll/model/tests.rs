//! The three tests of every model, over descriptors of another room.

use super::super::POLL;
use super::super::calls::{
    Array, Call, ENTRIES, Entry, Left, Looks, Report, Seen, Timeout, Told, Which, for_poll,
};
use super::super::claims::*;
use crate::engine::fake::{judged_beside, mixed_trial};
use crate::engine::history::Fate;
use crate::engine::judge::Verdict;
use crate::engine::{Answer, Hands, Op, Pick, Room, room};
use crate::facilities::tests::facts;
use crate::kernel::Facts;

const IN: i16 = libc::POLLIN;
const OUT: i16 = libc::POLLOUT;

fn counters() -> &'static Room {
    crate::facilities::open();
    room::named("eventfd").expect("a room whose objects are ready from the start")
}

/// A counter that is not zero is made.
fn created() -> (Op, Answer) {
    let op = (counters().small_scope)().0.swap_remove(1);
    let mut hands = Hands::new("poll", "/");
    let answer = (counters().perform)(&op, &mut hands);
    hands.close_all();
    (op, answer)
}

fn poll(first: Entry, second: Entry, reported: [i16; 2], count: i64) -> (Op, Answer) {
    let fd = Pick(0);
    let call = Call::Poll {
        one: fd,
        first,
        two: fd,
        second,
        three: Pick::NONE,
        third: first,
        count: 2,
        array: Array::Plain,
        timeout: Timeout::Zero,
    };
    let op = Op::from(call);
    let looks = Looks::of(&op);
    let entries: [Told; ENTRIES] = std::array::from_fn(|place| {
        let (_, asked) = looks.entries[place];
        let bits = reported.get(place).map_or(0, |bits| *bits as u16);
        Told { asked, bits, spoken: u16::MAX, reads_only: false }
    });
    let report = Report {
        select: false,
        count,
        entries,
        used: 2,
        left: Left::ANY,
        early: Some(false),
        restored: Some(true),
        exact: true,
        partly: false,
        cited: 0,
        first: None,
    };
    (op, Seen::Polled { report }.answer())
}

fn blamed(facts: &Facts, call: (Op, Answer)) -> Option<&'static str> {
    match judged_beside(&[&POLL, counters()], facts, vec![created(), call]) {
        Verdict::Allowed => None,
        Verdict::Deviation(blame) => Some(blame.claim.name()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_entry_is_reported_and_counted_by_itself() {
    let facts = facts();
    let (both, input) = (for_poll(IN | OUT), for_poll(IN));
    let closed = Entry { which: Which::Closed, ..input };
    let negative = Entry { which: Which::Negative, ..input };
    let blamed =
        |first, second, reported, count| blamed(&facts, poll(first, second, reported, count));
    assert_eq!(blamed(both, input, [IN | OUT, IN], 2), None);
    assert_eq!(blamed(closed, negative, [libc::POLLNVAL, 0], 1), None);
    assert_eq!(blamed(both, input, [IN | OUT, IN], 1), Some(COUNT.name()));
    assert_eq!(blamed(both, input, [IN, IN], 2), Some(REPORTS.name()));
    assert_eq!(blamed(both, input, [IN | OUT, IN | OUT], 2), Some(ONLY_REQUESTED.name()));
    assert_eq!(blamed(input, closed, [IN, 0], 1), Some(CLOSED_IS_INVALID.name()));
    assert_eq!(blamed(input, negative, [IN, IN], 2), Some(NEGATIVE_IGNORED.name()));
    let unspoken = libc::POLLHUP;
    assert_eq!(blamed(both, input, [IN | OUT | unspoken, IN], 2), None);
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = mixed_trial(&[&POLL, counters()], &facts(), 2_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
    for claim in [&WAKES, &SELECT_WAKES, &NEVER_RESTARTED, &PPOLL_BLOCKS, &PSELECT_LETS_THROUGH] {
        assert!(tally.claims[claim.index()].kept > 0, "{} was never ruled", claim.name());
    }
}

#[test]
fn a_kernel_that_forgets_an_event_is_rejected() {
    let forgets = |op: &Op, fate: &mut Fate| {
        if let (true, Fate::Returned(Ok(outcome))) = (op.room().is(&POLL), fate)
            && let Seen::Polled { mut report } = Seen::of(outcome)
        {
            let before = report.counted();
            report.entries[1].bits &= !(OUT as u16);
            report.count += report.counted() - before;
            *outcome = Seen::Polled { report }.into();
        }
    };
    let (_, broken) = mixed_trial(&[&POLL, counters()], &facts(), 3_000, Some(forgets));
    assert_eq!(broken, Some(REPORTS.name()));
}
