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

const LOCKING: &pages::Page = &pages::FCNTL_LOCKING_2;

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    out(
        "enolck",
        Aspect::Limit,
        LOCKING,
        "ERRORS",
        "the kernel's memory for locks would have to be exhausted",
    ),
    out(
        "setlk_eintr",
        Aspect::Error,
        LOCKING,
        "ERRORS",
        "that F_SETLK and F_GETLK can be interrupted shows where locks are on another machine",
    ),
    out(
        "mapped_eagain",
        Aspect::Error,
        &pages::FCNTL_2,
        "ERRORS",
        "mapped files refused locks only where these were mandatory, until Linux 5.15",
    ),
    out(
        "mandatory_locking",
        Aspect::Configuration,
        LOCKING,
        "Mandatory locking",
        "it needs a mount option and a kernel option that are gone since Linux 5.15",
    ),
    out(
        "deadlock_depth",
        Aspect::Limit,
        LOCKING,
        "BUGS",
        "a circle of more than ten needs more actors than a script has",
    ),
    out(
        "getlk_remote",
        Aspect::Semantics,
        LOCKING,
        "Advisory record locking",
        "a holder on another machine needs a network file system",
    ),
    out(
        "proc_namespaces",
        Aspect::Access,
        &pages::PROC_LOCKS_5,
        "DESCRIPTION",
        "all actors of a script are in one PID namespace",
    ),
    out(
        "lockf_enolck",
        Aspect::Limit,
        &pages::LOCKF_3,
        "ERRORS",
        "the kernel's memory for locks would have to be exhausted",
    ),
];
