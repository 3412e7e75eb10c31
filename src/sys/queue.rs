//! POSIX message queues, without the C library: names as the kernel takes them, no leading slash.
#![allow(unsafe_code)] // The kernel reads and writes small structures that live for the call.

use std::os::fd::RawFd;
use std::ptr;

use super::call::{BAD_ADDRESS, call5};
use super::{Errno, Source, Target, Text};

/// `struct mq_attr`, with every field free to be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MqAttr {
    pub flags: i64,
    pub messages_max: i64,
    pub message_bytes_max: i64,
    pub messages: i64,
}

/// Until when a call waits: a moment of the real-time clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    Forever,
    At {
        seconds: i64,
        nanoseconds: i64,
    },
    /// An address at which nothing is mapped.
    Bad,
}

/// What `mq_notify` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notify {
    /// A null pointer: the registration is given up.
    GiveUp,
    /// `SIGEV_NONE`.
    Nothing,
    /// `SIGEV_SIGNAL`, with a value that the notice carries.
    Signal { signal: i32, value: i32 },
    /// Another value of `sigev_notify`.
    Other(i32),
    /// An address at which nothing is mapped.
    Bad,
}

pub fn mq_open(
    name: Text<'_>,
    flags: i32,
    mode: u32,
    attributes: Option<&MqAttr>,
) -> Result<RawFd, Errno> {
    let raw = attributes.map(MqAttr::raw);
    let address = raw.as_ref().map_or(0, |raw| ptr::from_ref(raw).addr());
    // SAFETY: the kernel only reads the name and the attributes.
    unsafe {
        call5(libc::SYS_mq_open, [name.address(), flags as usize, mode as usize, address, 0])
            .map(|fd| fd as RawFd)
    }
}

pub fn mq_unlink(name: Text<'_>) -> Result<usize, Errno> {
    // SAFETY: the kernel only reads the name.
    unsafe { call5(libc::SYS_mq_unlink, [name.address(), 0, 0, 0, 0]) }
}

pub fn mq_timedsend(
    queue: RawFd,
    message: Source<'_>,
    priority: u32,
    until: Until,
) -> Result<usize, Errno> {
    let (address, length) = message.parts();
    let moment = until.raw();
    let moment = until.address(&moment);
    let arguments = [queue as usize, address, length, priority as usize, moment];
    // SAFETY: the kernel only reads.
    unsafe { call5(libc::SYS_mq_timedsend, arguments) }
}

/// The length of the message, and its priority.
pub fn mq_timedreceive(
    queue: RawFd,
    into: Target<'_>,
    until: Until,
) -> Result<(usize, u32), Errno> {
    let (address, length) = into.parts();
    let mut priority = 0u32;
    let priority_at = (&raw mut priority).expose_provenance();
    let moment = until.raw();
    let moment = until.address(&moment);
    let arguments = [queue as usize, address, length, priority_at, moment];
    // SAFETY: the target is borrowed for the call, and the priority lives here.
    let length = unsafe { call5(libc::SYS_mq_timedreceive, arguments) }?;
    Ok((length, priority))
}

pub fn mq_notify(queue: RawFd, notify: Notify) -> Result<usize, Errno> {
    // SAFETY: all-zero is a valid sigevent.
    let mut event: libc::sigevent = unsafe { std::mem::zeroed() };
    match notify {
        Notify::Nothing => event.sigev_notify = libc::SIGEV_NONE,
        Notify::Signal { signal, value } => {
            event.sigev_notify = libc::SIGEV_SIGNAL;
            event.sigev_signo = signal;
            event.sigev_value.sival_ptr = ptr::without_provenance_mut(value as usize);
        }
        Notify::Other(kind) => event.sigev_notify = kind,
        Notify::GiveUp | Notify::Bad => {}
    }
    let address = match notify {
        Notify::GiveUp => 0,
        Notify::Bad => BAD_ADDRESS,
        _ => (&raw const event).expose_provenance(),
    };
    // SAFETY: the kernel only reads the event.
    unsafe { call5(libc::SYS_mq_notify, [queue as usize, address, 0, 0, 0]) }
}

/// Sets the flags if `new` is given; the attributes as they were before.
pub fn mq_getsetattr(queue: RawFd, new: Option<&MqAttr>) -> Result<MqAttr, Errno> {
    let raw = new.map(MqAttr::raw);
    let new = raw.as_ref().map_or(0, |raw| ptr::from_ref(raw).addr());
    let mut old = [0i64; 8];
    let old_at = (&raw mut old).expose_provenance();
    // SAFETY: the kernel reads one structure and writes one, which live here.
    unsafe { call5(libc::SYS_mq_getsetattr, [queue as usize, new, old_at, 0, 0]) }?;
    let [flags, messages_max, message_bytes_max, messages, ..] = old;
    Ok(MqAttr { flags, messages_max, message_bytes_max, messages })
}

impl MqAttr {
    /// As the kernel lays it out: four longs and four reserved ones.
    fn raw(&self) -> [i64; 8] {
        let Self { flags, messages_max, message_bytes_max, messages } = *self;
        [flags, messages_max, message_bytes_max, messages, 0, 0, 0, 0]
    }
}

impl Until {
    fn raw(self) -> [i64; 2] {
        match self {
            Self::At { seconds, nanoseconds } => [seconds, nanoseconds],
            Self::Forever | Self::Bad => [0; 2],
        }
    }

    fn address(self, raw: &[i64; 2]) -> usize {
        match self {
            Self::Forever => 0,
            Self::At { .. } => raw.as_ptr().addr(),
            Self::Bad => BAD_ADDRESS,
        }
    }
}
