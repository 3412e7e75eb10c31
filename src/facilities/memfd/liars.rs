//! Stand-ins for kernels whose memfds are not by the book, each with the claims that it breaks.

mod acts;

use super::SHARED;
use super::calls::{CLOEXEC, FUTURE, GROW, SEAL, SEALING, SHRINK, WRITE};
use super::claims::*;
use crate::engine::liar::deed::{DeedLiar, Stock, lie};
use crate::engine::liar::shared::Here;
use crate::engine::shared_claims::Shared::{
    CloexecAsSet, DupRefers, ExecCloses, FdinfoCloexec, PassRefers,
};

const CREATE: &[&str] = &["memfd_create"];
const ADD: &[&str] = &["F_ADD_SEALS"];
const MAP: &[&str] = &["mmap"];
/// What shows when a file is another, or has other seals.
const ALL: u32 = CONTENT | SIZE | SEALED | MODE | WHICH;

pub static LIARS: &[DeedLiar] = &[
    lie("sealing_dropped", CREATE, "MFD_ALLOW_SEALING is not looked at", drops(SEALING))
        .breaks(&[&SEALS_EMPTY, &ADDS])
        .disturbs(SEALED),
    lie("cloexec_dropped", CREATE, "MFD_CLOEXEC is not looked at", drops(CLOEXEC))
        .breaks(&[&CREATE_CLOEXEC])
        .breaks_shared(&SHARED, &[CloexecAsSet, ExecCloses, FdinfoCloexec]),
    DeedLiar::of_calls("sealing_for_all", CREATE, "every memfd can be sealed", acts::all_sealable)
        .breaks(&[&SEALS_LOCKED, &ADD_LOCKED])
        .disturbs(SEALED),
    DeedLiar::of_calls("same_name_same_file", CREATE, "a name has one file", acts::same_file)
        .breaks(&[&SAME_NAME])
        .disturbs(ALL),
    lie("seal_seal_dropped", ADD, "F_SEAL_SEAL is not looked at", drop_seal(SEAL))
        .breaks(&[&SEALS_TOLD, &ADD_LOCKED])
        .disturbs(SEALED),
    lie("shrink_dropped", ADD, "F_SEAL_SHRINK is not looked at", drop_seal(SHRINK))
        .breaks(&[&SEALS_TOLD, &SHRINK_TRUNCATE, &SHRINK_OPEN])
        .disturbs(SEALED | SIZE | CONTENT),
    lie("grow_dropped", ADD, "F_SEAL_GROW is not looked at", drop_seal(GROW))
        .breaks(&[&SEALS_TOLD, &GROW_TRUNCATE, &GROW_WRITE, &GROW_ALLOCATE])
        .disturbs(SEALED | SIZE | CONTENT),
    lie("write_dropped", ADD, "F_SEAL_WRITE is not looked at", drop_seal(WRITE))
        .breaks(&[&SEALS_TOLD, &WRITE_WRITE, &WRITE_PUNCH, &WRITE_MAP, &ADD_WRITE_BUSY])
        .disturbs(SEALED | SIZE | CONTENT),
    lie("future_dropped", ADD, "F_SEAL_FUTURE_WRITE is not looked at", drop_seal(FUTURE))
        .breaks(&[&SEALS_TOLD, &FUTURE_WRITE, &FUTURE_PUNCH, &FUTURE_MAP])
        .disturbs(SEALED | SIZE | CONTENT),
    DeedLiar::of_calls("grow_shrinks", ADD, "F_SEAL_GROW adds F_SEAL_SHRINK", acts::grow_shrinks)
        .breaks(&[&SEALS_TOLD, &GROW_KEEPS])
        .disturbs(SEALED | SIZE | CONTENT),
    DeedLiar::of_calls("write_grows", ADD, "F_SEAL_WRITE adds F_SEAL_GROW", acts::write_grows)
        .breaks(&[&SEALS_TOLD, &WRITE_RESIZES])
        .disturbs(SEALED | SIZE | CONTENT),
    DeedLiar::of_calls(
        "busy_for_ever",
        ADD,
        "F_SEAL_WRITE fails with EBUSY though nothing is mapped any more",
        acts::busy_for_ever,
    )
    .breaks(&[&ADD_WRITE_UNMAPPED])
    .disturbs(SEALED),
    DeedLiar::of_calls("map_private", MAP, "every mapping is private", acts::map_private)
        .breaks(&[&STORED, &SHARED_BY_PROCESSES])
        .disturbs(CONTENT | SEALED),
    DeedLiar::of_calls("map_shared", MAP, "every mapping is shared", acts::map_shared)
        .breaks(&[&PRIVATE_APART])
        .disturbs(CONTENT | SEALED),
    DeedLiar::of_other_calls(
        "truncate_less",
        &["ftruncate"],
        "ftruncate sets one less",
        acts::less,
    )
    .breaks(&[&RESIZES])
    .disturbs(SIZE | CONTENT),
    DeedLiar::of_calls("punch_skipped", &["fallocate"], "no hole is punched", acts::punch_skipped)
        .breaks(&[&HOLE_ZEROS])
        .disturbs(CONTENT | SIZE),
    DeedLiar::of_calls("write_lost", &["pwrite"], "a write is told and not done", acts::write_lost)
        .breaks(&[&WRITTEN, &WRITE_EXTENDS])
        .disturbs(CONTENT | SIZE),
    lie("mode_change_other", &["fchmod"], "fchmod sets another mode", Stock::Is("mode", 0o644))
        .breaks(&[&MODE_SET])
        .disturbs(MODE | SEALED),
    DeedLiar::of_calls(
        "reopen_makes_another",
        &["open by /proc"],
        "open of a link in /proc gives another file",
        acts::reopen_another,
    )
    .breaks(&[&SEALS_OF_FILE])
    .disturbs(ALL),
    DeedLiar::of_deeds("dup_makes_another", &["dup"], "dup gives another file", acts::another)
        .breaks_shared(&SHARED, &[DupRefers])
        .disturbs(ALL),
    DeedLiar::of_deeds(
        "pass_makes_another",
        &["sendmsg(SCM_RIGHTS)"],
        "a passed descriptor is of another file",
        acts::another,
    )
    .breaks_shared(&SHARED, &[PassRefers])
    .disturbs(ALL),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::without("close_skipped", "nothing tells how many descriptors a file has"),
    // Whatever opens a file takes a descriptor.
    Here::of("close_leaks").disturbs(TABLE),
    Here::without("dup_opens_anew", NO_STATE),
    Here::without("pass_opens_anew", NO_STATE),
];

const NO_STATE: &str = "nothing tells one open description of a memfd from another";

const fn drops(flag: i32) -> Stock {
    Stock::Drops("flags", flag)
}

const fn drop_seal(seal: i32) -> Stock {
    Stock::Drops("seals", seal)
}
