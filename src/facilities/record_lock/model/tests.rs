//! The model by the book, against a kernel that conforms and against some that do not.

use super::*;
use crate::claim::Claim;
use crate::engine::fake::trial;
use crate::engine::history::Fate;
use crate::engine::job::trial::patience_after;
use crate::engine::judge::blame;
use crate::engine::run::{PATIENCE, PATIENCE_AGAIN};
use crate::engine::world::Rooms;
use crate::engine::{Access, Errno, Happens, Op, Pick, Scene};
use crate::facilities::record_lock::RECORD_LOCK;
use crate::facilities::record_lock::calls::{FILE_BYTES, Seen};
use crate::facilities::record_lock::claims::DEADLOCK_DETECTED;
use crate::facilities::record_lock::listed::Holder;
use crate::facilities::tests::facts;

/// Scripts of a trial.
const SCRIPTS: u64 = 2_000;
const WRITE: Option<Kind> = Some(Kind::Write);
const FD: Pick = Pick(0);

fn set(wait: bool, kind: Option<Kind>, start: i16, length: i16) -> Op {
    Call::Set { fd: FD, wait, kind, range: Range::plain(start, length) }.into()
}

#[test]
fn what_a_process_loses_by_closing_is_free_for_others() {
    let mut files = Files::default();
    let (range, holder, other) = (Range::plain(0, 10), Actor(0), Actor(1));
    let bytes = range.bytes(FILE_BYTES).expect("it begins in the file");
    let manner =
        Manner { range, file_bytes: FILE_BYTES, through: 1, placer: Actor(0), by_lockf: false };
    let (owner, stranger) = (Owner::Process(holder), Owner::Process(other));
    files.files[0].table.set(owner, WRITE, bytes, &manner);
    let file = Object::of(0);
    assert_eq!(files.file(file).table.conflicts(stranger, Kind::Read, bytes).len(), 1);
    files.release(holder, file, |_| Why::Closed);
    assert!(files.file(file).table.conflicts(stranger, Kind::Write, bytes).is_empty());
    let why: Vec<Why> =
        files.file(file).lost.to_others(other, bytes).map(|lost| lost.why).collect();
    assert_eq!(why, [Why::Closed]);
    assert_eq!(files.file(file).lost.to_others(holder, bytes).count(), 0);
}

/// Processes that have opened the file and made calls, each as it had to come.
struct Case {
    files: Files,
    world: World,
}

impl Case {
    fn of(actors: u8) -> Self {
        let mut world = World::new(Rooms::from_slice(&[&RECORD_LOCK]), actors, 0);
        for actor in 0..actors {
            let (object, access) = (Object::of(0), Access::Both);
            let file = File { object, access, nonblocking: false, cloexec: false, note: 0 };
            world.open(Actor(actor), file);
        }
        Self { files: Files::default(), world }
    }

    fn call(by: Actor, op: &Op) -> engine::Call<'_> {
        engine::Call::new(by, op, 0, false)
    }

    fn does(&mut self, by: Actor, op: &Op) {
        let answer = Seen::Done.answer();
        let waits = Model::rule(&self.files, &Self::call(by, op), &self.world).must_wait();
        let how = if waits { How::Waited } else { How::Returned(&answer) };
        let _ = self.files.follow(&Self::call(by, op), &Taken { mark: 0, how }, &self.world);
    }

    /// What the call may do, each with its first claim.
    fn may(&self, by: Actor, op: &Op) -> Vec<(&'static str, String)> {
        let ruling = Model::rule(&self.files, &Self::call(by, op), &self.world);
        let told = |happens: &Happens| happens.to_string();
        ruling
            .clauses
            .iter()
            .map(|clause| (clause.claims[0].name(), told(&clause.happens)))
            .collect()
    }
}

/// A waits for C's bytes 0 and 5, B behind it for byte 0, which C then unlocks: until A has looked
/// again, B seems to wait for A.
fn a_queue(thread_of: Actor) -> (Case, Actor) {
    let [a, b, c] = [0, 1, 2].map(Actor);
    let mut case = Case::of(3);
    case.does(c, &set(false, WRITE, 0, 1));
    case.does(c, &set(false, WRITE, 5, 1));
    case.does(b, &set(false, WRITE, 10, 1));
    let thread = case.world.start_thread(thread_of);
    case.does(a, &set(true, WRITE, 0, 6));
    case.does(b, &set(true, WRITE, 0, 1));
    case.does(c, &set(false, None, 0, 1));
    (case, thread)
}

#[test]
fn a_deadlock_may_be_told_falsely_of_threads_only() {
    let wait = set(true, WRITE, 10, 1);
    let waits = ("SETLKW_WAITS", "waits".to_owned());
    let falsely = ("DEADLOCK_FALSELY", "EDEADLK".to_owned());
    let (case, thread) = a_queue(Actor(0));
    assert_eq!(case.may(thread, &wait), [waits.clone(), falsely]);
    // Nothing waits for C, whatever B seems to wait for.
    let (case, thread) = a_queue(Actor(2));
    assert_eq!(case.may(thread, &wait), std::slice::from_ref(&waits));
    // Once all has settled, it is certain that B has what it waited for.
    let (mut case, thread) = a_queue(Actor(0));
    case.files.event(&Event::Settled, &case.world);
    assert_eq!(case.may(thread, &wait), [waits]);
}

#[test]
fn a_circle_of_processes_with_one_thread_each_is_a_deadlock() {
    let mut case = Case::of(2);
    case.does(Actor(0), &set(false, WRITE, 0, 1));
    case.does(Actor(1), &set(false, WRITE, 10, 1));
    case.does(Actor(0), &set(true, WRITE, 10, 1));
    let deadlock = [("DEADLOCK_DETECTED", "EDEADLK".to_owned())];
    assert_eq!(case.may(Actor(1), &set(true, WRITE, 0, 1)), deadlock);
    case.world.start_thread(Actor(0));
    let may = case.may(Actor(1), &set(true, WRITE, 0, 1));
    assert_eq!(may[1], ("DEADLOCK_FALSELY", "EDEADLK".to_owned()));
}

/// Two processes may read-lock the same bytes: which lock is meant, its holder says first.
#[test]
fn a_wrong_length_is_blamed_where_the_holder_is_right() {
    let mut case = Case::of(3);
    case.does(Actor(0), &set(false, Some(Kind::Read), 0, 10));
    case.does(Actor(1), &set(false, Some(Kind::Read), 0, 11));
    let get = Call::Get { fd: FD, kind: Kind::Write, range: Range::plain(0, 0) }.into();
    let blamed = |length, holder| {
        let ruling = Model::rule(&case.files, &Case::call(Actor(2), &get), &case.world);
        let seen = Seen::Held { kind: Kind::Read, start: 0, length, holder };
        let blame = blame(Actor(2), &ruling, &Fate::Returned(seen.answer()));
        blame.map(|blame| blame.claim.name())
    };
    assert_eq!(blamed(10, Holder::Actor(Actor(1))), Some("GETLK_LENGTH"));
    assert_eq!(blamed(11, Holder::Actor(Actor(0))), Some("GETLK_LENGTH"));
    assert_eq!(blamed(11, Holder::Stranger), Some("GETLK_HOLDER"));
}

/// Of what is locked by lockf, one claim says both where it begins and how long it is.
#[test]
fn a_claim_that_speaks_of_two_parts_is_blamed_for_both_and_credited_once() {
    let mut case = Case::of(2);
    let (command, offset, length) = (Command::Lock, 10, 5);
    case.does(Actor(0), &Call::Lockf { fd: FD, command, offset, length }.into());
    let get = Call::Get { fd: FD, kind: Kind::Write, range: Range::plain(0, 0) }.into();
    let ruling = Model::rule(&case.files, &Case::call(Actor(1), &get), &case.world);
    let credited: Vec<_> = ruling.clauses[0].credited().map(Claim::name).collect();
    assert_eq!(credited, ["LOCKF_IS_WRITE_LOCK", "LOCKF_FROM_OFFSET", "GETLK_HOLDER"]);
    let blamed = |start, length, holder| {
        let seen = Seen::Held { kind: Kind::Write, start, length, holder };
        let blame = blame(Actor(1), &ruling, &Fate::Returned(seen.answer()));
        blame.map(|blame| blame.claim.name())
    };
    let holder = Holder::Actor(Actor(0));
    assert_eq!(blamed(11, 5, holder), Some("LOCKF_FROM_OFFSET"));
    assert_eq!(blamed(10, 4, holder), Some("LOCKF_FROM_OFFSET"));
    assert_eq!(blamed(10, 5, Holder::Nobody), Some("GETLK_HOLDER"));
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&RECORD_LOCK, &facts(), SCRIPTS, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_grants_what_conflicts_is_rejected() {
    let grants = |op: &Op, fate: &mut Fate| {
        let locks = matches!(Call::of(op), Call::Set { wait: false, kind: Some(_), .. });
        if locks && matches!(fate, Fate::Returned(Err(Errno::EAGAIN | Errno::EACCES))) {
            *fate = Fate::Returned(Seen::Done.answer());
        }
    };
    let (_, broken) = trial(&RECORD_LOCK, &facts(), SCRIPTS, Some(grants));
    let refusals = [
        "SETLK_CONFLICT",
        "WRITE_EXCLUDES_WRITE",
        "WRITE_EXCLUDES_READ",
        "READ_EXCLUDES_WRITE",
        "LENGTH_ZERO_GROWS",
        "LOCKF_BINDS_FCNTL",
        "OFD_CONFLICT",
        "OFD_CONFLICT_OWN",
        "FORK_INHERITS_NONE",
        "EXEC_KEEPS_LOCKS",
    ];
    assert!(broken.is_some_and(|claim| refusals.contains(&claim)), "{broken:?}");
}

/// As a kernel would that forgets to split: F_GETLK tells of no lock but whole ones.
#[test]
fn a_kernel_that_tells_other_ranges_is_rejected() {
    let shifts = |_: &Op, fate: &mut Fate| {
        if let Fate::Returned(Ok(outcome)) = fate
            && let Seen::Held { kind, start, length, holder } = Seen::of(outcome)
        {
            *outcome = Seen::Held { kind, start: start + 1, length, holder }.into();
        }
    };
    let (_, broken) = trial(&RECORD_LOCK, &facts(), SCRIPTS, Some(shifts));
    assert!(broken.is_some(), "a shifted range was taken for a right one");
}

#[test]
fn a_kernel_that_has_no_deadlock_detection_is_rejected() {
    let (_, broken) = trial(&RECORD_LOCK, &facts(), 4 * SCRIPTS, Some(sleeps));
    let circles = ["DEADLOCK_DETECTED", "DEADLOCK_OF_MANY", "LOCKF_DEADLOCK"];
    assert!(broken.is_some_and(|claim| circles.contains(&claim)), "{broken:?}");
}

/// Else each of them would cost the time of many scripts, and hide what these would show.
#[test]
fn what_is_known_never_to_return_is_not_waited_for_long() {
    let patience = |breaks| {
        let Scene { actors, steps, .. } = (RECORD_LOCK.scenes)().swap_remove(0);
        patience_after(&facts(), &RECORD_LOCK, &DEADLOCK_DETECTED, (actors, steps), breaks)
    };
    assert_eq!(patience(Some(sleeps)), PATIENCE_AGAIN);
    assert_eq!(patience(None), PATIENCE);
}

/// As a kernel does that finds no circle of waiters.
fn sleeps(_: &Op, fate: &mut Fate) {
    if *fate == Fate::Returned(Err(Errno::EDEADLK)) {
        *fate = Fate::Waits;
    }
}
