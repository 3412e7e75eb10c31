//! By which claims it shows that a pipe's state is not what the model believes.

use crate::claim::Claim;
use crate::engine::shared_claims::Shared;
use crate::facilities::pipe::SHARED;
use crate::facilities::pipe::claims::*;

/// The claims by which it shows what a pipe holds, and what it has room for; a signal shows how
/// much of a sleeping write it had room for already.
pub static BYTES: &[&Claim] = &[
    &READ_IN_ORDER,
    &READ_TAKES_AVAILABLE,
    &READ_OF_EMPTY_WAITS,
    &READ_OF_EMPTY_EAGAIN,
    &READ_END_NEEDS_ALL,
    &READ_END_OF_FILE,
    &WRITE_EINTR,
    &WRITE_RESTARTS,
    &WRITE_CUT_SHORT,
    &WRITE_SMALL_WHOLE,
    &WRITE_SMALL_ATOMIC,
    &WRITE_SMALL_WAITS,
    &WRITE_SMALL_EAGAIN,
    &WRITE_LARGE_COMPLETES,
    &WRITE_LARGE_WAITS,
    &WRITE_LARGE_PARTIAL,
    &WRITE_LARGE_EAGAIN,
    &CAPACITY_BUSY,
    &CAPACITY_SET,
    &CAPACITY_PRIVILEGED,
    &CAPACITY_AT_LEAST_A_PAGE,
    &FIONREAD_COUNTS,
    &POLL_INPUT,
    &POLL_OUTPUT,
    &SPLICE_MOVES,
    &SPLICE_END_OF_INPUT,
    &SPLICE_OF_EMPTY_WAITS,
    &SPLICE_OF_EMPTY_EAGAIN,
    &SPLICE_TO_FULL_WAITS,
    &SPLICE_TO_FULL_EAGAIN,
    &SPLICE_OFFSET_OWN,
    &SPLICE_OFFSET_POINTED,
    &TEE_COPIES,
    &TEE_END_OF_INPUT,
    &TEE_OF_EMPTY_WAITS,
    &TEE_OF_EMPTY_EAGAIN,
    &TEE_TO_FULL_WAITS,
    &TEE_TO_FULL_EAGAIN,
    &VMSPLICE_MAPS,
    &VMSPLICE_COPIES,
    &VMSPLICE_TO_FULL_WAITS,
    &VMSPLICE_TO_FULL_EAGAIN,
    &VMSPLICE_OF_EMPTY_WAITS,
    &VMSPLICE_OF_EMPTY_EAGAIN,
];
/// The claims by which select and epoll show what the pipe is ready for.
pub static REPORTS: &[&Claim] = &SHARED.reports();
/// The claims by which it shows whether anybody has the other end.
pub static ENDS: &[&Claim] = &[
    &READ_END_OF_FILE,
    &WRITE_EPIPE,
    &WRITE_SIGPIPE,
    &POLL_HANGUP,
    &POLL_ERROR,
    &SPLICE_END_OF_INPUT,
    &TEE_END_OF_INPUT,
];
/// The claims by which it shows where one packet ends.
pub static PACKETS: &[&Claim] =
    &[&PACKET_IS_ONE_READ, &PACKET_EXCESS_DISCARDED, &PACKET_SPLIT, &PACKET_SWITCHES];
/// The claims by which it shows whether a description is blocking, also in that a call which ought
/// to have failed slept until it succeeded, and to a call that begins anew after a handler.
pub static BLOCKING: &[&Claim] = &[
    &READ_IN_ORDER,
    &READ_TAKES_AVAILABLE,
    &READ_OF_EMPTY_WAITS,
    &READ_OF_EMPTY_EAGAIN,
    &READ_END_NEEDS_ALL,
    &READ_RESTARTS,
    &WRITE_RESTARTS,
    &WRITE_SMALL_WHOLE,
    &WRITE_SMALL_WAITS,
    &WRITE_SMALL_EAGAIN,
    &WRITE_LARGE_COMPLETES,
    &WRITE_LARGE_WAITS,
    &WRITE_LARGE_PARTIAL,
    &WRITE_LARGE_EAGAIN,
    &PACKET_SPLIT,
    &SPLICE_MOVES,
    &SPLICE_OF_EMPTY_WAITS,
    &SPLICE_OF_EMPTY_EAGAIN,
    &SPLICE_TO_FULL_WAITS,
    &SPLICE_TO_FULL_EAGAIN,
    &TEE_COPIES,
    &TEE_OF_EMPTY_WAITS,
    &TEE_OF_EMPTY_EAGAIN,
    &TEE_TO_FULL_WAITS,
    &TEE_TO_FULL_EAGAIN,
    SHARED.claim(Shared::FlagsShared),
    SHARED.claim(Shared::FdinfoFlags),
];
