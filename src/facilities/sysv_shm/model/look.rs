//! shmctl that only looks, and the files of /proc.

use super::super::calls::{Seen, Which};
use super::super::claims::*;
use super::{By, Named, Segment, Segments, UNCLEAR, granted, has, no_segment};
use crate::claim::Capability;
use crate::engine::{Actor, Allow, Errno, Ruling, World};
use crate::families::sysv::{Bits, Grant, READ, Time, User, Whose};

impl Segments {
    pub(super) fn rule_stat(&self, which: Which, bad: bool, by: Actor, world: &World) -> Ruling {
        let named = self.named(which);
        let errors = BUFFER_BAD_ADDRESS.fails_if(bad, Errno::EFAULT) | no_segment(named);
        let Named::Segment(number, segment) = named else { return errors };
        let grant = segment.owned.grant(by, READ, world);
        if grant == Grant::Unclear {
            return Ruling::silent(UNCLEAR);
        }
        (errors | STAT_DENIED.fails_if(grant == Grant::Denied, Errno::EACCES)).or_else(|| {
            let first = granted(grant, by, world, &CONTROL_RETURNS_ZERO);
            self.status(number, segment, first, 0)
        })
    }

    pub(super) fn rule_times(&self, which: Which, by: Actor, world: &World) -> Ruling {
        let named = self.named(which);
        let Named::Segment(_, segment) = named else { return no_segment(named) };
        match segment.owned.grant(by, READ, world) {
            Grant::Unclear => return Ruling::silent(UNCLEAR),
            Grant::Denied => return STAT_DENIED.fails(Errno::EACCES),
            _ if segment.unclear => {
                return Ruling::silent(
                    "times of a segment that fork, execve or the end of a process attached or \
                     detached",
                );
            }
            _ => {}
        }
        let told = |when: bool| if when { Time::Now } else { Time::Never };
        let (last, last_by) = segment
            .last
            .map_or((Whose::Nobody, &NEW_LPID_ZERO), |(actor, by)| (Whose::Actor(actor), by));
        [
            if segment.was_attached { &ATIME } else { &NEW_ATIME_ZERO },
            if segment.was_detached { &DTIME } else { &NEW_DTIME_ZERO },
            segment.changed,
            last_by,
            &CPID,
        ]
        .returns(Seen::Times {
            attached: told(segment.was_attached),
            detached: told(segment.was_detached),
            changed: Time::Now,
            last,
            creator: Whose::Actor(segment.creator),
        })
    }

    pub(super) fn rule_index(&self, which: Which, any: bool, by: Actor, world: &World) -> Ruling {
        let Named::Segment(number, segment) = self.named(which) else {
            return Ruling::silent("the index of a segment that does not exist");
        };
        let grant = segment.owned.grant(by, READ, world);
        let first = match (any, grant) {
            (true, Grant::Denied | Grant::Unclear) => &INDEX_ANY_GRANTED,
            (true, _) => &INDEX_FINDS_ALL,
            (false, Grant::Denied) => return INDEX_DENIED.fails(Errno::EACCES),
            (false, Grant::Unclear) => return Ruling::silent(UNCLEAR),
            (false, _) => granted(grant, by, world, &INDEX_GIVES_ID),
        };
        self.status(number, segment, first, number.into())
    }

    /// What is told of a segment; the parts stand in the order of the claims.
    fn status(&self, number: u8, segment: &Segment, first: By, returned: u64) -> Ruling {
        let by_set = |by, new| if segment.set.is_some() { by } else { new };
        let marked = segment.marked;
        [
            first,
            if marked { &CONTROL_RETURNS_ZERO } else { &KEY_TOLD },
            by_set(&SET_OWNER, &NEW_OWNER),
            by_set(&SET_GROUP, &NEW_GROUP),
            segment.set.unwrap_or(&NEW_MODE),
            &NEW_SIZE,
            segment.count_by,
            if marked { &REMOVE_MARKS } else { first },
            &NEW_CREATOR,
            &NEW_CREATOR_GROUP,
        ]
        .returns(Seen::Status {
            returned,
            key: if marked { 0 } else { segment.key.place().map_or(0, |place| 1 + place) },
            owner: User::of(segment.owned.owner),
            group: User::of(segment.owned.group),
            mode: Bits(segment.owned.mode),
            size: segment.size,
            attached: self.times_attached(number),
            marked,
            creator: User::of(segment.owned.creator),
            creator_group: User::of(segment.owned.creator_group),
        })
    }

    pub(super) fn rule_info(&self) -> Ruling {
        let Some([shmmax, shmmni, shmall]) = self.bounds.values else {
            return Ruling::silent("IPC_INFO where the limits cannot be read");
        };
        [&INFO_SHMMAX, &INFO_SHMMIN, &INFO_SHMMNI, &INFO_SHMALL].returns(Seen::Limits {
            shmmax,
            shmmin: 1,
            shmmni,
            shmall,
        })
    }

    pub(super) fn rule_used(&self) -> Ruling {
        let segments = self.alive().count() as u64;
        [&USED_SEGMENTS, &USED_PAGES].returns(Seen::Used { segments, pages: self.pages() })
    }

    pub(super) fn rule_highest(&self) -> Ruling {
        if self.alive().next().is_none() {
            return Ruling::silent("what IPC_INFO returns while there is no segment");
        }
        [&INFO_HIGHEST, &INDEX_UNUSED].returns(Seen::Highest { used: true, next_unused: true })
    }

    pub(super) fn rule_limits_files(&self) -> Ruling {
        let Some([shmmax, shmmni, shmall]) = self.bounds.values else {
            return Ruling::silent("kernel/shmmax where it cannot be read");
        };
        [&FILE_SHMMAX, &FILE_SHMMNI, &FILE_SHMALL].returns(Seen::Files { shmmax, shmmni, shmall })
    }

    pub(super) fn rule_list(&self, by: Actor, world: &World) -> Ruling {
        let listed = (0..).zip(&self.segments).filter(|(_, segment)| segment.exists);
        let shown = listed.fold(0, |shown, (number, _)| shown | 1 << number);
        let hidden = |segment: &Segment| segment.owned.grant(by, READ, world) == Grant::Denied;
        let list = if self.alive().any(hidden) { &LIST_FOR_ALL } else { &LIST_SHOWS };
        let line = |others| Seen::List { headings: true, shown, others };
        if self.bounds.own_ipc {
            return [&LIST_HEADINGS, list].returns(line(0));
        }
        [&LIST_HEADINGS, list].returns_between(line(0), line(u64::MAX))
    }

    pub(super) fn rule_namespace(&self, which: Which, by: Actor, world: &World) -> Ruling {
        let Named::Segment(..) = self.named(which) else {
            return Ruling::silent("a look for what is not there from another IPC namespace");
        };
        if !has(by, Capability::SYS_ADMIN, world) {
            return Ruling::silent("a look from another IPC namespace that cannot be");
        }
        [
            &NAMESPACE_HIDES_ID,
            &NAMESPACE_HIDES_KEY,
            &SHMMAX_DEFAULT,
            &SHMMNI_IS_4096,
            &SHMALL_DEFAULT,
        ]
        .returns(Seen::Elsewhere {
            id_hidden: true,
            key_hidden: true,
            shmmax: true,
            shmmni: true,
            shmall: true,
        })
    }
}
