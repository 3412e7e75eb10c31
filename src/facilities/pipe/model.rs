//! The state of pipes: what each holds, and how it follows from what was seen.

mod bounds;
mod held;
mod rules;
mod splicing;
#[cfg(test)]
mod tests;

use smallvec::SmallVec;

use super::calls::{CLOEXEC, Call, Ends, NONBLOCK, PACKET, Seen};
use crate::engine::forms::Flags;
use crate::engine::{
    self, Access, Actor, Event, File, How, Limit, Limits, Model, Next, Object, Pick, Readiness,
    Ruling, Taken, World,
};
use crate::kernel::Facts;
use bounds::Bounds;
use held::{Made, Pipe};

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
    bounds: Bounds,
}

impl Pipes {
    pub fn new(facts: &Facts, limits: &Limits) -> Self {
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

    pub fn pipe(&self, object: Object) -> &Pipe {
        self.pipes[object.index()].as_ref().expect("a description keeps its pipe alive")
    }

    fn pipe_mut(&mut self, object: Object) -> &mut Pipe {
        self.pipes[object.index()].as_mut().expect("a description keeps its pipe alive")
    }

    pub fn live(&self) -> impl Iterator<Item = &Pipe> {
        self.pipes.iter().flatten()
    }

    fn create(&mut self, flags: Flags<Ends>, by: Actor, world: &World) -> Next {
        let object = Object::of(self.pipes.len() as u8);
        let (made, pages) = self.making(by, world);
        let mut pipe = Pipe::new(self.page_bytes, flags.has(PACKET));
        (pipe.made, pipe.capacity_bytes) = (made, pages * self.page_bytes);
        pipe.of_other = world.process(by).other_uid;
        self.pipes.push(Some(pipe));
        let (nonblocking, cloexec) = (flags.has(NONBLOCK), flags.has(CLOEXEC));
        let file = |access| File { object, access, nonblocking, cloexec, note: 0 };
        Next::opening([file(Access::Read), file(Access::Write)])
    }

    /// What calls that returned did to the pipes.
    fn returned(&mut self, call: &engine::Call<'_>, seen: Seen, world: &World) -> Next {
        let object = |fd| world.file(call.by, fd).expect("it was ruled").object;
        match (Call::of(call.op), seen) {
            (Call::Create { flags, .. }, Seen::Created { .. }) => {
                return self.create(flags, call.by, world);
            }
            (Call::Read { fd, bytes: 1.. }, Seen::Read { content }) => {
                self.pipe_mut(object(fd)).take(content.len() as u32);
            }
            (Call::Write { fd, bytes, tag }, Seen::Wrote { bytes: wrote }) => {
                let written = tag.piece(bytes).split(wrote as u32).0;
                let last = written.split(call.done as u32).1;
                self.pipe_mut(object(fd)).put(last, bytes <= PIPE_BUF);
            }
            (Call::SetPacket { fd, on }, _) => {
                let pipe = self.pipe_mut(object(fd));
                pipe.switched |= pipe.packet != on;
                pipe.packet = on;
            }
            (Call::SetCapacity { fd, .. }, Seen::Number { number }) => {
                self.pipe_mut(object(fd)).set(number);
            }
            (Call::GetCapacity { fd }, Seen::Number { number }) => {
                let pipe = self.pipe_mut(object(fd));
                if pipe.made == Made::Small {
                    pipe.set(number);
                }
            }
            (call, seen) => splicing::follow(self, call, seen, object),
        }
        Next::here()
    }
}

impl Model for Pipes {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        rules::rule(self, call, world)
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        match took.how {
            How::Returned(Ok(outcome)) => return self.returned(call, Seen::of(outcome), world),
            How::Advanced(more) => {
                if let Call::Write { fd, bytes, tag } = Call::of(call.op) {
                    let rest = tag.piece(bytes).split(call.done as u32).1;
                    let object = world.file(call.by, fd).expect("it was ruled").object;
                    self.pipe_mut(object).put(rest.split(more as u32).0, false);
                }
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, world: &World) -> Next {
        if let Event::Closed { file, last_of_description: true, .. } = event
            && world.descriptions().all(|(open, _)| open.object != file.object)
        {
            self.pipes[file.object.index()] = None;
        }
        Next::here()
    }

    fn ready(&self, file: &File, world: &World) -> Readiness {
        rules::ready(self, file, world)
    }
}
