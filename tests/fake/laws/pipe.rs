//! Laws of pipes.

use bythebook::engine::Errno;
use bythebook::engine::history::Fate;
use bythebook::facilities::pipe::PIPE;
use bythebook::facilities::pipe::calls::{Call, Seen};

use super::{Law, are_found, other_errno, other_outcome};

const LAWS: &[Law] = &[
    Law {
        broken: "a read loses its last byte",
        breaks: |op, fate| {
            let reads = matches!(Call::of(op), Call::Read { .. });
            other_outcome(fate, |seen| match Seen::of(seen) {
                Seen::Read { content } if reads => {
                    content.shortened().map(|content| Seen::Read { content })
                }
                _ => None,
            });
        },
        // Where writes overlapped, what lacks a byte may be as like another order of theirs.
        blamed: &[
            "READ_TAKES_AVAILABLE",
            "READ_IN_ORDER",
            "PACKET_IS_ONE_READ",
            "PACKET_EXCESS_DISCARDED",
            "PACKET_SWITCHES",
        ],
    },
    Law {
        broken: "there is no end of file",
        breaks: |op, fate| {
            if matches!(Call::of(op), Call::Read { bytes: 1.., .. })
                && let Fate::Returned(Ok(outcome)) = fate
                && let Seen::Read { content } = Seen::of(outcome)
                && content.is_empty()
            {
                *fate = Fate::Returned(Err(Errno::EAGAIN));
            }
        },
        blamed: &["READ_END_OF_FILE"],
    },
    Law {
        broken: "an empty pipe is told by another error",
        breaks: |op, fate| {
            if matches!(Call::of(op), Call::Read { .. }) {
                other_errno(fate, Errno::EAGAIN);
            }
        },
        blamed: &["READ_OF_EMPTY_EAGAIN", "READ_END_NEEDS_ALL"],
    },
    Law {
        broken: "FIONREAD counts one more",
        breaks: |op, fate| {
            let counts = matches!(Call::of(op), Call::Fionread { .. });
            other_outcome(fate, |seen| match Seen::of(seen) {
                Seen::Number { number } if counts => Some(Seen::Number { number: number + 1 }),
                _ => None,
            });
        },
        blamed: &["FIONREAD_COUNTS"],
    },
    Law {
        broken: "nobody is killed by SIGPIPE",
        breaks: |_, fate| {
            if matches!(fate, Fate::Died(_)) {
                *fate = Fate::Returned(Err(Errno::EPIPE));
            }
        },
        blamed: &["WRITE_SIGPIPE"],
    },
];

#[test]
fn laws_of_pipes_are_found_broken() {
    are_found(&PIPE, LAWS);
}
