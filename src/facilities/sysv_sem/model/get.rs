//! semget: which set a key names, whether one is made, and who may have its id.

use super::super::calls::{CREATE, EXCLUSIVE, Get, Seen};
use super::super::claims::*;
use super::set::Set;
use super::{Sets, UNCLEAR};
use crate::claim::Claim;
use crate::engine::forms::{Flags, Mode};
use crate::engine::{Actor, Allow, Answer, Errno, Limit, Ruling, World};
use crate::families::sysv::{ALTER, Grant, Key, Owned, READ};

/// With which error a set of no semaphores is refused, the page does not say.
const NO_SIZE: &[Errno] = &[Errno::EINVAL, Errno::ERANGE, Errno::ENOSPC];
const EXECUTE: u32 = 1;

impl Sets {
    fn of_key(&self, key: Key) -> Option<(u8, &Set)> {
        let named = |(_, set): &(u8, &Set)| set.exists && set.key == key;
        (0..).zip(&self.sets).find(named).filter(|_| key != Key::Private)
    }

    pub(super) fn rule_get(
        &self,
        key: Key,
        size: i32,
        mode: Mode,
        flags: Flags<Get>,
        by: Actor,
        world: &World,
    ) -> Ruling {
        if self.bounds.values.is_none() {
            return Ruling::silent("semget where the limits cannot be read");
        }
        let most = self.bounds.most(Limit::Semmsl);
        let past_most = u64::try_from(size).is_ok_and(|size| size > most);
        let errors = SIZE_NEGATIVE.fails_if(size < 0, Errno::EINVAL)
            | SIZE_PAST_MOST.fails_if(past_most, Errno::EINVAL);
        match self.of_key(key) {
            Some((number, set)) => {
                let above = usize::try_from(size).is_ok_and(|size| size > set.size());
                let exclusive = flags.has(CREATE) && flags.has(EXCLUSIVE);
                let errors = errors
                    | CREATE_EXCLUSIVE.fails_if(exclusive, Errno::EEXIST)
                    | SIZE_ABOVE_EXISTING.fails_if(above, Errno::EINVAL);
                let id = Seen::Id { set: number, negative: false };
                match access(set, mode, by, world) {
                    Ok(by) => errors.or_else(|| {
                        [by.unwrap_or(found(size, flags)), &ID_NOT_NEGATIVE].returns(id)
                    }),
                    Err(denied) => errors | denied,
                }
            }
            None if key != Key::Private && !flags.has(CREATE) => {
                let freed = key.place().is_some_and(|place| self.freed[usize::from(place)]);
                let missing = if freed { &REMOVE_AT_ONCE } else { &GET_MISSING };
                errors | missing.fails(Errno::ENOENT)
            }
            None => (errors
                | if size == 0 { SIZE_ZERO_NEW.refused(NO_SIZE) } else { Ruling::none() }
                | self.no_room(size))
            .or_else(|| self.rule_made(key, size, flags)),
        }
    }

    /// That there may be no more sets, or no more semaphores.
    fn no_room(&self, size: i32) -> Ruling {
        let sets = self.alive().count() as u64 + 1;
        let semaphores = self.used() + u64::try_from(size).unwrap_or_default();
        SEMMNI_EXCEEDED.fails_if(sets > self.bounds.most(Limit::Semmni), Errno::ENOSPC)
            | SEMMNS_EXCEEDED.fails_if(semaphores > self.bounds.most(Limit::Semmns), Errno::ENOSPC)
    }

    /// The semaphores in all sets.
    pub(super) fn used(&self) -> u64 {
        self.alive().map(|set| set.size() as u64).sum()
    }

    fn rule_made(&self, key: Key, size: i32, flags: Flags<Get>) -> Ruling {
        let at = |limit, met: u64| self.bounds.is_drawn(limit) && met == self.bounds.most(limit);
        let size = size as u64;
        let made = if at(Limit::Semmsl, size) {
            &SIZE_MOST
        } else if at(Limit::Semmni, self.alive().count() as u64 + 1) {
            &SEMMNI_MET
        } else if at(Limit::Semmns, self.used() + size) {
            &SEMMNS_MET
        } else if key != Key::Private {
            &CREATE_MAKES
        } else if flags == Flags::NONE {
            &PRIVATE_MAKES
        } else {
            &PRIVATE_IGNORES_FLAGS
        };
        let set = self.sets.len() as u8;
        [made, &ID_NOT_NEGATIVE].returns(Seen::Id { set, negative: false })
    }

    pub(super) fn follow_get(
        &mut self,
        key: Key,
        size: i32,
        mode: Mode,
        answer: &Answer,
        by: Actor,
        world: &World,
    ) {
        if let (Some(place), Err(Errno::ENOENT)) = (key.place(), answer) {
            self.freed[usize::from(place)] = false;
        }
        if answer.is_err() || self.of_key(key).is_some() {
            return;
        }
        if let Some(place) = key.place() {
            self.freed[usize::from(place)] = false;
        }
        let key = key.place().map_or(Key::Private, Key::Nth);
        self.sets.push(Set::new(key, size, Owned::by(by, mode.0 & 0o777, world)));
    }
}

/// Why semget finds a set.
fn found(size: i32, flags: Flags<Get>) -> &'static Claim {
    if size == 0 {
        &SIZE_ZERO_EXISTING
    } else if flags.has(CREATE) {
        &CREATE_FINDS
    } else {
        &GET_FINDS
    }
}

/// Whether the caller may have the id of a set that exists, and by which claim of its own.
#[expect(clippy::result_large_err, reason = "a ruling is what this is about")]
fn access(
    set: &Set,
    mode: Mode,
    by: Actor,
    world: &World,
) -> Result<Option<&'static Claim>, Ruling> {
    const BOTH: u32 = READ | ALTER;
    let asked = (mode.0 >> 6 | mode.0 >> 3 | mode.0) & 7;
    if set.owned.grant(by, BOTH | EXECUTE, world) == Grant::Privileged {
        return Ok(None);
    }
    let Some(granted) = set.owned.granted(by, world) else { return Err(Ruling::silent(UNCLEAR)) };
    let (is_other, executes) = (world.process(by).other_uid, asked & EXECUTE != 0);
    match (granted & BOTH, asked & BOTH) {
        (0, _) if asked == 0 => Err(GET_DENIED_UNASKED.fails(Errno::EACCES)),
        (0, _) => Err(GET_DENIED.fails(Errno::EACCES)),
        (granted, asked) if asked & !granted != 0 => {
            Err(Ruling::silent("semget that asks for more than it is granted"))
        }
        _ if executes => Ok(Some(&EXECUTE_UNUSED)),
        _ => Ok(is_other.then_some(&GET_GRANTED)),
    }
}
