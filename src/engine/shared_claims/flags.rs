//! Templates of what is told of a descriptor's flags.

use crate::claim::{Aspect, Claim, Need, pages};

pub const COUNT: usize = 3;

/// In the order of [`super::Shared`], from `AccessTold` on.
#[expect(clippy::declare_interior_mutable_const, reason = "a table that each facility copies")]
pub const TEMPLATES: [Claim; COUNT] = [
    Claim::new(
        "",
        "ACCESS_TOLD",
        "F_GETFL tells the access mode with which the description was made.",
        Aspect::Descriptor,
        &pages::F_GETFL_2CONST,
        "DESCRIPTION",
    ),
    Claim::new(
        "",
        "FDINFO_FLAGS",
        "The flags line of the descriptor's fdinfo file tells, in octal, the access mode and \
         O_NONBLOCK of its description.",
        Aspect::Descriptor,
        &pages::PROC_PID_FDINFO_5,
        "DESCRIPTION",
    )
    .of(crate::claim::FLAGS)
    .since(2, 6, 22)
    .needs(&[Need::Proc]),
    Claim::new(
        "",
        "FDINFO_CLOEXEC",
        "The flags line of the descriptor's fdinfo file has O_CLOEXEC where close-on-exec is \
         set, and only there.",
        Aspect::Descriptor,
        &pages::PROC_PID_FDINFO_5,
        "DESCRIPTION",
    )
    .since(3, 1, 0)
    .needs(&[Need::Proc]),
];
