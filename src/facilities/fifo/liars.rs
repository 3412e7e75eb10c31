//! Stand-ins for kernels whose FIFOs are not by the book, each with the claims that it breaks.

mod acts;

use super::calls::Seen;
use super::claims::*;
use crate::claim::READY;
use crate::engine::liar::deed::DeedLiar;
use crate::engine::liar::shared::Here;

pub static LIARS: &[DeedLiar] = &[
    DeedLiar::of_calls(
        "open_never_sleeps",
        &["open"],
        "an open whose other end is not open succeeds at once",
        acts::open_never_sleeps,
    )
    .breaks(&[&OPEN_READ_WAITS, &OPEN_WRITE_WAITS])
    .disturbs(ENDS | READY),
    DeedLiar::of_calls(
        "write_end_without_reader",
        &["open"],
        "a non-blocking open for writing without a reader gives a descriptor",
        acts::write_end_without_reader,
    )
    .breaks(&[&OPEN_WRITE_ENXIO])
    .disturbs(ENDS | READY),
    DeedLiar::of_other_calls(
        "names_are_one",
        &["open"],
        "an open of the second name opens the first",
        acts::opens_first,
    )
    .breaks(&[&ONE_PIPE, &OPEN_MISSING])
    .disturbs(NAMED | HELD | ENDS | BLOCKING),
    DeedLiar::of_calls(
        "truncates",
        &["open"],
        "O_TRUNC takes out what the FIFO holds",
        acts::truncates,
    )
    .breaks(&[&READ_IN_ORDER, &READ_TAKES_AVAILABLE])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "umask_unheeded",
        &["mkfifo", "mknod"],
        "a new FIFO has the mode that was asked for, whatever the umask",
        acts::umask_unheeded,
    )
    .breaks(&[&MAKE_MODE])
    .disturbs(NAMED),
    DeedLiar::of_calls(
        "unlink_skipped",
        &["unlink"],
        "unlink tells success and removes nothing",
        |_, _| Some(Seen::Done.answer()),
    )
    .breaks(&[&UNLINK_REMOVES, &UNLINK_MISSING])
    .disturbs(NAMED),
    DeedLiar::of_calls(
        "write_loses_last",
        &["write"],
        "a write leaves out its last byte, and tells that it wrote all",
        acts::loses_last,
    )
    .breaks(&[&READ_IN_ORDER, &READ_TAKES_AVAILABLE, &FIONREAD_COUNTS])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "write_in_two",
        &["write"],
        "a write of at most PIPE_BUF bytes is made in two halves",
        acts::write_in_two,
    )
    .breaks(&[&WRITE_SMALL_EAGAIN, &WRITE_SMALL_WAITS, &WRITE_SMALL_ATOMIC])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "read_loses_next",
        &["read"],
        "a read also takes the byte that follows, and drops it",
        acts::read_loses_next,
    )
    .breaks(&[&READ_IN_ORDER, &READ_TAKES_AVAILABLE, &FIONREAD_COUNTS])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "read_of_nothing_takes",
        &["read"],
        "a read of no bytes takes one, and drops it",
        acts::read_of_nothing_takes,
    )
    .breaks(&[&READ_OF_NOTHING])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "no_sigpipe",
        &["write"],
        "a write without a reader fails and sends no SIGPIPE",
        acts::no_sigpipe,
    )
    .breaks(&[&WRITE_SIGPIPE]),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::of("close_skipped")
        .breaks(&[&READ_END_OF_FILE, &WRITE_EPIPE, &WRITE_SIGPIPE, &POLL_HANGUP, &POLL_ERROR])
        .disturbs(ENDS | HELD),
    Here::without("close_leaks", "most calls open something, and fail where descriptors are few"),
    Here::of("nonblock_skipped")
        .breaks(&[&READ_OF_EMPTY_EAGAIN, &READ_OF_EMPTY_WAITS])
        .disturbs(BLOCKING),
    Here::of("dup_opens_anew").disturbs(BLOCKING | HELD | ENDS),
    Here::of("pass_opens_anew").disturbs(BLOCKING | HELD | ENDS),
    Here::of("fork_loses_last").disturbs(ENDS | READY),
    Here::of("exec_closes_none").disturbs(ENDS | READY),
    Here::of("exec_closes_all").disturbs(ENDS | READY),
    Here::of("cloexec_skipped").disturbs(ENDS | READY),
    Here::of("dup_copies_cloexec").disturbs(ENDS | READY),
];
