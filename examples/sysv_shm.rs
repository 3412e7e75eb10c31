//! System V shared memory: three children fill their part of a table that their parent attached.
//!
//! Relies on:
//! - `sysv_shm.new_bytes_zero`: a place that no child has filled is 0;
//! - `sysv_shm.fork_attaches`: the children have the table without a name for it;
//! - `sysv_shm.processes_share`: what a child stores, its parent reads;
//! - `sysv_shm.remove_destroys`, `sysv_shm.remove_keeps_memory`: marked at once, the table is there
//!   until the last process ends, whatever ends it.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use bythebook::sys::{
    Errno, Fork, PAGE_BYTES, exit, fork, load_attached, remove_segment, shmat, shmget,
    store_attached, wait,
};

const CHILDREN: usize = 3;
/// The place in which we keep the table.
const TABLE: usize = 0;

fn main() -> Result<(), Errno> {
    let id = shmget(libc::IPC_PRIVATE, PAGE_BYTES as u64, 0o600)?;
    let attached = shmat(TABLE, id, (0, 0), PAGE_BYTES);
    // Nothing is left behind, should we be killed from here on.
    remove_segment(id)?;
    attached?;
    for child in 0..CHILDREN {
        assert_eq!(load_attached(TABLE, child)?, 0, "new bytes are zero");
        if let Fork::Child = fork()? {
            let square = (child + 1) * (child + 1);
            exit(i32::from(store_attached(TABLE, child, square as u8).is_err()));
        }
    }
    for _ in 0..CHILDREN {
        wait(-1, true)?;
    }
    let squares: Result<Vec<u8>, Errno> =
        (0..CHILDREN).map(|child| load_attached(TABLE, child)).collect();
    println!("the children wrote {:?}", squares?);
    Ok(())
}
