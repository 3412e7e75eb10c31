//! What was left out of this room, and why.

use crate::claim::{Aspect, LeftOut, pages};

const MEMORY: &str = "a kernel that has run out of memory would take the harness with it";
const OLD: &str = "it speaks of kernels that are older than those which the binary supports";
const SHARING: &str = "two processes that share one list of adjustments are no words of the engine";

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
    out("get_enomem", Aspect::Error, &pages::SEMGET_2, "ERRORS", MEMORY),
    out("op_enomem", Aspect::Error, &pages::SEMOP_2, "ERRORS", MEMORY),
    out("old_semmni", Aspect::Configuration, &pages::SEMGET_2, "Semaphore limits", OLD),
    out("old_semmsl", Aspect::Configuration, &pages::SEMGET_2, "Semaphore limits", OLD),
    out("old_semopm", Aspect::Configuration, &pages::SEMOP_2, "Semaphore limits", OLD),
    out("old_zero_not_woken", Aspect::Semantics, &pages::SEMOP_2, "BUGS", OLD),
    out("old_setall_sempid", Aspect::Semantics, &pages::SEMCTL_2, "The sempid value", OLD),
    out(
        "semmns_product",
        Aspect::Limit,
        &pages::SEMGET_2,
        "Semaphore limits",
        "the product of SEMMSL and SEMMNI cannot be passed while both limits hold",
    ),
    out(
        "semopm_above_1000",
        Aspect::Limit,
        &pages::SEMOP_2,
        "Semaphore limits",
        "a risk of fragmented memory is no outcome that a call must have",
    ),
    out(
        "undo_structures",
        Aspect::Limit,
        &pages::SEMOP_2,
        "Semaphore limits",
        "that there is no limit on a number cannot be seen by reaching one",
    ),
    out(
        "sempid_of_modifier",
        Aspect::Semantics,
        &pages::SEMOP_2,
        "DESCRIPTION",
        "the comment beside sempid says that who modified the value last is told; the page says \
         further down that each semaphore in the array is marked, with operations of 0 too",
    ),
    out(
        "info_semaem",
        Aspect::Configuration,
        &pages::SEMCTL_2,
        "DESCRIPTION",
        "it gives no number for the largest adjustment, and semop(2) says that there is none",
    ),
    out(
        "index_any_denied",
        Aspect::Error,
        &pages::SEMCTL_2,
        "ERRORS",
        "SEM_STAT_ANY asks for no permission that a caller could lack",
    ),
    out("clone_shares_undo", Aspect::Inheritance, &pages::CLONE_2, "The flags mask", SHARING),
    out("unshare_shared", Aspect::Semantics, &pages::UNSHARE_2, "DESCRIPTION", SHARING),
    out(
        "threads_undo",
        Aspect::Inheritance,
        &pages::PTHREADS_7,
        "DESCRIPTION",
        "the adjustments of threads are those of a list that they share since NPTL; the page \
         speaks of LinuxThreads where it says otherwise",
    ),
    out(
        "stopped",
        Aspect::Error,
        &pages::SIGNAL_7,
        "Interruption of system calls and library functions by stop signals",
        "stopping and continuing a caller are not among the deeds of the engine",
    ),
    out(
        "namespace_destroys",
        Aspect::Persistence,
        &pages::IPC_NAMESPACES_7,
        "DESCRIPTION",
        "with the last process of a namespace goes all that could look for its sets",
    ),
    out(
        "namespace_queues",
        Aspect::Access,
        &pages::IPC_NAMESPACES_7,
        "DESCRIPTION",
        "it is POSIX message queues that are spoken of",
    ),
    out(
        "ftok_differs",
        Aspect::Semantics,
        &pages::FTOK_3,
        "DESCRIPTION",
        "keys of different files should differ, and the page says that none can be sure of it",
    ),
    out(
        "system_v_ipc_call",
        Aspect::Semantics,
        &pages::SEMCTL_2,
        "NOTES",
        "the program that lists objects, and where its operations may move, are no outcomes",
    ),
];
