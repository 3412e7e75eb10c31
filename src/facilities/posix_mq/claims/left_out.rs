//! What was left out of this room, and why.

use crate::claim::{Aspect, LeftOut, pages};

const MACHINE: &str = "the limit binds every process of the machine";
const MEMORY: &str = "a kernel that has run out of memory would take the harness with it";
const OLD: &str = "it speaks of kernels before 4.2, which the binary does not support";
const NAMESPACES: &str =
    "the bytes are counted for each user namespace too, of which no page speaks";

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
    out("open_enfile", Aspect::Error, &pages::MQ_OPEN_3, "ERRORS", MACHINE),
    out("open_enomem", Aspect::Error, &pages::MQ_OPEN_3, "ERRORS", MEMORY),
    out("notify_enomem", Aspect::Error, &pages::MQ_NOTIFY_3, "ERRORS", MEMORY),
    out(
        "expired_receiver",
        Aspect::Semantics,
        &pages::MQ_NOTIFY_3,
        "DESCRIPTION",
        "whether a receiver whose time is over waits, the page does not say: Linux has it sleep \
         for an instant, in which an arrival may go to it and the registration stays",
    ),
    out(
        "gone_at_shutdown",
        Aspect::Persistence,
        &pages::MQ_OVERVIEW_7,
        "DESCRIPTION",
        "a harness does not outlive the shutdown of its machine",
    ),
    out(
        "access_control_lists",
        Aspect::Access,
        &pages::MQ_OVERVIEW_7,
        "DESCRIPTION",
        "the page says it of Linux 2.6.26 and of no later kernel",
    ),
    out("old_ceilings", Aspect::Limit, &pages::MQ_OVERVIEW_7, "/proc interfaces", OLD),
    out("old_defaults", Aspect::Configuration, &pages::MQ_OVERVIEW_7, "/proc interfaces", OLD),
    out("old_queues_max", Aspect::Limit, &pages::MQ_OVERVIEW_7, "BUGS", OLD),
    out("old_qsize", Aspect::Descriptor, &pages::MQ_OVERVIEW_7, "BUGS", OLD),
    out("old_rlimit_formula", Aspect::Limit, &pages::GETRLIMIT_2, "RLIMIT_MSGQUEUE", OLD),
    out("rlimit_namespaces", Aspect::Limit, &pages::GETRLIMIT_2, "RLIMIT_MSGQUEUE", NAMESPACES),
    out(
        "notify_thread_in_file",
        Aspect::Descriptor,
        &pages::MQ_OVERVIEW_7,
        "Mounting the message queue filesystem",
        "with SIGEV_THREAD the C library registers a thread and a socket of its own, in a child \
         that is gone before the file could be read",
    ),
    out(
        "setattr_bad_descriptor",
        Aspect::Error,
        &pages::MQ_GETATTR_3,
        "ERRORS",
        "mq_getattr and mq_setattr are one system call; the claim of mq_getattr covers it",
    ),
    out(
        "close_bad_descriptor",
        Aspect::Error,
        &pages::MQ_CLOSE_3,
        "ERRORS",
        "close of what is no descriptor is every facility's, and not among the engine's deeds",
    ),
];
