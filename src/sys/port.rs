//! One byte to an I/O port of the machine.
#![allow(unsafe_code)] // The instruction has no other form.

use super::Errno;

/// Writes the byte. Privileged, and only for machines that are ours.
#[cfg(target_arch = "x86_64")]
pub fn write_port(port: u16, byte: u8) -> Result<(), Errno> {
    // SAFETY: no address among the arguments.
    if unsafe { libc::ioperm(port.into(), 1, 1) } != 0 {
        return Err(Errno::last());
    }
    // SAFETY: the port is allowed to us now, and the instruction touches no memory.
    unsafe {
        std::arch::asm!("out dx, al", in("dx") port, in("al") byte, options(nomem, nostack));
    }
    Ok(())
}

/// Other machines have no such ports.
#[cfg(not(target_arch = "x86_64"))]
pub fn write_port(_port: u16, _byte: u8) -> Result<(), Errno> {
    Err(Errno::ENOSYS)
}
