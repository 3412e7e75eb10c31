//! What was left out of this room, and why.

use crate::claim::{Aspect, LeftOut, pages};

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    LeftOut::new(
        "read_only_file_system",
        Aspect::Error,
        &pages::MKFIFO_3,
        "ERRORS",
        "a file system of ours that may only be read would have to be mounted for each case",
    ),
    LeftOut::new(
        "open_hard_limit",
        Aspect::Limit,
        &pages::OPEN_2,
        "ERRORS",
        "the limit on a user's pages of pipes is the same that the room of pipes tries",
    ),
    LeftOut::new(
        "capacity_capped",
        Aspect::Limit,
        &pages::PIPE_7,
        "/proc files",
        "that pipe-max-size caps a new pipe the room of pipes tries, and a FIFO is no other pipe",
    ),
    LeftOut::new(
        "protected_fifos",
        Aspect::Access,
        &pages::PROC_SYS_FS_5,
        "DESCRIPTION",
        "it binds every process of the machine, and only where O_CREAT opens what there is",
    ),
    LeftOut::new(
        "quota",
        Aspect::Limit,
        &pages::MKFIFO_3,
        "ERRORS",
        "a file system of ours has no quotas, and to fill one would harm others",
    ),
    LeftOut::new(
        "no_device_io",
        Aspect::Semantics,
        &pages::FIFO_7,
        "DESCRIPTION",
        "that no device is touched cannot be seen by the processes that use the FIFO",
    ),
];
