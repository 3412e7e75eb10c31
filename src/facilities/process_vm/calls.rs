//! The calls of process_vm, and what comes back.
//!
//! Every process has its area at the same address: two pages, and nothing behind them. Cells of
//! four bytes are looked at, at the ends of the pages.

use serde::{Deserialize, Serialize};

use super::PROCESS_VM;
use crate::engine::forms::{Choice, OutcomeRow, Rest, Row, Tag};
use crate::engine::{Actor, Outcome};
use crate::{calls, outcomes};

/// Bytes of an area.
pub const AREA_BYTES: usize = 2 * 4096;
/// Bytes of a cell: they are all the same.
pub const CELL_BYTES: usize = 4;
/// Where in the area the cells are.
pub const CELLS: [usize; 10] = [0, 4, 8, 12, 4088, 4092, 4096, 4100, 8184, 8188];
/// Most cells that one call moves.
pub const MOVED_MAX: usize = 12;
/// Most ranges that one side of a call may have.
pub const RANGES_MAX: usize = 1024;

/// A range of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    First,
    Second,
    Both,
    PageEnd,
    Across,
    PageStart,
    AreaEnd,
    /// It ends behind the area.
    PastEnd,
    /// Nothing of it is there.
    Behind,
}

impl Choice for Span {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::First, "0+8", "{area, 8}"),
        (Self::Second, "8+8", "{area + 8, 8}"),
        (Self::Both, "0+16", "{area, 16}"),
        (Self::PageEnd, "4088+8", "{area + 4088, 8}"),
        (Self::Across, "4088+16", "{area + 4088, 16}"),
        (Self::PageStart, "4096+8", "{area + 4096, 8}"),
        (Self::AreaEnd, "8184+8", "{area + 8184, 8}"),
        (Self::PastEnd, "8184+16", "{area + 8184, 16}"),
        (Self::Behind, "8192+8", "{area + 8192, 8}"),
    ];

    const NONE: [&'static str; 2] = ["-", "{area, 0}"];
}

impl Span {
    /// Where it begins, and how many bytes it has.
    pub fn range(self) -> (usize, usize) {
        match self {
            Self::First => (0, 8),
            Self::Second => (8, 8),
            Self::Both => (0, 16),
            Self::PageEnd => (4088, 8),
            Self::Across => (4088, 16),
            Self::PageStart => (4096, 8),
            Self::AreaEnd => (8184, 8),
            Self::PastEnd => (8184, 16),
            Self::Behind => (8192, 8),
        }
    }
}

/// Into which ranges the bytes are split on the caller's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    Whole,
    /// A cell, and the rest.
    Uneven,
    Cells,
}

impl Choice for Split {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Whole, "one", "whole"),
        (Self::Uneven, "two", "four_and_the_rest"),
        (Self::Cells, "many", "fours"),
    ];
}

/// A call that is wrong in one way, or nearly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Odd {
    Flags,
    LocalMost,
    LocalTooMany,
    RemoteMost,
    RemoteTooMany,
    LocalTooLong,
    RemoteTooLong,
    LocalTooLongTogether,
    RemoteTooLongTogether,
    LocalBad,
    LocalBadLater,
    NoProcess,
}

impl Choice for Odd {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Flags, "with flags", "flags_1"),
        (Self::LocalMost, "with 1024 local ranges", "local_1024"),
        (Self::LocalTooMany, "with 1025 local ranges", "local_1025"),
        (Self::RemoteMost, "with 1024 remote ranges", "remote_1024"),
        (Self::RemoteTooMany, "with 1025 remote ranges", "remote_1025"),
        (Self::LocalTooLong, "with a local range of 2^63 bytes", "local_2_63"),
        (Self::RemoteTooLong, "with a remote range of 2^63 bytes", "remote_2_63"),
        (Self::LocalTooLongTogether, "with local ranges of 2^63+3 bytes together", "local_sum"),
        (Self::RemoteTooLongTogether, "with remote ranges of 2^63+3 bytes together", "remote_sum"),
        (Self::LocalBad, "with a local range at a bad address", "local_bad"),
        (Self::LocalBadLater, "with a second local range at a bad address", "local_good_bad"),
        (Self::NoProcess, "of a process that does not exist", "no_process"),
    ];
}

calls! { Call of PROCESS_VM:
    /// Maps the caller's area, and fills it.
    Prepare { tag: Tag },
        Row::of("mmap of the area").call("mmap").weight(8).races(false)
            .words("an area, filled with #{tag}").c("make_area({tag});");
    Discard,
        Row::of("munmap of the area").call("munmap").races(false)
            .words("munmap the area").c("munmap(area, 8192);");
    /// What a cell of the caller's own area holds.
    Load { cell: u8 = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
        Row::of("load").weight(16).races(false)
            .words("cell {cell}?").c("show(area[cell[{cell}]]);");
    Read {
        target: Actor = [0], first: Span, second: Option<Span>, third: Option<Span>, split: Split
    },
        Row::of("process_vm_readv").weight(24).races(false)
            .words("process_vm_readv {first} {second} {third} of {target} into {split}")
            .c("transfer(process_vm_readv, pid[{target}], {split}, \
                (struct iovec[]){{first}, {second}, {third}}, 3);");
    Write {
        target: Actor = [0], first: Span, second: Option<Span>, third: Option<Span>, split: Split,
        tag: Tag
    },
        Row::of("process_vm_writev").weight(24).races(false)
            .words("process_vm_writev #{tag} to {first} {second} {third} of {target} from {split}")
            .c("transfer(process_vm_writev, pid[{target}], {split}, \
                (struct iovec[]){{first}, {second}, {third}}, 3);");
    /// Of one cell, into one or from one.
    Oddly { target: Actor = [0], odd: Odd, writes: bool },
        Row::of("an odd transfer").call("process_vm_readv").weight(5).races(false)
            .words("{writes?process_vm_writev|process_vm_readv} of {target} {odd}")
            .c("odd_transfer({writes?process_vm_writev|process_vm_readv}, pid[{target}], {odd});");
}

outcomes! { Seen of PROCESS_VM:
    Done, OutcomeRow::of("done");
    /// What the four bytes of a cell are; 0 where they differ.
    Cell { value: u8 }, OutcomeRow::of("{value}");
    /// How many bytes were moved, and the cells that came, in the order of the local ranges.
    Moved { bytes: u16, cells: Rest<u8> },
        OutcomeRow::of("{bytes} bytes: {cells}").differs(count_or_cells);
    Wrote { bytes: u16 }, OutcomeRow::of("{bytes} bytes");
}

/// The first claim speaks of the number of bytes, the second of which came.
fn count_or_cells(expected: &Outcome, seen: &Outcome) -> usize {
    match (Seen::of(expected), Seen::of(seen)) {
        (Seen::Moved { bytes, .. }, Seen::Moved { bytes: other, .. }) => {
            usize::from(bytes == other)
        }
        _ => 0,
    }
}

/// What a call with this tag writes into the cell of that number; never 0.
pub fn value(tag: Tag, number: usize) -> u8 {
    ((usize::from(tag.0) * MOVED_MAX + number) % 255) as u8 + 1
}
