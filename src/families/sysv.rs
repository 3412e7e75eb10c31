//! System V objects: how calls name them, who may do what with them, and what is told of them.

mod operands;
mod parts;
mod permission;
pub mod told;

pub use operands::{KEYS, KINDS, Key, QUEUES, SEGMENTS, SETS, Which};
pub use parts::{Bits, Time, User, Whose};
pub use permission::{ALTER, Grant, Owned, READ};
