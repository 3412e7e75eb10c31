//! Templates of processes with several threads.

use crate::claim::{Aspect, Claim, pages};

pub const COUNT: usize = 3;

/// In the order of [`super::Shared`], from `ThreadShares` on.
#[expect(clippy::declare_interior_mutable_const, reason = "a table that each facility copies")]
pub const TEMPLATES: [Claim; COUNT] = [
    Claim::new(
        "",
        "THREAD_SHARES",
        "A new thread has all descriptors that its process has.",
        Aspect::Inheritance,
        &pages::PTHREADS_7,
        "DESCRIPTION",
    ),
    Claim::new(
        "",
        "EXEC_ENDS_THREADS",
        "After execve by one of several threads, the others are gone.",
        Aspect::Inheritance,
        &pages::EXECVE_2,
        "Effect on process attributes",
    ),
    Claim::new(
        "",
        "EXIT_ENDS_THREADS",
        "exit_group by one thread ends the others of its process as well.",
        Aspect::Inheritance,
        &pages::EXIT_GROUP_2,
        "DESCRIPTION",
    ),
];
