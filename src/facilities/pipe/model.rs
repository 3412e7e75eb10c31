//! The state of pipes: what each holds, and how it follows from what was seen.

use smallvec::SmallVec;

use super::PipeRoom;
use super::bounds::Bounds;
use super::held::{Made, Pipe};
use super::operations::{Flags, Op};
use super::rules;
use super::seen::Saw;
use super::splicing::rules as splicing_rules;
use crate::engine::content::Piece;
use crate::engine::{
    Access, Actor, Call, Event, File, How, Limit, Limits, Model, Next, Readiness, Ruling, Taken,
    World,
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
    pub bounds: Bounds,
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

    pub fn live_pipes(&self) -> impl Iterator<Item = &Pipe> {
        self.pipes.iter().flatten()
    }

    fn create(&mut self, flags: Flags, by: Actor, world: &World<u8>) -> Next<PipeRoom> {
        let object = self.pipes.len() as u8;
        let (made, pages) = self.making(by, world);
        let of_other = world.process(by).other_uid;
        let mut pipe = Pipe::new(pages * self.page_bytes, flags.packet);
        (pipe.made, pipe.of_other) = (made, of_other);
        self.pipes.push(Some(pipe));
        let file = |access| File {
            object,
            access,
            nonblocking: flags.nonblock,
            cloexec: flags.cloexec,
            note: 0,
        };
        Next::opening([file(Access::Read), file(Access::Write)])
    }
}

impl Model<PipeRoom> for Pipes {
    fn new(facts: &Facts, limits: &Limits) -> Self {
        let bounds = Bounds::new(limits);
        let usual = facts.limit(Limit::PipeMaxSizeBytes).unwrap_or(1 << 20);
        let maximum = bounds.max_size().unwrap_or(usual);
        Self {
            pipes: SmallVec::new(),
            page_bytes: facts.page_size_bytes as u32,
            maximum_bytes: maximum.min(u64::from(u32::MAX)) as u32,
            bounds,
        }
    }

    fn rule(&self, call: &Call<'_, PipeRoom>, world: &World<u8>) -> Ruling<Saw> {
        rules::rule(self, call, world)
    }

    fn follow(
        &mut self,
        call: &Call<'_, PipeRoom>,
        took: &Taken<'_, Saw>,
        world: &World<u8>,
    ) -> Next<PipeRoom> {
        let file = |fd| world.file(call.by, fd).expect("it was ruled");
        match (call.op, &took.how) {
            (Op::Create { flags, .. }, How::Returned(Ok(Saw::Created { .. }))) => {
                return self.create(*flags, call.by, world);
            }
            (Op::Read { fd, bytes: 1.. }, How::Returned(Ok(Saw::Read(content)))) => {
                self.pipe_mut(file(*fd).object).take(content.len() as u32);
            }
            (Op::Write { fd, bytes, tag }, How::Returned(Ok(Saw::Wrote(wrote)))) => {
                let done = call.done as u32;
                let whole = Piece::of(*tag, *bytes);
                let piece = whole.split(*wrote as u32).0.split(done).1;
                let file = file(*fd);
                self.pipe_mut(file.object).put(piece, *bytes <= PIPE_BUF);
            }
            (Op::Write { fd, bytes, tag }, How::Advanced(advanced)) => {
                let rest = Piece::of(*tag, *bytes).split(call.done as u32).1;
                let file = file(*fd);
                let piece = rest.split(*advanced as u32).0;
                self.pipe_mut(file.object).put(piece, false);
            }
            (Op::SetPacket { fd, on }, How::Returned(Ok(_))) => {
                let pipe = self.pipe_mut(file(*fd).object);
                pipe.switched |= pipe.packet != *on;
                pipe.packet = *on;
            }
            (Op::SetCapacity { fd, .. }, How::Returned(Ok(Saw::Number(capacity)))) => {
                let pipe = self.pipe_mut(file(*fd).object);
                (pipe.capacity_bytes, pipe.made) = (*capacity as u32, Made::Set);
            }
            (Op::GetCapacity { fd }, How::Returned(Ok(Saw::Number(capacity)))) => {
                let pipe = self.pipe_mut(file(*fd).object);
                if pipe.made == Made::Small {
                    (pipe.capacity_bytes, pipe.made) = (*capacity as u32, Made::Set);
                }
            }
            (Op::Splicing(splicing), How::Returned(Ok(saw))) => {
                return splicing_rules::follow(self, splicing, saw, |fd| file(fd).object);
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event<u8>, world: &World<u8>) -> Next<PipeRoom> {
        if let Event::Closed { file, last_of_description: true, .. } = event
            && world.descriptions().all(|(open, _)| open.object != file.object)
        {
            self.pipes[usize::from(file.object)] = None;
        }
        Next::here()
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
        Pipe::new(2 * PIPE_BUF, false)
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
