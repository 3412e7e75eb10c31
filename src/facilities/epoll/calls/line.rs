//! What the fdinfo of an instance says of one descriptor on its list.
//!
//! Not which number the descriptor has: what another process added has a number of that process.

use super::{Events, IN, OUT, PRI, RDHUP};
use crate::engine::forms::{Flags, Operand, Part, Parts, TakeParts};

/// Events of which the page says that they are shown; how they are told need not be.
const SHOWN: u32 = (IN | OUT | PRI | RDHUP) as u32;

/// The data, and the events that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    pub data: u64,
    pub events: u32,
}

impl Line {
    pub fn of(data: u64, events: u32) -> Self {
        Self { data, events: events & SHOWN }
    }

    /// A line as the kernel writes it; none if it is of something else.
    pub fn read(line: &str) -> Option<Self> {
        let (_, line) = line.split_once("tfd:")?;
        let (_, line) = line.split_once("events:")?;
        let (events, line) = line.split_once("data:")?;
        let number = |text: &str| u64::from_str_radix(text.split_whitespace().next()?, 16).ok();
        Some(Self::of(number(line)?, number(events)? as u32))
    }
}

impl Part for Line {
    fn put(self, parts: &mut Parts) {
        parts.word(self.data);
        parts.word(self.events.into());
    }

    fn take(parts: &mut TakeParts<'_>) -> Self {
        Self { data: parts.word(), events: parts.word() as u32 }
    }

    fn show(&self) -> String {
        format!("{} with {:x}", Flags::<Events>::of(self.events as i32).c(), self.data)
    }

    fn lie(&self) -> Option<Self> {
        Some(Self { events: self.events ^ IN as u32, ..*self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read() {
        let line = "tfd:        9 events:       19 data: 74253d2500000009  pos:0 ino:b sdev:a";
        let read = Line { data: 0x7425_3d25_0000_0009, events: IN as u32 };
        assert_eq!(Line::read(line), Some(read));
        assert_eq!(Line::read("mnt_id:   10"), None);
    }
}
