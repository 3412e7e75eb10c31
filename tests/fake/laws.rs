//! Laws that a fake kernel breaks, one at a time, and the claims of which one must be blamed.

use bythebook::engine::fake::{Breaks, long_trial};
use bythebook::engine::history::Fate;
use bythebook::engine::{Errno, Room};
use bythebook::facilities::eventfd::operations::{Eventfd, Op as EventfdOp, Took};
use bythebook::facilities::pipe::PipeRoom;
use bythebook::facilities::pipe::operations::Op as PipeOp;
use bythebook::facilities::pipe::seen::Saw as PipeSaw;
use bythebook::facilities::posix_mq::PosixMq;
use bythebook::facilities::posix_mq::operations::Op as QueueOp;
use bythebook::facilities::posix_mq::seen::Saw as QueueSaw;
use bythebook::facilities::record_lock::RecordLock;
use bythebook::facilities::record_lock::operations::Op as LockOp;
use bythebook::facilities::record_lock::seen::Saw as LockSaw;

use super::facts;

/// Operations under each law.
const OPERATIONS: u64 = 60_000;

/// A law by what breaks it, and the claims that may be blamed, of which the first must be.
struct Law<R: Room> {
    broken: &'static str,
    breaks: Breaks<R>,
    blamed: &'static [&'static str],
}

/// Each law is found broken, and no claim is blamed but those that it breaks.
fn are_found<R: Room>(laws: &[Law<R>]) {
    let facts = facts();
    for Law { broken, breaks, blamed } in laws {
        let (_, found) = long_trial::<R>(&facts, OPERATIONS, Some(*breaks));
        println!("{}: {broken}: {found:?}", R::FACILITY.name);
        assert!(found.contains_key(blamed[0]), "{broken}: {} is not in {found:?}", blamed[0]);
        let innocent: Vec<_> = found.keys().filter(|claim| !blamed.contains(claim)).collect();
        assert!(innocent.is_empty(), "{broken}: {innocent:?} did not do it: {found:?}");
    }
}

/// Another errno in place of this one.
fn other_errno<S>(fate: &mut Fate<S>, errno: Errno) {
    if matches!(fate, Fate::Returned(Err(told)) if *told == errno) {
        *fate = Fate::Returned(Err(Errno::EIO));
    }
}

#[test]
fn laws_of_pipes_are_found_broken() {
    are_found::<PipeRoom>(&[
        Law {
            broken: "a read loses its last byte",
            breaks: |op, fate| {
                if matches!(op, PipeOp::Read { .. })
                    && let Fate::Returned(Ok(PipeSaw::Read(content))) = fate
                    && let Some(shorter) = content.shortened()
                {
                    *content = shorter;
                }
            },
            blamed: &[
                "READ_TAKES_AVAILABLE",
                "PACKET_IS_ONE_READ",
                "PACKET_EXCESS_DISCARDED",
                "PACKET_SWITCHES",
            ],
        },
        Law {
            broken: "there is no end of file",
            breaks: |op, fate| {
                let reads = matches!(op, PipeOp::Read { bytes: 1.., .. });
                if let Fate::Returned(Ok(PipeSaw::Read(content))) = fate
                    && reads
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
                if matches!(op, PipeOp::Read { .. }) {
                    other_errno(fate, Errno::EAGAIN);
                }
            },
            blamed: &["READ_OF_EMPTY_EAGAIN", "READ_END_NEEDS_ALL"],
        },
        Law {
            broken: "FIONREAD counts one more",
            breaks: |op, fate| {
                if let (PipeOp::Fionread { .. }, Fate::Returned(Ok(PipeSaw::Number(number)))) =
                    (op, fate)
                {
                    *number += 1;
                }
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
    ]);
}

#[test]
fn laws_of_eventfds_are_found_broken() {
    are_found::<Eventfd>(&[
        Law {
            broken: "a read tells one less",
            breaks: |_, fate| {
                if let Fate::Returned(Ok(Took::Value { value: value @ 2.., .. })) = fate {
                    *value -= 1;
                }
            },
            blamed: &["READ_TAKES_ALL", "CREATE_INITIAL"],
        },
        Law {
            broken: "the value is in the other byte order",
            breaks: |_, fate| {
                if let Fate::Returned(Ok(Took::Value { value, .. })) = fate {
                    *value = value.swap_bytes();
                }
            },
            blamed: &["READ_HOST_ORDER"],
        },
        Law {
            broken: "fdinfo counts one more",
            breaks: |_, fate| {
                if let Fate::Returned(Ok(Took::Count(count))) = fate {
                    *count = count.wrapping_add(1);
                }
            },
            blamed: &["FDINFO_COUNT"],
        },
        Law {
            broken: "a write past the maximum is refused with another error",
            breaks: |op, fate| {
                if matches!(op, EventfdOp::Write { .. }) {
                    other_errno(fate, Errno::EAGAIN);
                }
            },
            blamed: &["WRITE_PAST_MAXIMUM"],
        },
    ]);
}

#[test]
fn laws_of_message_queues_are_found_broken() {
    are_found::<PosixMq>(&[
        Law {
            broken: "a message loses its last byte",
            breaks: |_, fate| {
                if let Fate::Returned(Ok(QueueSaw::Received { content, .. })) = fate
                    && let Some(shorter) = content.shortened()
                {
                    *content = shorter;
                }
            },
            blamed: &["RECEIVE_WHOLE"],
        },
        Law {
            broken: "a message comes with another priority",
            breaks: |_, fate| {
                if let Fate::Returned(Ok(QueueSaw::Received { priority, .. })) = fate {
                    *priority ^= 1;
                }
            },
            blamed: &["RECEIVE_PRIORITY"],
        },
        Law {
            broken: "an empty queue is told by another error",
            breaks: |op, fate| {
                if matches!(op, QueueOp::Receive { .. }) {
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
                if let (
                    QueueOp::GetAttributes { .. },
                    Fate::Returned(Ok(QueueSaw::Attributes(told))),
                ) = (op, fate)
                {
                    told.messages += 1;
                }
            },
            blamed: &["GETATTR_CURMSGS", "CURMSGS_NOT_EMPLOYED", "SETATTR_LEAVES_REST"],
        },
        Law {
            broken: "the permissions of a new queue ignore the umask",
            breaks: |_, fate| {
                if let Fate::Returned(Ok(QueueSaw::Status { mode, .. })) = fate {
                    *mode |= 0o077;
                }
            },
            blamed: &["MODE_MASKED"],
        },
    ]);
}

#[test]
fn laws_of_record_locks_are_found_broken() {
    are_found::<RecordLock>(&[
        Law {
            broken: "F_GETLK tells another type",
            breaks: |_, fate| {
                if let Fate::Returned(Ok(LockSaw::Held { kind, .. })) = fate {
                    *kind = kind.other();
                }
            },
            // Where several locks stand in the way, what is wrong of one may be as like another.
            blamed: &["GETLK_TYPE", "CONVERTS", "LOCKF_IS_WRITE_LOCK", "GETLK_START"],
        },
        Law {
            broken: "F_GETLK tells that nothing is in the way",
            breaks: |_, fate| {
                if let Fate::Returned(Ok(LockSaw::Held { .. })) = fate {
                    *fate = Fate::Returned(Ok(LockSaw::Free { rest_untouched: true }));
                }
            },
            blamed: &["GETLK_TYPE", "CONVERTS", "LOCKF_IS_WRITE_LOCK"],
        },
        Law {
            broken: "F_GETLK changes other fields where nothing is in the way",
            breaks: |_, fate| {
                if let Fate::Returned(Ok(LockSaw::Free { rest_untouched })) = fate {
                    *rest_untouched = false;
                }
            },
            blamed: &["GETLK_FREE_LEAVES_REST"],
        },
        Law {
            broken: "/proc/locks lists nothing",
            breaks: |_, fate| {
                if let Fate::Returned(Ok(LockSaw::Listed(lines))) = fate {
                    lines.clear();
                }
            },
            blamed: &["PROC_LISTS", "PROC_OFD", "PROC_FLOCK"],
        },
        Law {
            broken: "another process may lock what is locked for writing",
            breaks: |op, fate| {
                let locks = matches!(op, LockOp::Set { wait: false, kind: Some(_), .. });
                if locks && matches!(fate, Fate::Returned(Err(Errno::EAGAIN | Errno::EACCES))) {
                    *fate = Fate::Returned(Ok(LockSaw::Done));
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
    ]);
}
