//! What was left out of this room, and why.

use crate::claim::{Aspect, LeftOut, pages};

const fn left_out(name: &'static str, heading: &'static str, why: &'static str) -> LeftOut {
    LeftOut::new(name, Aspect::Semantics, &pages::SIGNAL_7, heading, why)
}

pub static LEFT_OUT: &[LeftOut] = &[left_out(
    "real_time_range",
    "Real-time signals",
    "the first of the real-time signals are the C library's: nothing may be sent there",
)];
