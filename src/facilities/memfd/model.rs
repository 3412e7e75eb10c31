//! memfd_create(2) and F_GET_SEALS(2const), executable.

mod bytes;
mod file;
mod mappings;
mod seals;
#[cfg(test)]
mod tests;

use smallvec::SmallVec;

use super::calls::{CLOEXEC, Call, Kind, Mfd, Name, PLACES, Seen, UNKNOWN_FLAG};
use super::claims::*;
use crate::claim::Claim;
use crate::engine::forms::{Flags, Mode};
use crate::engine::world::ACTORS_MAX;
use crate::engine::{
    self, Access, Actor, Allow, Errno, Event, File, How, Model, Next, Object, Pick, Ruling, Taken,
    World,
};
use crate::kernel::Facts;
pub use file::Memfd;
pub use mappings::Mapped;

/// What made something what it is.
type By = &'static Claim;

const NO_DESCRIPTOR: &str = "a call without a descriptor of a memfd";

/// The files of a case, by number; one that is gone keeps its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Memfds {
    files: SmallVec<[Memfd; 4]>,
    /// The mappings of each process, by its first actor.
    mappings: [[Option<Mapped>; PLACES as usize]; ACTORS_MAX],
    /// The kernel knows F_SEAL_EXEC.
    knows_exec: bool,
}

impl Memfds {
    pub fn new(facts: &Facts) -> Self {
        Self {
            files: SmallVec::new(),
            mappings: Default::default(),
            knows_exec: ADD_EXEC.speaks_of(facts.version),
        }
    }

    pub fn of(&self, file: &File) -> &Memfd {
        self.file(file.object)
    }

    fn file(&self, object: Object) -> &Memfd {
        &self.files[object.index()]
    }

    fn of_mut(&mut self, file: &File) -> &mut Memfd {
        &mut self.files[file.object.index()]
    }

    fn rule_create(&self, name: Name, flags: Flags<Mfd>, by: Actor, world: &World) -> Ruling {
        let cloexec = flags.has(CLOEXEC);
        // The manual does not rank the errors.
        (CREATE_UNKNOWN_FLAG.fails_if(flags.has(UNKNOWN_FLAG), Errno::EINVAL)
            | NAME_TOO_LONG.fails_if(name == Name::TooLong, Errno::EINVAL)
            | NAME_BAD_ADDRESS.fails_if(name == Name::BadAddress, Errno::EFAULT)
            | CREATE_EMFILE.fails_if(world.is_full(by), Errno::EMFILE))
        .or_else(|| {
            let seen = Seen::Created { bytes: 0, cloexec };
            if self.has(name) {
                [&SAME_NAME, &SAME_NAME, &CREATE_CLOEXEC].returns(seen)
            } else if name == Name::Longest {
                [&NAME_LONGEST, &NEW_EMPTY, &CREATE_CLOEXEC].returns(seen)
            } else {
                [&CREATES, &NEW_EMPTY, &CREATE_CLOEXEC].returns(seen)
            }
        })
    }

    /// Whether a file that is in use has this name.
    fn has(&self, name: Name) -> bool {
        let mapped = |number| {
            let mut all = self.mappings.iter().flatten().flatten();
            all.any(|mapped| mapped.object.index() == number)
        };
        let mut numbered = self.files.iter().enumerate();
        numbered
            .any(|(number, file)| file.name == name && (file.descriptions > 0 || mapped(number)))
    }

    fn rule_mode(&self, file: &File, mode: Option<Mode>) -> Ruling {
        let memfd = self.of(file);
        let execute = |mode: u32| mode & 0o111;
        match (mode, memfd.mode) {
            (None, Some(mode)) => MODE_SET.returns(Seen::ModeIs { mode }),
            (None, None) => Ruling::silent("the mode of a new memfd"),
            (Some(_), _) if !memfd.has_exec_seal() => MODE_SET.returns(Seen::Done),
            (Some(_), None) => Ruling::silent("fchmod of a memfd whose mode was never set"),
            (Some(new), Some(old)) if execute(new.0) == execute(old) => {
                EXEC_OTHER_BITS.returns(Seen::Done)
            }
            _ => EXEC_MODE.fails(Errno::EPERM),
        }
    }

    fn rule_reopen(&self, file: &File, (access, truncate): (Access, bool), full: bool) -> Ruling {
        let memfd = self.of(file);
        if truncate && access == Access::Read {
            return Ruling::silent("O_TRUNC and O_RDONLY together");
        }
        if full {
            return Ruling::silent("no descriptor is left to open with");
        }
        match memfd.refuses_to_shrink() {
            _ if !truncate || memfd.size == 0 => OPENS_BY_PROC.returns(Seen::Opened),
            Some(true) => SHRINK_OPEN.fails(Errno::EPERM),
            Some(false) => OPENS_BY_PROC.returns(Seen::Opened),
            None => Ruling::silent(seals::UNSURE),
        }
    }

    fn opening(&mut self, number: u8, access: Access, cloexec: bool) -> Next {
        self.files[usize::from(number)].descriptions += 1;
        let object = Object::of(number);
        Next::opening([File { object, access, nonblocking: false, cloexec, note: 0 }])
    }

    fn returned(&mut self, call: &engine::Call<'_>, world: &World) -> Next {
        let by = call.by;
        let file = |fd: Pick| world.file(by, fd).copied();
        match Call::of(call.op) {
            Call::Create { name, flags } => {
                self.files.push(Memfd::new(name, flags));
                let number = (self.files.len() - 1) as u8;
                return self.opening(number, Access::Both, flags.has(CLOEXEC));
            }
            Call::Reopen { fd, access, truncate } => {
                let Some(file) = file(fd) else { return Next::here() };
                if truncate {
                    self.resize(&file, 0, &RESIZES);
                }
                return self.opening(file.object.number, access, false);
            }
            Call::Add { fd, seals } => {
                if let Some(slot) = world.slot(by, fd) {
                    let memfd = self.of_mut(world.description(slot.file));
                    memfd.seal(seals, slot.file);
                }
            }
            Call::Truncate { fd, bytes } => {
                if let Some(file) = file(fd) {
                    self.resize(&file, bytes, &RESIZES);
                }
            }
            Call::Allocate { fd, space, at, bytes } => {
                if let Some(file) = file(fd) {
                    self.of_mut(&file).allocated(space, at, bytes);
                }
            }
            Call::Write { fd, at, bytes, tag } => {
                if let Some(file) = file(fd) {
                    let process = world.process_of(by);
                    self.of_mut(&file).written(at, bytes, tag, process);
                }
            }
            Call::ChangeMode { fd, mode } => {
                if let Some(file) = file(fd) {
                    self.of_mut(&file).mode = Some(mode.0);
                }
            }
            Call::Map { place, fd, kind } => {
                if let Some(file) = file(fd) {
                    *self.mapped_mut(place, by, world) = Some(Mapped::new(&file, kind));
                }
            }
            Call::Unmap { place } => {
                let gone = self.mapped_mut(place, by, world).take();
                self.unmapped(gone);
            }
            Call::Store { place, at, tag } => self.follow_store((place, at, tag), by, world),
            _ => {}
        }
        Next::here()
    }

    /// A mapping is no more.
    fn unmapped(&mut self, gone: Option<Mapped>) {
        if let Some(Mapped { object, kind: Kind::Written, .. }) = gone {
            self.files[object.index()].was_mapped = true;
        }
    }
}

impl Model for Memfds {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        let by = call.by;
        let on = |fd: Pick, rule: &dyn Fn(&File) -> Ruling| match world.file(by, fd) {
            Some(file) => rule(file),
            None => Ruling::silent(NO_DESCRIPTOR),
        };
        match Call::of(call.op) {
            Call::Create { name, flags } => self.rule_create(name, flags, by, world),
            Call::Reopen { fd, access, truncate } => {
                on(fd, &|file| self.rule_reopen(file, (access, truncate), world.is_full(by)))
            }
            Call::Add { fd, seals } => on(fd, &|file| self.rule_add(file, seals)),
            Call::Get { fd } => match world.slot(by, fd) {
                Some(slot) => self.rule_get(world.description(slot.file), slot.file),
                None => Ruling::silent(NO_DESCRIPTOR),
            },
            Call::Foreign { .. } if world.is_full(by) => {
                Ruling::silent("no descriptor is left for an eventfd")
            }
            Call::Foreign { adds: true } => OTHER_ADD.fails(Errno::EINVAL),
            Call::Foreign { adds: false } => OTHER_GET.fails(Errno::EINVAL),
            Call::Truncate { fd, bytes } => on(fd, &|file| self.rule_truncate(file, bytes)),
            Call::Allocate { fd, space, at, bytes } => {
                on(fd, &|file| self.rule_allocate(file, space, at + bytes))
            }
            Call::Write { fd, at, bytes, .. } => on(fd, &|file| self.rule_write(file, at, bytes)),
            Call::Read { fd, at } => on(fd, &|file| self.rule_read(file, at, by, world)),
            Call::Status { fd } => on(fd, &|file| {
                let memfd = self.of(file);
                memfd.size_by.returns(Seen::Size { bytes: memfd.size })
            }),
            Call::ChangeMode { fd, mode } => on(fd, &|file| self.rule_mode(file, Some(mode))),
            Call::GetMode { fd } => on(fd, &|file| self.rule_mode(file, None)),
            Call::Link { fd } => on(fd, &|file| {
                let name = self.of(file).name as u8;
                [&NAME_PREFIXED, &NAME_SHOWN].returns(Seen::Linked { memfd: true, name })
            }),
            Call::Map { place, fd, kind } => {
                on(fd, &|file| self.rule_map(file, place, kind, by, world))
            }
            Call::Unmap { place } => self.rule_unmap(place, by, world),
            Call::Store { place, at, .. } => self.rule_store(place, at, by, world),
            Call::Load { place, at } => self.rule_load(place, at, by, world),
        }
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        match took.how {
            How::Returned(Ok(_)) => self.returned(call, world),
            _ => Next::here(),
        }
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        match event {
            Event::Closed { file, last_of_description, .. } => {
                self.of_mut(file).descriptions -= u16::from(*last_of_description);
            }
            Event::Ended(process) | Event::Executed(process) => {
                let gone = std::mem::take(&mut self.mappings[usize::from(process.0)]);
                for mapped in gone {
                    self.unmapped(mapped);
                }
            }
            Event::Forked { parent, child } => {
                self.mappings[usize::from(child.0)] = self.mappings[usize::from(parent.0)];
            }
            Event::Left(_) | Event::LimitSet(..) | Event::Settled => {}
        }
        Next::here()
    }
}
