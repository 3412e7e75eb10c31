//! shmctl: what changes a segment.

use super::super::calls::{Seen, Which};
use super::super::claims::*;
use super::{By, Named, Segments, has, no_segment};
use crate::claim::Capability;
use crate::engine::forms::Mode;
use crate::engine::{Actor, Allow, Errno, Ruling, World};

impl Segments {
    pub(super) fn rule_set(&self, which: Which, bad: bool, by: Actor, world: &World) -> Ruling {
        let named = self.named(which);
        let errors = BUFFER_BAD_ADDRESS.fails_if(bad, Errno::EFAULT) | no_segment(named);
        let Named::Segment(_, segment) = named else { return errors };
        let may = if segment.owned.is_owner(by, world) {
            &SET_BY_OWNER
        } else if segment.owned.is_creator(by, world) {
            &SET_BY_CREATOR
        } else if has(by, Capability::SYS_ADMIN, world) {
            &SET_PRIVILEGED
        } else {
            return errors | SET_DENIED.fails(Errno::EPERM);
        };
        errors.or_else(|| succeeds(may))
    }

    pub(super) fn follow_set(&mut self, which: Which, owner: bool, group: bool, mode: Mode) {
        let Some(segment) = self.segment_mut(which) else { return };
        (segment.owned.owner, segment.owned.group) = (owner, group);
        segment.owned.mode = mode.0 & 0o777;
        segment.set = Some(if mode.0 & !0o777 == 0 { &SET_MODE } else { &SET_MODE_NINE_BITS });
        segment.changed = &CTIME_SET;
    }

    pub(super) fn rule_remove(&self, which: Which, by: Actor, world: &World) -> Ruling {
        let named = self.named(which);
        let Named::Segment(_, segment) = named else { return no_segment(named) };
        if segment.marked {
            return Ruling::silent("IPC_RMID of a segment that is marked to be destroyed");
        }
        let may = if segment.owned.is_owner(by, world) {
            &REMOVE_BY_OWNER
        } else if segment.owned.is_creator(by, world) {
            &REMOVE_BY_CREATOR
        } else if has(by, Capability::SYS_ADMIN, world) {
            &REMOVE_PRIVILEGED
        } else {
            return REMOVE_DENIED.fails(Errno::EPERM);
        };
        succeeds(may)
    }

    pub(super) fn follow_remove(&mut self, which: Which) {
        let Which::Nth(number) = which else { return };
        let attached = self.times_attached(number) > 0;
        let Some(segment) = self.segment_mut(which) else { return };
        (segment.marked, segment.exists) = (true, attached);
    }
}

fn succeeds(claim: By) -> Ruling {
    [claim, &CONTROL_RETURNS_ZERO].returns(Seen::Done { returned: 0 })
}
