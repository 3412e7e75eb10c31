//! open, link, rename, unlink and stat, executable: names and permissions.

use super::{Files, Name};
use crate::claim::Claim;
use crate::engine::forms::Flags;
use crate::engine::{Access, Actor, Allow, Errno, Ruling, World};
use crate::facilities::regular_file::calls::{
    CLOEXEC, CREATE, EXCLUSIVE, NAMES, OpenFlags, Seen, TRUNCATE,
};
use crate::facilities::regular_file::claims::*;

impl Files {
    pub(super) fn rule_open(
        &self,
        (name, access, flags): (u8, Access, Flags<OpenFlags>),
        by: Actor,
        world: &World,
    ) -> Ruling {
        if flags.has(TRUNCATE) && access == Access::Read
            || flags.has(EXCLUSIVE) && !flags.has(CREATE)
        {
            return Ruling::silent("flags of open that mean nothing together");
        }
        let opened = |claim: &'static Claim| {
            [claim, &OPEN_CLOEXEC].returns(Seen::Opened { cloexec: flags.has(CLOEXEC) })
        };
        // The manual does not rank the errors.
        let full = OPEN_EMFILE.fails_if(world.is_full(by), Errno::EMFILE);
        let Some(file) = self.named(name) else {
            let claim = if self.is_gone(name) { &NAME_GOES } else { &OPEN_MISSING };
            return (full | claim.fails_if(!flags.has(CREATE), Errno::ENOENT)).or_else(|| {
                let umask = world.process(by).umask;
                opened(if umask & 0o600 == 0 { &CREATES } else { &CREATE_ACCESS })
            });
        };
        if flags.has(CREATE) && !flags.has(EXCLUSIVE) && !file.owned.is_of(by, world) {
            return Ruling::silent("O_CREAT of another user's file in a sticky directory");
        }
        let denied = !file.owned.grants(by, access, world);
        (full
            | CREATE_EXCLUSIVE.fails_if(flags.has(EXCLUSIVE), Errno::EEXIST)
            | OPEN_DENIED.fails_if(denied, Errno::EACCES))
        .or_else(|| {
            opened(if flags.has(TRUNCATE) {
                &OPEN_TRUNCATES
            } else if !world.exists(file.maker) {
                &PERSISTS
            } else {
                &OPENS
            })
        })
    }

    fn is_gone(&self, name: u8) -> bool {
        self.names[usize::from(name % NAMES)] == Name::Gone
    }

    pub(super) fn rule_link(&self, name: u8, to: u8, by: Actor, world: &World) -> Ruling {
        let Some(file) = self.named(name) else {
            return LINK_MISSING.fails(Errno::ENOENT)
                | LINK_EXISTING.fails_if(self.named(to).is_some(), Errno::EEXIST);
        };
        if !file.owned.is_of(by, world) {
            return Ruling::silent("link of another user's file");
        }
        LINK_EXISTING
            .fails_if(self.named(to).is_some(), Errno::EEXIST)
            .or_else(|| LINKS.returns(Seen::Done))
    }

    pub(super) fn rule_rename(
        &self,
        (name, to, keeps): (u8, u8, bool),
        by: Actor,
        world: &World,
    ) -> Ruling {
        let (Some(file), target) = (self.named(name), self.named(to)) else {
            return RENAME_MISSING.fails(Errno::ENOENT)
                | RENAME_NOREPLACE.fails_if(keeps && self.named(to).is_some(), Errno::EEXIST);
        };
        let removable = |owned: crate::families::names::Owned| owned.is_removable(by, world);
        if !removable(file.owned) || target.is_some_and(|target| !removable(target.owned)) {
            return Ruling::silent("rename of another user's file in a sticky directory");
        }
        if keeps && target.is_some() {
            return RENAME_NOREPLACE.fails(Errno::EEXIST);
        }
        let same = target.is_some() && self.number(name) == self.number(to);
        (if same { &RENAME_SAME_FILE } else { &RENAMES }).returns(Seen::Done)
    }

    pub(super) fn rule_unlink(&self, name: u8, by: Actor, world: &World) -> Ruling {
        match self.named(name) {
            None => UNLINK_MISSING.fails(Errno::ENOENT),
            Some(file) if file.owned.is_removable(by, world) => UNLINKS.returns(Seen::Done),
            Some(_) => Ruling::silent("unlink of another user's file in a sticky directory"),
        }
    }

    pub(super) fn rule_look(&self, name: u8, by: Actor, world: &World) -> Ruling {
        let Some(file) = self.named(name) else {
            return if self.is_gone(name) {
                NAME_GOES.fails(Errno::ENOENT)
            } else {
                Ruling::silent("stat of what was never made")
            };
        };
        let seen = Seen::Status {
            bytes: file.bytes.len() as u64,
            mode: file.owned.mode,
            owned: file.owned.is_of(by, world),
            links: file.links.into(),
        };
        [&SIZE_TOLD, &CREATE_MODE, &CREATE_OWNER, &LINK_COUNT].returns(seen)
    }
}
