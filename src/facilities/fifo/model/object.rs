//! One FIFO: who has it open or is about to, and what it holds.

use smallvec::SmallVec;

use super::rules::FULL;
use super::{CAPACITY_PAGES, PIPE_BUF};
use crate::engine::content::{Content, Piece};
use crate::engine::{Access, Actor};
use crate::families::names::Owned;
use crate::families::stream::{Held, Segment, Space};

/// One FIFO.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fifo {
    pub owned: Owned,
    pub maker: Actor,
    /// It still has its name.
    pub linked: bool,
    pub held: Held<Way>,
    /// Every end was closed while it held something: whether that is lost, the manual does not say.
    pub doubtful: bool,
    pub sleepers: SmallVec<[Sleeper; 2]>,
    /// Descriptions that can be read from, and written to.
    readers: u8,
    writers: u8,
    /// How often it was opened for writing.
    pub write_opens: u32,
    page_bytes: u32,
}

/// An open that sleeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sleeper {
    pub by: Actor,
    pub access: Access,
    /// The other end was opened.
    pub met: bool,
}

/// How bytes came into a FIFO.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// A write of at most `PIPE_BUF` bytes.
    Small,
    /// A part of a longer one.
    Large,
}

/// What a read would take.
pub struct Ahead {
    pub content: Content,
    /// More than one piece, all of small writes.
    pub several_small: bool,
    /// A large write's bytes, cut by another's.
    pub interleaved: bool,
}

impl Fifo {
    pub fn new(owned: Owned, maker: Actor, page_bytes: u32) -> Self {
        Self {
            owned,
            maker,
            linked: true,
            held: Held::default(),
            doubtful: false,
            sleepers: SmallVec::new(),
            readers: 0,
            writers: 0,
            write_opens: 0,
            page_bytes,
        }
    }

    pub fn page_bytes(&self) -> u32 {
        self.page_bytes
    }

    /// Descriptions that can be read from; what was woken while it opened one has it already.
    pub fn readers(&self) -> u8 {
        self.readers + self.met(Access::reads)
    }

    pub fn writers(&self) -> u8 {
        self.writers + self.met(Access::writes)
    }

    fn met(&self, end: fn(Access) -> bool) -> u8 {
        self.sleepers.iter().filter(|sleeper| sleeper.met && end(sleeper.access)).count() as u8
    }

    /// Whether an open that sleeps waits for what this access opens.
    pub fn is_awaited(&self, access: Access) -> bool {
        self.sleepers.iter().any(|sleeper| !sleeper.met && are_opposite(sleeper.access, access))
    }

    /// One more description; what waits for it goes on.
    pub fn open(&mut self, access: Access) {
        self.readers += u8::from(access.reads());
        self.writers += u8::from(access.writes());
        self.write_opens += u32::from(access.writes());
        for sleeper in &mut self.sleepers {
            sleeper.met |= are_opposite(sleeper.access, access);
        }
    }

    /// One description less.
    pub fn close(&mut self, access: Access) {
        self.readers -= u8::from(access.reads());
        self.writers -= u8::from(access.writes());
        if self.readers == 0 && self.writers == 0 && !self.held.is_empty() {
            self.doubtful = true;
        }
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

    /// What still fits; by the layout of its pages it may be full before its capacity is reached.
    pub fn space(&self) -> Space {
        let pages = |Segment { piece, begun, .. }: &Segment<Way>| {
            piece.bytes.div_ceil(self.page_bytes) + u32::from(*begun)
        };
        let taken: u32 = self.held.segments().iter().map(pages).sum();
        Space {
            bytes_max: CAPACITY_PAGES * self.page_bytes - self.held.bytes(),
            may_be_full: (taken >= CAPACITY_PAGES).then_some(&FULL),
        }
    }

    /// What a read of that many bytes would take.
    pub fn peek(&self, bytes: u32) -> Ahead {
        let taken: SmallVec<[Segment<Way>; 4]> = self.held.front(bytes).collect();
        let is_small = |segment: &Segment<Way>| segment.kind == Way::Small;
        Ahead {
            content: taken.iter().map(|segment| segment.piece).collect(),
            several_small: taken.len() > 1 && taken.iter().all(is_small),
            interleaved: is_cut(&taken),
        }
    }

    pub fn put(&mut self, piece: Piece, whole_bytes: u32) {
        if whole_bytes <= PIPE_BUF {
            self.held.put(piece, Way::Small);
        } else {
            self.held.put_part(piece, Way::Large);
        }
    }
}

/// Whether the one opens the end that the other does not.
fn are_opposite(one: Access, other: Access) -> bool {
    one.reads() && other.writes() || one.writes() && other.reads()
}

/// Whether another write's bytes lie between parts of a large one.
fn is_cut(taken: &[Segment<Way>]) -> bool {
    taken.iter().enumerate().any(|(place, Segment { piece, kind, .. })| {
        let goes_on = |later: &Segment<Way>| later.piece.place == piece.place + piece.bytes;
        *kind == Way::Large && taken.iter().skip(place + 2).any(goes_on)
    })
}
