//! The model: rules by the book, accepts a kernel that conforms, rejects one that does not.

use super::super::SYSV_SHM;
use super::super::calls::{Address, CREATE, Call, Seen, Which};
use super::super::claims::*;
use crate::engine::fake::{judged, trial};
use crate::engine::forms::{Flags, Mode, Tag};
use crate::engine::history::Fate;
use crate::engine::judge::Verdict;
use crate::engine::{Answer, Op};
use crate::facilities::tests::facts;
use crate::families::sysv::Key;

const SEGMENT: Which = Which::Nth(0);

fn done() -> Answer {
    Seen::Done { returned: 0 }.answer()
}

fn attached_and_stored() -> Vec<(Op, Answer)> {
    let (key, mode, flags) = (Key::Nth(0), Mode(0o600), Flags::of(CREATE));
    let (segment, place) = (SEGMENT, 0);
    vec![
        (Call::Get { key, size: 100, mode, flags }.into(), Seen::Id { segment: 0 }.answer()),
        (
            Call::Attach { segment, place, read_only: false, at: Address::Null }.into(),
            Seen::Attached { as_asked: true }.answer(),
        ),
        (Call::Store { place, at: 0, tag: Tag(7) }.into(), Seen::Stored.answer()),
        (Call::Remove { segment }.into(), done()),
    ]
}

#[test]
fn a_marked_segment_keeps_its_memory_until_it_is_detached() {
    let judged = |last: [(Op, Answer); 1]| {
        let calls = attached_and_stored().into_iter().chain(last).collect();
        judged(&SYSV_SHM, &facts(), calls)
    };
    let load = |value| (Call::Load { place: 0, at: 0 }.into(), Seen::Loaded { value }.answer());
    assert!(matches!(judged([load(7)]), Verdict::Allowed));
    let Verdict::Deviation(blame) = judged([load(0)]) else {
        panic!("memory that is lost is not by the book");
    };
    assert_eq!(blame.claim, &REMOVE_KEEPS_MEMORY);
}

#[test]
fn a_marked_segment_is_gone_once_it_is_detached() {
    let key = Key::Nth(0);
    let get = Call::Get { key, size: 1, mode: Mode(0), flags: Flags::NONE };
    let mut calls = attached_and_stored();
    calls.push((Call::Detach { place: 0, unaligned: false }.into(), done()));
    calls.push((get.into(), Seen::Id { segment: 0 }.answer()));
    let Verdict::Deviation(blame) = judged(&SYSV_SHM, &facts(), calls) else {
        panic!("a segment that stays is not by the book");
    };
    assert_eq!(blame.claim, &REMOVE_DESTROYS);
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&SYSV_SHM, &facts(), 3_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_whose_memory_is_off_by_one_is_rejected() {
    let more = |op: &Op, fate: &mut Fate| {
        if let (Call::Load { .. }, Fate::Returned(Ok(outcome))) = (Call::of(op), fate)
            && let Seen::Loaded { value } = Seen::of(outcome)
        {
            *outcome = Seen::Loaded { value: value ^ 1 }.into();
        }
    };
    let (_, broken) = trial(&SYSV_SHM, &facts(), 3_000, Some(more));
    let memory = ["NEW_BYTES_ZERO", "STORED", "PROCESSES_SHARE", "NEW_WHOLE_PAGES", "PERSISTS"];
    assert!(memory.contains(&broken.unwrap_or_default()), "{broken:?}");
}
