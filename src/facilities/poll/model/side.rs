//! The claims that poll and select have each in their own words.

use super::super::calls::{Aspect, Left, Looks};
use super::super::claims::*;
use crate::claim::Claim;

/// Those of one of the four calls.
pub struct Side {
    pub ready: &'static Claim,
    pub wakes: &'static Claim,
    pub waits: &'static Claim,
    pub infinite: &'static Claim,
    pub zero: &'static Claim,
    pub times_out: &'static Claim,
    pub nonblocking: &'static Claim,
    pub caught: &'static Claim,
    pub blocks: &'static Claim,
    pub lets_through: &'static Claim,
    /// Where a timeout of less than zero is an error.
    pub refuses_negative: Option<&'static Claim>,
    /// What may have become of a timeout after it slept, and after the timeout has passed.
    pub left_less: u8,
    pub left_nothing: u8,
    aspects: [&'static Claim; 12],
}

impl Side {
    pub fn of(looks: &Looks) -> &'static Self {
        match (looks.is_select(), looks.mask.is_some()) {
            (false, false) => &POLL,
            (false, true) => &PPOLL,
            (true, false) => &SELECT,
            (true, true) => &PSELECT,
        }
    }

    pub fn aspect(&self, aspect: Aspect) -> &'static Claim {
        self.aspects[aspect as usize]
    }
}

static POLL: Side = Side {
    ready: &READY_AT_ONCE,
    wakes: &WAKES,
    waits: &WAITS,
    infinite: &INFINITE,
    zero: &ZERO_RETURNS,
    times_out: &TIMES_OUT,
    nonblocking: &NONBLOCK_UNHEEDED,
    caught: &CAUGHT,
    blocks: &PPOLL_BLOCKS,
    lets_through: &PPOLL_LETS_THROUGH,
    refuses_negative: None,
    // The timeout is passed by value.
    left_less: Left::ANY,
    left_nothing: Left::ANY,
    aspects: [
        &REPORTS,
        &RDNORM_IS_IN,
        &WRNORM_IS_OUT,
        &ONLY_REQUESTED,
        &TROUBLE_UNASKED,
        &CLOSED_IS_INVALID,
        &NEGATIVE_IGNORED,
        &COUNT,
        &PPOLL_LEFT,
        &NOT_EARLY,
        &PPOLL_RESTORES,
        &OUTPUT_IS_POSSIBLE,
    ],
};

static PPOLL: Side = Side {
    infinite: &PPOLL_INFINITE,
    refuses_negative: Some(&PPOLL_NEGATIVE),
    left_less: Left::CHANGED,
    left_nothing: Left::CHANGED,
    ..POLL
};

static SELECT: Side = Side {
    ready: &SELECT_READY_AT_ONCE,
    wakes: &SELECT_WAKES,
    waits: &SELECT_WAITS,
    infinite: &SELECT_INFINITE,
    zero: &SELECT_ZERO_RETURNS,
    times_out: &SELECT_TIMES_OUT,
    nonblocking: &SELECT_NONBLOCK_UNHEEDED,
    caught: &SELECT_CAUGHT,
    blocks: &PSELECT_BLOCKS,
    lets_through: &PSELECT_LETS_THROUGH,
    refuses_negative: Some(&SELECT_TIMEOUT_INVALID),
    left_less: Left::Less as u8,
    left_nothing: Left::Zero as u8,
    aspects: SELECT_ASPECTS,
};

static PSELECT: Side = Side {
    left_less: Left::CHANGED,
    left_nothing: Left::CHANGED,
    aspects: {
        let mut aspects = SELECT_ASPECTS;
        aspects[Aspect::Left as usize] = &PSELECT_LEFT;
        aspects
    },
    ..SELECT
};

const SELECT_ASPECTS: [&Claim; 12] = [
    &SELECT_READS,
    &SELECT_WRITES,
    // Of sets there is nothing of these five, nor of the last.
    &SELECT_WRITES,
    &SELECT_WRITES,
    &SELECT_WRITES,
    &SELECT_WRITES,
    &SELECT_WRITES,
    &SELECT_COUNT,
    &SELECT_LEFT,
    &SELECT_NOT_EARLY,
    &PSELECT_RESTORES,
    &SELECT_WRITES,
];
