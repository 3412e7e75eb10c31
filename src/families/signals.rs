//! The signals of scripts: which there are, what is pending, blocked, ignored and caught where, and
//! what is told of one. It sends nothing, and does not say what is right.

mod operands;
mod state;
mod told;

pub use operands::{ALL, COUNT, KILL_AND_STOP, Set, Sig, Signals, Target, set_of};
pub use state::{Act, Action, By, Caught, One, Order, Permitted, Sent, Sleep, Source, States};
pub use told::{Code, FIELDS, Told, caught_now, lists_differ, lists_lie, pending, told};
