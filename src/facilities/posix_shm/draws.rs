//! Which calls are proposed: mostly of objects that there are, and of bytes within them.

use smallvec::SmallVec;

use super::calls::{CALLS, CREATE, Call, EXCLUSIVE, Name, OFFSETS, OpenFlags, PLACES, TRUNCATE};
use super::model::Objects;
use crate::engine::forms::{Flags, Mode, PRIVATE, Tag};
use crate::engine::{Access, Actor, Draw, Op, Pick, View};

/// Descriptors that one actor opens by itself.
const OPEN_MAX: usize = 5;

struct Drawing<'a, 'd> {
    view: &'a View<'a>,
    model: &'a Objects,
    by: Actor,
    draw: &'a mut Draw<'d>,
}

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    Drawing { view, model: view.model(), by, draw }.call()
}

impl Drawing<'_, '_> {
    fn call(&mut self) -> Op {
        let (view, by, world) = (self.view, self.by, self.view.world);
        let picks = view.picks(by, |_| true);
        let mapped = self.model.mappings(by, world).iter().flatten().count();
        if picks.is_empty() && mapped == 0 && self.draw.percent(80) {
            return self.open().into();
        }
        let roomy = picks.len() < OPEN_MAX && world.free_slots(by) > 1;
        let racing = view.racing;
        let form = self.draw.form(&CALLS, |form| match form.variant {
            "Open" if !roomy => 1,
            "Map" if mapped == usize::from(PLACES) => 0,
            "Map" if mapped == 0 => 40,
            "Unmap" | "Store" | "Load" if mapped == 0 => 0,
            "Truncate" | "ChangeMode" | "Map" | "Unmap" | "Look" | "OpenEndless" if racing => 0,
            _ if form.takes_descriptor() && picks.is_empty() => 0,
            _ => form.weight(),
        });
        let drawn = form.draw(picks, self.draw);
        match Call::of(&drawn) {
            Call::Open { .. } => self.open().into(),
            Call::Unlink { .. } => Call::Unlink { name: self.name() }.into(),
            Call::UnlinkEndless => Call::Unlink { name: self.plain() }.into(),
            Call::Truncate { fd, bytes } => self.truncate(fd, bytes).into(),
            Call::ChangeMode { fd, mode } => self.change_mode(fd, mode).into(),
            Call::Look { .. } => self.look().into(),
            Call::Map { fd, .. } => self.map(fd).into(),
            Call::Unmap { .. } => match self.place(|_, _| true) {
                Some((place, _)) => Call::Unmap { place }.into(),
                None => self.look().into(),
            },
            Call::Store { .. } => self.store().into(),
            Call::Load { .. } => self.load().into(),
            _ => drawn,
        }
    }

    fn plain(&mut self) -> Name {
        Name::Plain(*self.draw.one_of(&[0, 0, 0, 1, 1, 2]))
    }

    fn name(&mut self) -> Name {
        if self.draw.percent(92) {
            return self.plain();
        }
        *self.draw.one_of(&[Name::Longest, Name::Longest, Name::Slash, Name::TwoSlashes])
    }

    fn open(&mut self) -> Call {
        let name = self.name();
        let owned = self.model.named(name).map(|object| object.owned);
        // What another user made in a sticky directory O_CREAT may not touch, by a setting.
        let creates = owned.is_none_or(|owned| owned.is_of(self.by, self.view.world))
            && self.draw.percent(80);
        let flag = |on, flag| if on { flag } else { 0 };
        let flags = flag(creates, CREATE)
            | flag(self.draw.percent(15), EXCLUSIVE)
            | flag(!self.view.racing && self.draw.percent(12), TRUNCATE);
        let flags: Flags<OpenFlags> = Flags::of(flags);
        let access = if self.draw.percent(75) { Access::Both } else { Access::Read };
        let mode =
            *self.draw.one_of(&[0o600, 0o600, 0o666, 0o606, 0o644, 0o604, 0o622, 0o602, 0, 0o400]);
        Call::Open { name, access, flags, mode: Mode(mode) }
    }

    fn truncate(&mut self, fd: Pick, bytes: i64) -> Call {
        // No size is taken from beneath what others load at the same time.
        if self.view.racing { Call::Status { fd } } else { Call::Truncate { fd, bytes } }
    }

    fn change_mode(&mut self, fd: Pick, mode: Mode) -> Call {
        let owned = self.view.file(self.by, fd).map(|file| self.model.of(file).owned);
        if owned.is_some_and(|owned| owned.is_of(self.by, self.view.world)) {
            Call::ChangeMode { fd, mode }
        } else {
            Call::Status { fd }
        }
    }

    fn look(&mut self) -> Call {
        match Name::plain().find(|name| self.model.named(*name).is_some()) {
            Some(name) => Call::Look { name },
            None => Call::Unlink { name: self.plain() },
        }
    }

    fn map(&mut self, fd: Pick) -> Call {
        let mappings = self.model.mappings(self.by, self.view.world);
        let free = (0..PLACES).find(|place| mappings[usize::from(*place)].is_none());
        match free {
            Some(place) => Call::Map { place, fd, write: self.draw.percent(75) },
            None => Call::Status { fd },
        }
    }

    /// A place and a byte for which this holds.
    fn place(&mut self, holds: impl Fn(u8, u8) -> bool) -> Option<(u8, u8)> {
        let mappings = self.model.mappings(self.by, self.view.world);
        let all = (0..PLACES).filter(|place| mappings[usize::from(*place)].is_some());
        let each = all.flat_map(|place| (0..OFFSETS.len() as u8).map(move |at| (place, at)));
        let places: SmallVec<[(u8, u8); 16]> =
            each.filter(|(place, at)| holds(*place, *at)).collect();
        self.draw.maybe(&places).copied()
    }

    fn store(&mut self) -> Call {
        let (model, by, world) = (self.model, self.by, self.view.world);
        let can = |place, at| model.reached(place, at, by, world).is_ok_and(|mapped| mapped.write);
        match self.place(can) {
            // No byte that is stored is what a new byte is.
            Some((place, at)) => Call::Store { place, at, tag: Tag(self.view.step % 255 + 1) },
            None => self.otherwise(),
        }
    }

    fn load(&mut self) -> Call {
        let (model, by, world) = (self.model, self.by, self.view.world);
        match self.place(|place, at| model.reached(place, at, by, world).is_ok()) {
            Some((place, at)) => Call::Load { place, at },
            None => self.otherwise(),
        }
    }

    /// What is mapped has no bytes yet.
    fn otherwise(&mut self) -> Call {
        let writable = self.view.picks(self.by, |file| file.access.writes());
        match self.draw.pick(writable) {
            Some(fd) => self.truncate(fd, *OFFSETS.last().expect("there are some") as i64 + 1),
            None => self.open(),
        }
    }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let name = Name::Plain(0);
    let open = |name, access, flags| {
        let flags = Flags::of(flags);
        Call::Open { name, access, flags, mode: PRIVATE }
    };
    let fd = Pick(0);
    let calls = vec![
        open(name, Access::Both, CREATE),
        open(Name::Longest, Access::Both, CREATE),
        open(name, Access::Both, 0),
        open(name, Access::Read, 0),
        open(name, Access::Both, CREATE | EXCLUSIVE),
        open(name, Access::Read, TRUNCATE),
        open(Name::Slash, Access::Both, CREATE),
        Call::Truncate { fd, bytes: 8192 },
        Call::Status { fd },
        Call::Look { name },
        Call::Map { place: 0, fd, write: true },
        Call::Store { place: 0, at: 0, tag: Tag(7) },
        Call::Load { place: 0, at: 0 },
        Call::Unmap { place: 0 },
        Call::Unlink { name },
    ];
    (calls.into_iter().map(Op::from).collect(), 2)
}
