//! Typed raw system calls, and the few primitives that processes of ours share. The only module
//! that says `unsafe`; it decides nothing and knows no one.

mod errno;

pub use errno::{Errno, signal_name};
