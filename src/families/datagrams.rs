//! Messages between two sockets, each of which is received whole or not at all: what datagram and
//! sequenced-packet sockets share. What becomes of a connection, the rooms say.

mod draws;
mod inbox;
mod pairs;
mod receiving;
mod sending;

pub use draws::{recv_bytes, send_bytes};
pub use inbox::{Before, Inbox};
pub use pairs::{End, Pairs};
pub use receiving::{Receive, Receives};
pub use sending::{Send, Sends};
