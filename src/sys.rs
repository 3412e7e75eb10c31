//! Typed raw system calls, and the few primitives that processes of ours share. The only module
//! that says `unsafe`; it decides nothing and knows no one.

mod errno;

pub use errno::{Errno, signal_name};

// To be replaced by the crew's own when it lands.
pub fn eventfd2(_initial: u32, _flags: i32) -> Result<i32, Errno> {
    Err(Errno::ENOSYS)
}
pub fn read(_fd: i32, _buffer: &mut [u8]) -> Result<usize, Errno> {
    Err(Errno::ENOSYS)
}
pub fn write(_fd: i32, _buffer: &[u8]) -> Result<usize, Errno> {
    Err(Errno::ENOSYS)
}
pub fn fcntl(_fd: i32, _command: i32, _argument: usize) -> Result<usize, Errno> {
    Err(Errno::ENOSYS)
}
pub fn close(_fd: i32) -> Result<(), Errno> {
    Err(Errno::ENOSYS)
}
pub fn fionread(_fd: i32) -> Result<usize, Errno> {
    Err(Errno::ENOSYS)
}
pub fn lseek(_fd: i32, _offset: i64, _whence: i32) -> Result<i64, Errno> {
    Err(Errno::ENOSYS)
}
pub fn pathconf(_fd: i32, _name: i32) -> Result<i64, Errno> {
    Err(Errno::ENOSYS)
}
pub fn pipe2(_ends: Option<&mut [i32; 2]>, _flags: i32) -> Result<(), Errno> {
    Err(Errno::ENOSYS)
}
