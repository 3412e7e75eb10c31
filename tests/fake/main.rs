//! Every room's model and the judge against a fake kernel, which answers at random with what the
//! model allows: nothing may be found. With one law broken, that must be found, and blamed rightly.
#![expect(clippy::print_stdout, reason = "figures, for who asks with --nocapture")]

mod laws;
mod relays;

use bythebook::engine::Room;
use bythebook::engine::fake::long_trial;
use bythebook::facilities::eventfd::operations::Eventfd;
use bythebook::facilities::pipe::PipeRoom;
use bythebook::facilities::posix_mq::PosixMq;
use bythebook::facilities::record_lock::RecordLock;
use bythebook::kernel::Facts;

/// Operations over all rooms, unless the variable says otherwise.
const OPERATIONS: u64 = 200_000;
const VARIABLE: &str = "BYTHEBOOK_FAKE_OPERATIONS";
const ROOMS: u64 = 4;

/// Facts, with the claims of all rooms numbered: tests share one process.
fn facts() -> Facts {
    bythebook::facilities::open();
    Facts::gather(None)
}

/// Nothing is found of a kernel that does as the book says.
fn conforms<R: Room>() {
    let told = std::env::var(VARIABLE).ok();
    let all = told.map_or(OPERATIONS, |number| number.parse().expect("a number of operations"));
    let (tally, broken) = long_trial::<R>(&facts(), all / ROOMS, None);
    let name = R::FACILITY.name;
    assert!(broken.is_empty(), "{name}: {broken:?}");
    let kept = tally.claims.iter().filter(|counts| counts.kept > 0).count();
    println!(
        "{name}: {} operations, {} scripts, {kept} claims kept",
        tally.operations, tally.scripts
    );
    assert!(tally.operations >= all / ROOMS && kept > 0);
}

#[test]
fn pipes_by_the_book_are_accepted() {
    conforms::<PipeRoom>();
}

#[test]
fn eventfds_by_the_book_are_accepted() {
    conforms::<Eventfd>();
}

#[test]
fn message_queues_by_the_book_are_accepted() {
    conforms::<PosixMq>();
}

#[test]
fn record_locks_by_the_book_are_accepted() {
    conforms::<RecordLock>();
}
