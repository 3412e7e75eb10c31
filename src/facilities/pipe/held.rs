//! What one pipe holds, and what it has room for.

use smallvec::SmallVec;

use super::model::PIPE_BUF;
use crate::engine::content::{Content, Piece};

/// One pipe.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pipe {
    pub capacity_bytes: u32,
    pub made: Made,
    /// Its maker is the other user, whose pages are counted apart.
    pub of_other: bool,
    /// Writes are packets: `O_DIRECT` of the write end's one description.
    pub packet: bool,
    /// It is so by `F_SETFL`, not as it was made.
    pub switched: bool,
    queue: SmallVec<[Segment; 4]>,
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

/// Bytes that lie in a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Segment {
    piece: Piece,
    packet: bool,
    /// Packet mode had been switched on or off when it was written.
    switched: bool,
    /// It is not as it was written: something was read from its beginning.
    begun: bool,
    kind: Kind,
}

/// How bytes came into a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// By a write of at most `PIPE_BUF` bytes.
    Small,
    /// By a part of a longer one.
    Large,
    /// By splice, tee or vmsplice: into pages of their own.
    Spliced,
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
    pub fn new(capacity_bytes: u32, packet: bool) -> Self {
        Self {
            capacity_bytes,
            made: Made::Default,
            of_other: false,
            packet,
            switched: false,
            queue: SmallVec::new(),
        }
    }

    pub fn held_bytes(&self) -> u32 {
        self.queue.iter().map(|segment| segment.piece.bytes).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Both packets and plain bytes: of such a mixture the manual does not speak.
    pub fn is_mixed(&self) -> bool {
        self.queue.iter().any(|segment| segment.packet != self.packet)
    }

    /// Whether packets are in it, or would be made of what is written.
    pub fn has_packets(&self) -> bool {
        self.packet || self.queue.iter().any(|segment| segment.packet)
    }

    /// Whether the last write may have left a page unfilled.
    pub fn ends_within_a_page(&self, page_bytes: u32) -> bool {
        self.queue
            .last()
            .is_some_and(|segment| segment.begun || !segment.piece.bytes.is_multiple_of(page_bytes))
    }

    /// Pages that are taken at the most, however the writes were laid out.
    fn pages_at_most(&self, page_bytes: u32) -> u32 {
        let pages = |segment: &Segment| match segment {
            Segment { packet: true, .. } => 1,
            Segment { piece, kind: Kind::Spliced, .. } => piece.bytes.div_ceil(page_bytes) + 1,
            Segment { piece, begun, .. } => piece.bytes.div_ceil(page_bytes) + u32::from(*begun),
        };
        self.queue.iter().map(pages).sum()
    }

    /// Pages that are free for certain.
    pub fn pages_free(&self, page_bytes: u32) -> u32 {
        (self.capacity_bytes / page_bytes).saturating_sub(self.pages_at_most(page_bytes))
    }

    /// Bytes that could still fit, at the most.
    pub fn room_bytes(&self, page_bytes: u32) -> u32 {
        if self.packet {
            // A packet takes a page to itself, whatever its length.
            return self.pages_free(page_bytes) * page_bytes;
        }
        self.capacity_bytes - self.held_bytes()
    }

    /// Whether a new capacity certainly holds what lies in the pipe.
    pub fn fits_pages(&self, pages: u32, page_bytes: u32) -> bool {
        self.pages_at_most(page_bytes) <= pages
    }

    /// What a read of that many bytes would take.
    pub fn peek(&self, bytes: u32) -> Ahead {
        let mut content = Content::default();
        let packet = self.queue.first().is_some_and(|segment| segment.packet);
        let switched = self.queue.first().is_some_and(|segment| segment.switched);
        let mut left = bytes;
        let mut taken: SmallVec<[(Piece, Kind); 4]> = SmallVec::new();
        for segment in &self.queue {
            if left == 0 || (packet && !taken.is_empty()) {
                break;
            }
            let (piece, _) = segment.piece.split(left.min(segment.piece.bytes));
            content.push(piece);
            taken.push((piece, segment.kind));
            left -= piece.bytes;
        }
        let excess = packet && self.queue[0].piece.bytes > bytes;
        Ahead {
            content,
            packet,
            switched,
            excess,
            several_small: taken.len() > 1 && taken.iter().all(|(_, kind)| *kind == Kind::Small),
            interleaved: is_cut(&taken),
        }
    }

    /// The pieces that the first so many bytes are made of.
    pub fn front(&self, bytes: u32) -> SmallVec<[Piece; 4]> {
        let mut left = bytes;
        let mut pieces = SmallVec::new();
        for segment in &self.queue {
            let (piece, _) = segment.piece.split(left.min(segment.piece.bytes));
            left -= piece.bytes;
            if piece.bytes > 0 {
                pieces.push(piece);
            }
        }
        pieces
    }

    pub fn take(&mut self, bytes: u32) {
        let mut left = bytes;
        while let Some(segment) = self.queue.first_mut() {
            if segment.packet {
                self.queue.remove(0);
                return;
            }
            if segment.piece.bytes > left {
                segment.begun |= left > 0;
                segment.piece = segment.piece.split(left).1;
                return;
            }
            left -= segment.piece.bytes;
            self.queue.remove(0);
            if left == 0 {
                return;
            }
        }
    }

    pub fn put(&mut self, piece: Piece, small: bool) {
        let (packet, switched) = (self.packet, self.switched);
        if packet {
            let mut rest = piece;
            while rest.bytes > 0 {
                let (first, tail) = rest.split(rest.bytes.min(PIPE_BUF));
                let kind = Kind::Small;
                self.queue.push(Segment { piece: first, packet, switched, begun: false, kind });
                rest = tail;
            }
            return;
        }
        // In how many parts a write went in is forgotten where nothing came between.
        if let Some(last) = self.queue.last_mut()
            && !small
            && !last.packet
            && last.kind == Kind::Large
            && last.piece.place + last.piece.bytes == piece.place
        {
            last.piece.bytes += piece.bytes;
            return;
        }
        let kind = if small { Kind::Small } else { Kind::Large };
        if piece.bytes > 0 {
            self.queue.push(Segment { piece, packet, switched, begun: false, kind });
        }
    }

    /// Puts what was moved, copied or mapped: it never shares a page with what was written.
    pub fn put_spliced(&mut self, pieces: &[Piece]) {
        for piece in pieces.iter().filter(|piece| piece.bytes > 0) {
            self.queue.push(Segment {
                piece: *piece,
                packet: false,
                switched: false,
                begun: false,
                kind: Kind::Spliced,
            });
        }
    }
}

fn is_cut(taken: &[(Piece, Kind)]) -> bool {
    taken.iter().enumerate().any(|(index, (piece, kind))| {
        *kind == Kind::Large
            && taken[index + 1..]
                .iter()
                .skip(1)
                .any(|(later, _)| later.place == piece.place + piece.bytes)
    })
}
