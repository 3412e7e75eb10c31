//! A room for the crew to stand on: a pipe, with calls that wait. It has no model: nobody judges.

use bythebook::engine::forms::{OutcomeRow, Row};
use bythebook::engine::{Answer, Facility, Hands, Op, Pick, Room};
use bythebook::sys::{self, Errno, Source, Target};
use bythebook::{calls, outcomes};

calls! { Call of TOY:
    Pipe, Row::of("pipe").opens(2).words("pipe");
    Read { fd: Pick }, Row::of("read").words("read from {fd}");
    Write { fd: Pick, bytes: u32 }, Row::of("write").words("write {bytes} bytes to {fd}");
    /// Reads the umask of its process.
    Umask, Row::of("umask").words("umask");
    /// Makes a queue of ours.
    Queue, Row::of("mq_open").opens(1).words("mq_open");
    Uid, Row::of("getuid").words("getuid");
    Panic, Row::of("panic").words("panic");
}

outcomes! { Saw of TOY:
    Count { count: u64 }, OutcomeRow::of("{count}");
}

pub static TOY: Room = Room {
    facility: Facility {
        name: "toy",
        summary: "A pipe for tests of the crew.",
        actors: (1, 3),
        ..Room::PLAIN.facility
    },
    calls: &CALLS,
    outcomes: &OUTCOMES,
    perform,
    ..Room::PLAIN
};

/// All rooms of these tests, as the crew and its actors know them.
pub static ROOMS: &[&Room] = &[&TOY];

fn perform(op: &Op, hands: &mut Hands) -> Answer {
    let count = match Call::of(op) {
        Call::Pipe => {
            let [reads, writes] = sys::pipe2(0)?;
            hands.keep(reads);
            hands.keep(writes);
            0
        }
        Call::Read { fd } => {
            let fd = hands.fd(fd);
            sys::read(fd, Target::Bytes(&mut hands.scratch[..64]))?
        }
        Call::Write { fd, bytes } => {
            let fd = hands.fd(fd);
            sys::write(fd, Source::Bytes(&hands.scratch[..bytes as usize]))?
        }
        Call::Umask => {
            let mask = sys::umask(0);
            sys::umask(mask);
            mask as usize
        }
        Call::Queue => {
            let name = std::ffi::CString::new(hands.tag()).map_err(|_| Errno::EINVAL)?;
            let flags = libc::O_CREAT | libc::O_RDWR;
            let fd = sys::mq_open(sys::Text::Of(&name), flags, 0o600, None)?;
            hands.keep(fd);
            0
        }
        Call::Uid => nix::unistd::getuid().as_raw() as usize,
        Call::Panic => panic!("an actor panics on purpose"),
    };
    Saw::Count { count: count as u64 }.answer()
}
