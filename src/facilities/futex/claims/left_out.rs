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
        "waitv",
        Aspect::Semantics,
        &pages::FUTEX_WAITV_2,
        "DESCRIPTION",
        "futex_waitv(2) is another call, with a page of its own and waiters on up to 128 words",
    ),
    out(
        "robust",
        Aspect::Persistence,
        &pages::GET_ROBUST_LIST_2,
        "DESCRIPTION",
        "the robust list of a thread is the C library's, which has set it before a script begins",
    ),
    out(
        "priority_inheritance",
        Aspect::Semantics,
        &pages::FUTEX_2,
        "DESCRIPTION",
        "a lock that lends its owner a priority is another object, whose word the kernel writes",
    ),
    out(
        "requeue_moves",
        Aspect::Semantics,
        &pages::FUTEX_REQUEUE_2CONST,
        "DESCRIPTION",
        "what FUTEX_REQUEUE returns once it has requeued a waiter departs from its page, and with \
         a deviation a script ends; FUTEX_CMP_REQUEUE has claims of the same",
    ),
    out(
        "which_waiters",
        Aspect::Semantics,
        &pages::FUTEX_WAKE_2CONST,
        "DESCRIPTION",
        "no order among waiters is promised, so none can be broken",
    ),
    out(
        "spurious",
        Aspect::Semantics,
        &pages::FUTEX_WAIT_2CONST,
        "RETURN VALUE",
        "a wake-up by unrelated code that used the same memory: no script has any",
    ),
    out(
        "monotonic",
        Aspect::Semantics,
        &pages::FUTEX_2,
        "Futex operations",
        "which clock measured a timeout shows only where the other one is set meanwhile",
    ),
];
