//! Which calls are proposed: mostly of semaphores that can be used, and of names that there are.

use smallvec::SmallVec;

use super::calls::{ALMOST, CALLS, CREATE, Call, EXCLUSIVE, MOST, Name, PLACES, Sem, UNNAMED};
use super::model::Semaphores;
use crate::engine::forms::{Flags, Mode, PRIVATE, Until};
use crate::engine::{Actor, Draw, Op, View};

struct Drawing<'a, 'd> {
    view: &'a View<'a>,
    model: &'a Semaphores,
    by: Actor,
    draw: &'a mut Draw<'d>,
}

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    Drawing { view, model: view.model(), by, draw }.call().into()
}

impl Drawing<'_, '_> {
    fn call(&mut self) -> Call {
        let usable = self.model.all_usable(self.by, self.view.world);
        if usable.is_empty() && self.draw.percent(85) {
            return if self.draw.percent(60) { self.open() } else { self.init() };
        }
        if self.draw.percent(20)
            && let Some(news) = self.news(&usable)
        {
            return news;
        }
        let opens = self.model.free_place(self.by, self.view.world).is_some();
        let racing = self.view.racing;
        let form = self.draw.form(&CALLS, |form| match form.variant {
            "Open" if !opens => 0,
            "Close" | "Destroy" | "Init" | "PostInHandler" if racing => 0,
            "Post" | "PostInHandler" | "Wait" | "TryWait" | "TimedWait" | "GetValue"
                if usable.is_empty() =>
            {
                0
            }
            _ => form.weight(),
        });
        let drawn = form.draw(self.view.picks(self.by, |_| false), self.draw);
        let sem = self.draw.maybe(&usable).copied();
        match (Call::of(&drawn), sem) {
            (Call::Open { .. }, _) => self.open(),
            (Call::Unlink { .. }, _) => Call::Unlink { name: self.name(6) },
            (Call::Init { .. }, _) => self.init(),
            (Call::Close { .. }, _) => self.close(&usable),
            (Call::Status { .. }, _) => self.status(),
            (Call::Mapped { .. }, _) => self.mapped(),
            (Call::Destroy { .. }, _) => self.destroy(&usable),
            (Call::Post { .. }, Some(sem)) => Call::Post { sem: self.blocked(&usable, sem) },
            (Call::PostInHandler { .. }, Some(sem)) => Call::PostInHandler { sem },
            (Call::Wait { .. }, Some(sem)) => Call::Wait { sem },
            (Call::TryWait { .. }, Some(sem)) => Call::TryWait { sem },
            // That Linux looks at the timeout too early is known, and in a race would show as
            // another's fault.
            (Call::TimedWait { until, .. }, Some(sem))
                if self.view.racing && until.is_invalid() =>
            {
                Call::TimedWait { sem, until: Until::Past }
            }
            (Call::TimedWait { until, .. }, Some(sem)) => Call::TimedWait { sem, until },
            (Call::GetValue { .. }, Some(sem)) => Call::GetValue { sem },
            (other, _) => other,
        }
    }

    /// What happened to a value, and was not told since, is asked.
    fn news(&mut self, usable: &[Sem]) -> Option<Call> {
        let (model, by, world) = (self.model, self.by, self.view.world);
        let new = |sem: &&Sem| {
            model.usable(**sem, by, world).is_some_and(|semaphore| semaphore.by.is_some())
        };
        let news: SmallVec<[Sem; 10]> = usable.iter().filter(new).copied().collect();
        self.draw.maybe(&news).map(|sem| Call::GetValue { sem: *sem })
    }

    /// Rather a semaphore on which somebody is blocked.
    fn blocked(&mut self, usable: &[Sem], other: Sem) -> Sem {
        let (model, by, world) = (self.model, self.by, self.view.world);
        let blocked = |sem: &&Sem| {
            model.usable(**sem, by, world).is_some_and(|semaphore| !semaphore.sleepers.is_empty())
        };
        let sems: SmallVec<[Sem; 10]> = usable.iter().filter(blocked).copied().collect();
        if self.draw.percent(60) { self.draw.maybe(&sems).copied().unwrap_or(other) } else { other }
    }

    fn plain(&mut self) -> Name {
        Name::Plain(*self.draw.one_of(&[0, 0, 0, 1, 1, 2]))
    }

    /// Percentage of names that are not plain.
    fn name(&mut self, odd_percent: u32) -> Name {
        if !self.draw.percent(odd_percent) {
            return self.plain();
        }
        *self.draw.one_of(&[
            Name::Longest,
            Name::Longest,
            Name::PastLongest,
            Name::TooLong,
            Name::Slash,
            Name::TwoSlashes,
            Name::WithoutSlash,
        ])
    }

    fn open(&mut self) -> Call {
        let name = self.name(8);
        let malformed = matches!(name, Name::TwoSlashes | Name::WithoutSlash);
        let creates = malformed || self.draw.percent(75);
        let excludes = self.draw.percent(15);
        let flags = if creates { CREATE } else { 0 } | if excludes { EXCLUSIVE } else { 0 };
        let mode = Mode(*self.draw.one_of(&[
            0o600, 0o600, 0o666, 0o666, 0o666, 0o606, 0o644, 0o622, 0o604, 0o602, 0, 0o400, 0o200,
        ]));
        // Each actor of a race has a place of its own: threads share the places.
        let (own, free) = (self.by.0 % PLACES, self.model.free_place(self.by, self.view.world));
        let place = if self.view.racing { own } else { free.unwrap_or(own) };
        Call::Open { place, name, flags: Flags::of(flags), mode, value: self.value() }
    }

    fn value(&mut self) -> u32 {
        let odd = *self.draw.one_of(&[ALMOST, MOST, MOST, MOST + 1, u32::MAX]);
        if self.draw.percent(12) { odd } else { *self.draw.one_of(&[0, 0, 0, 1, 1, 2, 3]) }
    }

    fn init(&mut self) -> Call {
        let (model, by, world) = (self.model, self.by, self.view.world);
        let all =
            (0..UNNAMED).flat_map(|nth| [Sem::Shared(nth), Sem::Shared(nth), Sem::Private(nth)]);
        let free: SmallVec<[Sem; 6]> =
            all.filter(|sem| model.usable(*sem, by, world).is_none()).collect();
        let value = self.value();
        match self.draw.maybe(&free) {
            Some(sem) => Call::Init { sem: *sem, value },
            None => Call::GetValue { sem: Sem::Shared(0) },
        }
    }

    fn close(&mut self, usable: &[Sem]) -> Call {
        let (model, by, world) = (self.model, self.by, self.view.world);
        let can = |sem: &Sem| match *sem {
            Sem::Named(place) => {
                let blocked = model
                    .usable(*sem, by, world)
                    .is_some_and(|semaphore| !semaphore.sleepers.is_empty());
                !blocked && !model.is_twice(place, by, world)
            }
            _ => false,
        };
        let sems: SmallVec<[Sem; 6]> = usable.iter().copied().filter(can).collect();
        let sem = if self.draw.percent(92) { self.draw.maybe(&sems).copied() } else { None };
        let free = model.free_place(by, world).map(Sem::Named);
        match sem.or(free) {
            Some(sem) => Call::Close { sem },
            None => self.status(),
        }
    }

    fn destroy(&mut self, usable: &[Sem]) -> Call {
        let (model, by, world) = (self.model, self.by, self.view.world);
        let can = |sem: &Sem| {
            let unused = model
                .usable(*sem, by, world)
                .is_some_and(|semaphore| semaphore.sleepers.is_empty());
            !matches!(sem, Sem::Named(_)) && unused
        };
        let sems: SmallVec<[Sem; 6]> = usable.iter().copied().filter(can).collect();
        match self.draw.maybe(&sems) {
            Some(sem) => Call::Destroy { sem: *sem },
            None => self.status(),
        }
    }

    fn status(&mut self) -> Call {
        let model = self.model;
        let known = |name: &Name| model.named(*name).is_some() || model.was_unlinked(*name);
        let names: SmallVec<[Name; 3]> = Name::plain().filter(known).collect();
        match self.draw.maybe(&names) {
            Some(name) => Call::Status { name: *name },
            None => Call::Unlink { name: self.name(6) },
        }
    }

    fn mapped(&mut self) -> Call {
        let (model, by, world) = (self.model, self.by, self.view.world);
        let full = world.is_full(by);
        match Name::plain().find(|name| !full && model.left_by_exec(*name, by, world)) {
            Some(name) => Call::Mapped { name },
            None => self.status(),
        }
    }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let open = |name, flags, value| {
        let (place, flags) = (0, Flags::of(flags));
        Call::Open { place, name, flags, mode: PRIVATE, value }
    };
    let name = Name::Plain(0);
    let (named, shared) = (Sem::Named(0), Sem::Shared(0));
    let calls = vec![
        open(name, CREATE, 1),
        Call::Init { sem: shared, value: 0 },
        open(name, 0, 0),
        Call::Open { place: 1, name, flags: Flags::of(CREATE), mode: PRIVATE, value: 3 },
        open(name, CREATE | EXCLUSIVE, 0),
        open(Name::Longest, CREATE, 0),
        open(Name::TooLong, CREATE, 0),
        open(Name::Slash, 0, 0),
        Call::Unlink { name },
        Call::Close { sem: named },
        Call::Post { sem: named },
        Call::TryWait { sem: named },
        Call::TimedWait { sem: named, until: Until::Past },
        Call::GetValue { sem: named },
        Call::Status { name },
        Call::Post { sem: shared },
        Call::TryWait { sem: shared },
        Call::TimedWait { sem: shared, until: Until::ThousandMillion },
        Call::GetValue { sem: shared },
        Call::Destroy { sem: shared },
    ];
    (calls.into_iter().map(Op::from).collect(), 2)
}
