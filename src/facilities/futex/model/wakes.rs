//! Waking and requeueing: which waiters are woken, and what they and the others are by then.

use smallvec::SmallVec;

use super::super::calls::{ALL, Call, Seen, Word};
use super::super::claims::*;
use super::{By, Futexes, Key, Meets, Sleep, Story, Waiter};
use crate::engine::{Actor, Allow, Errno, Ruling, World};

/// What is asked of a call that wakes.
#[derive(Debug, Clone, Copy)]
pub struct Waking {
    pub key: Key,
    pub most: u32,
    /// None where it is not FUTEX_WAKE_BITSET.
    pub bits: Option<u32>,
    pub requeue: Option<Requeue>,
    /// What wakes, where it has claims of its own.
    pub wakes: Option<By>,
    /// What leaves waiters asleep that are too many, where it has claims of its own.
    pub spares: Option<By>,
}

#[derive(Debug, Clone, Copy)]
pub struct Requeue {
    target: Key,
    moved: u32,
    /// The word and its expected value, where that is compared.
    compared: Option<(Word, u32)>,
}

/// Waiters, a bit each by their place.
type Mask = u32;

const UNCLEAR: &str = "a futex of one process that is private to one call and not to another";
const TOO_MANY: &str = "more waiters than INT_MAX";

impl Waking {
    /// What a call asks; none where it does not wake, or does more than that.
    pub fn of(call: Call, by: Actor, world: &World) -> Option<Self> {
        let key = |word, private| Key::new(word, private, by, world);
        Some(match call {
            Call::Wake { word, most, private } => Self::plain(key(word, private), most),
            Call::WakeBits { word, most, bits, private } => {
                let spares: Option<By> = Some(&BITS_AT_MOST);
                Self { bits: Some(bits), spares, ..Self::plain(key(word, private), most) }
            }
            Call::Requeue { word, most, target, moved, private } => {
                let requeue = Requeue { target: key(target, private), moved, compared: None };
                let wakes: Option<By> = Some(&REQUEUE_WAKES);
                let plain = Self::plain(key(word, private), most);
                Self { requeue: Some(requeue), wakes, ..plain }
            }
            Call::CompareRequeue { word, expected, most, target, moved, private } => {
                let compared = Some((word, expected));
                let requeue = Requeue { target: key(target, private), moved, compared };
                let wakes: Option<By> = Some(&COMPARE_WAKES);
                let spares: Option<By> = Some(&COMPARE_AT_MOST);
                let plain = Self::plain(key(word, private), most);
                Self { requeue: Some(requeue), wakes, spares, ..plain }
            }
            _ => return None,
        })
    }

    pub fn plain(key: Key, most: u32) -> Self {
        Self { key, most, bits: None, requeue: None, wakes: None, spares: None }
    }

    /// Whether it is about a waiter.
    fn is_about(&self, waiter: &Waiter) -> bool {
        let selects = self.bits.is_none_or(|bits| bits & waiter.bits.unwrap_or(u32::MAX) != 0);
        waiter.is_asleep() && self.key.meets(waiter.key) == Meets::One && selects
    }

    /// Why a waiter is woken, which is one of so many.
    fn wakes(&self, waiter: &Waiter, all: usize) -> By {
        if let Some(wakes) = self.wakes {
            return wakes;
        }
        match (self.bits, waiter.bits) {
            (Some(_), Some(_)) => return &BITS_SELECT,
            (Some(_), None) => return &BITS_PLAIN_WAITER,
            (None, Some(_)) if matches!(waiter.story, Story::Began | Story::Requeued) => {
                return &BITS_ANY_WAKER;
            }
            _ => {}
        }
        match waiter.story {
            Story::Moved(_) => &COMPARE_MOVES,
            Story::Stayed => &COMPARE_MOVES_AT_MOST,
            _ if self.most >= ALL && all > 1 => &WAKE_ALL,
            _ if self.key.word == Word::Own => &THREADS_SHARE,
            _ if self.key.private => &PRIVATE_WAKES,
            _ if self.key.word != waiter.key.word => &ADDRESSES_DIFFER,
            _ if self.key.process != waiter.key.process => &PROCESSES_SHARE,
            _ => &WAKE_WAKES,
        }
    }

    /// Why a waiter goes on sleeping; none where that is nothing particular.
    fn spares(&self, waiter: &Waiter) -> Option<By> {
        match self.key.meets(waiter.key) {
            Meets::One if self.is_about(waiter) => Some(self.spares.unwrap_or(&WAKE_AT_MOST)),
            Meets::One => Some(&BITS_SPARE),
            Meets::Confined => Some(&PRIVATE_CONFINED),
            Meets::Apart if self.wakes.is_some() || self.bits.is_some() => None,
            Meets::Apart => match waiter.story {
                Story::Moved(from) if self.key.meets(from) == Meets::One => {
                    Some(&COMPARE_MOVES_AWAY)
                }
                _ if self.key.word == Word::Own || waiter.key.word == Word::Own => None,
                _ => Some(&WAKE_OTHER_WORD),
            },
            Meets::Unclear => None,
        }
    }
}

impl Futexes {
    /// The waiters that a call is about.
    pub(super) fn about(&self, waking: &Waking) -> SmallVec<[usize; 4]> {
        let waiters = self.waiters.iter().enumerate();
        waiters.filter(|(_, waiter)| waking.is_about(waiter)).map(|(place, _)| place).collect()
    }

    /// What is not clear of a call, or is too much.
    pub(super) fn unruled(&self, waking: &Waking) -> Option<&'static str> {
        if waking.most > ALL {
            return Some(TOO_MANY);
        }
        (!self.is_clear(waking.key)).then_some(UNCLEAR)
    }

    pub(super) fn rule_wake(&self, waking: &Waking, by: Actor, world: &World) -> Ruling {
        if waking.bits == Some(0) {
            return BITS_OF_NONE.fails(Errno::EINVAL);
        }
        if let Some(situation) = self.unruled(waking) {
            return Ruling::silent(situation);
        }
        let all = self.about(waking).len();
        let woken = all.min(waking.most as usize);
        let counts = |claim: By, count: usize| claim.returns(Seen::Woken { count: count as i64 });
        let Some(requeue) = waking.requeue else {
            return match waking.bits {
                _ if waking.most == 0 && all > 0 => counts(&WAKE_OF_NONE, 0),
                Some(_) => counts(&BITS_RETURNS, woken),
                None => counts(&WAKE_RETURNS, woken),
            };
        };
        if requeue.moved > ALL {
            return Ruling::silent(TOO_MANY);
        }
        match requeue.compared {
            Some((at, expected)) if self.value(at, by, world) != expected => {
                COMPARE_DIFFERS.fails(Errno::EAGAIN)
            }
            Some(_) => counts(&COMPARE_RETURNS, woken + (all - woken).min(requeue.moved as usize)),
            None => counts(&REQUEUE_RETURNS, woken),
        }
    }

    /// The states in which we may be: no order among waiters is promised.
    pub(super) fn after_wake(&self, waking: &Waking) -> Vec<Self> {
        let about = self.about(waking);
        let woken = about.len().min(waking.most as usize);
        let moved = waking.requeue.map_or(0, |requeue| requeue.moved as usize);
        let moved = moved.min(about.len() - woken);
        let mut states = vec![];
        for chosen in choices(about.len(), woken) {
            for moving in choices(about.len(), moved).filter(|moving| moving & chosen == 0) {
                states.push(self.woken(waking, &about, chosen, moving));
            }
        }
        states
    }

    fn woken(&self, waking: &Waking, about: &[usize], chosen: Mask, moving: Mask) -> Self {
        let mut after = self.clone();
        for (place, waiter) in after.waiters.iter_mut().enumerate() {
            if !waiter.is_asleep() {
                continue;
            }
            let bit = about.iter().position(|one| *one == place).map_or(0, |nth| 1 << nth);
            if chosen & bit != 0 {
                waiter.sleep = Sleep::Woken(waking.wakes(waiter, about.len()));
                continue;
            }
            if let Some(by) = waking.spares(waiter) {
                waiter.sleep = Sleep::Asleep(by);
            }
            let Some(requeue) = waking.requeue.filter(|_| bit != 0) else { continue };
            let compared = requeue.compared.is_some();
            if moving & bit == 0 {
                waiter.story = if compared { Story::Stayed } else { waiter.story };
            } else if requeue.target.meets(waiter.key) != Meets::One {
                let from = waiter.key;
                waiter.story = if compared { Story::Moved(from) } else { Story::Requeued };
                // It waits there as it would if it had begun to, whatever has moved it.
                waiter.key = Key { process: waiter.key.process, ..requeue.target };
            }
        }
        after
    }
}

/// Every choice of so many out of all, a bit each.
fn choices(all: usize, chosen: usize) -> impl Iterator<Item = Mask> {
    (0..1 << all).filter(move |mask: &Mask| mask.count_ones() as usize == chosen)
}
