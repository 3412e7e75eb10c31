//! The state of the locked files, and how it follows from what was seen.

mod file;
mod rules;

use smallvec::SmallVec;

use super::calls::{Call, FILES, Mode};
use crate::engine::{
    self, Actor, Errno, Event, File, FileId, How, Model, Next, Object, Ruling, Taken, World,
};
pub use file::{FileState, Freed, Lock, Lost, Placer};

/// All files of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Files {
    files: [FileState; FILES as usize],
    pub waiting: SmallVec<[Request; 2]>,
}

/// A lock that an actor waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Request {
    pub by: Actor,
    pub description: FileId,
    pub file: Object,
    pub mode: Mode,
}

impl Files {
    pub fn file(&self, object: Object) -> &FileState {
        &self.files[object.index()]
    }

    /// Whether each process that could let this request go on sleeps itself, for what it could get
    /// from nobody but those that sleep.
    pub fn is_deadlock(&self, request: Request, world: &World) -> bool {
        let mut stuck: SmallVec<[Request; 6]> =
            self.waiting.iter().copied().filter(|other| other.by != request.by).collect();
        stuck.push(request);
        loop {
            let actors: SmallVec<[Actor; 6]> = stuck.iter().map(|request| request.by).collect();
            let before = stuck.len();
            stuck.retain(|request| {
                let mut conflicts =
                    self.file(request.file).conflicts(request.description, request.mode);
                conflicts
                    .any(|lock| users(lock.description, world).all(|actor| actors.contains(&actor)))
            });
            if stuck.len() == before {
                return stuck.iter().any(|other| other.by == request.by);
            }
        }
    }

    /// What a call of flock did.
    fn locked(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, place: Place, world: &World) {
        let Place { id, object, mode } = place;
        let state = &mut self.files[object.index()];
        self.waiting.retain(|request| request.by != call.by);
        let slot = call.op.picks().first().and_then(|fd| world.resolve(call.by, *fd));
        let placer = Placer { process: world.process_of(call.by), slot: slot.unwrap_or(0) as u8 };
        match (&took.how, mode) {
            (How::Advanced(_) | How::Returned(Err(Errno::EAGAIN)), _) => {
                state.remove_other(id, mode);
            }
            (How::Waited, Some(mode)) => {
                state.remove_other(id, Some(mode));
                let request = Request { by: call.by, description: id, file: object, mode };
                self.waiting.push(request);
                self.waiting.sort_unstable_by_key(|request| request.by);
            }
            (How::Returned(Ok(_)), Some(mode)) => state.place(id, mode, placer),
            (How::Returned(Ok(_)), None) => state.unlock(id, placer),
            _ => {}
        }
    }
}

/// Where a call locks, and what.
#[derive(Clone, Copy)]
struct Place {
    id: FileId,
    object: Object,
    mode: Option<Mode>,
}

/// The actors that have a descriptor of this description.
pub fn users(description: FileId, world: &World) -> impl Iterator<Item = Actor> {
    let has = move |actor: &Actor| world.slots(*actor).any(|(_, slot)| slot.file == description);
    world.actors().filter(has)
}

impl Model for Files {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        rules::rule(self, call, world)
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        let is = Call::of(call.op);
        if let (Call::Open { file, access }, How::Returned(Ok(_))) = (is, &took.how) {
            let object = Object::of(file);
            let file = File { object, access, nonblocking: false, cloexec: false, note: 0 };
            return Next::opening([file]);
        }
        let slot = call.op.picks().first().and_then(|fd| world.slot(call.by, *fd));
        let Some(id) = slot.map(|slot| slot.file) else { return Next::here() };
        let object = world.description(id).object;
        match is {
            Call::Lock { mode, .. } => {
                self.locked(call, took, Place { id, object, mode }, world);
            }
            Call::Record { kind, .. } if matches!(took.how, How::Returned(Ok(_))) => {
                self.files[object.index()].record(world.process_of(call.by), kind);
            }
            _ => {}
        }
        Next::here()
    }

    fn event(&mut self, event: &Event, world: &World) -> Next {
        match event {
            Event::Closed { by, id, file, last_of_description } => {
                let why = if world.process(*by).alive { Lost::Closed } else { Lost::Ended };
                let state = &mut self.files[file.object.index()];
                state.record(*by, None);
                state.closed(*id, why, *last_of_description);
            }
            Event::Ended(actor) | Event::Left(actor) => {
                self.waiting.retain(|request| request.by != *actor);
            }
            Event::Executed(actor) => {
                let has = |id| world.slots(*actor).any(|(_, slot)| slot.file == id);
                for state in &mut self.files {
                    state.executed(has);
                }
            }
            Event::Forked { .. } | Event::Settled | Event::LimitSet(..) => {}
        }
        Next::here()
    }
}

#[cfg(test)]
mod tests;
