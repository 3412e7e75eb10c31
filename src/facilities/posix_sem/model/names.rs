//! sem_open, sem_close and sem_unlink: names, permissions, and what a process has open.

use super::super::calls::{CREATE, EXCLUSIVE, MOST, Name, OpenFlags, PLACES, Seen, Sem};
use super::super::claims::*;
use super::{By, Held, INHERITED, Semaphore, Semaphores};
use crate::claim::Claim;
use crate::engine::forms::{Flags, Mode};
use crate::engine::{Access, Actor, Allow, Errno, Ruling, World};
use crate::families::names::Owned;

/// What is asked of sem_open, and by which actor.
#[derive(Clone, Copy)]
pub struct Asked<'w> {
    pub place: u8,
    pub name: Name,
    pub flags: Flags<OpenFlags>,
    pub mode: Mode,
    pub value: u32,
    pub by: Actor,
    pub world: &'w World,
}

/// The page has both errors, and does not rank them.
pub(super) const FULL: &str = "sem_open of a wrong name where no descriptor is left";
const DOTS: &str = "a name of dots, which every run on the machine shares";

impl Semaphores {
    pub(super) fn rule_open(&self, asked: &Asked<'_>) -> Ruling {
        let Asked { name, flags, by, world, .. } = *asked;
        if !self.is_free(asked.place, by, world) {
            return Ruling::silent("an address of a semaphore is lost");
        }
        let full = OPEN_EMFILE.fails_if(world.is_full(by), Errno::EMFILE);
        let exceeds = flags.has(CREATE) && asked.value > MOST;
        // Which of two errors comes first, no page says.
        let or_past_most =
            |ruling: Ruling| OPEN_PAST_MOST.fails_if(exceeds, Errno::EINVAL) | ruling;
        let malformed = |claim: &'static Claim| {
            let silent = || Ruling::silent("sem_open without O_CREAT of a malformed name");
            if flags.has(CREATE) { or_past_most(claim.fails(Errno::ENOENT)) } else { silent() }
        };
        if world.is_full(by) && !matches!(name, Name::Plain(_) | Name::Longest) {
            return Ruling::silent(FULL);
        }
        match name {
            Name::Dot | Name::TwoDots => Ruling::silent(DOTS),
            Name::PastLongest => or_past_most(NAME_PAST_LONGEST.fails(Errno::ENAMETOOLONG)),
            Name::TooLong => or_past_most(NAME_TOO_LONG.fails(Errno::ENAMETOOLONG)),
            Name::Slash => NAME_SLASH_ALONE.fails(Errno::EINVAL),
            Name::TwoSlashes => malformed(&NAME_SECOND_SLASH),
            Name::WithoutSlash => malformed(&NAME_WITHOUT_SLASH),
            Name::Plain(_) | Name::Longest => match self.names.get(name) {
                Some(number) => (full | self.errors_of_existing(number, asked))
                    .or_else(|| self.opens(number, asked).returns(Seen::Opened)),
                None if flags.has(CREATE) => {
                    or_past_most(full).or_else(|| self.makes(asked).returns(Seen::Opened))
                }
                None => {
                    let gone = self.was_unlinked(name);
                    let claim = if gone { &UNLINK_NAME_GONE } else { &OPEN_MISSING };
                    full | claim.fails(Errno::ENOENT)
                }
            },
        }
    }

    fn errors_of_existing(&self, number: u8, asked: &Asked<'_>) -> Ruling {
        let Asked { flags, by, world, .. } = *asked;
        let owned = self.semaphores[usize::from(number)].owned;
        let grants = |access| owned.grants(by, access, world);
        let denied = if grants(Access::Both) {
            Ruling::none()
        } else if grants(Access::Read) {
            OPEN_NEEDS_WRITING.fails(Errno::EACCES)
        } else if grants(Access::Write) {
            OPEN_NEEDS_READING.fails(Errno::EACCES)
        } else {
            OPEN_DENIED.fails(Errno::EACCES)
        };
        let exclusive = flags.has(CREATE) && flags.has(EXCLUSIVE);
        // The page does not rank the errors.
        CREATE_EXCLUSIVE.fails_if(exclusive, Errno::EEXIST)
            | OPEN_PAST_MOST.fails_if(exclusive && asked.value > MOST, Errno::EINVAL)
            | denied
    }

    /// Why a semaphore that exists is opened.
    fn opens(&self, number: u8, asked: &Asked<'_>) -> &'static Claim {
        let Asked { flags, by, world, value, .. } = *asked;
        let creates = flags.has(CREATE);
        let owned = self.semaphores[usize::from(number)].owned;
        if creates && value > MOST {
            &VALUE_IGNORED
        } else if world.process(by).other_uid && !owned.is_of(by, world) {
            &OPEN_GRANTED
        } else if !self.in_use(number) {
            &PERSISTS
        } else if creates {
            &CREATE_FINDS
        } else {
            &OPEN_FINDS
        }
    }

    /// Why a semaphore is made.
    fn makes(&self, asked: &Asked<'_>) -> &'static Claim {
        if asked.name == Name::Longest {
            &NAME_LONGEST
        } else if asked.value == MOST {
            &OPEN_MOST
        } else if self.was_unlinked(asked.name) {
            &UNLINK_NAME_FREE
        } else {
            &CREATE_MAKES
        }
    }

    pub(super) fn follow_open(&mut self, asked: &Asked<'_>) {
        let Asked { place, name, flags, mode, value, by, world } = *asked;
        let owned = Owned::new(by, mode, world);
        let maker = world.process_of(by);
        let number = if let Some(number) = self.names.get(name) {
            let semaphore = &mut self.semaphores[usize::from(number)];
            if flags.has(CREATE) && value != semaphore.value {
                semaphore.by = Some(&VALUE_IGNORED);
            } else if maker != semaphore.maker && semaphore.by.is_none() {
                semaphore.by = Some(&NAME_SHARED);
            }
            if flags.has(CREATE) && owned.mode != semaphore.owned.mode {
                semaphore.mode_by = &MODE_IGNORED;
            }
            number
        } else {
            let mode_by: By = if owned.mode == mode.0 { &NEW_MODE } else { &NEW_MODE_MASKED };
            let number = self.add(Semaphore::named(maker, value, owned, mode_by));
            self.names.give(name, number);
            number
        };
        let process = self.process_mut(by, world);
        process.places[usize::from(place % PLACES)] = Some(Held { number, inherited: false });
        process.left &= !(1 << number);
    }

    pub(super) fn rule_close(&self, sem: Sem, by: Actor, world: &World) -> Ruling {
        let Sem::Named(place) = sem else {
            return Ruling::silent("sem_close of an unnamed semaphore");
        };
        match self.process(by, world).places[usize::from(place % PLACES)] {
            None => CLOSE_NO_SEMAPHORE.fails(Errno::EINVAL),
            Some(Held { inherited: true, .. }) => Ruling::silent(INHERITED),
            Some(_) if self.is_twice(place, by, world) => {
                Ruling::silent("sem_close of a semaphore that the process has opened twice")
            }
            Some(Held { number, .. }) if self.sleeps_in(number, by, world) => {
                Ruling::silent("sem_close of a semaphore on which a thread is blocked")
            }
            Some(_) => [&CLOSE_RETURNS_ZERO; 2].returns(Seen::Done { returned: 0 }),
        }
    }

    /// Whether a thread of the process is blocked on it.
    pub fn sleeps_in(&self, number: u8, by: Actor, world: &World) -> bool {
        let sleepers = &self.semaphores[usize::from(number)].sleepers;
        sleepers.iter().any(|sleeper| world.threads(by).any(|thread| thread == *sleeper))
    }

    pub(super) fn rule_unlink(&self, name: Name, by: Actor, world: &World) -> Ruling {
        match name {
            Name::Dot | Name::TwoDots => return Ruling::silent(DOTS),
            Name::PastLongest => return UNLINK_NAME_PAST_LONGEST.fails(Errno::ENAMETOOLONG),
            Name::TooLong => return UNLINK_NAME_TOO_LONG.fails(Errno::ENAMETOOLONG),
            _ => {}
        }
        match self.named(name) {
            None => UNLINK_MISSING.fails(Errno::ENOENT),
            Some(semaphore) if semaphore.owned.is_removable(by, world) => {
                [&UNLINK_REMOVES, &UNLINK_RETURNS_ZERO].returns(Seen::Done { returned: 0 })
            }
            Some(_) => UNLINK_DENIED.fails(Errno::EACCES),
        }
    }

    pub(super) fn follow_unlink(&mut self, name: Name) {
        if let Some(number) = self.names.unlink(name) {
            let semaphore = &mut self.semaphores[usize::from(number)];
            semaphore.linked = false;
            semaphore.by = Some(&UNLINK_GOES_ON);
        }
    }

    pub(super) fn rule_status(&self, name: Name, by: Actor, world: &World) -> Ruling {
        let Some(semaphore) = self.named(name) else {
            return if self.was_unlinked(name) {
                UNLINK_FILE_GONE.fails(Errno::ENOENT)
            } else {
                Ruling::silent("stat of the file of a name that no semaphore has")
            };
        };
        let owned = semaphore.owned.is_of(by, world);
        let mode = semaphore.owned.mode;
        [&FILE_SHOWN, semaphore.mode_by, &NEW_OWNER, &NEW_GROUP].returns(Seen::Status {
            mode,
            owned,
            grouped: owned,
        })
    }

    pub(super) fn rule_mapped(&self, name: Name, by: Actor, world: &World) -> Ruling {
        if self.left_by_exec(name, by, world) && !world.is_full(by) {
            EXEC_CLOSES.returns(Seen::Mapped { mapped: false })
        } else {
            Ruling::silent("whether the file of a semaphore is mapped")
        }
    }
}
