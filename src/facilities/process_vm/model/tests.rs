//! The model by the book, against a kernel that conforms and against some that do not.

use crate::engine::fake::{judged, trial};
use crate::engine::forms::{Rest, Tag};
use crate::engine::history::Fate;
use crate::engine::judge::Verdict;
use crate::engine::{Actor, Answer, Op};
use crate::facilities::process_vm::PROCESS_VM;
use crate::facilities::process_vm::calls::{Call, Seen, Span, Split, value};
use crate::facilities::process_vm::claims::*;
use crate::facilities::tests::facts;

const SELF: Actor = Actor(0);
const TAG: Tag = Tag(5);

fn verdict(spans: [Option<Span>; 2], bytes: u16, numbers: &[usize]) -> Verdict {
    let (first, second) = (spans[0].unwrap_or(Span::First), spans[1]);
    let read = Call::Read { target: SELF, first, second, third: None, split: Split::Whole };
    let cells = Rest(numbers.iter().map(|cell| value(TAG, *cell)).collect());
    let history: Vec<(Op, Answer)> = vec![
        (Call::Prepare { tag: TAG }.into(), Seen::Done.answer()),
        (read.into(), Seen::Moved { bytes, cells }.answer()),
    ];
    judged(&PROCESS_VM, &facts(), history)
}

fn blamed(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Deviation(blame) => blame.claim.name(),
        _ => "nothing",
    }
}

#[test]
fn ranges_are_read_in_order() {
    let spans = [Some(Span::Second), Some(Span::First)];
    assert!(matches!(verdict(spans, 16, &[2, 3, 0, 1]), Verdict::Allowed));
    assert_eq!(blamed(verdict(spans, 16, &[0, 1, 2, 3])), READ_REMOTE_ORDER.name());
    assert_eq!(blamed(verdict(spans, 8, &[2, 3])), READ_COUNT.name());
}

#[test]
fn a_read_stops_where_nothing_is_mapped() {
    let spans = [Some(Span::First), Some(Span::PastEnd)];
    assert!(matches!(verdict(spans, 16, &[0, 1, 8, 9]), Verdict::Allowed));
    assert_eq!(blamed(verdict(spans, 8, &[0, 1])), READ_PAGES.name());
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&PROCESS_VM, &facts(), 2_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 5_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_tells_too_much_is_rejected() {
    let boasts = |op: &Op, fate: &mut Fate| {
        if let (Call::Write { .. }, Fate::Returned(Ok(outcome))) = (Call::of(op), fate)
            && let Seen::Wrote { bytes } = Seen::of(outcome)
        {
            *outcome = Seen::Wrote { bytes: bytes + 4 }.into();
        }
    };
    let (_, broken) = trial(&PROCESS_VM, &facts(), 2_000, Some(boasts));
    assert!(broken.is_some());
}
