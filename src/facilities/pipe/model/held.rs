//! What one pipe holds, and what it has room for.

use smallvec::SmallVec;

use super::rules::FULL;
use super::{DEFAULT_PAGES, PIPE_BUF};
use crate::engine::content::{Content, Piece};
use crate::families::stream::{Blocked, Held, Segment, Space};

/// One pipe.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pipe {
    pub capacity_bytes: u32,
    pub page_bytes: u32,
    pub made: Made,
    /// Its maker is the other user, whose pages are counted apart.
    pub of_other: bool,
    /// Writes are packets: `O_DIRECT` of the write end's one description.
    pub packet: bool,
    /// It is so by `F_SETFL`, not as it was made.
    pub switched: bool,
    pub held: Held<Way>,
}

/// Where a pipe's capacity comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Made {
    Default,
    /// Its maker may not have so much: pipe-max-size.
    Capped,
    /// Its maker has too much already: pipe-user-pages-soft. Of one page or two.
    Small,
    /// No soft limit was in force.
    Unlimited,
    Set,
}

/// How bytes came into a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Way {
    packet: bool,
    /// Packet mode had been switched on or off when they were written.
    switched: bool,
    by: By,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum By {
    /// A write of at most `PIPE_BUF` bytes.
    Small,
    /// A part of a longer one.
    Large,
    /// splice, tee or vmsplice: into pages of their own.
    Splice,
}

/// What a read would take.
pub struct Ahead {
    pub content: Content,
    pub packet: bool,
    /// Packet mode had been switched on when it was written.
    pub switched: bool,
    /// A packet of which a part would be discarded.
    pub excess: bool,
    /// More than one piece, all of small writes.
    pub several_small: bool,
    /// A large write's bytes, cut by another's.
    pub interleaved: bool,
}

impl Pipe {
    pub fn new(page_bytes: u32, packet: bool) -> Self {
        Self {
            capacity_bytes: DEFAULT_PAGES * page_bytes,
            page_bytes,
            made: Made::Default,
            of_other: false,
            packet,
            switched: false,
            held: Held::default(),
        }
    }

    pub fn pages(&self) -> u32 {
        self.capacity_bytes / self.page_bytes
    }

    pub fn set(&mut self, capacity_bytes: u64) {
        (self.capacity_bytes, self.made) = (capacity_bytes as u32, Made::Set);
    }

    /// Both packets and plain bytes: of such a mixture the manual does not speak.
    pub fn is_mixed(&self) -> bool {
        self.held.segments().iter().any(|segment| segment.kind.packet != self.packet)
    }

    /// Whether packets are in it, or would be made of what is written.
    pub fn has_packets(&self) -> bool {
        self.packet || self.held.segments().iter().any(|segment| segment.kind.packet)
    }

    /// What of a large write is over a whole number of pages may go first, into a page that the
    /// last write may have left unfilled.
    pub fn first_part(&self, bytes: u32) -> Option<u32> {
        let over = bytes % self.page_bytes;
        let unfilled = self.held.segments().last().is_some_and(|segment| {
            segment.begun || !segment.piece.bytes.is_multiple_of(self.page_bytes)
        });
        (over > 0 && unfilled).then_some(over)
    }

    /// Pages that are taken at the most, however the writes were laid out.
    pub fn pages_at_most(&self) -> u32 {
        let pages = |Segment { piece, begun, kind }: &Segment<Way>| match kind {
            Way { packet: true, .. } => 1,
            Way { by: By::Splice, .. } => piece.bytes.div_ceil(self.page_bytes) + 1,
            _ => piece.bytes.div_ceil(self.page_bytes) + u32::from(*begun),
        };
        self.held.segments().iter().map(pages).sum()
    }

    /// What still fits; a write that sleeps since there is not may be interrupted as writes are.
    pub fn space(&self) -> Space {
        self.space_or(&FULL)
    }

    /// The same, where a call that finds it full is ruled by these claims.
    pub fn space_or(&self, full: &'static Blocked) -> Space {
        let free = self.pages().saturating_sub(self.pages_at_most());
        // A packet takes a page to itself, whatever its length.
        let packets = free * self.page_bytes;
        let plain = || self.capacity_bytes - self.held.bytes();
        Space {
            bytes_max: if self.packet { packets } else { plain() },
            // By its bytes there may be room, and by the layout of its pages none.
            may_be_full: (free == 0).then_some(full),
        }
    }

    /// What a read of that many bytes would take.
    pub fn peek(&self, bytes: u32) -> Ahead {
        let first = self.held.segments().first();
        let packet = first.is_some_and(|first| first.kind.packet);
        let most = if packet { 1 } else { usize::MAX };
        let taken: SmallVec<[Segment<Way>; 4]> = self.held.front(bytes).take(most).collect();
        let is_small = |segment: &Segment<Way>| segment.kind.by == By::Small;
        Ahead {
            content: taken.iter().map(|segment| segment.piece).collect(),
            packet,
            switched: first.is_some_and(|first| first.kind.switched),
            excess: packet && first.is_some_and(|first| first.piece.bytes > bytes),
            several_small: taken.len() > 1 && taken.iter().all(is_small),
            interleaved: is_cut(&taken),
        }
    }

    /// The pieces that the first so many bytes are made of.
    pub fn front(&self, bytes: u32) -> SmallVec<[Piece; 4]> {
        self.held.front(bytes).map(|segment| segment.piece).collect()
    }

    pub fn take(&mut self, bytes: u32) {
        if self.held.segments().first().is_some_and(|first| first.kind.packet) {
            self.held.take_first();
        } else {
            self.held.take(bytes);
        }
    }

    pub fn put(&mut self, piece: Piece, small: bool) {
        let Self { packet, switched, .. } = *self;
        let way = |by| Way { packet, switched, by };
        if !packet && !small {
            self.held.put_part(piece, way(By::Large));
            return;
        }
        // In packet mode a longer write becomes several packets.
        let mut rest = piece;
        while rest.bytes > 0 {
            let (first, tail) = rest.split(rest.bytes.min(PIPE_BUF));
            self.held.put(first, way(By::Small));
            rest = tail;
        }
    }

    /// Puts what was moved, copied or mapped: it never shares a page with what was written.
    pub fn put_spliced(&mut self, pieces: &[Piece]) {
        let way = Way { packet: false, switched: false, by: By::Splice };
        for piece in pieces {
            self.held.put(*piece, way);
        }
    }
}

/// Whether another write's bytes lie between parts of a large one.
fn is_cut(taken: &[Segment<Way>]) -> bool {
    taken.iter().enumerate().any(|(place, Segment { piece, kind, .. })| {
        let goes_on = |later: &Segment<Way>| later.piece.place == piece.place + piece.bytes;
        kind.by == By::Large && taken.iter().skip(place + 2).any(goes_on)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_was_written_first_and_leaves_room() {
        let (first, second) = (Piece::of(1, 100), Piece::of(2, 50));
        let mut pipe = Pipe::new(PIPE_BUF, false);
        pipe.put(first, true);
        pipe.put(second, true);
        let ahead = pipe.peek(120);
        assert_eq!(ahead.content, [first, second.split(20).0].into_iter().collect());
        assert!(ahead.several_small && !ahead.interleaved);
        pipe.take(120);
        assert_eq!(pipe.held.bytes(), 30);
        assert_eq!(pipe.space().bytes_max, DEFAULT_PAGES * PIPE_BUF - 30);
    }
}
