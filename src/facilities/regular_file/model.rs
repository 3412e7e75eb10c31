//! The state of files: names, bytes and offsets, and how they follow from what was seen.

mod file;
mod names;
mod rules;
#[cfg(test)]
mod tests;

use smallvec::SmallVec;

use super::calls::{APPEND, CLOEXEC, Call, NAMES, Seen, TRUNCATE, Whence, record};
use crate::engine::forms::PRIVATE;
use crate::engine::{
    self, Access, Actor, Event, File, FileId, How, Model, Next, Object, Pick, Ruling, Taken, World,
};
use crate::families::names::Owned;
use file::{Offset, RegularFile};

/// The note of a description that was opened with `O_APPEND`.
pub const NOTE_APPEND: u32 = 1;

/// The files of a case, by object number; one that is gone keeps its number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Files {
    names: [Name; NAMES as usize],
    files: SmallVec<[RegularFile; 2]>,
    offsets: SmallVec<[Offset; 4]>,
}

/// What a name refers to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
enum Name {
    #[default]
    Never,
    To(u8),
    Gone,
}

/// A description, as a call finds it.
#[derive(Clone, Copy)]
struct Opened<'a> {
    description: &'a File,
    id: FileId,
    file: &'a RegularFile,
    offset: Offset,
}

impl Files {
    fn number(&self, name: u8) -> Option<u8> {
        match self.names[usize::from(name % NAMES)] {
            Name::To(number) => Some(number),
            _ => None,
        }
    }

    /// The file that has this name.
    pub fn named(&self, name: u8) -> Option<&RegularFile> {
        self.number(name).map(|number| &self.files[usize::from(number)])
    }

    pub fn file(&self, object: Object) -> &RegularFile {
        &self.files[object.index()]
    }

    fn opened<'a>(&'a self, by: Actor, fd: Pick, world: &'a World) -> Option<Opened<'a>> {
        let id = world.slot(by, fd)?.file;
        let description = world.description(id);
        Some(Opened { description, id, file: self.file(description.object), offset: self.at(id) })
    }

    fn at(&self, id: FileId) -> Offset {
        let known = self.offsets.iter().find(|offset| offset.id == id);
        known.copied().unwrap_or(Offset { id, at: 0, moved_by: None, passed_over: false })
    }

    fn set_offset(&mut self, id: FileId, at: usize, by: Actor) {
        self.put_offset(Offset { id, at, moved_by: Some(by), passed_over: false });
    }

    fn put_offset(&mut self, new: Offset) {
        self.offsets.retain(|offset| offset.id != new.id);
        self.offsets.push(new);
        self.offsets.sort_unstable_by_key(|offset| offset.id);
    }

    fn make(&mut self, owned: Owned, by: Actor, links: u8) -> u8 {
        self.files.push(RegularFile::new(owned, by, links));
        (self.files.len() - 1) as u8
    }

    fn unbind(&mut self, name: u8) {
        if let Some(number) = self.number(name) {
            self.files[usize::from(number)].links -= 1;
            self.names[usize::from(name % NAMES)] = Name::Gone;
        }
    }

    fn bind(&mut self, name: u8, number: u8) {
        self.files[usize::from(number)].links += 1;
        self.names[usize::from(name % NAMES)] = Name::To(number);
    }

    /// Bytes were written, at an offset of the call's own or at that of the description.
    fn written(
        &mut self,
        call: &engine::Call<'_>,
        fd: Pick,
        (bytes, value): (u8, u8),
        world: &World,
    ) {
        let Some(opened) = self.opened(call.by, fd, world) else { return };
        let (object, id) = (opened.description.object, opened.id);
        let append = opened.description.note == NOTE_APPEND;
        let at = if append { opened.file.bytes.len() } else { opened.offset.at };
        let by = world.process_of(call.by);
        let bytes = usize::from(bytes);
        self.files[object.index()].write(at, bytes, value, append, by);
        self.set_offset(id, at + bytes, by);
    }

    fn returned(&mut self, call: &engine::Call<'_>, seen: Seen, world: &World) -> Next {
        let by = world.process_of(call.by);
        match (Call::of(call.op), seen) {
            (Call::Open { .. } | Call::OpenUnnamed, _) => return self.open(call, world),
            (Call::Read { fd, .. }, Seen::Data { bytes, .. }) => {
                let Some(Opened { id, offset, .. }) = self.opened(call.by, fd, world) else {
                    return Next::here();
                };
                self.set_offset(id, offset.at + usize::from(bytes), by);
            }
            (
                Call::Write { fd, tag, .. } | Call::Limited { fd, tag, .. },
                Seen::Wrote { bytes },
            ) => {
                self.written(call, fd, (bytes, record(tag)), world);
            }
            (Call::Pread { fd, .. } | Call::Pwrite { fd, .. }, seen) => {
                let Some(Opened { description, offset, .. }) = self.opened(call.by, fd, world)
                else {
                    return Next::here();
                };
                let object = description.object;
                if let (Call::Pwrite { at, tag, .. }, Seen::Wrote { bytes }) =
                    (Call::of(call.op), seen)
                {
                    let (at, bytes) = (usize::from(at), usize::from(bytes));
                    self.files[object.index()].write(at, bytes, record(tag), false, by);
                }
                self.put_offset(Offset { passed_over: true, ..offset });
            }
            (Call::Seek { fd, .. }, Seen::Number { number }) => {
                if let Some(slot) = world.slot(call.by, fd) {
                    self.set_offset(slot.file, number as usize, by);
                }
            }
            (Call::Resize { fd, bytes }, _) => {
                if let Some(file) = world.file(call.by, fd) {
                    self.files[file.object.index()].resize(bytes.into());
                }
            }
            (Call::Link { name, to }, _) => {
                if let Some(number) = self.number(name) {
                    self.bind(to, number);
                }
            }
            (Call::Rename { name, to, .. }, _) => {
                if let Some(number) = self.number(name)
                    && self.number(to) != Some(number)
                {
                    self.unbind(to);
                    self.unbind(name);
                    self.bind(to, number);
                }
            }
            (Call::Unlink { name }, _) => self.unbind(name),
            _ => {}
        }
        Next::here()
    }

    fn open(&mut self, call: &engine::Call<'_>, world: &World) -> Next {
        let by = world.process_of(call.by);
        let file = |number, access, note, cloexec| {
            let object = Object::of(number);
            Next::opening([File { object, access, nonblocking: false, cloexec, note }])
        };
        let Call::Open { name, access, flags, mode } = Call::of(call.op) else {
            let owned = Owned::new(call.by, PRIVATE, world);
            return file(self.make(owned, by, 0), Access::Both, 0, false);
        };
        let number = self.number(name).unwrap_or_else(|| {
            let number = self.make(Owned::new(call.by, mode, world), by, 0);
            self.bind(name, number);
            number
        });
        if flags.has(TRUNCATE) {
            self.files[usize::from(number)].resize(0);
        }
        let note = if flags.has(APPEND) { NOTE_APPEND } else { 0 };
        file(number, access, note, flags.has(CLOEXEC))
    }

    /// Where lseek leads.
    fn sought(opened: &Opened<'_>, whence: Whence, offset: i16) -> i64 {
        let base = match whence {
            Whence::Set => 0,
            Whence::Current => opened.offset.at,
            Whence::End => opened.file.bytes.len(),
        };
        base as i64 + i64::from(offset)
    }
}

impl Model for Files {
    fn rule(&self, call: &engine::Call<'_>, world: &World) -> Ruling {
        rules::rule(self, call, world)
    }

    fn follow(&mut self, call: &engine::Call<'_>, took: &Taken<'_>, world: &World) -> Next {
        match took.how {
            How::Returned(Ok(outcome)) => self.returned(call, Seen::of(outcome), world),
            _ => Next::here(),
        }
    }

    fn event(&mut self, event: &Event, _world: &World) -> Next {
        if let Event::Closed { id, last_of_description: true, .. } = event {
            self.offsets.retain(|offset| offset.id != *id);
        }
        Next::here()
    }
}
