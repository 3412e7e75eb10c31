//! semctl that only looks, the files of /proc, and what stands beside semaphores.

use super::super::calls::Seen;
use super::super::claims::*;
use super::super::operands::{Asked, Which};
use super::control::NO_SEMAPHORE;
use super::set::Set;
use super::{Named, Sets, UNCLEAR, granted, ignores, no_set};
use crate::claim::{Capability, Claim};
use crate::engine::forms::Rest;
use crate::engine::{Actor, Allow, Errno, Limit, Ruling, World};
use crate::families::sysv::{Bits, Grant, READ, Time, User, Whose};

impl Sets {
    pub(super) fn rule_ask(
        &self,
        which: Which,
        number: i32,
        asked: Asked,
        by: Actor,
        world: &World,
    ) -> Ruling {
        let named = self.named(which);
        let Named::Set(_, set) = named else { return no_set(named) };
        let (plainly, denied) = match asked {
            Asked::Value => (&GETVAL, &GETVAL_DENIED),
            Asked::Pid => (&GETPID, &GETPID_DENIED),
            Asked::Increase => (&NCNT_NUMBER, &GETNCNT_DENIED),
            Asked::Zero => (&ZCNT_NUMBER, &GETZCNT_DENIED),
        };
        let grant = set.owned.grant(by, READ, world);
        let Some(semaphore) = set.semaphores.get(number as usize) else {
            return Ruling::silent(NO_SEMAPHORE);
        };
        match grant {
            Grant::Unclear => return Ruling::silent(UNCLEAR),
            Grant::Denied => return denied.fails(Errno::EACCES),
            _ => {}
        }
        let first = |special: Option<&'static Claim>| match special {
            Some(special) => special,
            None => granted(grant, by, world, plainly),
        };
        match asked {
            Asked::Value => match set.doubt {
                Some(doubt) => Ruling::silent(doubt),
                None => first(semaphore.by).returns(Seen::Value { value: semaphore.value.into() }),
            },
            Asked::Pid => match semaphore.pid {
                None => Ruling::silent("sempid of a semaphore on which nothing has operated"),
                Some(pid) => first(semaphore.pid_by).returns(Seen::Pid { of: Whose::Actor(pid) }),
            },
            Asked::Increase | Asked::Zero => {
                let zero = asked == Asked::Zero;
                let count = if zero { semaphore.zero } else { semaphore.increase };
                match set.waiting(number, zero) {
                    None => Ruling::silent("for which semaphore an array waits, as values change"),
                    Some(value) => first(count).returns(Seen::Value { value }),
                }
            }
        }
    }

    pub(super) fn follow_ask(&mut self, which: Which, number: i32, asked: Asked) {
        let Some((_, set)) = self.set_mut(which) else { return };
        let Some(semaphore) = set.semaphores.get_mut(number as usize) else { return };
        match asked {
            Asked::Value => semaphore.by = None,
            Asked::Pid => semaphore.pid_by = None,
            Asked::Increase => semaphore.increase = None,
            Asked::Zero => semaphore.zero = None,
        }
    }

    pub(super) fn rule_get_all(
        &self,
        which: Which,
        number: i32,
        bad: bool,
        by: Actor,
        world: &World,
    ) -> Ruling {
        let named = self.named(which);
        let errors = ARRAY_BAD_ADDRESS.fails_if(bad, Errno::EFAULT) | no_set(named);
        let Named::Set(_, set) = named else { return errors };
        let grant = set.owned.grant(by, READ, world);
        if grant == Grant::Unclear {
            return Ruling::silent(UNCLEAR);
        }
        if let Some(doubt) = set.doubt {
            return Ruling::silent(doubt);
        }
        (errors | GETALL_DENIED.fails_if(grant == Grant::Denied, Errno::EACCES)).or_else(|| {
            let plainly = ignores(number, &GETALL_IGNORES_SEMNUM, &GETALL);
            let values = Rest(set.semaphores.iter().map(|semaphore| semaphore.value).collect());
            [granted(grant, by, world, plainly), &GETALL].returns(Seen::Values { values })
        })
    }

    pub(super) fn rule_stat(
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
        let grant = set.owned.grant(by, READ, world);
        if grant == Grant::Unclear {
            return Ruling::silent(UNCLEAR);
        }
        (errors | STAT_DENIED.fails_if(grant == Grant::Denied, Errno::EACCES)).or_else(|| {
            let plainly = ignores(number, &STAT_IGNORES_SEMNUM, &CONTROL_RETURNS_ZERO);
            status(set, granted(grant, by, world, plainly), 0)
        })
    }

    pub(super) fn rule_index(&self, which: Which, any: bool, by: Actor, world: &World) -> Ruling {
        let Named::Set(place, set) = self.named(which) else {
            return Ruling::silent("the index of a set that does not exist");
        };
        let grant = set.owned.grant(by, READ, world);
        let first = match (any, grant) {
            (true, Grant::Denied | Grant::Unclear) => &INDEX_ANY_GRANTED,
            (true, _) => &INDEX_FINDS_ALL,
            (false, Grant::Denied) => return INDEX_DENIED.fails(Errno::EACCES),
            (false, Grant::Unclear) => return Ruling::silent(UNCLEAR),
            (false, _) => granted(grant, by, world, &INDEX_GIVES_ID),
        };
        status(set, first, place.into())
    }

    pub(super) fn rule_info(&self) -> Ruling {
        let Some(limits) = self.bounds.values else {
            return Ruling::silent("IPC_INFO where the limits cannot be read");
        };
        [&INFO_SEMMSL, &INFO_SEMMNS, &INFO_SEMOPM, &INFO_SEMMNI, &INFO_SEMVMX]
            .returns(Seen::limits(limits, 32_767))
    }

    pub(super) fn rule_used(&self) -> Ruling {
        let (sets, semaphores) = (self.alive().count() as u64, self.used());
        [&USED_SETS, &USED_SEMAPHORES, &USED_BESIDE_LIMITS].returns(Seen::Used {
            sets,
            semaphores,
            limits_as_told: true,
        })
    }

    pub(super) fn rule_highest(&self) -> Ruling {
        if self.alive().next().is_none() {
            return Ruling::silent("what IPC_INFO returns while there is no set");
        }
        [&INFO_HIGHEST, &INDEX_UNUSED].returns(Seen::Highest { used: true, next_unused: true })
    }

    pub(super) fn rule_limits_file(&self) -> Ruling {
        match self.bounds.values {
            Some(limits) => LIMITS_FILE.returns(Seen::file(limits)),
            None => Ruling::silent("kernel/sem where it cannot be read"),
        }
    }

    pub(super) fn rule_list(&self, by: Actor, world: &World) -> Ruling {
        let listed = (0..).zip(&self.sets).filter(|(_, set)| set.exists);
        let shown = listed.fold(0, |shown, (number, _)| shown | 1 << number);
        let hidden = |set: &Set| set.owned.grant(by, READ, world) == Grant::Denied;
        let list = if self.alive().any(hidden) { &LIST_FOR_ALL } else { &LIST_SHOWS };
        let line = |others| Seen::List { headings: true, shown, others };
        if self.bounds.own_ipc {
            return [&LIST_HEADINGS, list].returns(line(0));
        }
        [&LIST_HEADINGS, list].returns_between(line(0), line(u64::MAX))
    }

    pub(super) fn rule_namespace(&self, which: Which, by: Actor, world: &World) -> Ruling {
        if self.set(which).is_none() || !has(by, Capability::SYS_ADMIN, world) {
            return Ruling::silent("a look from another IPC namespace that cannot be");
        }
        if world.process(by).nofile_room.is_some() {
            return Ruling::silent("a look from another IPC namespace with few descriptors");
        }
        let drawn = self.bounds.is_drawn(Limit::Semmni);
        let semmni = if drawn { &NAMESPACE_OWN_LIMITS } else { &SEMMNI_IS_32000 };
        [&NAMESPACE_HIDES_ID, &NAMESPACE_HIDES_KEY, &SEMMSL_IS_32000, &SEMOPM_IS_500, semmni]
            .returns(Seen::Elsewhere {
                id_hidden: true,
                key_hidden: true,
                semmsl: true,
                semopm: true,
                semmni: true,
            })
    }
}

/// What is told of a set; the parts stand in the order of the claims.
fn status(set: &Set, first: &'static Claim, returned: u64) -> Ruling {
    let by_set = |by, new| if set.set.is_some() { by } else { new };
    [
        first,
        &KEY_TOLD,
        by_set(&SET_OWNER, &NEW_OWNER),
        by_set(&SET_GROUP, &NEW_GROUP),
        set.set.unwrap_or(&NEW_MODE),
        set.operated,
        set.changed,
        by_set(&SET_LEAVES_REST, &NEW_SIZE),
        by_set(&SET_LEAVES_REST, &NEW_CREATOR),
        by_set(&SET_LEAVES_REST, &NEW_CREATOR_GROUP),
    ]
    .returns(Seen::Status {
        returned,
        key: set.key.place().map_or(0, |place| 1 + place),
        owner: User::of(set.owned.owner),
        group: User::of(set.owned.group),
        mode: Bits(set.owned.mode),
        operated: if set.operated == &OTIME_OP { Time::Now } else { Time::Never },
        changed: Time::Now,
        size: set.size() as u64,
        creator: User::of(set.owned.creator),
        creator_group: User::of(set.owned.creator_group),
    })
}

pub(super) fn clone_both(by: Actor, world: &World) -> Ruling {
    if has(by, Capability::SYS_ADMIN, world) {
        CLONE_BOTH.fails(Errno::EINVAL)
    } else {
        Ruling::silent("clone with CLONE_NEWIPC by a caller without CAP_SYS_ADMIN")
    }
}

pub(super) fn ftok(named: u8, project: i32) -> Ruling {
    if named > 1 {
        return FTOK_MISSING.fails(Errno::ENOENT);
    }
    let low = project & 0xff == project;
    let claim = if low { &FTOK_SAME_FILE } else { &FTOK_LOW_BITS };
    claim.returns(Seen::Key { same: true })
}

fn has(by: Actor, capability: Capability, world: &World) -> bool {
    world.process(by).capabilities >> capability.number & 1 == 1
}
