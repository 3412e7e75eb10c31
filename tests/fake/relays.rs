//! What is predicted is performed as a relay, and judged without a search: the verdicts must be the
//! same.

use bythebook::engine::fake::{Breaks, performed};
use bythebook::engine::history::Fate;
use bythebook::engine::tally::Tally;
use bythebook::engine::{Errno, Room};
use bythebook::facilities::ALL;

use crate::facts;

const SCRIPTS: u64 = 600;

/// The same steps are performed and the same claims kept and broken, with relays and without.
fn are_alike(room: &'static Room, breaks: Option<Breaks>) {
    let facts = facts();
    let name = room.facility.name;
    let mut tallies = [Tally::default(), Tally::default()];
    let mut found = 0;
    for index in 0..SCRIPTS {
        let [(stepped, blamed), (relayed, also)] = [false, true].map(|relays| {
            let tally = &mut tallies[usize::from(relays)];
            performed(room, &facts, index, breaks, relays, tally)
        });
        assert_eq!(stepped, relayed, "{name}, script {index}");
        assert_eq!(blamed, also, "{name}, script {index}");
        found += u32::from(blamed.is_some());
    }
    let [stepped, relayed] = &tallies;
    assert_eq!(stepped.operations, relayed.operations, "{name}");
    for claim in room.facility.all_claims() {
        let [one, other] = [stepped, relayed].map(|tally| &tally.claims[claim.index()]);
        let id = claim.id();
        assert_eq!((one.kept > 0, one.broken), (other.kept > 0, other.broken), "{id}");
        // Within a relay nobody looks at those who sleep: that one goes on sleeping, by another
        // claim than it fell asleep by, is not counted there.
        assert!(one.kept == other.kept || claim.waits && one.kept > other.kept, "{id}");
    }
    assert_eq!(found > 0, breaks.is_some(), "{name}");
}

#[test]
fn a_relay_of_each_room_comes_to_the_same() {
    for room in ALL {
        are_alike(room, None);
    }
}

/// A relay breaks off where something else comes, and the same claim is blamed.
#[test]
fn a_relay_in_which_another_error_comes_comes_to_the_same() {
    let another = |_: &_, fate: &mut Fate| {
        if let Fate::Returned(Err(error)) = fate {
            *error = Errno::EIO;
        }
    };
    for room in ALL {
        are_alike(room, Some(another));
    }
}
