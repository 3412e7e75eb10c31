//! Templates of what monitors descriptors: select and epoll.

use crate::claim::{Aspect, Claim, pages};

pub const COUNT: usize = 9;

/// In the order of [`super::Shared`], from `SelectReports` on.
#[expect(clippy::declare_interior_mutable_const, reason = "a table that each facility copies")]
pub const TEMPLATES: [Claim; COUNT] = [
    Claim::new(
        "",
        "SELECT_REPORTS",
        "select finds a descriptor readable where poll reports input, a hang-up or an error, \
         and writable where it reports output or an error.",
        Aspect::Descriptor,
        &pages::SELECT_2,
        "Correspondence between select() and poll() notifications",
    )
    .of(crate::claim::READY),
    Claim::new(
        "",
        "EPOLL_LEVEL",
        "Level-triggered, epoll reports what poll does, each time that it is asked.",
        Aspect::Descriptor,
        &pages::EPOLL_7,
        "Level-triggered and edge-triggered",
    )
    .of(crate::claim::READY),
    Claim::new(
        "",
        "EPOLL_EDGE",
        "Edge-triggered, epoll reports what poll does, and nothing when it is asked again \
         without a change in between.",
        Aspect::Descriptor,
        &pages::EPOLL_7,
        "Level-triggered and edge-triggered",
    )
    .of(crate::claim::READY),
    Claim::new(
        "",
        "EPOLL_ONESHOT",
        "With EPOLLONESHOT, epoll reports what poll does once, then nothing until \
         EPOLL_CTL_MOD arms it again.",
        Aspect::Descriptor,
        &pages::EPOLL_CTL_2,
        "DESCRIPTION",
    )
    .of(crate::claim::READY),
    Claim::new(
        "",
        "EPOLL_TWICE",
        "EPOLL_CTL_ADD of a descriptor that is registered already fails with EEXIST.",
        Aspect::Error,
        &pages::EPOLL_CTL_2,
        "ERRORS",
    ),
    Claim::new(
        "",
        "EPOLL_ABSENT",
        "EPOLL_CTL_MOD and EPOLL_CTL_DEL of a descriptor that is not registered fail with \
         ENOENT.",
        Aspect::Error,
        &pages::EPOLL_CTL_2,
        "ERRORS",
    ),
    Claim::new(
        "",
        "EPOLL_REFUSED",
        "EPOLL_CTL_ADD of a regular file fails with EPERM.",
        Aspect::Error,
        &pages::EPOLL_CTL_2,
        "ERRORS",
    ),
    Claim::new(
        "",
        "EPOLL_DUPLICATE",
        "Beside a descriptor epoll takes a duplicate of it, and reports them as poll does.",
        Aspect::Descriptor,
        &pages::EPOLL_7,
        "Questions and answers",
    )
    .of(crate::claim::READY),
    Claim::new(
        "",
        "EPOLL_OUTLIVES",
        "epoll goes on reporting for a descriptor that was closed while a duplicate of it is \
         open.",
        Aspect::Descriptor,
        &pages::EPOLL_7,
        "Questions and answers",
    )
    .of(crate::claim::READY),
];
