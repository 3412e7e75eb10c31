//! What was left out of this room, and why.

use crate::claim::pages::{F_GET_SEALS_2CONST, MEMFD_CREATE_2, MEMFD_SECRET_2};
use crate::claim::{Aspect, LeftOut, Page};

const fn out(
    name: &'static str,
    aspect: Aspect,
    page: &'static Page,
    heading: &'static str,
    why: &'static str,
) -> LeftOut {
    LeftOut::new(name, aspect, page, heading, why)
}

const SECRET: &str = "memory that the kernel cannot read is for a room of memfd_secret";

pub static LEFT_OUT: &[LeftOut] = &[
    out(
        "released",
        Aspect::Persistence,
        &MEMFD_CREATE_2,
        "DESCRIPTION",
        "without a descriptor or a mapping nobody can see whether the memory of a file is there",
    ),
    out(
        "huge_pages",
        Aspect::Semantics,
        &MEMFD_CREATE_2,
        "DESCRIPTION",
        "files of huge pages, sealed or not, need pages that the machine has set aside",
    ),
    out(
        "huge_pages_sealed",
        Aspect::Error,
        &MEMFD_CREATE_2,
        "ERRORS",
        "that MFD_HUGETLB and MFD_ALLOW_SEALING exclude each other ended with Linux 4.16, by the \
         same page",
    ),
    out(
        "huge_pages_denied",
        Aspect::Error,
        &MEMFD_CREATE_2,
        "ERRORS",
        "whom sysctl_hugetlb_shm_group admits is a setting of the whole machine",
    ),
    out(
        "enfile",
        Aspect::Error,
        &MEMFD_CREATE_2,
        "ERRORS",
        "the limit on open files of the system binds every process of the machine",
    ),
    out(
        "enomem",
        Aspect::Error,
        &MEMFD_CREATE_2,
        "ERRORS",
        "memory that is short for one call is short for every process of the machine",
    ),
    out(
        "noexec_seal",
        Aspect::Semantics,
        &F_GET_SEALS_2CONST,
        "DESCRIPTION",
        "MFD_NOEXEC_SEAL and MFD_EXEC, and with them the mode of a new memfd, are on no page",
    ),
    out(
        "memfd_noexec",
        Aspect::Configuration,
        &F_GET_SEALS_2CONST,
        "DESCRIPTION",
        "the setting vm.memfd_noexec is on no page",
    ),
    out(
        "write_asynchronous",
        Aspect::Semantics,
        &F_GET_SEALS_2CONST,
        "DESCRIPTION",
        "asynchronous writes that are pending when F_SEAL_WRITE is added take io_submit, which no \
         room makes",
    ),
    out("secret_creates", Aspect::Semantics, &MEMFD_SECRET_2, "DESCRIPTION", SECRET),
    out("secret_out_of_reach", Aspect::Semantics, &MEMFD_SECRET_2, "DESCRIPTION", SECRET),
    out("secret_locked", Aspect::Limit, &MEMFD_SECRET_2, "DESCRIPTION", SECRET),
    out("secret_cloexec", Aspect::Descriptor, &MEMFD_SECRET_2, "DESCRIPTION", SECRET),
    out("secret_inherited", Aspect::Inheritance, &MEMFD_SECRET_2, "DESCRIPTION", SECRET),
    out("secret_unknown_flag", Aspect::Error, &MEMFD_SECRET_2, "ERRORS", SECRET),
    out("secret_enabled", Aspect::Configuration, &MEMFD_SECRET_2, "HISTORY", SECRET),
];
