//! A kernel that conforms is accepted, and one that does not is rejected.

use crate::engine::Op;
use crate::engine::fake::trial;
use crate::engine::history::Fate;
use crate::facilities::pty::PTY;
use crate::facilities::pty::calls::{Call, Seen};
use crate::facilities::tests::facts;

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&PTY, &facts(), 2_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 8_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_takes_the_newline_from_a_line_is_rejected() {
    let takes = |_: &Op, fate: &mut Fate| {
        if let Fate::Returned(Ok(outcome)) = fate
            && let Seen::Read { content } = Seen::of(outcome)
            && content.to_bytes().ends_with(b"\n")
            && let Some(content) = content.shortened()
        {
            *outcome = Seen::Read { content }.into();
        }
    };
    let (_, broken) = trial(&PTY, &facts(), 2_000, Some(takes));
    assert!(
        matches!(
            broken,
            Some("LINE_HAS_NEWLINE" | "SLAVE_TO_MASTER" | "ECHOES" | "NEWLINE_RETURNS")
        ),
        "{broken:?}"
    );
}

#[test]
fn a_kernel_that_opens_a_locked_slave_is_rejected() {
    let opens = |op: &Op, fate: &mut Fate| {
        if matches!(Call::of(op), Call::Slave { .. }) && matches!(fate, Fate::Returned(Err(_))) {
            *fate = Fate::Returned(Seen::Slave { same: true, cloexec: false }.answer());
        }
    };
    let (_, broken) = trial(&PTY, &facts(), 2_000, Some(opens));
    assert!(matches!(broken, Some("NEW_IS_LOCKED" | "OPENS_EMFILE" | "LOCK_SETS")), "{broken:?}");
}
