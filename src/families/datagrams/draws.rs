//! How many bytes are sent and asked for.

use crate::engine::Draw;

/// Longest message of a case: some of them fill a socket.
const BYTES_MAX: u64 = 1 << 15;

/// Of a send: mostly few.
pub fn send_bytes(draw: &mut Draw<'_>) -> u32 {
    let bytes = match draw.below(12) {
        0 => 0,
        1..8 => 1 + draw.below(300) as u64,
        8 => draw.near(&[4096]),
        9 => draw.near(&[1, 100]),
        _ => BYTES_MAX,
    };
    bytes.min(BYTES_MAX) as u32
}

/// Near the length of the message that comes first.
pub fn recv_bytes(first: u64, draw: &mut Draw<'_>) -> u32 {
    let bytes = match draw.below(8) {
        0 => draw.near(&[1, 100]),
        1..4 => draw.near(&[first, first / 2]),
        _ => BYTES_MAX,
    };
    bytes.min(BYTES_MAX) as u32
}
