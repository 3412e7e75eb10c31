//! Laws of eventfds.

use bythebook::engine::Errno;
use bythebook::facilities::eventfd::EVENTFD;
use bythebook::facilities::eventfd::calls::{Call, Seen};

use super::{Law, are_found, other_errno, other_outcome};

const LAWS: &[Law] = &[
    Law {
        broken: "a read tells one less",
        breaks: |_, fate| {
            other_outcome(fate, |seen| match Seen::of(seen) {
                Seen::Took { value: value @ 2.., bytes } => {
                    Some(Seen::Took { value: value - 1, bytes })
                }
                _ => None,
            });
        },
        blamed: &["READ_TAKES_ALL", "CREATE_INITIAL"],
    },
    Law {
        broken: "the value is in the other byte order",
        breaks: |_, fate| {
            other_outcome(fate, |seen| match Seen::of(seen) {
                Seen::Took { value, bytes } => {
                    Some(Seen::Took { value: value.swap_bytes(), bytes })
                }
                _ => None,
            });
        },
        blamed: &["READ_HOST_ORDER"],
    },
    Law {
        broken: "fdinfo counts one more",
        breaks: |_, fate| {
            other_outcome(fate, |seen| match Seen::of(seen) {
                Seen::Count { count } => Some(Seen::Count { count: count.wrapping_add(1) }),
                _ => None,
            });
        },
        blamed: &["FDINFO_COUNT"],
    },
    Law {
        broken: "a write past the maximum is refused with another error",
        breaks: |op, fate| {
            if matches!(Call::of(op), Call::Write { .. }) {
                other_errno(fate, Errno::EAGAIN);
            }
        },
        blamed: &["WRITE_PAST_MAXIMUM"],
    },
];

#[test]
fn laws_of_eventfds_are_found_broken() {
    are_found(&EVENTFD, LAWS);
}
