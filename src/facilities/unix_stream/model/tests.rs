//! A kernel that conforms is accepted, and one that does not is rejected.

use crate::engine::fake::{judged, trial};
use crate::engine::forms::{Flags, Tag};
use crate::engine::history::Fate;
use crate::engine::judge::Verdict;
use crate::engine::{Op, Pick};
use crate::facilities::tests::facts;
use crate::facilities::unix_stream::UNIX_STREAM;
use crate::facilities::unix_stream::calls::{Call, Seen};
use crate::facilities::unix_stream::claims::{PEEK_LEAVES, RECV_ACROSS_SENDS};
use crate::families::socket::{NONBLOCK, PEEK, Wrong};

#[test]
fn what_was_peeked_at_comes_again_and_sends_are_not_told_apart() {
    let pair = Call::Pair { flags: Flags::of(NONBLOCK), wrong: Wrong::Nothing };
    let made = Seen::Created { cloexec: [false; 2], nonblock: [true; 2] };
    let send = |tag| Call::Send { fd: Pick(0), bytes: 9, tag: Tag(tag), flags: Flags::NONE };
    let all = || Seen::Sent { bytes: 9 }.answer();
    let recv = |flags| Call::Recv { fd: Pick(1), bytes: 100, flags };
    let received = |tags: &[u16]| {
        let content = tags.iter().map(|tag| Tag(*tag).piece(9)).collect();
        Seen::Received { content }.answer()
    };
    let judged = |peeked: &[u16], then: &[u16]| {
        let calls = vec![
            (pair.into(), made.clone().answer()),
            (send(1).into(), all()),
            (send(2).into(), all()),
            (recv(Flags::of(PEEK)).into(), received(peeked)),
            (recv(Flags::NONE).into(), received(then)),
        ];
        match judged(&UNIX_STREAM, &facts(), calls) {
            Verdict::Deviation(blame) => Some(blame.claim),
            _ => None,
        }
    };
    assert_eq!(judged(&[1, 2], &[1, 2]), None);
    assert_eq!(judged(&[1, 2], &[2]), Some(&PEEK_LEAVES));
    assert_eq!(judged(&[1, 2], &[1]), Some(&RECV_ACROSS_SENDS));
}

#[test]
fn a_kernel_that_conforms_is_accepted() {
    let (tally, broken) = trial(&UNIX_STREAM, &facts(), 2_000, None);
    assert_eq!(broken, None);
    assert!(tally.operations > 10_000, "{} operations", tally.operations);
}

#[test]
fn a_kernel_that_drops_a_byte_is_rejected() {
    let drops = |op: &Op, fate: &mut Fate| {
        if op.room().is(&UNIX_STREAM)
            && let Fate::Returned(Ok(outcome)) = fate
            && let Seen::Received { content } = Seen::of(outcome)
            && let Some(content) = content.shortened()
        {
            *outcome = Seen::Received { content }.into();
        }
    };
    let (_, broken) = trial(&UNIX_STREAM, &facts(), 2_000, Some(drops));
    assert!(broken.is_some());
}
