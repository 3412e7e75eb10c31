//! Runs in virtual machines that are ours: QEMU driven directly, or user-mode Linux, a kernel, and
//! one initramfs whose `/init` is this static binary.
//!
//! The record comes over virtio-serial where the kernel has that built in, else over the second
//! serial port, in frames with a length and a checksum, since a kernel that panics ends QEMU with
//! the same status as one that is switched off.

pub mod accelerator;
pub mod apt;
pub mod boot;
pub mod console;
mod fault;
pub mod fetch;
pub mod flight;
pub mod frame;
pub mod guest;
pub mod hear;
pub mod initramfs;
pub mod kernel;
mod line;
pub mod lock;
pub mod qemu;
pub mod uml;
pub mod verdict;
