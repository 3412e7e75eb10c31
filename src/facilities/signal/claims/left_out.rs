//! What was left out of this room, and why.

use crate::claim::{Aspect, LeftOut, pages};

pub static LEFT_OUT: &[LeftOut] = &[
    LeftOut::new(
        "kill_all",
        Aspect::Semantics,
        &pages::KILL_2,
        "DESCRIPTION",
        "a signal to every process would reach those of the harness, and of the machine",
    ),
    LeftOut::new(
        "kill_init",
        Aspect::Semantics,
        &pages::KILL_2,
        "NOTES",
        "the first process of the namespace is the harness's: it looks after the others",
    ),
    LeftOut::new(
        "segv_cperr",
        Aspect::Semantics,
        &pages::SIGACTION_2,
        "The si_code field",
        "a fault of control protection takes a processor that has it",
    ),
];
