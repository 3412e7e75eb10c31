//! semctl: what changes a set.

use super::super::calls::Seen;
use super::super::claims::*;
use super::super::operands::Which;
use super::array::LARGEST;
use super::undo::Cleared;
use super::{Named, Sets, UNCLEAR, granted, ignores, no_set};
use crate::claim::{Capability, Claim};
use crate::engine::forms::Mode;
use crate::engine::{Actor, Allow, Errno, Ruling, World};
use crate::families::sysv::{ALTER, Grant};

pub(super) const NO_SEMAPHORE: &str = "semctl of a semaphore that the set does not have";

impl Sets {
    pub(super) fn rule_set_value(
        &self,
        which: Which,
        number: i32,
        value: i32,
        by: Actor,
        world: &World,
    ) -> Ruling {
        let named = self.named(which);
        let errors = SETVAL_NEGATIVE.fails_if(value < 0, Errno::ERANGE)
            | SETVAL_PAST_MOST.fails_if(value > LARGEST, Errno::ERANGE)
            | no_set(named);
        let Named::Set(_, set) = named else { return errors };
        let grant = set.owned.grant(by, ALTER, world);
        if grant == Grant::Unclear {
            return Ruling::silent(UNCLEAR);
        }
        if usize::try_from(number).is_ok_and(|number| number >= set.size()) {
            return Ruling::silent(NO_SEMAPHORE);
        }
        let plainly = if value == LARGEST { &SETVAL_MOST } else { &SETVAL };
        (errors | SETVAL_DENIED.fails_if(grant == Grant::Denied, Errno::EACCES))
            .or_else(|| succeeds(granted(grant, by, world, plainly)))
    }

    pub(super) fn follow_set_value(&mut self, which: Which, number: i32, value: i32, by: Actor) {
        let Some((place, set)) = self.set_mut(which) else { return };
        set.assign(number as usize, value as u16, &SETVAL);
        set.set_pid(number as usize, by, &SEMPID_SETVAL);
        set.changed = &CTIME_SETVAL;
        self.clear(place, Cleared::Of(number as u16));
    }

    pub(super) fn rule_set_all(
        &self,
        which: Which,
        number: i32,
        values: [u16; 3],
        bad: bool,
        by: Actor,
        world: &World,
    ) -> Ruling {
        let named = self.named(which);
        let errors = ARRAY_BAD_ADDRESS.fails_if(bad, Errno::EFAULT) | no_set(named);
        let Named::Set(_, set) = named else { return errors };
        let grant = set.owned.grant(by, ALTER, world);
        if grant == Grant::Unclear {
            return Ruling::silent(UNCLEAR);
        }
        let past = values.iter().take(set.size()).any(|value| i32::from(*value) > LARGEST);
        (errors
            | SETALL_PAST_MOST.fails_if(past && !bad, Errno::ERANGE)
            | SETALL_DENIED.fails_if(grant == Grant::Denied, Errno::EACCES))
        .or_else(|| {
            let plainly = ignores(number, &SETALL_IGNORES_SEMNUM, &SETALL);
            succeeds(granted(grant, by, world, plainly))
        })
    }

    pub(super) fn follow_set_all(&mut self, which: Which, values: [u16; 3], by: Actor) {
        let Some((place, set)) = self.set_mut(which) else { return };
        for number in 0..set.size() {
            let value = values.get(number).copied().unwrap_or_default();
            set.assign(number, value, &SETALL);
            set.set_pid(number, by, &SEMPID_SETALL);
        }
        set.changed = &CTIME_SETALL;
        set.doubt = None;
        self.clear(place, Cleared::All);
    }

    pub(super) fn rule_set(
        &self,
        which: Which,
        number: i32,
        bad: bool,
        by: Actor,
        world: &World,
    ) -> Ruling {
        let named = self.named(which);
        let errors = BUFFER_BAD_ADDRESS.fails_if(bad, Errno::EFAULT) | no_set(named);
        let Named::Set(_, set) = named else { return errors };
        let may = if set.owned.is_owner(by, world) {
            &SET_BY_OWNER
        } else if set.owned.is_creator(by, world) {
            &SET_BY_CREATOR
        } else if is_admin(by, world) {
            &SET_PRIVILEGED
        } else {
            return errors | SET_DENIED.fails(Errno::EPERM);
        };
        errors.or_else(|| succeeds(ignores(number, &SET_IGNORES_SEMNUM, may)))
    }

    pub(super) fn follow_set(&mut self, which: Which, owner: bool, group: bool, mode: Mode) {
        let Some((_, set)) = self.set_mut(which) else { return };
        (set.owned.owner, set.owned.group) = (owner, group);
        set.owned.mode = mode.0 & 0o777;
        set.set = Some(if mode.0 & !0o777 == 0 { &SET_MODE } else { &SET_MODE_NINE_BITS });
        set.changed = &CTIME_SET;
    }

    pub(super) fn rule_remove(
        &self,
        which: Which,
        number: i32,
        by: Actor,
        world: &World,
    ) -> Ruling {
        let named = self.named(which);
        let Named::Set(_, set) = named else { return no_set(named) };
        let may = if set.owned.is_owner(by, world) {
            &REMOVE_BY_OWNER
        } else if set.owned.is_creator(by, world) {
            &REMOVE_BY_CREATOR
        } else if is_admin(by, world) {
            &REMOVE_PRIVILEGED
        } else {
            return REMOVE_DENIED.fails(Errno::EPERM);
        };
        succeeds(ignores(number, &REMOVE_IGNORES_SEMNUM, may))
    }

    pub(super) fn follow_remove(&mut self, which: Which) {
        let Some((_, set)) = self.set_mut(which) else { return };
        set.exists = false;
        if let Some(place) = set.key.place() {
            self.freed[usize::from(place)] = true;
        }
    }
}

fn is_admin(by: Actor, world: &World) -> bool {
    world.process(by).capabilities >> Capability::SYS_ADMIN.number & 1 == 1
}

fn succeeds(claim: &'static Claim) -> Ruling {
    [claim, &CONTROL_RETURNS_ZERO].returns(Seen::Done { returned: 0 })
}
