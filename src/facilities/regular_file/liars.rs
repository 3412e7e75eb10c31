//! Stand-ins for kernels whose files are not by the book, each with the claims that it breaks.

mod acts;

use super::calls::{APPEND, EXCLUSIVE, Seen, TRUNCATE};
use super::claims::*;
use crate::engine::liar::deed::{DeedLiar, Stock, lie};
use crate::engine::liar::shared::Here;

pub static LIARS: &[DeedLiar] = &[
    lie("append_unheeded", &["open"], "O_APPEND is not looked at", Stock::Drops("flags", APPEND))
        .breaks(&[&APPENDS])
        .disturbs(BYTES | OFFSET),
    lie(
        "exclusive_unheeded",
        &["open"],
        "O_EXCL is not looked at",
        Stock::Drops("flags", EXCLUSIVE),
    )
    .breaks(&[&CREATE_EXCLUSIVE])
    .disturbs(NAMED | BYTES),
    lie(
        "truncate_unheeded",
        &["open"],
        "O_TRUNC is not looked at",
        Stock::Drops("flags", TRUNCATE),
    )
    .breaks(&[&SIZE_TOLD])
    .disturbs(BYTES | OFFSET),
    DeedLiar::of_calls("pread_moves", &["pread"], "pread moves the offset", acts::pread_moves)
        .breaks(&[&PREAD_LEAVES_OFFSET])
        .disturbs(BYTES | OFFSET),
    DeedLiar::of_calls(
        "write_loses_last",
        &["write"],
        "a write leaves out its last byte, and tells that it wrote all",
        acts::loses_last,
    )
    .breaks(&[&READ_AFTER_WRITE, &SIZE_TOLD])
    .disturbs(BYTES | OFFSET),
    DeedLiar::of_calls(
        "unlink_skipped",
        &["unlink"],
        "unlink tells success and removes nothing",
        |_, _| Some(Seen::Done.answer()),
    )
    .breaks(&[&NAME_GOES, &UNLINK_MISSING])
    .disturbs(NAMED | BYTES),
    DeedLiar::of_calls(
        "rename_links",
        &["rename"],
        "rename leaves the old name where it was",
        acts::rename_links,
    )
    .breaks(&[&NAME_GOES, &LINK_COUNT])
    .disturbs(NAMED | BYTES),
    DeedLiar::of_calls(
        "umask_unheeded",
        &["open"],
        "a new file has the mode that was asked for, whatever the umask",
        acts::umask_unheeded,
    )
    .breaks(&[&CREATE_MODE])
    .disturbs(NAMED),
    DeedLiar::of_calls(
        "resize_skipped",
        &["ftruncate"],
        "ftruncate leaves the file as it was",
        acts::resize_skipped,
    )
    .breaks(&[&SIZE_TOLD])
    .disturbs(BYTES | OFFSET),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::without("close_skipped", "nobody sees a description of a file that stays open"),
    Here::of("close_leaks").disturbs(NAMED).shows(&[&[
        &TMPFILE_OPENS,
        &MKSTEMP_MODE,
        &MKSTEMP_TEMPLATE,
        &RENAME_ATOMIC,
    ]]),
    Here::of("dup_opens_anew").disturbs(BYTES | OFFSET),
    Here::of("pass_opens_anew").disturbs(BYTES | OFFSET),
];
