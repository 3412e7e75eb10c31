//! What was left out of this room, and why.

use crate::claim::{Aspect, LeftOut, pages};

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    LeftOut::new(
        "write_max",
        Aspect::Limit,
        &pages::WRITE_2,
        "NOTES",
        "the file would take the 2 GB that a write moves at the most",
    ),
    LeftOut::new(
        "protected_regular",
        Aspect::Access,
        &pages::PROC_SYS_FS_5,
        "DESCRIPTION",
        "it binds every process of the machine",
    ),
    LeftOut::new(
        "pwrite_appends",
        Aspect::Semantics,
        &pages::PREAD_2,
        "BUGS",
        "the page says itself that where pwrite writes with O_APPEND is not as it should be",
    ),
    LeftOut::new(
        "no_space",
        Aspect::Error,
        &pages::WRITE_2,
        "ERRORS",
        "a file system cannot be filled without harm to others",
    ),
];
