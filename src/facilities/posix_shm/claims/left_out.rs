//! What was left out of this room, and why.

use crate::claim::{Aspect, LeftOut, pages};

const fn out(
    name: &'static str,
    aspect: Aspect,
    page: &'static pages::Page,
    heading: &'static str,
    why: &'static str,
) -> LeftOut {
    LeftOut::new(name, aspect, page, heading, why)
}

pub static LEFT_OUT: &[LeftOut] = &[
    out(
        "acl",
        Aspect::Access,
        &pages::SHM_OVERVIEW_7,
        "Accessing shared memory objects via the filesystem",
        "access control lists are the file system's: their claims are for a room of files",
    ),
    out(
        "owner_changed",
        Aspect::Access,
        &pages::SHM_OVERVIEW_7,
        "DESCRIPTION",
        "whom fchown may give an object is chown(2)'s matter: it is for a room of files",
    ),
    out(
        "open_enfile",
        Aspect::Error,
        &pages::SHM_OPEN_3,
        "ERRORS",
        "the limit binds every process of the machine",
    ),
    out(
        "memory_freed",
        Aspect::Persistence,
        &pages::SHM_OPEN_3,
        "DESCRIPTION",
        "without a name, a descriptor or a mapping nobody can see whether an object's memory is \
         there",
    ),
];
