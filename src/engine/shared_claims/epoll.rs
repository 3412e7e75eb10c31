//! Templates of what else epoll says: over several questions, in another, exclusively.

use crate::claim::{Aspect, Claim, pages};

pub const COUNT: usize = 8;

/// In the order of [`super::Shared`], from `EpollAnew` on.
#[expect(clippy::declare_interior_mutable_const, reason = "a table that each facility copies")]
pub const TEMPLATES: [Claim; COUNT] = [
    Claim::new(
        "",
        "EPOLL_ANEW",
        "Edge-triggered, epoll reports a descriptor anew, and once, after it became ready for \
         more than when it was asked last.",
        Aspect::Descriptor,
        &pages::EPOLL_7,
        "Level-triggered and edge-triggered",
    )
    .of(crate::claim::READY),
    Claim::new(
        "",
        "EPOLL_COMBINED",
        "Of several events on one descriptor before epoll is asked, it makes a single report.",
        Aspect::Descriptor,
        &pages::EPOLL_7,
        "Questions and answers",
    )
    .of(crate::claim::READY),
    Claim::new(
        "",
        "EPOLL_FORGETS",
        "epoll reports nothing more of a descriptor once every descriptor of its open file \
         description is closed, in whatever process.",
        Aspect::Descriptor,
        &pages::EPOLL_7,
        "Questions and answers",
    )
    .of(crate::claim::READY),
    Claim::new(
        "",
        "EPOLL_NESTED",
        "An epoll instance in another one is readable there exactly when a descriptor in it \
         has something to report.",
        Aspect::Descriptor,
        &pages::EPOLL_7,
        "Questions and answers",
    )
    .of(crate::claim::READY),
    Claim::new(
        "",
        "EPOLL_PWAIT2",
        "epoll_pwait2, told to wait for a nanosecond, reports what poll does.",
        Aspect::Descriptor,
        &pages::EPOLL_WAIT_2,
        "epoll_pwait2()",
    )
    .of(crate::claim::READY)
    .since(5, 11, 0),
    Claim::new(
        "",
        "EPOLL_EXCLUSIVE_STAYS",
        "EPOLL_CTL_MOD of a descriptor that was added with EPOLLEXCLUSIVE fails with EINVAL.",
        Aspect::Error,
        &pages::EPOLL_CTL_2,
        "ERRORS",
    )
    .since(4, 5, 0),
    Claim::new(
        "",
        "EPOLL_EXCLUSIVE_LATE",
        "EPOLL_CTL_MOD to EPOLLEXCLUSIVE of a descriptor that was added without it fails with \
         EINVAL.",
        Aspect::Error,
        &pages::EPOLL_CTL_2,
        "ERRORS",
    )
    .since(4, 5, 0),
    Claim::new(
        "",
        "EPOLL_EXCLUSIVE_ONESHOT",
        "EPOLL_CTL_ADD with EPOLLEXCLUSIVE and EPOLLONESHOT together fails with EINVAL.",
        Aspect::Error,
        &pages::EPOLL_CTL_2,
        "DESCRIPTION",
    )
    .since(4, 5, 0),
];
