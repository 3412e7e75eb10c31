//! What lies in one direction of a pair.

use smallvec::SmallVec;

use crate::engine::Actor;

/// Longest line, without its newline.
const LINE_BYTES_MAX: usize = 4095;

/// How a byte came to lie there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Plain,
    /// A raw terminal left it alone.
    Raw,
    /// It stands for another byte.
    Mapped,
    Echo,
    /// The newline of a line that was cut.
    Cut,
    /// No byte: the EOF character.
    Eof,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cell {
    pub byte: u8,
    pub kind: Kind,
}

/// The bytes of one direction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Queue {
    cells: Vec<Cell>,
    /// So many of them are known to have arrived.
    seen: usize,
    /// Who sleeps in a read of it.
    pub sleepers: SmallVec<[Actor; 2]>,
    /// Some of it may be lost: with a reader that is gone, or as an echo that nobody has.
    pub torn: bool,
    /// The line that has not ended lost something.
    cut: bool,
}

impl Queue {
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    pub fn len(&self) -> usize {
        self.cells.len()
    }

    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    pub fn seen(&self) -> usize {
        self.seen
    }

    /// Whether something may still be on its way.
    pub fn has_unseen(&self) -> bool {
        self.seen < self.cells.len()
    }

    /// Whether anybody else than this actor sleeps in a read, though there is something.
    pub fn is_waited_for(&self, by: Option<Actor>) -> bool {
        !self.is_empty() && self.sleepers.iter().any(|sleeper| Some(*sleeper) != by)
    }

    /// Whether an echo may still be on its way.
    pub fn awaits_echo(&self) -> bool {
        self.cells[self.seen..].iter().any(|cell| cell.kind == Kind::Echo)
    }

    /// How many of the first so many are bytes.
    pub fn bytes(&self, cells: usize) -> usize {
        self.cells[..cells].iter().filter(|cell| cell.kind != Kind::Eof).count()
    }

    /// Where the first line ends: its newline, or an EOF.
    pub fn line(&self) -> Option<usize> {
        self.cells.iter().position(|cell| ends_line(*cell))
    }

    /// How much there is of the line that has not ended.
    pub fn open_line(&self) -> usize {
        self.cells.iter().rev().take_while(|cell| !ends_line(**cell)).count()
    }

    pub fn put(&mut self, byte: u8, kind: Kind) {
        self.cells.push(Cell { byte, kind });
    }

    /// Puts a byte that was typed to a terminal in canonical mode.
    pub fn put_typed(&mut self, byte: u8, kind: Kind) {
        let ends = ends_line(Cell { byte, kind });
        if !ends && self.open_line() >= LINE_BYTES_MAX {
            self.cut = true;
            return;
        }
        let cut = ends && std::mem::take(&mut self.cut) && kind == Kind::Plain;
        self.put(byte, if cut { Kind::Cut } else { kind });
    }

    /// So many at least have arrived.
    pub fn see(&mut self, cells: usize) {
        self.seen = self.seen.max(cells.min(self.len()));
    }

    /// Takes so many from the front.
    pub fn take(&mut self, cells: usize) {
        self.cells.drain(..cells.min(self.cells.len()));
        self.seen = self.seen.saturating_sub(cells);
    }

    /// Takes what a read of a line gave, and the EOF after it where the read asked for more.
    pub fn take_line(&mut self, bytes: usize, asked: usize) {
        let at_eof = self.cells.get(bytes).is_some_and(|cell| cell.kind == Kind::Eof);
        let whole = self.line().is_some_and(|end| end < bytes);
        self.take(bytes);
        if at_eof && !whole {
            self.take(usize::from(asked > bytes));
        } else if !whole {
            self.see(self.line().map_or(0, |end| end + 1));
        }
    }

    pub fn clear(&mut self) {
        self.cells.clear();
        (self.seen, self.cut) = (0, false);
    }

    pub fn sleeps(&mut self, by: Actor) {
        if !self.sleepers.contains(&by) {
            self.sleepers.push(by);
            self.sleepers.sort_unstable();
        }
    }

    pub fn wakes(&mut self, by: Actor) {
        self.sleepers.retain(|sleeper| *sleeper != by);
    }

    /// An actor is gone, which may have taken a part.
    pub fn loses(&mut self, by: Actor, in_parts: bool) {
        self.torn |= in_parts && self.sleepers.contains(&by) && !self.is_empty();
        self.wakes(by);
    }
}

fn ends_line(cell: Cell) -> bool {
    cell.kind == Kind::Eof || cell.byte == b'\n'
}
