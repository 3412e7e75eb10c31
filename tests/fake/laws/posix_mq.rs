//! Laws of message queues.

use bythebook::engine::Errno;
use bythebook::facilities::posix_mq::POSIX_MQ;
use bythebook::facilities::posix_mq::calls::{Call, Seen};

use super::{Law, are_found, other_errno, other_outcome};

const LAWS: &[Law] = &[
    Law {
        broken: "a message loses its last byte",
        breaks: |_, fate| {
            other_outcome(fate, |seen| match Seen::of(seen) {
                Seen::Received { priority, content } => {
                    content.shortened().map(|content| Seen::Received { priority, content })
                }
                _ => None,
            });
        },
        blamed: &["RECEIVE_WHOLE"],
    },
    Law {
        broken: "a message comes with another priority",
        breaks: |_, fate| {
            other_outcome(fate, |seen| match Seen::of(seen) {
                Seen::Received { priority, content } => {
                    Some(Seen::Received { priority: priority ^ 1, content })
                }
                _ => None,
            });
        },
        blamed: &["RECEIVE_PRIORITY"],
    },
    Law {
        broken: "an empty queue is told by another error",
        breaks: |op, fate| {
            if matches!(Call::of(op), Call::Receive { .. }) {
                other_errno(fate, Errno::EAGAIN);
            }
        },
        // Of several errors that all apply, the manual does not say which comes.
        blamed: &[
            "RECEIVE_EAGAIN",
            "RECEIVE_BUFFER_SMALL",
            "RECEIVE_TIMEOUT_INVALID_UNUSED",
            "RECEIVE_TIMEOUT_1000_MILLION",
        ],
    },
    Law {
        broken: "mq_curmsgs is one more",
        breaks: |op, fate| {
            let asks = matches!(Call::of(op), Call::GetAttributes { .. });
            other_outcome(fate, |seen| match Seen::of(seen) {
                Seen::Attributes { flags, messages_max, message_bytes_max, messages } if asks => {
                    let messages = messages + 1;
                    Some(Seen::Attributes { flags, messages_max, message_bytes_max, messages })
                }
                _ => None,
            });
        },
        blamed: &["GETATTR_CURMSGS", "CURMSGS_NOT_EMPLOYED", "SETATTR_LEAVES_REST"],
    },
    Law {
        broken: "the permissions of a new queue ignore the umask",
        breaks: |_, fate| {
            other_outcome(fate, |seen| match Seen::of(seen) {
                Seen::Status { mode, owned, grouped } => {
                    Some(Seen::Status { mode: mode | 0o077, owned, grouped })
                }
                _ => None,
            });
        },
        blamed: &["MODE_MASKED"],
    },
];

#[test]
fn laws_of_message_queues_are_found_broken() {
    are_found(&POSIX_MQ, LAWS);
}
