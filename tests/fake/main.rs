//! Every room's model and the judge against a fake kernel, which answers at random with what the
//! model allows: nothing may be found. With one law broken, that must be found, and blamed rightly.
#![expect(clippy::print_stdout, reason = "figures, for who asks with --nocapture")]

mod laws;
mod relays;
mod reports;

use bythebook::engine::Room;
use bythebook::engine::fake::long_trial;
use bythebook::facilities::ALL;
use bythebook::kernel::Facts;

/// Operations over all rooms, unless the variable says otherwise.
const OPERATIONS: u64 = 200_000;
const VARIABLE: &str = "BYTHEBOOK_FAKE_OPERATIONS";

/// Facts, with the claims of all rooms numbered: tests share one process.
fn facts() -> Facts {
    bythebook::facilities::open();
    Facts::gather(None)
}

/// Nothing is found of a kernel that does as the book says.
fn conforms(room: &'static Room, operations: u64) {
    let (tally, broken) = long_trial(room, &facts(), operations, None);
    let name = room.facility.name;
    assert!(broken.is_empty(), "{name}: {broken:?}");
    let kept = tally.claims.counted().filter(|(_, counts)| counts.kept > 0).count();
    println!(
        "{name}: {} operations, {} scripts, {kept} claims kept",
        tally.operations, tally.scripts
    );
    assert!(tally.operations >= operations && kept > 0);
}

#[test]
fn every_room_by_the_book_is_accepted() {
    let told = std::env::var(VARIABLE).ok();
    let all = told.map_or(OPERATIONS, |number| number.parse().expect("a number of operations"));
    for room in ALL {
        conforms(room, all / ALL.len() as u64);
    }
}
