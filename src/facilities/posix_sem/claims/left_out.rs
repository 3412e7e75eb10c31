//! What was left out of this room, and why.

use crate::claim::{Aspect, LeftOut, pages};

const MACHINE: &str = "the limit binds every process of the machine";
const MEMORY: &str = "a kernel that has run out of memory would take the harness with it";
const UNDEFINED: &str = "of an address that never was a semaphore's the library reads what is \
    there, and may end the process";

const fn out(
    name: &'static str,
    aspect: Aspect,
    page: &'static pages::Page,
    heading: &'static str,
    why: &'static str,
) -> LeftOut {
    LeftOut::new(name, aspect, page, heading, why)
}

const FILE_SYSTEM: &str = "Accessing named semaphores via the filesystem";

pub static LEFT_OUT: &[LeftOut] = &[
    out("open_enfile", Aspect::Error, &pages::SEM_OPEN_3, "ERRORS", MACHINE),
    out("open_enomem", Aspect::Error, &pages::SEM_OPEN_3, "ERRORS", MEMORY),
    out(
        "init_enosys",
        Aspect::Error,
        &pages::SEM_INIT_3,
        "ERRORS",
        "the library that the binary is linked with supports process-shared semaphores",
    ),
    out("post_einval", Aspect::Error, &pages::SEM_POST_3, "ERRORS", UNDEFINED),
    out("wait_einval", Aspect::Error, &pages::SEM_WAIT_3, "ERRORS", UNDEFINED),
    out("getvalue_einval", Aspect::Error, &pages::SEM_GETVALUE_3, "ERRORS", UNDEFINED),
    out("destroy_einval", Aspect::Error, &pages::SEM_DESTROY_3, "ERRORS", UNDEFINED),
    out(
        "acl",
        Aspect::Access,
        &pages::SEM_OVERVIEW_7,
        FILE_SYSTEM,
        "access control lists are the file system's: their claims are for a room of files",
    ),
    out(
        "end_closes",
        Aspect::Persistence,
        &pages::SEM_CLOSE_3,
        "NOTES",
        "no process can see whether one that has ended still has a semaphore open",
    ),
    out(
        "destroyed_when_closed",
        Aspect::Persistence,
        &pages::SEM_UNLINK_3,
        "DESCRIPTION",
        "without its name and without an address nobody can see whether a semaphore exists",
    ),
    out(
        "close_frees",
        Aspect::Semantics,
        &pages::SEM_CLOSE_3,
        "DESCRIPTION",
        "the page lets resources be freed by sem_close; when they are, it does not say",
    ),
];
