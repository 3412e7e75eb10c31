//! What was left out of this room, and why.

use crate::claim::pages::{PROCESS_VM_READV_2, PTRACE_2};
use crate::claim::{Aspect, LeftOut};

pub static LEFT_OUT: &[LeftOut] = &[
    LeftOut::new(
        "enomem",
        Aspect::Error,
        &PROCESS_VM_READV_2,
        "ERRORS",
        "memory that is short for one call is short for every process of the machine",
    ),
    LeftOut::new(
        "not_atomic",
        Aspect::Atomicity,
        &PROCESS_VM_READV_2,
        "NOTES",
        "that a transfer need not be atomic lets anything be seen, so no transfers are raced",
    ),
    LeftOut::new(
        "not_dumpable",
        Aspect::Access,
        &PTRACE_2,
        "Ptrace access mode checking",
        "every process of a script must stay dumpable, for the harness looks into it",
    ),
    LeftOut::new(
        "security_module",
        Aspect::Access,
        &PTRACE_2,
        "Ptrace access mode checking",
        "which security module decides besides, and how, is a setting of the whole machine",
    ),
];
