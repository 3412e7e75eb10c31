//! Draws the calls.

use super::calls::{Array, Call, Entry, Events, Mask, Numbers, Sets, Timeout, Watch, Which};
use crate::engine::forms::Flags;
use crate::engine::world::Picks;
use crate::engine::{Actor, Draw, File, Op, Pick, View};

const IN: i16 = libc::POLLIN;
const OUT: i16 = libc::POLLOUT;

/// Events that are asked for, each with its weight. Of the last ones no room speaks.
const EVENTS: [(i16, u32); 13] = [
    (IN, 40),
    (OUT, 22),
    (IN | OUT, 14),
    (0, 4),
    (libc::POLLERR | libc::POLLHUP, 3),
    (libc::POLLHUP, 1),
    (IN | libc::POLLERR, 2),
    (libc::POLLRDNORM, 2),
    (libc::POLLWRNORM, 2),
    (IN | libc::POLLPRI, 2),
    (IN | libc::POLLRDHUP, 2),
    (libc::POLLPRI, 1),
    (libc::POLLRDHUP, 1),
];

/// Sets in which a descriptor is, each with its weight.
const SETS: [(i32, u32); 6] = [
    (Sets::READS, 40),
    (Sets::WRITES, 25),
    (Sets::READS | Sets::WRITES, 20),
    (Sets::READS | Sets::EXCEPTS, 3),
    (Sets::EXCEPTS, 1),
    (0, 2),
];

/// While a call sleeps, it is mostly another room's turn: what it does may end the sleep.
pub fn propose(view: &View<'_>, by: Actor, draw: &mut Draw<'_>) -> Op {
    if !view.waiting.is_empty()
        && draw.percent(OTHERS_PERCENT)
        && let Some(place) = view.rooms.iter().position(|room| !room.watches)
    {
        return (view.rooms[place].propose)(&View { place, ..*view }, by, draw);
    }
    let others =
        || view.world.actors().filter(|other| *other != by && !view.waiting.contains(other));
    // What others have as well, they may make ready.
    let is_shared = |file: &File| {
        let has = |actor| !view.world.picks(actor, |other| other.object == file.object).is_empty();
        others().any(has)
    };
    let shared = view.picks(by, is_shared);
    let someone = !shared.is_empty();
    let picks =
        if someone && draw.percent(SHARED_PERCENT) { shared } else { view.picks(by, |_| true) };
    let mut drawing = Drawing { picks, racing: view.racing, someone, draw };
    drawing.call()
}

/// Percentage of the calls that are another room's while one sleeps.
const OTHERS_PERCENT: u32 = 70;
/// Percentage of the calls that look only at what another actor has as well.
const SHARED_PERCENT: u32 = 80;

struct Drawing<'d, 's> {
    picks: Picks,
    racing: bool,
    /// Another actor can make something ready meanwhile.
    someone: bool,
    draw: &'d mut Draw<'s>,
}

impl Drawing<'_, '_> {
    fn call(&mut self) -> Op {
        let kinds = [("poll", 10), ("ppoll", 7), ("select", 8), ("pselect", 6)];
        let kind = self.draw.kind(&kinds);
        let count = self.count();
        let timeout = self.timeout(kind);
        let mask = self.mask(timeout);
        if matches!(kind, "poll" | "ppoll") {
            let [(one, first), (two, second), (three, third)] = self.each(count, Self::entry);
            let array = self.array();
            return if kind == "poll" {
                Call::Poll { one, first, two, second, three, third, count, array, timeout }.into()
            } else {
                Call::Ppoll { one, first, two, second, three, third, count, array, timeout, mask }
                    .into()
            };
        }
        let [(one, first), (two, second), (three, third)] = self.each(count, Self::watch);
        let numbers = self.numbers(timeout);
        if kind == "select" {
            Call::Select { one, first, two, second, three, third, count, numbers, timeout }.into()
        } else {
            Call::Pselect { one, first, two, second, three, third, count, numbers, timeout, mask }
                .into()
        }
    }

    /// In a race one: see [`Op::looks_at_several`].
    fn count(&mut self) -> u8 {
        if self.racing {
            return 1;
        }
        [1, 2, 3, 0][self.draw.weighted(&[48, 30, 18, 4])]
    }

    fn each<T: Copy>(&mut self, count: u8, mut one: impl FnMut(&mut Self) -> T) -> [(Pick, T); 3] {
        std::array::from_fn(|place| {
            let is_used = place < usize::from(count);
            let pick = if is_used { self.draw.pick(self.picks) } else { None };
            (pick.unwrap_or(Pick::NONE), one(self))
        })
    }

    fn which(&mut self, closed: u32) -> Which {
        // Where a thread opens something meanwhile, no number is known not to be open.
        let closed = if self.racing { 0 } else { closed };
        [Which::Open, Which::Negative, Which::Closed][self.draw.weighted(&[90, 5, closed])]
    }

    fn entry(&mut self) -> Entry {
        let weights = EVENTS.map(|(_, weight)| weight);
        let (events, _) = EVENTS[self.draw.weighted(&weights)];
        Entry { which: self.which(5), events: Flags::<Events>::of(events.into()) }
    }

    fn watch(&mut self) -> Watch {
        let weights = SETS.map(|(_, weight)| weight);
        let (sets, _) = SETS[self.draw.weighted(&weights)];
        Watch { which: self.which(3), sets: Flags::of(sets) }
    }

    fn array(&mut self) -> Array {
        let unlikely = if self.racing { 0 } else { 2 };
        [Array::Plain, Array::PastLimit, Array::Bad][self.draw.weighted(&[100, unlikely, 2])]
    }

    /// What ought to fail and may sleep instead takes long to be seen.
    fn numbers(&mut self, timeout: Timeout) -> Numbers {
        let unlikely = if self.racing || timeout != Timeout::Zero { 0 } else { 2 };
        let all =
            [Numbers::Right, Numbers::Zero, Numbers::First, Numbers::Negative, Numbers::PastLimit];
        all[self.draw.weighted(&[100, 3, 6, 2, unlikely])]
    }

    /// Who sleeps where nobody can wake it ends the script; in a race, time may pass or not.
    fn timeout(&mut self, kind: &'static str) -> Timeout {
        let odd = if kind == "poll" { 3 } else { 2 };
        let (forever, soon) = match (self.someone, self.racing) {
            (_, true) => (30, 0),
            (true, false) => (36, 4),
            (false, false) => (2, 4),
        };
        let negative = if kind == "poll" { forever / 5 } else { odd };
        let all = [
            Timeout::Zero,
            Timeout::Forever,
            Timeout::Far,
            Timeout::Soon,
            Timeout::Negative,
            Timeout::Excess,
        ];
        let excess = u32::from(kind != "poll");
        all[self.draw.weighted(&[35, forever, forever, soon, negative, excess])]
    }

    fn mask(&mut self, timeout: Timeout) -> Mask {
        let sleeps = matches!(timeout, Timeout::Forever | Timeout::Far);
        let pending = if sleeps && !self.racing { 8 } else { 0 };
        let all = [Mask::Null, Mask::Empty, Mask::Blocks, Mask::Pending];
        all[self.draw.weighted(&[40, 20, 25, pending])]
    }
}
