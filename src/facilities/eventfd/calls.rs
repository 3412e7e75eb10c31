//! The calls of an eventfd, and what comes back.

use super::model::Counters;
use super::{EVENTFD, FIRST};
use crate::claim::Need;
use crate::engine::forms::{FlagSet, FlagSpec, Flags, OutcomeRow, Row, flag};
use crate::engine::{Actor, Answer, Draw, Errno, Hands, Op, Outcome, Pick, View};
use crate::{calls, outcomes, sys};

/// The largest value that a counter can hold.
pub const MAXIMUM: u64 = u64::MAX - 1;
/// Most counters of a case.
const COUNTERS_MAX: usize = 4;

/// The flags of eventfd2, and one bit that it does not know.
#[derive(Debug, Clone, Copy)]
pub struct Efd;

pub const SEMAPHORE: i32 = libc::EFD_SEMAPHORE;
pub const NONBLOCK: i32 = libc::EFD_NONBLOCK;
pub const CLOEXEC: i32 = libc::EFD_CLOEXEC;
pub const UNKNOWN: i32 = 1 << 20;

impl FlagSet for Efd {
    const TABLE: &'static [FlagSpec] = &[
        flag("semaphore", "EFD_SEMAPHORE", SEMAPHORE).percent(40).tells(),
        flag("nonblocking", "EFD_NONBLOCK", NONBLOCK).percent(50),
        flag("cloexec", "EFD_CLOEXEC", CLOEXEC).percent(30),
        flag("unknown", "1 << 20", UNKNOWN).percent(5).tells(),
    ];
}

calls! { Call of EVENTFD:
    Create { initial: u32 = [0, 1, 2, u32::MAX], flags: Flags<Efd> },
        Row::of("eventfd").weight(2).opens(1)
            .words("eventfd {initial} {flags}").c("keep(eventfd({initial}u, {flags}));");
    Read { fd: Pick, bytes: u8 = [8, 16, 7, 0] },
        Row::of("read").weight(10)
            .words("read {bytes} from {fd}").c("told_counter(read(fd[{fd}], buffer, {bytes}));");
    Write { fd: Pick, bytes: u8 = [8, 8, 8, 7, 0], value: u64 = [1, 0, 2, 3, MAXIMUM, u64::MAX] },
        Row::of("write").weight(10)
            .words("write {value} in {bytes} bytes to {fd}")
            .c("uint64_t value = {value}u; told(write(fd[{fd}], &value, {bytes}));");
    /// Reads the counter from /proc/self/fdinfo.
    Fdinfo { fd: Pick },
        Row::of("fdinfo").needs(&[Need::Proc]).words("fdinfo {fd}").c("told_fdinfo(fd[{fd}]);");
    /// Reads the link in /proc/self/fd.
    Link { fd: Pick },
        Row::of("readlink").needs(&[Need::Proc]).words("readlink {fd}").c("told_link(fd[{fd}]);");
}

outcomes! { Seen of EVENTFD:
    Created, OutcomeRow::of("a new descriptor");
    /// A value has two parts: itself, and the order of its bytes.
    Took { value: u64, bytes: u64 },
        OutcomeRow::of("took {value} in {bytes} bytes").differs(took_differs).lie(took_lie);
    Wrote { bytes: u64 }, OutcomeRow::of("wrote {bytes} bytes");
    Count { count: u64 }, OutcomeRow::of("count {count}");
    /// Whether the link says that there is no inode.
    Linked { anonymous: bool },
        OutcomeRow::of("a link to {anonymous?an anonymous inode|something else}");
}

fn took_differs(expected: &Outcome, seen: &Outcome) -> usize {
    match (Seen::of(expected), Seen::of(seen)) {
        (Seen::Took { value, .. }, Seen::Took { value: other, bytes: 8 }) => {
            usize::from(value.swap_bytes() == other)
        }
        _ => 2,
    }
}

fn took_lie(truth: &Outcome, part: usize) -> Option<Outcome> {
    let Seen::Took { value, bytes } = Seen::of(truth) else { return None };
    let swapped = value.swap_bytes();
    let (value, bytes) = match part {
        0 => (value.wrapping_add(2), bytes),
        1 if swapped != value => (swapped, bytes),
        2 => (value, 4),
        _ => return None,
    };
    Some(Seen::Took { value, bytes }.into())
}

/// Half of the writes are near what the counter can still take; all else is drawn from the table.
pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let picks = view.picks(by, |_| true);
    let counters = view.model::<Counters>();
    let roomy = view.world.free_slots(by) > 0 && counters.live() < COUNTERS_MAX;
    let op = draw.call(&CALLS, picks, roomy);
    match Call::of(&op) {
        Call::Write { fd, bytes, .. } if draw.percent(50) => {
            let room = view.object(by, fd).map_or(MAXIMUM, |object| counters.room(object));
            Call::Write { fd, bytes, value: draw.near(&[room]) }.into()
        }
        _ => op,
    }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let plain = Flags::of(NONBLOCK);
    let fd = FIRST;
    let create = |initial, flags| Call::Create { initial, flags };
    let write = |value| Call::Write { fd, bytes: 8, value };
    let calls = [
        create(0, plain),
        create(2, plain),
        create(2, plain.with(SEMAPHORE)),
        Call::Read { fd, bytes: 8 },
        Call::Read { fd, bytes: 7 },
        write(0),
        write(1),
        write(MAXIMUM),
        write(u64::MAX),
        Call::Write { fd, bytes: 7, value: 1 },
        Call::Fdinfo { fd },
    ];
    (calls.map(Op::from).into(), 3)
}

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    match Call::of(op) {
        Call::Create { initial, flags } => {
            hands.keep(sys::eventfd2(initial, flags.bits())?);
            Seen::Created.answer()
        }
        Call::Read { fd, bytes } => {
            let mut buffer = [0u8; 16];
            let read = sys::read(hands.fd(fd), (&mut buffer[..usize::from(bytes)]).into())?;
            let value = u64::from_ne_bytes(buffer[..8].try_into().expect("eight bytes"));
            Seen::Took { value, bytes: read as u64 }.answer()
        }
        Call::Write { fd, bytes, value } => {
            let buffer = value.to_ne_bytes();
            let wrote = sys::write(hands.fd(fd), buffer[..usize::from(bytes)].into())?;
            Seen::Wrote { bytes: wrote as u64 }.answer()
        }
        Call::Fdinfo { fd } => {
            let count = hands.fdinfo(fd, "eventfd-count:")?;
            let count = u64::from_str_radix(&count, 16).map_err(|_| Errno::EIO)?;
            Seen::Count { count }.answer()
        }
        Call::Link { fd } => {
            let anonymous = hands.link(fd)?.starts_with("anon_inode:");
            Seen::Linked { anonymous }.answer()
        }
    }
}
