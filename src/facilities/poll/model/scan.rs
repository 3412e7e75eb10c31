//! What a look at the descriptors finds, by what their own rooms say of them.

use super::super::calls::{
    Asked, Aspect, ENTRIES, How, Looks, Numbers, Sets, Timeout, Told, Which,
};
use super::super::claims::*;
use super::side::Side;
use crate::claim::Claim;
use crate::engine::{Call, File, Pick, Readiness, Ready, World};

const IN: i16 = libc::POLLIN | libc::POLLRDNORM;
const OUT: i16 = libc::POLLOUT | libc::POLLWRNORM;
/// Of these no room speaks.
const UNRULED: i16 = libc::POLLPRI | libc::POLLRDHUP;
const TROUBLE: i16 = libc::POLLERR | libc::POLLHUP;

/// What is found, of each descriptor.
pub struct Scan {
    pub told: [Told; ENTRIES],
    select: bool,
    /// Everything that is looked at is spoken of, and so the number that is returned is known.
    exact: bool,
    /// Something is asked for of which nothing is said.
    unsure: bool,
    /// Everything is negative, or there is nothing.
    empty: bool,
    /// Something is asked for of a description that does not block.
    nonblocking: bool,
    /// A negative descriptor is passed over.
    passed_over: bool,
    /// Something is ready, but for nothing that is asked for; and whether what is asked for means
    /// nothing.
    unasked: Option<bool>,
    /// Descriptors are left out of account by their number, and this claim says so.
    pub below_number: Option<&'static Claim>,
}

impl Scan {
    pub fn of(looks: &Looks, call: &Call<'_>, world: &World) -> Self {
        let mut scan = Self {
            told: [Told { asked: NOTHING, bits: 0, spoken: 0, reads_only: false }; ENTRIES],
            select: looks.is_select(),
            exact: true,
            unsure: false,
            empty: true,
            nonblocking: false,
            passed_over: false,
            unasked: None,
            below_number: None,
        };
        for place in 0..looks.count {
            match looks.how {
                How::Array(_) => scan.poll(place, looks.entries[place], call, world),
                How::Sets(numbers) if is_left_out(numbers, place, looks, call, world) => {
                    scan.leave_out(place, looks.entries[place]);
                }
                How::Sets(_) => scan.select(place, looks, call, world),
            }
        }
        scan
    }

    fn poll(&mut self, place: usize, (pick, asked): (Pick, Asked), call: &Call<'_>, world: &World) {
        let told = &mut self.told[place];
        let Some(file) = opened(pick, asked, call, world) else {
            let closed = asked.which == Which::Closed;
            self.empty &= !closed;
            self.passed_over |= asked.which == Which::Negative;
            let which = if closed { Which::Closed } else { Which::Negative };
            let bits = if closed { libc::POLLNVAL as u16 } else { 0 };
            *told =
                Told { asked: Asked { which, ..asked }, bits, spoken: u16::MAX, reads_only: false };
            return;
        };
        self.empty = false;
        let ready = call.ready(file, world);
        let events = asked.bits as i16;
        let reads_only = matches!(ready.output, Ready::Unruled) && !file.access.writes();
        *told = Told { asked, bits: 0, spoken: u16::MAX, reads_only };
        told.set(events & IN, ready.input);
        if !reads_only {
            told.set(events & OUT, ready.output);
        }
        told.set(libc::POLLHUP, ready.hangup);
        told.set(libc::POLLERR, ready.error);
        told.spoken &= !((events & UNRULED) as u16);
        let spoken = told.spoken as i16;
        self.exact &= told.spoken == u16::MAX;
        self.unsure |= events & !TROUBLE & !spoken != 0;
        self.nonblocking |= file.nonblocking && events & !TROUBLE != 0;
        if events & !TROUBLE == 0 && (is(ready.input) || is(ready.output)) {
            self.unasked = Some(self.unasked.unwrap_or(false) || events != 0);
        }
    }

    fn select(&mut self, place: usize, looks: &Looks, call: &Call<'_>, world: &World) {
        let (pick, asked) = looks.entries[place];
        let Some(file) = opened(pick, asked, call, world) else { return };
        // What stands there twice is in its sets once, and told once.
        let same = |(other, also): &(Pick, Asked)| *other == pick && also.which == Which::Open;
        if looks.entries[..place].iter().any(same) {
            return;
        }
        let again = looks.entries().iter().filter(|entry| same(entry));
        let bits = again.fold(0, |all, (_, asked)| all | asked.bits);
        // Where nobody is in a set, there is none.
        let sets = looks.entries().iter().fold(0, |all, (_, asked)| all | asked.bits);
        let spoken = sets & (Sets::READS | Sets::WRITES) as u16;
        let told = &mut self.told[place];
        *told = Told { asked: Asked { bits, ..asked }, bits: 0, spoken, reads_only: false };
        let ready = call.ready(file, world);
        let sets = i32::from(bits);
        if sets & Sets::READS != 0 {
            told.set(Sets::READS as i16, either(ready.input, &[ready.hangup, ready.error]));
        }
        if sets & Sets::WRITES != 0 {
            told.set(Sets::WRITES as i16, either(ready.output, &[ready.error]));
        }
        self.unsure |= bits & !told.spoken != 0;
        self.exact &= bits & !told.spoken == 0;
        self.empty &= bits == 0;
        self.nonblocking |= file.nonblocking && bits != 0;
    }

    /// It is not looked at, and nothing is said of what becomes of it in its sets.
    fn leave_out(&mut self, place: usize, (_, asked): (Pick, Asked)) {
        self.told[place] = Told { asked, bits: 0, spoken: 0, reads_only: false };
        if asked.bits != 0 {
            self.below_number = Some(&SELECT_BELOW_NUMBER);
        }
    }

    /// There is nothing that it looks at.
    pub fn is_empty(&self) -> bool {
        self.empty
    }

    pub fn is_ready(&self) -> bool {
        self.told.iter().any(|told| told.bits != 0)
    }

    pub fn looks_at_several(&self) -> bool {
        let looked = |told: &&Told| told.asked.which == Which::Open && told.spoken != 0;
        self.told.iter().filter(looked).count() > 1
    }

    pub fn is_unsure(&self) -> bool {
        self.unsure
    }

    /// Whether the number that is returned is known.
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// What all that is ready is about, where no plain event is among it.
    pub fn reason(&self) -> Option<Aspect> {
        if self.select {
            return None;
        }
        let of = |told: &Told| Told { spoken: told.bits, ..*told }.aspects(false);
        let all = self.told.iter().fold(0, |all, told| all | of(told));
        let few = [Aspect::Other, Aspect::Third, Aspect::Trouble, Aspect::Closed];
        let is_plain = all & Aspect::Asked.bit() != 0;
        few.into_iter().find(|aspect| !is_plain && all & aspect.bit() != 0)
    }

    /// What is told of the descriptors is about these.
    pub fn aspects(&self) -> u16 {
        self.told.iter().fold(0, |all, told| all | told.aspects(self.select))
    }

    /// By which claim the call sleeps.
    pub fn sleeps_by(&self, looks: &Looks, side: &Side) -> &'static Claim {
        let select = looks.is_select();
        let forever = matches!(looks.timeout, Timeout::Forever | Timeout::Negative);
        match self.unasked {
            Some(true) if !select => return &TROUBLE_ASKED,
            Some(false) if !select => return &NOTHING_ASKED,
            _ => {}
        }
        if let Some(claim) = self.below_number {
            return claim;
        }
        let is_impossible = |told: &Told| told.asks_the_impossible();
        match forever {
            _ if self.told.iter().any(is_impossible) => &OUTPUT_IS_POSSIBLE,
            _ if self.passed_over => &NEGATIVE_IGNORED,
            true => side.infinite,
            false if self.nonblocking => side.nonblocking,
            false => side.waits,
        }
    }
}

const NOTHING: Asked = Asked { which: Which::Negative, bits: 0 };

/// The description, if it is one.
fn opened<'w>(pick: Pick, asked: Asked, call: &Call<'_>, world: &'w World) -> Option<&'w File> {
    world.file(call.by, pick).filter(|_| asked.which == Which::Open)
}

/// Whether select does not look at this one, by the number that it is given.
fn is_left_out(
    numbers: Numbers,
    place: usize,
    looks: &Looks,
    call: &Call<'_>,
    world: &World,
) -> bool {
    let slot = |place: usize| {
        let (pick, asked) = looks.entries[place];
        world.resolve(call.by, pick).filter(|_| asked.which == Which::Open)
    };
    match numbers {
        Numbers::Zero => true,
        Numbers::First => slot(place).is_none_or(|slot_of| slot(0).is_none_or(|one| slot_of > one)),
        _ => false,
    }
}

impl Told {
    fn asks_the_impossible(&self) -> bool {
        self.reads_only && self.asked.bits as i16 & OUT != 0
    }

    /// These bits are set exactly where that is ready.
    fn set(&mut self, bits: i16, ready: Ready) {
        match ready {
            Ready::Yes(_) => self.bits |= bits as u16,
            Ready::No(_) => {}
            Ready::Unruled => self.spoken &= !(bits as u16),
        }
    }
}

fn is(ready: Ready) -> bool {
    matches!(ready, Ready::Yes(_))
}

/// One, or one of the others: of which nothing is said, that is not taken to be.
fn either(one: Ready, others: &[Ready]) -> Ready {
    others.iter().copied().find(|other| is(*other)).unwrap_or(one)
}

/// What is said of readiness must be of these four.
const _: fn(Readiness) -> [Ready; 4] = |of| [of.input, of.output, of.hangup, of.error];
