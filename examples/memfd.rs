//! memfd: a producer seals a message, so that its consumer may read it in place without a copy.
//!
//! Relies on:
//! - `memfd.seals_empty`: seals may be added to the file;
//! - `memfd.add_write_unmapped`: the seal against writes is set once nobody can write;
//! - `memfd.write_write`, `memfd.shrink_truncate`: what the consumer has checked stays as it is;
//! - `memfd.seals_of_file`: the consumer sees the producer's seals;
//! - `memfd.write_map_to_read`: the consumer may still map the message.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use bythebook::sys::{
    Errno, Fork, Mapping, exit, fcntl, fork, ftruncate, memfd_create, pwrite, wait,
};

const MESSAGE: &[u8] = b"tea for two";
const SEALS: i32 = libc::F_SEAL_SEAL | libc::F_SEAL_SHRINK | libc::F_SEAL_GROW | libc::F_SEAL_WRITE;

/// Reads a message from a file that nobody can change any more.
fn consume(fd: i32) -> Result<String, Errno> {
    if fcntl(fd, libc::F_GET_SEALS, 0)? as i32 & SEALS != SEALS {
        return Err(Errno::EPERM);
    }
    let memory = Mapping::of(fd, MESSAGE.len(), false, true)?;
    let bytes: Result<Vec<u8>, Errno> = (0..MESSAGE.len()).map(|at| memory.load(at)).collect();
    memory.unmap()?;
    Ok(String::from_utf8_lossy(&bytes?).into_owned())
}

/// Tries to change the file, as a producer with other plans would.
fn change(fd: i32) -> bool {
    pwrite(fd, b"mud"[..].into(), 0).is_ok() || ftruncate(fd, 0).is_ok()
}

fn main() -> Result<(), Errno> {
    let flags = (libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING) as i32;
    let fd = memfd_create(c"message".into(), flags)?;
    ftruncate(fd, MESSAGE.len() as i64)?;
    let memory = Mapping::of(fd, MESSAGE.len(), true, true)?;
    for (at, byte) in MESSAGE.iter().enumerate() {
        memory.store(at, *byte)?;
    }
    memory.unmap()?;
    fcntl(fd, libc::F_ADD_SEALS, SEALS.into())?;
    if let Fork::Child = fork()? {
        exit(i32::from(change(fd)));
    }
    let (_, ended) = wait(-1, true)?.ok_or(Errno::ECHILD)?;
    assert_eq!(ended, bythebook::sys::Ended::Exited(0), "nobody changes it");
    println!("received {}", consume(fd)?);
    Ok(())
}
