//! What the calls of every kind of local socket take, and how pairs of them are made. What a
//! socket holds, and what a call may do, the rooms say.

mod address;
mod alone;
mod credentials;
mod flags;
mod lies;
mod pair;
mod told;

pub use address::{Address, NAMES, Name, source_of_pair, target_of_connected, to_other_type};
pub use alone::{Alone, rights_alone, unread_survives};
pub use credentials::Peer;
pub use flags::{
    CLOEXEC, DONTWAIT, How, MORE, Making, NONBLOCK, NOSIGNAL, PEEK, Receiving, Sending, TRUNC,
    UNKNOWN, WAITALL,
};
pub use lies::another;
pub use pair::{Made, Refusals, Wrong, both, pair, pair_c};
pub use told::{
    Partly, Told, largest, out_of_band, partly_mapped, read_leaves_empty, too_long, with_pair,
};
