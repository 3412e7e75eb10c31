//! The model by the book, against a kernel that conforms and against some that do not.

use crate::engine::fake::{judged, trial};
use crate::engine::forms::{Flags, PRIVATE, Tag};
use crate::engine::history::Fate;
use crate::engine::judge::Verdict;
use crate::engine::{Access, Answer, Op, Pick};
use crate::facilities::posix_shm::POSIX_SHM;
use crate::facilities::posix_shm::calls::{CREATE, Call, Name, Seen};
use crate::facilities::posix_shm::claims::*;
use crate::facilities::tests::facts;

const FD: Pick = Pick(0);

fn mapped() -> Vec<(Op, Answer)> {
    let (name, flags) = (Name::Plain(0), Flags::of(CREATE));
    let open = Call::Open { name, access: Access::Both, flags, mode: PRIVATE };
    vec![
        (open.into(), Seen::Opened { cloexec: true, lowest: true }.answer()),
        (Call::Truncate { fd: FD, bytes: 8192 }.into(), Seen::Done { returned: 0 }.answer()),
        (Call::Map { place: 0, fd: FD, write: true }.into(), Seen::Mapped.answer()),
    ]
}

fn load(at: u8, value: u8) -> (Op, Answer) {
    (Call::Load { place: 0, at }.into(), Seen::Loaded { value }.answer())
}

#[test]
fn bytes_are_zero_until_they_are_stored() {
    let store = (Call::Store { place: 0, at: 2, tag: Tag(5) }.into(), Seen::Stored.answer());
    let judged = |rest: Vec<_>| judged(&POSIX_SHM, &facts(), [mapped(), rest].concat());
    let by_the_book = vec![load(2, 0), store.clone(), load(2, 5), load(3, 0)];
    assert!(matches!(judged(by_the_book), Verdict::Allowed));
    let Verdict::Deviation(blame) = judged(vec![store, load(2, 0)]) else {
        panic!("what was stored is there");
    };
    assert_eq!(blame.claim, &STORED);
    let Verdict::Deviation(blame) = judged(vec![load(0, 1)]) else {
        panic!("new bytes are zero");
    };
    assert_eq!(blame.claim, &NEW_BYTES_ZERO);
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&POSIX_SHM, &facts(), 2_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 5_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_forgets_the_size_is_rejected() {
    let forgets = |op: &Op, fate: &mut Fate| {
        if let (Call::Status { .. }, Fate::Returned(Ok(outcome))) = (Call::of(op), fate)
            && let Seen::Status { size: 1.., mode, owned, grouped } = Seen::of(outcome)
        {
            *outcome = Seen::Status { size: 0, mode, owned, grouped }.into();
        }
    };
    let (_, broken) = trial(&POSIX_SHM, &facts(), 2_000, Some(forgets));
    assert!(broken.is_some());
}
