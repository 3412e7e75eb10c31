//! mkfifo, mknod, open, unlink and stat, executable: names, permissions, and opens that meet.

use super::object::Fifo;
use super::{Fifos, Name, is_of_one_end};
use crate::claim::Claim;
use crate::engine::forms::Flags;
use crate::engine::{Access, Actor, Allow, Errno, Interrupted, Ruling, World};
use crate::facilities::fifo::calls::{CLOEXEC, NAMES, NONBLOCK, Odd, OpenFlags, Seen, TRUNCATE};
use crate::facilities::fifo::claims::*;

const INTERRUPTED: Interrupted = Interrupted::Restarts(&OPEN_EINTR, &OPEN_RESTARTS);

impl Fifos {
    pub(super) fn rule_make(&self, name: u8, raw: bool, by: Actor, world: &World) -> Ruling {
        let existing = if raw { &MKNOD_EXISTING } else { &MAKE_EXISTING };
        existing.fails_if(self.named(name).is_some(), Errno::EEXIST).or_else(|| {
            let claim = match raw {
                true if world.process(by).other_uid => &MKNOD_UNPRIVILEGED,
                true => &MKNOD_MAKES,
                false => &MAKES,
            };
            claim.returns(Seen::Done)
        })
    }

    pub(super) fn rule_look(&self, name: u8, by: Actor, world: &World) -> Ruling {
        let Some(fifo) = self.named(name) else {
            return match self.names[usize::from(name % NAMES)] {
                Name::Unlinked => UNLINK_REMOVES.fails(Errno::ENOENT),
                _ => Ruling::silent("stat of what was never made"),
            };
        };
        let seen = Seen::Status {
            is_fifo: true,
            mode: fifo.owned.mode,
            owned: fifo.owned.is_of(by, world),
            empty: true,
        };
        let exists = if world.exists(fifo.maker) { &IS_FIFO } else { &PERSISTS };
        [exists, &MAKE_MODE, &MAKE_OWNER, &HAS_NO_CONTENTS].returns(seen)
    }

    pub(super) fn rule_unlink(&self, name: u8, by: Actor, world: &World) -> Ruling {
        match self.named(name) {
            None => UNLINK_MISSING.fails(Errno::ENOENT),
            Some(fifo) if fifo.owned.is_removable(by, world) => UNLINKS.returns(Seen::Done),
            Some(_) => Ruling::silent("unlink of another user's FIFO in a sticky directory"),
        }
    }

    pub(super) fn rule_open(
        &self,
        (name, access, flags): (u8, Access, Flags<OpenFlags>),
        by: Actor,
        world: &World,
    ) -> Ruling {
        let opened = |claim: &'static Claim| {
            [claim, &OPEN_CLOEXEC].returns(Seen::Opened { cloexec: flags.has(CLOEXEC) })
        };
        if let Some((number, sleeper)) = self.sleeper(by) {
            return if sleeper.met {
                opened(&OPEN_WOKEN)
            } else {
                self.goes_on(number, name, access)
            };
        }
        // The manual does not rank the errors.
        let full = OPEN_EMFILE.fails_if(world.is_full(by), Errno::EMFILE);
        let Some(fifo) = self.named(name) else {
            return full | OPEN_MISSING.fails(Errno::ENOENT);
        };
        let denied = |which: fn(Access) -> bool, alone, claim: &'static Claim| {
            let denied = which(access) && !fifo.owned.grants(by, alone, world);
            claim.fails_if(denied, Errno::EACCES)
        };
        let errors = full
            | denied(Access::reads, Access::Read, &OPEN_READ_DENIED)
            | denied(Access::writes, Access::Write, &OPEN_WRITE_DENIED);
        let writable = fifo.owned.grants(by, Access::Write, world);
        if errors.clauses.is_empty() && flags.has(TRUNCATE) && access == Access::Read && !writable {
            return rule_truncating_reader(fifo, flags, opened(&OPEN_TRUNCATE_ASKS_NOTHING));
        }
        let nonblocking = flags.has(NONBLOCK);
        let other_end = match access {
            Access::Read => fifo.writers(),
            Access::Write => fifo.readers(),
            Access::Both => 1,
        } > 0;
        let meets = is_of_one_end(access) && !other_end && fifo.is_awaited(access);
        if !errors.clauses.is_empty() {
            // Which of the errors comes first, and whether it does before ENXIO, no page says.
            let absent = access == Access::Write && nonblocking && !other_end;
            return errors | OPEN_WRITE_ENXIO.fails_if(absent, Errno::ENXIO);
        }
        match (access, nonblocking) {
            (Access::Both, _) => opened(particular(fifo, flags, by, world, &OPEN_BOTH)),
            (Access::Read, true) if !other_end => opened(&OPEN_READ_NONBLOCK),
            // Whether an open that sleeps has opened its end already, no page says.
            (Access::Write, true) if meets => {
                Ruling::silent("a non-blocking open for writing while an open for reading sleeps")
            }
            (Access::Write, true) if !other_end => OPEN_WRITE_ENXIO.fails(Errno::ENXIO),
            (Access::Write, true) => opened(&OPEN_WRITE_NONBLOCK),
            _ if other_end || meets => opened(particular(fifo, flags, by, world, &OPEN_AT_ONCE)),
            _ => waits(access, INTERRUPTED),
        }
    }

    /// An open that sleeps, once more: one that begins anew after a handler may find another FIFO
    /// by its name, or none, and of that the manual does not speak.
    fn goes_on(&self, number: u8, name: u8, access: Access) -> Ruling {
        let is_named = self.names[usize::from(name % NAMES)] == Name::To(number);
        waits(access, if is_named { INTERRUPTED } else { Interrupted::Unruled })
    }
}

fn waits(access: Access, interrupted: Interrupted) -> Ruling {
    let claim = if access == Access::Read { &OPEN_READ_WAITS } else { &OPEN_WRITE_WAITS };
    claim.waits(interrupted)
}

/// An open for reading with O_TRUNC by a process that may not write.
fn rule_truncating_reader(fifo: &Fifo, flags: Flags<OpenFlags>, opened: Ruling) -> Ruling {
    if flags.has(NONBLOCK) || fifo.writers() > 0 {
        opened
    } else {
        Ruling::silent("an open with O_TRUNC that would sleep, without permission to write")
    }
}

/// The most particular claim by which an open succeeds at once.
fn particular(
    fifo: &Fifo,
    flags: Flags<OpenFlags>,
    by: Actor,
    world: &World,
    otherwise: &'static Claim,
) -> &'static Claim {
    if flags.has(TRUNCATE) {
        &OPEN_TRUNCATES_NOTHING
    } else if !world.exists(fifo.maker) {
        &OPEN_AFTER_MAKER
    } else if !fifo.owned.is_of(by, world) && world.process(by).other_uid {
        &OPEN_GRANTED
    } else {
        otherwise
    }
}

/// Where no FIFO can be made.
pub fn rule_odd(how: Odd, by: Actor, world: &World) -> Ruling {
    match how {
        // One of them takes a descriptor to put a file in the way.
        Odd::UnderFile if world.is_full(by) => Ruling::silent("no descriptor is left for a file"),
        Odd::OverDanglingLink => MAKE_OVER_LINK.fails(Errno::EEXIST),
        Odd::MissingDirectory => MAKE_WITHOUT_DIRECTORY.fails(Errno::ENOENT),
        Odd::UnderFile => MAKE_UNDER_FILE.fails(Errno::ENOTDIR),
        Odd::TooLong => MAKE_TOO_LONG.fails(Errno::ENAMETOOLONG),
        Odd::BadDirectory => MAKE_AT_BAD_DIRECTORY.fails(Errno::EBADF),
        Odd::Unsearchable if world.process(by).capabilities == 0 => {
            MAKE_UNSEARCHABLE.fails(Errno::EACCES)
        }
        Odd::Unsearchable => Ruling::silent("a directory that a privileged process searches"),
    }
}
