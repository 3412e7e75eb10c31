//! msgctl: what changes a queue.

use super::super::calls::{Seen, Which};
use super::super::claims::*;
use super::{Named, Queues, has, no_queue};
use crate::claim::{Capability, Claim};
use crate::engine::forms::Mode;
use crate::engine::{Actor, Allow, Errno, Limit, Ruling, World};

impl Queues {
    pub(super) fn rule_set(
        &self,
        which: Which,
        most: u32,
        bad: bool,
        by: Actor,
        world: &World,
    ) -> Ruling {
        let named = self.named(which);
        let errors = BUFFER_BAD_ADDRESS.fails_if(bad, Errno::EFAULT) | no_queue(named);
        let Named::Queue(_, queue) = named else { return errors };
        let past_most = u64::from(most) > self.bounds.most(Limit::MsgmnbBytes) && !bad;
        let privileged = has(by, Capability::SYS_RESOURCE, world);
        let errors = errors | QBYTES_PAST_MOST.fails_if(past_most && !privileged, Errno::EPERM);
        let may = if queue.owned.is_owner(by, world) {
            &SET_BY_OWNER
        } else if queue.owned.is_creator(by, world) {
            &SET_BY_CREATOR
        } else if has(by, Capability::SYS_ADMIN, world) {
            &SET_PRIVILEGED
        } else {
            return errors | SET_DENIED.fails(Errno::EPERM);
        };
        errors.or_else(|| succeeds(if past_most { &QBYTES_PRIVILEGED } else { may }))
    }

    pub(super) fn follow_set(
        &mut self,
        which: Which,
        owner: bool,
        group: bool,
        mode: Mode,
        most: u32,
    ) {
        let Some(queue) = self.queue_mut(which) else { return };
        (queue.owned.owner, queue.owned.group) = (owner, group);
        queue.owned.mode = mode.0 & 0o777;
        (queue.most, queue.most_by) = (most.into(), &SET_QBYTES);
        queue.set = Some(if mode.0 & !0o777 == 0 { &SET_MODE } else { &SET_MODE_NINE_BITS });
        queue.changed = &CTIME_SET;
    }

    pub(super) fn rule_remove(&self, which: Which, by: Actor, world: &World) -> Ruling {
        let named = self.named(which);
        let Named::Queue(_, queue) = named else { return no_queue(named) };
        let may = if queue.owned.is_owner(by, world) {
            &REMOVE_BY_OWNER
        } else if queue.owned.is_creator(by, world) {
            &REMOVE_BY_CREATOR
        } else if has(by, Capability::SYS_ADMIN, world) {
            &REMOVE_PRIVILEGED
        } else {
            return REMOVE_DENIED.fails(Errno::EPERM);
        };
        succeeds(may)
    }

    pub(super) fn follow_remove(&mut self, which: Which) {
        let Some(queue) = self.queue_mut(which) else { return };
        queue.exists = false;
        if let Some(place) = queue.key.place() {
            self.freed[usize::from(place)] = true;
        }
    }
}

fn succeeds(claim: &'static Claim) -> Ruling {
    [claim, &CONTROL_RETURNS_ZERO].returns(Seen::Done { returned: 0 })
}
