//! The state of FIFOs: their names, who opens them, and how what they hold follows from what was
//! seen.

mod object;
mod open;
mod rules;
#[cfg(test)]
mod tests;

use smallvec::SmallVec;

use super::calls::{CLOEXEC, Call, NAMES, NONBLOCK, Seen};
use crate::engine::{
    self, Access, Actor, Event, File, How, Model, Next, Object, Readiness, Ruling, Taken, World,
};
use crate::families::names::Owned;
use crate::kernel::Facts;
use object::{Fifo, Sleeper};

/// The largest write that must be atomic.
pub const PIPE_BUF: u32 = 4096;
/// Pages that a FIFO has room for.
pub const CAPACITY_PAGES: u32 = 16;
/// The note of a description that had a writer when it was opened.
const NOTE_HAD_WRITER: u32 = u32::MAX;

/// The FIFOs of a case, by object number; one that is gone keeps its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fifos {
    names: [Name; NAMES as usize],
    fifos: SmallVec<[Fifo; 2]>,
    page_bytes: u32,
}

/// What a name refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Name {
    Never,
    To(u8),
    Unlinked,
}

impl Fifos {
    pub fn new(facts: &Facts) -> Self {
        Self {
            names: [Name::Never; NAMES as usize],
            fifos: SmallVec::new(),
            page_bytes: facts.page_size_bytes as u32,
        }
    }

    /// The FIFO that has this name.
    pub fn named(&self, name: u8) -> Option<&Fifo> {
        match self.names[usize::from(name % NAMES)] {
            Name::To(number) => Some(&self.fifos[usize::from(number)]),
            _ => None,
        }
    }

    pub fn fifo(&self, object: Object) -> &Fifo {
        &self.fifos[object.index()]
    }

    fn fifo_mut(&mut self, object: Object) -> &mut Fifo {
        &mut self.fifos[object.index()]
    }

    /// The open of this actor that sleeps, and the number of the FIFO.
    fn sleeper(&self, by: Actor) -> Option<(u8, Sleeper)> {
        (0..).zip(&self.fifos).find_map(|(number, fifo)| {
            fifo.sleepers.iter().find(|sleeper| sleeper.by == by).map(|sleeper| (number, *sleeper))
        })
    }

    fn forget_sleeper(&mut self, by: Actor) {
        for fifo in &mut self.fifos {
            fifo.sleepers.retain(|sleeper| sleeper.by != by);
        }
    }

    /// The number of the FIFO that an open is of.
    fn number_of(&self, by: Actor, name: u8) -> Option<u8> {
        let sleeping = self.sleeper(by).map(|(number, _)| number);
        sleeping.or(match self.names[usize::from(name % NAMES)] {
            Name::To(number) => Some(number),
            _ => None,
        })
    }

    /// What calls that returned did.
    fn returned(&mut self, call: &engine::Call<'_>, seen: Seen, world: &World) -> Next {
        let object = |fd| world.file(call.by, fd).expect("it was ruled").object;
        match (Call::of(call.op), seen) {
            (Call::Make { name, mode, .. }, _) => {
                self.names[usize::from(name % NAMES)] = Name::To(self.fifos.len() as u8);
                let owned = Owned::new(call.by, mode, world);
                let maker = world.process_of(call.by);
                self.fifos.push(Fifo::new(owned, maker, self.page_bytes));
            }
            (Call::Open { name, access, flags }, _) => {
                let number = self.number_of(call.by, name).expect("it was ruled");
                self.forget_sleeper(call.by);
                let fifo = &mut self.fifos[usize::from(number)];
                fifo.open(access);
                let note = if fifo.writers() == 0 { fifo.write_opens } else { NOTE_HAD_WRITER };
                let (nonblocking, cloexec) = (flags.has(NONBLOCK), flags.has(CLOEXEC));
                let object = Object::of(number);
                return Next::opening([File { object, access, nonblocking, cloexec, note }]);
            }
            (Call::Unlink { name }, _) => {
                let name = &mut self.names[usize::from(name % NAMES)];
                if let Name::To(number) = std::mem::replace(name, Name::Unlinked) {
                    self.fifos[usize::from(number)].linked = false;
                }
            }
            (Call::Read { fd, .. }, Seen::Read { content }) => {
                self.fifo_mut(object(fd)).held.take(content.len() as u32);
            }
            (Call::Write { fd, bytes, tag }, Seen::Wrote { bytes: wrote }) => {
                let written = tag.piece(bytes).split(wrote as u32).0;
                let last = written.split(call.done as u32).1;
                self.fifo_mut(object(fd)).put(last, bytes);
            }
            _ => {}
        }
        Next::here()
    }

    /// A call began to wait.
    fn waits(&mut self, call: &engine::Call<'_>) {
        if let Call::Open { name, access, .. } = Call::of(call.op)
            && let Some(number) = self.number_of(call.by, name)
        {
            let sleeper = Sleeper { by: call.by, access, met: false };
            let sleepers = &mut self.fifos[usize::from(number)].sleepers;
            if sleepers.iter().all(|other| other.by != call.by) {
                sleepers.push(sleeper);
                sleepers.sort_unstable_by_key(|sleeper| sleeper.by);
            }
        }
    }
}

impl Model for Fifos {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        rules::rule(self, call, world)
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        match took.how {
            How::Returned(Ok(outcome)) => return self.returned(call, Seen::of(outcome), world),
            How::Returned(Err(_)) | How::Died => self.forget_sleeper(call.by),
            How::Advanced(more) => {
                if let Call::Write { fd, bytes, tag } = Call::of(call.op) {
                    let rest = tag.piece(bytes).split(call.done as u32).1;
                    let object = world.file(call.by, fd).expect("it was ruled").object;
                    self.fifo_mut(object).put(rest.split(more as u32).0, bytes);
                }
            }
            How::Waited => self.waits(call),
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        match event {
            Event::Closed { file, last_of_description: true, .. } => {
                self.fifo_mut(file.object).close(file.access);
            }
            Event::Ended(actor) | Event::Left(actor) => self.forget_sleeper(*actor),
            _ => {}
        }
        Next::here()
    }

    fn ready(&self, file: &File, _world: &World) -> Readiness {
        rules::ready(self.fifo(file.object), file)
    }
}

/// Whether an access opens one end only.
fn is_of_one_end(access: Access) -> bool {
    access != Access::Both
}
