//! Public reports of bugs, as laws that a fake kernel breaks: a kernel that behaves so is found,
//! and the right claim is blamed. Each is told by where it was reported, and covers its whole kind.

use bythebook::engine::fake::{Breaks, Cause, Wakes, faulty_trial};
use bythebook::engine::history::Fate;
use bythebook::engine::{Deed, Errno, Room};
use bythebook::facilities::{
    fifo, flock, ofd_lock, pipe, poll, posix_mq, posix_shm, record_lock, sysv_shm, unix_stream,
};
use bythebook::families::ranges::Holder;

use crate::facts;

/// Scripts within which each must be found: a run of 20 s performs as many of each room.
const SCRIPTS: u64 = 4_000;

struct Report {
    /// Where it was reported.
    of: &'static str,
    says: &'static str,
    rooms: &'static [&'static Room],
    breaks: Option<Breaks>,
    wakes: Option<Wakes>,
    /// The claims of which one must be blamed.
    blamed: &'static [&'static str],
}

const REPORTS: &[Report] = &[
    Report {
        of: "Linux 5.8 to 6.7, e95aada4cb93",
        says: "F_SETPIPE_SZ to more does not wake a sleeping writer",
        rooms: &[&pipe::PIPE],
        breaks: None,
        wakes: Some(|sleeper, cause, fate| {
            let writes = matches!(pipe::calls::Call::of(sleeper), pipe::calls::Call::Write { .. });
            if let Cause::Call(op) = cause
                && matches!(pipe::calls::Call::of(op), pipe::calls::Call::SetCapacity { .. })
                && writes
            {
                *fate = Fate::Waits;
            }
        }),
        blamed: &["WRITE_LARGE_COMPLETES"],
    },
    Report {
        of: "google/gvisor#10066",
        says: "who waits on a write end is not told that the reader is gone",
        rooms: &[&poll::POLL, &pipe::PIPE],
        breaks: None,
        wakes: Some(|sleeper, cause, fate| {
            let ends = matches!(cause, Cause::Deed(Deed::Close { .. } | Deed::Exit));
            if std::ptr::eq(sleeper.room(), &raw const poll::POLL) && ends {
                *fate = Fate::Waits;
            }
        }),
        blamed: &["TROUBLE_UNASKED"],
    },
    Report {
        of: "google/gvisor#1659",
        says: "poll for POLLRDNORM alone never returns",
        rooms: &[&poll::POLL, &pipe::PIPE],
        breaks: Some(|op, fate| {
            if std::ptr::eq(op.room(), &raw const poll::POLL)
                && let poll::calls::Call::Poll { first, count: 1, .. } = poll::calls::Call::of(op)
                && first.events.bits() == i32::from(libc::POLLRDNORM)
                && let Fate::Returned(Ok(outcome)) = &*fate
                && let poll::calls::Seen::Polled { report } = poll::calls::Seen::of(outcome)
                && report.entries[0].bits & libc::POLLRDNORM as u16 != 0
            {
                *fate = Fate::Waits;
            }
        }),
        wakes: None,
        blamed: &["RDNORM_IS_IN"],
    },
    Report {
        of: "gramineproject/gramine#35",
        says: "pipe2 with O_NONBLOCK leaves the write end blocking",
        rooms: &[&pipe::PIPE],
        breaks: Some(|_, fate| {
            if let Fate::Returned(Ok(outcome)) = fate
                && let pipe::calls::Seen::Created { read_end_first, cloexec, nonblock } =
                    pipe::calls::Seen::of(outcome)
            {
                let nonblock = [nonblock[0], false];
                *outcome = pipe::calls::Seen::Created { read_end_first, cloexec, nonblock }.into();
            }
        }),
        wakes: None,
        blamed: &["CREATE_NONBLOCK"],
    },
    Report {
        of: "rcore-os/tgoskits#1564",
        says: "mq_timedsend and mq_timedreceive do not go on after a handler with SA_RESTART",
        rooms: &[&posix_mq::POSIX_MQ],
        breaks: None,
        wakes: Some(|_, cause, fate| {
            if matches!(cause, Cause::Deed(Deed::Signal { .. })) && *fate == Fate::Waits {
                *fate = Fate::Returned(Err(Errno::EINTR));
            }
        }),
        blamed: &["RECEIVE_RESTARTS", "SEND_RESTARTS"],
    },
    Report {
        of: "microsoft/WSL#1927",
        says: "several write locks are granted on one range",
        rooms: &[&record_lock::RECORD_LOCK],
        breaks: Some(|op, fate| {
            let sets = matches!(
                record_lock::calls::Call::of(op),
                record_lock::calls::Call::Set { wait: false, .. }
            );
            if sets && matches!(fate, Fate::Returned(Err(Errno::EAGAIN | Errno::EACCES))) {
                *fate = Fate::Returned(Ok(record_lock::calls::Seen::Done.into()));
            }
        }),
        wakes: None,
        blamed: &["WRITE_EXCLUDES_READ", "WRITE_EXCLUDES_WRITE"],
    },
    Report {
        of: "microsoft/WSL#3094",
        says: "F_GETLK does not tell the holder",
        rooms: &[&record_lock::RECORD_LOCK],
        breaks: Some(|_, fate| {
            if let Fate::Returned(Ok(outcome)) = fate
                && let record_lock::calls::Seen::Held {
                    kind,
                    start,
                    length,
                    holder: Holder::Actor(_),
                } = record_lock::calls::Seen::of(outcome)
            {
                let holder = Holder::Stranger;
                *outcome = record_lock::calls::Seen::Held { kind, start, length, holder }.into();
            }
        }),
        wakes: None,
        blamed: &["GETLK_HOLDER"],
    },
    Report {
        of: "asterinas/asterinas#1217, its first half",
        says: "F_SETLKW sleeps on though the lock is gone",
        rooms: &[&record_lock::RECORD_LOCK],
        breaks: None,
        wakes: Some(|_, cause, fate| {
            if matches!(cause, Cause::Call(_)) {
                *fate = Fate::Waits;
            }
        }),
        blamed: &["SETLKW_ACQUIRES"],
    },
    Report {
        of: "asterinas/asterinas#1217, its second half",
        says: "closing another descriptor of the file does not release the locks",
        rooms: &[&record_lock::RECORD_LOCK],
        breaks: None,
        wakes: Some(|_, cause, fate| {
            if matches!(cause, Cause::Deed(Deed::Close { .. })) {
                *fate = Fate::Waits;
            }
        }),
        blamed: &["SETLKW_ACQUIRES"],
    },
    Report {
        of: "rcore-os/tgoskits#711",
        says: "a FIFO without a reader can be opened for writing at once",
        rooms: &[&fifo::FIFO],
        breaks: Some(|op, fate| {
            if matches!(fifo::calls::Call::of(op), fifo::calls::Call::Open { .. })
                && *fate == Fate::Returned(Err(Errno::ENXIO))
            {
                *fate = Fate::Returned(Ok(fifo::calls::Seen::Opened { cloexec: false }.into()));
            }
        }),
        wakes: None,
        blamed: &["OPEN_WRITE_ENXIO"],
    },
    Report {
        of: "Linux to 6.9, 22dd70eb2c3d",
        says: "MSG_PEEK past a byte out of band sees nothing",
        rooms: &[&unix_stream::UNIX_STREAM],
        breaks: Some(|op, fate| {
            if matches!(unix_stream::calls::Call::of(op), unix_stream::calls::Call::PeekPastOob) {
                let seen = unix_stream::calls::Seen::Peeked { plain: false };
                *fate = Fate::Returned(Ok(seen.into()));
            }
        }),
        wakes: None,
        blamed: &["PEEK_PAST_OOB"],
    },
    Report {
        of: "google/gvisor, change 14629",
        says: "a short receive into a buffer that is partly no memory fails",
        rooms: &[&unix_stream::UNIX_STREAM],
        breaks: Some(|op, fate| {
            if matches!(unix_stream::calls::Call::of(op), unix_stream::calls::Call::PartlyMapped) {
                *fate = Fate::Returned(Err(Errno::EFAULT));
            }
        }),
        wakes: None,
        blamed: &["RECV_PARTLY_MAPPED"],
    },
    Report {
        of: "rcore-os/tgoskits#472",
        says: "a conversion that fails loses the lock: who waits for it goes on",
        rooms: &[&flock::FLOCK],
        breaks: None,
        wakes: Some(|_, cause, fate| {
            if let Cause::Call(op) = cause
                && let flock::calls::Call::Lock { mode: Some(_), nonblocking: true, .. } =
                    flock::calls::Call::of(op)
                && *fate == Fate::Waits
            {
                *fate = Fate::Returned(Ok(flock::calls::Seen::Done.into()));
            }
        }),
        blamed: &["SHARED_WAITS", "EXCLUSIVE_WAITS"],
    },
    Report {
        of: "sysprog21/elfuse#183",
        says: "F_OFD_GETLK tells a process",
        rooms: &[&ofd_lock::OFD_LOCK],
        breaks: Some(|_, fate| {
            if let Fate::Returned(Ok(outcome)) = fate
                && let ofd_lock::calls::Seen::Held { kind, start, length, .. } =
                    ofd_lock::calls::Seen::of(outcome)
            {
                let holder = Holder::Stranger;
                *outcome = ofd_lock::calls::Seen::Held { kind, start, length, holder }.into();
            }
        }),
        wakes: None,
        blamed: &["GETLK_HOLDER_OFD"],
    },
    Report {
        of: "Linux 4.11, 95e91b831f87",
        says: "shmat with SHM_RND is refused",
        rooms: &[&sysv_shm::SYSV_SHM],
        breaks: Some(|op, fate| {
            if let sysv_shm::calls::Call::Attach { at: sysv_shm::calls::Address::Rounded, .. } =
                sysv_shm::calls::Call::of(op)
                && matches!(fate, Fate::Returned(Ok(_)))
            {
                *fate = Fate::Returned(Err(Errno::EINVAL));
            }
        }),
        wakes: None,
        blamed: &["ATTACH_ROUNDS"],
    },
    Report {
        of: "google/gvisor#7827",
        says: "ftruncate fails with ENOSPC, though it takes no memory",
        rooms: &[&posix_shm::POSIX_SHM],
        breaks: Some(|op, fate| {
            if matches!(posix_shm::calls::Call::of(op), posix_shm::calls::Call::Truncate { .. })
                && matches!(fate, Fate::Returned(Ok(_)))
            {
                *fate = Fate::Returned(Err(Errno::ENOSPC));
            }
        }),
        wakes: None,
        blamed: &["TRUNCATE_SETS_SIZE"],
    },
];

#[test]
fn a_kernel_that_behaves_as_was_reported_is_found() {
    let facts = facts();
    for Report { of, says, rooms, breaks, wakes, blamed } in REPORTS {
        let found = faulty_trial(rooms, &facts, SCRIPTS, (*breaks, *wakes));
        println!("{of}: {says}: {found:?}");
        let (claim, _) = found.unwrap_or_else(|| panic!("{of}: {says}: not found"));
        assert!(blamed.contains(&claim), "{of}: {says}: {claim} was blamed");
    }
}
