//! The bytes that lie in a stream.

use smallvec::SmallVec;

use crate::engine::content::Piece;

/// The bytes of a stream, in the order in which they went in. `K` is what the room remembers of
/// how they did.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Held<K>(SmallVec<[Segment<K>; 4]>);

/// What one write put in, or what is left of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Segment<K> {
    pub piece: Piece,
    /// Something was taken from its beginning.
    pub begun: bool,
    pub kind: K,
}

impl<K> Default for Held<K> {
    fn default() -> Self {
        Self(SmallVec::new())
    }
}

impl<K: Copy + Eq> Held<K> {
    pub fn bytes(&self) -> u32 {
        self.0.iter().map(|segment| segment.piece.bytes).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn segments(&self) -> &[Segment<K>] {
        &self.0
    }

    /// What the first so many bytes are made of.
    pub fn front(&self, bytes: u32) -> impl Iterator<Item = Segment<K>> {
        let mut left = bytes;
        self.0.iter().map_while(move |segment| {
            let (piece, _) = segment.piece.split(left.min(segment.piece.bytes));
            left -= piece.bytes;
            (piece.bytes > 0).then_some(Segment { piece, ..*segment })
        })
    }

    pub fn put(&mut self, piece: Piece, kind: K) {
        if piece.bytes > 0 {
            self.0.push(Segment { piece, begun: false, kind });
        }
    }

    /// Puts a part of a write. In how many parts it went in is forgotten where nothing came
    /// between.
    pub fn put_part(&mut self, piece: Piece, kind: K) {
        match self.0.last_mut() {
            Some(last)
                if last.kind == kind && last.piece.place + last.piece.bytes == piece.place =>
            {
                last.piece.bytes += piece.bytes;
            }
            _ => self.put(piece, kind),
        }
    }

    /// Takes so many bytes from the front.
    pub fn take(&mut self, bytes: u32) {
        let mut left = bytes;
        while left > 0
            && let Some(first) = self.0.first_mut()
        {
            if first.piece.bytes > left {
                first.begun = true;
                first.piece = first.piece.split(left).1;
                return;
            }
            left -= first.piece.bytes;
            self.0.remove(0);
        }
    }

    /// Takes all that is left of the first write.
    pub fn take_first(&mut self) {
        if !self.0.is_empty() {
            self.0.remove(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_out_in_the_order_in_which_they_went_in() {
        let (first, second) = (Piece::of(1, 100), Piece::of(2, 50));
        let mut held = Held::default();
        held.put(first, ());
        held.put(second, ());
        let front: Vec<Piece> = held.front(120).map(|segment| segment.piece).collect();
        assert_eq!(front, [first, second.split(20).0]);
        held.take(120);
        assert_eq!(held.bytes(), 30);
        assert!(held.segments()[0].begun);
    }

    #[test]
    fn parts_of_one_write_are_one_unless_another_came_between() {
        let (whole, other) = (Piece::of(1, 100), Piece::of(2, 50));
        let (first, second) = whole.split(60);
        let mut held = Held::default();
        held.put_part(first, 'a');
        held.put_part(second, 'a');
        assert_eq!(held.segments().len(), 1);
        held.put_part(other.split(10).0, 'a');
        held.put_part(first, 'a');
        held.put_part(other.split(10).1, 'a');
        assert_eq!(held.segments().len(), 4);
        assert_eq!(held.bytes(), 210);
    }
}
