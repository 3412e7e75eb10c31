//! Draws the calls.

use super::calls::{
    Call, Create, EDGE, ERR, EXCLUSIVE, Events, HUP, IN, Mask, ONESHOT, OUT, PRI, RDHUP, Timeout,
};
use super::model::{Instances, is_instance};
use crate::engine::forms::{Flags, Operand, Tag};
use crate::engine::world::Picks;
use crate::engine::{Actor, Draw, File, Op, Pick, View};

/// Most instances of a case, and most descriptors on a list.
const INSTANCES_MAX: usize = 3;
const LISTED_MAX: usize = 4;
/// Percentage of the calls that are another room's while one sleeps.
const OTHERS_PERCENT: u32 = 70;

/// Events that are asked for, and how, each with its weight.
const EVENTS: [(i32, u32); 9] = [
    (IN, 40),
    (OUT, 16),
    (IN | OUT, 16),
    (0, 3),
    (IN | ERR | HUP, 3),
    (PRI, 1),
    (IN | RDHUP, 2),
    (OUT | HUP, 2),
    (IN | PRI, 1),
];
const HOW: [(i32, u32); 6] = [
    (0, 30),
    (EDGE, 34),
    (ONESHOT, 14),
    (EDGE | ONESHOT, 8),
    (EXCLUSIVE, 5),
    (EXCLUSIVE | EDGE, 3),
];

pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    let ours = view.picks(by, |file| is_instance(file, view.world));
    let theirs = view.picks(by, |file| !is_instance(file, view.world));
    let sleeps = !view.waiting.is_empty();
    let elsewhere = view.racing || theirs.is_empty() || (sleeps && draw.percent(OTHERS_PERCENT));
    // Whoever has nothing to watch mostly makes something first.
    if elsewhere
        && (view.racing || sleeps || draw.percent(70))
        && let Some(place) = view.rooms.iter().position(|room| !room.watches)
    {
        return (view.rooms[place].propose)(&View { place, ..*view }, by, draw);
    }
    Drawing { view, by, ours, theirs, draw }.call()
}

struct Drawing<'d, 'v, 's> {
    view: &'d View<'v>,
    by: Actor,
    ours: Picks,
    theirs: Picks,
    draw: &'d mut Draw<'s>,
}

impl Drawing<'_, '_, '_> {
    fn call(&mut self) -> Op {
        let instances = self.view.model::<Instances>();
        let roomy = self.view.world.free_slots(self.by) > 0 && instances.live() < INSTANCES_MAX;
        if self.ours.is_empty() && roomy && self.draw.percent(85) {
            return self.create();
        }
        let on = self.on();
        let listed = self.view.file(self.by, on).and_then(|file| instances.get(file));
        let listed = listed.map_or(0, |instance| instance.entries.len());
        let adds = if listed >= LISTED_MAX {
            0
        } else if listed == 0 {
            30
        } else {
            10
        };
        let kinds = [
            ("epoll_create1", if roomy { 2 } else { 0 }),
            ("epoll_ctl(ADD)", adds),
            ("epoll_ctl(MOD)", 7),
            ("epoll_ctl(DEL)", 3),
            ("epoll_ctl(99)", 1),
            ("epoll_wait", 18),
            ("epoll_pwait", 8),
            ("epoll_pwait2", 8),
        ];
        let tag = Tag(self.view.step);
        match self.draw.kind(&kinds) {
            "epoll_create1" => self.create(),
            "epoll_ctl(ADD)" => {
                Call::Add { on, fd: self.target(), events: self.events(), tag }.into()
            }
            "epoll_ctl(MOD)" => {
                Call::Modify { on, fd: self.target(), events: self.events(), tag }.into()
            }
            "epoll_ctl(DEL)" => Call::Remove { on, fd: self.target() }.into(),
            "epoll_ctl(99)" => Call::Unknown { on, fd: self.target() }.into(),
            kind => self.wait(kind, on),
        }
    }

    fn create(&mut self) -> Op {
        if self.draw.percent(15) {
            return Call::CreateSized { size: *self.draw.one_of(&[1, 1, 0, -1, i32::MAX]) }.into();
        }
        let flags = <Flags<Create> as Operand>::draw(self.draw).unwrap_or(Flags::NONE);
        Call::Create { flags }.into()
    }

    fn on(&mut self) -> Pick {
        match self.draw.weighted(&[95, 2, 2]) {
            0 => self.draw.pick(self.ours),
            1 => self.draw.pick(self.theirs),
            _ => None,
        }
        .unwrap_or(Pick::NONE)
    }

    fn target(&mut self) -> Pick {
        match self.draw.weighted(&[86, 12, 2]) {
            0 => self.draw.pick(self.theirs),
            1 => self.draw.pick(self.ours),
            _ => None,
        }
        .unwrap_or(Pick::NONE)
    }

    fn events(&mut self) -> Flags<Events> {
        let (events, _) = EVENTS[self.draw.weighted(&EVENTS.map(|(_, weight)| weight))];
        let (how, _) = HOW[self.draw.weighted(&HOW.map(|(_, weight)| weight))];
        Flags::of(events | how)
    }

    fn wait(&mut self, kind: &str, on: Pick) -> Op {
        let most = [1, 2, 8, 0, -1, i32::MIN][self.draw.weighted(&[30, 20, 50, 1, 1, 1])];
        let outside = self.draw.percent(2);
        let timeout = self.timeout(on);
        if kind == "epoll_wait" {
            return Call::Wait { on, most, outside, timeout }.into();
        }
        let sleeps = matches!(timeout, Timeout::Forever | Timeout::Far);
        let pending = if sleeps { 8 } else { 0 };
        let all = [Mask::Null, Mask::Empty, Mask::Blocks, Mask::Pending];
        let mask = all[self.draw.weighted(&[40, 20, 25, pending])];
        if kind == "epoll_pwait" {
            Call::Pwait { on, most, outside, timeout, mask }.into()
        } else {
            Call::Pwait2 { on, most, outside, timeout, mask }.into()
        }
    }

    /// Who sleeps where nobody can wake it does so to the end.
    fn timeout(&mut self, on: Pick) -> Timeout {
        let view = self.view;
        let has = |actor: Actor, one: &File| {
            !view.world.picks(actor, |other| other.object == one.object).is_empty()
        };
        let watched = |file: &File| {
            let instance = view.model::<Instances>().get(file);
            let entries = instance.map(|one| &one.entries[..]).unwrap_or_default();
            entries.iter().map(|entry| *view.world.description(entry.file)).collect::<Vec<_>>()
        };
        let instance = view.file(self.by, on).filter(|file| is_instance(file, view.world));
        let files = instance.map(watched).unwrap_or_default();
        let mut others =
            view.world.actors().filter(|other| *other != self.by && !view.waiting.contains(other));
        let someone = others.any(|other| files.iter().chain(instance).any(|file| has(other, file)));
        let sleeps = if someone { 25 } else { 2 };
        let all = [Timeout::Zero, Timeout::Forever, Timeout::Far, Timeout::Soon];
        all[self.draw.weighted(&[45, sleeps, sleeps, 4])]
    }
}

/// Calls that do not sleep.
pub fn small_scope() -> (Vec<Op>, usize) {
    let (on, fd, tag) = (Pick(0), Pick(1), Tag(1));
    let wait = |most, outside, timeout| Call::Wait { on, most, outside, timeout };
    let calls = [
        Call::Create { flags: Flags::NONE },
        Call::Create { flags: Flags::of(super::calls::UNKNOWN) },
        Call::CreateSized { size: 1 },
        Call::CreateSized { size: 0 },
        Call::Add { on, fd, events: Flags::of(IN), tag },
        Call::Modify { on, fd, events: Flags::of(IN), tag: Tag(2) },
        Call::Remove { on, fd },
        Call::Unknown { on, fd },
        Call::Add { on, fd, events: Flags::of(IN | EXCLUSIVE), tag: Tag(3) },
        wait(1, false, Timeout::Zero),
        wait(0, false, Timeout::Zero),
        wait(1, true, Timeout::Zero),
        Call::Pwait { on, most: 1, outside: false, timeout: Timeout::Zero, mask: Mask::Blocks },
        Call::Pwait2 { on, most: 1, outside: false, timeout: Timeout::Zero, mask: Mask::Null },
    ];
    (calls.map(Op::from).into(), 1)
}
