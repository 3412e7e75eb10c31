//! A kernel that conforms is accepted, and one that does not is rejected.

use crate::engine::Op;
use crate::engine::fake::trial;
use crate::engine::history::Fate;
use crate::facilities::fifo::FIFO;
use crate::facilities::fifo::calls::{Call, Seen};
use crate::facilities::tests::facts;
use crate::sys::Errno;

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&FIFO, &facts(), 2_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_drops_a_byte_is_rejected() {
    let drops = |_: &Op, fate: &mut Fate| {
        if let Fate::Returned(Ok(outcome)) = fate
            && let Seen::Read { content } = Seen::of(outcome)
            && let Some(content) = content.shortened()
        {
            *outcome = Seen::Read { content }.into();
        }
    };
    let (_, broken) = trial(&FIFO, &facts(), 2_000, Some(drops));
    assert_eq!(broken, Some("READ_TAKES_AVAILABLE"));
}

#[test]
fn a_kernel_that_opens_the_write_end_without_a_reader_is_rejected() {
    let opens = |op: &Op, fate: &mut Fate| {
        if matches!(Call::of(op), Call::Open { .. }) && *fate == Fate::Returned(Err(Errno::ENXIO)) {
            *fate = Fate::Returned(Seen::Opened { cloexec: false }.answer());
        }
    };
    let (_, broken) = trial(&FIFO, &facts(), 2_000, Some(opens));
    assert_eq!(broken, Some("OPEN_WRITE_ENXIO"));
}
