//! A kernel that conforms is accepted, and one that does not is rejected.

use crate::engine::Op;
use crate::engine::fake::trial;
use crate::engine::history::Fate;
use crate::facilities::pipe::PIPE;
use crate::facilities::pipe::calls::Seen;
use crate::facilities::tests::facts;

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&PIPE, &facts(), 2_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_drops_a_byte_is_rejected() {
    let drops = |op: &Op, fate: &mut Fate| {
        if op.room().is(&PIPE)
            && let Fate::Returned(Ok(outcome)) = fate
            && let Seen::Read { content } = Seen::of(outcome)
            && let Some(content) = content.shortened()
        {
            *outcome = Seen::Read { content }.into();
        }
    };
    let (_, broken) = trial(&PIPE, &facts(), 2_000, Some(drops));
    assert_eq!(broken, Some("READ_TAKES_AVAILABLE"));
}
