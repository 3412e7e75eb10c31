//! The model by the book, against a kernel that conforms and against some that do not.

use crate::engine::fake::{judged, trial};
use crate::engine::forms::{Flags, Tag};
use crate::engine::history::Fate;
use crate::engine::judge::Verdict;
use crate::engine::{Answer, Errno, Op, Pick};
use crate::facilities::memfd::MEMFD;
use crate::facilities::memfd::calls::{Call, GROW, Kind, Name, SEALING, Seen, WRITE};
use crate::facilities::memfd::claims::*;
use crate::facilities::tests::facts;

const FD: Pick = Pick(0);

fn made() -> Vec<(Op, Answer)> {
    let create = Call::Create { name: Name::First, flags: Flags::of(SEALING) };
    vec![
        (create.into(), Seen::Created { bytes: 0, cloexec: false }.answer()),
        (Call::Truncate { fd: FD, bytes: 100 }.into(), Seen::Done.answer()),
    ]
}

fn add(seals: i32, answer: Answer) -> (Op, Answer) {
    (Call::Add { fd: FD, seals: Flags::of(seals) }.into(), answer)
}

fn map(answer: Answer) -> (Op, Answer) {
    (Call::Map { place: 0, fd: FD, kind: Kind::Written }.into(), answer)
}

fn write(answer: Answer) -> (Op, Answer) {
    (Call::Write { fd: FD, at: 0, bytes: 8, tag: Tag(3) }.into(), answer)
}

fn verdict(rest: Vec<(Op, Answer)>) -> Verdict {
    judged(&MEMFD, &facts(), [made(), rest].concat())
}

fn blamed(rest: Vec<(Op, Answer)>) -> &'static str {
    match verdict(rest) {
        Verdict::Deviation(blame) => blame.claim.name(),
        _ => "nothing",
    }
}

#[test]
fn a_seal_against_writes_waits_for_the_last_mapping() {
    let done = || Seen::Done.answer();
    let unmap = || (Call::Unmap { place: 0 }.into(), done());
    let busy = || add(WRITE, Err(Errno::EBUSY));
    let by_the_book =
        vec![map(done()), busy(), unmap(), add(WRITE, done()), map(Err(Errno::EPERM))];
    assert!(matches!(verdict(by_the_book), Verdict::Allowed));
    assert_eq!(blamed(vec![map(done()), add(WRITE, done())]), ADD_WRITE_BUSY.name());
    assert_eq!(blamed(vec![map(done()), unmap(), busy()]), ADD_WRITE_UNMAPPED.name());
}

#[test]
fn what_is_sealed_is_refused_and_what_is_not_is_done() {
    let wrote = || Seen::Wrote { bytes: 8 }.answer();
    let sealed = |seal| add(seal, Seen::Done.answer());
    assert!(matches!(verdict(vec![sealed(GROW), write(wrote())]), Verdict::Allowed));
    assert_eq!(blamed(vec![sealed(WRITE), write(wrote())]), WRITE_WRITE.name());
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&MEMFD, &facts(), 2_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 5_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_takes_a_seal_off_is_rejected() {
    let forgets = |op: &Op, fate: &mut Fate| {
        if let (Call::Get { .. }, Fate::Returned(Ok(outcome))) = (Call::of(op), fate)
            && let Seen::Sealed { seals } = Seen::of(outcome)
        {
            *outcome = Seen::Sealed { seals: seals & !GROW }.into();
        }
    };
    let (_, broken) = trial(&MEMFD, &facts(), 2_000, Some(forgets));
    assert!(broken.is_some());
}
