//! What was left out of this room, and why.

use crate::claim::{Aspect, LeftOut, pages};

const MEMORY: &str = "a kernel that has run out of memory would take the harness with it";
const OLD: &str = "it speaks of kernels that are older than those which the binary supports";
const FTOK: &str = "ftok knows nothing of the kind of an object: sysv_sem tries it for all";

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
    out("get_enomem", Aspect::Error, &pages::MSGGET_2, "ERRORS", MEMORY),
    out("send_enomem", Aspect::Error, &pages::MSGOP_2, "ERRORS", MEMORY),
    out("old_msgmni", Aspect::Configuration, &pages::MSGGET_2, "NOTES", OLD),
    out("old_get_eidrm", Aspect::Error, &pages::MSGGET_2, "NOTES", OLD),
    out("old_copy", Aspect::Semantics, &pages::MSGOP_2, "BUGS", OLD),
    out(
        "no_pool_limits",
        Aspect::Limit,
        &pages::MSGOP_2,
        "NOTES",
        "that there is no limit on a number cannot be seen by reaching one",
    ),
    out(
        "info_unused",
        Aspect::Configuration,
        &pages::MSGCTL_2,
        "DESCRIPTION",
        "what stands in fields that the kernel does not use, the page does not say",
    ),
    out("ftok_same_file", Aspect::Semantics, &pages::FTOK_3, "DESCRIPTION", FTOK),
    out("ftok_low_bits", Aspect::Semantics, &pages::FTOK_3, "DESCRIPTION", FTOK),
    out("ftok_missing", Aspect::Error, &pages::FTOK_3, "RETURN VALUE", FTOK),
    out(
        "namespace_destroys",
        Aspect::Persistence,
        &pages::IPC_NAMESPACES_7,
        "DESCRIPTION",
        "with the last process of a namespace goes all that could look for its queues",
    ),
    out(
        "namespace_posix_queues",
        Aspect::Access,
        &pages::IPC_NAMESPACES_7,
        "DESCRIPTION",
        "it is POSIX message queues that are spoken of",
    ),
    out(
        "clone_newipc_sysvsem",
        Aspect::Error,
        &pages::CLONE_2,
        "The flags mask",
        "CLONE_SYSVSEM is about semaphores: sysv_sem tries it",
    ),
    out(
        "stopped",
        Aspect::Error,
        &pages::SIGNAL_7,
        "Interruption of system calls and library functions by stop signals",
        "stopping and continuing a caller are not among the deeds of the engine",
    ),
];
