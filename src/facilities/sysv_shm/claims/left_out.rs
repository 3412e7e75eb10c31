//! What was left out of this room, and why.

use crate::claim::{Aspect, LeftOut, pages};

const MEMORY: &str = "a kernel that has run out of memory would take the harness with it";
const HUGE: &str = "huge pages are a stock of the machine that others may need";
const LOCKS: &str = "what is locked adds up over all that the user runs, ours and others'";
const DISAGREE: &str = "shmop(2) asks for a permission that shmctl(2) says is not needed";

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
    out("get_enomem", Aspect::Error, &pages::SHMGET_2, "ERRORS", MEMORY),
    out("get_enfile", Aspect::Error, &pages::SHMGET_2, "ERRORS", MEMORY),
    out("attach_enomem", Aspect::Error, &pages::SHMOP_2, "ERRORS", MEMORY),
    out("hugetlb_eperm", Aspect::Error, &pages::SHMGET_2, "ERRORS", HUGE),
    out("hugetlb", Aspect::Semantics, &pages::SHMGET_2, "DESCRIPTION", HUGE),
    out(
        "noreserve",
        Aspect::Semantics,
        &pages::SHMGET_2,
        "DESCRIPTION",
        "whether swap is reserved shows only when there is none left",
    ),
    out("lock_flag", Aspect::Semantics, &pages::SHMCTL_2, "DESCRIPTION", LOCKS),
    out("lock_by_owner", Aspect::Access, &pages::SHMCTL_2, "DESCRIPTION", LOCKS),
    out("lock_enomem", Aspect::Error, &pages::SHMCTL_2, "ERRORS", LOCKS),
    out("lock_eperm", Aspect::Error, &pages::SHMCTL_2, "ERRORS", LOCKS),
    out("attach_to_execute", Aspect::Access, &pages::SHMOP_2, "shmat()", DISAGREE),
    out("execute_unused", Aspect::Access, &pages::SHMCTL_2, "DESCRIPTION", DISAGREE),
    out(
        "nattch_processes",
        Aspect::Semantics,
        &pages::SHMCTL_2,
        "DESCRIPTION",
        "it counts processes, where shmop(2) counts calls: a process may attach a segment twice",
    ),
    out(
        "remap_replaces",
        Aspect::Semantics,
        &pages::SHMOP_2,
        "shmat()",
        "a segment in place of what is mapped could be in place of the harness's own memory",
    ),
    out(
        "rmid_forced",
        Aspect::Configuration,
        &pages::SHMCTL_2,
        "DESCRIPTION",
        "the setting is not among the limits that cases draw",
    ),
    out(
        "set_too_large_ids",
        Aspect::Error,
        &pages::SHMCTL_2,
        "ERRORS",
        "no user of Linux has a number that does not fit",
    ),
];
