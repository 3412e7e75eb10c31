//! Makes the calls, raw.

use std::os::fd::RawFd;
use std::time::{Duration, Instant};

use super::calls::{
    Array, Asked, ENTRIES, How, Left, Looks, Mask, Numbers, Report, Seen, Sets, Timeout, Told,
    Which,
};
use crate::engine::{Answer, Errno, Hands, Op, Pick};
use crate::sys::{self, Entries, Set, Time};

/// The signal of scripts, as a mask has it.
const SIGNAL: i32 = libc::SIGUSR1;
/// A number of descriptors for which there is memory.
const LIMIT_MAX: u64 = 4_096;
const MICROSECONDS: i64 = 1_000_000;
const NANOSECONDS: i64 = 1_000_000_000;

pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    let looks = Looks::of(op);
    if looks.mask == Some(Mask::Pending) {
        sys::block(SIGNAL);
        let _ = sys::kill_thread(sys::thread_id(), SIGNAL);
    }
    let answer = match looks.how {
        How::Array(array) => polled(&looks, array, hands),
        How::Sets(numbers) => selected(&looks, numbers, hands),
    };
    if looks.mask == Some(Mask::Pending) {
        sys::unblock_all();
    }
    answer
}

/// What surrounds a call: when it began, and with which mask.
struct Around {
    begun: Instant,
    mask: u64,
}

impl Around {
    fn begin() -> Self {
        Self { mask: sys::signal_mask(), begun: Instant::now() }
    }

    fn report(&self, looks: &Looks, count: usize, left: u8, entries: [Told; ENTRIES]) -> Report {
        let passed = self.begun.elapsed();
        let least = if looks.timeout == Timeout::Soon { SOON } else { Duration::ZERO };
        Report {
            select: looks.is_select(),
            count: count as i64,
            entries,
            used: looks.count,
            left,
            early: Some(passed < least),
            restored: Some(sys::signal_mask() == self.mask),
            exact: true,
            partly: false,
            cited: 0,
            first: None,
        }
    }
}

/// The timeout that must pass.
const SOON: Duration = Duration::from_millis(1);

fn mask(mask: Option<Mask>) -> Option<u64> {
    mask.and_then(Mask::bits)
}

/// One more descriptor than the limit, which is set to what there is memory for meanwhile.
fn past_limit<T>(call: impl FnOnce(usize) -> Result<T, Errno>) -> Result<T, Errno> {
    let (soft, _) = sys::rlimit(libc::RLIMIT_NOFILE)?;
    let limit = soft.min(LIMIT_MAX);
    if limit != soft {
        sys::set_soft_limit(libc::RLIMIT_NOFILE, limit)?;
    }
    let answer = call(limit as usize + 1);
    if limit != soft {
        sys::set_soft_limit(libc::RLIMIT_NOFILE, soft)?;
    }
    answer
}

/// The lowest number that is no descriptor, of those that scripts have.
fn closed() -> RawFd {
    (3..sys::DESCRIPTORS_MAX).find(|fd| sys::fcntl(*fd, libc::F_GETFD, 0).is_err()).unwrap_or(-1)
}

fn number(pick: Pick, asked: Asked, hands: &Hands) -> RawFd {
    match asked.which {
        Which::Open => hands.fd(pick),
        Which::Negative if hands.fd(pick) < 0 => -1,
        Which::Negative => !hands.fd(pick),
        Which::Closed => closed(),
    }
}

/// One more than the first descriptor, if that is one.
fn past_the_first(looks: &Looks, fds: &[RawFd]) -> i32 {
    match (fds.first(), looks.entries().first()) {
        (Some(fd), Some((_, asked))) if asked.which == Which::Open => fd + 1,
        _ => 0,
    }
}

fn polled(looks: &Looks, array: Array, hands: &Hands) -> Answer {
    let entry = |(pick, asked): &(Pick, Asked)| libc::pollfd {
        fd: number(*pick, *asked, hands),
        events: asked.bits as i16,
        revents: 0,
    };
    let mut entries: Vec<libc::pollfd> = looks.entries().iter().map(entry).collect();
    // None of what is reported is there from before.
    for entry in &mut entries {
        entry.revents = libc::POLLNVAL;
    }
    let given = looks.timeout.time(NANOSECONDS);
    let mut time = given;
    let around = Around::begin();
    let count = match array {
        Array::Plain => poll(looks, Entries::Of(&mut entries), &mut time)?,
        Array::Bad => poll(looks, Entries::Bad(looks.count), &mut time)?,
        Array::PastLimit => past_limit(|count| {
            entries.resize(count, libc::pollfd { fd: -1, events: 0, revents: 0 });
            poll(looks, Entries::Of(&mut entries), &mut time)
        })?,
    };
    let left = if looks.mask.is_some() { Left::of(given, time) } else { Left::ANY };
    let told = std::array::from_fn(|place| {
        let (_, asked) = looks.entries[place];
        let used = entries.get(place).filter(|_| place < looks.count);
        Told {
            asked,
            bits: used.map_or(0, |entry| entry.revents as u16),
            spoken: u16::MAX,
            reads_only: false,
        }
    });
    let report = around.report(looks, count, left, told);
    Seen::Polled { report }.answer()
}

fn poll(looks: &Looks, entries: Entries<'_>, time: &mut Option<Time>) -> Result<usize, Errno> {
    match looks.mask {
        None => sys::poll(entries, looks.timeout.milliseconds()),
        masks => sys::ppoll(entries, time.as_mut(), mask(masks)),
    }
}

fn selected(looks: &Looks, numbers: Numbers, hands: &Hands) -> Answer {
    let fds: Vec<RawFd> =
        looks.entries().iter().map(|(pick, asked)| number(*pick, *asked, hands)).collect();
    let mut sets: [Option<Set>; 3] = [None; 3];
    let mut highest = -1;
    for (fd, (_, asked)) in fds.iter().zip(looks.entries()).filter(|(fd, _)| **fd >= 0) {
        for (place, set) in sets.iter_mut().enumerate() {
            if asked.bits >> place & 1 == 1 {
                set.get_or_insert([0; sys::SET_WORDS])[*fd as usize / 64] |= 1 << (fd % 64);
                highest = highest.max(*fd);
            }
        }
    }
    let given = looks.timeout.time(if looks.mask.is_some() { NANOSECONDS } else { MICROSECONDS });
    let mut time = given;
    let around = Around::begin();
    let count = match numbers {
        Numbers::Right => select(looks, highest + 1, &mut sets, &mut time),
        Numbers::Zero => select(looks, 0, &mut sets, &mut time),
        Numbers::First => select(looks, past_the_first(looks, &fds), &mut sets, &mut time),
        Numbers::Negative => select(looks, -1, &mut sets, &mut time),
        Numbers::PastLimit => past_limit(|count| select(looks, count as i32, &mut sets, &mut time)),
    }?;
    let is_in = |fd: RawFd, place: usize| {
        sets[place].is_some_and(|set| set[fd as usize / 64] >> (fd % 64) & 1 == 1)
    };
    let told = std::array::from_fn(|place| {
        let (_, asked) = looks.entries[place];
        // What stands there twice is told once.
        let fd = fds.get(place).filter(|fd| **fd >= 0 && !fds[..place].contains(fd));
        let bits =
            fd.map_or(0, |fd| (0..3).fold(0, |all, set| all | u16::from(is_in(*fd, set)) << set));
        Told { asked, bits, spoken: u16::MAX, reads_only: false }
    });
    let report = around.report(looks, count, Left::of(given, time), told);
    Seen::Selected { report }.answer()
}

fn select(
    looks: &Looks,
    count: i32,
    sets: &mut [Option<Set>; 3],
    time: &mut Option<Time>,
) -> Result<usize, Errno> {
    match looks.mask {
        None => sys::select(count, sets, time.as_mut()),
        masks => sys::pselect6(count, sets, time.as_mut(), mask(masks)),
    }
}

const _: () = assert!(Sets::READS == 1 && Sets::WRITES == 2 && Sets::EXCEPTS == 4);
