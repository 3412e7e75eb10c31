//! shm_open and shm_unlink: names, permissions, and what the file system shows.

use super::super::calls::{CREATE, EXCLUSIVE, Name, OFFSETS, OpenFlags, Seen, TRUNCATE};
use super::super::claims::*;
use super::{By, Byte, Object, Objects};
use crate::claim::Claim;
use crate::engine::forms::{Flags, Mode};
use crate::engine::{self, Access, Actor, Allow, Errno, File, Next, Ruling, World};
use crate::families::names::Owned;

/// What is asked of shm_open, and by which actor.
#[derive(Clone, Copy)]
pub struct Asked<'w> {
    pub name: Name,
    pub access: Access,
    pub flags: Flags<OpenFlags>,
    pub mode: Mode,
    pub by: Actor,
    pub world: &'w World,
}

/// The page has both errors, and does not rank them.
pub const FULL: &str = "shm_open of a wrong name where no descriptor is left";
const DOTS: &str = "a name of dots, which every run on the machine shares";
const NINE_BITS: u32 = 0o777;

impl Objects {
    pub(super) fn rule_open(&self, asked: &Asked<'_>) -> Ruling {
        let Asked { name, access, flags, by, world, .. } = *asked;
        let full = world.is_full(by);
        if access == Access::Write {
            return Ruling::silent("shm_open with O_WRONLY");
        }
        match name {
            Name::Dot | Name::TwoDots => return Ruling::silent(DOTS),
            Name::PastLongest | Name::TooLong => {
                return Ruling::silent("shm_open of a name of more than 255 characters");
            }
            Name::WithoutSlash => return Ruling::silent("shm_open of a name without a slash"),
            Name::Slash | Name::TwoSlashes if full => return Ruling::silent(FULL),
            Name::Slash => return NAME_SLASH_ALONE.fails(Errno::EINVAL),
            Name::TwoSlashes => return NAME_SECOND_SLASH.fails(Errno::EINVAL),
            Name::Plain(_) | Name::Longest => {}
        }
        let full = OPEN_EMFILE.fails_if(full, Errno::EMFILE);
        let succeeds = |claim: By| {
            [claim, &OPEN_CLOEXEC, &OPEN_LOWEST]
                .returns(Seen::Opened { cloexec: true, lowest: true })
        };
        match self.names.get(name) {
            Some(number) => {
                let owned = self.numbered(number).owned;
                if flags.has(CREATE) && !owned.is_of(by, world) {
                    return Ruling::silent(
                        "O_CREAT of a file of another user in a sticky directory",
                    );
                }
                (full | errors_of_existing(owned, asked))
                    .or_else(|| succeeds(self.opens(number, asked)))
            }
            None if flags.has(CREATE) => full.or_else(|| succeeds(self.makes(name))),
            None => {
                let gone = self.names.before(name).is_some();
                let claim = if gone { &UNLINK_NAME_GONE } else { &OPEN_MISSING };
                full | claim.fails(Errno::ENOENT)
            }
        }
    }

    fn opens(&self, number: u8, asked: &Asked<'_>) -> &'static Claim {
        let Asked { flags, by, world, .. } = *asked;
        let owned = self.numbered(number).owned;
        if world.process(by).other_uid && !owned.is_of(by, world) {
            &OPEN_GRANTED
        } else if !self.in_use(number) {
            &PERSISTS
        } else if flags.has(CREATE) {
            &CREATE_FINDS
        } else {
            &OPEN_FINDS
        }
    }

    fn makes(&self, name: Name) -> &'static Claim {
        if name == Name::Longest {
            &NAME_LONGEST
        } else if self.names.before(name).is_some() {
            &UNLINK_NAME_FREE
        } else {
            &CREATE_MAKES
        }
    }

    pub(super) fn follow_open(&mut self, asked: &Asked<'_>) -> Next {
        let Asked { name, access, flags, mode: Mode(mode), by, world } = *asked;
        let number = self.names.get(name).unwrap_or_else(|| {
            let owned = Owned::new(by, Mode(mode & NINE_BITS), world);
            let mode_by: By = if mode & !NINE_BITS != 0 {
                &NEW_MODE_NINE_BITS
            } else if owned.mode == mode {
                &NEW_MODE
            } else {
                &NEW_MODE_MASKED
            };
            self.objects.push(Object {
                size: 0,
                size_by: &NEW_SIZE_ZERO,
                bytes: [Byte::default(); OFFSETS.len()],
                owned,
                mode_by,
                linked: true,
                descriptions: 0,
            });
            let number = (self.objects.len() - 1) as u8;
            self.names.give(name, number);
            number
        });
        let object = &mut self.objects[usize::from(number)];
        object.descriptions += 1;
        if flags.has(TRUNCATE) && object.size > 0 {
            let read_only = access == Access::Read;
            object.resize(0, if read_only { &TRUNC_READ_ONLY } else { &TRUNC_SIZE_ZERO });
        }
        let object = engine::Object::of(number);
        Next::opening([File { object, access, nonblocking: false, cloexec: true, note: 0 }])
    }

    pub(super) fn rule_unlink(&self, name: Name, by: Actor, world: &World) -> Ruling {
        match name {
            Name::Dot | Name::TwoDots => return Ruling::silent(DOTS),
            Name::PastLongest | Name::TooLong => {
                return Ruling::silent("shm_unlink of a name of more than 255 characters");
            }
            _ => {}
        }
        match self.named(name) {
            None => UNLINK_MISSING.fails(Errno::ENOENT),
            Some(object) if object.owned.is_removable(by, world) => {
                [&UNLINK_REMOVES, &UNLINK_RETURNS_ZERO].returns(Seen::Done { returned: 0 })
            }
            Some(_) => UNLINK_DENIED.fails(Errno::EACCES),
        }
    }

    pub(super) fn follow_unlink(&mut self, name: Name) {
        if let Some(number) = self.names.unlink(name) {
            self.objects[usize::from(number)].linked = false;
        }
    }

    pub(super) fn rule_look(&self, name: Name) -> Ruling {
        if self.named(name).is_some() {
            [&FILE_OF_TMPFS; 2].returns(Seen::Looked { tmpfs: true })
        } else {
            Ruling::silent("statfs of the file of a name that no object has")
        }
    }
}

/// That an object which exists is not opened.
fn errors_of_existing(owned: Owned, asked: &Asked<'_>) -> Ruling {
    let Asked { access, flags, by, world, .. } = *asked;
    let exclusive = flags.has(CREATE) && flags.has(EXCLUSIVE);
    let denied = if owned.grants(by, access, world) {
        let truncates = flags.has(TRUNCATE) && !owned.grants(by, Access::Write, world);
        TRUNC_DENIED.fails_if(truncates, Errno::EACCES)
    } else {
        OPEN_DENIED.fails(Errno::EACCES)
    };
    CREATE_EXCLUSIVE.fails_if(exclusive, Errno::EEXIST) | denied
}
