//! The state of pipes: what each holds, and how it follows from what was seen.

use smallvec::SmallVec;

use super::PipeRoom;
use super::operations::Op;
use super::rules;
use super::seen::Saw;
use super::splicing::rules as splicing_rules;
use crate::engine::content::{Content, Piece};
use crate::engine::{
    Access, Call, Event, File, How, Limit, Limits, Model, Next, Readiness, Ruling, Taken, World,
};
use crate::kernel::Facts;

/// The largest write that must be atomic.
pub const PIPE_BUF: u32 = 4096;
/// Pages of a new pipe.
pub const DEFAULT_PAGES: u32 = 16;

/// The pipes of a case, by object number; a freed one keeps its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pipes {
    pipes: SmallVec<[Option<Pipe>; 2]>,
    pub page_bytes: u32,
    pub maximum_bytes: u32,
}

/// One pipe.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pipe {
    pub capacity_bytes: u32,
    /// Writes are packets: `O_DIRECT` of the write end's one description.
    pub packet: bool,
    /// It is so by `F_SETFL`, not as it was made.
    switched: bool,
    queue: SmallVec<[Segment; 4]>,
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

    fn put(&mut self, piece: Piece, small: bool) {
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

impl Pipes {
    pub fn pipe(&self, object: u8) -> &Pipe {
        self.pipes[usize::from(object)].as_ref().expect("a description keeps its pipe alive")
    }

    pub fn pipe_mut(&mut self, object: u8) -> &mut Pipe {
        self.pipes[usize::from(object)].as_mut().expect("a description keeps its pipe alive")
    }

    pub fn live(&self) -> usize {
        self.pipes.iter().flatten().count()
    }

    fn create(&self, flags: super::operations::Flags) -> Next<PipeRoom> {
        let mut next = self.clone();
        let object = next.pipes.len() as u8;
        let capacity_bytes = DEFAULT_PAGES * self.page_bytes;
        next.pipes.push(Some(Pipe {
            capacity_bytes,
            packet: flags.packet,
            switched: false,
            queue: SmallVec::new(),
        }));
        let file = |access| File {
            object,
            access,
            nonblocking: flags.nonblock,
            cloexec: flags.cloexec,
            note: 0,
        };
        Next::opening(next, [file(Access::Read), file(Access::Write)])
    }
}

impl Model<PipeRoom> for Pipes {
    fn new(facts: &Facts, _limits: &Limits) -> Self {
        let maximum = facts.limit(Limit::PipeMaxSizeBytes).unwrap_or(1 << 20);
        Self {
            pipes: SmallVec::new(),
            page_bytes: facts.page_size_bytes as u32,
            maximum_bytes: maximum.min(u64::from(u32::MAX)) as u32,
        }
    }

    fn rule(&self, call: &Call<'_, PipeRoom>, world: &World<u8>) -> Ruling<Saw> {
        rules::rule(self, call, world)
    }

    fn follow(
        &self,
        call: &Call<'_, PipeRoom>,
        took: &Taken<'_, Saw>,
        world: &World<u8>,
    ) -> Next<PipeRoom> {
        let mut next = self.clone();
        let file = |fd| world.file(call.by, fd).expect("it was ruled");
        match (call.op, &took.how) {
            (Op::Create { flags, .. }, How::Returned(Ok(Saw::Created { .. }))) => {
                return self.create(*flags);
            }
            (Op::Read { fd, bytes: 1.. }, How::Returned(Ok(Saw::Read(content)))) => {
                next.pipe_mut(file(*fd).object).take(content.len() as u32);
            }
            (Op::Write { fd, bytes, tag }, How::Returned(Ok(Saw::Wrote(wrote)))) => {
                let done = call.done as u32;
                let whole = Piece::of(*tag, *bytes);
                let piece = whole.split(*wrote as u32).0.split(done).1;
                let file = file(*fd);
                next.pipe_mut(file.object).put(piece, *bytes <= PIPE_BUF);
            }
            (Op::Write { fd, bytes, tag }, How::Advanced(advanced)) => {
                let rest = Piece::of(*tag, *bytes).split(call.done as u32).1;
                let file = file(*fd);
                let piece = rest.split(*advanced as u32).0;
                next.pipe_mut(file.object).put(piece, false);
            }
            (Op::SetPacket { fd, on }, How::Returned(Ok(_))) => {
                let pipe = next.pipe_mut(file(*fd).object);
                pipe.switched |= pipe.packet != *on;
                pipe.packet = *on;
            }
            (Op::SetCapacity { fd, .. }, How::Returned(Ok(Saw::Number(capacity)))) => {
                next.pipe_mut(file(*fd).object).capacity_bytes = *capacity as u32;
            }
            (Op::Splicing(splicing), How::Returned(Ok(saw))) => {
                return splicing_rules::follow(next, splicing, saw, |fd| file(fd).object);
            }
            _ => {}
        }
        Next::one(next)
    }

    fn event(&self, event: &Event<u8>, world: &World<u8>) -> Next<PipeRoom> {
        let mut next = self.clone();
        if let Event::Closed { file, last_of_description: true, .. } = event
            && world.descriptions().all(|(open, _)| open.object != file.object)
        {
            next.pipes[usize::from(file.object)] = None;
        }
        Next::one(next)
    }

    fn ready(&self, file: &File<u8>, world: &World<u8>) -> Readiness {
        rules::ready(self, file, world)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::fake::trial;
    use crate::engine::history::Fate;

    fn facts() -> Facts {
        crate::facilities::tests::facts()
    }

    fn pipe() -> Pipe {
        Pipe {
            capacity_bytes: 2 * PIPE_BUF,
            packet: false,
            switched: false,
            queue: SmallVec::new(),
        }
    }

    #[test]
    fn bytes_come_out_in_the_order_in_which_they_went_in() {
        let (first, second) = (Piece::of(1, 100), Piece::of(2, 50));
        let mut pipe = pipe();
        pipe.put(first, true);
        pipe.put(second, true);
        let ahead = pipe.peek(120);
        assert_eq!(ahead.content, [first, second.split(20).0].into_iter().collect());
        assert!(ahead.several_small && !ahead.interleaved);
        pipe.take(120);
        assert_eq!(pipe.held_bytes(), 30);
        assert_eq!(pipe.room_bytes(PIPE_BUF), 2 * PIPE_BUF - 30);
    }

    #[test]
    fn a_kernel_that_conforms_is_accepted() {
        let (tally, broken) = trial::<PipeRoom>(&facts(), 2_000, None);
        assert_eq!(broken, None);
        assert!(tally.operations > 10_000, "{} operations", tally.operations);
    }

    #[test]
    fn a_kernel_that_drops_a_byte_is_rejected() {
        let drops = |_: &Op, fate: &mut Fate<Saw>| {
            if let Fate::Returned(Ok(Saw::Read(content))) = fate
                && let Some(shorter) = content.shortened()
            {
                *content = shorter;
            }
        };
        let (_, broken) = trial::<PipeRoom>(&facts(), 2_000, Some(drops));
        assert_eq!(broken, Some("READ_TAKES_AVAILABLE"));
    }
}
