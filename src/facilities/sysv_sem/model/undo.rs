//! What processes did with SEM_UNDO, and what their end makes of it.

use super::super::claims::*;
use super::Sets;
use super::array::LARGEST;
use super::set::By;
use crate::engine::Actor;

/// The adjustment that one process has of one semaphore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Adjustment {
    pub by: Actor,
    pub set: u8,
    pub number: u16,
    pub sum: i32,
    /// What the end of the process, should it leave the value, will have left it by.
    pub past: Option<By>,
}

/// Which adjustments SETVAL or SETALL clears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cleared {
    Of(u16),
    All,
}

impl Sets {
    /// The sum that a process has of a semaphore.
    pub fn sum(&self, by: Actor, set: u8, number: u16) -> i32 {
        let of = |one: &&Adjustment| one.by == by && one.set == set && one.number == number;
        self.adjustments.iter().find(of).map_or(0, |one| one.sum)
    }

    /// A process has changed a semaphore, with SEM_UNDO or without.
    pub(super) fn adjust(&mut self, by: Actor, set: u8, number: u16, change: i16, undo: bool) {
        let of = |one: &Adjustment| one.by == by && one.set == set && one.number == number;
        let place = self.adjustments.iter().position(of).unwrap_or_else(|| {
            self.adjustments.push(Adjustment { by, set, number, sum: 0, past: None });
            self.adjustments.len() - 1
        });
        let adjustment = &mut self.adjustments[place];
        if undo {
            adjustment.sum -= i32::from(change);
            adjustment.past = None;
        } else if adjustment.past.is_none() {
            adjustment.past = Some(&UNDO_ONLY_FLAGGED);
        }
    }

    pub(super) fn clear(&mut self, set: u8, which: Cleared) {
        let all = which == Cleared::All;
        let by: By = if all { &UNDO_CLEARED_BY_SETALL } else { &UNDO_CLEARED_BY_SETVAL };
        for one in self.adjustments.iter_mut().filter(|one| one.set == set) {
            if (all || which == Cleared::Of(one.number)) && one.sum != 0 {
                (one.sum, one.past) = (0, Some(by));
            }
        }
    }

    pub(super) fn forked(&mut self, parent: Actor, child: Actor) {
        let inherited = |one: &Adjustment| one.by == parent && one.sum != 0;
        let theirs: Vec<Adjustment> = self.adjustments.iter().copied().filter(inherited).collect();
        let past: Option<By> = Some(&UNDO_NOT_FORKED);
        self.adjustments.retain(|one| one.by != child);
        self.adjustments.extend(theirs.into_iter().map(|one| Adjustment {
            by: child,
            sum: 0,
            past,
            ..one
        }));
    }

    pub(super) fn executed(&mut self, by: Actor) {
        for one in self.adjustments.iter_mut().filter(|one| one.by == by && one.sum != 0) {
            one.past = Some(&UNDO_KEPT_BY_EXEC);
        }
    }

    /// A process has ended: its adjustments are made.
    pub(super) fn ended(&mut self, by: Actor) {
        let (theirs, others): (Vec<_>, Vec<_>) =
            self.adjustments.iter().copied().partition(|one| one.by == by);
        self.adjustments = others.into();
        for one in theirs {
            let by = match one.past {
                Some(by) => by,
                None if one.sum < 0 => &UNDO_ADD,
                None => &UNDO_TAKE,
            };
            self.apply(one, by);
        }
        for set in &mut self.sets {
            set.leaves(by);
        }
    }

    /// A process has left its list: the adjustments are made, and a new list is empty.
    pub(super) fn unshared(&mut self, by: Actor) {
        let theirs: Vec<Adjustment> =
            self.adjustments.iter().copied().filter(|one| one.by == by && one.sum != 0).collect();
        for one in theirs {
            self.apply(one, &UNSHARE_ADJUSTS);
        }
        for one in self.adjustments.iter_mut().filter(|one| one.by == by && one.sum != 0) {
            (one.sum, one.past) = (0, Some(&UNSHARE_EMPTIES));
        }
    }

    fn apply(&mut self, one: Adjustment, by: By) {
        let set = &mut self.sets[usize::from(one.set)];
        if !set.exists {
            return;
        }
        let number = usize::from(one.number);
        if one.sum == 0 {
            if let Some(past) = one.past {
                set.spare(number, past);
            }
            return;
        }
        set.set_pid(number, one.by, &SEMPID_UNDO);
        match i32::from(set.semaphores[number].value) + one.sum {
            ..0 => set.assign(number, 0, &UNDO_STOPS_AT_ZERO),
            after @ 0..=LARGEST => set.assign(number, after as u16, by),
            _ => set.doubt = Some("an adjustment that goes past the largest value"),
        }
    }
}
