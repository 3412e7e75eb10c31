//! Laws of record locks.

use bythebook::engine::Errno;
use bythebook::engine::forms::Rest;
use bythebook::engine::history::Fate;
use bythebook::facilities::record_lock::RECORD_LOCK;
use bythebook::facilities::record_lock::calls::{Call, Seen};

use super::{Law, are_found, other_outcome};

const LAWS: &[Law] = &[
    Law {
        broken: "F_GETLK tells another type",
        breaks: |_, fate| {
            other_outcome(fate, |seen| match Seen::of(seen) {
                Seen::Held { kind, start, length, holder } => {
                    Some(Seen::Held { kind: kind.other(), start, length, holder })
                }
                _ => None,
            });
        },
        // Where several locks stand in the way, what is wrong of one may be as like another.
        blamed: &["GETLK_TYPE", "CONVERTS", "LOCKF_IS_WRITE_LOCK", "GETLK_START"],
    },
    Law {
        broken: "F_GETLK tells that nothing is in the way",
        breaks: |_, fate| {
            other_outcome(fate, |seen| match Seen::of(seen) {
                Seen::Held { .. } => Some(Seen::Free { rest_untouched: true }),
                _ => None,
            });
        },
        blamed: &["GETLK_TYPE", "CONVERTS", "LOCKF_IS_WRITE_LOCK"],
    },
    Law {
        broken: "F_GETLK changes other fields where nothing is in the way",
        breaks: |_, fate| {
            other_outcome(fate, |seen| match Seen::of(seen) {
                Seen::Free { .. } => Some(Seen::Free { rest_untouched: false }),
                _ => None,
            });
        },
        blamed: &["GETLK_FREE_LEAVES_REST"],
    },
    Law {
        broken: "/proc/locks lists nothing",
        breaks: |_, fate| {
            other_outcome(fate, |seen| match Seen::of(seen) {
                Seen::Listed { .. } => Some(Seen::Listed { lines: Rest(vec![]) }),
                _ => None,
            });
        },
        blamed: &["PROC_LISTS", "PROC_OFD", "PROC_FLOCK"],
    },
    Law {
        broken: "another process may lock what is locked for writing",
        breaks: |op, fate| {
            let locks = matches!(Call::of(op), Call::Set { wait: false, kind: Some(_), .. });
            if locks && matches!(fate, Fate::Returned(Err(Errno::EAGAIN | Errno::EACCES))) {
                *fate = Fate::Returned(Seen::Done.answer());
            }
        },
        blamed: &[
            "WRITE_EXCLUDES_WRITE",
            "WRITE_EXCLUDES_READ",
            "READ_EXCLUDES_WRITE",
            "SETLK_CONFLICT",
            "LENGTH_ZERO_GROWS",
            "LOCKF_BINDS_FCNTL",
            "OFD_CONFLICT",
            "OFD_CONFLICT_OWN",
            "FORK_INHERITS_NONE",
            "EXEC_KEEPS_LOCKS",
            "EXEC_BY_THREAD_KEEPS_LOCKS",
        ],
    },
];

#[test]
fn laws_of_record_locks_are_found_broken() {
    are_found(&RECORD_LOCK, LAWS);
}
