//! Looks into the memory of a guest that was lost for the scripts that were in flight.

use std::fs::File;
use std::os::unix::fs::FileExt;

use crate::kernel::flight::{Flight, PAGE_BYTES};

/// Read at once.
const CHUNK_BYTES: usize = 1 << 20;
/// Scripts that began so much earlier than the latest are leftovers of workers that have ended.
const STALE_US: u64 = 30_000_000;

/// What was in flight, the latest first; at most so many as the guest has processors.
pub fn find(memory: &File, bytes: u64, cpus: u32) -> Vec<Flight> {
    let mut found = vec![];
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut at = 0;
    while at < bytes {
        let Ok(read) = memory.read_at(&mut chunk, at) else { break };
        if read == 0 {
            break;
        }
        found.extend(chunk[..read].chunks_exact(PAGE_BYTES).filter_map(Flight::of));
        at += read as u64;
    }
    found.sort_by(|one, other| other.cmp(one));
    found.dedup();
    let latest = found.first().map_or(0, |flight: &Flight| flight.since_us);
    found.retain(|flight| flight.since_us + STALE_US > latest);
    found.truncate(cpus as usize);
    found
}
