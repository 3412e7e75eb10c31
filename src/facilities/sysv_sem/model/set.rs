//! One set: its semaphores, what happened to them last, and which calls sleep on it.

use smallvec::SmallVec;

use super::super::claims::*;
use super::super::operands::{Array, Element};
use super::array::{Reach, Values, reach};
use crate::claim::Claim;
use crate::engine::Actor;
use crate::families::sysv::{Key, Owned};

/// What made something what it is, or left it as it was.
pub type By = &'static Claim;

/// A set that exists, or that was removed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Set {
    pub exists: bool,
    pub key: Key,
    pub owned: Owned,
    pub semaphores: SmallVec<[Semaphore; 3]>,
    /// What sem_otime is by.
    pub operated: By,
    /// What set sem_ctime.
    pub changed: By,
    /// What the mode is by, once IPC_SET has set it.
    pub set: Option<By>,
    pub sleepers: SmallVec<[Sleeper; 2]>,
    /// What changed a value last.
    pub last: By,
    /// The situation after which the pages do not say what the values are.
    pub doubt: Option<&'static str>,
}

/// One semaphore. What each of the four is by is remembered until it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Semaphore {
    pub value: u16,
    pub by: Option<By>,
    /// The process that sempid names.
    pub pid: Option<Actor>,
    pub pid_by: Option<By>,
    pub increase: Option<By>,
    pub zero: Option<By>,
}

/// A call that sleeps on the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sleeper {
    pub by: Actor,
    pub array: Array,
    /// The place of the operation that it began to sleep in.
    pub at: u8,
}

impl Set {
    pub fn new(key: Key, size: i32, owned: Owned) -> Self {
        let semaphore = Semaphore { by: Some(&NEW_VALUES_ZERO), ..Semaphore::default() };
        Self {
            exists: true,
            key,
            owned,
            semaphores: (0..size).map(|_| semaphore).collect(),
            operated: &NEW_OTIME_ZERO,
            changed: &NEW_CTIME,
            set: None,
            sleepers: SmallVec::new(),
            last: &NEW_VALUES_ZERO,
            doubt: None,
        }
    }

    pub fn size(&self) -> usize {
        self.semaphores.len()
    }

    pub fn values(&self) -> Values {
        self.semaphores.iter().map(|semaphore| semaphore.value.into()).collect()
    }

    /// Gives a semaphore a value.
    pub fn assign(&mut self, number: usize, value: u16, by: By) {
        let semaphore = &mut self.semaphores[number];
        semaphore.value = value;
        semaphore.by = Some(by);
        self.last = by;
    }

    /// Leaves a semaphore as it is, where another kernel might not.
    pub fn spare(&mut self, number: usize, by: By) {
        self.semaphores[number].by = Some(by);
    }

    pub fn set_pid(&mut self, number: usize, pid: Actor, by: By) {
        let semaphore = &mut self.semaphores[number];
        (semaphore.pid, semaphore.pid_by) = (Some(pid), Some(by));
    }

    /// The semaphore and the operation for which a call sleeps now; none if it can proceed.
    pub fn stopped(&self, sleeper: &Sleeper) -> Option<(usize, Element)> {
        let elements = sleeper.array.elements();
        match reach(&self.values(), elements.iter()) {
            Reach::All(_) => None,
            Reach::Stops { at, .. } => Some((at, elements[at])),
        }
    }

    /// How many calls wait for this semaphore to increase, or to become 0. None where a call began
    /// to wait for one operation of its array, and another would stop it now.
    pub fn waiting(&self, number: i32, zero: bool) -> Option<u64> {
        let mut count = 0;
        for sleeper in &self.sleepers {
            let (at, element) = self.stopped(sleeper)?;
            if at != usize::from(sleeper.at) {
                return None;
            }
            let is_it = i32::from(element.number) == number && (element.change == 0) == zero;
            count += u64::from(is_it);
        }
        Some(count)
    }

    /// A call no longer sleeps; the operation in which it slept.
    pub fn leaves(&mut self, by: Actor) -> Option<Element> {
        let place = self.sleepers.iter().position(|sleeper| sleeper.by == by)?;
        let sleeper = self.sleepers.remove(place);
        sleeper.array.elements().get(usize::from(sleeper.at)).copied()
    }

    /// Says what changed the count of callers that wait for such an operation.
    pub fn count(&mut self, element: Element, increase: By, zero: By) {
        let Some(semaphore) = self.semaphores.get_mut(usize::from(element.number)) else { return };
        if element.change == 0 {
            semaphore.zero = Some(zero);
        } else {
            semaphore.increase = Some(increase);
        }
    }
}
