//! The calls of eventfd, as data and as deeds.

use std::fmt;

use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};

use super::FIRST;
use crate::claim::Need;
use crate::engine::{Answer, Draw, Errno, Hands, Operation, Pick, Seen};
use crate::sys;

/// The room.
#[derive(Debug, Clone, Copy)]
pub struct Eventfd;

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Create {
        initial: u32,
        flags: Flags,
    },
    Read {
        fd: Pick,
        bytes: u8,
    },
    Write {
        fd: Pick,
        bytes: u8,
        value: u64,
    },
    /// Reads the counter from /proc/self/fdinfo.
    Fdinfo {
        fd: Pick,
    },
    /// Reads the link in /proc/self/fd.
    Link {
        fd: Pick,
    },
}

/// The flags of eventfd2, and one bit that it does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Flags {
    pub semaphore: bool,
    pub nonblocking: bool,
    pub cloexec: bool,
    pub unknown: bool,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize)]
pub enum Took {
    Created,
    Value {
        value: u64,
        bytes: u64,
    },
    Wrote(u64),
    Count(u64),
    /// Whether the link says that there is no inode.
    Anonymous(bool),
}

/// The largest value that a counter can hold.
pub const MAXIMUM: u64 = u64::MAX - 1;

/// Draws a creation.
pub fn create(draw: &mut Draw<'_>) -> Op {
    let initial = *draw.one_of(&[0, 0, 1, 2, u32::MAX]);
    let flags = Flags {
        semaphore: draw.percent(40),
        nonblocking: draw.percent(50),
        cloexec: draw.percent(30),
        unknown: draw.percent(5),
    };
    Op::Create { initial, flags }
}

/// Draws a write near what the counter can still take.
pub fn write(fd: Pick, now: u64, draw: &mut Draw<'_>) -> Op {
    let bytes = *draw.one_of(&[8, 8, 8, 8, 8, 8, 8, 7, 0]);
    let value = match draw.below(6) {
        0..3 => draw.below(4) as u64,
        3 => draw.near(&[MAXIMUM - now]),
        4 => draw.near(&[MAXIMUM]),
        _ => MAXIMUM - now,
    };
    Op::Write { fd, bytes, value }
}

pub fn small_scope() -> (Vec<Op>, usize) {
    let plain = Flags { nonblocking: true, ..Flags::default() };
    let semaphore = Flags { semaphore: true, ..plain };
    let fd = FIRST;
    let create = |initial, flags| Op::Create { initial, flags };
    let write = |value| Op::Write { fd, bytes: 8, value };
    let operations = vec![
        create(0, plain),
        create(2, plain),
        create(2, semaphore),
        Op::Read { fd, bytes: 8 },
        Op::Read { fd, bytes: 7 },
        write(0),
        write(1),
        write(MAXIMUM),
        write(u64::MAX),
        Op::Write { fd, bytes: 7, value: 1 },
        Op::Fdinfo { fd },
    ];
    (operations, 3)
}

/// Makes the call.
pub fn perform(op: &Op, hands: &mut Hands) -> Answer<Took> {
    match *op {
        Op::Create { initial, flags } => {
            let fd = sys::eventfd2(initial, flags.bits())?;
            hands.keep(fd);
            Ok(Took::Created)
        }
        Op::Read { fd, bytes } => {
            let mut buffer = [0u8; 16];
            let read = sys::read(hands.fd(fd), (&mut buffer[..usize::from(bytes)]).into())?;
            let value = u64::from_ne_bytes(buffer[..8].try_into().expect("eight bytes"));
            Ok(Took::Value { value, bytes: read as u64 })
        }
        Op::Write { fd, bytes, value } => {
            let buffer = value.to_ne_bytes();
            let wrote = sys::write(hands.fd(fd), buffer[..usize::from(bytes)].into())?;
            Ok(Took::Wrote(wrote as u64))
        }
        Op::Fdinfo { fd } => {
            let path = format!("/proc/self/fdinfo/{}", hands.fd(fd));
            let text = std::fs::read_to_string(path)
                .map_err(|error| Errno(error.raw_os_error().unwrap_or(libc::EIO)))?;
            let count = text.lines().find_map(|line| line.strip_prefix("eventfd-count:"));
            let count = count.and_then(|count| u64::from_str_radix(count.trim(), 16).ok());
            count.map(Took::Count).ok_or(Errno::EIO)
        }
        Op::Link { fd } => {
            let link = std::fs::read_link(format!("/proc/self/fd/{}", hands.fd(fd)))
                .map_err(|error| Errno(error.raw_os_error().unwrap_or(libc::EIO)))?;
            Ok(Took::Anonymous(link.to_string_lossy().starts_with("anon_inode:")))
        }
    }
}

impl Flags {
    fn bits(self) -> i32 {
        let bit = |on, bit| if on { bit } else { 0 };
        bit(self.semaphore, libc::EFD_SEMAPHORE)
            | bit(self.nonblocking, libc::EFD_NONBLOCK)
            | bit(self.cloexec, libc::EFD_CLOEXEC)
            | bit(self.unknown, 1 << 20)
    }

    fn c(self) -> String {
        let names = [
            (self.semaphore, "EFD_SEMAPHORE"),
            (self.nonblocking, "EFD_NONBLOCK"),
            (self.cloexec, "EFD_CLOEXEC"),
            (self.unknown, "1 << 20"),
        ];
        let set: Vec<_> = names.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
        if set.is_empty() { "0".into() } else { set.join("|") }
    }
}

impl Operation for Op {
    fn needs(&self) -> &'static [Need] {
        if matches!(self, Self::Fdinfo { .. } | Self::Link { .. }) { &[Need::Proc] } else { &[] }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Create { .. } => "eventfd",
            Self::Read { .. } => "read",
            Self::Write { .. } => "write",
            Self::Fdinfo { .. } => "fdinfo",
            Self::Link { .. } => "readlink",
        }
    }

    fn class(&self) -> u32 {
        match *self {
            Self::Create { flags, .. } => {
                u32::from(flags.semaphore) | u32::from(flags.unknown) << 1
            }
            Self::Read { bytes, .. } => u32::from(bytes < 8),
            Self::Write { bytes, value, .. } => {
                u32::from(bytes < 8) | u32::from(value == 0) << 1 | u32::from(value > MAXIMUM) << 2
            }
            Self::Fdinfo { .. } | Self::Link { .. } => 0,
        }
    }

    fn picks(&mut self) -> SmallVec<[&mut Pick; 2]> {
        match self {
            Self::Create { .. } => smallvec![],
            Self::Read { fd, .. }
            | Self::Write { fd, .. }
            | Self::Fdinfo { fd }
            | Self::Link { fd } => smallvec![fd],
        }
    }

    fn simpler(&self) -> Vec<Self> {
        match *self {
            Self::Create { initial, flags } => {
                let plain = Flags::default();
                let fewer = [
                    plain,
                    Flags { semaphore: false, ..flags },
                    Flags { nonblocking: false, ..flags },
                    Flags { cloexec: false, ..flags },
                ];
                let mut simpler: Vec<_> =
                    fewer.map(|flags| Self::Create { initial, flags }).into_iter().collect();
                let smaller = [0, 1, initial / 2];
                simpler.extend(smaller.map(|initial| Self::Create { initial, flags }));
                simpler
            }
            Self::Read { fd, bytes } => {
                vec![Self::Read { fd, bytes: if bytes < 8 { 0 } else { 8 } }]
            }
            Self::Write { fd, bytes, value } => {
                let mut simpler = vec![Self::Write { fd, bytes: 8, value }];
                let values = [0, 1, value / 2, value - value / 4, value.saturating_sub(1)];
                simpler.extend(values.map(|value| Self::Write { fd, bytes, value }));
                simpler
            }
            Self::Fdinfo { .. } | Self::Link { .. } => vec![],
        }
    }

    fn show(&self) -> String {
        match self {
            Self::Create { initial, flags } => format!("eventfd {initial} {}", flags.c()),
            Self::Read { fd, bytes: 8 } => format!("read {fd}"),
            Self::Read { fd, bytes } => format!("read {fd} into {bytes} bytes"),
            Self::Write { fd, bytes: 8, value } => format!("write {value} to {fd}"),
            Self::Write { fd, bytes, value } => format!("write {bytes} bytes of {value} to {fd}"),
            Self::Fdinfo { fd } => format!("fdinfo {fd}"),
            Self::Link { fd } => format!("readlink {fd}"),
        }
    }

    fn c(&self) -> String {
        match self {
            Self::Create { initial, flags } => format!("keep(eventfd({initial}u, {}));", flags.c()),
            Self::Read { fd, bytes } => format!("read(fd[{}], buffer, {bytes});", fd.0),
            Self::Write { fd, bytes, value } => {
                format!("{{ uint64_t v = {value}u; write(fd[{}], &v, {bytes}); }}", fd.0)
            }
            Self::Fdinfo { fd } => format!("show_fdinfo(fd[{}]);", fd.0),
            Self::Link { fd } => format!("show_link(fd[{}]);", fd.0),
        }
    }
}

impl Seen for Took {
    fn differs_at(&self, seen: &Self) -> usize {
        match (self, seen) {
            (Self::Value { value, .. }, Self::Value { value: other, bytes: 8 }) => {
                usize::from(value.swap_bytes() == *other)
            }
            (Self::Value { .. }, Self::Value { .. }) => 2,
            _ => 0,
        }
    }

    fn lie(&self, part: usize) -> Option<Self> {
        match (self, part) {
            (Self::Value { value, bytes }, 0) => {
                Some(Self::Value { value: value.wrapping_add(2), bytes: *bytes })
            }
            (Self::Value { value, bytes }, 1) => {
                let swapped = value.swap_bytes();
                (swapped != *value).then_some(Self::Value { value: swapped, bytes: *bytes })
            }
            (Self::Value { value, .. }, 2) => Some(Self::Value { value: *value, bytes: 4 }),
            (Self::Wrote(_), _) => Some(Self::Wrote(0)),
            (Self::Anonymous(so), _) => Some(Self::Anonymous(!so)),
            (Self::Count(count), _) => Some(Self::Count(count.wrapping_add(1))),
            _ => None,
        }
    }
}

impl fmt::Display for Took {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Created => f.write_str("a new descriptor"),
            Self::Value { value, bytes: 8 } => write!(f, "took {value}"),
            Self::Value { value, bytes } => write!(f, "took {value} in {bytes} bytes"),
            Self::Wrote(8) => f.write_str("added"),
            Self::Wrote(bytes) => write!(f, "wrote {bytes} bytes"),
            Self::Count(count) => write!(f, "count {count}"),
            Self::Anonymous(true) => f.write_str("a link to an anonymous inode"),
            Self::Anonymous(false) => f.write_str("a link to something else"),
        }
    }
}
