//! A transfer: which cells it reaches, and which claim speaks of what came of it.

use smallvec::SmallVec;

use super::{Area, By, Cell};
use crate::engine::Actor;
use crate::engine::forms::Tag;
use crate::facilities::process_vm::calls::{
    AREA_BYTES, CELL_BYTES, CELLS, Call, MOVED_MAX, Span, Split, value,
};
use crate::facilities::process_vm::claims::*;

/// What is asked of a transfer.
#[derive(Debug, Clone)]
pub struct Asked {
    pub target: Actor,
    pub spans: SmallVec<[Span; 3]>,
    pub split: Split,
    /// The tag of what is written; none where it is a read.
    pub tag: Option<Tag>,
}

/// How a transfer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    Whole,
    /// Before a range that is not there: with others behind it that are, or without.
    Before {
        others: bool,
    },
    /// Within a range, where a page is not there.
    Within,
}

/// The cells that are reached, in order.
pub type Reached = SmallVec<[u8; MOVED_MAX]>;

pub fn bytes(cells: &Reached) -> u16 {
    (cells.len() * CELL_BYTES) as u16
}

impl Asked {
    pub fn of(call: Call) -> Option<Self> {
        let (target, spans, split, tag) = match call {
            Call::Read { target, first, second, third, split } => {
                (target, [Some(first), second, third], split, None)
            }
            Call::Write { target, first, second, third, split, tag } => {
                (target, [Some(first), second, third], split, Some(tag))
            }
            _ => return None,
        };
        Some(Self { target, spans: spans.into_iter().flatten().collect(), split, tag })
    }

    /// Which cells it reaches in a process with an area or without, and how it ends.
    pub fn reached(&self, mapped: bool) -> (Reached, Ends) {
        let mut cells = Reached::new();
        let there = |at: usize| mapped && at < AREA_BYTES;
        for (place, span) in self.spans.iter().enumerate() {
            let (start, bytes) = span.range();
            for at in (start..start + bytes).step_by(CELL_BYTES) {
                if there(at) {
                    let cell = CELLS.iter().position(|cell| *cell == at);
                    cells.push(cell.expect("every range is of cells") as u8);
                } else if at == start {
                    let others = self.spans[place + 1..].iter().any(|span| there(span.range().0));
                    return (cells, Ends::Before { others });
                } else {
                    return (cells, Ends::Within);
                }
            }
        }
        (cells, Ends::Whole)
    }

    pub fn write(&self, area: &mut Area) {
        let Some(tag) = self.tag else { return };
        let (cells, ends) = self.reached(true);
        let by: By = match ends {
            Ends::Whole => self.content(),
            _ => &WRITES,
        };
        for (number, cell) in cells.into_iter().enumerate() {
            area[usize::from(cell)] = Cell { value: value(tag, number), by: Some(by) };
        }
        self.passed_over(area);
    }

    /// What lies behind a range that is not there stays as it was.
    fn passed_over(&self, area: &mut Area) {
        let behind = self.spans.iter().skip_while(|span| span.range().0 < AREA_BYTES);
        let (reached, _) = self.reached(true);
        for span in behind.skip(1) {
            let (start, bytes) = span.range();
            let inside = |at: usize| (start..start + bytes).contains(&at);
            for (number, cell) in area.iter_mut().enumerate() {
                if inside(CELLS[number]) && !reached.contains(&(number as u8)) {
                    cell.by = Some(&WRITE_STOPS);
                }
            }
        }
    }

    /// Which claim says that there is nothing to reach.
    pub fn bad(&self) -> By {
        if self.tag.is_some() { &WRITE_REMOTE_BAD } else { &READ_REMOTE_BAD }
    }

    /// Which claim says how many bytes are moved.
    pub fn count(&self, ends: Ends) -> By {
        match (self.tag, ends) {
            (None, Ends::Whole) => &READ_COUNT,
            (None, Ends::Before { others: false }) => &READ_PARTIAL,
            (None, Ends::Before { others: true }) => &READ_STOPS,
            (None, Ends::Within) => &READ_PAGES,
            (Some(_), Ends::Whole) => &WRITE_COUNT,
            (Some(_), Ends::Before { others: false }) => &WRITE_PARTIAL,
            (Some(_), Ends::Before { others: true }) => &WRITE_STOPS,
            (Some(_), Ends::Within) => &WRITE_PAGES,
        }
    }

    /// Which claim says what bytes are moved.
    pub fn content(&self) -> By {
        let several = self.spans.len() > 1;
        match (self.tag, self.split, several) {
            (None, Split::Whole, false) => &READS,
            (None, Split::Whole, true) => &READ_REMOTE_ORDER,
            (None, _, false) => &READ_LOCAL_ORDER,
            (None, _, true) => &READ_LENGTHS_DIFFER,
            (Some(_), Split::Whole, false) => &WRITES,
            (Some(_), Split::Whole, true) => &WRITE_REMOTE_ORDER,
            (Some(_), _, false) => &WRITE_LOCAL_ORDER,
            (Some(_), _, true) => &WRITE_LENGTHS_DIFFER,
        }
    }
}
