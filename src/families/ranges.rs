//! Locks on byte ranges of files: ranges as callers give them, which owner holds which lock, and
//! what an owner held once and lost. It does not say who may be refused what: rooms do.

mod bytes;
mod holder;
mod lost;
mod table;

pub use bytes::{Bytes, INFINITY, Range, Whence};
pub use holder::Holder;
pub use lost::{Losses, Lost, Why};
pub use table::{Executed, Kind, Lock, Manner, Origin, Owner, Table};
