//! Makes the calls. It decides nothing.

use super::calls::{
    AREA_BYTES, CELL_BYTES, CELLS, Call, MOVED_MAX, Odd, RANGES_MAX, Seen, Span, Split, value,
};
use crate::engine::forms::{Rest, Tag};
use crate::engine::{Actor, Answer, Errno, Hands, Op};
use crate::sys::{self, Local, Remote};

/// Above any pid that the kernel gives.
const NO_PID: i32 = i32::MAX;
/// From the start of one local range to that of the next: none touches another.
const STRIDE: usize = 64;
const BUFFER_BYTES: usize = MOVED_MAX * STRIDE;
/// Fills local ranges before a read.
const UNTOUCHED: u8 = 0;
/// More than a ssize_t can say.
const TOO_LONG: usize = 1 << 63;
const LONGEST: usize = TOO_LONG - 1;
const _: () = assert!(AREA_BYTES == sys::AREA_BYTES, "models may not ask sys");

pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    match Call::of(op) {
        Call::Prepare { tag } => prepare(tag),
        Call::Discard => sys::unmap_area().and_then(|_| Seen::Done.answer()),
        Call::Load { cell } => {
            let at = CELLS[usize::from(cell) % CELLS.len()];
            let bytes: Answer<Vec<u8>> = (at..at + CELL_BYTES).map(sys::area_byte).collect();
            Seen::Cell { value: alike(&bytes?) }.answer()
        }
        Call::Read { target, first, second, third, split } => {
            transfer(target, [Some(first), second, third], split, None, hands)
        }
        Call::Write { target, first, second, third, split, tag } => {
            transfer(target, [Some(first), second, third], split, Some(tag), hands)
        }
        Call::Oddly { target, odd, writes } => oddly(target, odd, writes, hands),
    }
}

/// The area goes with the case.
pub fn clean(_hands: &mut Hands) {
    let _ = sys::unmap_area();
}

fn prepare(tag: Tag) -> Answer {
    sys::map_area()?;
    for (number, at) in CELLS.into_iter().enumerate() {
        for byte in at..at + CELL_BYTES {
            sys::set_area_byte(byte, value(tag, number))?;
        }
    }
    Seen::Done.answer()
}

fn pid_of(target: Actor, hands: &Hands) -> i32 {
    hands.pid_of(target).unwrap_or(NO_PID)
}

/// What all the bytes are; 0 where they differ.
fn alike(bytes: &[u8]) -> u8 {
    let first = bytes.first().copied().unwrap_or_default();
    if bytes.iter().all(|byte| *byte == first) { first } else { 0 }
}

pub fn transfer(
    target: Actor,
    spans: [Option<Span>; 3],
    split: Split,
    tag: Option<Tag>,
    hands: &Hands,
) -> Answer {
    let range = |span: Span| {
        let (at, bytes) = span.range();
        Remote { at, bytes }
    };
    let remote: Vec<Remote> = spans.into_iter().flatten().map(range).collect();
    let all = remote.iter().map(|range| range.bytes).sum();
    let local = split.ranges(all);
    let mut buffer = [UNTOUCHED; BUFFER_BYTES];
    if let Some(tag) = tag {
        for (number, at) in cells(&local).into_iter().enumerate() {
            buffer[at..at + CELL_BYTES].fill(value(tag, number));
        }
    }
    let writes = tag.is_some();
    let moved = sys::process_vm(pid_of(target, hands), (&mut buffer, &local), &remote, 0, writes)?;
    if writes { Seen::Wrote { bytes: moved as u16 }.answer() } else { came(moved, &buffer, &local) }
}

/// What a read has brought, in the order of the local ranges.
fn came(moved: usize, buffer: &[u8], local: &[Local]) -> Answer {
    let places = cells(local).into_iter().take(moved.div_ceil(CELL_BYTES));
    let cells = places.map(|at| alike(&buffer[at..at + CELL_BYTES])).collect();
    Seen::Moved { bytes: moved as u16, cells: Rest(cells) }.answer()
}

/// Where in the buffer the cells of these ranges are, in order.
fn cells(local: &[Local]) -> Vec<usize> {
    let of = |range: &Local| match *range {
        Local::Within { at, bytes } => (at..at + bytes.min(STRIDE)).step_by(CELL_BYTES),
        Local::Bad { .. } => (0..0).step_by(CELL_BYTES),
    };
    local.iter().flat_map(of).collect()
}

impl Split {
    /// The local ranges of so many bytes: the first has the highest address.
    fn ranges(self, bytes: usize) -> Vec<Local> {
        let lengths = match self {
            Self::Whole => vec![bytes],
            Self::Uneven => vec![CELL_BYTES, bytes - CELL_BYTES],
            Self::Cells => vec![CELL_BYTES; bytes / CELL_BYTES],
        };
        let last = lengths.len() - 1;
        let place = |(place, bytes)| Local::Within { at: (last - place) * STRIDE, bytes };
        lengths.into_iter().enumerate().map(place).collect()
    }
}

/// A transfer of the first cell that is odd in one way.
fn oddly(target: Actor, odd: Odd, writes: bool, hands: &Hands) -> Answer {
    let mut buffer = [UNTOUCHED; BUFFER_BYTES];
    let cell = Local::Within { at: 0, bytes: CELL_BYTES };
    let remote_cell = Remote { at: 0, bytes: CELL_BYTES };
    let nothing = Local::Within { at: 0, bytes: 0 };
    let many = |count| {
        let rest = std::iter::repeat_n(nothing, count - 1);
        std::iter::once(cell).chain(rest).collect()
    };
    let remote_many = |count| {
        let rest = std::iter::repeat_n(Remote { at: 0, bytes: 0 }, count - 1);
        std::iter::once(remote_cell).chain(rest).collect()
    };
    let local = match odd {
        Odd::LocalMost => many(RANGES_MAX),
        Odd::LocalTooMany => many(RANGES_MAX + 1),
        Odd::LocalTooLong => vec![Local::Bad { bytes: TOO_LONG }],
        Odd::LocalTooLongTogether => vec![cell, Local::Bad { bytes: LONGEST }],
        Odd::LocalBad => vec![Local::Bad { bytes: CELL_BYTES }],
        Odd::LocalBadLater => vec![cell, Local::Bad { bytes: CELL_BYTES }],
        _ => vec![cell],
    };
    let remote = match odd {
        Odd::RemoteMost => remote_many(RANGES_MAX),
        Odd::RemoteTooMany => remote_many(RANGES_MAX + 1),
        Odd::RemoteTooLong => vec![Remote { at: 0, bytes: TOO_LONG }],
        Odd::RemoteTooLongTogether => vec![remote_cell, Remote { at: 0, bytes: LONGEST }],
        Odd::LocalBadLater => vec![Remote { at: 0, bytes: 2 * CELL_BYTES }],
        _ => vec![remote_cell],
    };
    let pid = if odd == Odd::NoProcess { NO_PID } else { pid_of(target, hands) };
    let flags = u64::from(odd == Odd::Flags);
    let moved = sys::process_vm(pid, (&mut buffer, &local), &remote, flags, writes)?;
    if moved > BUFFER_BYTES {
        return Err(Errno::EIO);
    }
    if writes { Seen::Wrote { bytes: moved as u16 }.answer() } else { came(moved, &buffer, &local) }
}
