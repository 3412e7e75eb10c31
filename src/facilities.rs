//! The rooms: one line each.

pub mod epoll;
pub mod eventfd;
pub mod fifo;
pub mod flock;
pub mod futex;
pub mod memfd;
pub mod ofd_lock;
pub mod pipe;
pub mod poll;
pub mod posix_mq;
pub mod posix_sem;
pub mod posix_shm;
pub mod process_vm;
pub mod pty;
pub mod record_lock;
pub mod regular_file;
pub mod signal;
pub mod signalfd;
pub mod sysv_msg;
pub mod sysv_sem;
pub mod sysv_shm;
pub mod unix_datagram;
pub mod unix_seqpacket;
pub mod unix_stream;

use crate::engine::Facility;
use crate::engine::crew::exec::enter_if_actor;
use crate::engine::liar::deed::Card;
use crate::engine::liar::shared;
use crate::engine::room::{self, Room};
use crate::sys::Arguments;

/// Every room, in the order of reports; not `signalfd` yet, of which two claims are idle.
pub static ALL: &[&Room] = &[
    &pipe::PIPE,
    &fifo::FIFO,
    &unix_stream::UNIX_STREAM,
    &unix_seqpacket::UNIX_SEQPACKET,
    &unix_datagram::UNIX_DATAGRAM,
    &pty::PTY,
    &posix_mq::POSIX_MQ,
    &sysv_msg::SYSV_MSG,
    &eventfd::EVENTFD,
    &signal::SIGNAL,
    &poll::POLL,
    &epoll::EPOLL,
    &record_lock::RECORD_LOCK,
    &flock::FLOCK,
    &ofd_lock::OFD_LOCK,
    &futex::FUTEX,
    &posix_sem::POSIX_SEM,
    &sysv_sem::SYSV_SEM,
    &posix_shm::POSIX_SHM,
    &memfd::MEMFD,
    &sysv_shm::SYSV_SHM,
    &regular_file::REGULAR_FILE,
    &process_vm::PROCESS_VM,
];

/// Carries on as an actor, if that is what this process is: called before the standard library's
/// own start.
pub fn enter(arguments: &Arguments) {
    enter_if_actor(arguments, ALL);
}

/// The deed liars of a facility, in their order.
pub fn liars(facility: &str) -> Vec<Card> {
    let room = ALL.iter().find(|room| room.facility.name == facility);
    room.map(|room| shared::liars(room).map(|liar| liar.card).collect()).unwrap_or_default()
}

/// What the rooms are, and their claims numbered for tallies. Call it before any process is forked.
pub fn open() -> Vec<Facility> {
    room::know(ALL);
    let facilities: Vec<Facility> = ALL.iter().map(|room| room.facility).collect();
    crate::claim::number(facilities.iter().flat_map(Facility::all_claims));
    facilities
}

#[cfg(test)]
pub mod tests {
    //! What the tests of every room begin with.

    use crate::kernel::Facts;

    #[test]
    fn liars_break_claims_of_their_own_room() {
        for room in super::ALL {
            let facility = room.facility;
            let liars = super::liars(facility.name);
            assert!(!liars.is_empty(), "{} has no deed liar", facility.name);
            for (nth, liar) in liars.iter().enumerate() {
                let twice = liars[..nth].iter().any(|other| other.name == liar.name);
                assert!(!twice, "{}: two liars are called {}", facility.name, liar.name);
                assert!(liar.breaks().next().is_some(), "{} breaks nothing", liar.name);
                for claim in liar.breaks().chain(liar.shows()) {
                    let ours = facility.all_claims().any(|own| own == claim);
                    assert!(ours, "{} of {} names {}", liar.name, facility.name, claim.id());
                }
            }
        }
    }

    /// Facts, with the claims of all rooms numbered: tests share one process.
    pub fn facts() -> Facts {
        super::open();
        Facts::gather(None)
    }
}
