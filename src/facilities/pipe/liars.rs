//! Stand-ins for kernels whose pipes are not by the book, each with the claims that it breaks.

mod acts;
mod bounds;

use super::calls::{PACKET, Seen};
use super::claims::*;
use crate::claim::READY;
use crate::engine::liar::deed::{DeedLiar, Stock, lie};
use crate::engine::liar::shared::Here;
use acts::{
    capacity_skipped, loses_last, no_sigpipe, other_of_two, other_setting, read_loses_next,
    read_of_nothing_takes, splice_moves_other, twice, write_in_two,
};

pub static LIARS: &[DeedLiar] = &[
    DeedLiar::of_calls(
        "write_loses_last",
        &["write"],
        "a write leaves out its last byte, and tells that it wrote all",
        loses_last,
    )
    .breaks(&[&READ_IN_ORDER, &READ_TAKES_AVAILABLE, &FIONREAD_COUNTS])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "write_in_two",
        &["write"],
        "a write of at most PIPE_BUF bytes is made in two halves",
        write_in_two,
    )
    .breaks(&[&WRITE_SMALL_EAGAIN, &WRITE_SMALL_WAITS, &WRITE_SMALL_ATOMIC])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "read_loses_next",
        &["read"],
        "a read also takes the byte that follows, and drops it",
        read_loses_next,
    )
    .breaks(&[&READ_IN_ORDER, &READ_TAKES_AVAILABLE, &FIONREAD_COUNTS])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "read_of_nothing_takes",
        &["read"],
        "a read of no bytes takes one, and drops it",
        read_of_nothing_takes,
    )
    .breaks(&[&READ_OF_NOTHING])
    .disturbs(HELD),
    lie("packet_dropped", &["pipe2"], "O_DIRECT is not looked at", Stock::Drops("flags", PACKET))
        .breaks(&[&PACKET_IS_ONE_READ, &PACKET_EXCESS_DISCARDED, &PACKET_SPLIT])
        .disturbs(HELD),
    DeedLiar::of_calls(
        "packet_mode_skipped",
        &["fcntl(F_SETFL, O_DIRECT)"],
        "F_SETFL tells that it switched packet mode, and does not",
        |_, _| Some(Seen::Done.answer()),
    )
    .breaks(&[&PACKET_SWITCHES])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "capacity_skipped",
        &["fcntl(F_SETPIPE_SZ)"],
        "F_SETPIPE_SZ tells the capacity that it would have set",
        capacity_skipped,
    )
    .breaks(&[&CAPACITY_REPORTED])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "no_sigpipe",
        &["write"],
        "a write without a reader fails and sends no SIGPIPE",
        no_sigpipe,
    )
    .breaks(&[&WRITE_SIGPIPE]),
    DeedLiar::of_other_calls(
        "splice_copies",
        &["splice"],
        "splice from pipe to pipe leaves the bytes where they were",
        other_of_two,
    )
    .breaks(&[&SPLICE_MOVES])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "splice_moves_other",
        &["splice of a file"],
        "splice between a pipe and a file moves the file's own offset where another was given, \
         and leaves it where none was",
        splice_moves_other,
    )
    .breaks(&[&SPLICE_OFFSET_OWN, &SPLICE_OFFSET_POINTED]),
    DeedLiar::of_other_calls(
        "tee_consumes",
        &["tee"],
        "tee takes the bytes out of the pipe that it copies",
        other_of_two,
    )
    .breaks(&[&TEE_COPIES])
    .disturbs(HELD),
    DeedLiar::of_calls(
        "vmsplice_loses_last",
        &["vmsplice"],
        "vmsplice to a pipe leaves out the last byte, and tells that it is there",
        loses_last,
    )
    .breaks(&[&VMSPLICE_MAPS])
    .disturbs(HELD),
    DeedLiar::of_other_calls(
        "settings_mixed_up",
        &["read of a setting"],
        "each setting of pipes is read where another is asked for",
        other_setting,
    )
    .breaks(&[&MAX_SIZE_IS_1_MIB, &SOFT_IS_16384, &HARD_IS_0]),
    lie(
        "max_size_is_a_page",
        &["write of a setting"],
        "pipe-max-size becomes a page, whatever is written to it",
        Stock::Is("bytes", 4096),
    )
    .breaks(&[&MAX_SIZE_ROUNDED, &MAX_SIZE_LEAST]),
    DeedLiar::of_limits("limits_unheeded", "limits on pipes bind nobody", bounds::unheeded)
        .breaks(&[
            &CAPACITY_CAPPED,
            &SOFT_LEAVES_TWO_PAGES,
            &SOFT_DENIES_GROWTH,
            &HARD_DENIES_CREATION,
            &HARD_DENIES_GROWTH,
            &CREATION_COUNTED,
            &GROWTH_COUNTED,
        ])
        .shows(&[&[&CAPACITY_ABOVE_MAXIMUM]])
        .disturbs(HELD),
    DeedLiar::of_limits("zero_is_16", "a limit of 0 pages is one of 16", bounds::zero_is_16)
        .breaks(&[&HARD_OF_0_IS_OFF, &SOFT_OF_0_IS_OFF])
        .disturbs(HELD),
    DeedLiar::of_other_calls(
        "shrinks_as_grows",
        &["fcntl(F_SETPIPE_SZ)"],
        "F_SETPIPE_SZ to less than a new pipe has asks for twice that",
        twice,
    )
    .breaks(&[&SHRINKING_ALLOWED])
    .disturbs(HELD),
];

pub static SHARED_LIARS: &[Here] = &[
    Here::of("close_skipped")
        .breaks(&[&READ_END_OF_FILE, &WRITE_EPIPE, &WRITE_SIGPIPE, &POLL_HANGUP, &POLL_ERROR])
        .disturbs(ENDS | READY),
    Here::without("close_leaks", "most calls open something, and fail where descriptors are few"),
    Here::of("nonblock_skipped")
        .breaks(&[
            &READ_OF_EMPTY_EAGAIN,
            &READ_OF_EMPTY_WAITS,
            &WRITE_SMALL_EAGAIN,
            &WRITE_SMALL_WAITS,
            &WRITE_LARGE_EAGAIN,
        ])
        .disturbs(BLOCKING),
    Here::of("dup_opens_anew").disturbs(BLOCKING | HELD),
    Here::of("pass_opens_anew").disturbs(BLOCKING | HELD),
];
