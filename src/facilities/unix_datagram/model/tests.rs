//! A kernel that conforms is accepted, and one that does not is rejected.

use crate::engine::Op;
use crate::engine::fake::trial;
use crate::engine::history::Fate;
use crate::facilities::tests::facts;
use crate::facilities::unix_datagram::UNIX_DATAGRAM;
use crate::facilities::unix_datagram::calls::Seen;

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&UNIX_DATAGRAM, &facts(), 2_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_cuts_messages_is_rejected() {
    let cuts = |op: &Op, fate: &mut Fate| {
        if op.room().is(&UNIX_DATAGRAM)
            && let Fate::Returned(Ok(outcome)) = fate
            && let Seen::Received { content, length } = Seen::of(outcome)
            && let Some(content) = content.shortened()
        {
            *outcome = Seen::Received { content, length: length - 1 }.into();
        }
    };
    let (_, broken) = trial(&UNIX_DATAGRAM, &facts(), 2_000, Some(cuts));
    assert!(broken.is_some());
}
