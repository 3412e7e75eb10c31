//! A kernel that conforms is accepted, and one that does not is rejected.

use crate::engine::Op;
use crate::engine::fake::trial;
use crate::engine::history::Fate;
use crate::facilities::regular_file::REGULAR_FILE;
use crate::facilities::regular_file::calls::{Call, Seen};
use crate::facilities::tests::facts;

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&REGULAR_FILE, &facts(), 2_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_lets_two_create_a_file_is_rejected() {
    let lets = |op: &Op, fate: &mut Fate| {
        if matches!(Call::of(op), Call::Open { .. })
            && *fate == Fate::Returned(Err(crate::sys::Errno::EEXIST))
        {
            *fate = Fate::Returned(Seen::Opened { cloexec: false }.answer());
        }
    };
    let (_, broken) = trial(&REGULAR_FILE, &facts(), 2_000, Some(lets));
    assert_eq!(broken, Some("CREATE_EXCLUSIVE"));
}
