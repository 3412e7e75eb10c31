//! What was left out of the room, and why.

use crate::claim::{Aspect, LeftOut, pages};

/// What was left out of this room, and why.
pub static LEFT_OUT: &[LeftOut] = &[];
