//! The model by the book, against a kernel that conforms and against some that do not.

use super::*;
use crate::engine::fake::{judged, trial};
use crate::engine::history::Fate;
use crate::engine::judge::Verdict;
use crate::engine::{Access, Answer, Errno, Op, Pick};
use crate::facilities::ofd_lock::OFD_LOCK;
use crate::facilities::ofd_lock::calls::Seen;
use crate::facilities::ofd_lock::claims::GETLK_HOLDER_OFD;
use crate::facilities::tests::facts;
use crate::families::ranges::Holder;

/// Scripts of a trial.
const SCRIPTS: u64 = 2_000;

/// One process has opened the file twice, and asks by one description of the other's lock.
fn told_of_the_other(holder: Holder) -> Verdict {
    let range = Range::plain(0, 10);
    let open = || -> (Op, Answer) {
        (Call::Open { file: 0, access: Access::Both }.into(), Seen::Opened.answer())
    };
    let set = Call::Set { fd: Pick(0), wait: false, kind: Some(Kind::Write), range };
    let get = Call::Get { fd: Pick(1), kind: Kind::Read, range: Range::plain(0, 0) };
    let held = Seen::Held { kind: Kind::Write, start: 0, length: 10, holder };
    let calls =
        vec![open(), open(), (set.into(), Seen::Done.answer()), (get.into(), held.answer())];
    judged(&OFD_LOCK, &facts(), calls)
}

#[test]
fn a_lock_of_a_description_is_told_without_a_process() {
    assert!(matches!(told_of_the_other(Holder::Nobody), Verdict::Allowed));
    let Verdict::Deviation(blame) = told_of_the_other(Holder::Actor(Actor(0))) else {
        panic!("a process that holds a description's lock is not by the book");
    };
    assert_eq!(blame.claim, &GETLK_HOLDER_OFD);
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&OFD_LOCK, &facts(), SCRIPTS, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 8_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_grants_what_conflicts_is_rejected() {
    let grants = |op: &Op, fate: &mut Fate| {
        let locks = matches!(Call::of(op), Call::Set { kind: Some(_), .. });
        if locks && *fate == Fate::Returned(Err(Errno::EAGAIN)) {
            *fate = Fate::Returned(Seen::Done.answer());
        }
    };
    let (_, broken) = trial(&OFD_LOCK, &facts(), SCRIPTS, Some(grants));
    let refusals = [
        "WRITE_EXCLUDES_WRITE",
        "WRITE_EXCLUDES_READ",
        "READ_EXCLUDES_WRITE",
        "SEVERAL_EXCLUDE",
        "OPENS_CONFLICT",
        "OWN_RECORD_EXCLUDES",
        "RECORD_EXCLUDES",
        "CLOSE_OF_ONE_KEEPS",
    ];
    assert!(broken.is_some_and(|claim| refusals.contains(&claim)), "{broken:?}");
}

/// No process is left that could unlock what the two wait for.
#[test]
fn a_circle_of_waiters_is_told_from_a_wait() {
    let [a, b] = [0, 1].map(Actor);
    let mut files = Files::default();
    let bytes = |start| Range::plain(start, 1).bytes(FILE_BYTES).expect("it is in the file");
    let manner = |through, placer| Manner {
        range: Range::plain(0, 1),
        file_bytes: FILE_BYTES,
        through,
        placer,
        by_lockf: false,
    };
    let mut world = World::new(crate::engine::world::Rooms::from_slice(&[&OFD_LOCK]), 2, 0);
    for (id, by) in [(0, a), (1, b)] {
        let (object, access) = (Object::of(0), Access::Both);
        world.open(by, File { object, access, nonblocking: false, cloexec: false, note: 0 });
        let place = bytes(i16::from(by.0) * 10);
        let owner = Owner::Description(id);
        files.files[0].set(owner, Some(Kind::Write), place, &manner(id, by));
    }
    let waits = |by, id, start| Request {
        by,
        owner: Owner::Description(id),
        file: Object::of(0),
        kind: Kind::Write,
        bytes: bytes(start),
    };
    assert!(!files.is_deadlock(waits(a, 0, 10), &world));
    files.waiting.push(waits(a, 0, 10));
    assert!(files.is_deadlock(waits(b, 1, 0), &world));
}
