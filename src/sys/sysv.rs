//! Removal of System V objects by identifier: what cleaning up needs. And the clock of their times.
#![allow(unsafe_code)] // The control calls take a union that removal does not look at.

use std::time::{SystemTime, UNIX_EPOCH};

use super::Errno;
use super::call::call_plain;

pub fn remove_message_queue(id: i32) -> Result<usize, Errno> {
    // SAFETY: IPC_RMID looks at no address.
    unsafe { call_plain(libc::SYS_msgctl, [id.into(), libc::IPC_RMID.into(), 0]) }
}

pub fn remove_semaphores(id: i32) -> Result<usize, Errno> {
    // SAFETY: IPC_RMID looks at no address.
    unsafe { call_plain(libc::SYS_semctl, [id.into(), 0, libc::IPC_RMID.into(), 0]) }
}

pub fn remove_segment(id: i32) -> Result<usize, Errno> {
    // SAFETY: IPC_RMID looks at no address.
    unsafe { call_plain(libc::SYS_shmctl, [id.into(), libc::IPC_RMID.into(), 0]) }
}

/// The time of day in seconds, as the kernel tells it of these objects.
pub fn seconds_now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs() as i64)
}
