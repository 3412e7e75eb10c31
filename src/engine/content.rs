//! Content that tells where it comes from, so that loss, duplication, order and tearing are
//! decided.
//!
//! All content is cut from one table of bytes in which every window of eight is unique: a write is
//! a place and a length, and what is read is turned back into places. Two pieces of content are
//! equal when their bytes are.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// Distance between the places of two tags: no multiple of a page, so that they never line up.
const STRIDE: u32 = 509;
/// Tags of one script.
const TAGS: u32 = 256;
/// Longest piece.
pub const PIECE_BYTES_MAX: u32 = 1 << 17;
const TABLE_BYTES: usize = (TAGS * STRIDE + PIECE_BYTES_MAX) as usize;
const WINDOW: usize = 8;

/// Where a piece begins in its page decides how many pages vmsplice(2) takes for it: the table
/// begins with a page in every process, so that the same script does the same in each.
const PAGE_BYTES: usize = 4096;

type Table = (&'static [u8], HashMap<[u8; WINDOW], u32, FixedState>);

/// The table, and where each of its windows stands.
static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let bytes: Vec<u8> = (0..TABLE_BYTES)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        })
        .collect();
    let windows = bytes
        .windows(WINDOW)
        .enumerate()
        .map(|(place, window)| (window.try_into().expect("a window has its length"), place as u32))
        .collect();
    (at_a_page(&bytes), windows)
});

/// A copy that begins with a page, and stays.
fn at_a_page(bytes: &[u8]) -> &'static [u8] {
    let copy = vec![0; bytes.len() + PAGE_BYTES].leak();
    let begins = copy.as_ptr().align_offset(PAGE_BYTES);
    copy[begins..][..bytes.len()].copy_from_slice(bytes);
    &copy[begins..][..bytes.len()]
}

/// A piece of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Piece {
    pub place: u32,
    pub bytes: u32,
}

impl Piece {
    /// What the writer of that tag writes.
    pub fn of(tag: u16, bytes: u32) -> Self {
        Self { place: u32::from(tag) % TAGS * STRIDE, bytes: bytes.min(PIECE_BYTES_MAX) }
    }

    pub fn as_slice(&self) -> &'static [u8] {
        &TABLE.0[self.place as usize..(self.place + self.bytes) as usize]
    }

    /// The first `bytes` of it, and the rest.
    pub fn split(self, bytes: u32) -> (Self, Self) {
        let first = Self { bytes, ..self };
        (first, Self { place: self.place + bytes, bytes: self.bytes - bytes })
    }
}

/// Builds the table now, in the process from which the others are forked.
pub fn prepare() {
    LazyLock::force(&TABLE);
}

/// A sequence of bytes, as pieces of the table and, where they are too short or foreign, as bytes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Content(SmallVec<[Run; 2]>);

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Run {
    Piece(Piece),
    /// Boxed, as it is rare: content is moved about at every step.
    Bytes(Box<SmallVec<[u8; 16]>>),
}

impl Content {
    /// Turns bytes back into where they come from.
    pub fn decode(bytes: &[u8]) -> Self {
        let (table, windows) = &*TABLE;
        let mut content = Self::default();
        let mut at = 0;
        while at < bytes.len() {
            let window = bytes.get(at..at + WINDOW).and_then(|window| {
                windows.get::<[u8; WINDOW]>(window.try_into().expect("a window has its length"))
            });
            if let Some(place) = window {
                let from = &table[*place as usize..];
                let same = common(from, &bytes[at..]);
                content.push(Piece { place: *place, bytes: same as u32 });
                at += same;
            } else {
                content.push_byte(bytes[at]);
                at += 1;
            }
        }
        content
    }

    /// Puts a piece at the end.
    pub fn push(&mut self, piece: Piece) {
        if piece.bytes == 0 {
            return;
        }
        if let Some(Run::Piece(last)) = self.0.last_mut()
            && last.place + last.bytes == piece.place
        {
            last.bytes += piece.bytes;
            return;
        }
        self.0.push(Run::Piece(piece));
    }

    fn push_byte(&mut self, byte: u8) {
        if let Some(Run::Bytes(last)) = self.0.last_mut() {
            last.push(byte);
        } else {
            self.0.push(Run::Bytes(Box::new(smallvec::smallvec![byte])));
        }
    }

    /// The bytes themselves.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(Run::as_slice).copied().collect()
    }

    /// How many bytes.
    pub fn len(&self) -> usize {
        self.0.iter().map(|run| run.as_slice().len()).sum()
    }

    /// The pieces that it is made of, if it is made of pieces only.
    pub fn pieces(&self) -> Option<Vec<Piece>> {
        let piece = |run: &Run| match run {
            Run::Piece(piece) => Some(*piece),
            Run::Bytes(_) => None,
        };
        self.0.iter().map(piece).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a piece goes on after another one came between.
    pub fn is_torn(&self) -> bool {
        let ends = |index: usize| match &self.0[index] {
            Run::Piece(piece) => Some(piece.place + piece.bytes),
            Run::Bytes(_) => None,
        };
        (0..self.0.len()).any(|first| {
            let Some(end) = ends(first) else { return false };
            self.0[first + 1..]
                .iter()
                .any(|later| matches!(later, Run::Piece(piece) if piece.place == end))
        })
    }

    /// The pieces in the opposite order, or one that was never written.
    pub fn reversed(&self) -> Option<Self> {
        match &self.0[..] {
            [] => None,
            [Run::Piece(piece)] => {
                let other = Piece { place: piece.place + 1, bytes: piece.bytes };
                Some(std::iter::once(other).collect())
            }
            [Run::Bytes(bytes)] => {
                let mut other = bytes.clone();
                other[0] ^= 0xff;
                Some(Self(smallvec::smallvec![Run::Bytes(other)]))
            }
            runs => Some(Self(runs.iter().rev().cloned().collect())),
        }
    }

    /// One byte less, if something is left.
    pub fn shortened(&self) -> Option<Self> {
        let mut shorter = self.clone();
        match shorter.0.last_mut()? {
            Run::Piece(piece) => piece.bytes -= 1,
            Run::Bytes(bytes) => {
                bytes.pop();
            }
        }
        (self.len() > 1).then_some(shorter)
    }

    /// The first two pieces, the second in the middle of the first.
    pub fn torn(&self) -> Option<Self> {
        let [Run::Piece(first), Run::Piece(second), rest @ ..] = &self.0[..] else { return None };
        if first.bytes < 2 * WINDOW as u32 || second.bytes < WINDOW as u32 {
            return None;
        }
        let (head, tail) = first.split(first.bytes / 2);
        let mut torn: Self = [head, *second, tail].into_iter().collect();
        torn.0.extend(rest.iter().cloned());
        Some(torn)
    }

    /// The bytes that both begin with.
    fn common(&self, other: &Self) -> usize {
        let mut left = self.0.iter().map(Run::as_slice);
        let mut right = other.0.iter().map(Run::as_slice);
        let (mut here, mut there): (&[u8], &[u8]) = (&[], &[]);
        let mut total = 0;
        loop {
            if here.is_empty() {
                let Some(next) = left.next() else { return total };
                here = next;
            }
            if there.is_empty() {
                let Some(next) = right.next() else { return total };
                there = next;
            }
            let length = here.len().min(there.len());
            let same = if std::ptr::eq(here.as_ptr(), there.as_ptr()) {
                length
            } else {
                common(&here[..length], &there[..length])
            };
            total += same;
            if same < length {
                return total;
            }
            (here, there) = (&here[length..], &there[length..]);
        }
    }
}

impl Run {
    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Piece(piece) => piece.as_slice(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// How many bytes two slices begin with in common.
fn common(left: &[u8], right: &[u8]) -> usize {
    const BLOCK: usize = 256;
    let length = left.len().min(right.len());
    let mut at = 0;
    while at + BLOCK <= length && left[at..at + BLOCK] == right[at..at + BLOCK] {
        at += BLOCK;
    }
    at + left[at..length].iter().zip(&right[at..length]).take_while(|(a, b)| a == b).count()
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        let length = self.len();
        length == other.len() && self.common(other) == length
    }
}

impl PartialOrd for Content {
    /// A beginning is less than the whole; what differs does not compare.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let (left, right) = (self.len(), other.len());
        (self.common(other) == left.min(right)).then(|| left.cmp(&right))
    }
}

impl FromIterator<Piece> for Content {
    fn from_iter<I: IntoIterator<Item = Piece>>(pieces: I) -> Self {
        let mut content = Self::default();
        for piece in pieces {
            content.push(piece);
        }
        content
    }
}

impl fmt::Display for Content {
    /// `4096 of #3, 12 of #4 from 100`: the tags are the steps of the script.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing");
        }
        for (index, run) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            match run {
                Run::Piece(Piece { place, bytes }) => {
                    write!(f, "{bytes} of #{}", place / STRIDE)?;
                    if place % STRIDE > 0 {
                        write!(f, " from {}", place % STRIDE)?;
                    }
                }
                Run::Bytes(raw) => {
                    write!(f, "{} bytes {:02x?}", raw.len(), &raw[..raw.len().min(8)])?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_recognised_however_it_is_cut() {
        let (first, second) = (Piece::of(3, 5000), Piece::of(4, 3));
        let mut bytes = first.as_slice().to_vec();
        bytes.extend(second.as_slice());
        let whole: Content = [first, second].into_iter().collect();
        assert_eq!(Content::decode(&bytes), whole);
        let (head, tail) = first.split(4097);
        assert_eq!(Content::decode(&bytes[..4097]), [head].into_iter().collect());
        assert_eq!(Content::decode(&bytes[4097..]), [tail, second].into_iter().collect());
    }

    #[test]
    fn a_swap_a_loss_and_a_repetition_are_not_equal() {
        let (first, second) = (Piece::of(1, 100), Piece::of(2, 100));
        let whole: Content = [first, second].into_iter().collect();
        assert_ne!(whole, [second, first].into_iter().collect());
        assert_ne!(whole, [first, first].into_iter().collect());
        assert!([first].into_iter().collect::<Content>() < whole);
        assert_eq!(whole.partial_cmp(&[second].into_iter().collect()), None);
    }
}
