//! Templates of processes with several threads.

use crate::claim::{Aspect, Claim, pages};

pub const COUNT: usize = 3;

/// In the order of [`super::Shared`], from `ThreadShares` on.
pub const fn templates(facility: &'static str) -> [Claim; COUNT] {
    [
        Claim::new(
            facility,
            "THREAD_SHARES",
            "A new thread has all descriptors that its process has.",
            Aspect::Inheritance,
            &pages::PTHREADS_7,
            "DESCRIPTION",
        ),
        Claim::new(
            facility,
            "EXEC_ENDS_THREADS",
            "After execve by one of several threads, the others are gone.",
            Aspect::Inheritance,
            &pages::EXECVE_2,
            "Effect on process attributes",
        ),
        Claim::new(
            facility,
            "EXIT_ENDS_THREADS",
            "exit_group by one thread ends the others of its process as well.",
            Aspect::Inheritance,
            &pages::EXIT_GROUP_2,
            "DESCRIPTION",
        ),
    ]
}
