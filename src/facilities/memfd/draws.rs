//! Which calls are proposed: mostly of files that there are, of bytes within them, and of what the
//! seals refuse.

use smallvec::SmallVec;

use super::calls::{
    CALLS, CLOEXEC, Call, EXEC, FUTURE, GROW, Kind, Mfd, Name, OFFSETS, PLACES, SEALING, Seals,
    Space, UNKNOWN_FLAG, WRITE, offset,
};
use super::model::{Mapped, Memfd, Memfds};
use crate::engine::forms::{Flags, Mode, Operand, Tag};
use crate::engine::{Access, Actor, Draw, File, Op, Pick, View};

/// Descriptors that one actor opens by itself.
const OPEN_MAX: usize = 5;
const PAGE: i64 = 4096;
const EXECUTABLE: Mode = Mode(0o700);

struct Drawing<'a, 'd> {
    view: &'a View<'a>,
    model: &'a Memfds,
    by: Actor,
    draw: &'a mut Draw<'d>,
}

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    Drawing { view, model: view.model(), by, draw }.call().into()
}

impl<'a> Drawing<'a, '_> {
    fn call(&mut self) -> Call {
        let (view, by, world) = (self.view, self.by, self.view.world);
        let picks = view.picks(by, |_| true);
        let mapped = self.model.mappings(by, world).iter().flatten().count();
        if picks.is_empty() && mapped == 0 && self.draw.percent(80) {
            return self.create();
        }
        let roomy = picks.len() < OPEN_MAX && world.free_slots(by) > 1;
        let racing = view.racing;
        let form = self.draw.form(&CALLS, |form| match form.variant {
            "Create" if !roomy => 1,
            "Reopen" if !roomy => 0,
            "Map" if mapped == usize::from(PLACES) => 0,
            "Map" if mapped == 0 => 30,
            "Unmap" | "Store" | "Load" if mapped == 0 => 0,
            "Truncate" | "Allocate" | "ChangeMode" | "GetMode" | "Map" | "Unmap" | "Foreign"
                if racing =>
            {
                0
            }
            _ if form.takes_descriptor() && picks.is_empty() => 0,
            _ => form.weight(),
        });
        let drawn = form.draw(picks, self.draw);
        self.fitting(Call::of(&drawn))
    }

    /// The same call, with operands that fit the state.
    fn fitting(&mut self, call: Call) -> Call {
        match call {
            Call::Create { .. } => self.create(),
            Call::Reopen { fd, .. } => self.reopen(fd),
            Call::Add { fd, seals } => self.add(fd, seals),
            Call::Truncate { fd, bytes } => match self.writer(fd) {
                Some(fd) => Call::Truncate { fd, bytes },
                None => self.create(),
            },
            Call::Allocate { fd, space, at, bytes } => self.allocate(fd, space, (at, bytes)),
            Call::Write { fd, at, bytes, .. } => self.write(fd, at, bytes),
            Call::Read { fd, .. } => self.read(fd),
            Call::ChangeMode { fd, mode } => self.change_mode(fd, mode),
            Call::GetMode { fd } if self.memfd(fd).is_some_and(|memfd| memfd.mode.is_none()) => {
                self.change_mode(fd, EXECUTABLE)
            }
            Call::Map { fd, kind, .. } => self.map(fd, kind),
            Call::Unmap { .. } => match self.place(|_, _| true) {
                Some((place, _)) => Call::Unmap { place },
                None => self.create(),
            },
            Call::Store { .. } => self.store(),
            Call::Load { .. } => self.load(),
            call => call,
        }
    }

    fn file(&self, fd: Pick) -> Option<&'a File> {
        self.view.file(self.by, fd)
    }

    fn memfd(&self, fd: Pick) -> Option<&'a Memfd> {
        self.file(fd).map(|file| self.model.of(file))
    }

    /// This descriptor if it may write, or one that may.
    fn writer(&mut self, fd: Pick) -> Option<Pick> {
        if self.file(fd).is_some_and(|file| file.access.writes()) {
            return Some(fd);
        }
        let writers = self.view.picks(self.by, |file| file.access.writes());
        self.draw.pick(writers)
    }

    fn create(&mut self) -> Call {
        let name = *self.draw.one_of(&[
            Name::First,
            Name::First,
            Name::First,
            Name::Second,
            Name::Second,
            Name::Longest,
        ]);
        let wrong = self.draw.percent(6);
        let name = if wrong { *self.draw.one_of(&[Name::TooLong, Name::BadAddress]) } else { name };
        let flags = Flags::<Mfd>::draw(self.draw).unwrap_or(Flags::of(SEALING));
        Call::Create { name, flags }
    }

    fn reopen(&mut self, fd: Pick) -> Call {
        let access = *self.draw.one_of(&[Access::Read, Access::Both, Access::Both]);
        let truncate = access == Access::Both && !self.view.racing && self.draw.percent(40);
        Call::Reopen { fd, access, truncate }
    }

    /// Seals of which the pages and the kernel do not differ: scenes see to the others.
    fn add(&mut self, fd: Pick, seals: Flags<Seals>) -> Call {
        let fd = if self.draw.percent(85) { self.writer(fd).unwrap_or(fd) } else { fd };
        let Some(file) = self.file(fd) else { return self.create() };
        let memfd = self.model.of(file);
        let mut seals = seals;
        if self.model.is_mapped(file.object, Kind::Read) || self.view.racing {
            seals = seals.without(WRITE | EXEC);
        }
        if seals.has(EXEC) && memfd.can_be_executed() != Some(true) {
            return self.change_mode(fd, EXECUTABLE);
        }
        Call::Add { fd, seals }
    }

    fn allocate(&mut self, fd: Pick, space: Space, (at, bytes): (i64, i64)) -> Call {
        let Some(fd) = self.writer(fd) else { return self.create() };
        let Some(memfd) = self.memfd(fd) else { return self.create() };
        let past = at + bytes > memfd.size;
        let space = match space {
            Space::KeepingSize if memfd.has(GROW) && past => Space::Allocated,
            space => space,
        };
        Call::Allocate { fd, space, at, bytes }
    }

    fn write(&mut self, fd: Pick, at: u8, bytes: u8) -> Call {
        let Some(fd) = self.writer(fd) else { return self.create() };
        let size = self.memfd(fd).map_or(0, |memfd| memfd.size);
        let start = offset(at) as i64;
        let has_page_end = start / PAGE != size / PAGE;
        let across = start < size && start + i64::from(bytes) > size;
        let bytes = if across && has_page_end { 1 } else { bytes };
        // No byte that is written is what a new byte is.
        Call::Write { fd, at, bytes, tag: self.tag() }
    }

    fn read(&mut self, fd: Pick) -> Call {
        let size = self.memfd(fd).map_or(0, |memfd| memfd.size);
        let within: SmallVec<[u8; 4]> =
            (0..OFFSETS.len() as u8).filter(|at| (offset(*at) as i64) < size).collect();
        match self.draw.maybe(&within) {
            Some(at) => Call::Read { fd, at: *at },
            None => Call::Status { fd },
        }
    }

    fn change_mode(&mut self, fd: Pick, mode: Mode) -> Call {
        match self.memfd(fd) {
            Some(memfd) if memfd.has_exec_seal() && memfd.mode.is_none() => Call::Get { fd },
            _ if self.view.racing => Call::Get { fd },
            _ => Call::ChangeMode { fd, mode },
        }
    }

    fn map(&mut self, fd: Pick, kind: Kind) -> Call {
        let mappings = self.model.mappings(self.by, self.view.world);
        let free = (0..PLACES).find(|place| mappings[usize::from(*place)].is_none());
        let sealed = self.memfd(fd).is_some_and(|memfd| memfd.has(FUTURE));
        let kind = match kind {
            Kind::Private if sealed => Kind::Written,
            Kind::Read if self.draw.percent(50) => Kind::Written,
            kind => kind,
        };
        match free {
            Some(place) => Call::Map { place, fd, kind },
            None => Call::Status { fd },
        }
    }

    /// A place and a byte for which this holds.
    fn place(&mut self, holds: impl Fn(u8, u8) -> bool) -> Option<(u8, u8)> {
        let mappings = self.model.mappings(self.by, self.view.world);
        let all = (0..PLACES).filter(|place| mappings[usize::from(*place)].is_some());
        let each = all.flat_map(|place| (0..OFFSETS.len() as u8).map(move |at| (place, at)));
        let places: SmallVec<[(u8, u8); 12]> =
            each.filter(|(place, at)| holds(*place, *at)).collect();
        self.draw.maybe(&places).copied()
    }

    fn store(&mut self) -> Call {
        let (model, by, world) = (self.model, self.by, self.view.world);
        let can = |place, at| {
            model.reached(place, at, by, world).is_ok_and(|mapped| mapped.kind != Kind::Read)
        };
        match self.place(can) {
            Some((place, at)) => Call::Store { place, at, tag: self.tag() },
            None => self.otherwise(),
        }
    }

    fn load(&mut self) -> Call {
        let (model, by, world) = (self.model, self.by, self.view.world);
        let is_known = |mapped: Mapped, at: u8| {
            mapped.kind != Kind::Private || mapped.own[usize::from(at)].is_some()
        };
        let can = |place, at| {
            model.reached(place, at, by, world).is_ok_and(|mapped| is_known(mapped, at))
        };
        match self.place(can) {
            Some((place, at)) => Call::Load { place, at },
            None => self.otherwise(),
        }
    }

    /// What is mapped has no bytes yet.
    fn otherwise(&mut self) -> Call {
        match self.writer(Pick::NONE) {
            Some(fd) if self.view.racing => Call::Status { fd },
            Some(fd) => Call::Truncate { fd, bytes: 8192 },
            None => self.create(),
        }
    }

    fn tag(&self) -> Tag {
        Tag(self.view.step % 255 + 1)
    }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let fd = Pick(0);
    let create = |name, flags| Call::Create { name, flags: Flags::of(flags) };
    let add = |seals| Call::Add { fd, seals: Flags::of(seals) };
    let calls = vec![
        create(Name::First, SEALING),
        create(Name::First, CLOEXEC),
        create(Name::TooLong, SEALING),
        create(Name::First, UNKNOWN_FLAG),
        add(GROW),
        add(WRITE),
        add(FUTURE),
        Call::Get { fd },
        Call::Truncate { fd, bytes: 8192 },
        Call::Truncate { fd, bytes: 100 },
        Call::Status { fd },
        Call::Write { fd, at: 0, bytes: 3, tag: Tag(9) },
        Call::Read { fd, at: 0 },
        Call::Map { place: 0, fd, kind: Kind::Written },
        Call::Store { place: 0, at: 0, tag: Tag(7) },
        Call::Load { place: 0, at: 0 },
        Call::Unmap { place: 0 },
        Call::Link { fd },
    ];
    (calls.into_iter().map(Op::from).collect(), 2)
}
