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
        let counts = |tally: &Tally| {
            let counts = &tally.claims[claim.index()];
            (counts.kept, counts.broken)
        };
        assert_eq!(counts(stepped), counts(relayed), "{}", claim.id());
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
