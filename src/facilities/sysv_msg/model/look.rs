//! msgctl that only looks, and the files of /proc.

use super::super::calls::{Seen, Which};
use super::super::claims::*;
use super::{Named, Queue, Queues, UNCLEAR, granted, has, no_queue};
use crate::claim::{Capability, Claim};
use crate::engine::{Actor, Allow, Errno, Limit, Ruling, World};
use crate::families::sysv::{Bits, Grant, READ, Time, User, Whose};

const COPIED: &str = "msg_lrpid and msg_rtime after MSG_COPY";

impl Queues {
    pub(super) fn rule_stat(&self, which: Which, bad: bool, by: Actor, world: &World) -> Ruling {
        let named = self.named(which);
        let errors = BUFFER_BAD_ADDRESS.fails_if(bad, Errno::EFAULT) | no_queue(named);
        let Named::Queue(_, queue) = named else { return errors };
        let grant = queue.owned.grant(by, READ, world);
        if grant == Grant::Unclear {
            return Ruling::silent(UNCLEAR);
        }
        (errors | STAT_DENIED.fails_if(grant == Grant::Denied, Errno::EACCES))
            .or_else(|| status(queue, granted(grant, by, world, &CONTROL_RETURNS_ZERO), 0))
    }

    pub(super) fn rule_index(&self, which: Which, any: bool, by: Actor, world: &World) -> Ruling {
        let Named::Queue(place, queue) = self.named(which) else {
            return Ruling::silent("the index of a queue that does not exist");
        };
        let grant = queue.owned.grant(by, READ, world);
        let first = match (any, grant) {
            (true, Grant::Denied | Grant::Unclear) => &INDEX_ANY_GRANTED,
            (true, _) => &INDEX_FINDS_ALL,
            (false, Grant::Denied) => return INDEX_DENIED.fails(Errno::EACCES),
            (false, Grant::Unclear) => return Ruling::silent(UNCLEAR),
            (false, _) => granted(grant, by, world, &INDEX_GIVES_ID),
        };
        status(queue, first, place.into())
    }

    pub(super) fn rule_info(&self) -> Ruling {
        let Some(limits) = self.bounds.values else {
            return Ruling::silent("IPC_INFO where the limits cannot be read");
        };
        [&INFO_MSGMAX, &INFO_MSGMNB, &INFO_MSGMNI].returns(Seen::limits(limits))
    }

    pub(super) fn rule_used(&self) -> Ruling {
        [&USED_QUEUES, &USED_MESSAGES, &USED_BYTES, &USED_BESIDE_LIMITS].returns(Seen::Used {
            queues: self.alive().count() as u64,
            messages: self.alive().map(|queue| queue.messages.len() as u64).sum(),
            bytes: self.alive().map(Queue::bytes).sum(),
            limits_as_told: true,
        })
    }

    pub(super) fn rule_highest(&self) -> Ruling {
        if self.alive().next().is_none() {
            return Ruling::silent("what IPC_INFO returns while there is no queue");
        }
        [&INFO_HIGHEST, &INDEX_UNUSED].returns(Seen::Highest { used: true, next_unused: true })
    }

    pub(super) fn rule_limits_files(&self) -> Ruling {
        let Some(limits) = self.bounds.values else {
            return Ruling::silent("kernel/msgmax where it cannot be read");
        };
        [&FILE_MSGMAX, &FILE_MSGMNB, &FILE_MSGMNI].returns(Seen::files(limits))
    }

    pub(super) fn rule_list(&self, by: Actor, world: &World) -> Ruling {
        let listed = (0..).zip(&self.queues).filter(|(_, queue)| queue.exists);
        let shown = listed.fold(0, |shown, (number, _)| shown | 1 << number);
        let hidden = |queue: &Queue| queue.owned.grant(by, READ, world) == Grant::Denied;
        let list = if self.alive().any(hidden) { &LIST_FOR_ALL } else { &LIST_SHOWS };
        let line = |others| Seen::List { headings: true, shown, others };
        if self.bounds.own_ipc {
            return [&LIST_HEADINGS, list].returns(line(0));
        }
        [&LIST_HEADINGS, list].returns_between(line(0), line(u64::MAX))
    }

    pub(super) fn rule_namespace(&self, which: Which, by: Actor, world: &World) -> Ruling {
        if self.queue(which).is_none() || !has(by, Capability::SYS_ADMIN, world) {
            return Ruling::silent("a look from another IPC namespace that cannot be");
        }
        let drawn = self.bounds.is_drawn(Limit::MsgmnbBytes);
        let msgmnb = if drawn { &NAMESPACE_OWN_LIMITS } else { &MSGMNB_IS_16384 };
        [&NAMESPACE_HIDES_ID, &NAMESPACE_HIDES_KEY, &MSGMAX_IS_8192, msgmnb, &MSGMNI_IS_32000]
            .returns(Seen::Elsewhere {
                id_hidden: true,
                key_hidden: true,
                msgmax: true,
                msgmnb: true,
                msgmni: true,
            })
    }
}

/// What is told of a queue; the parts stand in the order of the claims.
fn status(queue: &Queue, first: &'static Claim, returned: u64) -> Ruling {
    if queue.copied {
        return Ruling::silent(COPIED);
    }
    let by_set = |by, new| if queue.set.is_some() { by } else { new };
    let told = |when: bool| if when { Time::Now } else { Time::Never };
    let whose = |actor: Option<Actor>| actor.map_or(Whose::Nobody, Whose::Actor);
    let (sent, received) = (queue.sender.is_some(), queue.receiver.is_some());
    [
        first,
        &KEY_TOLD,
        by_set(&SET_OWNER, &NEW_OWNER),
        by_set(&SET_GROUP, &NEW_GROUP),
        queue.set.unwrap_or(&NEW_MODE),
        if sent { &STIME } else { &NEW_STIME_ZERO },
        if received { &RTIME } else { &NEW_RTIME_ZERO },
        queue.changed,
        &CBYTES,
        queue.count_by,
        queue.most_by,
        if sent { &LSPID } else { &NEW_LSPID_ZERO },
        if received { &LRPID } else { &NEW_LRPID_ZERO },
        &NEW_CREATOR,
        &NEW_CREATOR_GROUP,
    ]
    .returns(Seen::Status {
        returned,
        key: queue.key.place().map_or(0, |place| 1 + place),
        owner: User::of(queue.owned.owner),
        group: User::of(queue.owned.group),
        mode: Bits(queue.owned.mode),
        sent: told(sent),
        received: told(received),
        changed: Time::Now,
        bytes: queue.bytes(),
        messages: queue.messages.len() as u64,
        most: queue.most,
        sender: whose(queue.sender),
        receiver: whose(queue.receiver),
        creator: User::of(queue.owned.creator),
        creator_group: User::of(queue.owned.creator_group),
    })
}
