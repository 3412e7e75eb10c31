//! What is foreseen is performed as a relay, and judged without a search: it must come to the same.

use bythebook::claim;
use bythebook::engine::fake::{Breaks, performed};
use bythebook::engine::history::Fate;
use bythebook::engine::tally::Tally;
use bythebook::engine::{Errno, Room};
use bythebook::facilities::eventfd::operations::Eventfd;
use bythebook::facilities::pipe::PipeRoom;
use bythebook::facilities::posix_mq::PosixMq;
use bythebook::facilities::record_lock::RecordLock;

use crate::facts;

const SCRIPTS: u64 = 600;

/// The same steps are performed and the same claims kept and broken, with relays and without.
fn are_alike<R: Room>(breaks: Option<Breaks<R>>) {
    let facts = facts();
    let mut tallies = [Tally::new(claim::count()), Tally::new(claim::count())];
    let mut found = 0;
    for index in 0..SCRIPTS {
        let [(stepped, blamed), (relayed, also)] = [false, true].map(|relays| {
            let tally = &mut tallies[usize::from(relays)];
            performed::<R>(&facts, index, breaks, relays, tally)
        });
        assert_eq!(stepped, relayed, "script {index}");
        assert_eq!(blamed, also, "script {index}");
        found += u32::from(blamed.is_some());
    }
    let [stepped, relayed] = &tallies;
    assert_eq!(stepped.operations, relayed.operations);
    for claim in R::FACILITY.all_claims() {
        let counts = |tally: &Tally| {
            let counts = &tally.claims[claim.index()];
            (counts.kept, counts.broken)
        };
        assert_eq!(counts(stepped), counts(relayed), "{}", claim.id());
    }
    assert_eq!(found > 0, breaks.is_some());
}

#[test]
fn a_relay_of_pipes_comes_to_the_same() {
    are_alike::<PipeRoom>(None);
}

#[test]
fn a_relay_of_eventfds_comes_to_the_same() {
    are_alike::<Eventfd>(None);
}

#[test]
fn a_relay_of_message_queues_comes_to_the_same() {
    are_alike::<PosixMq>(None);
}

#[test]
fn a_relay_of_record_locks_comes_to_the_same() {
    are_alike::<RecordLock>(None);
}

/// A relay breaks off where something else comes, and the same claim is blamed.
#[test]
fn a_relay_in_which_another_error_comes_comes_to_the_same() {
    are_alike::<PipeRoom>(Some(|_, fate| {
        if let Fate::Returned(Err(error)) = fate {
            *error = Errno::EIO;
        }
    }));
}
